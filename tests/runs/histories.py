"""Hypothesis strategies for the history of a level: attempts of every sort at the same number of waves."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import strategies as st

from scalegame.runs.race.splits import Timing

WAVES = 3


@st.composite
def attempts(draw: st.DrawFn, waves: int = WAVES) -> Timing:
    """Return an attempt: finished ones reached every split, the others fewer."""
    finished = draw(st.booleans())
    reached = waves if finished else draw(st.integers(0, waves - 1))
    lengths = draw(st.lists(st.integers(0, 200), min_size=reached, max_size=reached))
    splits = tuple(accumulate(lengths))
    measured = draw(st.booleans())
    return Timing(
        splits=splits,
        ticks=(splits[-1] if splits else 0) + (0 if finished else draw(st.integers(0, 50))),
        won=finished and draw(st.booleans()),
        finished=finished,
        practised=draw(st.integers(0, 3)) == 0,
        split_ms=tuple(tick * 1_007 for tick in splits) if measured else (),
        real_ms=(splits[-1] if splits else 0) * 1_007 if measured else 0,
        started=draw(st.sampled_from(("", "2026-11-24T23:59:58Z"))),
    )


def histories() -> st.SearchStrategy[list[Timing]]:
    """Return the attempts at one level, the oldest first."""
    return st.lists(attempts(), max_size=6)


def won(*splits: int) -> Timing:
    """Return a run that was won with these splits."""
    return Timing(splits=splits, ticks=splits[-1], won=True)
