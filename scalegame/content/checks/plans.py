"""The checks of a plan against its level: commands that are offered, servers that exist, stores one can have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scalegame.content.build import plan_from
from scalegame.content.build.service import servers_of, store_specs
from scalegame.content.checks.shared import check_known, check_order
from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.content.schema import limits
from scalegame.content.schema.commands import (
    AddReplicaPart,
    AddServerPart,
    CauseIncidentPart,
    ConnectPart,
    MovePart,
    OneServerPart,
    SetAutoscalerPart,
    SetPolicyPart,
)
from scalegame.content.schema.level import LevelPart
from scalegame.engine.catalog import PLACES, STRIKES
from scalegame.engine.commands import ALL, CauseIncident
from scalegame.engine.scenario import Scenario, StoreName, StoreSpec, Target
from scalegame.wording.refusals import why_refused

#: The store that the text of a place speaks of, whatever is kept there.
_STORE_BEHIND = {place.value: row.store for place, row in PLACES.items() if row.store is not None}
#: The names of servers that are ordered during a level.
_NUMBERED = re.compile(r"s([0-9]{3})")
#: More of them no plan can name, however many it orders.
_MOST_NUMBERS = 999


@dataclass(frozen=True, slots=True)
class PlanScope:
    """The commands, servers and stores that a level lets a plan use; ``end`` is the latest tick at which it is over.

    ``scales``: an autoscaler may order servers. ``replicas`` is how many more each store can have.
    """

    servers: frozenset[str]
    stores: frozenset[str]
    allowed: frozenset[str]
    policies: frozenset[str]
    zones: tuple[str, ...]
    end: int
    scales: bool
    replicas: Mapping[StoreName, int]


def scope_of_file(level: LevelPart) -> PlanScope:
    """Return what a level file offers."""
    return PlanScope(
        servers=frozenset(server.name for server in servers_of(level.start)),
        stores=frozenset(level.start.stores),
        allowed=frozenset(level.allowed),
        policies=frozenset(level.policies),
        zones=tuple(level.zones),
        end=sum(wave.ticks for wave in level.waves),
        scales=level.start.autoscaler.maximum > 0 or "set_autoscaler" in level.allowed,
        replicas=_room(store_specs(level.catalog.stores)),
    )


def scope_of_scenario(scenario: Scenario) -> PlanScope:
    """Return what a loaded level offers."""
    return PlanScope(
        servers=frozenset(server.name for server in scenario.servers),
        stores=frozenset(scenario.stores),
        allowed=scenario.allowed,
        policies=frozenset(scenario.policies),
        zones=scenario.zones,
        end=sum(len(wave.arrivals) for wave in scenario.waves),
        scales=scenario.autoscaler.maximum > 0 or "set_autoscaler" in scenario.allowed,
        replicas=_room(scenario.store_specs),
    )


def _room(specs: Mapping[StoreName, StoreSpec]) -> dict[StoreName, int]:
    return {store: spec.most_replicas - spec.replicas for store, spec in specs.items()}


def check_plan(moves: Sequence[MovePart], scope: PlanScope, path: JsonPath, complaints: Complaints) -> None:
    """Report every command of the plan at ``path`` that the level can never carry out."""
    fleet = _fleet(moves, scope)
    for number, move in enumerate(moves):
        here: JsonPath = (*path, number)
        if move.at >= scope.end:
            complaints.say((*here, "at"), f"the command comes at tick {move.at}, but the level is over at {scope.end}")
        for right in sorted(_rights(move) - scope.allowed):
            of_place = isinstance(move, ConnectPart) and right == move.to
            field, what = ("to", f"{move.do} to {right}") if of_place else ("do", move.do)
            complaints.say((*here, field), f'{what} is not allowed in this level: "allowed" does not hold "{right}"')
        _possible(move, scope, fleet, here, complaints)


def _rights(move: MovePart) -> frozenset[str]:
    """Return what a level must allow for a command; fields that change nothing about that may be wrong."""
    match move:
        case CauseIncidentPart():
            return frozenset(CauseIncident.possible_rights())
        case ConnectPart():
            move = move.model_copy(update={"keep": None})
    (given,) = plan_from([move])
    return given.command.rights()


def _possible(move: MovePart, scope: PlanScope, fleet: _Fleet, here: JsonPath, complaints: Complaints) -> None:
    """Report what can never work of a command, allowed or not."""
    match move:
        case OneServerPart():
            fleet.check(move.server, (*here, "server"), complaints)
        case SetPolicyPart() if move.do in scope.allowed and move.policy not in scope.policies:
            complaint = f"{move.policy} is not among the policies of this level: {one_of(sorted(scope.policies))}"
            complaints.say((*here, "policy"), complaint)
        case ConnectPart():
            _connect(move, scope, fleet, here, complaints)
        case AddReplicaPart():
            _add_replica(move, scope, (*here, "store"), complaints)
        case CauseIncidentPart():
            _cause(move, scope, fleet, here, complaints)
        case SetAutoscalerPart():
            check_order(move.minimum, move.maximum, (*here, "min"), complaints)
        case _:
            pass


def _connect(move: ConnectPart, scope: PlanScope, fleet: _Fleet, here: JsonPath, complaints: Complaints) -> None:
    if move.server != ALL:
        fleet.check(move.server, (*here, "server"), complaints, ALL)
    store = _STORE_BEHIND.get(move.to)
    if store is not None:
        _known_store(store, scope, (*here, "to"), complaints)
    try:
        plan_from([move])
    except ValueError as error:
        complaints.say((*here, "keep"), str(error))


def _cause(move: CauseIncidentPart, scope: PlanScope, fleet: _Fleet, here: JsonPath, complaints: Complaints) -> None:
    if move.server is not None and move.server not in (*Target,):
        fleet.check(move.server, (*here, "server"), complaints, *Target)
    if move.zone is not None:
        check_known(move.zone, scope.zones, "zone", (*here, "zone"), complaints)
    if (store := STRIKES.get(move.incident)) is not None:
        _known_store(store, scope, (*here, "incident"), complaints)
    try:
        (given,) = plan_from([move])
    except ValueError as error:
        complaints.say(here, str(error))
    else:
        if isinstance(given.command, CauseIncident) and (refusal := given.command.out_of_bounds()):
            wrong = why_refused(refusal)
            complaints.say(here, f"{move.incident} cannot be so: {wrong[:1].lower()}{wrong[1:].rstrip('.')}")


def _add_replica(move: AddReplicaPart, scope: PlanScope, path: JsonPath, complaints: Complaints) -> None:
    store = StoreName(move.store)
    if _known_store(store, scope, path, complaints) and scope.replicas[store] < 1:
        complaints.say(path, f'{store} can have no more replicas: its "most_replicas" are there from the start')


def _known_store(store: StoreName, scope: PlanScope, path: JsonPath, complaints: Complaints) -> bool:
    known = store in scope.stores or store.value in scope.allowed
    if not known:
        complaints.say(path, f"there is no {store} in this level, and none can be bought")
    return known


@dataclass(frozen=True, slots=True)
class _Fleet:
    """The servers a plan can name: those of the level, those it orders, and with ``more`` any number."""

    names: frozenset[str]
    more: bool

    def check(self, name: str, path: JsonPath, complaints: Complaints, *also: str) -> None:
        """Report a ``name`` that no server can have; what ``also`` could have been meant may be guessed."""
        numbered = _NUMBERED.fullmatch(name) if self.more else None
        if name in self.names or (numbered and 1 <= int(numbered[1]) <= limits.MAX_SERVERS) or complaints.full:
            return
        guess = did_you_mean(name, sorted({*self.names, *also})) or f"; there are {one_of(sorted(self.names))}"
        complaints.say(path, f"there is no server {quoted(name)}{guess}")


def _fleet(moves: Sequence[MovePart], scope: PlanScope) -> _Fleet:
    added = sum(move.count for move in moves if isinstance(move, AddServerPart))
    return _Fleet(scope.servers | _added_names(min(added, _MOST_NUMBERS), scope.servers), scope.scales)


def _added_names(count: int, taken: frozenset[str]) -> frozenset[str]:
    """Return the names that ``count`` servers get which are ordered during the level: s001 and on."""
    numbers = (f"s{number:03d}" for number in range(1, count + len(taken) + 1))
    return frozenset([name for name in numbers if name not in taken][:count])
