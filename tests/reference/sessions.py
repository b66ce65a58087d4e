"""Sessions: who remembers a visitor, and what happens when the one who is asked does not.

Rules

* A server that keeps sessions in its memory knows those that it keeps itself; one that is connected to Redis knows
  those that Redis keeps. A session is kept in one place.
* Connected servers read the session from Redis with every request, and write it as well at a log-in and when the
  cart changes: one operation each.
* A visitor whom the server does not know is asked "who are you?" and has lost the session, though it may still lie
  elsewhere: in another server's memory (``wrong_server``; ``rehash`` when the balancer goes by address), or in a
  place that this server no longer or not yet looks at (``migration``). Sessions that died with a server or with
  Redis were written down then, and are not lost once more when that is noticed.
* A log-in frees what was kept before and puts the session where the server keeps them. Without room there the log-in
  fails: ``memory_full`` at the server, ``store_full`` at Redis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Kind, SessionPlace, StoreName
from scalegame.engine.view import FailureCause, LossCause
from tests.reference.balancer import BY_ADDRESS
from tests.reference.servers import Server
from tests.reference.stores import Store, use_store

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.requests import Request
    from tests.reference.service import Service


def uses_redis(server: Server) -> bool:
    """Tell whether a server keeps its sessions in Redis."""
    return server.wiring.sessions is SessionPlace.REDIS


def ask_redis(service: Service, requests: list[Request]) -> None:
    """Read the sessions from Redis, and write those that change."""
    wanted = [
        (request, 2 if request.kind in (Kind.LOGIN, Kind.CART) else 1)
        for request in requests
        if not request.failed and uses_redis(request.server)
    ]
    use_store(service, StoreName.REDIS, wanted)


def look_up(service: Service, requests: list[Request]) -> None:
    """Find out whom their server does not know, and write down what they have lost by it."""
    for request in requests:
        if not request.failed and request.kind is not Kind.LOGIN:
            request.stranger = request.visitor.session is not keeper_of(service, request.server)
    lost = [request for request in requests if request.stranger and request.visitor.session is not None]
    for cause in (LossCause.WRONG_SERVER, LossCause.REHASH, LossCause.MIGRATION):
        for server in service.servers:
            here = [request for request in lost if request.server is server]
            service.lose([r.visitor for r in here if why_unknown(service, r) is cause], cause, server.name)


def why_unknown(service: Service, request: Request) -> LossCause:
    """Say why a session that lies somewhere is not found."""
    if uses_redis(request.server) or not isinstance(request.visitor.session, Server):
        return LossCause.MIGRATION
    return LossCause.REHASH if service.balancer.policy in BY_ADDRESS else LossCause.WRONG_SERVER


def keeper_of(service: Service, server: Server) -> Server | Store:
    """Return who keeps the sessions of the people who log in through ``server``."""
    return service.stores[StoreName.REDIS] if uses_redis(server) else server


def log_in(service: Service, requests: list[Request]) -> None:
    """Give people who log in a session where their server keeps them."""
    asking = [request for request in requests if not request.failed and request.kind is Kind.LOGIN]
    for request in asking:
        free(request.visitor)
    turned_away: list[Request] = []
    no_room: list[Request] = []
    for request in asking:
        visitor, keeper = request.visitor, keeper_of(service, request.server)
        if keeper.full:
            (turned_away if isinstance(keeper, Server) else no_room).append(request)
            continue
        visitor.session = keeper
        keeper.sessions.append(visitor)
        visitor.must_log_in = False
        service.logged_in += not visitor.counted
        visitor.counted = True
    service.fail(turned_away, FailureCause.MEMORY_FULL)
    service.fail(no_room, FailureCause.STORE_FULL, StoreName.REDIS)


def free(visitor: Visitor) -> None:
    """Forget a session that ends or moves."""
    if visitor.session is not None:
        visitor.session.sessions.remove(visitor)
        visitor.session = None
