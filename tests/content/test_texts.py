"""The campaign's briefings and hints name the numbers of their own level: times, amounts, counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from scalegame.content.level import Level
from scalegame.content.levels import load_level, shipped_levels
from tests.content.facts import wrong_amounts, wrong_counts, wrong_times

PATHS = sorted(shipped_levels().glob("[0-9]*.json"))


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def level(request: pytest.FixtureRequest) -> Level:
    path: Path = request.param
    return load_level(path)


def test_times_in_a_briefing_are_those_of_waves_incidents_and_traffic(level: Level) -> None:
    assert wrong_times(level, " ".join(level.briefing), loosely=False) == []


def test_times_in_hints_are_those_of_the_level_or_of_its_reference(level: Level) -> None:
    assert wrong_times(level, " ".join(level.hints), loosely=True) == []


def test_amounts_are_prices_and_limits_of_the_level(level: Level) -> None:
    assert wrong_amounts(level, " ".join((*level.briefing, *level.hints))) == []


def test_counts_are_those_of_the_level(level: Level) -> None:
    assert wrong_counts(level, " ".join((*level.briefing, *level.hints))) == []


def test_a_text_that_names_other_numbers_is_found_out() -> None:
    """Level 5 with one wrong number of each kind: the checks above can fail."""
    level = load_level(next(path for path in PATHS if path.stem.startswith("05-")))
    text = " ".join(level.briefing)
    assert wrong_times(level, text.replace("1:00", "1:10"), loosely=False) == ["1:10"]
    assert wrong_amounts(level, text.replace("$0.20", "$0.30")) == ["$0.30"]
    assert wrong_counts(level, text.replace("20 seconds", "30 seconds")) == ["30 seconds"]
    hints = " ".join(level.hints)
    assert wrong_times(level, hints.replace("about 0:35", "about 0:42"), loosely=True) == ["0:42"]
    assert wrong_counts(level, hints.replace("five servers", "seven servers")) == ["seven servers"]
