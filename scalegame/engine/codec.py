"""Commands as plain values and back, the way levels, plans and runs write them: ``{"at": 12, "do": "add_redis"}``.

Buying a store is named after the store (``add_redis``). ``connect`` says where ``to``, and what to
``keep`` there only where the place alone does not tell: a server's memory holds sessions or orders, and so
does an SQL database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from scalegame.engine.commands import (
    TAKES,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    At,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Place,
    Plan,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)

#: A command as it stands in a file.
PlainCommand = dict[str, str | int]

_BUY = "add_"
_STORE_VERBS = {_BUY + store.value: store for store in StoreName}
_SERVER_COMMANDS: dict[str, type[RemoveServer | RestartServer | DrainServer | UndrainServer]] = {
    command.verb: command for command in (RemoveServer, RestartServer, DrainServer, UndrainServer)
}
_KEPT: dict[str, type[Place]] = {
    "sessions": SessionPlace,
    "files": FilePlace,
    "orders": OrderPlace,
    "work": WorkPlace,
}
#: What is meant when a place could keep several things and nobody says which.
_MEANT: dict[str, Place] = {"server_memory": SessionPlace.SERVER_MEMORY, "sql": OrderPlace.SQL}


def plain_command(command: Command) -> PlainCommand:
    """Return a command as plain values."""
    match command:
        case AddServer(count):
            return {"do": command.verb, "count": count}
        case RemoveServer(server) | RestartServer(server) | DrainServer(server) | UndrainServer(server):
            return {"do": command.verb, "server": server}
        case AddStore(store):
            return {"do": _BUY + store.value}
        case Connect(server, to):
            return {"do": command.verb, "server": server, "to": to.value, **_kept(to)}
        case SetPolicy(policy):
            return {"do": command.verb, "policy": policy.value}
        case NextWave() | AddPooler():
            return {"do": command.verb}
        case CauseIncident(incident):
            given: PlainCommand = {_key(incident.kind, n): getattr(incident, n) for n in TAKES[incident.kind]}
            return {"do": command.verb, "incident": incident.kind.value} | given
        case _:
            return {"do": command.verb, **_setting(command)}


def _setting(
    command: AddReplica | SetRedis | SetRateLimit | SetAutoscaler | SetHealthCheck | SetTimeout | SetDrain | SetTraffic,
) -> PlainCommand:
    """Return what stands beside the verb in a command about stores, balancer and fleet as a whole."""
    match command:
        case AddReplica(store):
            return {"store": store.value}
        case SetRedis(to):
            return {"to": to.value}
        case SetRateLimit(limit, per):
            return {"limit": limit, "per": per.value}
        case SetAutoscaler(minimum, maximum):
            return {"min": minimum, "max": maximum}
        case SetHealthCheck(check):
            return {"check": check.value}
        case SetTimeout(milliseconds):
            return {"ms": milliseconds}
        case SetDrain(ticks):
            return {"ticks": ticks}
        case SetTraffic(visitors):
            return {"visitors": visitors}


def command_of(plain: Mapping[str, object]) -> Command:
    """Return the command that ``plain`` describes; raises ``ValueError`` with a sentence if it describes none."""
    verb = _word(plain, "do")
    if verb in _STORE_VERBS:
        return AddStore(_STORE_VERBS[verb])
    if verb in _SERVER_COMMANDS:
        return _SERVER_COMMANDS[verb](_word(plain, "server"))
    if verb not in _READERS:
        raise ValueError(f"there is no command {verb!r}")
    return _READERS[verb](plain)


def plain_plan(plan: Plan) -> list[PlainCommand]:
    """Return a plan as plain values, each command with its tick in ``at``."""
    return [{"at": given.tick, **plain_command(given.command)} for given in plan]


def plan_of(plain: Iterable[Mapping[str, object]]) -> Plan:
    """Return the plan that ``plain`` describes in the order of its ticks; raises ``ValueError`` as ``command_of``."""
    given = [At(_count(one, "at", 0), command_of(one)) for one in plain]
    return tuple(sorted(given, key=lambda at: at.tick))


def _kept(to: Place) -> PlainCommand:
    # Only the type tells a session in a server's memory from an order there: their texts are equal.
    meant = _MEANT.get(to.value)
    if meant is None or type(meant) is type(to):
        return {}
    return {"keep": next(kept for kept, kind in _KEPT.items() if isinstance(to, kind))}


def _place(to: str, keep: object) -> Place:
    if keep is not None and keep not in tuple(_KEPT):
        raise ValueError(f"a server keeps {', '.join(_KEPT)}, not {keep!r}")
    if keep is None and to in _MEANT:
        return _MEANT[to]
    for kept, places in _KEPT.items():
        if keep in (None, kept) and to in {place.value for place in places}:
            return places(to)
    raise ValueError(f"a server cannot keep {keep or 'anything'} in {to!r}")


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(
    plain: Mapping[str, object], key: str, kind: type[_Choice], what: str, default: str | None = None
) -> _Choice:
    """Return the member of ``kind`` that ``plain`` names under ``key``."""
    name = _word(plain, key, default)
    try:
        return kind(name)
    except ValueError:
        raise ValueError(f"there is no {what} {name!r}") from None


def _redis_setting(plain: Mapping[str, object]) -> Eviction | Persistence:
    name = _word(plain, "to")
    for kind in (Eviction, Persistence):
        if name in {member.value for member in kind}:
            return kind(name)
    raise ValueError(f"Redis has no setting {name!r}")


def _word(plain: Mapping[str, object], key: str, default: str | None = None) -> str:
    value = plain.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f'a command needs a text in "{key}"')  # noqa: TRY004 - bad input, not a bad call
    return value


def _count(plain: Mapping[str, object], key: str, default: int | None = None) -> int:
    value = plain.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f'"{key}" must be a whole number')
    return value


def _incident(plain: Mapping[str, object]) -> Incident:
    """Return the incident that is ordered; what its kind does not take may only be left out, or null."""
    kind = _choice(plain, "incident", IncidentKind, "incident")
    takes = {_key(kind, name): name for name in TAKES[kind]}
    stray = [key for key in _INCIDENT_KEYS if key not in takes and plain.get(key) is not None]
    if stray:
        raise ValueError(f'the incident {kind.value} takes no "{stray[0]}"')
    words = {name: _word(plain, key) for key, name in takes.items() if name == "server"}
    numbers = {name: _count(plain, key) for key, name in takes.items() if name != "server"}
    return Incident(
        kind,
        0,
        words.get("server", ""),
        numbers.get("ticks", 0),
        numbers.get("per_mille", 1000),
        numbers.get("count", 0),
    )


def _key(kind: IncidentKind, name: str) -> str:
    """Return how a file calls what an incident calls ``name``."""
    return "zone" if kind is IncidentKind.ZONE_OUTAGE and name == "server" else name


_INCIDENT_KEYS = ("server", "zone", "ticks", "per_mille", "count")
_READERS: dict[str, Callable[[Mapping[str, object]], Command]] = {
    AddServer.verb: lambda plain: AddServer(_count(plain, "count", 1)),
    Connect.verb: lambda plain: Connect(_word(plain, "server"), _place(_word(plain, "to"), plain.get("keep"))),
    AddReplica.verb: lambda plain: AddReplica(_choice(plain, "store", StoreName, "store")),
    AddPooler.verb: lambda _: AddPooler(),
    SetRedis.verb: lambda plain: SetRedis(_redis_setting(plain)),
    SetRateLimit.verb: lambda plain: SetRateLimit(
        _count(plain, "limit"), _choice(plain, "per", LimitPer, "rate limit per", LimitPer.SERVICE)
    ),
    SetAutoscaler.verb: lambda plain: SetAutoscaler(_count(plain, "min"), _count(plain, "max")),
    SetHealthCheck.verb: lambda plain: SetHealthCheck(_choice(plain, "check", Check, "health check")),
    SetTimeout.verb: lambda plain: SetTimeout(_count(plain, "ms")),
    SetDrain.verb: lambda plain: SetDrain(_count(plain, "ticks")),
    SetPolicy.verb: lambda plain: SetPolicy(_choice(plain, "policy", Policy, "policy")),
    SetTraffic.verb: lambda plain: SetTraffic(_count(plain, "visitors")),
    CauseIncident.verb: lambda plain: CauseIncident(_incident(plain)),
    NextWave.verb: lambda _: NextWave(),
}
