"""Text from strangers stands on the screen as it is written."""

from __future__ import annotations

from scalegame.tui.kit.literal import literal


def test_markup_is_plain_text() -> None:
    content = literal("[@click=app.quit]free money[/]", "bold")
    assert content.plain == "[@click=app.quit]free money[/]"
    assert [span.style for span in content.spans] == ["bold"]


def test_nothing_in_it_steers_the_terminal() -> None:
    assert literal("a\x1b[2J\nb").plain == "a␛[2J b"
    assert literal("a\r\nb", lines=True).plain == "a\nb"
