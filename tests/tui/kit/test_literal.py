"""Text from strangers can be seen, and does nothing else."""

from __future__ import annotations

import pytest

from scalegame.tui.kit.literal import harmless, literal


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Black Friday", "Black Friday"),
        ("naïve 漢字 ★", "naïve 漢字 ★"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x07\x7f\x9b", "a␇␡�"),
        ("one\ntwo\tthree", "one two three"),
        ("abc\u202edef\u200b", "abcdef"),
        ("\ud800", "�"),
    ],
)
def test_what_could_steer_the_terminal_is_shown_as_a_symbol(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_line_ends_stay_where_lines_are_wanted() -> None:
    assert harmless("one\r\ntwo", lines=True) == "one\ntwo"


def test_markup_is_plain_text() -> None:
    content = literal("[@click=app.quit]free money[/]", "bold")
    assert content.plain == "[@click=app.quit]free money[/]"
    assert [span.style for span in content.spans] == ["bold"]
