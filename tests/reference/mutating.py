"""The test of the test, its tools: an engine that is made wrong in one small way, and games until somebody notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType

import pytest
from hypothesis import Phase, given, settings

from scalegame.engine import Plan, Scenario
from scalegame.engine.draws import Draws, Stream
from scalegame.engine.scenario import Policy
from tests.reference.comparison import DivergedError, compare
from tests.strategies import busy_games, seeds

#: How many games a mutation may survive; they are the same ones in each run, whatever the mutation.
GAMES = 150

Change = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """Something that the engine does wrong, in games with the given policy, or with any."""

    change: Change
    policy: Policy | None


@dataclass(frozen=True, slots=True)
class Mutations:
    """Those that are tried; the name of each says what the engine does wrong."""

    all: list[Mutation]

    def add(self, change: Change) -> Change:
        """Add a mutation."""
        self.all.append(Mutation(change, None))
        return change

    def of(self, policy: Policy) -> Callable[[Change], Change]:
        """Add a mutation that only shows with one policy."""

        def add(change: Change) -> Change:
            self.all.append(Mutation(change, policy))
            return change

        return add


def wrap(patch: pytest.MonkeyPatch, module: ModuleType, name: str, wrong: Callable[..., object]) -> None:
    """Put ``wrong`` in the place of a function; it is called with the function and its arguments."""
    patch.setattr(module, name, partial(wrong, getattr(module, name)))


def swap(patch: pytest.MonkeyPatch, module: ModuleType, one: str, other: str) -> None:
    """Let two functions of a module take each other's place."""
    first, second = getattr(module, one), getattr(module, other)
    patch.setattr(module, one, second)
    patch.setattr(module, other, first)


def draw_twice(patch: pytest.MonkeyPatch, module: ModuleType, stream: Stream, used: Stream) -> None:
    """Let a module draw for ``stream`` what was drawn for something else already."""

    def wrong(draw_all: Callable[..., Draws], seed: int, asked: Stream, position: Draws) -> Draws:
        return draw_all(seed, used if asked is stream else asked, position)

    wrap(patch, module, "draw_all", wrong)


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
