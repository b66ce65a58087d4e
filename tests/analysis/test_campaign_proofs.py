"""Every campaign level teaches what it says: `scalegame prove` on one seed or a few (50 are its default)."""

from __future__ import annotations

import pytest

from scalegame.analysis.proof.prove import concerns, lesson_of
from scalegame.analysis.proof.verdict import verdict_of
from scalegame.content.level import REFERENCE
from scalegame.content.levels import Level
from tests.campaign import LEVELS
from tests.depth import every, examples

SEEDS = range(1, 1 + examples(1, 3))


def test_the_campaign_has_its_levels() -> None:
    assert [level.number for level in LEVELS] == list(range(1, len(LEVELS) + 1))
    assert len(LEVELS) == 16


@pytest.mark.deeper
@pytest.mark.parametrize("level", every(4, LEVELS), ids=lambda level: level.id)
def test_the_lesson_is_load_bearing(level: Level) -> None:
    """Idle loses, the reference gets three stars and loses without the lesson, the tempting plan gets no gold."""
    proof = verdict_of(lesson_of(level), SEEDS)
    assert proof.because == ""
    assert proof.proven


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
def test_the_reference_uses_what_the_level_teaches(level: Level) -> None:
    assert level.teaches
    for component in level.teaches:
        assert any(concerns(at, component) for at in level.plans[REFERENCE])


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
def test_the_texts_are_all_there(level: Level) -> None:
    assert level.briefing
    assert len(level.hints) == 3
    assert level.idea
    assert level.interview
    assert level.quiz
