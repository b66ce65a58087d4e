"""Comments in level files: they may stand in any object, and mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.content.loader import read_plan
from tests.content.example import FULL, SHORT, Steps, changed, full, load, part, problems, steps_of, written
from tests.depth import every

OBJECTS = [(), *(path for path in steps_of(full()) if isinstance(part(full(), path), dict))]


@pytest.mark.parametrize("path", every(4, OBJECTS), ids=lambda path: ".".join(map(str, path)) or "level")
def test_a_comment_in_any_object_leaves_the_level_what_it_is(path: Steps) -> None:
    remarked = load(written(changed((*path, "//"), {"anything": [1, None]})))
    plain = load(FULL)
    assert remarked == plain
    assert remarked.digest == plain.digest


def test_an_object_may_hold_several_comments_with_names_of_their_own() -> None:
    remarks = {"//": "one", "// why": "two", "//2": ["three"]}
    assert load(json.dumps({**json.loads(SHORT), **remarks}).encode()) == load(SHORT)


def test_two_comments_of_one_name_are_a_duplicate_like_any_other() -> None:
    (problem,) = problems(SHORT.replace(b'"format": 1,', b'"//": "a", "format": 1, "//": "b",'))
    assert (problem.line, problem.column) == (2, 27)
    assert "a second time" in problem.message


def test_a_comment_moves_no_mistake() -> None:
    (problem,) = problems(SHORT.replace(b'"ticks": 20', b'"//": "long",\n"// b": [],\n "ticks": -3'))
    assert (problem.line, problem.column) == (9, 11)


def test_plans_in_files_of_their_own_may_be_commented_too() -> None:
    plan = b'{"//": "mine", "commands": [{"//": "now", "at": 3, "do": "next_wave"}]}'
    bare = b'[{"at": 3, "do": "next_wave"}]'
    scenario = load(FULL).scenario
    assert read_plan(plan, Path("p.json"), scenario) == read_plan(bare, Path("p.json"), scenario)
