"""The corpus of broken levels: each mistake at its line and column, with its sentence.

``broken/expected.json`` lists for every file what is to be said. ``syntax`` is no JSON, ``encoding`` hard to read;
``structure`` is what the JSON Schema sees as well, ``meaning`` what only the checks see; ``warnings`` can be played.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scalegame.content.loader import examine_level
from scalegame.content.reader.diagnostics import Problem, Severity
from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.limits import MAX_BYTES, MAX_NESTING, MAX_PROBLEMS, MAX_VALUES
from tests.content.example import SHORT, problems, short, written

BROKEN = Path(__file__).with_name("broken")
EXPECTED: dict[str, list[str]] = json.loads((BROKEN / "expected.json").read_bytes())
VALIDATOR = Draft202012Validator(json.loads(level_schema()))


def of_kind(*kinds: str) -> list[str]:
    return [name for name in EXPECTED if name.split("/")[0] in kinds]


def told(name: str) -> Iterator[Problem]:
    """Yield the problems of a file: warnings of those that can be played, errors of all others."""
    severity = Severity.WARNING if name in of_kind("warnings") else Severity.ERROR
    examined = examine_level((BROKEN / name).read_bytes(), Path(name))
    assert (examined.level is None) == (severity is Severity.ERROR)
    yield from (problem for problem in examined.problems if problem.severity is severity)


def test_the_corpus_is_complete() -> None:
    files = {path.relative_to(BROKEN).as_posix() for path in BROKEN.glob("*/*.json")}
    assert files == set(EXPECTED)
    assert len(files) >= 150


@pytest.mark.parametrize("name", EXPECTED)
def test_every_mistake_is_told_at_its_place(name: str) -> None:
    found = list(told(name))
    assert [f"{problem.line}:{problem.column}: {problem.message}" for problem in found] == EXPECTED[name]
    assert {problem.file for problem in found} == {name}


@pytest.mark.parametrize("name", of_kind("syntax", "structure", "meaning", "warnings"))
def test_the_caret_stands_below_the_character_that_line_and_column_name(name: str) -> None:
    lines = (BROKEN / name).read_bytes().decode().split("\n")
    for problem in told(name):
        wanted = lines[problem.line - 1][problem.column - 1 :]
        shown = problem.source[problem.caret :].removesuffix("…")
        assert shown.replace("\ufffd", "") == wanted[: len(shown)].translate({9: " ", 7: ""})


@pytest.mark.parametrize("name", of_kind("structure"))
def test_an_editor_sees_what_is_wrong_in_structure(name: str) -> None:
    assert not VALIDATOR.is_valid(json.loads((BROKEN / name).read_bytes()))


@pytest.mark.parametrize("name", of_kind("meaning", "warnings"))
def test_what_is_wrong_in_meaning_only_the_checks_see(name: str) -> None:
    assert VALIDATOR.is_valid(json.loads((BROKEN / name).read_bytes()))


# What is too big is made here.


@pytest.mark.parametrize(
    "data, message",
    [
        (b" " * (MAX_BYTES + 1), "1:1: the file is too big: at most 1,048,576 bytes are allowed"),
        (b"[" + b"1," * MAX_VALUES + b"1]", "1:200000: the file holds more than 100,000 values"),
        (b"[" * 1_000_000, f"1:{MAX_NESTING + 1}: values are nested more than 32 deep"),
        (b'{"a":' * 100_000, f"1:{5 * MAX_NESTING + 1}: values are nested more than 32 deep"),
        (b"1" * 1_000_000, "1:1: this number has 1,000,000 characters; at most 40 are allowed"),
        (b'"' + b"x" * 1_000_000, "1:1: this text has no closing quote in its line"),
    ],
    ids=["bytes", "values", "nested lists", "nested objects", "a number", "a text"],
)
def test_what_is_too_big_to_read(data: bytes, message: str) -> None:
    (problem,) = problems(data)
    assert str(problem) == f"full.json:{message}"


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("title", "x" * 9_000, '"title" must have at most 60 characters, but has 9,000'),
        ("briefing", ["x"] * 900, '"briefing" must have at most 12 entries, but has 900'),
        ("waves", [{}] * 21, '"waves" must have at most 20 entries, but has 21'),
        ("zones", ["a"] * 50_000, '"zones" must have at most 8 entries, but has 50,000'),
        ("plans", {f"p{n}": [] for n in range(21)}, '"plans" must have at most 20 entries, but has 21'),
        ("allowed", ["redis"] * 23, '"allowed" must have at most 22 entries, but has 23'),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalpha() and len(value) < 20 else "",
)
def test_what_is_too_big_for_a_level(field: str, value: object, message: str) -> None:
    assert [problem.message for problem in problems(written(short(**{field: value})))] == [message]


def test_of_fifty_thousand_mistakes_the_first_are_told() -> None:
    strange = ",".join(f'"x{n}": 1' for n in range(50_000))
    found = problems(SHORT.replace(b'"format": 1', f'"format": 1, {strange}'.encode()))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[0].message.startswith('unknown field "x0"')


def test_very_many_warnings_are_no_error() -> None:
    moves = [{"at": at, "do": "add_server"} for at in [5, 4] * 60]
    data = written(short(allowed=["add_server"], plans={"reference": moves}))
    examined = examine_level(data, Path("many.json"))
    assert examined.level is not None
    assert {problem.severity for problem in examined.problems} == {Severity.WARNING}
    assert len(examined.problems) == MAX_PROBLEMS + 1
