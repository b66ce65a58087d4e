"""The life of one server as pure steps: what it becomes when it crashes, boots or deploys."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.scenario import FilePlace, OrderPlace, SessionPlace, Wiring
from scalegame.engine.state.world import Server
from scalegame.engine.view import ServerState

#: Ticks a crashed server lies there before it boots again by itself.
DOWN_TICKS = 2


def uses_sql(server: Server) -> bool:
    """Whether the server is wired to the database and so holds a pool of connections to it while it runs."""
    wiring = server.wiring
    return wiring.orders is OrderPlace.SQL or wiring.sessions is SessionPlace.SQL or wiring.files is FilePlace.SQL_BLOB


def is_settled(server: Server) -> bool:
    """Whether nothing happens to the server by itself: it is gone, or up and nothing about it ends or is doubted."""
    ends = server.slow_until or server.frozen_until or server.loops or server.checks or server.hanging
    return server.gone or (server.state is ServerState.UP and server.seen_up and not ends)


def crashed(server: Server, until: int) -> Server:
    """Return the server dead until the tick ``until``. The balancer does not know yet."""
    return replace(server, state=ServerState.DOWN, until=until, checks=0, hanging=False, frozen_until=0)


def booting(server: Server, tick: int) -> Server:
    """Return the server starting up with empty memory, out of rotation. If it was to retire, it stays now."""
    return _stopped(server, ServerState.BOOTING, tick + server.type.boot)


def deploying(server: Server, wiring: Wiring, tick: int) -> Server:
    """Return the server restarting with new wiring; taken out of rotation first, as a careful deploy does.

    Whatever made it crash again and again is gone with the old version.
    """
    stopped = _stopped(server, ServerState.DEPLOYING, tick + server.type.deploy)
    return replace(stopped, wiring=wiring, loops=0)


def _stopped(server: Server, state: ServerState, until: int) -> Server:
    return replace(
        server,
        state=state,
        until=until,
        seen_up=False,
        checks=0,
        hanging=False,
        slow=1000,
        slow_until=0,
        frozen_until=0,
        fails=0,
        retiring=False,
    )


def due(server: Server, tick: int) -> Server:
    """Return the server after whatever ends at ``tick``: a spell, lying dead, booting, deploying."""
    if server.frozen_until and tick >= server.frozen_until:
        server = replace(server, frozen_until=0)
    if server.slow_until and tick >= server.slow_until:
        server = replace(server, slow=1000, slow_until=0)
    if server.state is ServerState.DOWN and tick >= server.until:
        # The balancer goes on believing what its checks tell it: a dead server just stays dead to it.
        return replace(booting(server, tick), seen_up=server.seen_up, checks=server.checks, fails=server.fails)
    if server.state in (ServerState.BOOTING, ServerState.DEPLOYING) and tick >= server.until:
        return replace(server, state=ServerState.UP, until=0, born=tick, drained=False)
    return server
