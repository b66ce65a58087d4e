"""Arrivals: whole visitors from straight lines, with nothing lost to rounding."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.build.arrivals import Point, Spike, arrivals

RATES = st.fractions(0, 50, max_denominator=20)


@st.composite
def points(draw: st.DrawFn) -> list[Point]:
    """Points in the order of their ticks, steps included."""
    ticks = draw(st.lists(st.integers(0, 30), min_size=1, max_size=6))
    return [Point(tick, draw(RATES)) for tick in sorted(ticks)]


def line(*pairs: tuple[int, int]) -> list[Point]:
    return [Point(tick, Fraction(rate)) for tick, rate in pairs]


def test_a_level_rate_is_the_same_every_tick() -> None:
    assert arrivals(4, line((0, 3))) == (3, 3, 3, 3)


def test_a_fraction_adds_up_to_whole_visitors() -> None:
    assert arrivals(6, [Point(0, Fraction(1, 2))]) == (0, 1, 0, 1, 0, 1)


def test_a_ramp_is_counted_by_its_area() -> None:
    assert arrivals(4, line((0, 0), (4, 8))) == (1, 3, 5, 7)


def test_the_rate_is_level_before_the_first_point_and_after_the_last() -> None:
    assert arrivals(6, line((2, 2), (4, 6))) == (2, 2, 3, 5, 6, 6)


def test_two_points_at_one_tick_make_a_step() -> None:
    assert arrivals(4, line((0, 1), (2, 1), (2, 5))) == (1, 1, 5, 5)


def test_spikes_multiply_where_they_overlap() -> None:
    spikes = [Spike(1, 3, Fraction(2)), Spike(2, 1, Fraction(3))]
    assert arrivals(5, line((0, 10)), spikes) == (10, 20, 60, 20, 10)


@given(points(), st.integers(1, 30))
def test_the_sum_is_the_whole_area_rounded_down(curve: list[Point], ticks: int) -> None:
    def rate(at: Fraction) -> Fraction:
        """Return the rate in the open tick around ``at``, never on a step."""
        left = [point for point in curve if point.tick <= at]
        right = [point for point in curve if point.tick > at]
        if not left or not right:
            return (left or right)[-1 if left else 0].rate
        share = (at - left[-1].tick) / (right[0].tick - left[-1].tick)
        return left[-1].rate + (right[0].rate - left[-1].rate) * share

    area = sum((rate(tick + Fraction(1, 2)) for tick in range(ticks)), Fraction(0))
    visitors = arrivals(ticks, curve)
    assert sum(visitors) == floor(area)
    assert len(visitors) == ticks
    assert min(visitors) >= 0


@given(points(), st.integers(2, 30))
def test_a_longer_wave_begins_like_a_shorter_one(curve: list[Point], ticks: int) -> None:
    assert arrivals(ticks, curve)[: ticks - 1] == arrivals(ticks - 1, curve)
