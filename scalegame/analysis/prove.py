"""Prove a level's lesson: the taught component is needed, is enough, and the beginner's answer is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine import At, Plan, Result, Scenario, play
from scalegame.engine.commands import AddStore, Connect, SetPolicy
from scalegame.engine.fleet import store_of
from scalegame.runs.headless import play_plan

REFERENCE, TEMPTING = "reference", "tempting"
ALL_STARS = 3


class Claim(StrEnum):
    """What must hold for every seed."""

    IDLE_LOSES = "idle play loses"
    REFERENCE_WINS = "the reference gets three stars, and every command of it is legal"
    LESSON_NEEDED = "the reference without what the level teaches loses"
    TEMPTING_FAILS = "the tempting plan gets one star at most"


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
        """Whether this game bears the claim out."""
        match self.claim:
            case Claim.REFERENCE_WINS:
                return self.result.stars == ALL_STARS and not self.refused
            case Claim.TEMPTING_FAILS:
                return self.result.stars <= 1
            case Claim.IDLE_LOSES | Claim.LESSON_NEEDED:
                return not self.result.won


def uses(at: At, component: str) -> bool:
    """Say whether a command has to do with ``component`` (a verb, a store, signed cookies or a policy)."""
    match at.command:
        case AddStore(store):
            return store == component
        case Connect(_, to):
            # A signed cookie has no store: a level that teaches it names the place itself.
            return component in ("connect", store_of(to) or to)
        case SetPolicy(policy):
            return component in ("set_policy", policy)
        case command:
            return command.verb == component


def without(plan: Plan, component: str) -> Plan:
    """Return ``plan`` with every command that has to do with ``component`` left out."""
    return tuple(at for at in plan if not uses(at, component))


def trials(
    scenario: Scenario, reference: Plan, tempting: Plan, teaches: Iterable[str], seeds: Iterable[int]
) -> Iterable[Trial]:
    """Play what the claims are about, seed by seed."""
    for seed in seeds:
        yield Trial(Claim.IDLE_LOSES, seed, play(scenario, seed))
        played = play_plan(scenario, seed, reference)
        yield Trial(Claim.REFERENCE_WINS, seed, played.result, refused=len(played.refused))
        for component in teaches:
            ablated = play(scenario, seed, without(reference, component))
            yield Trial(Claim.LESSON_NEEDED, seed, ablated, component)
        yield Trial(Claim.TEMPTING_FAILS, seed, play(scenario, seed, tempting))
