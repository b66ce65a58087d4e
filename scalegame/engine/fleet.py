"""The life of one server as pure steps: what it becomes when it crashes, boots, deploys or is checked."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.commands import Place
from scalegame.engine.scenario import Balancer, FilePlace, OrderPlace, SessionPlace, StoreName, Wiring
from scalegame.engine.view import ServerState
from scalegame.engine.world import Server

#: Ticks a crashed server lies there before it boots again by itself.
DOWN_TICKS = 2

_STORE_OF: dict[Place, StoreName] = {
    SessionPlace.REDIS: StoreName.REDIS,
    FilePlace.OBJECT_STORAGE: StoreName.OBJECT_STORAGE,
    OrderPlace.SQL: StoreName.SQL,
}


def store_of(place: Place) -> StoreName | None:
    """Return the store that ``place`` needs, or ``None`` when it is the server itself."""
    # The three enums share the text "server_memory", so the type has to decide as well.
    return next((store for kind, store in _STORE_OF.items() if type(kind) is type(place) and kind == place), None)


def rewired(wiring: Wiring, place: Place) -> Wiring:
    """Return ``wiring`` with the kind of state that ``place`` is for kept there."""
    match place:
        case SessionPlace():
            return replace(wiring, sessions=place)
        case FilePlace():
            return replace(wiring, files=place)
        case OrderPlace():
            return replace(wiring, orders=place)


def crashed(server: Server, tick: int) -> Server:
    """Return the server dead at ``tick``. The balancer does not know yet."""
    return replace(server, state=ServerState.DOWN, until=tick + DOWN_TICKS, checks=0)


def booting(server: Server, tick: int) -> Server:
    """Return the server starting up with empty memory, out of rotation."""
    until = tick + server.type.boot
    return replace(server, state=ServerState.BOOTING, until=until, seen_up=False, checks=0, slow=1000, slow_until=0)


def deploying(server: Server, wiring: Wiring, tick: int) -> Server:
    """Return the server restarting with new wiring; taken out of rotation first, as a careful deploy does."""
    until = tick + server.type.deploy
    return replace(
        server,
        state=ServerState.DEPLOYING,
        wiring=wiring,
        until=until,
        seen_up=False,
        checks=0,
        slow=1000,
        slow_until=0,
    )


def due(server: Server, tick: int) -> Server:
    """Return the server after whatever ends at ``tick``: a slow spell, lying dead, booting, deploying."""
    if server.slow_until and tick >= server.slow_until:
        server = replace(server, slow=1000, slow_until=0)
    if server.state is ServerState.DOWN and tick >= server.until:
        # The balancer goes on believing what its checks tell it: a dead server just stays dead to it.
        seen_up, checks = server.seen_up, server.checks
        return replace(booting(server, tick), seen_up=seen_up, checks=checks)
    if server.state in (ServerState.BOOTING, ServerState.DEPLOYING) and tick >= server.until:
        return replace(server, state=ServerState.UP, until=0, born=tick, drained=False)
    return server


def checked(server: Server, balancer: Balancer, tick: int) -> Server:
    """Return the server after the balancer's health check, if one is due at ``tick``.

    A belief changes after ``fall`` (``rise``) checks in a row that contradict it.
    """
    if server.seen_up == server.alive:
        return replace(server, checks=0) if server.checks else server
    if tick % balancer.interval:
        return server
    checks = server.checks + 1
    if checks < (balancer.fall if server.seen_up else balancer.rise):
        return replace(server, checks=checks)
    return replace(server, seen_up=not server.seen_up, checks=0, joined=server.joined or server.alive)
