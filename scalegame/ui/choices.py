"""What the dialogs offer: connections, balancer policies and stores, each with its price or its refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scalegame.engine.commands import ALL, AddStore, Command, Connect, Place, Quote, SetPolicy
from scalegame.engine.scenario import FilePlace, OrderPlace, SessionPlace, StoreName, Wiring
from scalegame.engine.view import ServerView
from scalegame.ui import words
from scalegame.ui.messages import Node, NodeKind
from scalegame.ui.session import GameSession

#: Where each store's kind of state is kept, and where it is kept without the store.
_PLACES: dict[StoreName, tuple[Place, Place]] = {
    StoreName.REDIS: (SessionPlace.REDIS, SessionPlace.SERVER_MEMORY),
    StoreName.OBJECT_STORAGE: (FilePlace.OBJECT_STORAGE, FilePlace.LOCAL_DISK),
    StoreName.SQL: (OrderPlace.SQL, OrderPlace.SERVER_MEMORY),
}


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One line of a dialog: what it does, a word about it, price (millicents), lead (ticks) or refusal."""

    value: T
    label: str
    about: str = ""
    price: int = 0
    lead: int = 0
    refusal: str = ""


def _choice(session: GameSession, command: Command, label: str, about: str) -> Choice[Command]:
    answer = session.quote(command)
    if isinstance(answer, Quote):
        return Choice(command, label, about, answer.price, answer.lead)
    return Choice(command, label, about, refusal=answer.sentence)


def why_none(found: Sequence[Choice[Command]], otherwise: str) -> str:
    """Return why no choice is possible, or nothing if one is; ``otherwise`` if there is none at all."""
    if not found:
        return otherwise
    return "" if any(not choice.refusal for choice in found) else found[0].refusal


def store_is_in_level(session: GameSession, store: StoreName) -> bool:
    """Say whether a store stands there already or can be bought."""
    return any(s.name is store for s in session.view.stores) or store in sold(session)


def uses(wiring: Wiring, store: StoreName) -> bool:
    """Say whether a server wired like that uses ``store``."""
    match store:
        case StoreName.REDIS:
            return wiring.sessions is SessionPlace.REDIS
        case StoreName.OBJECT_STORAGE:
            return wiring.files is FilePlace.OBJECT_STORAGE
        case StoreName.SQL:
            return wiring.orders is OrderPlace.SQL


def connections(session: GameSession, node: Node) -> tuple[Choice[Command], ...]:
    """Return what can be connected: all servers, one after another, then the selected part; ways back come last.

    What is about all servers comes first whatever is selected, so that it always has the same numbers.
    """
    if "connect" not in session.level.scenario.allowed:
        return ()
    stores = [store for store in StoreName if store_is_in_level(session, store)]
    everywhere = [_connect_all(session, store) for store in stores if _is_news(session, store)]
    servers = session.view.servers
    match node.kind:
        case NodeKind.SERVER:
            servers = tuple(server for server in servers if server.name == node.name)
        case NodeKind.STORE:
            stores = [store for store in stores if store.value == node.name]
        case NodeKind.BALANCER:
            servers = ()
    ways = [(server, store) for server in servers for store in stores]
    there = [_connect(session, *way) for way in ways if not uses(way[0].wiring, way[1])]
    back = [_connect(session, *way) for way in ways if uses(way[0].wiring, way[1])]
    return (*everywhere, *there, *back)


def _is_news(session: GameSession, store: StoreName) -> bool:
    """Say whether connecting all servers to ``store`` would change anything."""
    wirings = (session.view.template, *(server.wiring for server in session.view.servers))
    return not all(uses(wiring, store) for wiring in wirings)


def _connect(session: GameSession, server: ServerView, store: StoreName) -> Choice[Command]:
    with_store, without = _PLACES[store]
    now, then = (with_store, without) if uses(server.wiring, store) else (without, with_store)
    label = f"{server.name}: keep {words.kept(then)} {words.at_place(then)}"
    about = f"Now {words.at_place(now)}. Restarts {server.name}: {_lost_by_restart(server)}"
    return _choice(session, Connect(server.name, then), label, about)


def _lost_by_restart(server: ServerView) -> str:
    """Say what goes with a server's memory."""
    if server.orders and server.wiring.orders is OrderPlace.SERVER_MEMORY:
        return "its memory is lost."
    if server.held:
        return f"{words.people(server.held)} will be logged out."
    if server.wiring.sessions is SessionPlace.REDIS:
        return "its sessions are in Redis, nobody is logged out."
    return "its memory holds nobody."


def _connect_all(session: GameSession, store: StoreName) -> Choice[Command]:
    place = _PLACES[store][0]
    label = f"all servers: keep {words.kept(place)} {words.at_place(place)}"
    return _choice(session, Connect(ALL, place), label, "One after another, and every server added later.")


def policies(session: GameSession) -> tuple[Choice[Command], ...]:
    """Return the balancer policies of the level."""
    if "set_policy" not in session.level.scenario.allowed:
        return ()
    return tuple(
        _choice(session, SetPolicy(policy), words.policy_name(policy), words.policy_line(policy))
        for policy in session.level.scenario.policies
    )


def sold(session: GameSession) -> tuple[StoreName, ...]:
    """Return the stores that the level sells, bought or not."""
    return tuple(store for store in StoreName if store in session.level.scenario.allowed)


def wares(session: GameSession) -> tuple[Choice[Command], ...]:
    """Return the stores that the level sells, as choices."""
    return tuple(
        _choice(session, AddStore(store), words.store_name(store), words.store_line(store)) for store in sold(session)
    )
