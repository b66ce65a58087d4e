"""The grid everything is drawn on."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from textual.geometry import Region

from scalegame.tui.kit.canvas import FAINT, TEXT, Canvas, Ink, Pen, fit, path_through, sparkline, squeeze, width_of

TEXTS = st.text(max_size=30)


def drawn(canvas: Canvas) -> list[str]:
    return canvas.picture().lines


@given(text=TEXTS, width=st.integers(0, 12))
def test_fitted_text_never_takes_more_cells_than_it_may(text: str, width: int) -> None:
    assert width_of(fit(text, width)) <= width


@given(texts=st.lists(st.tuples(st.integers(-5, 25), TEXTS), max_size=6))
@example(texts=[(-1, "🐀🏻")])
def test_a_row_keeps_its_width_whatever_is_written_on_it(texts: list[tuple[int, str]]) -> None:
    """Wide and combining characters, cut at the edges or written over, leave as many cells as before."""
    canvas = Canvas(20, 1)
    for x, text in texts:
        canvas.text(x, 0, text)
    assert sum(width_of(span.text) for span in canvas.picture().spans(0)) == 20


def test_a_combining_character_stays_with_its_wide_one() -> None:
    canvas = Canvas(4, 1)
    canvas.text(0, 0, "🐀🏻x")
    assert drawn(canvas) == ["🐀🏻x "]
    assert width_of("🐀🏻") == 2


def test_control_characters_and_markup_are_shown_and_never_obeyed() -> None:
    canvas = Canvas(40, 1)
    canvas.text(0, 0, "\x1b[31mred\x07 [bold]x[/bold]\u202e")
    assert drawn(canvas)[0].rstrip() == "␛[31mred␇ [bold]x[/bold]"


def test_drawing_outside_is_clipped() -> None:
    canvas = Canvas(4, 2)
    canvas.text(-2, 0, "abcdefgh")
    canvas.text(0, 5, "nothing")
    canvas.box(Region(2, 0, 5, 5), TEXT)
    assert drawn(canvas) == ["cd╭─", "  │ "]


def test_a_box_is_framed_and_empty() -> None:
    canvas = Canvas(5, 3)
    canvas.text(0, 1, "xxxxx")
    canvas.box(Region(0, 0, 5, 3), TEXT)
    assert drawn(canvas) == ["╭───╮", "│   │", "╰───╯"]


def test_a_bar_is_full_at_its_limit_and_shows_a_trace_of_anything() -> None:
    canvas = Canvas(4, 4)
    for y, share in enumerate((0, 1, 500, 3000)):
        canvas.bar(0, y, 4, share, TEXT)
    assert drawn(canvas) == ["░░░░", "▏░░░", "██░░", "████"]


def test_wires_of_one_net_join_and_pass_over_those_of_another() -> None:
    canvas = Canvas(5, 3)
    canvas.net([path_through((0, 1), (4, 1))], FAINT)
    canvas.net([path_through((1, 0), (1, 2)), path_through((1, 2), (3, 2))], TEXT)
    assert drawn(canvas) == [" ╷   ", "╶│──╴", " ╰─╴ "]
    canvas.net([path_through((0, 1), (4, 1)), path_through((3, 1), (3, 2))], FAINT)
    assert drawn(canvas)[1] == "╶──┬╴"


def test_a_path_has_every_cell_once() -> None:
    assert path_through((0, 0), (0, 2), (2, 2)) == [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2)]
    assert path_through((1, 1), (1, 1)) == [(1, 1)]


def test_a_sparkline_is_full_at_the_top_and_a_trace_above_zero() -> None:
    assert sparkline([0, 1, 50, 100, 200], 100) == [" ▁▄██"]
    assert sparkline([50, 100], 100, rows=2) == [" █", "██"]


@given(values=st.lists(st.integers(0, 99), min_size=1, max_size=50), width=st.integers(1, 60))
def test_squeezing_keeps_the_peak(values: list[int], width: int) -> None:
    columns = squeeze(values, width)
    assert len(columns) == width
    assert set(columns) <= set(values)
    if width <= len(values):
        assert max(columns) == max(values)


def test_the_topmost_spot_answers() -> None:
    canvas = Canvas(6, 2)
    canvas.spot(Region(0, 0, 6, 2), "below")
    canvas.spot(Region(1, 0, 2, 1), "above")
    picture = canvas.picture()
    assert picture.at(1, 0) == "above"
    assert picture.at(1, 1) == "below"
    assert picture.at(6, 0) is None


def test_what_is_laid_over_a_row_leaves_the_drawing_as_it_was() -> None:
    canvas = Canvas(3, 1)
    canvas.text(0, 0, "abc")
    picture = canvas.picture()
    dot = Pen(Ink.FLOW)
    over = picture.overlaid([(1, 0, "•", dot), (3, 0, "•", dot), (0, 1, "•", dot), (-1, 0, "•", dot)])
    assert over.runs(0) == [("a", TEXT), ("•", dot), ("c", TEXT)]
    assert picture.lines == ["abc"]


def test_rows_are_compared_by_text_and_pen() -> None:
    first, second = Canvas(2, 3), Canvas(2, 3)
    first.text(0, 0, "ab")
    second.text(0, 0, "ab")
    assert first.picture().changed(second.picture()) == []
    second.text(0, 0, "a", FAINT)
    second.text(0, 2, "b")
    assert first.picture().changed(second.picture()) == [0, 2]
