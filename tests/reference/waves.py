"""Waves: stretches of traffic that follow each other, unless the player calls the next one early.

Rules

* A wave starts when the one before it ends, the first at tick 0; ``next_wave`` starts it at once. Waves may overlap.
* A wave brings so many visitors in each of its ticks as its list says; its length is the list's.
* The level is over when every wave has started and the last of them to end has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scalegame.engine.view import EventKind

if TYPE_CHECKING:
    from tests.reference.service import Service


def spans(service: Service) -> list[tuple[int, int]]:
    """Return each wave's first tick and the tick after its last, as it happened or is planned."""
    known: list[tuple[int, int]] = []
    end = 0
    for number, wave in enumerate(service.scenario.waves):
        start = service.wave_starts[number] if number < len(service.wave_starts) else end
        end = start + len(wave.arrivals)
        known.append((start, end))
    return known


def started(service: Service) -> list[tuple[int, int]]:
    """Return the spans of the waves that have started."""
    return spans(service)[: len(service.wave_starts)]


def is_over(service: Service) -> bool:
    """Tell whether the level is over."""
    everything = spans(service)
    return len(service.wave_starts) == len(everything) and service.tick >= max(end for _, end in everything)


def start_due_waves(service: Service) -> None:
    """Start the waves whose time has come."""
    while waiting := spans(service)[len(service.wave_starts) :]:
        start, _ = waiting[0]
        if start > service.tick:
            return
        start_wave(service)


def start_wave(service: Service) -> None:
    """Start the next wave now."""
    wave = service.scenario.waves[len(service.wave_starts)]
    service.wave_starts.append(service.tick)
    service.book.event(EventKind.WAVE_STARTED, count=len(service.wave_starts), detail=wave.title)


def arrivals_now(service: Service) -> Iterator[int]:
    """Give the visitors whom the running waves bring in this tick: wave × 2²⁴ + number within the wave."""
    for number, (start, end) in enumerate(started(service)):
        if start <= service.tick < end:
            arrivals = service.scenario.waves[number].arrivals
            offset = service.tick - start
            came_before = sum(arrivals[:offset])
            for place in range(came_before, came_before + arrivals[offset]):
                yield (number << 24) + place
