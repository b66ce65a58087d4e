"""The balancer: which server a request goes to, as far as the balancer knows.

Rules

* In rotation is who is believed up, by active and passive checks, and not draining; only they are given new people.
* ``round_robin``: one after another. ``random``: drawn for each request.
* ``least_connections``: whoever has the fewest open connections now; of several, the one whose turn comes next.
  ``power_of_two``: two different ones are drawn, the one with fewer connections gets the request; a tie goes to the
  first. A dead server has no connections, and so attracts requests until it is noticed, or until passive checks close
  it: then neither looks at it any more. If that leaves nobody, it is the first in rotation.
* ``sticky_cookie``: the server named by the cookie while it is believed up, even if it drains; everyone else gets the
  next server in turn. The cookie names the server of the last request that was answered in time.
* ``source_hash`` and ``consistent_hash``: by the client's address, as ``hashing.py`` says.
* With nobody in rotation there is no server, except for those whose cookie still holds.

What happens at a server that gives no answer stands in ``dispatch.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Policy
from scalegame.engine.view import ServerState
from tests.reference import hashing
from tests.reference.chance import one_of
from tests.reference.health import believed, is_closed

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service

COUNT_CONNECTIONS = (Policy.LEAST_CONNECTIONS, Policy.POWER_OF_TWO)
BY_ADDRESS = (Policy.SOURCE_HASH, Policy.CONSISTENT_HASH)


@dataclass(slots=True)
class Rotation:
    """The servers that can be chosen in this tick, each in the order of their coming.

    ``taking`` are believed up and take new people, ``living`` are those of them that really run; ``slots`` is what a
    modulo hash counts.
    """

    taking: list[Server]
    living: list[Server]
    slots: list[Server]


def rotation_of(service: Service) -> Rotation:
    """Return who can be chosen now."""
    taking = [server for server in service.servers if takes_people(server, service.tick)]
    joined = [server for server in service.servers if server.joined and not server.gone]
    return Rotation(
        taking=taking,
        living=[server for server in taking if server.alive],
        slots=joined if service.balancer.keep_dead_slots else taking,
    )


def takes_people(server: Server, tick: int) -> bool:
    """Return whether a server is in rotation."""
    return believed(server, tick) and server.state is not ServerState.DRAINING


def choose(service: Service, rotation: Rotation, request: Request) -> Server | None:
    """Return the server that the policy names, if there is one."""
    cookie = request.visitor.cookie
    if service.balancer.policy is Policy.STICKY_COOKIE and cookie is not None and believed(cookie, service.tick):
        return cookie
    if not rotation.taking:
        return None
    match service.balancer.policy:
        case Policy.ROUND_ROBIN | Policy.STICKY_COOKIE:
            return next_in_turn(service, rotation)
        case Policy.RANDOM:
            return rotation.taking[one_of(drawn(service, Stream.ROUTE, request), len(rotation.taking))]
        case Policy.LEAST_CONNECTIONS:
            return fewest_of_all(service, rotation, request)
        case Policy.POWER_OF_TWO:
            return better_of_two(service, rotation, request)
        case Policy.SOURCE_HASH:
            return by_modulo(service, rotation, request, rotation.taking)
        case Policy.CONSISTENT_HASH:
            return by_ring(service, request, rotation.taking)


def next_in_turn(service: Service, rotation: Rotation) -> Server:
    """Return whose turn it is, and give the turn to the next."""
    service.turn += 1
    return rotation.taking[(service.turn - 1) % len(rotation.taking)]


def fewest_of_all(service: Service, rotation: Rotation, request: Request) -> Server:
    """Return the server in rotation with the fewest open connections, closed ones left out."""
    open_ones = [server for server in rotation.taking if not is_closed(server, service.balancer)]
    return fewest_connections(service, open_ones, request) if open_ones else rotation.taking[0]


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
    first = one_of(drawn(service, Stream.ROUTE, request), count)
    further = 1 + one_of(drawn(service, Stream.SECOND_ROUTE, request), count - 1) if count > 1 else 0
    drawn_ones = [rotation.taking[first], rotation.taking[(first + further) % count]]
    open_ones = [server for server in drawn_ones if not is_closed(server, service.balancer)]
    if not open_ones:
        return fewest_of_all(service, rotation, request)
    return min(open_ones, key=lambda server: server.line.connections(request.moment))


def by_modulo(service: Service, rotation: Rotation, request: Request, usable: list[Server]) -> Server:
    """Hash the address modulo the slots, until it meets one of ``usable``."""
    settings, address = service.balancer, request.visitor.address
    if not settings.keep_dead_slots:
        return usable[hashing.slot(settings, address, 0, len(usable))]
    for attempt in range(hashing.TRIES):
        server = rotation.slots[hashing.slot(settings, address, attempt, len(rotation.slots))]
        if server in usable:
            return server
    return usable[one_of(drawn(service, Stream.ROUTE, request), len(usable))]


def by_ring(service: Service, request: Request, usable: list[Server]) -> Server:
    """Return whose stretch of the ring of ``usable`` servers the address lies in."""
    members = tuple(server.index for server in usable)
    return service.servers[hashing.owner(request.visitor.address, members, service.balancer.ring_points)]


def drawn(service: Service, stream: Stream, request: Request) -> int:
    """Return what is drawn for a request in ``stream``."""
    return draw(service.seed, stream, request.visitor.who, request.number)
