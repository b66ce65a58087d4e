"""Deploys: giving servers new wiring, or just a new version, one or all of them.

Rules

* A running server leaves rotation, restarts with the new wiring, and has forgotten what was in its memory. One that is
  not running simply starts with it. Either way a crash loop is over.
* What is on its disk is copied when files move to object storage or into the database.
* A rollout goes from server to server. The next one waits until the one before is up *and* back in rotation, for active
  and for passive checks. Whoever has the wiring already, is gone or about to go, is passed over.
* With ``deploy_drain`` a server that is up drains first, for so many ticks at most, if somebody else is in rotation
  meanwhile. It is deployed when its memory is empty or the time is over, in the next tick at the earliest. One that
  the player drains already has as long from then on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalegame.engine.enums import Place
from scalegame.engine.scenario import FilePlace, OrderPlace, SessionPlace, StoreName, Wiring, WorkPlace
from scalegame.engine.view import EventKind, LossCause, ServerState
from tests.reference import files, stopping
from tests.reference.balancer import takes_people

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def kept_at(place: Place) -> str:
    """Return which part of a wiring a place is for; the part has the same name there."""
    match place:
        case SessionPlace():
            return "sessions"
        case FilePlace():
            return "files"
        case OrderPlace():
            return "orders"
        case WorkPlace():
            return "work"
        case _:
            raise TypeError(place)


def rewired(wiring: Wiring, place: Place) -> Wiring:
    """Return a wiring with the part changed that ``place`` is for."""
    match place:
        case SessionPlace():
            return replace(wiring, sessions=place)
        case FilePlace():
            return replace(wiring, files=place)
        case OrderPlace():
            return replace(wiring, orders=place)
        case WorkPlace():
            return replace(wiring, work=place)
        case _:
            raise TypeError(place)


def store_behind(place: Place) -> StoreName | None:
    """Return the store that a place needs, if it is not the server itself or the client."""
    if place is SessionPlace.REDIS:
        return StoreName.REDIS
    if place is FilePlace.OBJECT_STORAGE:
        return StoreName.OBJECT_STORAGE
    if place is WorkPlace.QUEUE:
        return StoreName.QUEUE
    in_sql = place is SessionPlace.SQL or place is FilePlace.SQL_BLOB or place is OrderPlace.SQL
    return StoreName.SQL if in_sql else None


def deploy(service: Service, server: Server, place: Place | None) -> None:
    """Deploy a server, connected to ``place`` if there is one."""
    wiring = server.wiring if place is None else rewired(server.wiring, place)
    if isinstance(place, FilePlace) and place in files.KEPT_BY:
        files.copy_disk(server, service.stores[files.KEPT_BY[place]])
    if not server.alive:
        server.wiring, server.loops = wiring, 0
        return
    service.ledger.event(
        EventKind.DEPLOY_STARTED, server.name, server.type.deploy, "" if place is None else place.value
    )
    stopping.let_finish(service, server)
    stopping.forget(service, server, LossCause.DEPLOY)
    server.deploy(wiring, service.tick)


def drain(service: Service, server: Server, until: int = 0, *, retiring: bool = False) -> None:
    """Send a server no new people; ``until`` is the tick in which whoever ordered it stops waiting (0: never)."""
    server.drain(until, retiring=retiring)
    kind = EventKind.SERVER_RETIRING if retiring else EventKind.SERVER_DRAINING
    service.ledger.event(kind, server.name, len(server.sessions))


def roll_out(service: Service) -> None:
    """Go on with a rollout as far as it may."""
    while service.rollout and not any(returning(service, server) for server in service.servers):
        server, place = service.rollout[0]
        if not passed_over(server, place) and is_draining_first(service, server):
            return
        service.rollout.pop(0)
        if not passed_over(server, place):
            deploy(service, server, place)


def returning(service: Service, server: Server) -> bool:
    """Return whether a server is being deployed, or is up and not back in rotation yet."""
    if server.gone:
        return False
    out = not server.seen_up or server.out_until > service.tick
    return server.state is ServerState.DEPLOYING or (server.alive and out)


def passed_over(server: Server, place: Place | None) -> bool:
    """Return whether a rollout leaves a server alone."""
    has_it = place is not None and rewired(server.wiring, place) == server.wiring
    return has_it or server.gone or server.retiring


def is_draining_first(service: Service, server: Server) -> bool:
    """Return whether a deploy waits because a server drains, which begins now if it has not."""
    last = service.tick + service.deploy_drain
    if service.deploy_drain and server.state is ServerState.UP and others_serve(service, server):
        drain(service, server, last)
        return True
    if server.state is not ServerState.DRAINING or not server.sessions:
        return False
    if server.until == 0 and service.deploy_drain:
        server.until = last
    return service.tick < server.until


def others_serve(service: Service, server: Server) -> bool:
    """Return whether somebody else is in rotation, and runs."""
    return any(o is not server and o.alive and takes_people(o, service.tick) for o in service.servers)
