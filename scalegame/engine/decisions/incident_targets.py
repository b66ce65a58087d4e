"""The servers that incidents strike: pure choices; ``tick/incidents.py`` does the damage."""

from __future__ import annotations

from collections.abc import Sequence

from scalegame.engine.decisions.queries import index_of
from scalegame.engine.draws import Stream, draw, one_below
from scalegame.engine.scenario import Incident, Target
from scalegame.engine.state.world import World

#: The bit that tells the subjects of ordered incidents from those of waves.
_ORDERED = 1 << 48


def due_incidents(world: World) -> list[tuple[int, Incident]]:
    """Return the incidents that strike at the present tick, each with its subject for draws."""
    struck = []
    for number, start in enumerate(world.wave_starts):
        for position, incident in enumerate(world.scenario.waves[number].incidents):
            if start + incident.at == world.tick:
                struck.append((number << 16 | position, incident))
    return struck


def subjects(world: World, ordered: Sequence[Incident]) -> list[tuple[int, Incident]]:
    """Return the incidents that were ordered for the present tick, each with a subject that no wave's incident has."""
    first = _ORDERED | world.tick << 16
    return [(first + number, incident) for number, incident in enumerate(ordered)]


def target(world: World, incident: Incident, subject: int) -> int | None:
    """Return the index of the living server that ``incident`` strikes, or ``None`` if it finds none.

    The busiest server answered the most requests in the last tick; ties go to the oldest.
    """
    living = [i for i, server in enumerate(world.servers) if server.alive]
    if not living:
        return None
    if incident.server == Target.BUSIEST:
        return living[int(world.answered[living].argmax())]
    if incident.server == Target.RANDOM:
        return living[one_below(draw(world.seed, Stream.INCIDENT, subject), len(living))]
    index = index_of(world, incident.server)
    return index if index in living else None
