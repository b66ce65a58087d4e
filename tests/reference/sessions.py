"""Sessions: who remembers a visitor, and what happens when the one who is asked does not.

Rules

* A server that keeps sessions in its memory knows those that it keeps itself; one that is connected to Redis or SQL
  knows those that are kept there. One that signs cookies knows those whose cookie is signed with its key: everybody's,
  if all share one, otherwise those that it signed itself. A session is kept in one place.
* Connected servers read the session from Redis or SQL with every request, and write it as well at a log-in and when the
  cart changes: one operation each.
* A visitor whom the server does not know is asked "who are you?" and has lost the session, though it may still lie
  elsewhere: in another server's memory, or signed by one (``wrong_server``; ``rehash`` when the balancer goes by
  address), or in a place that this server no longer or not yet looks at (``migration``). Sessions that died with a
  server or in Redis were written down then, and are not lost once more when that is noticed.
* A banned visitor is asked "who are you?" at each log-in, too, and loses nothing by it. Whoever is banned and known all
  the same, by a cookie that nobody can take back, fails: ``not_revoked``.
* A log-in frees what was kept before and puts the session where the server keeps them. Without room there the log-in
  fails: ``memory_full`` at the server, ``store_full`` at Redis.
* The cart lies in the signed cookie, empty after the log-in. A browser drops a cookie that grows over 4,096 bytes:
  ``cookie_too_large``, at the server that added the last thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import COOKIE_BYTES, Kind, SessionPlace, StoreName
from scalegame.engine.view import FailureCause, LossCause
from tests.reference import redis
from tests.reference.balancer import BY_ADDRESS
from tests.reference.people import Cookie
from tests.reference.servers import Server
from tests.reference.stores import Wish, use_store

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.requests import Request
    from tests.reference.service import Service
    from tests.reference.stores import Store

#: Where a session is looked for when it is kept in a store, in the order in which the stores are asked.
KEPT_BY = {SessionPlace.REDIS: StoreName.REDIS, SessionPlace.SQL: StoreName.SQL}


def ask_stores(service: Service, requests: list[Request]) -> None:
    """Read the sessions from Redis and SQL, and write those that change."""
    for place, name in KEPT_BY.items():
        wishes = [
            Wish(request, reads=1, writes=int(request.kind in (Kind.LOGIN, Kind.CART)))
            for request in requests
            if request.answered and request.server.wiring.sessions is place
        ]
        for request in use_store(service, name, wishes):
            if place is SessionPlace.REDIS:
                redis.touch(service, service.stores[name], request.visitor)


def look_up(service: Service, requests: list[Request]) -> None:
    """Find out whom their server does not know, and write down what they have lost by it."""
    for request in requests:
        if request.answered and request.kind is not Kind.LOGIN:
            request.stranger = not knows(service, request.server, request.visitor)
    strangers = [request for request in requests if request.stranger and not request.visitor.banned]
    lost = [request for request in strangers if request.visitor.session is not None]
    for cause in (LossCause.WRONG_SERVER, LossCause.REHASH, LossCause.MIGRATION):
        for server in service.servers:
            here = [request for request in lost if request.server is server]
            service.lose([r.visitor for r in here if why_unknown(service, r) is cause], cause, server.name)


def meet_the_banned(service: Service, requests: list[Request]) -> None:
    """Turn the banned away who log in, and note those who get through."""
    for request in requests:
        if request.answered and request.kind is Kind.LOGIN and request.visitor.banned:
            request.stranger = True
    known = [request for request in requests if request.served and request.visitor.banned]
    service.fail(known, FailureCause.NOT_REVOKED)


def knows(service: Service, server: Server, visitor: Visitor) -> bool:
    """Return whether a server finds a visitor's session where it looks for it."""
    session = visitor.session
    match server.wiring.sessions:
        case SessionPlace.SERVER_MEMORY:
            return session is server
        case SessionPlace.SIGNED_COOKIE:
            return isinstance(session, Cookie) and session.signer in (None, server)
        case place:
            return session is not None and session is service.stores[KEPT_BY[place]]


def why_unknown(service: Service, request: Request) -> LossCause:
    """Return why a session that lies somewhere is not found."""
    if place_of(request.visitor) is not request.server.wiring.sessions:
        return LossCause.MIGRATION
    return LossCause.REHASH if service.balancer.policy in BY_ADDRESS else LossCause.WRONG_SERVER


def place_of(visitor: Visitor) -> SessionPlace | None:
    """Return what kind of place a visitor's session is kept in."""
    match visitor.session:
        case None:
            return None
        case Server():
            return SessionPlace.SERVER_MEMORY
        case Cookie():
            return SessionPlace.SIGNED_COOKIE
        case store:
            return next(place for place, name in KEPT_BY.items() if name is store.name)


def log_in(service: Service, requests: list[Request]) -> None:
    """Start a session for everyone who logs in, where their server keeps sessions."""
    asking = [request for request in requests if request.served and request.kind is Kind.LOGIN]
    for request in asking:
        free(request.visitor)
    for request in asking:
        start_session(service, request)
    full = [request for request in asking if request.visitor.session is None]
    local = SessionPlace.SERVER_MEMORY
    service.fail([r for r in full if r.server.wiring.sessions is local], FailureCause.MEMORY_FULL)
    service.fail([r for r in full if r.server.wiring.sessions is not local], FailureCause.STORE_FULL, StoreName.REDIS)
    for request in asking:
        if not request.failed:
            greet(service, request.visitor)
    if StoreName.REDIS in service.stores:
        redis.evict(service, service.stores[StoreName.REDIS])


def start_session(service: Service, request: Request) -> None:
    """Put a session where the server keeps them, if there is room."""
    visitor, server = request.visitor, request.server
    match server.wiring.sessions:
        case SessionPlace.SERVER_MEMORY:
            if not server.full:
                keep(visitor, server)
        case SessionPlace.REDIS:
            store = service.stores[StoreName.REDIS]
            if not redis.refuses(store):
                keep(visitor, store)
                redis.touch(service, store, visitor)
        case SessionPlace.SQL:
            keep(visitor, service.stores[StoreName.SQL])
        case SessionPlace.SIGNED_COOKIE:
            visitor.session = Cookie(None if service.scenario.shared_key else server)


def keep(visitor: Visitor, keeper: Server | Store) -> None:
    """Remember a visitor."""
    visitor.session = keeper
    keeper.sessions.append(visitor)


def greet(service: Service, visitor: Visitor) -> None:
    """Note that somebody has logged in."""
    service.logged_in += not visitor.counted
    visitor.counted, visitor.must_log_in, visitor.items = True, False, 0


def free(visitor: Visitor) -> None:
    """Forget a session that ends or moves."""
    if isinstance(visitor.session, Cookie):
        visitor.session = None
    elif visitor.session is not None:
        visitor.session.sessions.remove(visitor)
        visitor.session = None


def fill_cookies(service: Service, requests: list[Request]) -> None:
    """Put what people buy into their signed cookies, and lose those that grow too large."""
    filling = [r for r in requests if r.served and r.kind is Kind.CART and isinstance(r.visitor.session, Cookie)]
    for request in filling:
        request.visitor.items += 1
    scenario = service.scenario
    for server in service.servers:
        sizes = [(r.visitor, r.visitor.items * scenario.cookie_item) for r in filling if r.server is server]
        dropped = [visitor for visitor, items in sizes if scenario.cookie_base + items > COOKIE_BYTES]
        service.lose(dropped, LossCause.COOKIE_TOO_LARGE, server.name)
        for visitor in dropped:
            visitor.session = None
