"""Incidents: what goes wrong on its own, so many ticks after its wave has started.

Rules

* Those of earlier waves strike first, those of one wave in the order of its list.
* A server is named, or is the busiest (most requests in the last tick; ties: the oldest), or is drawn. Only a server
  that answers can be struck; otherwise nothing happens.
* ``crash``: it is dead, and what only its memory knew is lost.
* ``slow``: it does a part of its capacity for a while; whoever would have to wait too long now gives up (``timeout``).
* ``leak``: a crash, unless the server was started within the given ticks.
* ``redis_restart``: Redis, if it is up, forgets every session and is down for its restart time.
* ``spike``: only a line for the player; its visitors are in the wave's numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Incident, IncidentKind, StoreName, Target
from scalegame.engine.view import EventKind, FailureCause, LossCause, StoreState
from tests.reference import stopping
from tests.reference.chance import one_of
from tests.reference.waves import started

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def strike(service: Service) -> None:
    """Let the incidents of this tick happen."""
    for number, (start, _) in enumerate(started(service)):
        for position, incident in enumerate(service.scenario.waves[number].incidents):
            if start + incident.at == service.tick:
                happen(service, incident, subject=number * 2**16 + position)


def happen(service: Service, incident: Incident, subject: int) -> None:
    """Let one incident happen; ``subject`` is what it draws its server with."""
    match incident.kind:
        case IncidentKind.SPIKE:
            service.book.event(EventKind.SPIKE, count=incident.ticks, detail=str(incident.per_mille))
        case IncidentKind.REDIS_RESTART:
            restart_redis(service)
        case _:
            server = struck(service, incident, subject)
            if server is not None:
                hit(service, incident, server)


def struck(service: Service, incident: Incident, subject: int) -> Server | None:
    """Return the server that an incident strikes, if there is one."""
    living = [server for server in service.servers if server.alive]
    if not living:
        return None
    if incident.server == Target.BUSIEST:
        return max(living, key=lambda server: server.sent)
    if incident.server == Target.RANDOM:
        return living[one_of(draw(service.seed, Stream.INCIDENT, subject), len(living))]
    return next((server for server in living if server.name == incident.server), None)


def hit(service: Service, incident: Incident, server: Server) -> None:
    """Let an incident strike a server."""
    match incident.kind:
        case IncidentKind.SLOW:
            slow_down(service, incident, server)
        case IncidentKind.LEAK if server.born >= service.tick - incident.ticks:
            service.book.event(EventKind.LEAK_AVOIDED, server.name)
        case _:
            crash(service, server)


def crash(service: Service, server: Server) -> None:
    """Let a server die."""
    service.book.event(EventKind.SERVER_CRASHED, server.name, len(server.sessions))
    stopping.break_off(service, server)
    stopping.forget(service, server, LossCause.SERVER_CRASH)
    server.crash(service.tick)


def slow_down(service: Service, incident: Incident, server: Server) -> None:
    """Take a server's speed, and the patience of those inside."""
    service.book.event(EventKind.SERVER_SLOW, server.name, incident.ticks, str(incident.per_mille))
    server.slow_down(service.now, incident.per_mille, service.tick + incident.ticks)
    gives_up = service.now + service.scenario.timeout_us
    impatient = [request for request in server.line.inside if request.awaited and request.answer > gives_up]
    for request in impatient:
        request.awaited = False
    service.book.failure(FailureCause.TIMEOUT, server.name, len(impatient))


def restart_redis(service: Service) -> None:
    """Let Redis start afresh, with nothing in it."""
    redis = service.stores.get(StoreName.REDIS)
    if redis is None or redis.state is not StoreState.UP:
        return
    service.book.event(EventKind.STORE_DOWN, redis.name, redis.spec.restart)
    service.lose(redis.sessions, LossCause.STORE_RESTART, redis.name)
    for visitor in redis.sessions:
        visitor.session = None
    redis.sessions.clear()
    redis.state, redis.until = StoreState.DOWN, service.tick + redis.spec.restart
