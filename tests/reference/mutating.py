"""The test of the test, its tools: an engine that is made wrong in one small way, and games until somebody notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType

import pytest
from hypothesis import Phase, given, settings

from scalegame.engine import Plan, Scenario
from scalegame.engine.draws import Draws, Stream
from scalegame.engine.enums import Place
from scalegame.engine.scenario import Autoscaler, Incident, IncidentKind, Policy, StoreName, Target
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from tests.reference.comparison import DivergedError, compare
from tests.reference.deploys import kept_at
from tests.strategies import busy_games, seeds

#: How many games a mutation may survive; they are the same ones in each run.
GAMES = 60

Change = Callable[[pytest.MonkeyPatch], None]
Focus = Callable[[Scenario], Scenario]


@dataclass(frozen=True, slots=True)
class Mutation:
    """Something that the engine does wrong, and the games that are played: drawn ones, each changed by ``focus``."""

    change: Change
    focus: Focus


@dataclass(frozen=True, slots=True)
class Mutations:
    """Those that are tried; the name of each says what the engine does wrong."""

    all: list[Mutation]

    def where(self, *focuses: Focus) -> Callable[[Change], Change]:
        """Add a mutation that shows where the games are about its mechanic; without ``focuses``, anywhere."""

        def focus(scenario: Scenario) -> Scenario:
            for each in focuses:
                scenario = each(scenario)
            return scenario

        def add(change: Change) -> Change:
            self.all.append(Mutation(change, focus))
            return change

        return add


def balanced(policy: Policy | None = None, **settings: object) -> Focus:
    """Set a policy and settings of the balancer."""
    named = {**settings, "policy": policy} if policy else settings
    return lambda scenario: replace(scenario, balancer=replace(scenario.balancer, **named))  # type: ignore[arg-type]


def struck(kind: IncidentKind, at: int = 3, server: str = Target.RANDOM, **parts: int) -> Focus:
    """Add an incident to the first wave, under load."""
    incident = Incident(kind, at, server, **{"ticks": 4, "per_mille": 500, "count": 2, **parts})

    def focus(scenario: Scenario) -> Scenario:
        first, *others = scenario.waves
        rough = replace(first, arrivals=(3,) * max(12, len(first.arrivals)), incidents=(*first.incidents, incident))
        return replace(scenario, waves=(rough, *others))

    return focus


def stocked(name: StoreName, place: Place | None = None, **spec: object) -> Focus:
    """Add a store from the start, and connect all servers to it for what ``place`` is for."""

    def focus(scenario: Scenario) -> Scenario:
        specs = {**scenario.store_specs, name: replace(scenario.store_specs[name], **spec)}  # type: ignore[arg-type]
        stores = scenario.stores if name in scenario.stores else (*scenario.stores, name)
        wiring = {} if place is None else {kept_at(place): place}
        servers = tuple(replace(s, wiring=replace(s.wiring, **wiring)) for s in scenario.servers)  # type: ignore[arg-type]
        return replace(scenario, servers=servers, stores=stores, store_specs=specs)

    return focus


def scaled(**settings: int) -> Focus:
    """Turn the autoscaler on, give it money, and leave one server that is no cattle."""
    scaler = Autoscaler(**{"minimum": 1, "maximum": 4, "target": 300, "cool_down": 2, "drain": 2, **settings})

    def focus(scenario: Scenario) -> Scenario:
        pet, *others = scenario.servers
        servers = (pet, *(replace(other, cattle=True) for other in others))
        return replace(scenario, servers=servers, autoscaler=scaler, budget=10_000 * MILLICENTS_PER_DOLLAR)

    return focus


def visited(**parts: object) -> Focus:
    """Change all sources."""
    return lambda scenario: replace(scenario, sources=tuple(replace(each, **parts) for each in scenario.sources))  # type: ignore[arg-type]


def changed(**parts: object) -> Focus:
    """Change anything else of the scenario."""
    return lambda scenario: replace(scenario, **parts)  # type: ignore[arg-type]


def wrap(patch: pytest.MonkeyPatch, module: ModuleType, name: str, wrong: Callable[..., object]) -> None:
    """Put ``wrong`` in the place of a function; it is called with the function and its arguments."""
    patch.setattr(module, name, partial(wrong, getattr(module, name)))


def swap(patch: pytest.MonkeyPatch, module: ModuleType, one: str, other: str) -> None:
    """Swap two functions of a module."""
    first, second = getattr(module, one), getattr(module, other)
    patch.setattr(module, one, second)
    patch.setattr(module, other, first)


def draw_twice(patch: pytest.MonkeyPatch, module: ModuleType, stream: Stream, used: Stream) -> None:
    """Make a module draw for ``stream`` what was drawn for something else already."""

    def wrong(draw_all: Callable[..., Draws], seed: int, asked: Stream, position: Draws) -> Draws:
        return draw_all(seed, used if asked is stream else asked, position)

    wrap(patch, module, "draw_all", wrong)


def prove_caught(patch: pytest.MonkeyPatch, wrong: Mutation) -> str:
    """Play until the wrong engine differs, and that game once more with the right one; returns what differed."""
    wrong.change(patch)
    games: list[tuple[Scenario, int, Plan]] = []

    @settings(max_examples=GAMES, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(busy_games(), seeds)
    def play(game: tuple[Scenario, Plan], seed: int) -> None:
        scenario, plan = game
        games.append((wrong.focus(scenario), seed, plan))
        compare(*games[-1])

    with pytest.raises(DivergedError) as caught:
        play()
    patch.undo()
    compare(*games[-1])
    return str(caught.value)
