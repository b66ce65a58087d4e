"""Commands in plain words, as the orders that they are: for what is planned, taken back, and searched. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
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
from scalegame.engine.scenario import Check, RateLimit, StoreName
from scalegame.wording.incidents import incident
from scalegame.wording.place_names import place
from scalegame.wording.units import check_name, keep, limit, people, policy_name, redis_name, store_name, wait

_COUNTABLE = (StoreName.SQL, StoreName.CDN, StoreName.QUEUE)


#: The past of the words that orders begin with.
_PAST = {
    "add": "added",
    "autoscale": "let the fleet autoscale",
    "buy": "bought",
    "cause:": "caused:",
    "drain": "drained",
    "put": "put",
    "remove": "removed",
    "restart": "restarted",
    "start": "started",
    "turn": "turned",
}


def orders(commands: Sequence[Command]) -> str:
    """Return what several commands do, in their order; servers ordered one by one are told together."""
    return " · ".join(order(command) for command in _gathered(commands))


def deeds(commands: Sequence[Command]) -> str:
    """Return what somebody did who gave ``commands``: what follows "you"."""
    return " · ".join(_deed(command) for command in _gathered(commands))


def _deed(command: Command) -> str:
    if isinstance(command, SetDrain):
        return f"let servers {order(command)}"
    verb, _, rest = order(command).partition(" ")
    return f"{_PAST.get(verb, verb)} {rest}"


def _gathered(commands: Sequence[Command]) -> list[Command]:
    """Return ``commands``, the servers added one by one as one command."""
    added = sum(command.count for command in commands if isinstance(command, AddServer))
    first = next((command for command in commands if isinstance(command, AddServer)), None)
    kept_apart = (command for command in commands if command is first or not isinstance(command, AddServer))
    return [AddServer(added) if command is first else command for command in kept_apart]


def order(command: Command) -> str:
    """Return what a command does, as an order."""
    match command:
        case AddServer(count):
            return "add a server" if count == 1 else f"add {count} servers"
        case RemoveServer(server):
            return f"remove {server}"
        case RestartServer(server):
            return f"restart {server}"
        case DrainServer(server):
            return f"drain {server}"
        case UndrainServer(server):
            return f"let {server} take new people again"
        case Connect(server, to):
            return f"let {'every server' if server == ALL else server} {keep(to)}"
        case NextWave():
            return "start the next wave now"
        case CauseIncident(what):
            return f"cause: {incident(what)}"
        case SetTraffic(visitors):
            return f"let {people(visitors) if visitors else 'nobody new'} come each second"
        case AddStore() | AddReplica() | AddPooler() | SetRedis():
            return _about_stores(command)
        case _:
            return _about_the_service(command)


def _about_stores(command: AddStore | AddReplica | AddPooler | SetRedis) -> str:
    match command:
        case AddStore(store):
            return f"buy {'a ' if store in _COUNTABLE else ''}{store_name(store)}"
        case AddReplica(store):
            return f"add a replica of {place(store)}"
        case AddPooler():
            return "put a pooler before the database"
        case SetRedis(to):
            return f"let Redis {redis_name(to)}"


def _about_the_service(
    command: SetRateLimit | SetAutoscaler | SetHealthCheck | SetTimeout | SetDrain | SetPolicy,
) -> str:
    match command:
        case SetPolicy(policy):
            return f"set the balancer to {policy_name(policy)}"
        case SetHealthCheck(Check.NONE):
            return "let the balancer check no server"
        case SetHealthCheck(check):
            return f"let the balancer use {'an' if check is Check.HTTP else 'a'} {check_name(check)}"
        case SetTimeout(0):
            return "let the balancer wait as long as people do"
        case SetTimeout(milliseconds):
            return f"let the balancer wait {wait(milliseconds)} for an answer"
        case SetDrain(0):
            return "deploy at once, without draining"
        case SetDrain(ticks):
            return f"drain for up to {ticks} s before each deploy"
        case SetRateLimit(0):
            return "let every request through"
        case SetRateLimit(most, per):
            return f"let {limit(RateLimit(most, per))} through"
        case SetAutoscaler(_, 0):
            return "turn the autoscaler off"
        case SetAutoscaler(minimum, maximum):
            return f"autoscale between {minimum} and {maximum} servers"
