"""The least that Textual can show: one label. The game's first frame is measured against this one's."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class BareApp(App[None]):
    """An app with one label."""

    def compose(self) -> ComposeResult:
        """Show the label."""
        yield Label("hello")


if __name__ == "__main__":
    BareApp().run()
