"""Incidents: what goes wrong on its own, so many ticks after its wave has started.

Rules

* Those of earlier waves strike first, those of one wave in the order of its list.
* A server is named, or is the busiest (most requests in the last tick; ties: the oldest), or is drawn. Only a server
  that runs can be struck; otherwise nothing happens.
* ``crash``: it is dead, and what only its memory knew is lost. ``crash_loop``: so many crashes more follow, each some
  ticks after a start. ``leak``: a crash, unless the server was started within the given ticks.
* ``slow``: it does a part of its capacity for a while. ``freeze``: it answers nothing for a while. Whoever would have
  to wait too long now gives up (``timeout``).
* ``redis_restart``, ``sql_failover``: the primary fails. ``redis_full``: a part of its memory is taken.
  ``zone_outage``: a zone is dark.
* ``rolling_deploy``: every server that is there is deployed as it is, after whatever is being rolled out.
* ``ban``: of the people online who are not banned yet, so many per mille are, each drawn. Their sessions are deleted
  wherever the service keeps them; a signed cookie is not kept by the service.
* ``whale``, ``retry_storm``: they go on for a while; of two that overlap the worse and the longer counts.
* ``spike``: only a line for the player; its visitors are in the wave's numbers.
* What a player ordered strikes after those of the waves, in the order of the orders; the visitors of such a spike come
  from now on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Incident, IncidentKind, StoreName, Target
from scalegame.engine.view import EventKind, FailureCause
from tests.reference import outages, redis, stopping
from tests.reference.chance import one_of
from tests.reference.people import Cookie
from tests.reference.sessions import free
from tests.reference.waves import started

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def strike(service: Service) -> None:
    """Cause the incidents of this tick."""
    for number, (start, _) in enumerate(started(service)):
        for position, incident in enumerate(service.scenario.waves[number].incidents):
            if start + incident.at == service.tick:
                happen(service, incident, subject=number * 2**16 + position)
    for position, incident in enumerate(service.incidents):
        if incident.kind is IncidentKind.SPIKE:
            service.surge = worse(service, service.surge, incident.per_mille, incident.ticks)
        happen(service, incident, subject=2**48 + service.tick * 2**16 + position)
    service.incidents = []


def happen(service: Service, incident: Incident, subject: int) -> None:
    """Cause one incident; ``subject`` is what it draws with."""
    match incident.kind:
        case IncidentKind.SPIKE:
            service.ledger.event(EventKind.SPIKE, count=incident.ticks, detail=str(incident.per_mille))
        case IncidentKind.WHALE:
            service.whale = worse(service, service.whale, incident.per_mille, incident.ticks)
            service.ledger.event(EventKind.WHALE, count=incident.ticks, detail=str(incident.per_mille))
        case IncidentKind.RETRY_STORM:
            service.storm = worse(service, service.storm, incident.count, incident.ticks)
            service.ledger.event(EventKind.RETRY_STORM, count=incident.ticks, detail=str(incident.count))
        case IncidentKind.BAN:
            ban(service, incident, subject)
        case IncidentKind.ROLLING_DEPLOY:
            service.ledger.event(EventKind.ROLLING_DEPLOY)
            service.rollout.extend((server, None) for server in service.servers if not server.gone)
        case IncidentKind.ZONE_OUTAGE:
            outages.darken(service, incident.server, incident.ticks)
        case IncidentKind.REDIS_RESTART:
            outages.fail_store(service, StoreName.REDIS)
        case IncidentKind.SQL_FAILOVER:
            outages.fail_store(service, StoreName.SQL)
        case IncidentKind.REDIS_FULL:
            redis.squeeze(service, incident)
        case _:
            server = struck(service, incident, subject)
            if server is not None:
                hit(service, incident, server)


def worse(service: Service, spell: tuple[int, int], strength: int, ticks: int) -> tuple[int, int]:
    """Return strength and end of a spell, when another one of so many ticks comes on top of it."""
    before, until = spell
    if until <= service.tick:
        return strength, service.tick + ticks
    return max(before, strength), max(until, service.tick + ticks)


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
    """Strike a server with an incident."""
    until = service.tick + incident.ticks
    match incident.kind:
        case IncidentKind.SLOW:
            service.ledger.event(EventKind.SERVER_SLOW, server.name, incident.ticks, str(incident.per_mille))
            server.slow_down(service.tick, incident.per_mille, until)
            lose_patience(service, server)
        case IncidentKind.FREEZE:
            service.ledger.event(EventKind.SERVER_FROZEN, server.name, incident.ticks)
            server.freeze(service.tick, until)
            lose_patience(service, server)
        case IncidentKind.LEAK if server.born >= service.tick - incident.ticks:
            service.ledger.event(EventKind.LEAK_AVOIDED, server.name)
        case IncidentKind.CRASH_LOOP:
            server.loops, server.loop_after = incident.count, incident.ticks
            stopping.crash(service, server)
        case _:
            stopping.crash(service, server)


def lose_patience(service: Service, server: Server) -> None:
    """Time out the requests inside a server whose answer would come too late now."""
    gives_up = service.now + service.patience_us
    impatient = [request for request in server.line.inside if request.awaited and request.answer > gives_up]
    for request in impatient:
        request.awaited = False
    service.ledger.failure(FailureCause.TIMEOUT, server.name, len(impatient))


def ban(service: Service, incident: Incident, subject: int) -> None:
    """Ban a share of the people online."""
    online = [visitor for visitor in service.visitors if not visitor.banned]
    drawn = [one_of(draw(service.seed, Stream.BAN, visitor.who, subject), 1000) for visitor in online]
    banned = [visitor for visitor, number in zip(online, drawn, strict=True) if number < incident.per_mille]
    for visitor in banned:
        visitor.banned = True
        if not isinstance(visitor.session, Cookie):
            free(visitor)
    service.ledger.event(EventKind.BAN, count=len(banned), detail=str(incident.per_mille))
