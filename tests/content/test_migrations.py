"""Older formats: each step is pure, keeps order and comments, and leads to a format that is read."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import get_args

import pytest

from scalegame.content.levels import level_files, shipped_levels
from scalegame.content.migrations import FORMAT, STEPS, JsonObject, Migration, migrate
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.level import LevelPart
from tests.content.example import FULL, SHORT


def test_the_newest_format_is_the_one_that_is_read() -> None:
    assert get_args(LevelPart.model_fields["format"].annotation) == (FORMAT,)


def test_there_is_a_step_from_every_older_format_and_no_other() -> None:
    assert list(STEPS) == list(range(1, FORMAT))


@pytest.mark.parametrize("path", level_files(shipped_levels()), ids=lambda path: path.stem)
def test_a_file_in_the_newest_format_stays_as_it_is(path: Path) -> None:
    migrated = migrate(path.read_bytes(), "level.json")
    assert (migrated.before, migrated.now, migrated.text) == (FORMAT, FORMAT, None)


# Steps that no format ever had: how the machine works is shown by renaming a field and by adding one.


def renames_title(fields: JsonObject) -> JsonObject:
    return {"name" if key == "title" else key: value for key, value in fields.items()}


def adds_mood(fields: JsonObject) -> JsonObject:
    return {**fields, "mood": "calm"}


IMAGINED: dict[int, Migration] = {FORMAT: renames_title, FORMAT + 1: adds_mood}
OLD = b"""{
  "//": "The shop around the corner.",
  "id": "corner-shop",
  "format": 1,
  "title": "The corner shop",
  "start": {
    "// why": "Two, so that one can go.",
    "servers": [{"names": ["zeus", "apollo"]}]
  },
  "budget": 12.50
}
"""
NEW = """{
  "//": "The shop around the corner.",
  "id": "corner-shop",
  "format": 3,
  "name": "The corner shop",
  "start": {"// why": "Two, so that one can go.", "servers": [{"names": ["zeus", "apollo"]}]},
  "budget": 12.50,
  "mood": "calm"
}
"""


def test_steps_follow_each_other_and_keep_order_comments_and_digits() -> None:
    migrated = migrate(OLD, "old.json", steps=IMAGINED, newest=FORMAT + 2)
    assert (migrated.before, migrated.now) == (1, 3)
    assert migrated.text == NEW
    again = migrate(NEW.encode(), "new.json", steps=IMAGINED, newest=FORMAT + 2)
    assert again.text is None


@pytest.mark.parametrize("number, step", [*STEPS.items(), *IMAGINED.items()])
@pytest.mark.parametrize("data", [SHORT, FULL, OLD])
def test_a_step_is_a_pure_function_that_keeps_order_and_comments(number: int, step: Migration, data: bytes) -> None:
    fields = json.loads(data)
    before = deepcopy(fields)
    first, second = step(fields), step(fields)
    assert first == second
    assert fields == before
    assert list(fields) == list(before)
    kept = [key for key in first if key in before]
    assert kept == [key for key in before if key in first]
    assert {key: value for key, value in first.items() if key.startswith("//")} == {
        key: value for key, value in before.items() if key.startswith("//")
    }


@pytest.mark.parametrize(
    "text, told",
    [
        ('{"format": 2}', "1:12: this file is in format 2, which needs a newer scalegame: this one reads format 1"),
        ('{"format": 0}', '1:12: there never was a format 0; a new level says "format": 1'),
        ('{"id": "x"}', '1:1: the field "format" is missing; a new level says "format": 1'),
        ('{"format": true}', '1:12: "format" must be a whole number; a new level says "format": 1'),
        ("[]", "1:1: a level is an object, and this is none"),
        ('{"format": 1', "1:13: the file ends, but the { in line 1, column 1 is still open"),
    ],
)
def test_what_has_no_known_format_is_refused_in_one_sentence(text: str, told: str) -> None:
    with pytest.raises(LevelError) as caught:
        migrate(text.encode(), "odd.json")
    assert [str(problem) for problem in caught.value.problems] == [f"odd.json:{told}"]
