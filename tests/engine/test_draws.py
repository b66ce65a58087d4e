"""Draws are pinned to the bit, even, independent of each other, and the same one by one as all at once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.draws import (
    Draws,
    Integers,
    Stream,
    below,
    draw,
    draw_all,
    exponential,
    mix,
    mix_all,
    one_below,
    positions,
)

MANY = 20_000
words = st.integers(0, 2**64 - 1)


def many(stream: Stream, seed: int = 1, n: int = 0, count: int = MANY) -> Draws:
    """Return one draw for each of ``count`` subjects."""
    subjects = np.arange(count, dtype=np.uint64)
    return draw_all(seed, stream, positions(subjects, np.full(count, n, np.uint64)))


def assert_even(counts: Integers) -> None:
    """Assert that the χ² of ``counts`` is below its mean plus five standard deviations, in whole numbers."""
    cells, total = len(counts), int(counts.sum())
    square = int((counts * counts).sum()) * cells - total * total  # χ² · total
    freedom = cells - 1
    assert square - freedom * total <= 0 or (square - freedom * total) ** 2 <= 25 * 2 * freedom * total**2


@pytest.mark.parametrize(
    "seed, stream, subject, n, expected",
    [
        (0, Stream.SOURCE, 0, 0, 0x48218226FF3CD4BF),
        (0, Stream.SOURCE, 0, 1, 0x1AD77112A04FDEAB),
        (1, Stream.SOURCE, 0, 0, 0xDCE423FC82C0D5B8),
        (0, Stream.KIND, 0, 0, 0x39598F1A5F539B75),
        (42, Stream.THINK, 17, 3, 0x87585E9E72531595),
        (42, Stream.ROUTE, 17, 3, 0x890956A7205D795C),
        (7, Stream.MOMENT, 1, 1, 0xCA9EF9B74FA13C8E),
        (2**64 - 1, Stream.INCIDENT, 5 << 24 | 9, 65_535, 0xC192611966078DFB),
    ],
)
def test_draws_are_pinned(seed: int, stream: Stream, subject: int, n: int, expected: int) -> None:
    """These numbers are part of the ruleset: whoever changes one changes every result ever recorded."""
    assert draw(seed, stream, subject, n) == expected


def test_the_streams_are_pinned() -> None:
    assert {stream.name: stream.value for stream in Stream} == {
        "SOURCE": 1,
        "ADDRESS": 2,
        "VISIT": 3,
        "KIND": 4,
        "THINK": 5,
        "MOMENT": 6,
        "ROUTE": 7,
        "SECOND_ROUTE": 8,
        "REDISPATCH": 9,
        "INCIDENT": 10,
        "RETURN": 11,
        "WHALE": 12,
        "BAN": 13,
        "JITTER": 14,
    }


def test_the_mixing_is_splitmix64() -> None:
    """SplitMix64 mixes a counter that grows by the golden ratio; its first outputs for two seeds are well known."""
    golden = 0x9E3779B97F4A7C15
    assert [mix(golden * k) for k in (1, 2, 3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [mix(1_234_567 + golden * k) for k in (1, 2)] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]


@given(words, st.sampled_from(Stream), st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 65_535))))
def test_arrays_draw_what_single_draws_do(seed: int, stream: Stream, asked: list[tuple[int, int]]) -> None:
    subjects = np.array([subject for subject, _ in asked], np.uint64)
    numbers = np.array([n for _, n in asked], np.uint64)
    drawn = draw_all(seed, stream, positions(subjects, numbers)).tolist()
    assert drawn == [draw(seed, stream, subject, n) for subject, n in asked]


@given(words, st.integers(1, 2**32 - 1))
def test_one_number_is_mapped_as_an_array_is(number: int, limit: int) -> None:
    assert mix_all(np.array([number], np.uint64)).tolist() == [mix(number)]
    mapped = one_below(number, limit)
    assert 0 <= mapped < limit
    assert below(np.array([number], np.uint64), limit).tolist() == [mapped]
    assert below(np.array([number], np.uint64), np.array([limit], np.uint64)).tolist() == [mapped]


def test_below_spans_its_whole_range() -> None:
    assert one_below(0, 7) == 0
    assert one_below(2**64 - 1, 7) == 6


@pytest.mark.parametrize("stream", Stream)
def test_every_stream_is_even(stream: Stream) -> None:
    """Over subjects and over a subject's own counter, in the upper bits that are used and in the lowest."""
    draws = many(stream)
    own = draw_all(1, stream, positions(np.full(MANY, 5, np.uint64), np.arange(MANY, dtype=np.uint64)))
    for each in (draws, own):
        assert_even(np.bincount(below(each, 100), minlength=100))
        assert_even(np.bincount((each & np.uint64(63)).view(np.int64), minlength=64))


@pytest.mark.parametrize(
    "one, other",
    [
        (many(Stream.KIND), many(Stream.THINK)),
        (many(Stream.ROUTE), many(Stream.SECOND_ROUTE)),
        (many(Stream.KIND, seed=1), many(Stream.KIND, seed=2)),
        (many(Stream.KIND, n=1), many(Stream.KIND, n=2)),
        (many(Stream.KIND)[1:], many(Stream.KIND)[:-1]),
    ],
    ids=["streams", "routes", "seeds", "counters", "subjects"],
)
def test_draws_are_independent(one: Draws, other: Draws) -> None:
    """Pairs of draws fill the squares of a 16 × 16 board evenly."""
    assert_even(np.bincount(below(one, 16) * 16 + below(other, 16), minlength=256))


def test_no_draw_is_shared_between_streams_subjects_and_counters() -> None:
    everything = [many(stream, n=n, count=500).tolist() for stream in Stream for n in range(4)]
    assert len({number for numbers in everything for number in numbers}) == len(Stream) * 4 * 500


def test_exponential_pauses_are_the_quantiles_of_the_distribution() -> None:
    """Mid-quantiles of mean 1000: 1000·ln(2048 ÷ (2047 − 2i)), pinned at both ends and in the middle."""
    steps = exponential(np.arange(1024, dtype=np.uint64) << np.uint64(54)).tolist()
    assert steps[:4] == [0, 1, 2, 3]
    assert steps[511:513] == [692, 694]
    assert steps[-3:] == [6015, 6526, 7625]
    assert steps == sorted(steps)
    assert 999 <= Fraction(sum(steps), 1024) <= 1001
    close = np.rint(1000 * np.log(2048 / (2047 - 2 * np.arange(1024)))).astype(np.int64)
    assert np.abs(np.array(steps) - close).max() == 0


def test_exponential_draws_have_mean_1000() -> None:
    assert 970 <= exponential(many(Stream.THINK)).mean() <= 1030
