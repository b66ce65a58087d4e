"""Visitors with all that is drawn once about each, drawn for some thousands at a time.

Nothing of it depends on what happens in the game, so it need not wait for the tick in which somebody comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.draws import Draws, Integers, Stream, below, draw_many, first_positions, upper
from scalegame.engine.integers import places_in, up_to
from scalegame.engine.scenario import Scenario
from scalegame.engine.units import MICROSECONDS_PER_TICK

#: Shares of sources and kinds of request are resolved to 1 in 1024: the upper ten bits of a draw.
RESOLUTION = 1024
#: So many visitors are drawn at once: the cost of an array operation is shared, and memory stays small.
BLOCK = 4096
#: A visitor is wave << 24 | number within the wave.
_WAVE_SHIFT = 24
#: The number of a wave that no level has: visitors whom a player orders are its.
EXTRA = 255
#: Addresses in a /24 network.
_NETWORK = 256
#: Host numbers in it are 1 … 254; neighbours in a list of addresses lie this far apart.
_HOSTS, _STRIDE = np.uint64(254), np.uint64(97)
_DRAWN_ONCE = (Stream.SOURCE, Stream.ADDRESS, Stream.VISIT, Stream.MOMENT)


@dataclass(frozen=True, slots=True)
class Visitors:
    """Visitors of one wave, one entry each: ``who``, ``source``, ``address`` and ``left`` as in ``Sessions``.

    ``moment`` is when the first request is made, in µs from the beginning of its tick.
    """

    who: Draws
    source: NDArray[np.uint8]
    address: NDArray[np.uint32]
    left: NDArray[np.uint16]
    moment: Integers

    def part(self, first: int, after: int) -> Visitors:
        """Return those at the places ``first`` … ``after`` − 1."""
        part = slice(first, after)
        return Visitors(self.who[part], self.source[part], self.address[part], self.left[part], self.moment[part])


@dataclass(frozen=True, slots=True)
class ArrivalProcess:
    """The visitors who come, wave by wave: derived from scenario and seed.

    Arrays by source: ``source_of`` by the upper bits of a draw, each source's number of ``addresses``, ``least`` and
    ``spread`` of its visit lengths. Its addresses begin with network ``first_network`` and lie in ``networks`` of
    them, ending in ``octet`` (0: anything); ``whale`` is an address that nobody else has. ``before[w][i]`` is the
    number of visitors of wave ``w`` before its tick ``i``.
    """

    source_of: NDArray[np.uint8]
    first_network: NDArray[np.uint64]
    networks: NDArray[np.uint64]
    octet: NDArray[np.uint64]
    whale: int
    addresses: NDArray[np.uint64]
    least: Integers
    spread: NDArray[np.uint64]
    before: tuple[tuple[int, ...], ...]
    _latest: dict[int, tuple[int, int, Visitors]] = field(default_factory=dict)

    @staticmethod
    def of(scenario: Scenario) -> ArrivalProcess:
        """Prepare to draw the visitors of ``scenario``. The shares must have a positive sum."""
        sources = scenario.sources
        networks = [s.networks or s.addresses for s in sources]
        return ArrivalProcess(
            source_of=shares([s.share for s in sources]),
            first_network=np.array([0, *accumulate(networks)][:-1], np.uint64),
            networks=np.array(networks, np.uint64),
            octet=np.array([s.last_octet for s in sources], np.uint64),
            whale=sum(networks) * _NETWORK + 1,
            addresses=np.array([s.addresses for s in sources], np.uint64),
            least=np.array([s.requests[0] for s in sources], np.int64),
            spread=np.array([s.requests[1] - s.requests[0] + 1 for s in sources], np.uint64),
            before=tuple((0, *accumulate(wave.arrivals)) for wave in scenario.waves),
        )

    def coming(self, seed: int, wave: int, offset: int) -> Iterator[Visitors]:
        """Yield the visitors who come ``offset`` ticks after the start of a wave, in order and in parts."""
        before = self.before[wave]
        if offset >= len(before) - 1:
            return
        yield from self._between(seed, wave, before[offset], before[offset + 1])

    def beside(self, seed: int, first: int, count: int) -> Iterator[Visitors]:
        """Yield ``count`` visitors whom no wave brings, from number ``first`` on, in order and in parts."""
        yield from self._between(seed, EXTRA, first, first + count)

    def _between(self, seed: int, wave: int, first: int, after: int) -> Iterator[Visitors]:
        while first < after:
            block = first // BLOCK
            start, end = block * BLOCK, min(after, (block + 1) * BLOCK)
            yield self._block(seed, wave, block).part(first - start, end - start)
            first = end

    def _block(self, seed: int, wave: int, block: int) -> Visitors:
        """Return a block of a wave's visitors; the latest one of each wave is remembered."""
        latest = self._latest.get(wave)
        if latest is None or latest[:2] != (seed, block):
            latest = self._latest[wave] = (seed, block, self._draw(seed, wave, block * BLOCK))
        return latest[2]

    def _draw(self, seed: int, wave: int, first: int) -> Visitors:
        after = first + BLOCK if wave == EXTRA else min(first + BLOCK, self.before[wave][-1])
        who = np.arange(wave << _WAVE_SHIFT | first, wave << _WAVE_SHIFT | after, dtype=np.uint64)
        source, address, visit, moment = draw_many(seed, _DRAWN_ONCE, first_positions(who))
        origin = self.source_of[upper(source)]
        return Visitors(
            who=who,
            source=origin,
            address=self._address(origin, below(address, self.addresses[origin])).astype(np.uint32),
            left=(self.least[origin] + below(visit, self.spread[origin])).astype(np.uint16),
            moment=below(moment, MICROSECONDS_PER_TICK),
        )

    def _address(self, origin: NDArray[np.uint8], number: Integers) -> Draws:
        """Return the IPv4 address, as a number, of address ``number`` of each source ``origin``."""
        index = number.view(np.uint64)
        network, inside = index % self.networks[origin], index // self.networks[origin]
        alone = self.networks[origin] == self.addresses[origin]
        free = np.uint64(1) + np.where(alone, index * _STRIDE, inside) % _HOSTS
        octet = np.where(self.octet[origin] > 0, self.octet[origin], free)
        return (self.first_network[origin] + network) * np.uint64(_NETWORK) + octet


def shares(weights: list[int]) -> NDArray[np.uint8]:
    """Return which weight each of the ``RESOLUTION`` slots belongs to."""
    total = sum(weights)
    ends = [reached * RESOLUTION // total for reached in accumulate(weights)]
    return places_in(np.array(ends, np.int64), up_to(RESOLUTION), side="right").astype(np.uint8)
