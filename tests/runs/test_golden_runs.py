"""Golden runs: every level's games of the past come out as they did. ``make goldens`` adds, nothing removes.

``make matrix`` verifies the same files under two hash seeds on every Python of the machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scalegame.content.levels import all_levels, load_level
from scalegame.engine.game import RULESET
from scalegame.runs.run_file import load
from scalegame.runs.verify import Truth, verify

FOLDER = Path(__file__).with_name("golden")
LISTED = (FOLDER / "list.txt").read_text(encoding="utf-8").split()
LEVELS = {(level.id, level.digest): level for level in map(load_level, sorted((FOLDER / "levels").glob("*.json")))}


def test_none_was_removed_and_none_is_unlisted() -> None:
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("ruleset-*/*.json")}
    assert found == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_a_golden_run_is_true(name: str) -> None:
    run = load(FOLDER / name)
    verdict = verify(run, LEVELS[run.level, run.level_digest])
    # A ruleset that is no longer played can only be told apart, not judged.
    assert verdict.truth is (Truth.TRUE if run.ruleset == RULESET else Truth.OTHER_RULES), verdict.sentence


def test_every_level_has_golden_runs_as_it_is_now() -> None:
    """``make goldens`` adds them when a level is new or has changed."""
    runs = [load(FOLDER / name) for name in LISTED]
    pinned = {(run.level, run.level_digest) for run in runs if run.ruleset == RULESET}
    assert {(level.id, level.digest) for level in all_levels().levels} <= pinned
