"""The level list: sections with their levels, what is broken where it belongs, and a search."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from scalegame.content.levels import load_level
from scalegame.runs.library.query_results import Best, Numbers
from scalegame.tui.app import ScaleGame
from scalegame.tui.screens.briefing import BriefingScreen
from scalegame.tui.screens.levels import LevelsScreen, list_lines
from scalegame.tui.screens.title import TitleScreen
from tests.content.packing import files, folder_pack, level, zip_pack
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SIZE = (80, 24)


@pytest.fixture
def packs(home: Path) -> Path:
    """Install a pack with a broken level, a broken pack, and a level of one's own."""
    folder_pack(home / "packs" / "nights", {**files(), "second.json": b"{]"})
    zip_pack(home / "packs" / "tricks.zip", {"../x.json": b""})
    (home / "levels").mkdir()
    (home / "levels" / "mine.json").write_bytes(level("my-own", title="My own", teaser="Straight from the oven"))
    return home / "packs"


async def listed(pilot: Pilot[None], *keys: str) -> list[str]:
    """Press keys, and return the lines of the list."""
    await pilot.press(*keys)
    await settle(pilot)
    listing = pilot.app.screen.query_one("#list", OptionList)
    return [str(listing.get_option_at_index(n).prompt).rstrip() for n in range(listing.option_count)]


def detail(pilot: Pilot[None]) -> str:
    return "\n".join(str(static.content) for static in pilot.app.screen.query("#detail Static").results(Static))


async def test_sections_follow_the_campaign_each_with_its_own(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        told = await listed(pilot, "l")
        assert [line.split("  ")[0].strip() for line in told[3:]] == [
            "Your levels", "", "Night shifts", "", "✖", "Packs that cannot be used", "✖"
        ]  # fmt: skip
        assert told[5] == "Night shifts  1.0.0, by Ada"
        assert [name in line for name, line in zip(("My own", "First", "second.json", "tricks.zip"),
                (told[4], told[6], told[7], told[9]), strict=True)] == [True] * 4  # fmt: skip


async def test_a_section_tells_where_its_files_live(packs: Path, home: Path) -> None:
    async with ScaleGame().run_test(size=(120, 40)) as pilot:
        await listed(pilot, "l", "home", "down", "down", "down")
        assert f"your levels: {home / 'levels'}" in detail(pilot)
        assert f"your packs: {packs}" in detail(pilot)
        await listed(pilot, "down", "down")
        assert "version 1.0.0, by Ada, licence CC-BY-4.0; 1 level, 1 more cannot be played." in detail(pilot)
        assert f"from {packs / 'nights'}" in detail(pilot)
        await listed(pilot, "enter")
        assert isinstance(pilot.app.screen, LevelsScreen)


async def test_without_levels_of_ones_own_it_still_tells_where_they_go(home: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        assert (await listed(pilot, "l"))[-1] == "Your levels  none yet"
        await listed(pilot, "end")
        assert f"your levels: {home / 'levels'}" in detail(pilot)


async def test_a_broken_pack_tells_its_reason(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        await listed(pilot, "l", "end")
        assert 'tricks.zip: holds "../x.json", which leads out of it' in detail(pilot)


SEARCHES: dict[str, list[str]] = {
    "oven": ["Your levels", "My own"],
    "STRAIGHT own": ["Your levels", "My own"],
    "night-shifts/": ["Night shifts", "First"],
    "tricks": ["Packs that cannot be used", "tricks.zip"],
    "corner": ["Corner shop"],
    "nobody has this": [],
    "[b]": ["The [b]loud[/b] market"],
}


async def test_a_search_leaves_what_has_all_words(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        await listed(pilot, "l", "slash")
        for words, found in SEARCHES.items():
            pilot.app.screen.query_one("#search", Input).value = words
            told = await listed(pilot)
            assert len(told) == len(found), words
            assert all(part in line for part, line in zip(found, told, strict=True))
            shown = str(pilot.app.screen.query_one("#columns", Static).content)
            assert (shown == "Nothing has all of these words.") == (not found)
            if not found:
                assert detail(pilot) == ""


async def test_a_search_is_typed_taken_and_cleared_by_keys(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        everything = await listed(pilot, "l")
        assert len(await listed(pilot, "slash", *"qb own")) == 0
        assert len(await listed(pilot, "backspace", *["left"] * 3, "backspace", "backspace", "end", "n")) == 2
        await listed(pilot, "enter")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BriefingScreen)
        assert pilot.app.screen.level.id == "my-own"
        assert len(await listed(pilot, "escape")) == 2
        assert await listed(pilot, "escape") == everything
        assert isinstance(pilot.app.screen, LevelsScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TitleScreen)


async def test_the_highlight_stays_on_its_level_when_the_search_ends(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        told = await listed(pilot, "l", "slash", *"my-own", "down", "escape")
        at = pilot.app.screen.query_one("#list", OptionList).highlighted
        assert at is not None
        assert "My own" in told[at]


async def test_levels_of_packs_and_the_search_work_by_mouse(packs: Path) -> None:
    async with ScaleGame().run_test(size=SIZE) as pilot:
        told = await listed(pilot, "l", "home")
        first = next(n for n, line in enumerate(told) if "First" in line)
        await pilot.click("#list", offset=(6, first - 1))  # a heading: nothing opens
        assert isinstance(pilot.app.screen, LevelsScreen)
        await pilot.click("#list", offset=(6, first))
        await settle(pilot)
        assert isinstance(pilot.app.screen, BriefingScreen)
        assert pilot.app.screen.level.id == "night-shifts/first"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), pytest.param((200, 60), marks=pytest.mark.deep)])
async def test_long_titles_leave_room_for_stars_and_bests(home: Path, size: tuple[int, int]) -> None:
    (home / "levels").mkdir(parents=True)
    (home / "levels" / "long.json").write_bytes(level("long", title="W" * 60))
    async with ScaleGame().run_test(size=size) as pilot:
        told = await listed(pilot, "l")
        assert "☆☆☆" in told[-1]
        width = pilot.app.screen.query_one("#list", OptionList).scrollable_content_region.width
        assert all(len(line) <= width for line in told)


def test_every_number_of_the_campaign_is_in_sight_beside_the_detail() -> None:
    """At 120 columns the list has half of them, and the longest title is that of level 8."""
    folder = Path(__file__).parents[3] / "levels"
    levels = [load_level(path) for path in sorted(folder.glob("[0-9]*.json"))]
    best = Best(3, Numbers(1000, 599, 99_900_000, 42))
    lines = list_lines(levels, [best] * len(levels), 56)
    assert all(line.plain.endswith("9:59  $999    42") for line in lines[1:])
