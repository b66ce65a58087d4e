"""Texts on the screens: prices before the game, the ledger after it, every command in the help."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from scalegame.content.level import Level
from scalegame.content.levels import LevelError, all_levels
from scalegame.engine.scenario import Incident, IncidentKind
from scalegame.engine.view import Result, WaveView
from scalegame.playthrough.actions.replay_keys import TRANSPORT
from scalegame.playthrough.actions.table import PLAYER_COMMANDS, Group
from scalegame.playthrough.playthrough import Playthrough, ServerMoment
from scalegame.playthrough.progress import preferences
from scalegame.playthrough.progress.campaign import KeptGame, Standing
from scalegame.playthrough.progress.preferences import Preferences
from scalegame.runs.library.query_results import Best, Numbers
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief.account import good_news, ledger_rows, load_note, load_series
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.kit.columns import Row, lay_out
from scalegame.tui.kit.parts import goal_rows, legend
from scalegame.tui.kit.plots import Plot
from scalegame.tui.opening import main
from scalegame.tui.screens.briefing import means_rows
from scalegame.tui.screens.help import HOW_TO_PLAY, SCORING, key_rows
from scalegame.tui.screens.levels import list_lines
from tests.tui.play.samples import RICH, level
from tests.tui.screens.conftest import kept
from tests.tui.waiting import settle, until

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep


def lines(rows: list[Row]) -> list[str]:
    return [line.plain.rstrip() for line in lay_out(rows, 200)]


def statics(screen: Screen[Any]) -> str:
    return "\n".join(str(static.content) for static in screen.query(Static))


def test_goals_stand_with_both_limits_their_units_and_their_meaning(shop: Level) -> None:
    assert lines(goal_rows(shop.scenario.goals)) == [
        "logged out  pass ≤ 20%  gold ≤ 1%   visitors who lose their session",
        "imbalance   pass ≤ 80%  gold ≤ 70%  busiest server above the mean",
        "failed      pass ≤ 20%  gold ≤ 5%   requests without an answer",
        "cost                    gold ≤ $20  all that is bought and run",
    ]


def test_a_briefing_names_key_price_and_lead_time_of_all_that_is_allowed(shop: Level) -> None:
    told = [line.split("  ")[0:7] for line in lines(means_rows(Playthrough(shop, 1)))]
    shown = [[word.strip() for word in words if word][:4] for words in told]
    assert ["s", "buy Redis", "$60", "8 s"] in shown
    assert ["a", "add server", "$40", "15 s"] in shown
    assert ["c", "connect…", "free", "5 s"] in shown
    assert [words[0] for words in shown] == ["c", "d", "a", "b", "s"]


def test_a_briefing_names_what_later_levels_sell_and_let_one_set() -> None:
    shown = lines(means_rows(Playthrough(level(replace(RICH, stores=())), 1)))
    for part in (
        "s  buy CDN", "s  a replica of Redis", "s  a connection pooler", "s  set Redis", "A  autoscaler…",
        "l  rate limit…", "b  how it checks servers", "b  before each deploy",
    ):  # fmt: skip
        assert sum(part in line for line in shown) == 1
    replica = next(line for line in shown if "a replica of Redis" in line)
    assert "$60" in replica
    assert "8 s" in replica


def test_the_legend_tells_what_strikes_several_times_once() -> None:
    crash = Incident(IncidentKind.CRASH, 3, "busiest_server")
    wave = WaveView(
        "Noon", 60, 100, started=False, incidents=(crash, replace(crash, at=9, server="A"), replace(crash, at=22))
    )
    told = legend([wave]).plain
    assert told == "1 Noon 1:00   ✖ crash of the busiest server 1:03, 1:22   ✖ crash of A 1:09"


def test_a_level_that_allows_nothing_offers_nothing(market: Level) -> None:
    assert means_rows(Playthrough(market, 1)) == []


def test_the_list_shows_stars_and_bests_as_text(shop: Level, market: Level) -> None:
    (broken,) = all_levels().broken
    bests = [Best(2, Numbers(900, 80, 8_400_000, 2)), None, None]
    told = [line.plain.rstrip() for line in list_lines([shop, market, broken], bests, 120)]
    assert told == [
        "   level                   stars   time  cost  commands",
        "1  Corner shop             ★★☆     1:20   $84         2  Two clerks, two notebooks.",
        "2  The [b]loud[/b] market  ☆☆☆                           [@click=app.quit]Free money[/]",
        "✖  03-broken.json          broken",
    ]


@pytest.mark.parametrize("width", [40, 60, 89, 90, 200])
def test_no_line_of_the_list_is_wider_than_its_place(shop: Level, width: int) -> None:
    assert all(line.cell_length <= width for line in list_lines([shop], [None], width))


def test_the_ledger_tells_who_was_lost_when_where_and_why(lost: Playthrough) -> None:
    told = lines(ledger_rows(lost))
    (crash,) = [line for line in told if line.startswith("1:00") and "crashed" in line]
    assert "people were logged out" in crash
    assert crash.endswith(": their sessions were only in B's memory when it crashed.")


def test_an_empty_ledger_is_good_news(shop: Level) -> None:
    spotless = Playthrough(shop, shop.seed)
    assert ledger_rows(spotless) == []
    assert good_news(spotless).plain == "✔ Nobody was logged out. No request failed."


def test_the_plot_shows_every_server_and_what_was_lost(lost: Playthrough) -> None:
    series = {one.label: one for one in load_series(lost)}
    assert list(series)[:3] == ["A", "B", "logged out"]
    assert ("failed" in series) == (lost.result.metrics.requests_failed > 0)
    assert sum(series["logged out"].values) == lost.result.metrics.sessions_lost
    assert all(len(one.values) == lost.result.metrics.time for one in series.values())


def test_of_many_servers_the_busiest_are_plotted_and_the_rest_is_counted(lost: Playthrough) -> None:
    many = [
        replace(moment, servers=tuple(ServerMoment(f"s{n:03}", n, n) for n in range(12))) for moment in lost.history
    ]
    lost.history[:] = many
    labels = [one.label for one in load_series(lost)]
    assert labels[:8] == [f"s{n:03}" for n in range(4, 12)]
    assert load_note(lost).endswith("the 8 busiest of 12")


async def show_debrief(app: ScaleGame, pilot: Pilot[None], playthrough: Playthrough, kept: KeptGame) -> DebriefScreen:
    screen = DebriefScreen(playthrough, kept)
    await app.push_screen(screen)
    await pilot.pause()
    return screen


async def test_a_win_tells_the_idea_and_the_interview_question(won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await show_debrief(app, pilot, won, kept(won))
        told = statics(screen)
        assert won.level.idea in told
        assert won.level.interview in told
        assert "new best: first win" in told


async def test_a_loss_tells_the_idea_and_the_interview_question_too(lost: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await show_debrief(app, pilot, lost, kept(lost))
        told = statics(screen)
        assert lost.level.idea in told
        assert lost.level.interview in told
        assert "Too many people were logged out" in told
        assert screen.query(Plot)


async def test_a_game_that_could_not_be_saved_is_told_so(won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await show_debrief(app, pilot, won, KeptGame(None, "Your progress cannot be saved: [b]disk full[/b]."))
        assert "cannot be saved: [b]disk full[/b]." in statics(screen)


async def test_what_does_not_fit_can_be_scrolled_by_key(won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await show_debrief(app, pilot, won, kept(won))
        body = screen.query_one("#body")
        await pilot.press("down", "down")
        assert body.scroll_offset.y == 2
        await pilot.press("up")
        assert body.scroll_offset.y == 1
        await pilot.press("pagedown", "pagedown")
        assert body.scroll_offset.y == body.max_scroll_y
        await pilot.press("pageup", "pageup")
        assert body.scroll_offset.y == 0


def test_what_is_better_than_before_is_named(won: Playthrough) -> None:
    result: Result = won.result
    metrics = result.metrics
    best = Best(result.stars, Numbers(result.score, metrics.time + 1, metrics.cost, metrics.commands + 3))
    assert KeptGame(best).new_bests(result) == ("time 1:20", "commands 2")
    assert KeptGame(best, practised=True).new_bests(result) == ()


def test_numbers_of_another_version_of_the_level_are_not_compared(won: Playthrough) -> None:
    assert KeptGame(Best(won.result.stars)).new_bests(won.result) == ()
    assert KeptGame(Best(won.result.stars - 1)).new_bests(won.result) == (f"{won.result.stars} stars",)


def test_the_last_level_has_none_after_it(market: Level) -> None:
    assert Standing.load().level_after(market) is None


def test_stars_that_are_left_decide_what_comes_next(shop: Level, market: Level) -> None:
    def next_after(**stars: int) -> str:
        bests = {level.replace("_", "-"): Best(count) for level, count in stars.items()}
        level = Standing(all_levels(), bests).next_level()
        return level.id if level else ""

    assert next_after() == "corner-shop"
    assert next_after(corner_shop=1) == "loud-market"
    assert next_after(corner_shop=1, loud_market=3) == "corner-shop"
    assert next_after(corner_shop=3, loud_market=3) == "corner-shop"


def test_help_has_ten_lines_and_every_command_with_its_key() -> None:
    assert len(HOW_TO_PLAY) == 10
    told = [line for group in Group for line in lines(key_rows(group))]
    commands = (*PLAYER_COMMANDS, *TRANSPORT)
    assert len(told) == len(commands)
    for command, line in zip(sorted(commands, key=lambda c: list(Group).index(c.group)), told, strict=True):
        assert line.startswith(command.sign)
        assert command.help in line


async def test_where_the_screen_ends_before_the_briefing_it_says_what_is_below(shop: Level) -> None:
    app = ScaleGame(shop)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        more = app.screen.query_one("#more", Static)
        assert "below: what you can do (connect, drain, add server" in str(more.content)
        body = app.screen.query_one("#body")
        while body.scroll_y < body.max_scroll_y:
            before = body.scroll_y
            await pilot.click("#more", offset=(4, 0))
            await pilot.pause()
            assert body.scroll_y > before
        await pilot.pause()
        assert str(more.content) == ""
        await pilot.press("home")
        await until(pilot, lambda: "below" in str(more.content))


def test_the_help_explains_stars_score_and_boards() -> None:
    told = " ".join(SCORING)
    for word in ("★★★", "Score, 0 to 1000", "10%", "5%", "Boards"):
        assert word in told


@pytest.fixture
def damaged(home: Path) -> None:
    """Leave a run file behind that is no JSON."""
    (home / "runs").mkdir(parents=True)
    (home / "runs" / "one.json").write_text("{", encoding="utf-8")


async def test_a_damaged_file_is_told_on_the_title(damaged: None) -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        (told,) = app._notifications  # noqa: SLF001 - Textual offers no public view of what it shows
        assert "set aside" in told.message


async def test_the_palette_offers_the_keys_of_the_screen_and_what_works_everywhere() -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)):
        names = [command.title for command in app.get_system_commands(app.screen)]
        assert names == [
            "Play", "Levels", "Map", "Daily", "Interview", "Endless", "Sandbox", "Quiz", "Handbook",
            "Help", "Show the tutorial again", "Light or dark", "Quit",
        ]  # fmt: skip


async def test_the_tutorial_can_be_asked_for_again() -> None:
    preferences.change(tutorial=False, declined=2)
    app = ScaleGame()
    async with app.run_test(size=(80, 24)):
        (again,) = (one for one in app.get_system_commands(app.screen) if one.title == "Show the tutorial again")
        again.callback()
        assert preferences.load() == Preferences(tutorial=True, declined=0)


async def test_colours_can_be_changed_to_light_and_back() -> None:
    app = ScaleGame()
    async with app.run_test(size=(80, 24)):
        await app.run_action("change_theme")
        assert not app.current_theme.dark
        await app.run_action("change_theme")
        assert app.current_theme.dark


async def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ScaleGame()
    async with app.run_test(size=(80, 24)):
        assert app.no_color


def test_an_unknown_level_is_refused_before_the_screen_is_taken() -> None:
    with pytest.raises(LevelError, match='"corner-shoop"; did you mean "corner-shop"'):
        main("corner-shoop")


def test_the_title_needs_neither_levels_nor_engine() -> None:
    """The first frame comes before everything heavy is imported, all the way from the command line."""
    code = """
import io, sys
from scalegame.cli.terminal import open_game
from scalegame.tui import opening

class Terminal(io.StringIO):
    isatty = lambda self: True

said, sys.stdin, sys.stdout = sys.stdout, Terminal(), Terminal()
opening.main = lambda: print([name for name in ("numpy", "pydantic", "sqlite3") if name in sys.modules], file=said)
open_game(None, None)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
