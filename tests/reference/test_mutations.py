"""The test of the test: an engine that is wrong in one small way is caught within a bounded number of games."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from scalegame.engine import Plan, Scenario, balancing, fleet, metrics, requests, rules, service, serving, tick
from scalegame.engine.balancing import Rotation
from scalegame.engine.book import Book
from scalegame.engine.draws import Draws, Integers, Stream
from scalegame.engine.requests import Batch
from scalegame.engine.scenario import Balancer, Policy, StoreName
from scalegame.engine.serving import Queues
from scalegame.engine.world import Flags, Server, World
from tests.reference.comparison import DivergedError, compare
from tests.strategies import busy_games, seeds

#: How many games a mutation may survive; they are the same ones in each run, whatever the mutation.
GAMES = 100

Change = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """Something that the engine does wrong, in games with the given policy, or with any."""

    change: Change
    policy: Policy | None


MUTATIONS: list[Mutation] = []


def mutation(change: Change) -> Change:
    """Add a mutation to those that are tried; its name says what the engine does wrong."""
    MUTATIONS.append(Mutation(change, None))
    return change


def mutation_of(policy: Policy) -> Callable[[Change], Change]:
    """Add a mutation that only shows with one policy."""

    def add(change: Change) -> Change:
        MUTATIONS.append(Mutation(change, policy))
        return change

    return add


def wrap(patch: pytest.MonkeyPatch, module: ModuleType, name: str, wrong: Callable[..., object]) -> None:
    """Put ``wrong`` in the place of a function; it is called with the function and its arguments."""
    patch.setattr(module, name, partial(wrong, getattr(module, name)))


def first_divergence(policy: Policy | None = None) -> str:
    """Play the games until the engines differ; returns what the comparison says then, or nothing."""

    @settings(max_examples=GAMES, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(busy_games(policy), seeds)
    def play(game: tuple[Scenario, Plan], seed: int) -> None:
        scenario, plan = game
        compare(scenario, seed, plan)

    try:
        play()
    except DivergedError as error:
        return str(error)
    return ""


@mutation_of(Policy.LEAST_CONNECTIONS)
def a_tie_goes_to_the_last(patch: pytest.MonkeyPatch) -> None:
    def wrong(counts: list[int], turn: int) -> int:
        ties = [index for index, count in enumerate(counts) if count == min(counts)]
        return max(ties, key=lambda index: (index - turn) % len(counts))

    patch.setattr(serving, "_next_with_fewest", wrong)


@mutation
def incidents_strike_after_the_life_cycle(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "strike", service.live)
    patch.setattr(tick, "live", service.strike)


@mutation
def waves_start_after_the_incidents(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "strike", service.start_due_waves)
    patch.setattr(tick, "start_due_waves", service.strike)


@mutation
def redis_is_asked_after_the_look_up(patch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    ask: Callable[..., None] = tick._ask_session_store  # noqa: SLF001 - a mutation changes the inside

    def wrong(look_up: Callable[..., Flags], *about: object) -> Flags:
        rejected = look_up(*about)
        ask(*asked.pop())
        return rejected

    patch.setattr(tick, "_ask_session_store", lambda *about: asked.append(about))
    wrap(patch, tick, "_look_up", wrong)


@mutation
def the_next_moment_is_drawn_like_the_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "_DRAWN_EACH_TIME", (Stream.THINK, Stream.MOMENT))


@mutation_of(Policy.RANDOM)
def redispatch_draws_what_routing_drew(patch: pytest.MonkeyPatch) -> None:
    def wrong(draw_all: Callable[..., Draws], seed: int, stream: Stream, position: Draws) -> Draws:
        return draw_all(seed, Stream.ROUTE if stream is Stream.REDISPATCH else stream, position)

    wrap(patch, balancing, "draw_all", wrong)


@mutation
def a_queue_is_sorted_backwards(patch: pytest.MonkeyPatch) -> None:
    def wrong(serve: Callable[..., Integers], queues: Queues, *columns: Integers) -> Integers:
        return serve(queues, *(column[::-1] for column in columns))[::-1]

    wrap(patch, requests, "serve", wrong)


@mutation
def a_queue_holds_one_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(queues: type[Queues], free: Integers, limit: Integers, leaving: list[Integers]) -> Queues:
        return queues(free, limit + 1, leaving)

    patch.setattr(requests, "Queues", partial(wrong, Queues))


@mutation
def a_memory_holds_one_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(admitted: Callable[..., Flags], server: Integers, held: Integers, memory: Integers) -> Flags:
        return admitted(server, held, memory + 1)

    wrap(patch, tick, "admitted", wrong)


@mutation
def a_store_does_one_operation_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(
        use_store: Callable[..., tuple[int, Flags]],
        world: World,
        batch: Batch,
        book: Book,
        name: StoreName,
        ops: Integers,
    ) -> tuple[int, Flags]:
        right = world.stores[name]
        world.stores[name] = replace(
            right, spec=replace(right.spec, capacity=right.spec.capacity and right.spec.capacity + 1)
        )
        answer = use_store(world, batch, book, name, ops)
        world.stores[name] = right
        return answer

    wrap(patch, tick, "use_store", wrong)


@mutation
def a_dead_server_is_noticed_one_check_late(patch: pytest.MonkeyPatch) -> None:
    def wrong(checked: Callable[..., Server], server: Server, balancer: Balancer, now: int) -> Server:
        return checked(server, replace(balancer, fall=balancer.fall + 1), now)

    wrap(patch, fleet, "checked", wrong)


@mutation
def a_slow_spell_ends_one_tick_late(patch: pytest.MonkeyPatch) -> None:
    def wrong(due: Callable[..., Server], server: Server, now: int) -> Server:
        return server if server.slow_until == now else due(server, now)

    wrap(patch, fleet, "due", wrong)


@mutation_of(Policy.STICKY_COOKIE)
def a_draining_server_keeps_nobody(patch: pytest.MonkeyPatch) -> None:
    def wrong(rotation: Callable[..., Rotation], servers: list[Server], balancer: Balancer) -> Rotation:
        right = rotation(servers, balancer)
        return replace(right, keeps=right.open)

    wrap(patch, tick, "rotation", wrong)


@mutation_of(Policy.CONSISTENT_HASH)
def the_ring_has_a_point_more(patch: pytest.MonkeyPatch) -> None:
    def wrong(ring_of: Callable[..., tuple[Integers, Draws]], members: tuple[int, ...], points: int) -> object:
        return ring_of(members, points + 1)

    wrap(patch, balancing, "_ring_of", wrong)


@mutation_of(Policy.SOURCE_HASH)
def the_modulo_hash_tries_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(balancing, "HASH_TRIES", 1)


@mutation
def a_removed_servers_disk_survives(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "_throw_disk_away", lambda world, index: None)


@mutation
def a_password_takes_a_tick_longer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "LOGIN_AGAIN_TICKS", 3)


@mutation
def a_window_is_a_tick_shorter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tick, "WINDOW", 9)


@mutation
def percentiles_are_rounded_down(patch: pytest.MonkeyPatch) -> None:
    def wrong(_: object, world: World) -> tuple[int, ...]:
        reached = np.cumsum(world.latency)
        return tuple(int(np.searchsorted(reached, int(reached[-1]) * share // 100)) for share in (50, 95, 99))

    wrap(patch, metrics, "_percentiles", wrong)


@mutation
def a_refusal_is_worded_otherwise(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "dollars", lambda millicents: f"${millicents // 100_000}.00")


@pytest.mark.parametrize("wrong", MUTATIONS, ids=lambda wrong: wrong.change.__name__)
def test_a_mutation_is_caught(wrong: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong.change(monkeypatch)
    assert first_divergence(wrong.policy), f"{GAMES} games, and nobody noticed"


def test_the_same_games_show_nothing_without_a_mutation() -> None:
    assert first_divergence() == ""


def test_a_divergence_names_tick_field_and_row(monkeypatch: pytest.MonkeyPatch) -> None:
    a_password_takes_a_tick_longer(monkeypatch)
    row = r"( in row \d+ \(visitor \d+ of wave \d+\))?"
    said = re.match(rf"tick \d+: sessions\.due{row}: the engine says (\d+), the reference (\d+)", first_divergence())
    assert said
    assert int(said[2]) == int(said[3]) + 1
