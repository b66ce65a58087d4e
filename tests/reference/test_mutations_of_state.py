"""The test of the test: stores, look-ups, deploys and the autoscaler; an engine that is wrong in one way is caught."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace

import pytest

from scalegame.engine.decisions import stores
from scalegame.engine.decisions.queries import lit_zones
from scalegame.engine.decisions.stores import Allowance, Load
from scalegame.engine.draws import Integers
from scalegame.engine.enums import Place
from scalegame.engine.scenario import (
    Eviction,
    FilePlace,
    IncidentKind,
    OrderPlace,
    ServerType,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import Flags, Store, World
from scalegame.engine.tick import fleet_changes, incidents, lifecycle, lookups
from scalegame.engine.tick.lookups import Answers
from tests.reference.mutating import (
    Mutation,
    Mutations,
    changed,
    prove_caught,
    scaled,
    stocked,
    struck,
    swap,
    visited,
    wrap,
)

MUTATIONS = Mutations([])
_LATEST = 2**32 - 1


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, capacity=5, eviction=Eviction.ALLKEYS_LRU, memory=4))
def redis_is_asked_after_the_look_up(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_read_sessions", "_recognise")


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, eviction=Eviction.ALLKEYS_LRU, memory=4))
def people_are_looked_up_after_the_log_ins(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_recognise", "_log_in")


@MUTATIONS.where(
    stocked(StoreName.QUEUE, WorkPlace.QUEUE, memory=5), stocked(StoreName.OBJECT_STORAGE, FilePlace.OBJECT_STORAGE)
)
def slow_work_is_put_off_after_the_files(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_put_off", "_reach_files_and_orders")


@MUTATIONS.where(
    stocked(StoreName.CDN, SessionPlace.SERVER_MEMORY),
    changed(server_types=(ServerType(memory=3), ServerType("large", memory=5))),
)
def a_memory_holds_one_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(admitted: Callable[..., Flags], server: Integers, held: Integers, memory: Integers) -> Flags:
        return admitted(server, held, memory + 1)

    wrap(patch, lookups, "admitted", wrong)


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, eviction=Eviction.ALLKEYS_LRU, memory=4))
def redis_forgets_the_latest_first(patch: pytest.MonkeyPatch) -> None:
    def wrong(evict: Callable[..., None], world: World, ledger: Ledger) -> None:
        people = world.sessions
        people.seen = _LATEST - people.seen
        evict(world, ledger)
        people.seen = _LATEST - people.seen

    wrap(patch, lookups, "evict", wrong)


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, eviction=Eviction.ALLKEYS_LRU, memory=4))
def redis_forgets_one_too_few(patch: pytest.MonkeyPatch) -> None:
    def wrong(evict: Callable[..., None], world: World, ledger: Ledger) -> None:
        right = world.stores[StoreName.REDIS].spec
        roomy = replace(right, memory=right.memory and right.memory + 1)
        world.stores[StoreName.REDIS] = replace(world.stores[StoreName.REDIS], spec=roomy)
        evict(world, ledger)
        world.stores[StoreName.REDIS] = replace(world.stores[StoreName.REDIS], spec=right)

    wrap(patch, lookups, "evict", wrong)


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, eviction=Eviction.ALLKEYS_LRU, memory=4))
def a_read_does_not_count_as_use(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lookups, "_touch", lambda world, rows: None)


@MUTATIONS.where(stocked(StoreName.REDIS, SessionPlace.REDIS, capacity=3))
def a_store_does_one_operation_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(over: Callable[..., Flags | None], allowance: Allowance, load: Load) -> Flags | None:
        more = None if allowance.total is None else allowance.total + 1
        return over(Allowance(more, allowance.writes, None), load)

    wrap(patch, lookups, "over_capacity", wrong)


def allow(patch: pytest.MonkeyPatch, wrong: Callable[[Allowance], Allowance]) -> None:
    """Change what stores can bear in a tick."""
    right = Allowance.of
    patch.setattr(Allowance, "of", staticmethod(lambda world, store: wrong(right(world, store))))


@MUTATIONS.where(stocked(StoreName.SQL, SessionPlace.SQL, capacity=3, most_replicas=1, replicas=1))
def replicas_answer_no_reads(patch: pytest.MonkeyPatch) -> None:
    allow(patch, lambda allowance: replace(allowance, total=allowance.writes))


@MUTATIONS.where(
    visited(mix=(0, 0, 0, 0, 0, 1)),
    stocked(StoreName.SQL, OrderPlace.SQL, capacity=1, most_replicas=1, replicas=1, connections=0),
)
def replicas_write(patch: pytest.MonkeyPatch) -> None:
    allow(patch, lambda allowance: replace(allowance, writes=allowance.total))


@MUTATIONS.where(
    visited(mix=(0, 0, 0, 0, 0, 1)),
    stocked(StoreName.SQL, OrderPlace.SQL, connections=4, latency_us=400_000, pooler=False),
    struck(IncidentKind.CRASH, server="A"),
)
def pools_are_filled_in_order_of_number(patch: pytest.MonkeyPatch) -> None:
    def wrong(connections_of: Callable[..., list[int]], world: World) -> list[int]:
        twin = copy(world)
        twin.servers = [replace(server, born=0) for server in world.servers]
        return connections_of(twin)

    wrap(patch, stores, "connections_of", wrong)


@MUTATIONS.where(stocked(StoreName.SQL, None, most_replicas=1, replicas=1), struck(IncidentKind.SQL_FAILOVER))
def a_failover_uses_up_no_replica(patch: pytest.MonkeyPatch) -> None:
    def wrong(fail: Callable[..., None], world: World, ledger: Ledger, name: StoreName, ticks: int) -> None:
        before = world.stores.get(name)
        fail(world, ledger, name, ticks)
        if before is not None:
            world.stores[name] = replace(world.stores[name], replicas=before.replicas)

    wrap(patch, incidents, "_fail_store", wrong)


@MUTATIONS.where(stocked(StoreName.SQL, SessionPlace.SQL, connections=4, latency_us=1000, pooler=True))
def a_pooler_is_ready_a_tick_late(patch: pytest.MonkeyPatch) -> None:
    wrap(patch, stores, "has_pooler", lambda has_pooler, store, tick: has_pooler(store, tick - 1))


@MUTATIONS.where(stocked(StoreName.QUEUE, WorkPlace.QUEUE), visited(mix=(0, 0, 0, 1, 0, 1)))
def the_queues_worker_rests_in_the_first_half(patch: pytest.MonkeyPatch) -> None:
    def wrong(live_on: Callable[..., None], world: World, ledger: Ledger, store: Store) -> None:
        live_on(world, ledger, store)
        if store.name is StoreName.QUEUE and world.tick < 10:
            world.stores[store.name] = replace(world.stores[store.name], used=store.used)

    wrap(patch, lifecycle, "_live_on_store", wrong)


@MUTATIONS.where(
    stocked(StoreName.CDN, SessionPlace.SIGNED_COOKIE),
    changed(cookie_item=2000),
    visited(mix=(0, 0, 1, 0, 0, 0), requests=(4, 4)),
)
def a_browser_keeps_larger_cookies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lookups, "COOKIE_BYTES", 4500)


@MUTATIONS.where(stocked(StoreName.CDN), visited(mix=(0, 0, 0, 1, 1, 0), requests=(6, 6)))
def the_cdn_keeps_a_picture_that_was_replaced(patch: pytest.MonkeyPatch) -> None:
    def wrong(touch: Callable[..., None], answers: Answers) -> None:
        before = answers.world.sessions.cached.copy()
        touch(answers)
        answers.world.sessions.cached |= before

    wrap(patch, lookups, "_touch_files", wrong)


@MUTATIONS.where(scaled())
def the_autoscaler_cools_down_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    def wrong(autoscale: Callable[..., None], world: World, ledger: Ledger) -> None:
        before = world.cool_until
        autoscale(world, ledger)
        world.cool_until += world.cool_until != before

    wrap(patch, lifecycle, "_autoscale", wrong)


@MUTATIONS.where(scaled(cool_down=1), struck(IncidentKind.ROLLING_DEPLOY, at=1))
def rollouts_go_on_before_the_autoscaler_decides(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lifecycle, "_autoscale", "_roll_out")


@MUTATIONS.where(scaled(minimum=0, cool_down=1))
def the_oldest_cattle_go_first(patch: pytest.MonkeyPatch) -> None:
    wrap(patch, lifecycle, "_herd", lambda herd, world: herd(world)[::-1])


@MUTATIONS.where(changed(zones=("a", "b")), scaled(minimum=4))
def a_tie_between_zones_goes_to_the_last(patch: pytest.MonkeyPatch) -> None:
    def wrong(world: World) -> str:
        standing = [server.zone for server in world.servers if not server.gone]
        return min(reversed(lit_zones(world)), key=standing.count)

    patch.setattr(fleet_changes, "_emptiest_zone", wrong)


@MUTATIONS.where(struck(IncidentKind.CRASH_LOOP, at=2, ticks=3, count=3), struck(IncidentKind.ROLLING_DEPLOY, at=4))
def a_deploy_does_not_end_a_crash_loop(patch: pytest.MonkeyPatch) -> None:
    def wrong(deploy: Callable[..., None], world: World, ledger: Ledger, index: int, to: Place | None) -> None:
        loops = world.servers[index].loops
        deploy(world, ledger, index, to)
        world.servers[index] = replace(world.servers[index], loops=loops)

    wrap(patch, lifecycle, "deploy", wrong)


@MUTATIONS.where(changed(deploy_drain=3), struck(IncidentKind.ROLLING_DEPLOY))
def nobody_drains_before_a_deploy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lifecycle, "_others_serve", lambda world, index: False)


@MUTATIONS.where(struck(IncidentKind.ZONE_OUTAGE, server="a"))
def a_dark_zone_holds_nobody_down(patch: pytest.MonkeyPatch) -> None:
    def wrong(crash: Callable[..., None], world: World, *about: object, **more: int) -> None:
        dark, world.zones_down = world.zones_down, {}
        crash(world, *about, **more)
        world.zones_down = dark

    wrap(patch, incidents, "crash", wrong)


@pytest.mark.deep
@pytest.mark.parametrize("wrong", MUTATIONS.all, ids=lambda wrong: wrong.change.__name__)
def test_a_mutation_is_caught(wrong: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    prove_caught(monkeypatch, wrong)
