"""The dialog of connections: each server or all, each place, with the price or the refusal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scalegame.engine.catalog import store_of
from scalegame.engine.commands import ALL, Command, Connect
from scalegame.engine.enums import Place
from scalegame.engine.scenario import Duty, OrderPlace, SessionPlace
from scalegame.engine.view import ServerView
from scalegame.playthrough.actions import places
from scalegame.playthrough.actions.choices import Choice, CommandChoices, priced
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.wording import units
from scalegame.wording.components import at_place, keep, keeps_now

#: The most choices about all servers of which each says that they go one after another; of more, the first does.
_FEW = 3
#: The most choices about single servers in a store's dialog; with more it has none, each server's own dialog has them.
_MANY = 24


def connections(playthrough: Playthrough, node: Node) -> CommandChoices:
    """Yield the possible connections: all servers, one after another, then the selected part; ways back come last.

    Choices about all servers come first whatever is selected, so that their numbers never change.
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


def _each(playthrough: Playthrough, servers: Iterable[ServerView], known: Sequence[Place]) -> CommandChoices:
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
    """Return the places on the servers themselves for all that can be kept at ``known`` places."""
    duties = {place.duty for place in known}
    return tuple(home for home in places.HOMES if home.duty in duties)


def _is_away(server: ServerView, home: Place, known: Iterable[Place]) -> bool:
    """Return whether a server uses one of the ``known`` places instead of ``home``."""
    return any(place.duty is home.duty and server.wiring.uses(place) for place in known)


def _is_news(playthrough: Playthrough, place: Place) -> bool:
    """Return whether there is a server, or the template, that does not use ``place`` yet."""
    wirings = (playthrough.view.template, *(server.wiring for server in playthrough.view.servers))
    return not all(wiring.uses(place) for wiring in wirings)


def _connect(playthrough: Playthrough, server: ServerView, to: Place) -> Choice[Command]:
    now = keeps_now(server.wiring.place_of(to.duty))
    drained = f"Drains {server.name}, then restarts" if playthrough.view.deploy_drain else "Restarts"
    about = f"{now} {drained} {server.name}: {_lost_by_restart(server, to)}"
    return priced(playthrough, Connect(server.name, to), f"{server.name}: {keep(to)}", about)


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
    return f"its sessions are {at_place(sessions)}, nobody is logged out."


def _connect_all(playthrough: Playthrough, place: Place, *, told: bool) -> Choice[Command]:
    label = f"all servers: {keep(place, many=True)}"
    about = "One after another, and every server added later." * told
    held = sum(one.held for one in playthrough.view.servers if one.wiring.sessions is SessionPlace.SERVER_MEMORY)
    if held and not playthrough.view.deploy_drain:
        about = f"{about} {units.people(held)} {'is' if held == 1 else 'are'} known to their memories only.".lstrip()
    return priced(playthrough, Connect(ALL, place), label, about)
