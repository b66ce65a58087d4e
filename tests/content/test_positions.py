"""The JSON reader: the same values as Python's own, with the place of every mistake."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.reader.json_reader import JsonError, read
from scalegame.content.schema.limits import MAX_BYTES, MAX_NESTING, MAX_PROBLEMS, MAX_VALUES

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text() | st.decimals(-1000, 1000, places=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def _as_json(value: object) -> str:
    """Write a value with Python's own writer; decimals keep their digits."""
    marked = json.dumps(value, default=lambda number: f"\ufdd0{number}\ufdd0", ensure_ascii=False)
    return marked.replace('"\ufdd0', "").replace('\ufdd0"', "")


@given(VALUES.filter(lambda value: "\ufdd0" not in str(value)))
def test_reads_what_python_reads(value: object) -> None:
    text = _as_json(value)
    assert read(text.encode("utf-8", "surrogatepass")).value == json.loads(text, parse_float=Decimal)


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0123truefalsn \n-.eE/', max_size=60).map(str.encode))
def test_any_bytes_give_a_value_or_faults_inside_the_text(data: bytes) -> None:
    try:
        read(data)
    except JsonError as error:
        for fault in error.faults:
            assert 1 <= fault.line <= data.count(b"\n") + data.count(b"\r") + 1
            assert 1 <= fault.column <= len(data) + 1
            assert fault.message


@pytest.mark.parametrize(
    "text, line, column, words",
    [
        ("", 1, 1, "the file ends where a value should stand"),
        ("{", 1, 2, "field's name in double quotes is missing"),
        ('{\n "a": 1', 2, 8, "the { in line 1, column 1 is still open"),
        ('{"a": 1,}', 1, 8, "remove the comma"),
        ("[1,\n2,\n]", 2, 2, "remove the comma"),
        ('{"a" 1}', 1, 6, 'a colon must follow the field\'s name "a"'),
        ("{a: 1}", 1, 2, "double quotes"),
        ("{'a': 1}", 1, 2, "double quotes, not in single ones"),
        ("[1 2]", 1, 4, "a comma is missing before this"),
        ("[1 x]", 1, 4, 'a comma or the closing ] should stand here, not "x"'),
        ('{"a": 1 "b": 2}', 1, 9, "a comma is missing before this"),
        ('{"a": 1 2}', 1, 9, "a comma or the closing } should stand here"),
        ("[1,,2]", 1, 4, "a value should stand here"),
        ('{"a": 1} x', 1, 10, "after the end"),
        ('{"a": 1}}', 1, 9, "this } closes nothing"),
        ("[1] ]", 1, 5, "this ] closes nothing"),
        ("// hello\n{}", 1, 1, "JSON has no comments"),
        ('{"a": 1, # why\n"b": 2}', 1, 10, "JSON has no comments"),
        ('["a\nb"]', 1, 2, "no closing quote in its line"),
        ('["a', 1, 2, "no closing quote in its line"),
        ('["a\x07"]', 1, 4, "U+0007"),
        (r'["\q"]', 1, 3, "not an escape"),
        (r'["\u12"]', 1, 3, "four hexadecimal digits"),
        (r'["\ud800"]', 1, 3, "half a character"),
        (r'["\udc00"]', 1, 3, "half a character"),
        ("[NaN]", 1, 2, "not a number a level can use"),
        ("[-Infinity]", 1, 2, "not a number as JSON writes them"),
        ("[01]", 1, 2, "not a number as JSON writes them"),
        ("[1.]", 1, 2, "not a number as JSON writes them"),
        ("[.5]", 1, 2, "a value should stand here"),
        ("[1e999999999]", 1, 2, "beyond what a level needs"),
        ("[True]", 1, 2, 'write true, not "True"'),
        ("[None]", 1, 2, 'write null, not "None"'),
        ("[1 /* one", 1, 4, "JSON has no comments, and this one never ends"),
        ("[" + "9" * 41 + "]", 1, 2, "41 characters"),
        ("[" * (MAX_NESTING + 1), 1, MAX_NESTING + 1, "nested more than 32 deep"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(JsonError) as caught:
        read(text.encode())
    fault = caught.value.faults[-1]
    assert (fault.line, fault.column) == (line, column)
    assert words in fault.message


def test_every_duplicate_key_is_told_with_the_line_of_the_first() -> None:
    with pytest.raises(JsonError) as caught:
        read(b'{"a": 1,\n "a": 2, "b": {"c": 1,\n"c": 1}}')
    told = [(fault.line, fault.column, fault.message) for fault in caught.value.faults]
    assert told == [
        (2, 2, '"a" stands here a second time; the first is in line 1'),
        (3, 1, '"c" stands here a second time; the first is in line 2'),
    ]


def test_reading_goes_on_after_mistakes_that_can_be_meant_in_one_way_only() -> None:
    text = """{ // first
 "a": [1, 2,], # second
 "b": True /* third
 */ "c": [1 2],
 "a": None,
}"""
    with pytest.raises(JsonError) as caught:
        read(text.encode())
    told = [(fault.line, fault.column, fault.message.split(";")[0]) for fault in caught.value.faults]
    assert told == [
        (1, 3, "JSON has no comments"),
        (2, 12, "a comma stands before the closing ]"),
        (2, 16, "JSON has no comments"),
        (3, 7, 'write true, not "True"'),
        (3, 12, "JSON has no comments"),
        (4, 5, "a comma is missing before this"),
        (4, 13, "a comma is missing before this"),
        (5, 2, '"a" stands here a second time'),
        (5, 7, 'write null, not "None"'),
        (5, 11, "a comma stands before the closing }"),
    ]


def test_a_file_of_mistakes_is_not_read_to_its_end() -> None:
    with pytest.raises(JsonError) as caught:
        read(b"[" + b"#\n" * 1000 + b"]")
    assert len(caught.value.faults) == MAX_PROBLEMS + 1


def test_places_of_values_and_keys_count_characters_from_one() -> None:
    document = read('{\r\n "ä": "öö", "list": [10,\n  20]\r}'.encode())
    assert document.at(()) == (1, 1)
    assert document.at_key(("ä",)) == (2, 2)
    assert document.at(("ä",)) == (2, 7)
    assert document.at(("list", 1)) == (3, 3)
    assert document.at(("list", 7, "x")) == document.at(("list",)) == (2, 21)
    assert document.lines.line(2) == ' "ä": "öö", "list": [10,'


def test_numbers_stay_exact() -> None:
    assert read(b"[0.1, 1.50, 2.0, 1e3, -7]").value == [Decimal("0.1"), Decimal("1.50"), 2, 1000, -7]
    assert [type(number) for number in read(b"[2.0, 1e3]").value or ()] == [int, int]  # type: ignore[union-attr]


def test_characters_beyond_the_basic_plane_are_read_from_two_halves() -> None:
    assert read(rb'"\ud83d\ude80"').value == "\U0001f680"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbf[1]").at((0,)) == (1, 2)


def test_other_encodings_are_refused_at_the_first_wrong_byte() -> None:
    with pytest.raises(JsonError, match="line 2, column 3: this is not UTF-8"):
        read(b'["a",\n "\xe4"]')


def test_the_number_of_bytes_is_bounded_before_reading() -> None:
    with pytest.raises(JsonError, match="too big: at most 1,048,576 bytes are allowed"):
        read(b" " * (MAX_BYTES + 1))


def test_the_number_of_values_is_bounded() -> None:
    with pytest.raises(JsonError, match="more than 100,000 values"):
        read(b"[" + b"1," * MAX_VALUES + b"1]")
