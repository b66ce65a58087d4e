"""The test of the test: stores, look-ups, deploys and the autoscaler; an engine that is wrong in one way is caught."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace

import pytest

from scalegame.engine import stores
from scalegame.engine.book import Book
from scalegame.engine.commands import Place
from scalegame.engine.draws import Integers
from scalegame.engine.rules import lit_zones
from scalegame.engine.scenario import StoreName
from scalegame.engine.stores import Allowance, Load
from scalegame.engine.tick import fleet_changes, incidents, life, lookups
from scalegame.engine.tick.lookups import Answers
from scalegame.engine.world import Flags, Store, World
from tests.reference.mutating import GAMES, Mutation, Mutations, first_divergence, swap, wrap

MUTATIONS = Mutations([])
_LATEST = 2**32 - 1


@MUTATIONS.add
def redis_is_asked_after_the_look_up(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_read_sessions", "_recognise")


@MUTATIONS.add
def people_are_looked_up_after_the_log_ins(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_recognise", "_log_in")


@MUTATIONS.add
def slow_work_is_put_off_after_the_files(patch: pytest.MonkeyPatch) -> None:
    swap(patch, lookups, "_put_off", "_reach_files_and_orders")


@MUTATIONS.add
def a_memory_holds_one_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(admitted: Callable[..., Flags], server: Integers, held: Integers, memory: Integers) -> Flags:
        return admitted(server, held, memory + 1)

    wrap(patch, lookups, "admitted", wrong)


@MUTATIONS.add
def redis_forgets_the_latest_first(patch: pytest.MonkeyPatch) -> None:
    def wrong(evict: Callable[..., None], world: World, book: Book) -> None:
        people = world.sessions
        people.seen = _LATEST - people.seen
        evict(world, book)
        people.seen = _LATEST - people.seen

    wrap(patch, lookups, "evict", wrong)


@MUTATIONS.add
def redis_forgets_one_too_few(patch: pytest.MonkeyPatch) -> None:
    def wrong(evict: Callable[..., None], world: World, book: Book) -> None:
        right = world.stores[StoreName.REDIS].spec
        roomy = replace(right, memory=right.memory and right.memory + 1)
        world.stores[StoreName.REDIS] = replace(world.stores[StoreName.REDIS], spec=roomy)
        evict(world, book)
        world.stores[StoreName.REDIS] = replace(world.stores[StoreName.REDIS], spec=right)

    wrap(patch, lookups, "evict", wrong)


@MUTATIONS.add
def a_read_does_not_count_as_use(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lookups, "_touch", lambda world, rows: None)


@MUTATIONS.add
def a_store_does_one_operation_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(over: Callable[..., Flags | None], allowance: Allowance, load: Load) -> Flags | None:
        more = None if allowance.total is None else allowance.total + 1
        return over(Allowance(more, allowance.writes, None), load)

    wrap(patch, lookups, "over_capacity", wrong)


def allow(patch: pytest.MonkeyPatch, wrong: Callable[[Allowance], Allowance]) -> None:
    """Let stores bear something else in a tick."""
    right = Allowance.of
    patch.setattr(Allowance, "of", staticmethod(lambda world, store: wrong(right(world, store))))


@MUTATIONS.add
def replicas_answer_no_reads(patch: pytest.MonkeyPatch) -> None:
    allow(patch, lambda allowance: replace(allowance, total=allowance.writes))


@MUTATIONS.add
def replicas_write(patch: pytest.MonkeyPatch) -> None:
    allow(patch, lambda allowance: replace(allowance, writes=allowance.total))


@MUTATIONS.add
def pools_are_filled_in_order_of_number(patch: pytest.MonkeyPatch) -> None:
    def wrong(connections_of: Callable[..., list[int]], world: World) -> list[int]:
        twin = copy(world)
        twin.servers = [replace(server, born=0) for server in world.servers]
        return connections_of(twin)

    wrap(patch, stores, "connections_of", wrong)


@MUTATIONS.add
def a_failover_uses_up_no_replica(patch: pytest.MonkeyPatch) -> None:
    def wrong(fail: Callable[..., None], world: World, book: Book, name: StoreName, ticks: int) -> None:
        before = world.stores.get(name)
        fail(world, book, name, ticks)
        if before is not None:
            world.stores[name] = replace(world.stores[name], replicas=before.replicas)

    wrap(patch, incidents, "_fail_store", wrong)


@MUTATIONS.add
def a_pooler_is_ready_a_tick_late(patch: pytest.MonkeyPatch) -> None:
    wrap(patch, stores, "has_pooler", lambda has_pooler, store, tick: has_pooler(store, tick - 1))


@MUTATIONS.add
def the_queues_worker_rests_in_the_first_half(patch: pytest.MonkeyPatch) -> None:
    def wrong(live_on: Callable[..., None], world: World, book: Book, store: Store) -> None:
        live_on(world, book, store)
        if store.name is StoreName.QUEUE and world.tick < 10:
            world.stores[store.name] = replace(world.stores[store.name], used=store.used)

    wrap(patch, life, "_live_on_store", wrong)


@MUTATIONS.add
def a_browser_keeps_larger_cookies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lookups, "COOKIE_BYTES", 4500)


@MUTATIONS.add
def the_cdn_keeps_a_picture_that_was_replaced(patch: pytest.MonkeyPatch) -> None:
    def wrong(touch: Callable[..., None], answers: Answers) -> None:
        before = answers.world.sessions.cached.copy()
        touch(answers)
        answers.world.sessions.cached |= before

    wrap(patch, lookups, "_touch_files", wrong)


@MUTATIONS.add
def the_autoscaler_cools_down_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    def wrong(autoscale: Callable[..., None], world: World, book: Book) -> None:
        before = world.cool_until
        autoscale(world, book)
        world.cool_until += world.cool_until != before

    wrap(patch, life, "_autoscale", wrong)


@MUTATIONS.add
def rollouts_go_on_before_the_autoscaler_decides(patch: pytest.MonkeyPatch) -> None:
    swap(patch, life, "_autoscale", "_roll_out")


@MUTATIONS.add
def the_oldest_cattle_go_first(patch: pytest.MonkeyPatch) -> None:
    wrap(patch, life, "_herd", lambda herd, world: herd(world)[::-1])


@MUTATIONS.add
def a_tie_between_zones_goes_to_the_last(patch: pytest.MonkeyPatch) -> None:
    def wrong(world: World) -> str:
        standing = [server.zone for server in world.servers if not server.gone]
        return min(reversed(lit_zones(world)), key=standing.count)

    patch.setattr(fleet_changes, "_emptiest_zone", wrong)


@MUTATIONS.add
def a_deploy_does_not_end_a_crash_loop(patch: pytest.MonkeyPatch) -> None:
    def wrong(deploy: Callable[..., None], world: World, book: Book, index: int, to: Place | None) -> None:
        loops = world.servers[index].loops
        deploy(world, book, index, to)
        world.servers[index] = replace(world.servers[index], loops=loops)

    wrap(patch, life, "deploy", wrong)


@MUTATIONS.add
def nobody_drains_before_a_deploy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(life, "_others_serve", lambda world, index: False)


@MUTATIONS.add
def a_dark_zone_holds_nobody_down(patch: pytest.MonkeyPatch) -> None:
    def wrong(crash: Callable[..., None], world: World, *about: object) -> None:
        dark, world.zones_down = world.zones_down, {}
        crash(world, *about)
        world.zones_down = dark

    wrap(patch, incidents, "crash", wrong)


@pytest.mark.parametrize("wrong", MUTATIONS.all, ids=lambda wrong: wrong.change.__name__)
def test_a_mutation_is_caught(wrong: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong.change(monkeypatch)
    assert first_divergence(wrong.policy), f"{GAMES} games, and nobody noticed"
