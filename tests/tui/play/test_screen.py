"""The play screen as a whole: sizes, what is sent to the terminal, and what runs when nothing should."""

from __future__ import annotations

import pytest
from textual.geometry import Region, Size

from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.play.topology import Topology
from scalegame.tui.screens.too_small import TooSmallScreen
from tests.tui.play.driving import table


async def test_what_is_needed_to_win_is_visible_on_the_smallest_screen() -> None:
    async with table() as game:
        game.screen.advance()
        await game.settle()
        for widget in ("#header", "#goals", "#traffic", "#topology", "#events", "#bar"):
            shown = game.screen.query_one(widget, Painted)
            assert shown.region.height > 0
            assert game.screen.region.contains_region(shown.region)
        assert not game.screen.query_one("#panel").display


@pytest.mark.parametrize("size", [(110, 30), (120, 40), (200, 60)])
async def test_a_wide_screen_has_the_panel_instead_of_the_goals_line(size: tuple[int, int]) -> None:
    async with table(size=size) as game:
        assert game.screen.query_one("#panel").display
        assert not game.screen.query_one("#goals").display
        assert "Goals" in game.text("#panel")


async def test_a_larger_screen_shows_more_events() -> None:
    heights = []
    for size in ((80, 24), (120, 40), (200, 60)):
        async with table(size=size) as game:
            heights.append(game.screen.query_one("#events").size.height)
    assert heights == sorted(set(heights))


async def test_resizing_in_the_middle_of_a_game_keeps_everything() -> None:
    async with table() as game:
        await game.press("right", "a", "full_stop")
        plan, selected = game.playthrough.plan, game.selected
        await game.pilot.resize_terminal(120, 40)
        await game.settle()
        assert game.screen.query_one("#panel").display
        assert (game.playthrough.plan, game.selected) == (plan, selected)
        assert "s001" in game.text("#topology")


async def test_a_terminal_that_becomes_too_small_pauses_and_waits() -> None:
    async with table(real_time=True) as game:
        await game.press("space")
        await game.pilot.resize_terminal(70, 20)
        await game.settle()
        assert isinstance(game.pilot.app.screen, TooSmallScreen)
        assert game.playthrough.paused
        assert not game.screen.ticking
        await game.pilot.resize_terminal(80, 24)
        await game.settle()
        assert isinstance(game.pilot.app.screen, PlayScreen)
        assert game.playthrough.paused


async def test_a_scene_that_looks_the_same_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with table() as game:
        sent: list[str] = []
        for widget in game.screen.query(Painted):
            monkeypatch.setattr(widget, "refresh", lambda *_, name=widget.id: sent.append(str(name)))
        game.screen.show()
        assert sent == []
        game.playthrough.change_speed(1)
        game.screen.show()
        assert sent == ["header"]


async def test_a_frame_of_the_animation_sends_only_lines_with_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    async with table() as game:
        for _ in range(10):
            game.screen.advance()
        await game.settle()
        topology = game.screen.query_one(Topology)
        sent: list[Region] = []
        monkeypatch.setattr(topology, "refresh", lambda *regions: sent.extend(regions))
        topology.animate_dots()
        assert 0 < len(sent) < topology.size.height / 2


async def test_nothing_beats_while_the_game_is_paused() -> None:
    """No timer of the screen or its widgets is running: an idle game costs nothing."""
    async with table(real_time=True) as game:
        topology = game.screen.query_one(Topology)
        assert not topology.beating
        await game.press("space")
        assert topology.beating
        await game.press("f")
        assert not topology.beating
        await game.press("f", "space")
        assert not topology.beating
        assert not game.screen.ticking


async def test_dots_rest_while_a_dialog_lies_over_the_game() -> None:
    async with table(real_time=True) as game:
        await game.press("space", "s")
        assert not game.screen.query_one(Topology).beating
        await game.press("escape")
        assert game.screen.query_one(Topology).beating


async def test_the_dots_change_nothing_in_the_game() -> None:
    async with table() as game:
        for _ in range(10):
            game.screen.advance()
        before = game.playthrough.view
        for _ in range(20):
            game.screen.query_one(Topology).animate_dots()
        assert game.playthrough.view == before


async def test_the_screen_fills_the_terminal_exactly() -> None:
    for size in ((80, 24), (97, 27), (120, 40), (200, 60)):
        async with table(size=size) as game:
            assert game.screen.size == Size(*size)
            assert game.screen.max_scroll_y == 0
            assert game.screen.max_scroll_x == 0
