"""Plots put each number where its tick is and keep every peak."""

from __future__ import annotations

from scalegame.tui.kit.plots import PlotMark, Series, mark_line, plot, time_line


def test_a_series_is_as_wide_as_asked_label_and_note_included() -> None:
    lines = plot([Series("A", [1, 2, 3, 4] * 30, "$success", note="4/s")], [], 120, 60)
    assert [line.cell_length for line in lines] == [60, 55]
    assert lines[0].plain.startswith("A  ")
    assert lines[0].plain.endswith("  4/s")


def test_labels_line_up_whatever_their_length() -> None:
    lines = plot([Series("A", [8], ""), Series("zeus", [8], "")], [], 1, 20)
    assert [line.plain.index("█") for line in lines[:2]] == [6, 6]


def test_a_peak_of_one_tick_is_still_seen_when_many_ticks_share_a_column() -> None:
    values = [0] * 600
    values[311] = 9
    (line, _clock) = plot([Series("", values, "")], [], 600, 60)
    assert line.plain == " " * 31 + "█" + " " * 28


def test_nothing_at_all_can_be_plotted() -> None:
    (line, _clock) = plot([Series("", [], "")], [], 0, 20)
    assert line.plain == " " * 20


def test_rows_make_a_series_taller() -> None:
    lines = plot([Series("", [16, 8], "")], [], 2, 8, rows=2)
    assert [line.plain for line in lines[:2]] == ["████    ", "████████"]


def test_marks_stand_under_their_ticks() -> None:
    line = mark_line([PlotMark(0, "1", ""), PlotMark(50, "✖", "$error"), PlotMark(100, "▲", "")], 100, 20)
    assert line.plain == "1         ✖        ▲"


def test_the_clock_names_start_middle_and_end() -> None:
    assert time_line(150, 21).plain == "0:00    1:15     2:30"


def test_a_label_from_a_level_is_literal() -> None:
    lines = plot([Series("\x1b[31m", [1], "")], [], 1, 30)
    assert lines[0].plain.startswith("␛[31m")
