"""Phase 4: what ends, comes up or is looked at in a tick: servers, zones, stores, rollouts, the autoscaler."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.bounds import MOST_SERVERS
from scalegame.engine.decisions import health, servers
from scalegame.engine.decisions.queries import lit_zones
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import Server, Store, World
from scalegame.engine.tick.effects import throw_disk_away
from scalegame.engine.tick.fleet_changes import crash, deploy, drain, order_servers, remove
from scalegame.engine.tick.incidents import set_capacity, thaw
from scalegame.engine.units import WHOLE
from scalegame.engine.view import EventKind, ServerState, StoreState


def live(world: World, ledger: Ledger, fleet: FleetArrays) -> None:
    """End what ends now, look at the servers that change, go on with rollouts, and let the autoscaler decide."""
    for zone, until in list(world.zones_down.items()):
        if world.tick >= until:
            del world.zones_down[zone]
            ledger.event(EventKind.ZONE_UP, zone)
    for index in fleet.restless:
        _live_on(world, ledger, index)
    for store in list(world.stores.values()):
        _live_on_store(world, ledger, store)
    _autoscale(world, ledger)
    _roll_out(world, ledger)


def _live_on(world: World, ledger: Ledger, index: int) -> None:
    """Advance one server: spells end, boots and deploys finish, it may crash again, the balancer looks at it."""
    server = world.servers[index]
    later = servers.due(server, world.tick)
    if later.capacity != server.capacity:
        set_capacity(world, index, later)
    thawed = server.frozen_until and not later.frozen_until
    if thawed:
        thaw(world, index)
    recovered = thawed or (server.slow_until and not later.slow_until)
    if recovered and later.alive:
        ledger.event(EventKind.SERVER_RECOVERED, server.name)
    if later.state is ServerState.UP and server.state is not ServerState.UP:
        deployed = server.state is ServerState.DEPLOYING
        ledger.event(EventKind.DEPLOY_DONE if deployed else EventKind.SERVER_UP, server.name)
    if later.loops and later.alive and world.tick >= later.born + later.loop_after:
        world.servers[index] = replace(later, loops=later.loops - 1)
        crash(world, ledger, index)
        later = world.servers[index]
    later = health.checked(later, world.balancer, world.tick)
    if later.state is ServerState.DRAINING and not later.drained and not world.held[index]:
        later = replace(later, drained=True)
        ledger.event(EventKind.SERVER_DRAINED, later.name)
    world.servers[index] = later
    if later.retiring and (later.drained or not later.alive or world.tick >= later.until):
        remove(world, ledger, index)


def _live_on_store(world: World, ledger: Ledger, store: Store) -> None:
    """Advance one store: it opens, replicas get in sync, a squeeze ends, a worker works."""
    tick = world.tick
    if store.state is not StoreState.UP and tick >= store.until:
        store = replace(store, state=StoreState.UP, until=0)
        ledger.event(EventKind.STORE_UP, store.name)
    ready = sum(due <= tick for due in store.coming)
    if ready:
        coming = tuple(due for due in store.coming if due > tick)
        store = replace(store, replicas=store.replicas + ready, coming=coming)
        ledger.event(EventKind.REPLICA_READY, store.name, ready)
    if store.pooler == tick > 0:
        ledger.event(EventKind.POOLER_READY, store.name)
    if store.squeezed and tick >= store.squeezed_until:
        store = replace(store, squeezed=0, squeezed_until=0)
        ledger.event(EventKind.STORE_RELIEVED, store.name)
    if store.kind.works_off and store.used and store.state is StoreState.UP:
        done = min(store.used, store.spec.capacity or store.used)
        store = replace(store, used=store.used - done)
    world.stores[store.name] = store


def _autoscale(world: World, ledger: Ledger) -> None:
    """Replace cattle that have crashed, and keep their number where the load wants it."""
    scaler = world.autoscaler
    world.demand = (3 * world.demand + sum(world.work.tolist())) // 4
    if not scaler.maximum:
        return
    _replace_the_dead(world, ledger)
    herd = _herd(world)
    pets = sum(s.capacity for s in world.servers if not s.cattle and s.alive)
    each = world.scenario.server_type(world.scenario.added_type).capacity
    wanted = max(scaler.minimum, min(scaler.maximum, -(-(world.demand * WHOLE // scaler.target - pets) // each)))
    cooled = world.tick >= world.cool_until
    missing = (wanted if cooled else scaler.minimum) - len(herd)
    if missing > 0:
        if _order(world, ledger, missing):
            world.cool_until = world.tick + scaler.cool_down
    elif len(herd) > wanted and cooled and _others_serve(world, herd[-1]):
        _retire(world, ledger, herd[-1])
        world.cool_until = world.tick + scaler.cool_down


def _herd(world: World) -> list[int]:
    """Return the cattle that stand there and are to stay, oldest first."""
    return [i for i, s in enumerate(world.servers) if s.cattle and not s.gone and not s.retiring]


def _replace_the_dead(world: World, ledger: Ledger) -> None:
    """Throw crashed cattle away and order others; whom nothing can replace boots again by itself."""
    for index in _herd(world):
        server = world.servers[index]
        needed = len(_herd(world)) <= world.autoscaler.maximum
        if server.state is ServerState.DOWN and (not needed or _affordable(world, 1)):
            world.servers[index] = replace(server, gone=True, seen_up=False)
            throw_disk_away(world, index)
            ledger.event(EventKind.SERVER_REPLACED if needed else EventKind.SERVER_REMOVED, server.name)
            _order(world, ledger, int(needed))


def _affordable(world: World, count: int) -> int:
    """Return how many of ``count`` servers can be had: budget, level and a lit zone have to have room for them."""
    if not lit_zones(world):
        return 0
    price = world.scenario.server_type(world.scenario.added_type).price
    count = max(0, min(count, MOST_SERVERS - len(world.servers)))
    return min(count, max(0, world.scenario.budget - world.spent) // price) if price else count


def _order(world: World, ledger: Ledger, count: int) -> int:
    """Order as many of ``count`` servers as can be had; returns how many."""
    count = _affordable(world, count)
    order_servers(world, ledger, count)
    world.spent += count * world.scenario.server_type(world.scenario.added_type).price
    return count


def _retire(world: World, ledger: Ledger, index: int) -> None:
    if world.servers[index].alive:
        drain(world, ledger, index, world.tick + world.autoscaler.drain, retiring=True)
    else:
        remove(world, ledger, index)


def _roll_out(world: World, ledger: Ledger) -> None:
    """Deploy the next server of a rollout once the one before is back in rotation, drained first if so ordered."""
    while world.rollout:
        if any(_is_coming_back(server, world.tick) for server in world.servers):
            return
        index, to = world.rollout[0]
        server = world.servers[index]
        done = to is not None and server.wiring.rewired(to) == server.wiring
        if done or server.gone or server.retiring:
            world.rollout.pop(0)
            continue
        if world.deploy_drain and server.state is ServerState.UP and _others_serve(world, index):
            drain(world, ledger, index, world.tick + world.deploy_drain)
            return
        if world.held[index] and _drains_on(world, index):
            return
        world.rollout.pop(0)
        deploy(world, ledger, index, to)


def _is_coming_back(server: Server, tick: int) -> bool:
    """Whether a server is being deployed, or runs and is not in rotation yet."""
    deploying = server.state is ServerState.DEPLOYING and not server.gone
    return deploying or (server.alive and (not server.seen_up or server.out_until > tick))


def _drains_on(world: World, index: int) -> bool:
    """Whether a server may go on draining before its deploy; one that the player drains has the usual time from now."""
    server = world.servers[index]
    if server.state is not ServerState.DRAINING:
        return False
    if not server.until and world.deploy_drain:
        server = replace(server, until=world.tick + world.deploy_drain)
        world.servers[index] = server
    return world.tick < server.until


def _others_serve(world: World, index: int) -> bool:
    """Whether somebody else is in rotation, and runs, while this server drains."""
    return any(i != index and s.alive and health.takes_people(s, world.tick) for i, s in enumerate(world.servers))
