"""What can be worked out from a scenario once and looked up by array afterwards. Derived, never state."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.scenario import Rejected, Scenario

#: Shares of sources and kinds of request are resolved to 1 in 1024: the upper ten bits of a draw.
RESOLUTION = 1024


@dataclass(frozen=True, slots=True)
class Tables:
    """Lookup arrays by source: ``source_of`` and row ``i`` of ``kind_of`` by the upper bits of a draw.

    ``first_address`` and ``addresses`` give each source's address range, ``least`` and ``spread`` its visit
    lengths, ``think`` twice its mean pause less one (ticks), ``again`` and ``leaves`` what rejected people do.
    ``before[w][i]`` is the number of visitors of wave ``w`` before its tick ``i``.
    """

    source_of: NDArray[np.uint8]
    kind_of: NDArray[np.uint8]
    first_address: NDArray[np.uint64]
    addresses: NDArray[np.uint64]
    least: NDArray[np.int64]
    spread: NDArray[np.uint64]
    think: NDArray[np.int64]
    again: NDArray[np.bool_]
    leaves: NDArray[np.bool_]
    work: NDArray[np.int64]
    before: tuple[tuple[int, ...], ...]

    @staticmethod
    def of(scenario: Scenario) -> Tables:
        """Work the tables out. The shares must have a positive sum, in sources and in each mix."""
        sources = scenario.sources
        ranges = [s.addresses for s in sources]
        return Tables(
            source_of=_shares([s.share for s in sources]),
            kind_of=np.stack([_shares(list(s.mix)) for s in sources]),
            first_address=np.array([0, *accumulate(ranges)][:-1], np.uint64),
            addresses=np.array(ranges, np.uint64),
            least=np.array([s.requests[0] for s in sources], np.int64),
            spread=np.array([s.requests[1] - s.requests[0] + 1 for s in sources], np.uint64),
            think=np.array([2 * s.think - 1 for s in sources], np.int64),
            again=np.array([s.rejected is Rejected.LOGIN_AGAIN for s in sources], np.bool_),
            leaves=np.array([s.rejected is Rejected.LEAVE for s in sources], np.bool_),
            work=np.array(scenario.work, np.int64),
            before=tuple((0, *accumulate(wave.arrivals)) for wave in scenario.waves),
        )


def _shares(weights: list[int]) -> NDArray[np.uint8]:
    """Return which weight each of the ``RESOLUTION`` slots belongs to."""
    total = sum(weights)
    ends = [reached * RESOLUTION // total for reached in accumulate(weights)]
    return np.searchsorted(np.array(ends), np.arange(RESOLUTION), side="right").astype(np.uint8)
