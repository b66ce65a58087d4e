"""Par values: the best plans a search has found for a level, in a file beside it that is believed or ignored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scalegame import engine
from scalegame.content.level import Level
from scalegame.content.loader import read_file
from scalegame.content.reader.diagnostics import LevelError
from scalegame.engine.codec import plain_plan, plan_of
from scalegame.engine.commands import Plan

#: The folder beside a level in which its par values are looked for.
FOLDER = "pars"
_FORMAT = 1
_MOST_STARS = 3


@dataclass(frozen=True, slots=True)
class ParPlan:
    """A plan with what it costs (``time`` in ticks, ``cost`` in millicents) and the ``stars`` it gets."""

    time: int
    cost: int
    commands: int
    stars: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Par:
    """The Pareto front of time, cost and commands for one seed, fastest first.

    ``time``, ``cost`` and ``commands`` are the best by themselves, each of some plan of the front.
    """

    seed: int
    front: tuple[ParPlan, ...]

    @property
    def time(self) -> int:
        """The least time, in ticks."""
        return min(plan.time for plan in self.front)

    @property
    def cost(self) -> int:
        """The least cost, in millicents."""
        return min(plan.cost for plan in self.front)

    @property
    def commands(self) -> int:
        """The fewest commands."""
        return min(plan.commands for plan in self.front)


def par_file(level: Level) -> Path:
    """Return where the par values of ``level`` are, if there are any."""
    return level.path.parent / FOLDER / f"{level.id.rpartition('/')[2]}.json"


def par_of(level: Level) -> Par | None:
    """Return the par values of ``level``: none where the file is missing, damaged or about another level or ruleset."""
    path = par_file(level)
    if not path.is_file():  # a pipe in a stranger's pack would never end
        return None
    try:
        whole = json.loads(read_file(path))
        if whole["format"] != _FORMAT or whole["level_digest"] != level.digest or whole["ruleset"] != engine.RULESET:
            return None
        par = Par(_count(whole, "seed"), tuple(map(_par_plan, whole["front"])))
    except (LevelError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    return par if par.front else None


def _par_plan(plain: Mapping[str, object]) -> ParPlan:
    time, cost, commands, stars = (_count(plain, name) for name in ("time", "cost", "commands", "stars"))
    plan = plain["plan"]
    if not isinstance(plan, list) or stars > _MOST_STARS:
        raise ValueError("this is no plan with its values")
    return ParPlan(time, cost, commands, stars, plan_of(plan))


def _count(plain: Mapping[str, object], name: str) -> int:
    number = plain[name]
    if type(number) is not int or number < 0:
        raise ValueError(f"{name} is no count")
    return number


def text_of(level: Level, par: Par, plans_tried: int) -> str:
    """Return the content of a par file; it is a plan file as well, whose plan is the first of the front."""
    first = par.front[0].plan if par.front else ()
    whole = {
        "format": _FORMAT,
        "level": level.id,
        "level_digest": level.digest,
        "ruleset": engine.RULESET,
        "seed": par.seed,
        "plans_tried": plans_tried,
        "best": {"time": par.time, "cost": par.cost, "commands": par.commands} if par.front else None,
        "commands": plain_plan(first),
        "front": [
            {
                "time": one.time,
                "cost": one.cost,
                "commands": one.commands,
                "stars": one.stars,
                "plan": plain_plan(one.plan),
            }
            for one in par.front
        ],
    }
    return json.dumps(whole, indent=1) + "\n"
