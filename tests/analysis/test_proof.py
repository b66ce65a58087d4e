"""The outcome of a level's trials: rows, gaps, the verdict; and that processes change none of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.analysis.proof.prove import Claim, Lesson, Trial
from scalegame.analysis.proof.verdict import Found, finding, findings, proof_of, verdict_of
from scalegame.background import spread
from scalegame.engine import At, Metric, RemoveServer, play
from tests.analysis.examples import IN_TIME, crowd, lesson

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

SEEDS = range(1, 4)


def games(task: tuple[Lesson, int]) -> list[Found]:
    """Play one seed, in whatever process."""
    of, seed = task
    return findings(of, [seed])


def test_a_level_that_teaches_what_it_says_is_proven() -> None:
    proof = verdict_of(lesson(), SEEDS)
    assert proof.proven
    assert proof.because == ""
    assert [(row.statement, row.held, row.seeds) for row in proof.rows] == [
        ("idle play loses", 3, 3),
        ("the reference gets every star, and no command of it is refused", 3, 3),
        ("the reference without add_server loses", 3, 3),
        ("the tempting plan gets no gold", 3, 3),
    ]


def test_a_way_around_the_lesson_is_told_with_its_first_seed() -> None:
    proof = verdict_of(replace(lesson(), plans={"reference": IN_TIME, "tempting": IN_TIME}), SEEDS)
    assert not proof.proven
    assert proof.because == "not for every seed: the tempting plan gets no gold (seed 1: won with ★★★)"
    assert (proof.rows[-1].held, proof.rows[-1].seeds) == (0, 3)


def test_a_missing_plan_leaves_a_level_unproven_although_all_else_holds() -> None:
    proof = verdict_of(replace(lesson(), plans={"reference": IN_TIME}), SEEDS)
    assert not proof.proven
    assert proof.because == 'it has no plan "tempting": nothing to prove there'
    assert all(row.failure is None for row in proof.rows)


def test_a_refused_command_is_what_happened() -> None:
    refused = (*IN_TIME, At(3, RemoveServer("nobody")))
    proof = verdict_of(replace(lesson(), plans={"reference": refused, "tempting": ()}), [1])
    failure = proof.rows[1].failure
    assert failure is not None
    assert (failure.stars, failure.told) == (3, "1 command was refused")


def test_the_limits_that_were_missed_are_kept() -> None:
    result = play(crowd(), 1)
    found = finding(crowd(), Trial(Claim.REFERENCE_WINS, 1, result))
    (miss,) = found.missed
    assert (miss.metric, miss.limit) == (Metric.FAILED_REQUESTS, 100)
    assert miss.value == result.metrics.failed_requests


def test_the_first_failure_is_that_of_the_lowest_seed() -> None:
    found = findings(replace(lesson(), plans={"reference": (), "tempting": ()}), SEEDS)
    assert proof_of(lesson(), reversed(found)).rows == proof_of(lesson(), found[::-1]).rows
    failures = [row.failure.seed for row in proof_of(lesson(), reversed(found)).rows if row.failure]
    assert failures
    assert set(failures) == {1}


def test_the_proof_does_not_depend_on_the_number_of_processes() -> None:
    tasks = [(lesson(), seed) for seed in SEEDS]
    alone, together = (list(spread(games, tasks, jobs)) for jobs in (1, 3))
    assert alone == together


def test_an_error_in_a_process_is_an_error_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(reciprocal, [1, 0, 2], 2))


def reciprocal(number: int) -> float:
    return 1 / number
