"""Commands as plain values and back, the way levels, plans and runs write them: ``{"at": 12, "do": "add_redis"}``.

Buying a store is named after the store (``add_redis``). ``connect`` says where ``to``, and what to
``keep`` there only where the place alone does not tell: a server's memory holds sessions or orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scalegame.engine.commands import (
    AddServer,
    AddStore,
    At,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Place,
    Plan,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import FilePlace, OrderPlace, Policy, SessionPlace, StoreName

#: A command as it stands in a file.
PlainCommand = dict[str, str | int]

_BUY = "add_"
_STORE_VERBS = {_BUY + store.value: store for store in StoreName}
_SERVER_COMMANDS: dict[str, type[RemoveServer | RestartServer | DrainServer | UndrainServer]] = {
    command.verb: command for command in (RemoveServer, RestartServer, DrainServer, UndrainServer)
}
_PLACES: dict[str, type[Place]] = {"sessions": SessionPlace, "files": FilePlace, "orders": OrderPlace}


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
        case NextWave():
            return {"do": command.verb}


def command_of(plain: Mapping[str, object]) -> Command:
    """Return the command that ``plain`` describes; raises ``ValueError`` with a sentence if it describes none."""
    verb = _word(plain, "do")
    if verb in _STORE_VERBS:
        command: Command = AddStore(_STORE_VERBS[verb])
    elif verb in _SERVER_COMMANDS:
        command = _SERVER_COMMANDS[verb](_word(plain, "server"))
    elif verb == AddServer.verb:
        command = AddServer(_count(plain, "count", 1))
    elif verb == Connect.verb:
        command = Connect(_word(plain, "server"), _place(_word(plain, "to"), plain.get("keep")))
    elif verb == SetPolicy.verb:
        command = SetPolicy(_policy(_word(plain, "policy")))
    elif verb == NextWave.verb:
        command = NextWave()
    else:
        raise ValueError(f"there is no command {verb!r}")
    return command


def plain_plan(plan: Plan) -> list[PlainCommand]:
    """Return a plan as plain values, each command with its tick in ``at``."""
    return [{"at": given.tick, **plain_command(given.command)} for given in plan]


def plan_of(plain: Iterable[Mapping[str, object]]) -> Plan:
    """Return the plan that ``plain`` describes in the order of its ticks; raises ``ValueError`` as ``command_of``."""
    given = [At(_count(one, "at", 0), command_of(one)) for one in plain]
    return tuple(sorted(given, key=lambda at: at.tick))


def _kept(to: Place) -> PlainCommand:
    # Only the type tells a session in a server's memory from an order there: their texts are equal.
    if to != SessionPlace.SERVER_MEMORY:
        return {}
    return {"keep": "sessions" if isinstance(to, SessionPlace) else "orders"}


def _place(to: str, keep: object) -> Place:
    if keep is not None and keep not in tuple(_PLACES):
        raise ValueError(f"a server keeps {', '.join(_PLACES)}, not {keep!r}")
    for kept, places in _PLACES.items():
        if keep in (None, kept) and to in {place.value for place in places}:
            return places(to)
    raise ValueError(f"a server cannot keep {keep or 'anything'} in {to!r}")


def _policy(name: str) -> Policy:
    try:
        return Policy(name)
    except ValueError:
        raise ValueError(f"there is no policy {name!r}") from None


def _word(plain: Mapping[str, object], key: str) -> str:
    value = plain.get(key)
    if not isinstance(value, str):
        raise ValueError(f'a command needs a text in "{key}"')  # noqa: TRY004 - bad input, not a bad call
    return value


def _count(plain: Mapping[str, object], key: str, default: int) -> int:
    value = plain.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f'"{key}" must be a whole number')
    return value
