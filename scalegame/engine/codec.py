"""Commands as plain values and back, the way levels, plans and runs write them: ``{"at": 12, "do": "add_redis"}``.

Buying a store is named after the store (``add_redis``). ``connect`` says where ``to``, and what to
``keep`` there only where the place alone does not tell: a server's memory holds sessions or orders, and so
does an SQL database. All other commands are written field by field, as their classes declare them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import get_args, get_type_hints

from scalegame.engine.commands import (
    COMMANDS,
    KEY,
    TAKES,
    AddStore,
    At,
    CauseIncident,
    Command,
    Connect,
    Place,
    Plan,
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
        case AddStore(store):
            return {"do": _BUY + store.value}
        case Connect(server, to):
            return {"do": command.verb, "server": server, "to": to.value, **_kept(to)}
        case CauseIncident(incident):
            given: PlainCommand = {_key(incident.kind, n): getattr(incident, n) for n in TAKES[incident.kind]}
            return {"do": command.verb, "incident": incident.kind.value} | given
        case _:
            return {"do": command.verb, **{field.key: field.of(command) for field in _fields_of(command.verb)}}


def command_of(plain: Mapping[str, object]) -> Command:
    """Return the command that ``plain`` describes; raises ``ValueError`` with a sentence if it describes none."""
    verb = _word(plain, "do")
    if verb in _STORE_VERBS:
        return AddStore(_STORE_VERBS[verb])
    if verb == Connect.verb:
        return Connect(_word(plain, "server"), _place(_word(plain, "to"), plain.get("keep")))
    if verb == CauseIncident.verb:
        return CauseIncident(_incident(plain))
    if verb not in _BY_VERB:
        raise ValueError(f"there is no command {verb!r}")
    build: Callable[..., Command] = _BY_VERB[verb]
    return build(*(field.read(plain) for field in _fields_of(verb)))


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


#: What is said of a word that names no member, by the enumerations that a field may hold.
_UNKNOWN: dict[tuple[type[StrEnum], ...], str] = {
    (StoreName,): "there is no store {!r}",
    (Policy,): "there is no policy {!r}",
    (Check,): "there is no health check {!r}",
    (LimitPer,): "there is no rate limit per {!r}",
    (IncidentKind,): "there is no incident {!r}",
    (Eviction, Persistence): "Redis has no setting {!r}",
}


def _choice(name: str, kinds: tuple[type[StrEnum], ...]) -> StrEnum:
    """Return the member of one of ``kinds`` that ``name`` names."""
    for kind in kinds:
        if name in {member.value for member in kind}:
            return kind(name)
    raise ValueError(_UNKNOWN[kinds].format(name))


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a command: its name, its key in files, what it may hold (numbers, words or members), its default."""

    name: str
    key: str
    kinds: tuple[type, ...]
    default: int | str | None

    def of(self, command: Command) -> int | str:
        """Return the plain value of this field of ``command``."""
        value: int | str = getattr(command, self.name)
        return value.value if isinstance(value, StrEnum) else value

    def read(self, plain: Mapping[str, object]) -> int | str:
        """Return what a command holds in this field, as ``plain`` says; raises ``ValueError`` with a sentence."""
        if self.kinds == (int,):
            return _count(plain, self.key, self.default if isinstance(self.default, int) else None)
        word = _word(plain, self.key, self.default if isinstance(self.default, str) else None)
        return word if self.kinds == (str,) else _choice(word, self.kinds)


@cache
def _fields_of(verb: str) -> tuple[_Field, ...]:
    """Return the fields of the command with ``verb``, as its annotations describe them; read when first asked for."""
    command = _BY_VERB[verb]
    kinds = get_type_hints(command)
    return tuple(
        _Field(
            each.name,
            each.metadata.get(KEY, each.name),
            get_args(kinds[each.name]) or (kinds[each.name],),
            None if each.default is MISSING else each.default,
        )
        for each in fields(command)
    )


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
    kind = IncidentKind(_choice(_word(plain, "incident"), (IncidentKind,)))
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
#: Those that are written with words of their own: the verb, the place or the kind of incident says more than a field.
_OF_THEIR_OWN = (AddStore, Connect, CauseIncident)
_BY_VERB = {command.verb: command for command in COMMANDS if command not in _OF_THEIR_OWN}
