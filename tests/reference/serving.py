"""Routing and serving: a request finds a server, waits in its queue and is answered, or fails.

Rules

* Requests are taken in order of time; those of the same microsecond in the order in which their people arrived.
* No server in rotation: ``no_server``, at the balancer. A dead one: ``server_down``. A full queue: ``overload``.
* An answer that takes longer than the client waits, or than the balancer does if that is shorter: ``timeout``. What
  the balancer lost before at other servers counts for the client only. The server does the work all the same.
* What hangs at a frozen server leaves one microsecond after somebody's patience has ended, and is nobody's work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Policy
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import FailureCause
from tests.reference.balancer import Rotation
from tests.reference.dispatch import choose_ahead, route
from tests.reference.ledger import BALANCER
from tests.reference.requests import work_of

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service


def serve(service: Service, rotation: Rotation, requests: list[Request]) -> None:
    """Send every request to a server and into its queue."""
    for server in service.servers:
        server.sent = server.work = server.refused = 0
        server.line.given_up.clear()
    choose_ahead(service, rotation, requests)
    for request in requests:
        request.sent_to = route(service, rotation, request)
        if request.sent_to is not None:
            request.sent_to.sent += 1
            request.accepted = enter(service, request.sent_to, request)
    fail_unanswered(service, requests)
    set_cookies(service, requests)


def enter(service: Service, server: Server, request: Request) -> bool:
    """Put a request into a server's queue; returns whether it is in."""
    if not server.alive:
        return False
    if server.frozen:
        server.line.hang(request, request.moment + service.patience_us + 1)
        return True
    work = work_of(service, server, request)
    accepted = server.line.enter(request, work * MICROSECONDS_PER_TICK // server.capacity, server.type.queue)
    server.work += work if accepted else 0
    return accepted


def fail_unanswered(service: Service, requests: list[Request]) -> None:
    """Note the requests that got no answer, or got it too late."""
    sent = [request for request in requests if request.sent_to is not None]
    refused = [request for request in sent if not request.accepted]
    service.fail([request for request in requests if request.sent_to is None], FailureCause.NO_SERVER, BALANCER)
    service.fail([request for request in refused if not request.server.alive], FailureCause.SERVER_DOWN)
    service.fail([request for request in refused if request.server.alive], FailureCause.OVERLOAD)
    service.fail([request for request in sent if request.accepted and is_late(service, request)], FailureCause.TIMEOUT)


def is_late(service: Service, request: Request) -> bool:
    """Return whether somebody has given up before the answer comes."""
    wait = request.answer - request.moment
    return wait > service.patience_us or wait + request.delay_us > service.scenario.timeout_us


def set_cookies(service: Service, requests: list[Request]) -> None:
    """Make sticky cookies name the server that answered."""
    if service.balancer.policy is Policy.STICKY_COOKIE:
        for request in requests:
            if not request.failed:
                request.visitor.cookie = request.server
