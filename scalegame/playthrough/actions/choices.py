"""The choices of dialogs: each does one thing, at a price or with a refusal, and may need care. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from scalegame.engine.commands import (
    ALL,
    CauseIncident,
    Command,
    Connect,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
)
from scalegame.engine.enums import Place
from scalegame.engine.reasons import Quote
from scalegame.engine.scenario import Check, Duty, Eviction, OrderPlace, Persistence, SessionPlace
from scalegame.engine.view import ServerView, View
from scalegame.playthrough.actions import places
from scalegame.playthrough.playthrough import Playthrough
from scalegame.wording import units
from scalegame.wording.refusals import why_refused

T = TypeVar("T")

#: The keys of choices: numbers, then letters (but q, which closes the dialog, and i, which opens the handbook).
KEYS = "123456789abcdefghjklmnoprstuvwxyz"


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One line of a dialog: its value, a label, a word about it, price (millicents) and lead (ticks), or the refusal.

    Choices of one ``section`` stand together under its name. One that needs ``care`` is never preselected: it may cost
    people, or cannot be undone, or is in force already.
    """

    value: T
    label: str
    about: str = ""
    price: int = 0
    lead: int = 0
    refusal: str = ""
    section: str = ""
    care: bool = False

    @property
    def cost(self) -> str:
        """Price and lead time in words, empty if it is free and at once."""
        return units.cost(self.price, self.lead)


#: The choices of a dialog, one after another: each frame asks whether anything is possible, and the first
#: possible one answers that.
CommandChoices = Iterator[Choice[Command]]


def priced(playthrough: Playthrough, command: Command, label: str, about: str, section: str = "") -> Choice[Command]:
    """Return the choice of giving ``command``, with the engine's price or refusal."""
    answer = playthrough.quote(command)
    if isinstance(answer, Quote):
        care = harms(playthrough.view, command)
        return Choice(command, label, about, answer.price, answer.lead, section=section, care=care)
    return Choice(command, label, about, refusal=why_refused(answer), section=section)


def why_none(found: Iterable[Choice[Command]], otherwise: str) -> str:
    """Return why no choice is possible, or nothing if one is; ``otherwise`` if there is none at all."""
    why = ""
    for choice in found:
        if not choice.refusal:
            return ""
        why = why or choice.refusal
    return why or otherwise


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
