"""The campaign's texts: the level, arithmetic or a measurement backs every number, and all can be read aloud."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scalegame.content.level import Level
from tests.campaign import LEVELS
from tests.content.claims import claims_of
from tests.content.facts import is_known
from tests.content.numerals import in_digits, numbers
from tests.truth.data import cells

EACH = pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.id)
#: So many words can be read aloud in one breath, and so much reason is read at all.
WORDS, SENTENCES = 25, 2
ANSWER = "A good answer: "


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a level. ``told``: it speaks of the level itself, so its numbers may be the level's data."""

    words: str
    told: bool
    loosely: bool = False


def texts(level: Level) -> list[Text]:
    """Return everything that a level says, cards last."""
    found = [Text(words, told=True) for words in (level.teaser, *level.briefing, level.idea)]
    found += [Text(words, told=True, loosely=True) for words in level.hints]
    found.append(Text(level.interview, told=False))
    for card in level.quiz:
        found += [Text(words, told=False) for words in (card.ask, *card.choices, card.why)]
    return found


def unbacked(level: Level) -> list[str]:
    """Return each number of the level's texts that nothing bears out, with a few words around it."""
    claims = claims_of(level)
    alone = [claim for claim in claims if claim.isdigit()]
    found = []
    for text in texts(level):
        words = in_digits(text.words)
        backed: set[int] = set()
        for claim in claims:
            if claim not in alone:
                backed |= {at for match in re.finditer(re.escape(claim), words) for at in range(*match.span())}
        found += [
            words[max(0, number.start() - 20) : number.end() + 20]
            for number in numbers(words)
            if words not in alone
            and not set(range(*number.span())) <= backed
            and not (text.told and is_known(level, words, number, loosely=text.loosely))
        ]
    return found


@EACH
def test_every_number_is_backed(level: Level) -> None:
    assert unbacked(level) == []


@EACH
def test_every_claim_is_made(level: Level) -> None:
    """Each claim worked out in ``claims.py`` stands in the level's texts."""
    said = [in_digits(text.words) for text in texts(level)]
    assert [claim for claim in claims_of(level) if not any(claim in words for words in said)] == []


def test_a_text_that_names_other_numbers_is_found_out() -> None:
    """Level 5 with one wrong number of each kind: the checks above can fail."""
    level = next(level for level in LEVELS if level.number == 5)
    first, *rest = level.quiz
    for old, new in {
        "1:00": "1:10",
        "$0.20": "$0.30",
        "20 seconds": "30 seconds",
        "almost four times": "almost five times",
        "about 0:35": "about 0:42",
        "five have room": "seven have room",
    }.items():
        briefing = tuple(words.replace(old, new) for words in level.briefing)
        hints = tuple(words.replace(old, new) for words in level.hints)
        assert len(unbacked(replace(level, briefing=briefing, hints=hints))) >= 1, new
    wrong = replace(level, quiz=(replace(first, why="It takes 20 seconds."), *rest))
    assert unbacked(wrong) == ["It takes 20 seconds."], "a card is read days later, without its level"
    assert unbacked(replace(level, idea="It costs $41.")) == ["It costs $41."]


@EACH
def test_there_are_three_cards_with_their_answers_in_different_places(level: Level) -> None:
    assert len(level.quiz) >= 3
    assert len({card.answer for card in level.quiz}) >= 3
    for card in level.quiz:
        assert len(set(card.choices)) == len(card.choices)


def test_the_right_answer_is_not_to_be_guessed() -> None:
    """Over all cards no place holds more than two fifths of the right answers, and most are not the longest."""
    cards = [card for level in LEVELS for card in level.quiz]
    places = Counter(card.answer for card in cards)
    assert max(places.values()) <= len(cards) * 2 // 5
    longest = sum(max(card.choices, key=len) == card.choices[card.answer] for card in cards)
    assert longest <= len(cards) // 2


@EACH
def test_reasons_are_short(level: Level) -> None:
    for card in level.quiz:
        assert len(sentences(card.why)) <= SENTENCES, card.why


@EACH
def test_an_interview_is_a_question_and_a_good_answer(level: Level) -> None:
    question, answer = level.interview.split(ANSWER)
    assert question.rstrip().endswith("?")
    assert answer.endswith(".")


@EACH
def test_sentences_can_be_read_aloud(level: Level) -> None:
    for text in texts(level):
        for sentence in sentences(text.words.replace(ANSWER, "")):
            assert len(sentence.split()) <= WORDS, sentence


def test_every_level_has_its_sources_and_every_measurement_exists() -> None:
    told = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|", told, re.MULTILINE)
    assert {int(row) for row in rows} == {level.number for level in LEVELS} - {16}, "the last only gathers"
    assert set(re.findall(r"`((?:ram|redis|cookie|av\w+)\.\w+\.[\w.]+)`", told)) <= {cell.id for cell in cells()}


def sentences(text: str) -> list[str]:
    return re.split(r'(?<=[.!?])"?\s+', text)
