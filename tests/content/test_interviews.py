"""Interviews made to order: the same from the same number, whole level files, fair in words and numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from scalegame.content.generated.interview import interview, interview_text, name_of, number_of
from scalegame.content.generated.interview.companies import COMPANIES
from scalegame.content.generated.interview.design import Design
from scalegame.content.generated.interview.drawing import drawn
from scalegame.content.generated.interview.questions import ALIKE, EMPTY_MEMORY, FOLLOW_UPS, GROWTHS, Asked
from scalegame.content.level import Level
from scalegame.content.levels import all_levels, find_level, load_level
from scalegame.content.loader import examine_level
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.limits import MAX_INTERVIEW
from scalegame.engine.commands import AddStore
from scalegame.engine.scenario import Kind, StoreName
from tests.content.facts import UNIT, is_known
from tests.content.numerals import in_digits, numbers

#: Of these each follow-up is asked in one at least.
NUMBERS = (3, 4, 5, 18, 26, 36)
#: Everybody's interviews are the same ones: whoever changes these changes everybody's boards.
DIGESTS = {
    1: "840c4cf64693450379f1fab337634460",
    2: "d6017635f4b1d383be42878535979d3a",
    MAX_INTERVIEW: "8a3c745c44105272f959e04ddf5cc1ec",
}


@pytest.fixture(params=NUMBERS)
def number(request: pytest.FixtureRequest) -> int:
    value: int = request.param
    return value


@pytest.fixture
def written(number: int, tmp_path: Path) -> Level:
    """Return an interview from a file, as a modder would have it."""
    path = tmp_path / "mine.json"
    path.write_text(interview_text(number), encoding="utf-8")
    return load_level(path)


def test_a_number_gives_the_same_interview_everywhere() -> None:
    assert {number: interview(number).digest for number in DIGESTS} == DIGESTS


def test_the_numbers_of_these_tests_ask_everything() -> None:
    assert {asked for number in NUMBERS for asked in drawn(number).questions} == set(Asked)


def test_an_interview_has_nothing_that_a_check_would_say(number: int) -> None:
    examined = examine_level(interview_text(number).encode(), Path("interview.json"))
    assert [str(problem) for problem in examined.problems] == []


def test_its_file_is_the_level_itself(number: int, written: Level) -> None:
    level = interview(number)
    assert (written.digest, written.scenario, written.plans) == (level.digest, level.scenario, level.plans)
    assert level.assessed


def test_its_texts_name_the_numbers_of_the_level(written: Level) -> None:
    for paragraphs, loosely in ((written.briefing, False), (written.hints, True)):
        words = in_digits(" ".join(paragraphs))
        found = [at for at in numbers(words) if at[0].strip("0123456789,") or UNIT.match(words, at.end())]
        found = [at for at in found if words[at.start() - 1] != "."]  # the rest of a rate of visitors
        assert [at[0] for at in found if not is_known(written, words, at, loosely=loosely)] == []
        assert found


def test_its_briefing_states_the_limits(number: int) -> None:
    level, design = interview(number), Design(drawn(number))
    told = " ".join(level.briefing)
    for goal in (f"${design.budget_dollars}", f"${design.gold_dollars}", "2%", "10%"):
        assert goal in told
    assert design.drawn.company.name in told
    assert level.scenario.budget == design.budget_dollars * 100_000


def test_the_answer_buys_what_people_need_and_nothing_else(number: int) -> None:
    level, company = interview(number), drawn(number).company
    bought = {at.command.store for at in level.plans["reference"] if isinstance(at.command, AddStore)}
    mix = level.scenario.sources[0].mix
    assert (StoreName.SQL in bought) == company.orders == bool(mix[Kind.CHECKOUT])
    assert (StoreName.OBJECT_STORAGE in bought) == company.pictures == bool(mix[Kind.UPLOAD])
    # What is not needed is for sale all the same: not to buy it is a part of the answer.
    assert {"redis", "sql", "object_storage"} <= level.scenario.allowed


@pytest.mark.parametrize("number", range(60))
def test_every_interview_asks_four_or_five_questions_that_differ(number: int) -> None:
    asked, company = drawn(number).questions, drawn(number).company
    assert len(asked) in (3, 4)  # the growth is one more
    assert len(set(asked)) == len(asked)
    assert set(asked) & set(EMPTY_MEMORY)
    assert all(len(set(asked) & set(row)) <= 1 for row in ALIKE)
    assert company.orders or Asked.DATABASE not in asked


def test_sixty_interviews_know_every_company_growth_and_question() -> None:
    lots = [drawn(number) for number in range(60)]
    assert {lot.company.name for lot in lots} == {company.name for company in COMPANIES}
    assert {lot.growth for lot in lots} == set(GROWTHS)
    assert {asked for lot in lots for asked in lot.questions} == set(FOLLOW_UPS) == set(Asked)


def test_an_interview_is_found_by_its_id_and_is_in_no_list() -> None:
    assert find_level("interview-17") == interview(17)
    assert not any(number_of(level.id) is not None for level in all_levels().levels)


@pytest.mark.parametrize("name", ["interview-0", "interview-17", f"interview-{MAX_INTERVIEW}"])
def test_a_name_has_a_number(name: str) -> None:
    assert name_of(number_of(name) or 0) == name


@pytest.mark.parametrize(
    "name",
    [
        "interview", "interview-", "interview-x", "interview--1", "interview-017", "interview-1.5", "interview-\uff11",
        f"interview-{MAX_INTERVIEW + 1}", "interview-" + "9" * 5000, "interview-1\n", "the-interview", "Interview-1",
    ],
)  # fmt: skip
def test_what_is_no_interview_is_none(name: str) -> None:
    assert number_of(name) is None
    if name != "the-interview":
        with pytest.raises(LevelError):
            find_level(name)


@pytest.mark.parametrize("number", [5, 16])
def test_the_texts_have_no_seam(number: int) -> None:
    told = [*interview(number).briefing, *interview(number).hints, interview(number).idea, interview(number).interview]
    for text in told:
        assert "  " not in text
        assert text[-1] in '.?"'
        assert text.count('"') % 2 == 0
