"""The schedule of cards: no card is lost, wrong ones come back sooner, and a day and a log give one order."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from scalegame.learn.quiz.schedule import INTERVALS, Answer, CardProgress, after, due, next_due, progress_of, resting

DECK = tuple("abcdefgh")
days = st.integers(700_000, 700_100)
answers = st.lists(st.builds(Answer, days, st.sampled_from((*DECK, "gone")), st.booleans()), max_size=40)
histories = st.lists(st.tuples(days, st.booleans()), max_size=12)


def known_after(history: list[tuple[int, bool]]) -> CardProgress | None:
    return progress_of(Answer(day, "a", right) for day, right in history).get("a")


@given(answers, days)
def test_no_card_is_lost(log: list[Answer], today: int) -> None:
    """Each card is due or rests, never both, whatever was answered; cards that no level has are not asked."""
    known = progress_of(log)
    assert sorted((*due(DECK, known, today), *resting(DECK, known, today))) == sorted(DECK)


@given(answers)
def test_every_card_comes_back_some_day(log: list[Answer]) -> None:
    known = progress_of(log)
    assert resting(DECK, known, 700_100 + max(INTERVALS)) == ()


@given(histories, days)
@example([(700_000, True), (700_000, False)], 700_000)
@example([(700_050, True)], 700_000)
def test_a_right_answer_never_comes_sooner_than_a_wrong_one(history: list[tuple[int, bool]], today: int) -> None:
    before = known_after(history)
    assert after(before, today, right=True).due >= after(before, today, right=False).due


@given(histories, days)
def test_a_wrong_answer_comes_back_the_next_day(history: list[tuple[int, bool]], today: int) -> None:
    wrong = after(known_after(history), today, right=False)
    assert not wrong.is_due(today)
    assert wrong.is_due(today + 1)
    drilled = after(wrong, today, right=True)
    assert drilled.due == today + 1, "what is drilled today is asked tomorrow all the same"


@given(histories, days)
def test_an_answer_before_it_is_due_never_raises_a_card(history: list[tuple[int, bool]], today: int) -> None:
    before = known_after(history)
    if before is not None and not before.is_due(today):
        assert after(before, today, right=True).box == before.box


@given(answers, days)
def test_a_day_and_a_log_give_one_order(log: list[Answer], today: int) -> None:
    """Weak cards come first, new ones last and in the deck's order."""
    known = progress_of(log)
    order = due(DECK, known, today)
    assert order == due(DECK, dict(reversed(known.items())), today)
    boxes = [known[card].box for card in order if card in known]
    assert boxes == sorted(boxes)
    new = [card for card in order if card not in known]
    assert list(order[len(boxes) :]) == new == [card for card in DECK if card not in known]


def test_a_card_rests_longer_each_time_it_is_known() -> None:
    progress, day, rests = None, 700_000, []
    for _ in range(len(INTERVALS) + 1):
        progress = after(progress, day, right=True)
        rests.append(progress.due - day)
        day = progress.due
    assert rests == [*INTERVALS[1:], INTERVALS[-1], INTERVALS[-1]]
    assert after(progress, day, right=False).due == day + 1


def test_an_answer_from_the_future_keeps_no_card_away() -> None:
    """A clock that was wrong for a day does not cost a card for a thousand years."""
    known = {"a": CardProgress(3, 1_000_000, 1)}
    assert due(("a",), known, 700_000) == ("a",)
    assert after(known["a"], 700_000, right=False).due == 700_001


def test_what_comes_back_next_is_counted() -> None:
    log = [Answer(700_000, "a", right=False), Answer(700_000, "b", right=False), Answer(700_000, "c", right=True)]
    known = progress_of(log)
    assert next_due(DECK, known, 700_000) == (1, 2)
    assert next_due(DECK, known, 700_001) == (2, 1)
    assert next_due(DECK, {}, 700_000) is None
