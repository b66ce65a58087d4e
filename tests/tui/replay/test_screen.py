"""Every key of the replay screen, and the mouse, judged by what they do to the replay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from textual.pilot import Pilot

from scalegame.playthrough import replay as replays
from scalegame.playthrough.actions.replay_keys import TRANSPORT
from scalegame.playthrough.actions.table import Group
from scalegame.playthrough.replay import Replay
from scalegame.playthrough.scene import BALANCER_NODE
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.run import Aid, Run, Use
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.dialogs import TellDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import WatchRun
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.play.timeline import column
from scalegame.tui.screens.help import HelpScreen, key_rows
from scalegame.tui.screens.levels import LevelsScreen
from scalegame.tui.screens.title import TitleScreen
from tests.playthrough.replay_runs import run_of
from tests.tui.play.samples import level
from tests.tui.waiting import settle

A = Node(NodeKind.SERVER, "A")


@dataclass
class Seat:
    """Somebody watching a replay."""

    pilot: Pilot[None]
    screen: ReplayScreen

    @property
    def replay(self) -> Replay:
        return self.screen.replay

    @property
    def selected(self) -> Node:
        assert self.screen.scene is not None
        return self.screen.scene.selected

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        await settle(self.pilot)

    def text(self, widget: str) -> str:
        return self.screen.query_one(widget, Painted).picture.text

    def spot(self, widget: str, target: object) -> tuple[int, int]:
        spots = self.screen.query_one(widget, Painted).picture.spots
        return next(spot.region.offset for spot in spots if spot.target == target)


@asynccontextmanager
async def seat(
    run: Run | None = None, *, at: int = 0, size: tuple[int, int] = (80, 24), real_time: bool = False
) -> AsyncIterator[Seat]:
    """Open the replay of a run of the sample level."""
    app = ScaleGame()
    async with app.run_test(size=size) as pilot:
        replay = Replay(level(), run or run_of())
        replay.seek(at)
        watcher = Seat(pilot, ReplayScreen(replay, real_time=real_time))
        await app.push_screen(watcher.screen)
        await watcher.settle()
        yield watcher


async def test_a_key_goes_to_another_tick() -> None:
    async with seat(at=20) as watcher:
        for keys, position in (
            (["x"], 20), (["left"], 15), (["right"], 25), (["comma"], 19), (["full_stop"], 21), (["pageup"], 0),
            (["pagedown"], 50), (["home"], 0), (["end"], 60), (["home", "left"], 0), (["end", "right"], 60),
            (["N"], 15), (["n"], 21), (["left", "full_stop", "full_stop"], 17),
        ):  # fmt: skip
            watcher.replay.seek(20)
            await watcher.press(*keys)
            assert watcher.replay.position == position, keys
            assert f"0:{position:02}/1:00" in watcher.text("#header").replace("1:00/", "0:60/")
            assert watcher.screen.playthrough is watcher.replay.playthrough


async def test_space_lets_the_clock_run_and_stops_it() -> None:
    async with seat(real_time=True) as watcher:
        assert not watcher.screen.ticking
        await watcher.press("space")
        assert watcher.screen.ticking
        assert "running" in watcher.text("#header")
        assert "space pause" in watcher.text("#bar")
        await watcher.press("space")
        assert not watcher.screen.ticking
        assert "space go on" in watcher.text("#bar")


async def test_time_passes_tick_by_tick_and_stops_at_the_end() -> None:
    async with seat(at=58, real_time=True) as watcher:
        watcher.replay.toggle_pause()
        watcher.screen.advance()
        assert watcher.replay.position == 59
        watcher.screen.advance()
        assert watcher.replay.paused
        assert not watcher.screen.ticking
        assert "» The end: not all goals were met." in watcher.text("#events")
        assert "space again" in watcher.text("#bar")


async def test_a_fast_clock_runs_several_ticks_for_a_picture() -> None:
    async with seat() as watcher:
        await watcher.press(*["plus"] * 5)
        assert watcher.replay.speed == 32
        assert watcher.text("#header").count("− 32× +") == 1
        watcher.replay.toggle_pause()
        watcher.screen.advance()
        assert watcher.replay.position == 2
        await watcher.press("plus")
        assert "! 32× is the fastest." in watcher.text("#events")
        await watcher.press(*["minus"] * 7)
        assert watcher.text("#header").count("− ¼× +") == 1
        await watcher.press("minus")
        assert "! ¼× is the slowest; the space bar pauses." in watcher.text("#events")


async def test_the_command_is_told_when_it_comes() -> None:
    async with seat(at=8) as watcher:
        await watcher.press("full_stop")
        assert watcher.text("#events").splitlines()[0] == " 0:09 » You let every server keep sessions in Redis."


async def test_every_part_can_be_selected_and_asked() -> None:
    async with seat(at=25) as watcher:
        assert watcher.selected == A
        await watcher.press("up")
        assert watcher.selected == BALANCER_NODE
        await watcher.press("tab", "tab")
        assert watcher.selected == Node(NodeKind.SERVER, "B")
        await watcher.press("shift+left")
        assert watcher.selected == A
        await watcher.press("2", "w")
        assert isinstance(watcher.pilot.app.screen, TellDialog)
        await watcher.press("escape")
        x, y = watcher.spot("#topology", BALANCER_NODE)
        await watcher.pilot.click("#topology", offset=(x + 2, y + 1))
        assert watcher.selected == BALANCER_NODE


async def test_nothing_can_be_ordered() -> None:
    async with seat(at=12) as watcher:
        commands = watcher.replay.playthrough.plan
        await watcher.press("a", "b", "c", "d", "s", "u", "x", "R", "h")
        assert watcher.replay.playthrough.plan == commands
        assert watcher.replay.position == 12
        assert "Planned" not in watcher.text("#events")


async def test_the_clock_waits_while_something_lies_over_the_replay() -> None:
    async with seat(real_time=True) as watcher:
        await watcher.press("space", "question_mark")
        assert isinstance(watcher.pilot.app.screen, HelpScreen)
        assert not watcher.screen.ticking
        await watcher.press("escape")
        assert watcher.screen.ticking


async def test_the_timeline_shows_where_things_happen() -> None:
    async with seat(at=30) as watcher:
        rule, commands, track, _ = watcher.text("#bar").splitlines()
        timeline = watcher.replay.timeline
        at = {tick: column(tick, 80, timeline) for tick in (0, 9, 20, 30, 40, 60)}
        assert (rule[at[0]], rule[at[20]], rule[at[30]]) == ("1", "✖", "2")
        assert [x for x, char in enumerate(commands) if char == "◆"] == [at[0], at[9], at[40]]
        assert track.startswith("0:30/1:00 ━")
        assert (track.index("●"), at[60]) == (at[30], 79)
        assert track[at[30] + 1 :] == "─" * (79 - at[30])


async def test_a_click_on_the_timeline_goes_there() -> None:
    async with seat() as watcher:
        for row in (0, 1, 2):
            await watcher.press("home")
            await watcher.pilot.click("#bar", offset=(column(40, 80, watcher.replay.timeline), row))
            await watcher.settle()
            assert watcher.replay.position == 40
        await watcher.pilot.click("#bar", offset=(2, 2))
        assert watcher.replay.position == 40


async def test_dragging_along_the_timeline_follows_the_mouse() -> None:
    async with seat() as watcher:
        timeline = watcher.replay.timeline
        await watcher.pilot.mouse_down("#bar", offset=(column(10, 80, timeline), 2))
        await watcher.settle()
        assert watcher.replay.position == 10
        await watcher.pilot.hover("#bar", offset=(column(50, 80, timeline), 2))
        await watcher.settle()
        assert watcher.replay.position == 50
        await watcher.pilot.mouse_up("#bar", offset=(column(50, 80, timeline), 2))
        await watcher.pilot.hover("#bar", offset=(column(20, 80, timeline), 2))
        await watcher.settle()
        assert watcher.replay.position == 50


@pytest.mark.parametrize("command", ["on", "event", "pause"])
async def test_the_keys_can_be_clicked(command: str) -> None:
    async with seat() as watcher:
        await watcher.pilot.click("#bar", offset=watcher.spot("#bar", command))
        await watcher.settle()
        assert (watcher.replay.position > 0) != (not watcher.replay.paused)


async def test_the_header_can_be_clicked() -> None:
    async with seat() as watcher:
        await watcher.pilot.click("#header", offset=watcher.spot("#header", "faster"))
        await watcher.settle()
        assert watcher.replay.speed == 2


async def test_it_says_that_it_is_a_replay() -> None:
    async with seat() as watcher:
        assert watcher.text("#header").startswith(" replay  3 A sample")
    practised = replace(run_of(), used=(Use(5, Aid.PRACTICE),))
    async with seat(practised) as watcher:
        assert watcher.text("#header").startswith(" practice replay  3 A ")


async def test_one_can_take_over_from_any_tick_as_practice() -> None:
    app = ScaleGame(first=WatchRun(level(), run_of(), at=12))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, ReplayScreen)
        await pilot.press("right", "t")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        assert [type(other) for other in app.screen_stack] == [TitleScreen, PlayScreen]
        playthrough = screen.playthrough
        assert playthrough.view.tick == 17
        assert playthrough.plan == run_of().commands[:2]
        assert playthrough.run().practised
        assert screen.query_one("#header", Painted).picture.text.startswith(" practice  3 A sample")
        assert "Back at 0:17. This game is practice from now on" in screen.query_one("#events", Painted).picture.text
        await pilot.press("space", "full_stop")
        assert playthrough.run().practised


async def test_a_game_that_was_taken_over_is_debriefed() -> None:
    app = ScaleGame(first=WatchRun(level(), run_of(), at=50))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        while not screen.playthrough.over:
            await pilot.press("full_stop")
        await pilot.press("enter")
        await settle(pilot)
        assert [type(other) for other in app.screen_stack] == [TitleScreen, DebriefScreen]
        assert isinstance(app.screen, DebriefScreen)
        assert app.screen.kept.practised


async def test_a_game_that_was_taken_over_can_be_left() -> None:
    app = ScaleGame(first=WatchRun(level(), run_of(), at=50))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("q", "3")
        await settle(pilot)
        assert [type(other) for other in app.screen_stack] == [TitleScreen, LevelsScreen]


async def test_one_cannot_take_over_when_it_is_over() -> None:
    async with seat(at=60) as watcher:
        await watcher.press("t")
        assert watcher.pilot.app.screen is watcher.screen
        assert "! The game is over here" in watcher.text("#events")


async def test_the_end_of_an_open_run_taken_over_is_practice_too() -> None:
    """A player who plays on what somebody else left has not played it."""
    run = replace(run_of(), ticks=25, claims=None, commands=run_of().commands[:2])
    app = ScaleGame(first=WatchRun(level(), run, at=25))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.run().practised


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_leaving_leads_back(key: str) -> None:
    async with seat() as watcher:
        await watcher.press(key)
        assert isinstance(watcher.pilot.app.screen, TitleScreen)


async def test_it_can_begin_anywhere_and_run_at_once() -> None:
    app = ScaleGame(first=WatchRun(level(), run_of(), "The reference", at=20, speed=4))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, ReplayScreen)
        replay = app.screen.replay
        assert (replay.position >= 20, replay.speed, replay.paused, replay.subject) == (True, 4, False, "The reference")


async def test_a_long_run_is_read_while_it_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "_AT_ONCE", 1)
    async with seat() as watcher:
        known = watcher.replay.stops
        for _ in range(10):
            watcher.screen.read_on()
        assert set(watcher.replay.stops) > set(known)
        assert watcher.replay.position == 0


async def test_palette_and_help_know_every_key() -> None:
    async with seat(size=(120, 40)) as watcher:
        offered = [command.title for command in watcher.pilot.app.get_system_commands(watcher.screen)]
        assert [command.title for command in TRANSPORT] == [title for title in offered if title[0].islower()
                                                             or title[0].isdigit()]  # fmt: skip
    told = [str(name) for _, name, _ in key_rows(Group.REPLAY)]
    assert told == [command.title for command in TRANSPORT]
    assert len(set(told)) == len(told)
