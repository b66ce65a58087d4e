"""The game's name in large letters, and its lesson as a picture."""

from __future__ import annotations

from itertools import zip_longest

from textual.content import Content

_LETTERS = {
    "s": (".###", "#...", ".##.", "...#", "###."),
    "c": (".###", "#...", "#...", "#...", ".###"),
    "a": (".##.", "#..#", "####", "#..#", "#..#"),
    "l": ("#...", "#...", "#...", "#...", "####"),
    "e": ("####", "#...", "###.", "#...", "####"),
    "g": (".###", "#...", "#.##", "#..#", ".###"),
    "m": ("#...#", "##.##", "#.#.#", "#...#", "#...#"),
}
#: Two pixel rows share a line: (upper, lower) → character.
_HALVES = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}
_PARTS = (("scale", "$foreground"), ("game", "$primary"))

_SERVERS = (
    "╭─────╮   ╭─────╮   ╭─────╮",
    "│  A  │   │  B  │   │  C  │",
    "╰──┬──╯   ╰──┬──╯   ╰──┬──╯",
)
_MARGIN = 12
_WIRES = "   ╰─────────┼─────────╯   "
_STORE = (
    "       ╭─────┴─────╮       ",
    "       │   state   │       ",
    "       ╰───────────╯       ",
)


def logo() -> Content:
    """Return the name in three lines of half blocks."""
    rows = [Content("")] * 3
    for word, style in _PARTS:
        for letter in word:
            pixels = iter(_LETTERS[letter])
            for line, (upper, lower) in enumerate(zip_longest(pixels, pixels, fillvalue="." * 5)):
                half = "".join(_HALVES[pair] for pair in zip(upper, lower, strict=False))
                rows[line] += Content.styled(f"{half} ", style)
    return Content("\n").join(rows)


def lesson_picture() -> Content:
    """Return servers that forget, wired to a store that remembers."""
    lines = []
    for number, row in enumerate(_SERVERS):
        lines.append(_beside(Content.styled(row, "$success"), "forget" if number == 1 else "", "$text-muted"))
    lines.append(_beside(Content.styled(_WIRES, "$secondary")))
    for number, row in enumerate(_STORE):
        lines.append(_beside(Content.styled(row, "$secondary"), "remembers" if number == 1 else "", "$secondary"))
    return Content("\n").join(lines)


def _beside(row: Content, word: str = "", style: str = "") -> Content:
    """Return ``row`` with ``word`` to its right and as much room to its left, so that the row stays in the middle."""
    return Content.assemble(" " * _MARGIN, row, (f"   {word}".ljust(_MARGIN), style))
