"""What a command costs now, or why it is refused. Reads the world, changes nothing."""

from __future__ import annotations

from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Quote,
    Refusal,
    RemoveServer,
    RestartServer,
    SetPolicy,
    SetRedis,
    UndrainServer,
)
from scalegame.engine.decisions.incident_orders import cause
from scalegame.engine.decisions.queries import find, lit_zones, not_there
from scalegame.engine.decisions.servers import rewired, store_of
from scalegame.engine.decisions.settings import MOST_SERVERS, set_to
from scalegame.engine.reasons import Reason
from scalegame.engine.scenario import Persistence, SessionPlace, StoreName, Wave
from scalegame.engine.state.world import NONE, Server, Store, World, wave_spans
from scalegame.engine.view import ServerState

_VERB_IN_LEVEL = {"undrain_server": "drain_server"}


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
    if not _allowed(world, command):
        return Refusal(Reason.NOT_ALLOWED)
    answer = _answer(world, command)
    if isinstance(answer, Quote) and answer.price > (left := money_left(world)):
        return Refusal(Reason.BUDGET, (answer.price, left))
    return answer


def _answer(world: World, command: Command) -> Quote | Refusal:
    """Answer what the level offers, whatever is left of the budget."""
    match command:
        case AddServer(count):
            return _add_server(world, count)
        case AddStore(store):
            return _add_store(world, command) if store not in world.stores else Refusal(Reason.HAS_STORE, (store,))
        case AddReplica(store):
            return _add_replica(world, store)
        case AddPooler():
            return _add_pooler(world)
        case NextWave():
            last = all(start <= world.tick for start, _ in wave_spans(world.scenario, world.wave_starts))
            return Refusal(Reason.NO_WAVE) if last else Quote()
        case CauseIncident(incident):
            return cause(world, incident)
        case Connect(server, _) if server == ALL:
            return _connect_all(world, command)
        case RemoveServer() | RestartServer() | DrainServer() | UndrainServer() | Connect():
            return _one_server(world, command)
        case _:
            missing = not_there(world, StoreName.REDIS) if isinstance(command, SetRedis) else None
            return missing or set_to(world, command)


def _allowed(world: World, command: Command) -> bool:
    if isinstance(command, NextWave):
        return True
    if isinstance(command, SetPolicy) and command.policy not in world.scenario.policies:
        return False
    if isinstance(command, Connect) and command.to is SessionPlace.SIGNED_COOKIE:
        # Nothing has to be bought for it, so a level says by itself whether it is to be had.
        return {Connect.verb, SessionPlace.SIGNED_COOKIE.value} <= world.scenario.allowed
    verb = command.store.value if isinstance(command, AddStore) else command.verb
    return _VERB_IN_LEVEL.get(verb, verb) in world.scenario.allowed


def _add_server(world: World, count: int) -> Quote | Refusal:
    if count < 1:
        return Refusal(Reason.COUNT)
    if len(world.servers) + count > MOST_SERVERS:
        return Refusal(Reason.MOST_SERVERS, (MOST_SERVERS,))
    if not lit_zones(world):
        return Refusal(Reason.ALL_ZONES_DOWN)
    kind = world.scenario.server_type(world.scenario.added_type)
    return Quote(kind.price * count, kind.boot)


def _add_store(world: World, command: AddStore) -> Quote:
    spec = world.scenario.store_specs[command.store]
    return Quote(spec.price, spec.lead)


def _add_replica(world: World, name: StoreName) -> Quote | Refusal:
    most = world.scenario.store_specs[name].most_replicas
    if not most:
        return Refusal(Reason.NO_REPLICA, (name,))
    if missing := not_there(world, name):
        return missing
    store = world.stores[name]
    if store.replicas + len(store.coming) >= most:
        return Refusal(Reason.MOST_REPLICAS, (most,))
    return Quote(store.spec.replica_price, store.spec.replica_lead)


def _add_pooler(world: World) -> Quote | Refusal:
    if missing := not_there(world, StoreName.SQL):
        return missing
    store = world.stores[StoreName.SQL]
    if store.pooler != NONE:
        return Refusal(Reason.HAS_POOLER)
    return Quote(store.spec.pooler_price, store.spec.pooler_lead)


def _store_missing(world: World, command: Connect) -> Refusal | None:
    store = store_of(command.to)
    return None if store is None else not_there(world, store)


def _connect_all(world: World, command: Connect) -> Quote | Refusal:
    if missing := _store_missing(world, command):
        return missing
    if world.rollout:
        return Refusal(Reason.ROLLOUT)
    changed = [s for s in world.servers if not s.gone and rewired(s.wiring, command.to) != s.wiring]
    if not changed and rewired(world.template, command.to) == world.template:
        return Refusal(Reason.ALL_CONNECTED)
    return Quote(0, sum(s.type.deploy for s in changed if s.alive))


def _one_server(
    world: World, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> Quote | Refusal:
    index = find(world, command.server)
    if index is None:
        return Refusal(Reason.UNKNOWN_SERVER, (command.server,))
    server = world.servers[index]
    wait = max(0, server.until - world.tick)
    if server.state is ServerState.DEPLOYING:
        return Refusal(Reason.DEPLOYING, (server.name, wait))
    match command:
        case RemoveServer():
            staying = [s for s in world.servers if not s.gone and not s.retiring]
            return Refusal(Reason.LAST_SERVER, (server.name,)) if staying == [server] else Quote()
        case RestartServer():
            if server.zone in world.zones_down:
                return Refusal(Reason.ZONE_DOWN, (server.zone, server.name))
            if server.state is ServerState.BOOTING:
                return Refusal(Reason.BOOTING, (server.name, wait))
            return Quote(0, server.type.boot)
        case DrainServer():
            return Quote() if server.state is ServerState.UP else _not_up(server)
        case UndrainServer():
            draining = server.state is ServerState.DRAINING
            return Quote() if draining else Refusal(Reason.NOT_DRAINING, (server.name,))
        case Connect():
            return _connect_one(world, server, command)


def _connect_one(world: World, server: Server, command: Connect) -> Quote | Refusal:
    if missing := _store_missing(world, command):
        return missing
    if rewired(server.wiring, command.to) == server.wiring:
        return Refusal(Reason.CONNECTED, (server.name,))
    return Quote(0, server.type.deploy if server.alive else 0)


def _not_up(server: Server) -> Refusal:
    if server.state is ServerState.DRAINING:
        return Refusal(Reason.DRAINING, (server.name,))
    return Refusal(Reason.NOT_UP, (server.name,))
