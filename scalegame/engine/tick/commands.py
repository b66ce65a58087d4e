"""Phase 1: what a player's command does, once ``legality.quote`` has allowed it."""

from __future__ import annotations

from dataclasses import replace

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
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.decisions import servers
from scalegame.engine.decisions.legality import quote
from scalegame.engine.decisions.queries import find
from scalegame.engine.decisions.requests import BALANCER
from scalegame.engine.decisions.settings import MICROSECONDS_PER_MS, Setting
from scalegame.engine.scenario import Eviction, RateLimit, StoreName
from scalegame.engine.state.ledger import Book
from scalegame.engine.state.world import Store, World
from scalegame.engine.tick.effects import evict
from scalegame.engine.tick.fleet_changes import deploy, drain, order_servers, remove, restart
from scalegame.engine.tick.incidents import start_due_waves, start_wave
from scalegame.engine.view import EventKind, ServerState, StoreState

OneServer = RemoveServer | RestartServer | DrainServer | UndrainServer | Connect


def give(world: World, command: Command, book: Book) -> Quote | Refusal:
    """Carry ``command`` out before the next tick, or change nothing and say why."""
    answer = quote(world, command)
    if isinstance(answer, Refusal):
        return answer
    world.spent += answer.price
    world.commands += 1
    match command:
        case AddServer(count):
            order_servers(world, book, count)
        case AddStore() | AddReplica() | AddPooler():
            _buy(world, book, command)
        case NextWave():
            start_due_waves(world, book)
            start_wave(world, book)
        case CauseIncident(incident):
            world.ordered.append(incident)
        case Connect(server, to) if server == ALL:
            world.template = servers.rewired(world.template, to)
            world.rollout = [(index, to) for index, each in enumerate(world.servers) if not each.gone]
        case RemoveServer() | RestartServer() | DrainServer() | UndrainServer() | Connect():
            index = find(world, command.server)
            assert index is not None  # noqa: S101 - quote() has looked already
            _change_server(world, book, index, command)
        case _:
            _set(world, book, command)
    return answer


def new_store(world: World, name: StoreName) -> Store:
    """Return a store as the level offers it, ready for use."""
    spec = world.scenario.store_specs[name]
    return Store(
        name,
        spec,
        StoreState.UP,
        eviction=spec.eviction,
        persistence=spec.persistence,
        replicas=spec.replicas,
        pooler=0 if spec.pooler else -1,
    )


def _buy(world: World, book: Book, command: AddStore | AddReplica | AddPooler) -> None:
    match command:
        case AddStore(name):
            store = new_store(world, name)
            until = world.tick + store.spec.lead
            world.stores[name] = replace(store, state=StoreState.PROVISIONING, until=until)
            book.event(EventKind.STORE_ORDERED, name, store.spec.lead)
        case AddReplica(name):
            store = world.stores[name]
            world.stores[name] = replace(store, coming=(*store.coming, world.tick + store.spec.replica_lead))
            book.event(EventKind.REPLICA_ORDERED, name, store.spec.replica_lead)
        case AddPooler():
            store = world.stores[StoreName.SQL]
            world.stores[StoreName.SQL] = replace(store, pooler=world.tick + store.spec.pooler_lead)
            book.event(EventKind.POOLER_ORDERED, StoreName.SQL, store.spec.pooler_lead)


def _change_server(world: World, book: Book, index: int, command: OneServer) -> None:
    server = world.servers[index]
    match command:
        case RemoveServer():
            remove(world, book, index)
        case RestartServer():
            restart(world, book, index)
        case DrainServer():
            drain(world, book, index)
        case UndrainServer():
            world.servers[index] = replace(server, state=ServerState.UP, until=0, retiring=False)
            book.event(EventKind.SERVER_UNDRAINED, server.name)
        case Connect(_, to) if world.deploy_drain and server.alive and not server.retiring:
            world.rollout.append((index, to))
        case Connect(_, to):
            deploy(world, book, index, to)


def _set(world: World, book: Book, command: Setting) -> None:
    """Change a setting; it holds from the next tick on."""
    match command:
        case SetPolicy(policy):
            world.balancer = replace(world.balancer, policy=policy)
            book.event(EventKind.POLICY_SET, BALANCER, detail=policy)
            return
        case SetRedis(to):
            redis = world.stores[StoreName.REDIS]
            changed = replace(redis, eviction=to) if isinstance(to, Eviction) else replace(redis, persistence=to)
            world.stores[StoreName.REDIS] = changed
            evict(world, book)
        case SetRateLimit(limit, per):
            world.limit = RateLimit(limit, per)
        case SetAutoscaler(minimum, maximum):
            world.autoscaler = replace(world.autoscaler, minimum=minimum, maximum=maximum)
            world.cool_until = 0
        case SetHealthCheck(check):
            world.balancer = replace(world.balancer, check=check)
        case SetTimeout(milliseconds):
            world.balancer = replace(world.balancer, read_timeout_us=milliseconds * MICROSECONDS_PER_MS)
        case SetDrain(ticks):
            world.deploy_drain = ticks
        case SetTraffic(visitors):
            world.traffic = visitors
    book.event(EventKind.SETTING, command.verb, *_told(command))


def _told(command: Setting) -> tuple[int, str]:
    """Return the number and the word that an event about a setting carries."""
    match command:
        case SetRedis(to):
            return 0, to
        case SetRateLimit(limit, per):
            return limit, per
        case SetAutoscaler(minimum, maximum):
            return maximum, str(minimum)
        case SetHealthCheck(check):
            return 0, check
        case SetTimeout(milliseconds):
            return milliseconds, ""
        case SetDrain(number) | SetTraffic(number):
            return number, ""
        case SetPolicy(policy):
            return 0, policy
