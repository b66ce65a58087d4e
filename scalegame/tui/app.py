"""The app: its keys, colours, sizes and driver. ``navigation.py`` has which screen follows which."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Event, InputEvent
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from scalegame.clock import Clock, SystemClock
from scalegame.tui import messages
from scalegame.tui.kit.spaces import InklessSpaces
from scalegame.tui.navigation import Navigation
from scalegame.tui.screens.title import TitleScreen
from scalegame.tui.screens.too_small import TooSmallScreen, fits
from scalegame.tui.signals import end_on_signals
from scalegame.tui.theme import DARK, LIGHT

if TYPE_CHECKING:  # all other screens, and what they import, wait until they are shown
    from scalegame.content.level import Level
    from scalegame.playthrough.race import Race


#: Textual's own driver where there is no other; somebody may have asked for another one.
_POSIX_DRIVER = "LinuxDriver"


class ScaleGame(Navigation):
    """The whole game in a terminal. ``level`` is opened at once, or whatever ``first`` asks for.

    Without a ``clock`` it goes by the machine's.
    """

    TITLE = "scalegame"
    # The title's style sheet belongs to the first frame: read with the app's, all is parsed once.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/title.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "open_help", "Help", key_display="?"),
        Binding("i", "open_handbook", "Handbook", show=False),
        Binding("ctrl+q,ctrl+c", "quit", "Quit", show=False, priority=True),
    ]
    # Not annotated, because Textual declares them as variables of the instance.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (160, "-vast")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        level: Level | None = None,
        seed: int | None = None,
        race: Race | None = None,
        *,
        first: Message | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self.clock = clock or SystemClock()
        self._first = first if level is None else messages.OpenBriefing(level, seed, race)
        self._spaces = InklessSpaces()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def get_driver_class(self) -> type[Driver]:
        """Return what draws on this system's terminal and reads its keys."""
        found = super().get_driver_class()
        if sys.platform == "win32" or found.__name__ != _POSIX_DRIVER:
            return found
        from scalegame.tui.driver import SteadyDriver

        return SteadyDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add our own to Textual's."""
        return [*super().get_line_filters(), self._spaces]

    def get_default_screen(self) -> Screen[None]:
        """Begin with the title."""
        return TitleScreen()

    def on_mount(self) -> None:
        """Go straight to what was named on the command line."""
        end_on_signals(self)
        if self._first is not None:
            self.post_message(self._first)

    def on_resize(self) -> None:
        """Look at the new size once it is known to all."""
        self.call_later(self.cover_if_too_small)

    async def cover_if_too_small(self) -> None:
        """Lay the too-small screen over any other, or take it away: the one place where size is judged."""
        covered = isinstance(self.screen, TooSmallScreen)
        if covered and fits(self.size):
            await self.pop_screen()
        elif not covered and not fits(self.size):
            await self.push_screen(TooSmallScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse to open anything over the too-small screen."""
        covered = any(isinstance(screen, TooSmallScreen) for screen in self.screen_stack)
        return not (covered and action in {"open_help", "open_handbook", "command_palette"})

    async def on_event(self, event: Event) -> None:
        """Take no more keys once the app ends: what was typed ahead would only keep it."""
        if not (self._exit and isinstance(event, InputEvent)):
            await super().on_event(event)

    def _handle_exception(self, error: Exception) -> None:
        """Show no traceback of a screen that a key has opened while the app ends: Textual mounts nothing in it then."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer in the palette what the screen's keys do, and what works everywhere."""
        from scalegame.tui.system_commands import system_commands

        return system_commands(self, screen)

    def action_change_theme(self) -> None:
        """Change from dark to light and back."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    async def action_open_help(self) -> None:
        """Show the help over whatever is shown."""
        from scalegame.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen())
