"""A line below something that scrolls: it says that there is more as long as there is."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static


class More(Static):
    """Says ``told`` while the end of the ``VerticalScroll`` of the id ``of`` is out of sight; a click leads on."""

    DEFAULT_CSS = "More { height: 1; padding: 0 2; }"

    def __init__(self, told: str, *, of: str = "body") -> None:
        super().__init__(id="more")
        self._told = told
        self._of = of

    def on_mount(self) -> None:
        """Follow the scrolling."""
        scrolled = self._scrolled()
        for what in ("scroll_y", "virtual_size", "size"):
            self.watch(scrolled, what, self._look)

    def _scrolled(self) -> VerticalScroll:
        return self.screen.query_one(f"#{self._of}", VerticalScroll)

    def _look(self) -> None:
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        if not self.is_attached:
            return
        scrolled = self._scrolled()
        there_is = scrolled.scroll_y < scrolled.max_scroll_y
        told = Content.assemble(("▼ ", "bold $primary"), (self._told, "$text-muted")) if there_is else Content("")
        self.update(told.truncate(max(0, self.content_size.width), ellipsis=True))

    def on_click(self) -> None:
        """Show what is below."""
        self._scrolled().scroll_page_down(animate=False)
