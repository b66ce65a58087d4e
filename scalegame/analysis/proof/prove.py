"""The proof of a level's lesson: the taught component is needed and is enough, and the beginner's answer is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scalegame.content.level import REFERENCE, TEMPTING, Level
from scalegame.engine import At, Plan, Result, Scenario, play
from scalegame.engine.catalog import store_of
from scalegame.engine.commands import AddStore, Connect, SetPolicy
from scalegame.runs.headless import play_plan

ALL_STARS = 3
#: From so many stars on a game is called gold: nobody lost who need not be, and the load even.
GOLD_STARS = 2


class Claim(StrEnum):
    """The claims that must hold for every seed.

    Stars are limits on the same numbers, each stricter than the last: a plan that gets three shows that one and two can
    be had as well.
    """

    IDLE_LOSES = "idle play loses"
    REFERENCE_WINS = "the reference gets every star, and no command of it is refused"
    LESSON_NEEDED = "the reference without what the level teaches loses"
    TEMPTING_FAILS = "the tempting plan gets no gold"


@dataclass(frozen=True, slots=True)
class Lesson:
    """The subject of a proof: a level's plans by name, and the components that it ``teaches``."""

    level: str
    scenario: Scenario
    plans: Mapping[str, Plan]
    teaches: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Sentences about the parts of a proof that the level lacks."""
        missing = [name for name in (REFERENCE, TEMPTING) if name not in self.plans]
        plans = [f'has no plan "{name}": nothing to prove there' for name in missing]
        return (*plans, *([] if self.teaches else ['names nothing in "teaches": nothing to prove there']))


def lesson_of(level: Level) -> Lesson:
    """Return the lesson of ``level``."""
    return Lesson(level.id, level.scenario, dict(level.plans), level.teaches)


@dataclass(frozen=True, slots=True)
class Trial:
    """One game played for one claim.

    ``without`` names the component left out, if any; ``refused`` counts the plan's commands that were illegal.
    """

    claim: Claim
    seed: int
    result: Result
    without: str = ""
    refused: int = 0

    @property
    def holds(self) -> bool:
        """Whether the claim is true of this game."""
        match self.claim:
            case Claim.REFERENCE_WINS:
                return self.result.stars == ALL_STARS and not self.refused
            case Claim.TEMPTING_FAILS:
                return self.result.stars < GOLD_STARS
            case Claim.IDLE_LOSES | Claim.LESSON_NEEDED:
                return not self.result.won


def concerns(at: At, component: str) -> bool:
    """Return whether a command has to do with ``component`` (a verb, a store, signed cookies or a policy)."""
    match at.command:
        case AddStore(store):
            return store == component
        case Connect(_, to):
            # A signed cookie has no store: a level that teaches it names the place itself.
            return component in ("connect", store_of(to) or to.value)
        case SetPolicy(policy):
            return component in ("set_policy", policy)
        case command:
            return command.verb == component


def without(plan: Plan, component: str) -> Plan:
    """Return ``plan`` with every command that has to do with ``component`` left out."""
    return tuple(at for at in plan if not concerns(at, component))


def trials(lesson: Lesson, seeds: Iterable[int]) -> Iterator[Trial]:
    """Play what the claims are about, seed by seed; claims about plans that the level does not have are left out."""
    for seed in seeds:
        yield Trial(Claim.IDLE_LOSES, seed, play(lesson.scenario, seed))
        if REFERENCE in lesson.plans:
            yield from _of_the_reference(lesson, lesson.plans[REFERENCE], seed)
        if TEMPTING in lesson.plans:
            yield Trial(Claim.TEMPTING_FAILS, seed, play(lesson.scenario, seed, lesson.plans[TEMPTING]))


def _of_the_reference(lesson: Lesson, reference: Plan, seed: int) -> Iterator[Trial]:
    played = play_plan(lesson.scenario, seed, reference)
    yield Trial(Claim.REFERENCE_WINS, seed, played.result, refused=len(played.refused))
    for component in lesson.teaches:
        ablated = play(lesson.scenario, seed, without(reference, component))
        yield Trial(Claim.LESSON_NEEDED, seed, ablated, component)
