"""The balancer: which server a request goes to.

Rules

* In rotation is who is believed up and not draining; only they are given new people.
* ``round_robin``: one after another. ``random``: drawn for each request.
* ``least_connections``: whoever has the fewest open connections now; of several, the one whose turn comes next.
  ``power_of_two``: two different ones are drawn, the one with fewer connections gets the request; a tie goes to the
  first. A dead server has no connections, and so attracts requests until it is noticed.
* ``sticky_cookie``: the server named by the cookie while it is believed up, even if it drains; everyone else gets the
  next server in turn. The cookie names the server of the last request that was answered in time.
* ``source_hash`` and ``consistent_hash``: by the client's address, as ``hashing.py`` says.
* ``redispatch``: a request that meets a dead server goes on to a living one in rotation instead of failing: for the
  policies that count connections, to the one with the fewest; for the others, to one that is drawn. The hashes
  look for a living server from the start.
* With nobody in rotation there is no server, except for those whose cookie still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Policy
from scalegame.engine.view import ServerState
from tests.reference import hashing
from tests.reference.chance import one_of

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service

COUNT_CONNECTIONS = (Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)
BY_ADDRESS = (Policy.SOURCE_HASH, Policy.CONSISTENT_HASH)


@dataclass(slots=True)
class Rotation:
    """Who can be chosen in this tick, each in the order of their coming.

    ``taking`` are believed up and take new people, ``living`` are those of them that really answer; ``slots`` is what a
    modulo hash counts.
    """

    taking: list[Server]
    living: list[Server]
    slots: list[Server]


def rotation_of(service: Service) -> Rotation:
    """Return who can be chosen now."""
    there = [server for server in service.servers if not server.gone]
    taking = [server for server in there if server.seen_up and server.state is not ServerState.DRAINING]
    joined = [server for server in there if server.joined]
    return Rotation(
        taking=taking,
        living=[server for server in taking if server.alive],
        slots=joined if service.balancer.keep_dead_slots else taking,
    )


def route(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that a request is sent to, if there is one."""
    chosen = choose(service, rotation, request)
    if chosen is None:
        return None
    if service.balancer.redispatch and not chosen.alive and rotation.living:
        chosen = redispatch(service, rotation, request)
    if service.balancer.policy in COUNT_CONNECTIONS:
        service.turn = chosen.index + 1
    return chosen


def choose(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that the policy names, if there is one."""
    cookie = request.visitor.cookie
    if service.balancer.policy is Policy.STICKY_COOKIE and cookie is not None and cookie.seen_up:
        return cookie
    if not rotation.taking:
        return None
    match service.balancer.policy:
        case Policy.ROUND_ROBIN | Policy.STICKY_COOKIE:
            return next_in_turn(service, rotation)
        case Policy.RANDOM:
            return rotation.taking[one_of(drawn(service, Stream.ROUTE, request), len(rotation.taking))]
        case Policy.LEAST_CONNECTIONS:
            return fewest_connections(service, rotation.taking, request)
        case Policy.POWER_OF_TWO:
            return better_of_two(service, rotation, request)
        case Policy.SOURCE_HASH:
            return by_modulo(service, rotation, request)
        case Policy.CONSISTENT_HASH:
            return by_ring(service, rotation, request)


def redispatch(service: Service, rotation: Rotation, request: Request) -> Server:
    """Return the living server that a request goes on to."""
    if service.balancer.policy in COUNT_CONNECTIONS:
        return fewest_connections(service, rotation.living, request)
    return rotation.living[one_of(drawn(service, Stream.REDISPATCH, request), len(rotation.living))]


def next_in_turn(service: Service, rotation: Rotation) -> Server:
    """Return whose turn it is, and give the turn to the next."""
    service.turn += 1
    return rotation.taking[(service.turn - 1) % len(rotation.taking)]


def fewest_connections(service: Service, servers: list[Server], request: Request) -> Server:
    """Return the server with the fewest open connections; ties: the first from the turn on, going round."""
    fleet = len(service.servers)
    return min(
        servers,
        key=lambda server: (server.line.connections(request.moment), (server.index - service.turn) % fleet),
    )


def better_of_two(service: Service, rotation: Rotation, request: Request) -> Server:
    """Draw two different servers and return the one with fewer open connections."""
    count = len(rotation.taking)
    if count == 1:
        return rotation.taking[0]
    first = one_of(drawn(service, Stream.ROUTE, request), count)
    further = 1 + one_of(drawn(service, Stream.SECOND_ROUTE, request), count - 1)
    one, other = rotation.taking[first], rotation.taking[(first + further) % count]
    return one if one.line.connections(request.moment) <= other.line.connections(request.moment) else other


def by_modulo(service: Service, rotation: Rotation, request: Request) -> Server:
    """Hash the address modulo the slots."""
    usable = rotation.living if service.balancer.redispatch else rotation.taking
    if not service.balancer.keep_dead_slots or not usable:
        return rotation.taking[hashing.slot(request.visitor.address, 0, len(rotation.taking))]
    for attempt in range(hashing.TRIES):
        server = rotation.slots[hashing.slot(request.visitor.address, attempt, len(rotation.slots))]
        if server in usable:
            return server
    return usable[one_of(drawn(service, Stream.ROUTE, request), len(usable))]


def by_ring(service: Service, rotation: Rotation, request: Request) -> Server:
    """Return whose stretch of the ring the address lies in."""
    usable = rotation.living if service.balancer.redispatch and rotation.living else rotation.taking
    members = tuple(server.index for server in usable)
    return service.servers[hashing.owner(request.visitor.address, members, service.balancer.ring_points)]


def drawn(service: Service, stream: Stream, request: Request) -> int:
    """Return what is drawn for a request in ``stream``."""
    return draw(service.seed, stream, request.visitor.who, request.number)
