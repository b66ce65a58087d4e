"""What is there now: servers by their names, zones that are lit, stores that are ready. Reads the world only."""

from __future__ import annotations

from scalegame.engine.commands import Refusal
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import StoreName
from scalegame.engine.state.world import World
from scalegame.engine.view import StoreState


def lit_zones(world: World) -> list[str]:
    """Return the zones in which servers can run now, in the scenario's order."""
    return [zone for zone in world.scenario.zones if zone not in world.zones_down]


def find(world: World, name: str) -> int | None:
    """Return the index of the server called ``name``, or ``None`` if there is none (any more)."""
    for index, server in enumerate(world.servers):
        if server.name == name and not server.gone:
            return index
    return None


def not_there(world: World, name: StoreName) -> Refusal | None:
    """Refuse what needs a store that is not there or not ready."""
    if name not in world.stores:
        return Refusal(Reason.NO_STORE, (name,))
    wait = world.stores[name].until - world.tick
    if world.stores[name].state is StoreState.PROVISIONING and wait > 0:
        return Refusal(Reason.NOT_READY, (wait,))
    return None
