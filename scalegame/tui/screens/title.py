"""The title: the name, the lesson in one sentence, and where to go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from scalegame import __version__
from scalegame.background import aside
from scalegame.sanitize import screen_text
from scalegame.tui import messages
from scalegame.tui.kit.menu import Menu, MenuEntry
from scalegame.tui.screens.logo import lesson_picture, logo

if TYPE_CHECKING:  # the title shows before levels are read
    from scalegame.playthrough.progress.campaign import Standing

#: So many games to be read are counted in the menu.
_MANY = 10

LESSON = "An application server should forget;\nstate belongs in a place built to remember it."


MENU = (
    (MenuEntry("play", "p", "Play"),),
    (MenuEntry("levels", "l", "Levels"), MenuEntry("interview", "v", "Interview"), MenuEntry("quiz", "c", "Quiz")),
    (MenuEntry("map", "m", "Map"), MenuEntry("endless", "e", "Endless"), MenuEntry("handbook", "i", "Handbook")),
    (MenuEntry("daily", "d", "Daily"), MenuEntry("sandbox", "s", "Sandbox"), MenuEntry("help", "?", "Help")),
    (MenuEntry("quit", "q", "Quit"),),
)


#: Where the entries lead that are neither help nor the end.
_WAYS: dict[str, Callable[[], Message]] = {
    "play": messages.Continue,
    "levels": messages.OpenLevels,
    "map": messages.OpenMap,
    "daily": messages.OpenDaily,
    "interview": messages.OpenInterview,
    "endless": messages.OpenEndless,
    "sandbox": messages.OpenSandbox,
    "quiz": messages.OpenQuiz,
    "handbook": messages.OpenHandbook,
}


class TitleScreen(Screen[None]):
    """The first thing a player sees; it needs neither levels nor engine, so that it shows at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "choose('play')", "Play", tooltip="Go on with the campaign"),
        Binding("l", "choose('levels')", "Levels", tooltip="All levels, with your stars and bests"),
        Binding("m", "choose('map')", "Map", tooltip="The campaign as a path, with your stars and the next step"),
        Binding("d", "choose('daily')", "Daily", tooltip="Today's level, the same for everyone"),
        Binding("v", "choose('interview')", "Interview", tooltip="Design a system, and have it assessed"),
        Binding("e", "choose('endless')", "Endless", tooltip="Waves grow until you fall"),
        Binding("s", "choose('sandbox')", "Sandbox", tooltip="Any traffic, any incident, no goals"),
        Binding("c", "choose('quiz')", "Quiz", tooltip="Cards with the questions of all levels"),
        Binding("i", "choose('handbook')", "Handbook", tooltip="What each part is, and what it costs"),
        Binding("h", "choose('help')", "Help", show=False),
        Binding("q", "choose('quit')", "Quit"),
    ]

    def compose(self) -> ComposeResult:
        """Show the name, the lesson and the menu."""
        yield Static(logo(), id="logo")
        yield Static(LESSON, id="lesson", markup=False)
        yield Static(lesson_picture(), id="picture")
        with Center():
            yield Menu(MENU, id="menu")
        yield Static(f"version {__version__}", id="version", markup=False)

    def on_screen_resume(self) -> None:
        """Find out, after the first frame, which level comes next."""
        self.call_after_refresh(self.find_next)

    @work(exclusive=True)
    async def find_next(self) -> None:
        """Read levels and records beside the screen and name the next level in the menu."""
        standing = await aside(self._read_standing)
        if standing is not None:
            self.call_later(self.name_next, standing)  # after what was told of the reading

    def _read_standing(self) -> Standing | None:
        """Return where the player stands, or None if nobody waits for it any more."""
        from scalegame.playthrough.progress.campaign import Standing  # noqa: PLC0415 - the title shows before levels are read
        from scalegame.tui.screens.catching_up import catch_up  # noqa: PLC0415 - likewise

        def tell(done: int, count: int) -> None:
            if count >= _MANY and done % _MANY == 0:
                self.call_later(self.say_in_menu, f"reading your games: {done:,} of {count:,}")

        catch_up(tell)
        return None if get_current_worker().is_cancelled else Standing.load()

    def name_next(self, standing: Standing) -> None:
        """Show in the menu which level Play opens, and pass on what the player must know of their records."""
        from scalegame.playthrough.progress.records import library  # noqa: PLC0415 - likewise
        from scalegame.wording.units import clock  # noqa: PLC0415 - likewise

        level, left = standing.next_level(), standing.to_go_on()
        resume = f", left at {clock(left.entry.ticks)}" if left else ""
        self.say_in_menu(f"{level.title}{resume}" if level else "")
        for note in library().take_notes():
            self.notify(screen_text(note), severity="warning", markup=False)

    def say_in_menu(self, more: str) -> None:
        """Show ``more`` beside Play."""
        for menu in self.query("#menu").results(Menu):  # none once the app has ended
            menu.say("play", screen_text(more))

    async def on_menu_taken(self, event: Menu.Taken) -> None:
        """Follow the menu."""
        await self.action_choose(event.id)

    async def action_choose(self, entry: str) -> None:
        """Go where the menu entry leads."""
        match entry:
            case "help":
                await self.run_action("app.open_help")
            case "quit":
                self.app.exit()
            case _:
                self.post_message(_WAYS[entry]())
