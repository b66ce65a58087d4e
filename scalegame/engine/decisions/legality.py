"""Quotes and refusals of commands, the end of a game, its running costs. Reads the world, changes nothing."""

from __future__ import annotations

from scalegame.engine.commands import Command
from scalegame.engine.decisions.queries import Situation
from scalegame.engine.enums import Persistence
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import Wave
from scalegame.engine.state.world import Store, World


def is_over(world: World) -> bool:
    """Whether the last wave has ended, or the lives are used up."""
    waves = world.scenario.waves
    if has_fallen(world):
        return True
    if len(world.wave_starts) < len(waves):
        return False
    return world.tick >= max(map(_end, world.wave_starts, waves))


def has_fallen(world: World) -> bool:
    """Whether the level gives lives, and all of them are used up."""
    return 0 < world.scenario.lives <= world.lost + world.failed


def _end(start: int, wave: Wave) -> int:
    return start + len(wave.arrivals)


def upkeep(world: World) -> int:
    """Return what a tick costs now: every server and store that stands there, in millicents."""
    servers = sum(server.type.upkeep for server in world.servers if not server.gone)
    return servers + upkeep_of_stores(world)


def upkeep_of_stores(world: World) -> int:
    """Return what the stores alone cost a tick, in millicents."""
    return sum(_upkeep_of(store) for store in world.stores.values())


def _upkeep_of(store: Store) -> int:
    replicas = store.replicas + len(store.coming)
    log = store.spec.aof_upkeep if store.persistence is Persistence.AOF else 0
    return store.spec.upkeep + replicas * store.spec.replica_upkeep + log


def money_left(world: World) -> int:
    """Return what is left of the budget, in millicents; nothing in debt."""
    return max(0, world.scenario.budget - world.spent)


def quote(world: World, command: Command) -> Quote | Refusal:
    """Return price and lead time of ``command`` now, or the refusal."""
    if is_over(world):
        return Refusal(Reason.OVER)
    if not command.is_offered(world.scenario):
        return Refusal(Reason.NOT_ALLOWED)
    answer = command.quote(Situation(world))
    if isinstance(answer, Quote) and answer.price > (left := money_left(world)):
        return Refusal(Reason.BUDGET, (answer.price, left))
    return answer
