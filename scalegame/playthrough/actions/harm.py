"""Which commands can cost people their session or an answer: a dialog never has one of them preselected. Pure."""

from __future__ import annotations

from scalegame.engine.commands import (
    ALL,
    CauseIncident,
    Command,
    Connect,
    Place,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
)
from scalegame.engine.scenario import Check, Duty, Eviction, OrderPlace, Persistence, SessionPlace
from scalegame.engine.view import ServerView, View
from scalegame.playthrough.actions import places

_FORGETFUL = frozenset({Eviction.ALLKEYS_LRU, Persistence.NONE})


def harms(view: View, command: Command) -> bool:
    """Return whether ``command`` can log people out or leave them without an answer, now or from now on.

    It errs on the careful side: what may be harmless is called harmful, never the other way round.
    """
    match command:
        case Connect(server, to):
            return to in places.HOMES or any(
                _forgets(view, one, to) for one in view.servers if server in (ALL, one.name)
            )
        case SetPolicy():
            return any(map(_in_memory, view.servers))
        case SetRedis(to):
            return to in _FORGETFUL
        case SetHealthCheck(check):
            return check is Check.NONE
        case SetDrain(ticks):
            return not ticks
        case SetRateLimit(most) | SetTimeout(most):
            return most > 0
        case CauseIncident():
            return True
        case _:
            return False


def _in_memory(server: ServerView) -> bool:
    return server.wiring.sessions is SessionPlace.SERVER_MEMORY


def _forgets(view: View, server: ServerView, to: Place) -> bool:
    """Return whether the restart with which ``server`` is connected costs somebody a session or an order."""
    if server.held or (server.orders and server.wiring.orders is OrderPlace.SERVER_MEMORY):
        return True
    if not view.online:
        return False
    # Whom it served meanwhile asks a server that may not know them; afterwards it looks for them elsewhere.
    others = any(_in_memory(one) for one in view.servers if one is not server)
    return not _in_memory(server) and (others or to.duty is Duty.SESSIONS)
