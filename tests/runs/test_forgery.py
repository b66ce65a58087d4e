"""Forged runs: every field altered in turn, commands reordered, dropped and doubled, a better level slipped in.

``python -m tests.runs.test_forgery`` tells how many forgeries were tried and how many were caught.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from scalegame.content.level import Level
from scalegame.content.levels import LevelError, find_level, load_level
from scalegame.content.loader import read_level
from scalegame.engine.commands import At, NextWave
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Aid, Run, Use
from scalegame.runs.run_file import RunError, plain_run, read
from scalegame.runs.verify import Truth, verify
from tests.depth import examples
from tests.runs.forging import Forgery, careful, careless, changes, outcome

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

#: Levels with few and with many commands, and waves that were called early.
LEVELS = ("the-local-bartender", "make-it-stateless", "the-missing-avatar")
#: Of sealed forgeries and of easier levels, every so many are tried; ``main`` tries all.
SEALED, EASIER = examples(8, 1), examples(8, 2)


def true_run(level: Level) -> Run:
    """Return a run as a player's: with real times and aids, and the second wave called early."""
    plan = (*level.plans["reference"], At(40, NextWave()))
    run = recorded(level, level.seed, play_plan(level.scenario, level.seed, plan))
    facts = verify(run, level).facts
    assert facts is not None
    times = tuple(1_000 * tick for tick in facts.splits)
    return replace(
        run, player="Ada", started="2026-01-02T03:04:05Z", real_ms=times[-1], split_ms=times,
        used=(Use(3, Aid.HINT), Use(9, Aid.PAUSE), Use(9, Aid.PAUSE)),
    )  # fmt: skip


@pytest.mark.parametrize("level_id", LEVELS)
def test_the_run_that_is_forged_is_true(level_id: str) -> None:
    level = find_level(level_id)
    assert verify(true_run(level), level).truth is Truth.TRUE


@pytest.mark.parametrize("level_id", LEVELS)
def test_whatever_is_altered_in_a_file_breaks_its_seal(level_id: str) -> None:
    true = true_run(find_level(level_id))
    forgeries = list(careless(true))
    assert len(forgeries) > 500
    for forgery in forgeries:
        with pytest.raises(RunError):
            read(forgery.data, "forged")


@pytest.mark.deeper
@pytest.mark.parametrize("level_id", LEVELS[:2])
def test_no_sealed_forgery_is_believed(level_id: str) -> None:
    """A sealed forgery can change only what nobody can compute: the honest limits of a proof."""
    level = find_level(level_id)
    true = true_run(level)
    tried, changed = 0, set[str]()
    for forgery in islice(careful(true), None, None, SEALED):
        tried += 1
        try:
            run = read(forgery.data, "forged")
        except RunError:
            continue
        if verify(run, level).truth is Truth.TRUE:
            assert outcome(run) == outcome(true), forgery.done
            changed |= {name for name, value in plain_run(run).items() if value != plain_run(true)[name]}
    assert tried > 500 // SEALED
    assert changed <= {"game_version", "player", "started", "real_ms", "split_ms", "used", "checkpoints"}


def easier_levels(level: Level) -> Iterator[Level]:
    """Yield the level with every number that decides a game made kinder or harsher, one at a time."""
    plain = json.loads(level.path.read_bytes())
    for done, changed in islice(changes(plain), None, None, EASIER):
        if "altered" in done and not done.startswith(("plans", "quiz", "format", "number", "id")):
            try:
                other = read_level(json.dumps(changed).encode(), level.path)
            except LevelError:
                continue
            if other.scenario != level.scenario:
                yield other


@pytest.mark.deeper
def test_a_better_level_slipped_in_is_other_content() -> None:
    level = find_level("make-it-stateless")
    true = true_run(level)
    others = list(easier_levels(level))
    assert len(others) > 100 // EASIER
    for other in others:
        run = recorded(other, other.seed, play_plan(other.scenario, other.seed, ()))
        assert verify(run, level).truth is Truth.OTHER_CONTENT
        assert verify(true, other).truth is Truth.OTHER_CONTENT


@pytest.mark.deeper
def test_an_easier_level_under_the_true_digest_is_false() -> None:
    """The forger plays an easier level and writes the true level's digest into the run."""
    level = find_level("make-it-stateless")
    plan = level.plans["tempting"]
    honest = recorded(level, level.seed, play_plan(level.scenario, level.seed, plan))
    caught = 0
    for easier in easier_levels(level):
        forged = recorded(easier, level.seed, play_plan(easier.scenario, level.seed, plan))
        forged = replace(forged, level_digest=level.digest)
        if outcome(forged) != outcome(honest):
            caught += 1
            assert verify(forged, level).truth is Truth.FALSE
    assert caught > 50 // EASIER


def main() -> None:
    """Count the forgeries of every level's reference."""
    count: Counter[str] = Counter()
    for path in sorted(Path("levels").glob("[0-9]*.json")):
        level = load_level(path)
        true = true_run(level)
        for kind, forge in (("careless", careless), ("careful", careful)):
            for forgery in forge(true):
                count[f"{kind} {_fate(forgery, level, true)}"] += 1
    for name, number in sorted(count.items()):
        print(f"{number:>7,}  {name}")  # noqa: T201 - the purpose


def _fate(forgery: Forgery, level: Level, true: Run) -> str:
    try:
        run = read(forgery.data, "forged")
    except RunError:
        return "unreadable"
    truth = verify(run, level).truth
    if truth is Truth.TRUE:
        return "true, and claims nothing else" if outcome(run) == outcome(true) else "BELIEVED"
    return truth.value


if __name__ == "__main__":
    main()
