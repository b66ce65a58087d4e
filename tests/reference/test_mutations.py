"""The test of the test: people, the balancer and servers; an engine that is wrong in one small way is caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from scalegame.engine import tick
from scalegame.engine.decisions import balancing, health, legality, metrics, requests, routing, serving
from scalegame.engine.decisions import servers as fleet
from scalegame.engine.decisions.balancing import Rotation
from scalegame.engine.decisions.requests import Batch
from scalegame.engine.decisions.routing import Routed
from scalegame.engine.decisions.servers import due
from scalegame.engine.decisions.serving import Queues
from scalegame.engine.draws import Draws, Integers, Stream
from scalegame.engine.scenario import (
    Balancer,
    Check,
    IncidentKind,
    Policy,
    RateLimit,
    Rejected,
    Scenario,
    StoreName,
    WorkPlace,
)
from scalegame.engine.state import fleet_arrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import NONE, Server, World
from scalegame.engine.tick import arrivals, edge, fleet_changes, followups, incidents, lifecycle
from tests.reference.mutating import (
    Mutation,
    Mutations,
    balanced,
    changed,
    draw_twice,
    prove_caught,
    scaled,
    stocked,
    struck,
    swap,
    visited,
    wrap,
)

MUTATIONS = Mutations([])


@MUTATIONS.where(balanced(Policy.LEAST_CONNECTIONS))
def a_tie_goes_to_the_last(patch: pytest.MonkeyPatch) -> None:
    def wrong(counts: list[int], turn: int) -> int:
        ties = [index for index, count in enumerate(counts) if count == min(counts)]
        return max(ties, key=lambda index: (index - turn) % len(counts))

    patch.setattr(serving, "_next_with_fewest", wrong)


@MUTATIONS.where(struck(IncidentKind.CRASH))
def incidents_strike_after_the_life_cycle(patch: pytest.MonkeyPatch) -> None:
    def wrong(live: Callable[..., None], world: World, ledger: Ledger, *about: object) -> None:
        live(world, ledger, *about)
        incidents.strike(world, ledger)

    patch.setattr(tick, "strike", lambda world, ledger: None)
    wrap(patch, tick, "live", wrong)


@MUTATIONS.where(struck(IncidentKind.SPIKE, at=0))
def waves_start_after_the_incidents(patch: pytest.MonkeyPatch) -> None:
    swap(patch, tick, "strike", "start_due_waves")


@MUTATIONS.where()
def the_next_moment_is_drawn_like_the_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(requests, "_DRAWN_EACH_TIME", (Stream.KIND, Stream.THINK, Stream.MOMENT))


@MUTATIONS.where(balanced(Policy.RANDOM, redispatch=True, fall=3), struck(IncidentKind.CRASH))
def redispatch_draws_what_routing_drew(patch: pytest.MonkeyPatch) -> None:
    draw_twice(patch, balancing, Stream.REDISPATCH, Stream.ROUTE)


@MUTATIONS.where()
def a_queue_is_sorted_backwards(patch: pytest.MonkeyPatch) -> None:
    def wrong(serve: Callable[..., Integers], queues: Queues, *columns: Integers) -> Integers:
        return serve(queues, *(column[::-1] for column in columns))[::-1]

    wrap(patch, routing, "serve", wrong)


@MUTATIONS.where()
def a_queue_holds_one_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(queues: Callable[..., Queues], *about: object) -> Queues:
        right = queues(*about)
        return replace(right, limit=right.limit + 1)

    wrap(patch, routing, "_queues", wrong)


@MUTATIONS.where(balanced(check=Check.TCP), struck(IncidentKind.CRASH))
def a_dead_server_is_noticed_one_check_late(patch: pytest.MonkeyPatch) -> None:
    def wrong(checked: Callable[..., Server], server: Server, balancer: Balancer, now: int) -> Server:
        return checked(server, replace(balancer, fall=balancer.fall + 1), now)

    wrap(patch, health, "checked", wrong)


@MUTATIONS.where(balanced(check=Check.HTTP), struck(IncidentKind.FREEZE))
def a_check_that_hangs_fails_at_once(patch: pytest.MonkeyPatch) -> None:
    def wrong(checked: Callable[..., Server], server: Server, balancer: Balancer, now: int) -> Server:
        return replace(checked(replace(server, hanging=True), balancer, now), hanging=False)

    wrap(patch, health, "checked", wrong)


@MUTATIONS.where(struck(IncidentKind.SLOW))
def a_slow_spell_ends_one_tick_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fleet, "due", lambda server, now: server if server.slow_until == now else due(server, now))


@MUTATIONS.where(balanced(read_timeout_us=0), changed(timeout_us=5_000_000), struck(IncidentKind.FREEZE, ticks=2))
def who_hung_at_a_frozen_server_is_in_the_way_after_the_thaw(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lifecycle, "thaw", lambda world, index: None)


@MUTATIONS.where(balanced(Policy.STICKY_COOKIE), changed(deploy_drain=3), struck(IncidentKind.ROLLING_DEPLOY, at=6))
def a_draining_server_keeps_nobody(patch: pytest.MonkeyPatch) -> None:
    def wrong(rotation: Callable[..., Rotation], *about: object) -> Rotation:
        right = rotation(*about)
        return replace(right, keeps=right.open)

    wrap(patch, fleet_arrays, "rotation", wrong)


@MUTATIONS.where(balanced(Policy.CONSISTENT_HASH))
def the_ring_has_a_point_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(ring_of: Callable[..., tuple[Integers, Draws]], members: tuple[int, ...], points: int) -> object:
        return ring_of(members, points + 1)

    wrap(patch, balancing, "_ring_of", wrong)


@MUTATIONS.where(balanced(Policy.SOURCE_HASH, keep_dead_slots=True), struck(IncidentKind.CRASH))
def the_modulo_hash_tries_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(balancing, "HASH_TRIES", 1)


@MUTATIONS.where(balanced(Policy.SOURCE_HASH, hash_network=True))
def the_last_octet_is_seen_by_every_hash(patch: pytest.MonkeyPatch) -> None:
    def wrong(slot: Callable[..., Integers], balancer: Balancer, *about: object) -> Integers:
        return slot(replace(balancer, hash_network=False), *about)

    wrap(patch, balancing, "_slot", wrong)


@MUTATIONS.where(
    balanced(Policy.ROUND_ROBIN, max_fails=3, fail_timeout=1, check=Check.NONE), struck(IncidentKind.CRASH)
)
def an_answer_leaves_the_record_of_passive_checks_as_it_was(patch: pytest.MonkeyPatch) -> None:
    def wrong(note: Callable[..., None], world: World, batch: Batch) -> None:
        before = list(world.servers)
        note(world, batch)
        for index, (was, now) in enumerate(zip(before, world.servers, strict=True)):
            if not (now.fails or now.out_until):
                world.servers[index] = was

    wrap(patch, tick, "_note_refusals", wrong)


@MUTATIONS.where(balanced(Policy.ROUND_ROBIN, max_fails=2, read_timeout_us=300_000), struck(IncidentKind.FREEZE))
def time_outs_at_a_frozen_server_do_not_count(patch: pytest.MonkeyPatch) -> None:
    def wrong(meet: Callable[..., None], *about: object) -> None:
        (routed,) = (each for each in about if isinstance(each, Routed))
        before = list(routed.refused)
        meet(*about)
        routed.refused = before

    wrap(patch, routing, "_meet_the_frozen", wrong)


@MUTATIONS.where(
    balanced(Policy.ROUND_ROBIN, max_fails=3, fail_timeout=1, check=Check.NONE), struck(IncidentKind.CRASH)
)
def a_server_that_was_out_is_tried_again_with_as_many_as_before(patch: pytest.MonkeyPatch) -> None:
    def wrong(fails_left: Callable[..., int], server: Server, balancer: Balancer) -> int:
        return fails_left(replace(server, out_until=0), balancer)

    wrap(patch, health, "fails_left", wrong)
    wrap(patch, routing, "fails_left", wrong)


@MUTATIONS.where(
    balanced(Policy.STICKY_COOKIE, redispatch=True, retries=4, max_fails=0, interval=1, fall=2, check=Check.TCP),
    struck(IncidentKind.CRASH),
)
def bound_requests_hold_on_for_a_second_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(ticks: Callable[..., int], *about: object) -> int:
        return ticks(*about) + 1

    wrap(patch, routing, "ticks_until_noticed", wrong)


@MUTATIONS.where(changed(limit=RateLimit(2)))
def a_limiter_lets_one_more_pass(patch: pytest.MonkeyPatch) -> None:
    wrap(patch, edge, "_rank", lambda rank, *about: rank(*about) - 1)


@MUTATIONS.where(visited(mix=(0, 0, 0, 1, 1, 0)), scaled(cool_down=1), struck(IncidentKind.CRASH))
def a_removed_servers_disk_survives(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fleet_changes, "throw_disk_away", lambda world, index: None)
    patch.setattr(lifecycle, "throw_disk_away", lambda world, index: None)


@MUTATIONS.where()
def a_password_takes_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(followups, "LOGIN_AGAIN_TICKS", 3)


@MUTATIONS.where(visited(retries=3, backoff=True, retry_after=3), struck(IncidentKind.CRASH))
def a_part_of_the_pause_before_a_retry_is_drawn_like_a_pause_to_think(patch: pytest.MonkeyPatch) -> None:
    draw_twice(patch, followups, Stream.JITTER, Stream.THINK)


@MUTATIONS.where(visited(retries=3), struck(IncidentKind.CRASH))
def a_retry_draws_what_the_request_before_it_drew(patch: pytest.MonkeyPatch) -> None:
    def wrong(follow_up: Callable[..., None], world: World, *about: object) -> None:
        follow_up(world, *about)
        people = world.sessions
        (batch,) = (each for each in about if isinstance(each, Batch))
        people.n[batch.row] -= (people.again[batch.row] != NONE).astype(np.uint16)

    wrap(patch, tick, "follow_up", wrong)


@MUTATIONS.where(struck(IncidentKind.WHALE))
def a_whale_is_drawn_like_a_source(patch: pytest.MonkeyPatch) -> None:
    draw_twice(patch, arrivals, Stream.WHALE, Stream.SOURCE)


@MUTATIONS.where(struck(IncidentKind.BAN, at=6))
def a_ban_is_drawn_like_a_request(patch: pytest.MonkeyPatch) -> None:
    draw_twice(patch, incidents, Stream.BAN, Stream.KIND)


@MUTATIONS.where(stocked(StoreName.QUEUE, WorkPlace.QUEUE), visited(mix=(0, 0, 0, 1, 0, 1)))
def slow_work_is_done_twice(patch: pytest.MonkeyPatch) -> None:
    def wrong(cost: Callable[..., Integers], scenario: Scenario, servers: list[Server]) -> Integers:
        return cost(replace(scenario, deferrable=(0,) * 6), servers)

    wrap(patch, fleet_arrays, "_cost", wrong)


@MUTATIONS.where()
def a_window_is_a_tick_shorter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "WINDOW", 9)


@MUTATIONS.where()
def percentiles_are_rounded_down(patch: pytest.MonkeyPatch) -> None:
    def wrong(_: object, world: World) -> tuple[int, ...]:
        reached = np.cumsum(world.latency)
        return tuple(int(np.searchsorted(reached, int(reached[-1]) * share // 100)) for share in (50, 95, 99))

    wrap(patch, metrics, "_percentiles", wrong)


@MUTATIONS.where(changed(budget=1_234_000))
def a_refusal_names_another_amount(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(legality, "money_left", lambda world: (world.scenario.budget - world.spent) // 100_000 * 100_000)


@pytest.mark.deep
@pytest.mark.parametrize("wrong", MUTATIONS.all, ids=lambda wrong: wrong.change.__name__)
def test_a_mutation_is_caught(wrong: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    prove_caught(monkeypatch, wrong)


def test_a_divergence_names_tick_field_and_row(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Mutation(a_password_takes_a_tick_longer, visited(rejected=Rejected.LOGIN_AGAIN))
    row = r"( in row \d+ \(visitor \d+ of wave \d+\))?"
    pattern = rf"tick \d+: sessions\.due{row}: the engine says (\d+), the reference (\d+)"
    said = re.match(pattern, prove_caught(monkeypatch, wrong))
    assert said
    assert int(said[2]) == int(said[3]) + 1
