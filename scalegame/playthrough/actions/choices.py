"""The choices of dialogs: connections, stores and what can be added to them, each with its price or its refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scalegame.engine.catalog import STORES, store_of
from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddStore,
    Command,
    Connect,
    Place,
    Quote,
    SetRedis,
)
from scalegame.engine.scenario import Duty, Eviction, OrderPlace, Persistence, SessionPlace, StoreName
from scalegame.engine.view import ServerView
from scalegame.playthrough.actions import places
from scalegame.playthrough.actions.harm import harms
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.wording import place_names, units
from scalegame.wording.refusals import why_refused

T = TypeVar("T")

#: So many choices about all servers each say that they go one after another; of more, the first does.
_FEW = 3
#: Of more choices about single servers a store's dialog has none: each server's own dialog has its own.
_MANY = 24

#: What takes a choice of a dialog: numbers, and letters when there are many (but q, which closes, and i: the handbook).
KEYS = "123456789abcdefghjklmnoprstuvwxyz"


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One line of a dialog: what it does, a word about it, price (millicents), lead (ticks) or refusal.

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


#: What a dialog offers, one after another: whether anything is possible is asked at every frame, and the first
#: possible one answers that.
Choices = Iterator[Choice[Command]]


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


def connections(playthrough: Playthrough, node: Node) -> Choices:
    """Yield the possible connections: all servers, one after another, then the selected part; ways back come last.

    What is about all servers comes first whatever is selected, so that it always has the same numbers.
    """
    view, scenario = playthrough.view, playthrough.level.scenario
    if Connect.verb not in scenario.allowed:
        return
    known = places.offered(scenario, view)
    told = True
    for place in known:
        if _is_news(playthrough, place):
            yield _connect_all(playthrough, place, told=told)
            told = len(known) <= _FEW
    match node.kind:
        case NodeKind.SERVER:
            yield from _each(playthrough, (server for server in view.servers if server.name == node.name), known)
        case NodeKind.STORE:
            yield from _each(playthrough, view.servers, [place for place in known if store_of(place) == node.name])
        case _:
            for home in _homes(known):
                if _is_news(playthrough, home):
                    yield _connect_all(playthrough, home, told=False)


def _each(playthrough: Playthrough, servers: Iterable[ServerView], known: Sequence[Place]) -> Choices:
    """Yield the ways to ``known`` places and back for each of a few ``servers``."""
    ready = (None, *(store.name for store in playthrough.view.stores))
    there: list[tuple[ServerView, Place]] = []
    back: list[tuple[ServerView, Place]] = []
    for server in servers:
        there += ((server, to) for to in known if store_of(to) in ready and not server.wiring.uses(to))
        back += ((server, home) for home in _homes(known) if _is_away(server, home, known))
    if len(there) + len(back) <= _MANY:
        yield from (_connect(playthrough, *way) for way in (*there, *back))


def _homes(known: Iterable[Place]) -> tuple[Place, ...]:
    """Return where servers keep on their own what ``known`` places are for."""
    duties = {place.duty for place in known}
    return tuple(home for home in places.HOMES if home.duty in duties)


def _is_away(server: ServerView, home: Place, known: Iterable[Place]) -> bool:
    """Return whether a server uses one of the ``known`` places instead of ``home``."""
    return any(place.duty is home.duty and server.wiring.uses(place) for place in known)


def _is_news(playthrough: Playthrough, place: Place) -> bool:
    """Return whether letting all servers use ``place`` would change anything."""
    wirings = (playthrough.view.template, *(server.wiring for server in playthrough.view.servers))
    return not all(wiring.uses(place) for wiring in wirings)


def _connect(playthrough: Playthrough, server: ServerView, to: Place) -> Choice[Command]:
    now = units.keeps_now(server.wiring.place_of(to.duty))
    drained = f"Drains {server.name}, then restarts" if playthrough.view.deploy_drain else "Restarts"
    about = f"{now} {drained} {server.name}: {_lost_by_restart(server, to)}"
    return priced(playthrough, Connect(server.name, to), f"{server.name}: {units.keep(to)}", about)


def _lost_by_restart(server: ServerView, to: Place) -> str:
    """Return what is lost with a server's memory, and with where it used to look."""
    sessions = server.wiring.sessions
    if server.orders and server.wiring.orders is OrderPlace.SERVER_MEMORY:
        return "its memory is lost."
    if server.held:
        return f"{units.people(server.held)} will be logged out."
    if sessions is SessionPlace.SERVER_MEMORY:
        return "its memory holds nobody."
    if to.duty is Duty.SESSIONS:
        return "it will not know who is logged in now."
    if sessions is SessionPlace.SIGNED_COOKIE:
        return "visitors carry their sessions, nobody is logged out."
    return f"its sessions are {units.at_place(sessions)}, nobody is logged out."


