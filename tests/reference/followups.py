"""Follow-ups: what people do after a request.

Rules

* Every request uses up one of the visit's, but a log-in that works.
* Whoever was asked "who are you?" does as their source says: logs in again two ticks later, insists (goes on as if
  nothing had happened), or leaves.
* Everyone else pauses: one tick and an exponentially distributed time, so that the mean is the source's.
* The pause begins with the tick of the answer; whoever gets none, or waits in vain, begins it when they give up.
* The moment of the next request within its tick is drawn.
* Whoever has no request left leaves, and what is kept of their session is freed. Their picture stays.
* The answer to a request that is still inside its server is awaited: if the server dies before, one more has failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, Kind, Rejected
from tests.reference.chance import exponential, one_of
from tests.reference.orders import kept_in_memory
from tests.reference.sessions import free

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service

#: Ticks it takes to type a password.
LOGIN_AGAIN_TICKS = 2


def follow_up(service: Service, requests: list[Request]) -> None:
    """Let everyone who made a request decide what they do next."""
    for request in requests:
        request.awaited = not request.failed and not kept_in_memory(request)
        visitor = request.visitor
        if request.failed or request.kind is not Kind.LOGIN:
            visitor.left -= 1
        if request.stranger and visitor.source.rejected is Rejected.LEAVE:
            visitor.left = 0
        if visitor.left > 0:
            pause(service, request)
        else:
            free(visitor)
    service.visitors = [visitor for visitor in service.visitors if visitor.left > 0]


def pause(service: Service, request: Request) -> None:
    """Decide when the next request comes."""
    visitor = request.visitor
    ticks = 1 + exponential(drawn(service, Stream.THINK, request)) * (2 * visitor.source.think - 1) // 2000
    if request.stranger and visitor.source.rejected is Rejected.LOGIN_AGAIN:
        visitor.must_log_in = True
        ticks = LOGIN_AGAIN_TICKS
    visitor.due = answered(service, request) + ticks
    visitor.moment = one_of(drawn(service, Stream.RETURN, request), MICROSECONDS_PER_TICK)


def answered(service: Service, request: Request) -> int:
    """Return the tick in which a request is answered, or its visitor gives up."""
    if not request.accepted:
        return service.tick
    gives_up = request.moment + service.scenario.timeout_us
    return min(request.answer, gives_up) // MICROSECONDS_PER_TICK


def drawn(service: Service, stream: Stream, request: Request) -> int:
    """Return what is drawn for a request in ``stream``."""
    return draw(service.seed, stream, request.visitor.who, request.number)
