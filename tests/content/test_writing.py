"""Writing JSON: what is read again is the same, in the same order, and reads well."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.levels import level_files, shipped_levels
from scalegame.content.reader.json_reader import JsonValue, read
from scalegame.content.reader.writer import written

VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.decimals(-1000, 1000, places=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=30), inner, max_size=4),
    max_leaves=30,
)


def order(value: JsonValue) -> object:
    """Return a value with the order of its fields as something that can be compared."""
    match value:
        case dict():
            return [(key, order(inner)) for key, inner in value.items()]
        case list():
            return [order(inner) for inner in value]
        case _:
            return value


@given(VALUES)
def test_what_is_written_reads_the_same_in_the_same_order(value: JsonValue) -> None:
    text = written(value)
    assert order(read(text.encode("utf-8", "surrogatepass")).value) == order(value)
    once = written(read(text.encode()).value)
    assert written(read(once.encode()).value) == once


def test_short_parts_stand_in_one_line_and_long_ones_in_several() -> None:
    value: JsonValue = {"a": [1, Decimal("2.50")], "b": {"title": "x" * 100, "points": [[0, 1], [10, 2]]}, "empty": {}}
    assert written(value) == (
        '{\n  "a": [1, 2.50],\n'
        '  "b": {\n    "title": "' + "x" * 100 + '",\n    "points": [[0, 1], [10, 2]]\n  },\n'
        '  "empty": {}\n}\n'
    )


@pytest.mark.parametrize("path", level_files(shipped_levels()), ids=lambda path: path.stem)
def test_no_line_of_a_level_is_long_but_for_its_texts(path: Path) -> None:
    for line in written(read(path.read_bytes()).value).splitlines():
        assert len(line) <= 120 or line.lstrip().startswith('"')
