"""The screen of a terminal that is too small: it shows the sizes needed and found, and waits."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

#: The smallest terminal, in cells, on which everything needed to win is visible.
SMALLEST = Size(80, 24)


def fits(size: Size) -> bool:
    """Return whether the game can be shown in ``size`` cells."""
    return size.width >= SMALLEST.width and size.height >= SMALLEST.height


class TooSmallScreen(Screen[None]):
    """Lies over whatever was shown; the app takes it away when the terminal has grown."""

    CSS_PATH = "too_small.tcss"

    def compose(self) -> ComposeResult:
        """Leave room for the sentence; its words depend on the size."""
        yield Static(id="sentence", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Name the size needed and the size found."""
        self.query_one("#sentence", Static).update(
            f"scalegame needs {SMALLEST.width}×{SMALLEST.height};\n"
            f"this is {event.size.width}×{event.size.height}.\n\n"
            "Make the terminal larger to go on:\nnothing is lost."
        )
