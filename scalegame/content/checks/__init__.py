"""The checks of a level as a whole: its names exist, its sums fit, its goals can be reached.

Each check reports at the value that is wrong. ``service.py`` checks servers, stores and settings, ``traffic.py`` people
and incidents, ``plans.py`` plans; this module checks the commands on offer and the goals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scalegame.content.build import goal_of
from scalegame.content.build.service import store_specs
from scalegame.content.checks.service import check_service, deploys
from scalegame.content.checks.shared import SIGNED_COOKIE, check_twice, reachable_stores
from scalegame.content.checks.traffic import check_traffic
from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import quoted
from scalegame.content.schema.level import GoalPart, LevelPart
from scalegame.engine.catalog import STORES
from scalegame.engine.scenario import Metric, SessionPlace, StoreName

#: The stores and places that only connected servers use. A CDN stands before all of them.
_CONNECTED = {SIGNED_COOKIE, *(kind.name.value for kind in STORES.values() if not kind.at_edge)}
_HINTS = 3


def check_level(level: LevelPart, complaints: Complaints) -> None:
    """Report everything in ``level`` that contradicts itself; its plans are not looked at."""
    check_service(level, complaints)
    _allowed(level, complaints)
    check_traffic(level, complaints)
    _goals(level, complaints)
    _teaching(level, complaints)


def _allowed(level: LevelPart, complaints: Complaints) -> None:
    check_twice(level.allowed, ("allowed",), complaints)
    check_twice(level.policies, ("policies",), complaints)
    useless = dict(_useless(level))
    for number, verb in enumerate(level.allowed):
        if verb in level.start.stores:
            complaints.say(("allowed", number), f"{verb} is there from the start, so it cannot be bought")
        elif verb in _CONNECTED and "connect" not in level.allowed:
            complaints.say(("allowed", number), f'{verb} is of no use without "connect" in "allowed"')
        elif verb == "set_policy" and not level.policies:
            complaints.say(("allowed", number), 'set_policy needs "policies": the ones a player may choose')
        elif verb in useless:
            complaints.say(("allowed", number), f"{verb} is allowed, but {useless[verb]}")
    if level.policies and "set_policy" not in level.allowed:
        complaints.say(("policies",), '"policies" are listed, but "allowed" does not hold "set_policy"')


def _useless(level: LevelPart) -> Iterator[tuple[str, str]]:
    """Yield the commands that can do nothing in this level, and why."""
    stores, specs = reachable_stores(level), store_specs(level.catalog.stores)
    connected = any(not STORES[store].at_edge for store in stores)
    if not connected and SIGNED_COOKIE not in level.allowed and level.start.sessions is not SessionPlace.SIGNED_COOKIE:
        yield "connect", "there is nothing to connect to"
    if not any(specs[store].most_replicas > specs[store].replicas for store in stores):
        yield "add_replica", "no store can have one more"
    sql = specs[StoreName.SQL]
    if StoreName.SQL not in stores:
        yield "add_pooler", "there is no SQL database, and none can be bought"
    elif sql.pooler or not sql.connections:
        yield "add_pooler", "the pooler is there already" if sql.pooler else "SQL's connections have no limit"
    if StoreName.REDIS not in stores:
        yield "set_redis", "there is no Redis, and none can be bought"
    if not deploys(level):
        yield "set_drain", "no server is ever deployed"


def _goals(level: LevelPart, complaints: Complaints) -> None:
    goals = {metric: getattr(level.goals, metric.value) for metric in Metric}
    for metric, part in goals.items():
        if part is None:
            continue
        path: JsonPath = ("goals", metric.value)
        goal = goal_of(metric, part)
        if goal.passing is None and goal.gold is None:
            complaints.say(path, f'{quoted(metric)} needs "pass", "gold" or both')
        if goal.passing is not None and goal.gold is not None and goal.gold > goal.passing:
            complaints.say((*path, "gold"), '"gold" is looser than "pass"')
    if level.goals.model_fields_set or not is_open_ended(level):
        _passing(goals.values(), complaints)


def is_open_ended(level: LevelPart) -> bool:
    """Whether a level may have no goals: it ends when its lives are used up, or the player makes it up."""
    return level.lives > 0 or not {"set_traffic", "cause_incident"}.isdisjoint(level.allowed)


def _passing(goals: Iterable[GoalPart | None], complaints: Complaints) -> None:
    if not any(part is not None and part.passing is not None for part in goals):
        complaints.say(("goals",), 'no goal has a "pass", so nobody could lose')


def _teaching(level: LevelPart, complaints: Complaints) -> None:
    check_twice(level.teaches, ("teaches",), complaints)
    usable = {*level.allowed, *level.policies, "next_wave"}
    for number, component in enumerate(level.teaches):
        if component not in usable:
            complaints.say(("teaches", number), f"the level teaches {component}, but does not allow it")
    if len(level.hints) not in (0, _HINTS):
        found = "is one" if len(level.hints) == 1 else f"are {len(level.hints)}"
        complaints.say(
            ("hints",), f"there must be three hints (observe, direction, near-solution) or none, but there {found}"
        )
    for number, quiz in enumerate(level.quiz):
        path: JsonPath = ("quiz", number)
        if quiz.answer >= len(quiz.choices):
            complaint = f'"answer" counts from 0, so it must be at most {len(quiz.choices) - 1}, but is {quiz.answer}'
            complaints.say((*path, "answer"), complaint)
        check_twice(quiz.choices, (*path, "choices"), complaints)
