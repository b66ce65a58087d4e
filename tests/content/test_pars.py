"""Par values: those of the campaign are true, and a file that does not fit its level is as good as none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.content.level import Level
from scalegame.content.levels import load_level, load_plan, shipped_levels
from scalegame.content.pars import Par, ParPlan, par_file, par_of, text_of
from scalegame.engine import At, SetPolicy
from scalegame.engine.scenario import Policy
from scalegame.runs.headless import play_plan
from tests.campaign import LEVELS
from tests.depth import every

PLAN = (At(3, SetPolicy(Policy.STICKY_COOKIE)),)
PAR = Par(2, (ParPlan(70, 900, 2, 3, PLAN), ParPlan(90, 500, 3, 3, PLAN), ParPlan(99, 999, 1, 2, PLAN)))


@pytest.mark.parametrize("level", every(4, LEVELS), ids=lambda level: level.id)
def test_the_par_values_of_the_campaign_are_true(level: Level) -> None:
    """Each plan is played again. ``make pars`` searches anew where a level or the rules have changed."""
    par = par_of(level)
    assert par is not None, f"levels/pars has nothing that fits {level.id} as it is now: run `make pars`"
    assert par.seed == level.seed
    for shipped in par.front:
        played = play_plan(level.scenario, par.seed, shipped.plan)
        metrics, stars = played.result.metrics, played.result.stars
        assert played.refused == ()
        values = (metrics.time, metrics.cost, metrics.commands, stars)
        assert values == (shipped.time, shipped.cost, shipped.commands, shipped.stars), "run `make pars`"


@pytest.mark.parametrize("level", every(4, LEVELS), ids=lambda level: level.id)
def test_par_is_at_least_as_good_as_the_reference(level: Level) -> None:
    par, metrics = par_of(level), play_plan(level.scenario, level.seed, level.plans["reference"]).result.metrics
    assert par is not None
    assert (par.time <= metrics.time, par.cost <= metrics.cost, par.commands <= metrics.commands) == (True, True, True)


def test_no_par_file_is_left_of_a_level_that_is_gone() -> None:
    files = {path.stem for path in (shipped_levels() / "pars").glob("*")}
    assert files <= {level.id for level in LEVELS}


@pytest.fixture
def level(tmp_path: Path) -> Level:
    """Return a level in a folder where nothing has been searched yet."""
    file = tmp_path / "level.json"
    file.write_bytes(LEVELS[1].path.read_bytes())
    return load_level(file)


def write(level: Level, text: str) -> None:
    """Put a par file beside ``level``."""
    par_file(level).parent.mkdir()
    par_file(level).write_text(text, encoding="utf-8")


def test_a_par_file_is_read_as_it_was_written_and_is_a_plan_too(level: Level) -> None:
    assert par_of(level) is None
    write(level, text_of(level, PAR, 100))
    assert par_of(level) == PAR
    assert (PAR.time, PAR.cost, PAR.commands) == (70, 500, 1)
    assert load_plan(par_file(level), level) == PLAN


def test_a_par_file_of_another_level_or_other_rules_is_ignored(level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    write(level, text_of(level, PAR, 100))
    assert par_of(replace(level, digest="changed")) is None
    monkeypatch.setattr("scalegame.engine.RULESET", 999, raising=False)
    assert par_of(level) is None


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"format": 1}),
        lambda whole: {**whole, "format": 2},
        lambda whole: {**whole, "seed": "2"},
        lambda whole: {**whole, "front": []},
        lambda whole: {**whole, "front": [7]},
        lambda whole: {**whole, "front": [{**whole["front"][0], "time": -1}]},
        lambda whole: {**whole, "front": [{**whole["front"][0], "stars": 4}]},
        lambda whole: {**whole, "front": [{**whole["front"][0], "plan": [{"at": 1, "do": "dance"}]}]},
        lambda whole: {**whole, "front": [{**whole["front"][0], "plan": ["dance"]}]},
        lambda whole: {**whole, "front": [{**whole["front"][0], "plan": 3}]},
    ],
)
def test_a_damaged_par_file_is_as_good_as_none(level: Level, damage: object) -> None:
    whole = json.loads(text_of(level, PAR, 100))
    write(level, damage if isinstance(damage, str) else json.dumps(damage(whole)) if callable(damage) else "")
    assert par_of(level) is None
