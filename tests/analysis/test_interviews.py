"""Interviews made to order are fair: the answer wins everything, doing nothing loses, sticky cookies are not enough."""

from __future__ import annotations

import pytest

from scalegame.analysis.assessment.evidence import gather
from scalegame.analysis.assessment.grades import Grade, Recommendation, assess
from scalegame.analysis.proof.prove import lesson_of
from scalegame.analysis.proof.verdict import verdict_of
from scalegame.content.generated.interview import interview
from scalegame.content.level import REFERENCE, TEMPTING
from scalegame.content.levels import find_level

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep

NUMBERS = (3, 26)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_interview_is_proven(number: int) -> None:
    level = interview(number)
    proof = verdict_of(lesson_of(level), [level.seed])
    assert proof.because == ""
    assert proof.proven


@pytest.mark.parametrize("name", ["the-interview", "interview-5", "interview-18"])
def test_the_answer_is_strong_in_all_that_was_asked_and_the_beginners_is_not(name: str) -> None:
    level = find_level(name)
    best = assess(gather(level.scenario, level.seed, level.plans[REFERENCE]))
    assert {one.grade for one in best.judgements} - {Grade.NOT_ASKED} == {Grade.STRONG}
    assert best.recommendation is Recommendation.HIRE
    beginner = assess(gather(level.scenario, level.seed, level.plans[TEMPTING]))
    assert Grade.WEAK in {one.grade for one in beginner.judgements}
    assert beginner.recommendation is Recommendation.NOT_YET
