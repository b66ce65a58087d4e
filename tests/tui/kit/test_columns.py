"""Columns line up, and the last one wraps within itself."""

from __future__ import annotations

from textual.content import Content

from scalegame.tui.kit.columns import lay_out


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [(Content("a"), Content("one")), (Content("long"), Content("two"))]
    assert [line.plain for line in lay_out(rows, 40)] == ["a     one", "long  two"]


def test_a_column_can_end_at_the_same_cell() -> None:
    rows = [(Content("5%"), Content("a")), (Content("100%"), Content("b"))]
    assert [line.plain for line in lay_out(rows, 40, frozenset({0}))] == ["  5%  a", "100%  b"]


def test_the_last_column_wraps_under_its_own_beginning() -> None:
    rows = [(Content("key"), Content("words that need two lines"))]
    assert [line.plain.rstrip() for line in lay_out(rows, 20)] == ["key  words that need", "     two lines"]


def test_wide_characters_count_as_two_cells() -> None:
    rows = [(Content("漢字"), Content("a")), (Content("ab"), Content("b"))]
    assert [line.plain for line in lay_out(rows, 40)] == ["漢字  a", "ab    b"]


def test_no_rows_are_no_lines() -> None:
    assert lay_out([], 40) == []
