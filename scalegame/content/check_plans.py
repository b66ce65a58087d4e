"""Whether a plan fits its level: commands that are offered, servers that exist, stores one can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scalegame.content.build import plan_from
from scalegame.content.names import name_groups
from scalegame.content.positions import Path
from scalegame.content.problems import Complaints
from scalegame.content.schema import LevelPart
from scalegame.content.schema_moves import (
    AddServerPart,
    AddStorePart,
    ConnectPart,
    MovePart,
    OneServerPart,
    SetPolicyPart,
)
from scalegame.content.words import did_you_mean, one_of, quoted
from scalegame.engine.commands import ALL
from scalegame.engine.scenario import Scenario, StoreName

_IN_LEVEL = {"undrain_server": "drain_server"}
_BUY = "add_"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a level lets a plan use; ``end`` is the tick at which it is over at the latest."""

    servers: frozenset[str]
    stores: frozenset[str]
    allowed: frozenset[str]
    policies: frozenset[str]
    end: int


def offer_of_file(level: LevelPart) -> Offer:
    """Return what a level file offers."""
    return Offer(
        servers=frozenset(name for names in name_groups(level.start.servers) for name in names),
        stores=frozenset(level.start.stores),
        allowed=frozenset(level.allowed),
        policies=frozenset(level.policies),
        end=sum(wave.ticks for wave in level.waves),
    )


def offer_of_scenario(scenario: Scenario) -> Offer:
    """Return what a loaded level offers."""
    return Offer(
        servers=frozenset(server.name for server in scenario.servers),
        stores=frozenset(scenario.stores),
        allowed=scenario.allowed,
        policies=frozenset(scenario.policies),
        end=sum(len(wave.arrivals) for wave in scenario.waves),
    )


def check_plan(moves: Sequence[MovePart], offer: Offer, path: Path, complaints: Complaints) -> None:
    """Report every command of the plan at ``path`` that the level can never carry out."""
    added = sum(move.count for move in moves if isinstance(move, AddServerPart))
    names = offer.servers | _added_names(added, offer.servers)
    for number, move in enumerate(moves):
        here: Path = (*path, number)
        if move.at >= offer.end:
            complaints.say((*here, "at"), f"the command comes at tick {move.at}, but the level is over at {offer.end}")
        verb = move.do.removeprefix(_BUY) if isinstance(move, AddStorePart) else _IN_LEVEL.get(move.do, move.do)
        if verb != "next_wave" and verb not in offer.allowed:
            complaints.say((*here, "do"), f'{move.do} is not allowed in this level: "allowed" does not hold "{verb}"')
        match move:
            case OneServerPart():
                _known_server(move.server, names, (*here, "server"), complaints)
            case SetPolicyPart() if verb in offer.allowed and move.policy not in offer.policies:
                complaint = f"{move.policy} is not among the policies of this level: {one_of(sorted(offer.policies))}"
                complaints.say((*here, "policy"), complaint)
            case ConnectPart():
                _connect(move, offer, names, here, complaints)
            case _:
                pass


def _connect(move: ConnectPart, offer: Offer, names: frozenset[str], here: Path, complaints: Complaints) -> None:
    _known_server(move.server, names | {ALL}, (*here, "server"), complaints)
    if move.to in list(StoreName) and move.to not in offer.stores | offer.allowed:
        complaints.say((*here, "to"), f"there is no {move.to} in this level, and none can be bought")
    try:
        plan_from([move])
    except ValueError as error:
        complaints.say((*here, "keep"), str(error))


def _added_names(count: int, taken: frozenset[str]) -> frozenset[str]:
    """Return the names that ``count`` servers get which are ordered during the level: s001 and on."""
    numbers = (f"s{number:03d}" for number in range(1, count + len(taken) + 1))
    return frozenset([name for name in numbers if name not in taken][:count])


def _known_server(name: str, names: frozenset[str], path: Path, complaints: Complaints) -> None:
    if name not in names:
        guess = did_you_mean(name, sorted(names)) or f"; there are {one_of(sorted(names))}"
        complaints.say(path, f"there is no server {quoted(name)}{guess}")
