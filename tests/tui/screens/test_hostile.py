"""Hostile texts of levels and packs: seen on every screen, and nothing else. No action runs, nothing steers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import ClassVar

import pytest
from textual.pilot import Pilot

from scalegame import tui
from scalegame.content.level import BrokenLevel, Level, Question
from scalegame.content.levels import LevelList
from scalegame.content.packs.packs import Pack
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress import campaign as standing
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief import screen
from scalegame.tui.messages import OpenBoard, OpenQuiz, WatchRun
from scalegame.tui.screens import quiz
from scalegame.tui.screens.handbook import HandbookScreen
from tests.tui.screens.conftest import kept, play
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

#: Markup with an action, terminal sequences (colour, title, clipboard), reordering and invisible characters.
MARKUP = "[@click=app.pwned]win[/]"
EVIL = f"{MARKUP}\x1b[31m\x1b]0;t\x07\x1b]52;c;AAAA\x1b\\\u202e\u2066\u200b\u200d\ufeff\x9b2J[bold]"
SIZES = [(80, 24)]


class Trap(ScaleGame):
    """The game, with an action that only a hostile text would run."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(tui.__file__).parent / name for name in ScaleGame.CSS_PATH]
    caught = 0

    def action_pwned(self) -> None:
        self.caught += 1


@pytest.fixture
def evil(shop: Level) -> Level:
    """Return a level all of whose texts are hostile, as if the loader had let them through."""
    scenario = replace(
        shop.scenario,
        waves=tuple(replace(wave, title=EVIL) for wave in shop.scenario.waves),
        sources=tuple(replace(source, name=EVIL) for source in shop.scenario.sources),
    )
    return replace(
        shop,
        title=EVIL, teaser=EVIL, briefing=(EVIL, EVIL), hints=(EVIL,) * 3, idea=EVIL, interview=EVIL,
        quiz=(Question(EVIL, (EVIL, EVIL + "2"), 0, EVIL),), scenario=scenario, path=Path(EVIL.replace("/", "")),
        pack="evil", id="evil/corner-shop", number=None, picture=(EVIL, EVIL),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def everywhere(evil: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace all levels by the hostile one, a hostile pack around it and a hostile reason."""
    broken = BrokenLevel(Path("packs") / EVIL.replace("/", ""), EVIL)
    pack = Pack("evil", EVIL, EVIL, EVIL, (EVIL,), EVIL, Path(EVIL.replace("/", "")), (evil,), (broken,))
    found = LevelList((evil,), (broken,), (pack,))
    for module in (standing, screen, quiz):
        monkeypatch.setattr(module, "all_levels", lambda: found)


def rows(pilot: Pilot[None]) -> Iterator[str]:
    """Yield each line of the screen; none may hold what steers a terminal, or an action from a text."""
    app = pilot.app
    for strip in app.screen._compositor.render_strips(app.size):  # noqa: SLF001 - as export_screenshot does
        for segment in strip:
            bad = [character for character in segment.text if unicodedata.category(character) in ("Cc", "Cf", "Cs")]
            assert not bad, segment.text
            assert segment.style is None or "pwned" not in str(segment.style.meta)
        yield strip.text


async def judge(pilot: Pilot[None], *, shown: bool = True) -> None:
    """Look at a screen, then click everything on it that looks like an action."""
    await settle(pilot)
    app = pilot.app
    assert isinstance(app, Trap)
    spots = [(line.index("[@c") + 3, y) for y, line in enumerate(rows(pilot)) if "[@c" in line]
    assert bool(spots) == shown
    before = app.screen
    for spot in spots:
        if app.screen is before:
            await pilot.click(offset=spot)
            await settle(pilot)
    list(rows(pilot))
    assert app.caught == 0
    assert app.is_running


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys",
    [(), pytest.param(("l",), marks=pytest.mark.deep), ("l", "home"), ("l", "end"), ("l", "down")],
    ids="-".join,
)
async def test_on_the_title_and_in_the_list(keys: tuple[str, ...], size: tuple[int, int]) -> None:
    app = Trap()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await judge(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys, shown",
    [
        ((), True),
        pytest.param(("enter",), True, marks=pytest.mark.deep),
        pytest.param(("enter", "h"), True, marks=pytest.mark.deep),
        (("enter", "h", "escape", "h"), True),
        (("enter", "full_stop", "w"), True),
        (("enter", "q"), True),
        (("enter", "c"), True),
        (("enter", "ctrl+p"), True),
        pytest.param(("question_mark",), False, marks=pytest.mark.deep),
        (("enter", "question_mark"), False),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
async def test_in_the_briefing_the_game_and_its_dialogs(
    evil: Level, keys: tuple[str, ...], shown: bool, size: tuple[int, int]
) -> None:
    app = Trap(evil)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        await judge(pilot, shown=shown)


@pytest.mark.parametrize("size", SIZES)
async def test_in_the_debrief_and_its_quiz(evil: Level, size: tuple[int, int]) -> None:
    playthrough = play(evil, "")
    app = Trap()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen.DebriefScreen(playthrough, kept(playthrough)))
        await judge(pilot)
        for key in ("f", "1", "end", "n"):
            await pilot.press(key)
            await settle(pilot)
            list(rows(pilot))
        assert app.caught == 0


@pytest.mark.parametrize("size", SIZES)
async def test_in_the_quiz_and_the_handbook(evil: Level, size: tuple[int, int]) -> None:
    """A stranger's question, its choices and its explanation; the numbers of a stranger's servers."""
    app = Trap()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.post_message(OpenQuiz())
        await judge(pilot)  # the clicks answer it
        await pilot.press("1")
        await judge(pilot)
        await pilot.press("escape", "escape")
        types = tuple(replace(kind, name=f"{EVIL}{number}") for number, kind in enumerate(evil.scenario.server_types))
        servers = tuple(replace(evil.scenario.servers[0], type=kind.name) for kind in types)
        scenario = replace(evil.scenario, server_types=types, servers=servers, added_type=types[0].name)
        await app.push_screen(HandbookScreen("server", replace(evil, scenario=scenario)))
        await judge(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_in_the_picture_of_the_idea(evil: Level, size: tuple[int, int]) -> None:
    playthrough = play(evil, "reference")
    app = Trap()
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen.DebriefScreen(playthrough, kept(playthrough)))
        await settle(pilot)
        picture = app.screen.query_one("#picture")
        picture.scroll_visible(animate=False)
        await judge(pilot)
        assert picture.size.height == len(evil.picture)


@pytest.mark.parametrize("size", SIZES)
async def test_on_the_board_and_in_a_replay(evil: Level, size: tuple[int, int]) -> None:
    playthrough: Playthrough = play(evil, "reference")
    kept(playthrough)
    app = Trap()
    async with app.run_test(size=size) as pilot:
        app.post_message(OpenBoard(evil, evil.seed))
        await judge(pilot)
        app.post_message(WatchRun(evil, playthrough.run(), subject=EVIL, at=30))
        await judge(pilot)
