"""Every field of a level, spoilt in turn: the problem names the file, the line and the column."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.content.reader.diagnostics import Severity
from scalegame.content.schema.limits import MAX_PROBLEMS
from tests.content.example import (
    FULL,
    MARK,
    SHORT,
    Steps,
    changed,
    full,
    load,
    part,
    problems,
    short,
    steps_of,
    without,
    written,
)
from tests.depth import every, examples, in_turn

FIELDS = list(steps_of(full()))
#: No field takes any of these; the mark makes the place easy to find without asking our own reader.
BAD_TEXT, BAD_NUMBER, BAD_OBJECT = f"{MARK}\x07", -987654321, {MARK: 1}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def name(path: Steps) -> str:
    return ".".join(str(step) for step in path)


def place(data: bytes, wanted: str) -> tuple[int, int]:
    """Return line and column of the only place where ``wanted`` stands."""
    lines = data.decode().split("\n")
    found = [(number, line.index(wanted) + 1) for number, line in enumerate(lines, 1) if wanted in line]
    assert len(found) == 1
    return found[0]


def found(data: bytes) -> set[tuple[str, int, int]]:
    return {(problem.file, problem.line, problem.column) for problem in problems(data)}


@pytest.mark.deeper
@pytest.mark.parametrize("number, path", enumerate(FIELDS), ids=map(name, FIELDS))
def test_a_bad_value_is_told_at_its_place(number: int, path: Steps) -> None:
    """A text with a control character, a number far below zero or an object with a strange field, in turn."""
    for bad in in_turn([BAD_TEXT, BAD_NUMBER, BAD_OBJECT], number):
        data = written(changed(path, bad))
        if bad == BAD_OBJECT:
            line, column = place(data, f'"{MARK}"')
            before = data.decode().split("\n")[line - 2]
            assert found(data) & {("full.json", line, column), ("full.json", line - 1, len(before))}
        else:
            assert ("full.json", *place(data, str(BAD_NUMBER) if bad == BAD_NUMBER else f'"{MARK}')) in found(data)


OBJECTS = [path for path in FIELDS if isinstance(part(full(), path), dict)]


@pytest.mark.parametrize("path", [(), *OBJECTS], ids=name)
def test_an_unknown_field_is_told_at_its_name(path: Steps) -> None:
    data = written(changed((*path, MARK), 1))
    assert ("full.json", *place(data, f'"{MARK}"')) in found(data)


@pytest.mark.parametrize("path", every(3, (path for path in FIELDS if isinstance(path[-1], str))), ids=name)
def test_a_missing_field_is_told_at_its_object_or_where_it_is_needed(path: Steps) -> None:
    """A field that may be missing is no mistake."""
    for problem in problems(written(without(path))):
        assert problem.file == "full.json"
        assert problem.line >= 1
        assert problem.message


REQUIRED = [
    "format", "id", "title", "briefing", "start", "start.servers", "waves", "waves.0.title", "waves.0.ticks",
    "waves.0.arrivals", "waves.0.incidents.1.capacity", "goals", "debrief.idea", "quiz.0.ask", "quiz.0.why",
    "plans.reference.1.server", "plans.reference.1.to", "plans.reference.2.policy", "plans.reference.3.server",
]  # fmt: skip


@pytest.mark.parametrize("wanted", REQUIRED)
def test_a_required_field_is_missed_by_name(wanted: str) -> None:
    path = next(path for path in FIELDS if name(path) == wanted)
    data = written(without(path))
    (problem,) = problems(data)
    assert f'the field "{path[-1]}" is missing' in problem.message
    assert data.decode().split("\n")[problem.line - 1][problem.column - 1] == "{"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    data = SHORT.replace(b'"Short"', b"3").replace(b'"ticks": 20', b'"tcks": 20').replace(b'"id"', b'"idd"')
    assert [str(problem) for problem in problems(data)] == [
        'full.json:1:1: the field "id" is missing in the level',
        'full.json:3:3: unknown field "idd"; did you mean "id"?',
        'full.json:4:12: "title" must be a text, not 3',
        'full.json:7:13: the field "ticks" is missing in "waves"[0]',
        'full.json:7:34: unknown field "tcks"; did you mean "ticks"?',
    ]


def test_a_problem_carries_its_source_line() -> None:
    (problem,) = problems(SHORT.replace(b'"Short"', b"2"))
    assert problem.source == '  "title": 2,'
    assert problem.source[problem.caret] == "2"


def test_of_a_very_long_line_only_what_stands_around_the_place_is_shown() -> None:
    text = json.dumps(json.loads(SHORT) | {"briefing": ["x" * 900, "y" * 900], "seed": -5, "teaser": "z" * 150})
    (problem,) = problems(text.encode())
    assert problem.column > 1800
    assert problem.source[problem.caret :].startswith("-5, ")
    assert len(problem.source) < 200
    assert problem.source.startswith("…")
    assert problem.source.endswith("z…")


def test_very_many_problems_end_with_the_word_that_there_are_more() -> None:
    found = problems(written(short(hints=[f"{n}" for n in range(3)], **{f"x{n}": n for n in range(60)})))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "there are more than these 50 problems"
    assert {problem.severity for problem in found} == {Severity.ERROR}


def test_a_level_of_a_newer_format_is_answered_with_one_sentence() -> None:
    (problem,) = problems(SHORT.replace(b'"format": 1', b'"format": 3, "new": 1'))
    assert str(problem) == (
        "full.json:2:13: this file is in format 3, which needs a newer scalegame: this one reads format 1"
    )


def test_what_a_stranger_wrote_is_shown_harmlessly() -> None:
    (problem,) = problems(SHORT.replace(b'"title": "Short"', b'"title": "Short", "\\u001b[31m\\u202e": 1'))
    assert "\x1b" not in str(problem)
    assert "\u202e" not in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "escape \x1b[2J",
        "bell \x07",
        "line\nend",
        "delete \x7f",
        "c1 \x9b2J",
        "reversed \u202e",
        "separator \u2028",
        "   ",
    ],
)
def test_texts_that_a_terminal_would_obey_are_refused(text: str) -> None:
    for path in (("title",), ("briefing", 0), ("hints", 1), ("waves", 0, "title"), ("sources", 0, "name")):
        assert problems(written(changed(path, text)))


@pytest.mark.parametrize("text", ["[@click=app.quit]free[/]", "naïve 東京 🚀", "100 % <b>"])
def test_all_other_texts_are_kept_as_they_are(text: str) -> None:
    assert load(written(changed(("title",), text))).title == text


def only_level_errors(data: bytes) -> None:
    """Load a level that may be broken; anything but a ``LevelError`` with one-line sentences fails the test."""
    for problem in problems(data):
        assert problem.message
        assert "\n" not in str(problem)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_level_error(data: bytes) -> None:
    only_level_errors(data)


@given(st.integers(0, len(FULL)), st.integers(0, 40), st.binary(max_size=10))
@settings(max_examples=examples(50, 200))
def test_no_damage_to_a_level_raises_anything_but_level_error(start: int, length: int, patch: bytes) -> None:
    only_level_errors(FULL[:start] + patch + FULL[start + length :])


@pytest.mark.deep
@given(st.sampled_from(FIELDS), JSON)
@settings(max_examples=examples(80, 320))
def test_no_value_in_any_field_raises_anything_but_level_error(path: Steps, value: object) -> None:
    only_level_errors(written(changed(path, value)).decode().encode("utf-8", "surrogatepass"))


@pytest.mark.deep
@given(st.sampled_from(FIELDS), st.sampled_from(FIELDS))
@settings(max_examples=examples(80, 320))
def test_no_exchange_of_fields_raises_anything_but_level_error(path: Steps, other: Steps) -> None:
    only_level_errors(written(changed(path, part(full(), other))))


def test_the_full_level_has_no_mistake() -> None:
    assert problems(FULL) == ()


def test_the_short_level_loads_and_says_so_little() -> None:
    assert load(SHORT).id == "short"
    assert len(json.loads(SHORT)) == 7
