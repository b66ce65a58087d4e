"""Pictures of every screen, at the smallest size and at a usual one. Read the pictures when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from scalegame.analysis.whatif.changes import Shifted
from scalegame.content.level import Level
from scalegame.content.pars import Par, ParPlan, par_file, text_of
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import Past, RivalKind, race_on
from scalegame.runs.race.splits import Timing
from scalegame.runs.run_file import load, save
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief import whatif
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.screens import title
from tests.tui.screens.conftest import found_in, kept, leave_a_game, play
from tests.tui.waiting import settle

Compare = Callable[..., bool]
Prepare = Callable[[Pilot[None]], Awaitable[None]]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a version of the tests' own, so no release changes a picture."""
    monkeypatch.setattr(title, "__version__", "1.2.3")


def after(*keys: str) -> Prepare:
    """Press ``keys``, then wait until everything has arrived."""

    async def prepare(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)

    return prepare


def debrief(playthrough: Playthrough) -> Prepare:
    """Show the debrief of ``playthrough``."""

    async def prepare(pilot: Pilot[None]) -> None:
        await settle(pilot)
        app: App[None] = pilot.app
        await app.push_screen(DebriefScreen(playthrough, kept(playthrough)))
        await settle(pilot)

    return prepare


@SIZES
def test_title(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=after())


@SIZES
def test_levels(snap_compare: Compare, size: tuple[int, int], shop: Level, won: Playthrough) -> None:
    kept(won)
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=after("l", "home"))


@SIZES
def test_briefing(snap_compare: Compare, size: tuple[int, int], shop: Level) -> None:
    assert snap_compare(ScaleGame(shop), terminal_size=size, run_before=after())


@SIZES
def test_briefing_where_a_game_was_left(snap_compare: Compare, size: tuple[int, int], shop: Level, home: Path) -> None:
    leave_a_game(shop, home)
    assert snap_compare(ScaleGame(shop), terminal_size=size, run_before=after())


@SIZES
def test_levels_where_a_game_was_left(
    snap_compare: Compare, size: tuple[int, int], shop: Level, won: Playthrough, home: Path
) -> None:
    path = leave_a_game(shop, home)
    save(replace(load(path), level_digest="beef"), path.with_name("other.json"))
    kept(won)
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=after("l", "home"))


def test_briefing_with_markup_from_a_stranger(snap_compare: Compare, market: Level) -> None:
    assert snap_compare(ScaleGame(market), terminal_size=(80, 24), run_before=after())


@SIZES
def test_debrief_won(snap_compare: Compare, size: tuple[int, int], won: Playthrough) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=debrief(won))


@SIZES
def test_debrief_lost(snap_compare: Compare, size: tuple[int, int], lost: Playthrough) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=debrief(lost))


@SIZES
def test_debrief_of_a_race(snap_compare: Compare, size: tuple[int, int], won: Playthrough) -> None:
    known = [Past(Timing(splits, splits[-1], won=True), won.run) for splits in ((42, 84), (30, 90))]
    race = race_on(won.level, won.seed, known)
    won.race = race.against(next(rival for rival in race.rivals if rival.kind is RivalKind.REFERENCE))
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=debrief(won))


@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=["80x24", "200x60"])
def test_debrief_with_what_would_have_helped(
    snap_compare: Compare, size: tuple[int, int], shop: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = ("you ──▶ balancer ─┬─▶ A ──┐", "                  │       ├──▶ Redis", "                  └─▶ B ──┘")
    late = tuple(replace(at, tick=at.tick + 14) for at in shop.plans["reference"])
    playthrough = play(replace(shop, picture=picture, plans={"late": late}), "late")
    change = Shifted(late, shop.plans["reference"])
    monkeypatch.setattr(whatif, "what_if", lambda *_: found_in(playthrough, change, shop.plans["reference"]))

    async def prepare(pilot: Pilot[None]) -> None:
        await debrief(playthrough)(pilot)
        pilot.app.screen.query_one("#meant").scroll_visible(top=True, animate=False)
        await settle(pilot)

    assert snap_compare(ScaleGame(), terminal_size=size, run_before=prepare)


@SIZES
def test_help(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=after("h"))


def test_too_small(snap_compare: Compare) -> None:
    assert snap_compare(ScaleGame(), terminal_size=(60, 20), run_before=after())


def test_light_colours(snap_compare: Compare, shop: Level) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        await after()(pilot)
        await pilot.app.run_action("change_theme")
        await settle(pilot)

    assert snap_compare(ScaleGame(shop), terminal_size=(80, 24), run_before=prepare)


@pytest.fixture
def searched(shop: Level, tmp_path: Path) -> Level:
    """Return the shop with par values beside it."""
    level = replace(shop, path=tmp_path / "level.json")
    par_file(level).parent.mkdir()
    front = (ParPlan(65, 7_512_345, 3, 3, ()), ParPlan(90, 9_000_000, 2, 3, ()))
    par_file(level).write_text(text_of(level, Par(level.seed, front), 100), encoding="utf-8")
    return level


def test_briefing_with_par(snap_compare: Compare, searched: Level) -> None:
    assert snap_compare(ScaleGame(searched), terminal_size=(80, 24), run_before=after())


@pytest.mark.parametrize("seed, shown", [(None, True), (12345, False)])
async def test_par_values_are_those_of_the_seed_that_is_played(searched: Level, seed: int | None, shown: bool) -> None:
    app = ScaleGame(searched, seed)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert bool(app.screen.query("#par")) is shown
