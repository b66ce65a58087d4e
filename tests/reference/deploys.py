"""Deploys: giving servers new wiring, one or all of them.

Rules

* A running server leaves rotation, restarts with the new wiring, and has forgotten what was in its memory. One that is
  not running simply starts with it.
* What is on its disk is copied when files move to object storage.
* A rollout goes from server to server. The next one waits until the one before is up *and* back in rotation; whoever
  has the wiring already, or is gone, is passed over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalegame.engine.commands import Place
from scalegame.engine.scenario import FilePlace, OrderPlace, SessionPlace, StoreName, Wiring
from scalegame.engine.view import EventKind, LossCause, ServerState
from tests.reference import files, stopping

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


def rewired(wiring: Wiring, place: Place) -> Wiring:
    """Return a wiring with the part changed that ``place`` is for."""
    match place:
        case SessionPlace():
            return replace(wiring, sessions=place)
        case FilePlace():
            return replace(wiring, files=place)
        case OrderPlace():
            return replace(wiring, orders=place)


def store_behind(place: Place) -> StoreName | None:
    """Return the store that a place needs, if it is not the server itself."""
    if place is SessionPlace.REDIS:
        return StoreName.REDIS
    if place is FilePlace.OBJECT_STORAGE:
        return StoreName.OBJECT_STORAGE
    return StoreName.SQL if place is OrderPlace.SQL else None


def deploy(service: Service, server: Server, place: Place) -> None:
    """Connect a server to ``place``."""
    wiring = rewired(server.wiring, place)
    if place is FilePlace.OBJECT_STORAGE:
        files.copy_disk(service, server)
    if not server.alive:
        server.wiring = wiring
        return
    service.book.event(EventKind.DEPLOY_STARTED, server.name, server.type.deploy, place)
    stopping.let_finish(service, server)
    stopping.forget(service, server, LossCause.DEPLOY)
    server.deploy(wiring, service.tick)


def roll_out(service: Service) -> None:
    """Go on with a rollout as far as it may."""
    while service.rollout and not any(returning(server) for server in service.servers):
        server, place = service.rollout.pop(0)
        if not server.gone and rewired(server.wiring, place) != server.wiring:
            deploy(service, server, place)


def returning(server: Server) -> bool:
    """Tell whether a server is being deployed, or is up and not back in rotation yet."""
    if server.gone:
        return False
    return server.state is ServerState.DEPLOYING or (server.alive and not server.seen_up)
