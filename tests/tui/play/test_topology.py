"""The picture of the service: it fits, it says what is connected to what, and it can be walked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from scalegame.engine.commands import ALL, AddStore, Connect, DrainServer
from scalegame.engine.scenario import FilePlace, SessionPlace, StoreName
from scalegame.playthrough.scene import BALANCER_NODE, nodes
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import HotSpot, Ink
from scalegame.tui.play.topology import topology
from scalegame.tui.play.topology.layout import Form, Layout, Parts, arrange
from scalegame.tui.play.topology.travel import Direction, neighbour
from scalegame.tui.play.topology.wires import Wire, dots
from tests.tui.play.samples import fleet, played, scene

NARROW = (80, 13)


def regions(layout: Layout) -> list[Region]:
    beside = [region for region in (layout.edge, layout.autoscaler) if region is not None]
    return [layout.balancer, *beside, *layout.servers, *layout.stores]


@given(
    width=st.integers(76, 200),
    height=st.integers(13, 48),
    servers=st.integers(1, 256),
    stores=st.integers(0, 4),
    data=st.data(),
)
def test_everything_lies_inside_and_nothing_overlaps(
    width: int, height: int, servers: int, stores: int, data: st.DataObject
) -> None:
    used = data.draw(st.integers(0, stores))
    lines = data.draw(st.integers(4, 7))
    edge, scaler = data.draw(st.booleans()), data.draw(st.booleans())
    layout = arrange(width, height, Parts(servers, stores, used, lines, edge, scaler))
    placed = regions(layout)
    whole = Region(0, 0, width, height)
    assert all(whole.contains_region(region) for region in placed)
    for index, region in enumerate(placed):
        assert not any(region.overlaps(other) for other in placed[index + 1 :])
    assert len(layout.stores) == stores
    assert len(layout.links) == used
    assert (layout.edge is not None, layout.autoscaler is not None) == (edge, scaler)


@pytest.mark.parametrize(
    "servers, form", [(1, Form.CARD), (5, Form.CARD), (6, Form.TILE), (12, Form.TILE), (40, Form.HEAT)]
)
def test_cards_become_tiles_and_tiles_a_heat_strip_as_the_fleet_grows(servers: int, form: Form) -> None:
    layout = arrange(*NARROW, Parts(servers, 3, 1, 4))
    assert layout.form is form
    assert len(layout.servers) == servers


def test_a_roomier_screen_draws_the_same_fleet_as_cards() -> None:
    assert arrange(134, 37, Parts(40, 3, 1, 4)).form is Form.CARD


def test_with_more_rows_cards_grow() -> None:
    low = arrange(80, 13, Parts(2, 1, 1, 6))
    tall = arrange(80, 24, Parts(2, 1, 1, 6))
    assert tall.servers[0].height > low.servers[0].height


@pytest.mark.parametrize("count", [1, 4, 7, 40])
def test_every_part_can_be_pointed_at(count: int) -> None:
    now = scene(played(5, scenario=fleet(count)))
    picture, _ = topology(now, *NARROW)
    assert [spot.target for spot in picture.spots] == list(nodes(now.view, now.wares))


def test_servers_that_find_no_room_are_counted() -> None:
    picture, _ = topology(scene(played(0, scenario=fleet(100))), *NARROW)
    assert "100 servers" in picture.text
    assert "more ─╯" in picture.text


def test_a_card_shows_load_sessions_and_where_they_are() -> None:
    playthrough = played(10)
    text = topology(scene(playthrough), *NARROW)[0].text
    a = playthrough.view.servers[0]
    assert f"memory {a.held}" in text
    assert f"{a.load // 10}%" in text


def test_a_crashed_server_carries_its_sign_the_wait_and_the_cause() -> None:
    text = topology(scene(played(21)), *NARROW)[0].text
    assert "─ B ✖ ─" in text
    assert "│ down " in text
    assert "logged out" in text
    assert "✖ crash" in text


def test_a_badge_goes_after_a_while() -> None:
    playthrough = played(60)
    assert "✖ crash" not in topology(scene(playthrough), *NARROW)[0].text


def test_a_draining_server_carries_its_sign() -> None:
    assert "─ A ↓ ─" in topology(scene(played(1, DrainServer("A"))), *NARROW)[0].text


def test_a_store_for_sale_shows_price_and_lead_time_and_then_how_full_it_is() -> None:
    assert "buy $60  8 s" in topology(scene(played(0)), *NARROW)[0].text
    ordered = played(1, AddStore(StoreName.REDIS))
    assert "ready in 0:07" in topology(scene(ordered), *NARROW)[0].text
    bought = played(10, AddStore(StoreName.REDIS))
    assert "0/5.0k" in topology(scene(bought), *NARROW)[0].text


def connected_to_two_stores() -> tuple[Wire, ...]:
    playthrough = played(9, AddStore(StoreName.REDIS), AddStore(StoreName.OBJECT_STORAGE))
    playthrough.give(Connect(ALL, SessionPlace.REDIS))
    for _ in range(16):
        playthrough.tick()
    playthrough.give(Connect("A", FilePlace.OBJECT_STORAGE))
    playthrough.tick()
    return topology(scene(playthrough), 80, 15)[1]


def test_lines_lead_from_the_balancer_to_servers_and_from_servers_to_their_stores() -> None:
    wires = connected_to_two_stores()
    assert [wire.ink for wire in wires if not wire.outward] == [Ink.REDIS, Ink.REDIS, Ink.FILES]
    assert len([wire for wire in wires if wire.outward]) == 2


def test_a_server_out_of_rotation_is_seen_cut_off() -> None:
    playthrough = played(24)
    assert not playthrough.view.servers[1].in_rotation
    picture, wires = topology(scene(playthrough), *NARROW)
    assert [wire.live for wire in wires] == [True, False]
    assert "⟳" in picture.lines[4]  # It boots again: nothing is broken there any more.


def test_a_fleet_that_takes_nobody_is_seen_at_the_balancer() -> None:
    playthrough = played(6, DrainServer("A"), DrainServer("B"))
    text = topology(scene(playthrough), *NARROW)[0].text
    assert "0 of 2 up" in text
    assert "✖ no server" in text
    assert "draining" in text


def test_joints_cut_no_title() -> None:
    """A wire that meets a name ends above it."""
    playthrough = played(0, scenario=fleet(5))
    assert all(
        f" {server.name} " in topology(scene(playthrough), *NARROW)[0].text for server in playthrough.view.servers
    )


def test_a_dead_server_still_in_rotation_gets_requests_in_red() -> None:
    playthrough = played(21)
    assert playthrough.view.servers[1].in_rotation
    wire = topology(scene(playthrough), *NARROW)[1][1]
    assert wire.ink is Ink.BAD
    assert wire.rate > 0


def test_dots_stay_on_their_line_and_move_one_cell_a_frame() -> None:
    path = tuple((x, 0) for x in range(30))
    wire = Wire(path, rate=5, ink=Ink.FLOW)
    first = [x for x, *_ in dots((wire,), 0)]
    second = [x for x, *_ in dots((wire,), 1)]
    assert first
    assert {x + 1 for x in first if x + 1 < 29} <= set(second)
    assert all(0 < x < 29 for x in first + second)


def test_a_busier_line_has_more_dots_and_an_idle_one_none() -> None:
    path = tuple((x, 0) for x in range(60))
    counts = [len(list(dots((Wire(path, rate, Ink.FLOW),), 3))) for rate in (0, 1, 5, 20, 200)]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[1] < counts[-1]


def test_dots_of_a_quiet_line_lie_on_those_of_a_busy_one_where_they_share_cells() -> None:
    """Lines from the balancer share their beginning, lines to a store their end."""
    busy, quiet = tuple((x, 0) for x in range(40)), tuple((x, 0) for x in range(7, 40))
    for frame in range(40):
        there = {x for x, *_ in dots((Wire(busy, 100, Ink.REDIS, outward=False),), frame)}
        assert {x for x, *_ in dots((Wire(quiet, 1, Ink.REDIS, outward=False),), frame)} <= there


def test_arrows_lead_to_the_nearest_part_and_stay_at_the_edge() -> None:
    a, b = Node(NodeKind.SERVER, "A"), Node(NodeKind.SERVER, "B")
    spots = [
        HotSpot(Region(10, 0, 10, 3), BALANCER_NODE),
        HotSpot(Region(0, 5, 8, 4), a),
        HotSpot(Region(20, 5, 8, 4), b),
    ]
    assert neighbour(spots, a, Direction.RIGHT) == b
    assert neighbour(spots, a, Direction.UP) == BALANCER_NODE
    assert neighbour(spots, a, Direction.LEFT) == a
    assert neighbour(spots, BALANCER_NODE, Direction.DOWN) in (a, b)


@pytest.mark.parametrize("count", [2, 7, 40])
def test_every_part_is_reached_with_the_arrows(count: int) -> None:
    now = scene(played(0, scenario=fleet(count)))
    spots = topology(now, *NARROW)[0].spots
    reached, frontier = {now.selected}, [now.selected]
    while frontier:
        here = frontier.pop()
        for direction in Direction:
            there = neighbour(spots, here, direction)
            if there not in reached:
                reached.add(there)
                frontier.append(there)
    assert reached == set(nodes(now.view, now.wares))


def test_a_strangers_server_name_is_shown_as_text() -> None:
    scenario = fleet(1)
    named = replace(scenario, servers=(replace(scenario.servers[0], name="[@click=quit]x[/]"),))
    assert "[@click=" in topology(scene(played(0, scenario=named)), *NARROW)[0].text
