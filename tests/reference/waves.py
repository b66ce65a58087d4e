"""Waves: stretches of traffic that follow each other, unless the player calls the next one early.

Rules

* A wave starts when the one before it ends, the first at tick 0; ``next_wave`` starts it at once. Waves may overlap.
* A wave brings so many visitors in each of its ticks as its list says; its length is the list's.
* ``set_traffic`` lets so many visitors come in each tick instead; they are of no wave, and numbered from 0. While a
  spike lasts that a player ordered, so many times as many come as else; those beside the waves' are of no wave as well.
  At most 100,000 such visitors come in a game.
* The level is over when every wave has started and the last of them to end has ended, or when the people logged out and
  the requests that failed have used the level's lives up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scalegame.engine.view import EventKind

if TYPE_CHECKING:
    from tests.reference.service import Service

NO_WAVE = 255
MOST_OF_NO_WAVE = 100_000


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
    """Return whether the level is over."""
    if no_lives_left(service):
        return True
    everything = spans(service)
    return len(service.wave_starts) == len(everything) and service.tick >= max(end for _, end in everything)


def no_lives_left(service: Service) -> bool:
    """Return whether the level gives lives and they are used up."""
    lives = service.scenario.lives
    return lives > 0 and service.lost + service.failed >= lives


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
    service.ledger.event(EventKind.WAVE_STARTED, count=len(service.wave_starts), detail=wave.title)


def arrivals_now(service: Service) -> list[int]:
    """Return the visitors who come in this tick: wave × 2²⁴ + number within the wave; 255 stands for no wave."""
    planned = list(of_waves(service))
    usual = len(planned) if service.traffic is None else service.traffic
    times, until = service.surge
    wanted = usual * times // 1000 if service.tick < until else usual
    from_waves = planned if service.traffic is None else []
    beside = min(wanted - len(from_waves), MOST_OF_NO_WAVE - service.of_no_wave)
    first = service.of_no_wave
    service.of_no_wave += beside
    return from_waves + [NO_WAVE * 2**24 + number for number in range(first, first + beside)]


def of_waves(service: Service) -> Iterator[int]:
    """Yield the visitors whom the running waves bring in this tick."""
    for number, (start, end) in enumerate(started(service)):
        if start <= service.tick < end:
            arrivals = service.scenario.waves[number].arrivals
            offset = service.tick - start
            came_before = sum(arrivals[:offset])
            for place in range(came_before, came_before + arrivals[offset]):
                yield (number << 24) + place
