"""Dispatch: what becomes of a request whose server is dead or frozen.

Rules

* A dead server refuses. With ``redispatch`` the request goes on to a server in rotation that runs: for the policies
  that count connections, to the one with the fewest; the ring and a hash that keeps dead slots go on to the next point
  or slot; for all others one is drawn. Without, or if there is none, it fails there.
* Where passive checks have closed the server already, the request goes elsewhere in any case.
* ``retries`` > 0, and a request that is bound to the dead server (its cookie names it, it comes by a map-based hash
  without ``keep_dead_slots``, or there is no ``redispatch``): the server is tried again each second. Without
  ``redispatch`` the request fails after ``retries`` seconds. With it, a cookie is redispatched as soon as the server is
  out of rotation, at the latest after ``retries`` − 1 seconds; a hash goes to its slot among the rest if it is out by
  then, and fails otherwise. Active checks take it out when ``fall`` of them have failed; passive checks that close it
  in this tick have done so before the first retry.
* A frozen server accepts and does not answer: the request hangs there until its client gives up. With a shorter
  ``read_timeout`` the balancer gives up first, counts that as a refusal, and with ``redispatch`` sends the request on
  to a server in rotation that is not frozen, if there is one. Those that it would give up on are not sent anything that
  others did not answer.
* The time that is lost by this is added to the answer; the place in the new server's queue is that of the arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream
from scalegame.engine.scenario import Policy
from scalegame.engine.units import MICROSECONDS_PER_TICK
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
from tests.reference.health import checks_see_in, closes_after, is_closed

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service


def choose_ahead(service: Service, rotation: Rotation, requests: list[Request]) -> None:
    """Name a server for every request, unless that depends on open connections."""
    for server in service.servers:
        server.meant = 0
    if service.balancer.policy in COUNT_CONNECTIONS and rotation.taking:
        return
    for request in requests:
        request.sent_to = choose(service, rotation, request)
        if request.sent_to is not None:
            request.sent_to.meant += 1


def route(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that a request ends at, if there is one."""
    counting = service.balancer.policy in COUNT_CONNECTIONS
    server = choose(service, rotation, request) if counting else request.sent_to
    if server is None:
        return None
    if not server.alive:
        server = meet_the_dead(service, rotation, request, server)
    if server.frozen and service.gives_up_first:
        server = meet_the_frozen(service, rotation, request, server)
    if counting:
        service.turn = server.index + 1
    return server


def meet_the_dead(service: Service, rotation: Rotation, request: Request, dead: Server) -> Server:
    """Return where a request goes that knocks at a dead server."""
    if is_closed(dead, service.balancer):
        return elsewhere(service, rotation, request) or dead
    dead.refused += 1
    if service.balancer.retries and is_bound(service, request, dead):
        return hold_on(service, rotation, request, dead)
    return elsewhere(service, rotation, request) or dead if service.balancer.redispatch else dead


def is_bound(service: Service, request: Request, server: Server) -> bool:
    """Return whether a request belongs to its server."""
    if not service.balancer.redispatch:
        return True
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
    out_in = out_of_rotation_in(service, dead)
    in_time = out_in is not None and out_in < settings.retries
    seconds = settings.retries - 1 if out_in is None else min(out_in, settings.retries - 1)
    request.delay_us = seconds * MICROSECONDS_PER_TICK
    if settings.policy is Policy.STICKY_COOKIE:
        return elsewhere(service, rotation, request) or dead
    return by_modulo(service, rotation, request, rotation.living) if in_time and rotation.living else dead


def out_of_rotation_in(service: Service, dead: Server) -> int | None:
    """Return in how many seconds the balancer will have noticed that a server is dead, if it ever does."""
    if closes_after(dead, service.balancer, dead.meant):
        return 1
    return checks_see_in(dead, service.balancer, service.tick)


def meet_the_frozen(service: Service, rotation: Rotation, request: Request, frozen: Server) -> Server:
    """Return where a request goes after the balancer has waited for a frozen server as long as it does."""
    if is_closed(frozen, service.balancer):
        return elsewhere(service, rotation, request) or frozen
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
