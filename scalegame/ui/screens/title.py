"""The title: the name, the lesson in one sentence, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from scalegame import __version__
from scalegame.ui.intents import Continue, OpenDaily, OpenLevels
from scalegame.ui.literal import harmless
from scalegame.ui.screens.logo import lesson_picture, logo

if TYPE_CHECKING:  # the title shows before levels are read
    from scalegame.ui.campaign import Standing

#: So many games to be read are counted in the menu.
_MANY = 10

LESSON = "An application server should forget;\nstate belongs in a place built to remember it."


def _entry(key: str, label: str, more: str = "") -> Content:
    return Content.assemble((f" {key} ", "bold $primary"), f" {label:<8}", (harmless(more), "$text-muted"))


class TitleScreen(Screen[None]):
    """The first thing a player sees; it needs neither levels nor engine, so that it shows at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "choose('play')", "Play", tooltip="Go on with the campaign"),
        Binding("l", "choose('levels')", "Levels", tooltip="All levels, with your stars and bests"),
        Binding("d", "choose('daily')", "Daily", tooltip="Today's level, the same for everyone"),
        Binding("h", "choose('help')", "Help"),
        Binding("q", "choose('quit')", "Quit"),
    ]

    def compose(self) -> ComposeResult:
        """Show the name, the lesson and the menu."""
        yield Static(logo(), id="logo")
        yield Static(LESSON, id="lesson", markup=False)
        yield Static(lesson_picture(), id="picture")
        with Center():
            yield OptionList(
                Option(_entry("p", "Play"), id="play"),
                Option(_entry("l", "Levels"), id="levels"),
                Option(_entry("d", "Daily"), id="daily"),
                Option(_entry("?", "Help"), id="help"),
                Option(_entry("q", "Quit"), id="quit"),
                id="menu",
            )
        yield Static(f"version {__version__}", id="version", markup=False)

    def on_screen_resume(self) -> None:
        """Find out, after the first frame, which level comes next."""
        self.call_after_refresh(self.find_next)

    @work(thread=True, exclusive=True)
    def find_next(self) -> None:
        """Read levels and records beside the screen's own thread and name the next level in the menu."""
        from scalegame.ui.campaign import Standing  # noqa: PLC0415 - the title shows before levels are read
        from scalegame.ui.reading import catch_up  # noqa: PLC0415 - likewise

        def tell(done: int, count: int) -> None:
            if count >= _MANY and done % _MANY == 0:
                self.app.call_from_thread(self.say_in_menu, f"reading your games: {done:,} of {count:,}")

        catch_up(tell)
        if get_current_worker().is_cancelled:
            return
        standing = Standing.load()
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.name_next, standing)

    def name_next(self, standing: Standing) -> None:
        """Say in the menu which level Play opens, and pass on what the player must know of their records."""
        from scalegame.ui.records import library  # noqa: PLC0415 - likewise
        from scalegame.ui.words import clock  # noqa: PLC0415 - likewise

        level, left = standing.next_level(), standing.to_go_on()
        resume = f", left at {clock(left.entry.ticks)}" if left else ""
        self.say_in_menu(f"{level.title}{resume}" if level else "")
        for note in library().take_notes():
            self.notify(harmless(note), severity="warning", markup=False)

    def say_in_menu(self, more: str) -> None:
        """Say ``more`` beside Play."""
        for menu in self.query("#menu").results(OptionList):  # none once the app has ended
            menu.replace_option_prompt("play", _entry("p", "Play", more))

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Follow the menu."""
        await self.action_choose(event.option_id or "")

    async def action_choose(self, entry: str) -> None:
        """Go where the menu entry leads."""
        match entry:
            case "play":
                self.post_message(Continue())
            case "levels":
                self.post_message(OpenLevels())
            case "daily":
                self.post_message(OpenDaily())
            case "help":
                await self.run_action("app.open_help")
            case _:
                self.app.exit()
