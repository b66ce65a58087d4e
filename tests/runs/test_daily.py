"""The daily: the same for everyone, and every level has its turn."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.schema.limits import MAX_SEED
from scalegame.runs.race.daily import daily

LEVELS = "abcdefg"


def test_a_date_always_gives_the_same() -> None:
    assert daily(date(2026, 1, 2), LEVELS) == ("g", 2135952739)
    assert daily(date(2026, 1, 3), LEVELS) != daily(date(2026, 1, 2), LEVELS)


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(1, 20))
def test_in_each_round_every_level_comes_once(day: date, count: int) -> None:
    levels = range(count)
    begin = day - timedelta(days=day.toordinal() % count) if day.toordinal() > count else date(2026, 1, 1)
    begin -= timedelta(days=begin.toordinal() % count)
    turns = Counter(daily(begin + timedelta(days=number), levels)[0] for number in range(count))
    assert turns == Counter(levels)


@given(st.dates())
def test_the_seed_is_one_that_a_level_can_have(day: date) -> None:
    assert 0 <= daily(day, LEVELS)[1] <= MAX_SEED


def test_without_levels_there_is_no_daily() -> None:
    with pytest.raises(ValueError, match="no levels"):
        daily(date(2026, 1, 1), "")