def _connect_all(playthrough: Playthrough, place: Place, *, told: bool) -> Choice[Command]:
    label = f"all servers: {units.keep(place, many=True)}"
    about = "One after another, and every server added later." * told
    held = sum(one.held for one in playthrough.view.servers if one.wiring.sessions is SessionPlace.SERVER_MEMORY)
    if held and not playthrough.view.deploy_drain:
        about = f"{about} {units.people(held)} {'is' if held == 1 else 'are'} known to their memories only.".lstrip()
    return priced(playthrough, Connect(ALL, place), label, about)


def sold(playthrough: Playthrough) -> tuple[StoreName, ...]:
    """Return the stores that the level sells, bought or not."""
    return tuple(store for store in StoreName if store in playthrough.level.scenario.allowed)


def wares(playthrough: Playthrough) -> Choices:
    """Yield the stores that the level sells, as choices."""
    for store in sold(playthrough):
        yield priced(playthrough, AddStore(store), units.store_name(store), units.store_line(store), "Buy a store")


def upgrades(playthrough: Playthrough, store: StoreName | None = None) -> Choices:
    """Yield the additions to the stores that are there (or to one of them), and how Redis can be set."""
    allowed, specs = playthrough.level.scenario.allowed, playthrough.level.scenario.store_specs
    for name in (one.name for one in playthrough.view.stores if store in (None, one.name)):
        section = units.store_name(name).capitalize()
        for one in listed_upgrades(playthrough, name):
            yield priced(playthrough, one.value, one.label, one.about, section)
        if SetRedis.verb in allowed and STORES[name].volatile:
            cost = f" {units.cents(specs[name].aof_upkeep)}/s." if specs[name].aof_upkeep else ""
            for to in (*Eviction, *Persistence):
                about = units.redis_line(to) + (cost if to is Persistence.AOF else "")
                yield priced(playthrough, SetRedis(to), units.redis_name(to), about, section)


def listed_upgrades(playthrough: Playthrough, name: StoreName) -> Choices:
    """Yield the upgrades this level sells for a store that one has or will have, at the price in the list."""
    allowed, spec = playthrough.level.scenario.allowed, playthrough.level.scenario.store_specs[name]
    if AddReplica.verb in allowed and spec.most_replicas:
        label = f"a replica of {place_names.place(name)}"
        more = "and answers reads as well" if STORES[name].replicas_read else "and nobody is forgotten"
        about = f"Takes over when the primary fails, {more}."
        yield Choice(AddReplica(name), label, about, spec.replica_price, spec.replica_lead)
    if AddPooler.verb in allowed and STORES[name].takes_connections and spec.connections:
        about = "All servers share the connections, instead of each holding its own."
        yield Choice(AddPooler(), "a connection pooler", about, spec.pooler_price, spec.pooler_lead)


def store_counter(playthrough: Playthrough, _node: Node) -> Choices:
    """Yield everything about stores: those for sale, then what can be done with those that are there."""
    more = tuple(upgrades(playthrough))
    owned = [store.name for store in playthrough.view.stores] if more else ()
    for ware in wares(playthrough):
        if not (isinstance(ware.value, AddStore) and ware.value.store in owned):
            yield ware
    yield from more
