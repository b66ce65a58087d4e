"""Follow-ups: what people do after a request.

Rules

* A request that fails is made again, as the same kind, up to ``retries`` times, ``retry_after`` ticks later. With
  ``backoff`` the pause doubles with each try (at most six times), and a part of it, evenly drawn, is added. During a
  retry storm everyone retries at least as often as it says, after one tick. Nobody repeats a request for a missing file
  or with a session that is banned: the answer would be the same.
* Every other request uses up one of the visit's, but a log-in that works.
* Whoever was asked "who are you?" does as their source says: logs in again two ticks later, insists (goes on as if
  nothing had happened), or leaves. Whoever is banned leaves.
* Everyone else pauses: one tick and an exponentially distributed time, so that the mean is the source's.
* The pause begins with the tick of the answer; whoever gets none, or waits in vain, begins it when they or the balancer
  give up.
* The moment of the next request within its tick is drawn.
* Whoever has no request left leaves, and what is kept of their session is freed. Their picture stays.
* The answer to a request that is still inside its server is awaited: if the server dies before, one more has failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Kind, Rejected
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.reference.chance import exponential, one_of
from tests.reference.orders import kept_in_memory
from tests.reference.sessions import free

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.requests import Request
    from tests.reference.service import Service

#: Ticks it takes to type a password.
LOGIN_AGAIN_TICKS = 2
MOST_DOUBLINGS = 6


def follow_up(service: Service, requests: list[Request]) -> None:
    """Decide what everyone who made a request does next."""
    for request in requests:
        request.awaited = request.answered and not kept_in_memory(request)
        visitor = request.visitor
        ticks = react(service, request)
        if visitor.left > 0:
            visitor.due = noticed(service, request) + ticks
            visitor.moment = one_of(drawn(service, Stream.RETURN, request), MICROSECONDS_PER_TICK)
        else:
            free(visitor)
    service.visitors = [visitor for visitor in service.visitors if visitor.left > 0]


def react(service: Service, request: Request) -> int:
    """Decide what a visitor does next; returns after how many ticks."""
    visitor = request.visitor
    if request.worth_repeating and visitor.tries < most_tries(service, visitor):
        ticks = pause_before_retry(service, request)
        visitor.again, visitor.tries = request.kind, visitor.tries + 1
        return ticks
    visitor.again, visitor.tries = None, 0
    if request.failed or request.kind is not Kind.LOGIN:
        visitor.left -= 1
    if request.stranger and (visitor.banned or visitor.source.rejected is Rejected.LEAVE):
        visitor.left = 0
    if request.stranger and visitor.source.rejected is Rejected.LOGIN_AGAIN:
        visitor.must_log_in = True
        return LOGIN_AGAIN_TICKS
    return 1 + exponential(drawn(service, Stream.THINK, request)) * (2 * visitor.source.think - 1) // 2000


def most_tries(service: Service, visitor: Visitor) -> int:
    """Return how often somebody repeats a request that fails."""
    return max(visitor.source.retries, storm_now(service))


def storm_now(service: Service) -> int:
    """Return how often a retry storm makes everyone repeat what fails; 0 without one."""
    count, until = service.storm
    return count if service.tick < until else 0


def pause_before_retry(service: Service, request: Request) -> int:
    """Return the ticks until a failed request is made again."""
    source, tries = request.visitor.source, request.visitor.tries
    if storm_now(service):
        return 1
    if not source.backoff:
        return source.retry_after
    doubled = source.retry_after << min(tries, MOST_DOUBLINGS)
    return doubled + one_of(drawn(service, Stream.JITTER, request), doubled)


def noticed(service: Service, request: Request) -> int:
    """Return the tick in which a visitor has the answer, or gives up."""
    end = request.answer if request.at_edge else request.moment
    if request.accepted:
        end = min(request.answer, request.moment + service.patience_us)
    gives_up = request.moment + service.scenario.timeout_us
    return min(end + request.delay_us, gives_up) // MICROSECONDS_PER_TICK


def drawn(service: Service, stream: Stream, request: Request) -> int:
    """Return what is drawn for a request in ``stream``."""
    return draw(service.seed, stream, request.visitor.who, request.number)
