"""What can be worked out from a scenario once and looked up by array afterwards. Derived, never state."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.lineup import Lineups
from scalegame.engine.scenario import IncidentKind, Rejected, Scenario

#: Shares of sources and kinds of request are resolved to 1 in 1024: the upper ten bits of a draw.
RESOLUTION = 1024
#: Addresses in a /24 network.
NETWORK = 256
#: Host numbers in it are 1 … 254; neighbours in a list of addresses lie this far apart.
_HOSTS, _STRIDE = np.uint64(254), np.uint64(97)


@dataclass(frozen=True, slots=True)
class Tables:
    """Lookup arrays by source: ``source_of`` and row ``i`` of ``kind_of`` by the upper bits of a draw.

    ``addresses`` gives each source's number of addresses, ``least`` and ``spread`` its visit lengths, ``think``
    twice its mean pause less one (ticks), ``again`` and ``leaves`` what rejected people do.
    ``before[w][i]`` is the number of visitors of wave ``w`` before its tick ``i``.

    The addresses of a source begin with network ``first_network`` and lie in ``networks`` of them, ending in
    ``octet`` (0: anything); ``whale`` is an address that nobody else has. ``may_retry``: somebody might make a failed
    request again, up to ``retries`` times, ``retry_after`` ticks later, doubled each time with ``backoff``. ``lineups``
    keeps what follows from the servers.
    """

    source_of: NDArray[np.uint8]
    kind_of: NDArray[np.uint8]
    first_network: NDArray[np.uint64]
    networks: NDArray[np.uint64]
    octet: NDArray[np.uint64]
    whale: int
    addresses: NDArray[np.uint64]
    least: NDArray[np.int64]
    spread: NDArray[np.uint64]
    think: NDArray[np.int64]
    again: NDArray[np.bool_]
    leaves: NDArray[np.bool_]
    deferrable: NDArray[np.int64]
    reads: NDArray[np.int64]
    may_retry: bool
    retries: NDArray[np.int64]
    retry_after: NDArray[np.int64]
    backoff: NDArray[np.bool_]
    before: tuple[tuple[int, ...], ...]
    lineups: Lineups = field(default_factory=Lineups)

    @staticmethod
    def of(scenario: Scenario) -> Tables:
        """Work the tables out. The shares must have a positive sum, in sources and in each mix."""
        sources = scenario.sources
        networks = [s.networks or s.addresses for s in sources]
        storms = any(each.kind is IncidentKind.RETRY_STORM for wave in scenario.waves for each in wave.incidents)
        return Tables(
            source_of=_shares([s.share for s in sources]),
            kind_of=np.stack([_shares(list(s.mix)) for s in sources]),
            first_network=np.array([0, *accumulate(networks)][:-1], np.uint64),
            networks=np.array(networks, np.uint64),
            octet=np.array([s.last_octet for s in sources], np.uint64),
            whale=sum(networks) * NETWORK + 1,
            addresses=np.array([s.addresses for s in sources], np.uint64),
            least=np.array([s.requests[0] for s in sources], np.int64),
            spread=np.array([s.requests[1] - s.requests[0] + 1 for s in sources], np.uint64),
            think=np.array([2 * s.think - 1 for s in sources], np.int64),
            again=np.array([s.rejected is Rejected.LOGIN_AGAIN for s in sources], np.bool_),
            leaves=np.array([s.rejected is Rejected.LEAVE for s in sources], np.bool_),
            deferrable=np.array(scenario.deferrable, np.int64),
            reads=np.array(scenario.reads, np.int64),
            may_retry=storms or any(s.retries for s in sources),
            retries=np.array([s.retries for s in sources], np.int64),
            retry_after=np.array([s.retry_after for s in sources], np.int64),
            backoff=np.array([s.backoff for s in sources], np.bool_),
            before=tuple((0, *accumulate(wave.arrivals)) for wave in scenario.waves),
        )

    def address(self, origin: NDArray[np.uint8], number: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the IPv4 address, as a number, of address ``number`` of each source ``origin``."""
        index = number.view(np.uint64)
        network, inside = index % self.networks[origin], index // self.networks[origin]
        alone = self.networks[origin] == self.addresses[origin]
        free = np.uint64(1) + np.where(alone, index * _STRIDE, inside) % _HOSTS
        octet = np.where(self.octet[origin] > 0, self.octet[origin], free)
        return (self.first_network[origin] + network) * np.uint64(NETWORK) + octet


def _shares(weights: list[int]) -> NDArray[np.uint8]:
    """Return which weight each of the ``RESOLUTION`` slots belongs to."""
    total = sum(weights)
    ends = [reached * RESOLUTION // total for reached in accumulate(weights)]
    return np.searchsorted(np.array(ends), np.arange(RESOLUTION), side="right").astype(np.uint8)
