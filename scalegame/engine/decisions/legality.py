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
from scalegame.engine.decisions.queries import STORE_WORDS, find, lit_zones, not_there
from scalegame.engine.decisions.servers import rewired, store_of
from scalegame.engine.decisions.settings import MOST_SERVERS, set_to
from scalegame.engine.scenario import MILLICENTS_PER_DOLLAR, Persistence, SessionPlace, StoreName, Wave
from scalegame.engine.state.world import NONE, Server, Store, World, wave_spans
from scalegame.engine.view import ServerState

_VERB_IN_LEVEL = {"undrain_server": "drain_server"}


def dollars(millicents: int) -> str:
    """Write an amount for people: whole dollars where possible."""
    cents = millicents * 100 // MILLICENTS_PER_DOLLAR
    return f"${cents // 100:,}" if cents % 100 == 0 else f"${cents // 100:,}.{cents % 100:02d}"


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


def quote(world: World, command: Command) -> Quote | Refusal:
    """Return price and lead time of ``command`` now, or the refusal."""
    if is_over(world):
        return Refusal("over", "The level is over.")
    if not _allowed(world, command):
        return Refusal("not_allowed", "This level does not offer that.")
    answer = _answer(world, command)
    if isinstance(answer, Quote) and answer.price > (left := max(0, world.scenario.budget - world.spent)):
        return Refusal("budget", f"It costs {dollars(answer.price)}; you have {dollars(left)} left.")
    return answer


def _answer(world: World, command: Command) -> Quote | Refusal:
    """Answer what the level offers, whatever is left of the budget."""
    match command:
        case AddServer(count):
            return _add_server(world, count)
        case AddStore(store):
            return _add_store(world, command) if store not in world.stores else _already(store)
        case AddReplica(store):
            return _add_replica(world, store)
        case AddPooler():
            return _add_pooler(world)
        case NextWave():
            last = all(start <= world.tick for start, _ in wave_spans(world.scenario, world.wave_starts))
            return Refusal("no_wave", "This is the last wave.") if last else Quote()
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
        return Refusal("count", "Order at least one server.")
    if len(world.servers) + count > MOST_SERVERS:
        return Refusal("too_many", f"A level has room for {MOST_SERVERS} servers, removed ones included.")
    if not lit_zones(world):
        return Refusal("zone_down", "Every zone is dark; no server can start.")
    kind = world.scenario.server_type(world.scenario.added_type)
    return Quote(kind.price * count, kind.boot)


def _add_store(world: World, command: AddStore) -> Quote:
    spec = world.scenario.store_specs[command.store]
    return Quote(spec.price, spec.lead)


def _already(store: StoreName) -> Refusal:
    return Refusal("no_change", f"You have {STORE_WORDS[store]} already.")


def _add_replica(world: World, name: StoreName) -> Quote | Refusal:
    most = world.scenario.store_specs[name].most_replicas
    if not most:
        return Refusal("no_replica", f"A replica of {STORE_WORDS[name]} is not to be had here.")
    if missing := not_there(world, name):
        return missing
    store = world.stores[name]
    if store.replicas + len(store.coming) >= most:
        return Refusal("too_many", f"{most} {'replica is' if most == 1 else 'replicas are'} the most you can have.")
    return Quote(store.spec.replica_price, store.spec.replica_lead)


def _add_pooler(world: World) -> Quote | Refusal:
    if missing := not_there(world, StoreName.SQL):
        return missing
    store = world.stores[StoreName.SQL]
    if store.pooler != NONE:
        return Refusal("no_change", "The database has a connection pooler already.")
    return Quote(store.spec.pooler_price, store.spec.pooler_lead)


def _store_missing(world: World, command: Connect) -> Refusal | None:
    store = store_of(command.to)
    return None if store is None else not_there(world, store)


def _connect_all(world: World, command: Connect) -> Quote | Refusal:
    if missing := _store_missing(world, command):
        return missing
    if world.rollout:
        return Refusal("rollout", "A rollout is under way; wait until it is done.")
    changed = [s for s in world.servers if not s.gone and rewired(s.wiring, command.to) != s.wiring]
    if not changed and rewired(world.template, command.to) == world.template:
        return Refusal("no_change", "Every server does that already.")
    return Quote(0, sum(s.type.deploy for s in changed if s.alive))


def _one_server(
    world: World, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> Quote | Refusal:
    index = find(world, command.server)
    if index is None:
        return Refusal("unknown_server", f"There is no server called {command.server}.")
    server = world.servers[index]
    wait = max(0, server.until - world.tick)
    if server.state is ServerState.DEPLOYING:
        return Refusal("deploying", f"{server.name} is being deployed; it is back in {wait} s.")
    match command:
        case RemoveServer():
            staying = [s for s in world.servers if not s.gone and not s.retiring]
            return Refusal("last_server", f"{server.name} is the only server.") if staying == [server] else Quote()
        case RestartServer():
            if server.zone in world.zones_down:
                return Refusal("zone_down", f"Zone {server.zone} is dark; {server.name} cannot start there.")
            if server.state is ServerState.BOOTING:
                return Refusal("booting", f"{server.name} is starting already: {wait} s to go.")
            return Quote(0, server.type.boot)
        case DrainServer():
            return Quote() if server.state is ServerState.UP else _not_up(server)
        case UndrainServer():
            draining = server.state is ServerState.DRAINING
            return Quote() if draining else Refusal("not_draining", f"{server.name} is not draining.")
        case Connect():
            return _connect_one(world, server, command)


def _connect_one(world: World, server: Server, command: Connect) -> Quote | Refusal:
    if missing := _store_missing(world, command):
        return missing
    if rewired(server.wiring, command.to) == server.wiring:
        return Refusal("no_change", f"{server.name} does that already.")
    return Quote(0, server.type.deploy if server.alive else 0)


def _not_up(server: Server) -> Refusal:
    if server.state is ServerState.DRAINING:
        return Refusal("draining", f"{server.name} is draining already.")
    return Refusal("not_up", f"{server.name} is not up; there is nobody to drain.")
