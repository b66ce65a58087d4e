"""States of later levels in the picture of the service: each has its sign and its words, at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.engine.commands import SetAutoscaler
from scalegame.engine.scenario import (
    Autoscaler,
    Check,
    Eviction,
    FilePlace,
    LimitPer,
    OrderPlace,
    Persistence,
    RateLimit,
    SessionPlace,
    StartServer,
    StoreName,
    Wiring,
    WorkPlace,
)
from scalegame.engine.view import ServerState, StoreState
from scalegame.playthrough.playthrough import StoreMoment
from scalegame.playthrough.scene import AUTOSCALER_NODE, Scene, nodes
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import Ink
from scalegame.tui.play.topology import topology
from scalegame.tui.play.topology.layout import Form, Parts, arrange
from scalegame.tui.play.topology.servers import server_ink, sign
from scalegame.tui.play.topology.travel import Direction, neighbour
from scalegame.tui.play.topology.wires import dots
from scalegame.wording.units import short
from tests.tui.play.by_hand import with_every_server, with_server, with_store, with_view
from tests.tui.play.samples import RICH, played, scene

#: What the smallest terminal leaves for the picture, what a wide one beside its panel, and a vast one.
SIZES = ((80, 13), (76, 24), (136, 40))
ALL_STORES = replace(RICH, stores=tuple(StoreName))
ZONED = replace(RICH, zones=("a", "b"))


def seen(now: Scene, size: tuple[int, int] = SIZES[0]) -> str:
    return topology(now, *size)[0].text


def now_of(ticks: int = 3) -> Scene:
    return scene(played(ticks, scenario=RICH))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "changes, mark, words",
    [
        ({"frozen": True}, "❆", "frozen"),
        ({"out": True, "in_rotation": False}, "⊘", "kept out"),
        ({"looping": True, "state": ServerState.BOOTING, "until": 9}, "↺", "crash loop 0:09"),
        ({"retiring": True, "state": ServerState.DRAINING}, "↓", "retires"),
        ({"slow": True}, "▼", ""),
    ],
)
def test_a_servers_state_has_a_sign_and_words(
    changes: dict[str, object], mark: str, words: str, size: tuple[int, int]
) -> None:
    text = seen(with_server(now_of(), "B", **changes), size)
    assert f" B {mark} " in text
    assert words in text


@pytest.mark.parametrize("count", [8, 40, 120])
def test_states_keep_their_signs_in_tiles_and_heat_strips(count: int) -> None:
    fleet = replace(RICH, servers=tuple(StartServer(f"s{n:03}") for n in range(count)))
    now = scene(played(1, scenario=fleet))
    assert arrange(*SIZES[0], Parts(count, 5, 0, 4)).form is not Form.CARD
    for changes, mark in (({"frozen": True}, "❆"), ({"looping": True}, "↺"), ({"out": True}, "⊘")):
        assert mark in seen(with_server(now, "s003", **changes))
        assert mark not in seen(now)


def test_no_two_states_share_sign_and_colour() -> None:
    server = now_of().view.servers[0]
    states = [
        server,
        replace(server, slow=True),
        replace(server, frozen=True),
        replace(server, out=True),
        replace(server, looping=True),
        replace(server, state=ServerState.DOWN),
        replace(server, state=ServerState.BOOTING),
        replace(server, state=ServerState.DRAINING),
    ]
    assert len({sign(one) for one in states}) == len(states)
    assert server_ink(states[0]) is Ink.GOOD
    assert all(server_ink(one) is not Ink.GOOD for one in states[1:])


def test_a_dark_zone_is_told_on_each_of_its_servers() -> None:
    now = scene(played(1, scenario=ZONED))
    dark = with_server(with_view(now, zones_down=("b",)), "B", state=ServerState.DOWN, until=17)
    assert "zone b dark 0:17" in seen(dark)
    assert "zone a" in seen(dark)
    assert "dark" not in seen(now)


def test_a_dark_zone_is_told_on_the_frame_of_a_large_fleet() -> None:
    fleet = replace(ZONED, servers=tuple(StartServer(f"s{n:03}") for n in range(40)))
    dark = with_view(scene(played(1, scenario=fleet)), zones_down=("b",))
    assert "40 servers ✖ zone b is dark" in seen(dark)


def test_zones_and_pets_are_named_only_where_they_matter() -> None:
    plain = seen(now_of(), SIZES[1])
    assert "zone" not in plain
    assert "pet" not in plain
    herd = replace(ZONED, autoscaler=Autoscaler(1, 4), servers=(StartServer("A"), StartServer("s001", cattle=True)))
    text = seen(scene(played(1, scenario=herd)), SIZES[1])
    assert "zone a · pet" in text
    assert text.count("pet") == 1


@pytest.mark.parametrize("size", SIZES)
def test_servers_without_connections_say_so(size: tuple[int, int]) -> None:
    now = with_every_server(now_of(), pool=20, connections=20)
    now = with_server(with_store(now, "sql", connections=40, connection_limit=40), "B", connections=0)
    text = seen(now, size)
    assert "0/20" in text
    assert "40/40" in text
    pooled = seen(with_store(now, "sql", pooler=True), size)
    assert "0/20" not in pooled
    assert "pooler" in pooled


@pytest.mark.parametrize("size", SIZES)
def test_the_autoscaler_stands_beside_the_balancer_once_it_is_on(size: tuple[int, int]) -> None:
    assert "autoscaler" not in seen(now_of(), size)
    playthrough = played(1, SetAutoscaler(1, 4), scenario=RICH)
    now = scene(playthrough)
    assert "autoscaler" in seen(now, size)
    assert ", 1–4" in seen(now, size)
    assert AUTOSCALER_NODE in nodes(now.view, now.wares)


def test_what_the_autoscaler_orders_and_retires_is_counted() -> None:
    herd = replace(RICH, autoscaler=Autoscaler(1, 3), servers=tuple(StartServer(n, cattle=True) for n in ("s1", "s2")))
    now = with_server(scene(played(0, scenario=herd)), "s1", state=ServerState.BOOTING)
    assert "⟳ 1 boot" in seen(now)
    both = with_server(now, "s2", retiring=True, state=ServerState.DRAINING)
    assert "⟳ 1  ↓ 1" in seen(both)
    assert "⟳ 1 boot  ↓ 1 retire" in seen(both, SIZES[2])


@pytest.mark.parametrize(
    "limit, text", [(RateLimit(200), "lets 200/s through"), (RateLimit(5, LimitPer.ADDRESS), "5/s an address")]
)
def test_the_rate_limit_stands_on_the_balancer(limit: RateLimit, text: str) -> None:
    assert text in seen(with_view(now_of(), limit=limit))


def test_a_click_on_the_rate_limit_opens_it() -> None:
    picture, _ = topology(with_view(now_of(), limit=RateLimit(200)), *SIZES[0])
    assert "limit" in [spot.target for spot in picture.spots]


@pytest.mark.parametrize("count, text", [(31, "✖ 31 turned away"), (31_234, "✖ 31k away")])
def test_what_was_turned_away_is_counted_for_the_last_second(count: int, text: str) -> None:
    now = now_of()
    now = replace(now, recent=(*now.recent[:-1], replace(now.recent[-1], limited=count)))
    assert text in seen(now)
    assert "turned away" not in seen(now_of())


def test_retries_are_seen_as_load() -> None:
    assert "↻ 120 retries" in seen(with_view(now_of(), retried=120))
    assert "↻" not in seen(now_of())


@pytest.mark.parametrize("size", SIZES)
def test_the_cdn_stands_at_the_edge_and_the_queue_below(size: tuple[int, int]) -> None:
    now = scene(played(2, scenario=ALL_STORES))
    picture, wires = topology(now, *size)
    places = {spot.target: spot.region for spot in picture.spots}
    cdn = places[Node(NodeKind.STORE, "cdn")]
    balancer = next(region for node, region in places.items() if isinstance(node, Node) and node.name == "balancer")
    servers = [region for node, region in places.items() if isinstance(node, Node) and node.kind is NodeKind.SERVER]
    assert cdn.y <= balancer.y
    assert places[Node(NodeKind.STORE, "queue")].y > servers[0].bottom - 1
    assert wires[0].path[0] in [(x, y) for x in range(cdn.x, cdn.right) for y in range(cdn.y, cdn.bottom)]


def test_with_room_to_spare_the_cdn_stands_above() -> None:
    low, tall = (arrange(80, height, Parts(2, 3, 1, 5, edge=True)) for height in (13, 30))
    assert low.edge is not None
    assert tall.edge is not None
    assert low.edge.y == low.balancer.y
    assert tall.edge.bottom < tall.balancer.y


def test_every_part_is_reached_with_the_arrows_with_all_stores_and_the_autoscaler() -> None:
    for size in SIZES:
        now = scene(played(1, SetAutoscaler(1, 4), scenario=ALL_STORES))
        spots = topology(now, *size)[0].spots
        reached, frontier = {now.selected}, [now.selected]
        while frontier:
            here = frontier.pop()
            found = {neighbour(spots, here, direction) for direction in Direction} - reached
            reached |= found
            frontier += found
        assert reached == set(nodes(now.view, now.wares))


@pytest.mark.parametrize("size", SIZES)
def test_replicas_stand_in_the_title(size: tuple[int, int]) -> None:
    now = now_of()
    one = seen(with_store(now, "redis", replicas=1), size)
    assert "Redis + replica" in one or "Redis +1" in one
    two = seen(with_store(now, "sql", replicas=2), size)
    assert "database + 2 replicas" in two or "database +2" in two
    coming = seen(with_store(now, "redis", coming=1), size)
    assert "⟳" in coming


def test_a_failover_counts_down() -> None:
    down = with_store(now_of(), "sql", state=StoreState.DOWN, until=3, coming=1)
    assert "back in 0:03" in seen(down)
    assert "failover 0:03" in seen(replace(down, failing_over=frozenset({"sql"})))
    assert "replica takes over in 0:03" in seen(replace(down, failing_over=frozenset({"sql"})), SIZES[2])


def test_a_full_redis_says_whom_it_pushed_out_and_how_it_is_set() -> None:
    now = with_store(
        now_of(), "redis", memory=60, used=60, logged_out=83, log_outs=83, squeezed=True,
        eviction=Eviction.ALLKEYS_LRU, persistence=Persistence.AOF,
    )  # fmt: skip
    text = seen(now)
    assert "60/60" in text
    assert "✖ 83 out" in text
    assert "Redis ▼" in text
    assert "lru aof" in seen(now, SIZES[2])


def test_a_queue_says_how_far_its_worker_is_behind() -> None:
    now = scene(played(1, scenario=ALL_STORES))
    queue = with_store(now, "queue", used=30_500, memory=60_000, capacity=1000)
    assert "31 s" in seen(queue)
    assert "31 s behind" in seen(queue, SIZES[2])


@pytest.mark.parametrize("size", SIZES)
def test_a_queue_without_a_limit_counts_what_waits(size: tuple[int, int]) -> None:
    now = scene(played(12, scenario=ALL_STORES))
    assert "1.5k units" in seen(with_store(now, "queue", used=1_500, memory=0, capacity=1000), size)


@pytest.mark.parametrize(
    "place, tag, ink",
    [
        (SessionPlace.SERVER_MEMORY, "memory", Ink.WARN),
        (SessionPlace.REDIS, "redis", Ink.REDIS),
        (SessionPlace.SQL, "database", Ink.SQL),
        (SessionPlace.SIGNED_COOKIE, "cookie", Ink.MUTED),
    ],
)
def test_a_card_says_where_its_sessions_are(place: SessionPlace, tag: str, ink: Ink) -> None:
    one = replace(RICH, servers=(StartServer("A", wiring=Wiring(sessions=place)),))
    picture, _ = topology(scene(played(1, scenario=one)), *SIZES[0])
    row = next(y for y, line in enumerate(picture.lines) if f"│ {tag}" in line)
    assert any(text.startswith(tag) and pen.ink is ink for text, pen in picture.runs(row))


def test_lines_to_all_stores_leave_a_large_fleet_straight() -> None:
    wiring = Wiring(sessions=SessionPlace.REDIS)
    fleet = replace(ALL_STORES, servers=tuple(StartServer(f"s{n:03}", wiring=wiring) for n in range(40)))
    _, wires = topology(scene(played(1, scenario=fleet)), *SIZES[0])
    assert all(len({x for x, _ in wire.path}) == 1 for wire in wires if not wire.outward)


@pytest.mark.parametrize("count", [2, 6])
def test_no_request_is_drawn_over_a_card(count: int) -> None:
    wiring = Wiring(sessions=SessionPlace.REDIS)
    fleet = replace(ALL_STORES, servers=tuple(StartServer(f"s{n:03}", wiring=wiring) for n in range(count)))
    picture, wires = topology(scene(played(9, scenario=fleet)), *SIZES[1])
    cards = [spot.region for spot in picture.spots if isinstance(spot.target, Node) and spot.target.name[:2] == "s0"]
    assert len({card.y for card in cards}) == (2 if count > 3 else 1)
    shown = [(x, y) for frame in range(40) for x, y, *_ in dots(wires, frame)]
    assert shown
    assert not any(card.contains(*cell) for card in cards for cell in shown)


def test_the_cdn_says_how_many_pictures_it_answers() -> None:
    now = scene(played(2, scenario=ALL_STORES))
    moment = replace(now.recent[-1], stores=(StoreMoment(StoreName.CDN, 12),))
    now = with_store(replace(now, recent=(moment,)), "cdn", operations=340)
    assert "340 pictures" in seen(now)
    text = seen(now, SIZES[2])
    assert "340 pictures" in text
    assert "12/s" in text


def test_long_names_of_stores_are_whole_in_the_narrowest_boxes() -> None:
    assert "object storage" in seen(scene(played(0, scenario=ALL_STORES)), SIZES[1])


def test_a_small_terminal_has_cards_however_many_stores_are_in_use() -> None:
    parts = Parts(servers=4, stores=4, used=4, card_lines=6, edge=True)
    crowded = arrange(*SIZES[0], parts)
    assert crowded.form is Form.CARD
    assert crowded.shares_links
    assert not arrange(*SIZES[2], parts).shares_links


def test_a_shared_row_of_wires_leads_to_every_store_in_use() -> None:
    everything = Wiring(
        sessions=SessionPlace.REDIS, files=FilePlace.OBJECT_STORAGE, orders=OrderPlace.SQL, work=WorkPlace.QUEUE
    )
    now = scene(played(3, scenario=replace(ALL_STORES, servers=(StartServer("A", wiring=everything),))))
    picture, wires = topology(now, *SIZES[0])
    ends = {wire.path[-1] for wire in wires if not wire.outward}
    assert len(ends) == 4
    assert {wire.ink for wire in wires if not wire.outward} == {Ink.FLOW}
    assert "queue" in picture.text


@pytest.mark.parametrize(
    "balancer, drain, words",
    [
        ({"read_timeout_us": 1_000_000}, 0, "time-out 1 s"),
        ({"check": Check.HTTP}, 0, "HTTP checks"),
        ({"check": Check.NONE}, 0, "no checks"),
        ({}, 30, "drain 30 s"),
        ({"read_timeout_us": 500_000, "check": Check.HTTP}, 60, "time-out 500 ms"),
    ],
)
def test_how_the_balancer_is_set_stands_on_its_edge(balancer: dict[str, object], drain: int, words: str) -> None:
    view = now_of().view
    now = with_view(now_of(), balancer=replace(view.balancer, **balancer), deploy_drain=drain)  # type: ignore[arg-type]
    assert words in seen(now).splitlines()[0]
    assert words not in seen(now_of())


def test_a_database_with_replicas_can_do_as_much_more() -> None:
    now = with_store(with_view(now_of(), stores=scene(played(30, scenario=ALL_STORES)).view.stores), "sql", replicas=2)
    one = next(store.capacity for store in now.view.stores if store.name is StoreName.SQL)
    assert f"/{short(3 * one)} op/s" in seen(now, SIZES[2])
    assert f"/{short(3 * one)}" in seen(replace(with_store(now, "sql", pooler=True), wares=()))
