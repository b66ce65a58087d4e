"""The map: sixteen levels as a path, each one key or click away, the next step marked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from scalegame.content import bundled
from scalegame.content.level import Level
from scalegame.content.levels import LevelList, load_level
from scalegame.playthrough.progress import campaign as standings
from scalegame.playthrough.progress import chapters
from scalegame.playthrough.progress.campaign import Standing
from scalegame.runs.library.query_results import Best, Numbers
from scalegame.tui.app import ScaleGame
from scalegame.tui.kit.dialogs import ChoiceDialog
from scalegame.tui.screens import map as maps
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.map import MapScreen, detail, level_cell
from scalegame.tui.screens.map import Path as LevelPath
from tests.tui.screens.test_hostile import EVIL, MARKUP
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SIZE = (80, 24)
Compare = Callable[..., bool]
#: Long enough to be cut.
TITLE = "A level with quite a title"


@pytest.fixture
def sixteen(shop: Level) -> LevelList:
    """Return a campaign of sixteen levels, one of the player's own, and one of a pack."""
    levels = [
        replace(shop, id=known, number=number, title=f"{TITLE} {number}")
        for number, known in enumerate(chapters._TEACHES, 1)  # noqa: SLF001 - the real ids
    ]
    own = replace(shop, id="mine", number=None)
    packed = replace(shop, id="pack/one", number=1, pack="pack")
    return LevelList((*levels, own, packed), (), ())


@pytest.fixture
def stars() -> dict[str, int]:
    """Return the stars of the player, by level number; a test may change them before the map opens."""
    return {"the-local-bartender": 3, "the-second-bartender": 1, "make-it-stateless": 2}


@pytest.fixture(autouse=True)
def standing(sixteen: LevelList, stars: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace all levels by the sixteen, won as ``stars`` says."""

    def load() -> Standing:
        numbers = Numbers(900, 65, 1_234_000, 3)
        return Standing(sixteen, {level: Best(count, numbers) for level, count in stars.items()})

    monkeypatch.setattr(standings.Standing, "load", load)


def opened(app: ScaleGame) -> int | None:
    """Return the number of the level that is briefed."""
    assert isinstance(app.screen, BriefingScreen)
    return app.screen.level.number


async def show(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("m")
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_picture(snap_compare: Compare, size: tuple[int, int]) -> None:
    prepare: Callable[[Pilot[None]], Awaitable[None]] = show
    assert snap_compare(ScaleGame(), terminal_size=size, run_before=prepare)


async def test_arrows_go_along_the_path_enter_opens_a_level_and_n_the_next_step() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await show(pilot)
        path = app.screen.query_one(LevelPath)
        for keys, number in (
            ((), 3),
            (("right",), 4),
            (("left", "left", "left", "left"), 1),
            (("down", "down", "right", "right", "right"), 10),
            (("down",), 13),
            (("j", "j"), 16),
            (("up", "k"), 9),
        ):
            await pilot.press(*keys)
            assert path.highlighted is not None
            assert path.highlighted.number == number
            assert f"{TITLE} {number}" in str(app.screen.query_one("#detail", Static).content)
        for key, number in (("enter", 9), ("n", 3)):
            await pilot.press(key)
            await settle(pilot)
            assert opened(app) == number
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(app.screen, MapScreen)


@pytest.mark.parametrize("size, spots", [((80, 24), {(30, 2): 2, (60, 10): 10}), ((120, 40), {(40, 7): 5})])
async def test_a_click_opens_a_level_and_one_on_a_heading_or_beside_it_opens_nothing(
    size: tuple[int, int], spots: dict[tuple[int, int], int]
) -> None:
    app = ScaleGame()
    async with app.run_test(size=size) as pilot:
        await show(pilot)
        for spot in ((2, 0), (size[0] - 3, 18)):
            await pilot.click("#path", offset=spot)
            await settle(pilot)
            assert isinstance(app.screen, MapScreen)
        for spot, number in spots.items():
            await pilot.click("#path", offset=spot)
            await settle(pilot)
            assert opened(app) == number
            await pilot.press("escape")
            await settle(pilot)


async def test_the_map_is_a_key_away_from_the_list_and_the_list_from_the_map() -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        for key, screen in (("l", "LevelsScreen"), ("m", "MapScreen"), ("l", "LevelsScreen"), ("n", "BriefingScreen")):
            await pilot.press(key)
            await settle(pilot)
            assert type(app.screen).__name__ == screen


def test_it_sums_the_stars_and_says_more_of_a_level(sixteen: LevelList) -> None:
    standing = Standing.load()
    assert "6 of 48" in maps.heading(chapters.chapters(sixteen.levels), standing).plain
    assert "best: score 900" in detail(sixteen.levels[1], standing).plain
    assert "best" not in detail(sixteen.levels[2], standing).plain


async def test_with_every_star_earned_n_offers_what_else_there_is(stars: dict[str, int], sixteen: LevelList) -> None:
    stars.update({level.id: 3 for level in sixteen.levels})
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await show(pilot)
        assert "next" not in app.screen.query_one(LevelPath).render().plain
        await pilot.press("n")
        await settle(pilot)
        assert isinstance(app.screen, ChoiceDialog)
        await pilot.press("3")
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)  # today's


async def test_what_else_there_is_begins_with_stars_that_are_left(sixteen: LevelList, stars: dict[str, int]) -> None:
    stars.update({level.id: 3 for level in sixteen.levels} | {"cattle": 1})
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await app.on_what_next()
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert opened(app) == 13


async def test_a_campaign_without_levels_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings.Standing, "load", lambda: Standing(LevelList((), (), ()), {}))
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await show(pilot)
        await pilot.press("right", "down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, MapScreen)


def test_every_level_of_the_campaign_has_a_chapter_and_a_few_words() -> None:
    real = [load_level(path) for path in sorted(bundled.shipped_levels().glob("[0-9]*.json"))]
    told = chapters.chapters(real)
    assert [len(chapter.levels) for chapter in told] == [3, 3, 4, 3, 3]
    for row, chapter in enumerate(told):
        for level in chapter.levels:
            assert chapters.teaches(level) != level.teaser
            assert len(chapters.teaches(level)) <= maps.cell_width(told, row, 76) - 4


def test_a_level_beyond_the_chapters_stands_at_the_end(shop: Level) -> None:
    beyond = replace(shop, id="more", number=17)
    assert [chapter.title for chapter in chapters.chapters([shop, beyond])] == ["Stateful servers", "Beyond"]
    assert chapters.teaches(beyond) == beyond.teaser


def test_hostile_titles_and_teasers_are_shown_as_they_are(shop: Level) -> None:
    evil = replace(shop, id="evil", title=EVIL, teaser=EVIL)
    standing = Standing(LevelList((evil,), (), ()), {})
    cell = level_cell(evil, standing, 60, is_next=True, last=True)
    for line in (*cell, detail(evil, standing)):
        assert "\x1b" not in line.plain
        assert all("@click" not in str(span.style) for span in line.spans)
    assert cell[1].plain.strip().startswith(MARKUP)
