"""Text from strangers as content: markup stays text, and nothing in it can steer the terminal."""

from __future__ import annotations

from textual.content import Content

from scalegame.sanitize import screen_text


def literal(text: str, style: str = "", *, lines: bool = False) -> Content:
    """Return ``text`` as content in one ``style``: ``[brackets]`` in it are brackets, never markup."""
    return Content.styled(screen_text(text, lines=lines), style)
