"""A sitting: what is wrong comes back before it ends, the first answer counts, and choices change places."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.level import Level, Question
from scalegame.content.levels import campaign
from scalegame.learn.quiz.deck import cards_of, key_of, order_of_choices
from scalegame.learn.quiz.schedule import Answer, progress_of
from scalegame.learn.quiz.sitting import Sitting

DAY = 739_000
LEVEL = campaign()[0]


def level_with(*asks: str) -> Level:
    return replace(LEVEL, quiz=tuple(Question(ask, ("right", "wrong", "worse"), 0, "because") for ask in asks))


def sitting(count: int, noted: list[Answer]) -> Sitting:
    return Sitting(cards_of([level_with(*map(str, range(count)))]), {}, DAY, noted.append)


def choose(one: Sitting, *, right: bool) -> None:
    one.choose(one.order.index(0 if right else 1))


def test_what_is_wrong_comes_back_after_three_others_until_it_is_right() -> None:
    noted: list[Answer] = []
    one = sitting(6, noted)
    asked, going = [], True
    for right in (False, True, True, True, False, True, True, True):
        asked.append((one.card.question.ask, one.again, one.asked))
        choose(one, right=right)
        going = one.go_on()
    assert asked == [
        ("0", False, 1), ("1", False, 2), ("2", False, 3), ("3", False, 4), ("0", True, 4), ("4", False, 5),
        ("5", False, 6), ("0", True, 6),
    ]  # fmt: skip
    assert not going
    assert (one.right, one.count) == (5, 6)
    assert [answer.right for answer in noted] == [False, True, True, True, False, True, True, True]
    assert progress_of(noted)[one_key("0")].due == DAY + 1


def one_key(ask: str) -> str:
    return key_of(LEVEL.id, ask)


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 8))
def test_no_card_is_lost_and_each_is_right_in_the_end(answers: list[bool], count: int) -> None:
    noted: list[Answer] = []
    one = sitting(count, noted)
    going = True
    for right in (*answers, *[True] * 2 * count):
        if going:
            choose(one, right=right)
            going = one.go_on()
    assert not going
    assert {answer.card for answer in noted if answer.right} == {one_key(str(number)) for number in range(count)}
    assert one.asked == count


def test_the_first_answer_stands_and_there_is_no_going_on_without_one() -> None:
    noted: list[Answer] = []
    one = sitting(1, noted)
    assert one.go_on()
    one.choose(9)
    assert one.chosen is None
    choose(one, right=False)
    choose(one, right=True)
    assert (len(noted), one.is_right) == (1, False)


def test_choices_change_their_places_from_time_to_time_alike_for_everybody() -> None:
    card = cards_of([level_with("?")])[0]
    orders = [order_of_choices(card, times) for times in range(12)]
    assert len(set(orders)) > 3
    assert all(sorted(order) == [0, 1, 2] for order in orders)
    assert orders[0] == (2, 0, 1)  # on every machine


def test_a_card_is_known_by_its_level_and_question() -> None:
    level = level_with("one", "two", "one")
    cards = cards_of([level, replace(level, id="pack/other")])
    assert len({card.key for card in cards}) == len(cards) == 4
    edited = replace(level, title="New", quiz=(replace(level.quiz[0], why="else", choices=("a", "b"), answer=1),))
    assert cards_of([edited])[0].key == cards[0].key
    assert cards_of([edited])[0].question.why == "else"


def test_every_level_has_cards_that_number_keys_can_answer() -> None:
    found = cards_of(campaign())
    assert {card.level.id for card in found} == {level.id for level in campaign()}
    assert max(len(card.question.choices) for card in found) <= 9
