"""Leading spaces carry no ink, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from scalegame.tui.kit.spaces import InklessSpaces

BLACK = Color(0, 0, 0)
STYLES = (Style(color="red", bgcolor="black", bold=True), Style(color="blue", meta={"@click": "x"}), Style(), None)
segments = st.lists(st.builds(Segment, st.text(" ab", max_size=6), st.sampled_from(STYLES), st.none()), max_size=5)


@given(segments)
def test_the_text_stays_the_same(line: list[Segment]) -> None:
    assert "".join(s.text for s in InklessSpaces().apply(line, BLACK)) == "".join(s.text for s in line)


@given(segments)
def test_no_coloured_run_begins_with_a_space(line: list[Segment]) -> None:
    for text, style, _ in InklessSpaces().apply(line, BLACK):
        assert not (text.startswith(" ") and text.strip() and style is not None)


def test_background_attributes_and_meta_data_stay() -> None:
    style = Style(color="red", bgcolor="black", bold=True, meta={"@click": "x"})
    space, text = InklessSpaces().apply([Segment("  now", style)], BLACK)
    assert text == Segment("now", style)
    assert space.text == "  "
    assert space.style is not None
    assert (space.style.color, space.style.bgcolor, space.style.bold) == (None, style.bgcolor, True)
    assert space.style.meta == {"@click": "x"}
