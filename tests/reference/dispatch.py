"""Dispatch: what becomes of a request whose server is dead or frozen.

Rules

* A dead server refuses. With ``redispatch`` the request goes on to a server in rotation that runs: for the policies
  that count connections, to the one with the fewest; the ring and a hash that keeps dead slots go on to the next point
  or slot; for all others one is drawn. Without, or if there is none, it fails there.
* Where passive checks have closed the dead server already, the request goes elsewhere in any case.
* ``retries`` > 0, and a request that is bound to the dead server (its cookie names it, or a map-based hash without
  ``keep_dead_slots``): the server is tried again each second. Without ``redispatch`` the request fails after
  ``retries`` seconds. With it, a cookie is redispatched as soon as the health checks have taken the server out, at the
  latest after ``retries`` − 1 seconds; a hash goes to its slot among the rest if they have by then, and fails
  otherwise.
* A frozen server accepts and does not answer: the request hangs there until its client gives up. With a shorter
  ``read_timeout`` the balancer gives up first, counts that as a refusal, and with ``redispatch`` sends the request on
  to a server in rotation that is not frozen, if there is one. Those that it would give up on are not sent anything that
  others did not answer.
* The time that is lost by this is added to the answer; the place in the new server's queue is that of the arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, Policy
from tests.reference.balancer import (
    COUNT_CONNECTIONS,
    Rotation,
    by_modulo,
    by_ring,
    choose,
    drawn,
    fewest_connections,
)
from tests.reference.chance import one_of
from tests.reference.health import checks_see_in, is_closed

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service


def route(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that a request ends at, if there is one."""
    server = choose(service, rotation, request)
    if server is None:
        return None
    if not server.alive:
        server = meet_the_dead(service, rotation, request, server)
    if server.frozen and service.gives_up_first:
        server = meet_the_frozen(service, rotation, request, server)
    if service.balancer.policy in COUNT_CONNECTIONS:
        service.turn = server.index + 1
    return server


def meet_the_dead(service: Service, rotation: Rotation, request: Request, dead: Server) -> Server:
    """Return where a request goes that knocks at a dead server."""
    closed = is_closed(dead, service.balancer)
    if not closed:
        dead.refused += 1
        if service.balancer.retries and is_bound(service, request, dead):
            return hold_on(service, rotation, request, dead)
    if closed or service.balancer.redispatch:
        return elsewhere(service, rotation, request) or dead
    return dead


def is_bound(service: Service, request: Request, server: Server) -> bool:
    """Tell whether a request belongs to its server."""
    match service.balancer.policy:
        case Policy.STICKY_COOKIE:
            return request.visitor.cookie is server
        case Policy.SOURCE_HASH:
            return not service.balancer.keep_dead_slots
        case _:
            return False


def hold_on(service: Service, rotation: Rotation, request: Request, dead: Server) -> Server:
    """Try a dead server again each second, as HAProxy does, and return where the request ends."""
    settings = service.balancer
    if not settings.redispatch:
        request.delay_us = settings.retries * MICROSECONDS_PER_TICK
        return dead
    seen_in = checks_see_in(dead, settings, service.tick)
    in_time = seen_in is not None and seen_in < settings.retries
    seconds = seen_in if seen_in is not None and in_time else settings.retries - 1
    request.delay_us = seconds * MICROSECONDS_PER_TICK
    if settings.policy is Policy.STICKY_COOKIE:
        return elsewhere(service, rotation, request) or dead
    return by_modulo(service, rotation, request, rotation.living) if in_time and rotation.living else dead


def meet_the_frozen(service: Service, rotation: Rotation, request: Request, frozen: Server) -> Server:
    """Return where a request goes after the balancer has waited for a frozen server as long as it does."""
    frozen.refused += 1
    other = elsewhere(service, rotation, request) if service.balancer.redispatch else None
    if other is None:
        return frozen
    frozen.line.given_up.append(request.moment + service.patience_us)
    request.delay_us += service.patience_us
    return other


def elsewhere(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that a request goes on to, if there is one."""
    usable = [server for server in rotation.living if not (server.frozen and service.gives_up_first)]
    if not usable:
        return None
    policy = service.balancer.policy
    if policy in COUNT_CONNECTIONS:
        return fewest_connections(service, usable, request)
    if policy is Policy.CONSISTENT_HASH:
        return by_ring(service, request, usable)
    if policy is Policy.SOURCE_HASH and service.balancer.keep_dead_slots:
        return by_modulo(service, rotation, request, usable)
    return usable[one_of(drawn(service, Stream.REDISPATCH, request), len(usable))]
