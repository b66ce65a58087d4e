"""Routing and serving: a request finds a server, waits in its queue and is answered, or fails.

Rules

* Requests are taken in order of time; those of the same microsecond in the order in which their people arrived.
* No server in rotation: ``no_server``, at the balancer. A dead one: ``server_down``. A full queue: ``overload``.
* An answer that takes longer than the client waits: ``timeout``. The server does the work all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import MICROSECONDS_PER_TICK, Policy
from scalegame.engine.view import FailureCause
from tests.reference.balancer import Rotation, route
from tests.reference.ledger import BALANCER

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service


def serve(service: Service, rotation: Rotation, requests: list[Request]) -> None:
    """Send every request to a server and into its queue."""
    for request in requests:
        server = request.sent_to = route(service, rotation, request)
        if server is None:
            continue
        server.sent += 1
        if server.alive:
            service_us = request.work * MICROSECONDS_PER_TICK // server.capacity
            request.accepted = server.line.enter(request, service_us, server.type.queue)
        if request.accepted:
            server.work += request.work
    fail_unanswered(service, requests)
    set_cookies(service, requests)


def fail_unanswered(service: Service, requests: list[Request]) -> None:
    """Note the requests that got no answer, or got it too late."""
    timeout_us = service.scenario.timeout_us
    sent = [request for request in requests if request.sent_to is not None]
    refused = [request for request in sent if not request.accepted]
    service.fail([request for request in requests if request.sent_to is None], FailureCause.NO_SERVER, BALANCER)
    service.fail([request for request in refused if not request.server.alive], FailureCause.SERVER_DOWN)
    service.fail([request for request in refused if request.server.alive], FailureCause.OVERLOAD)
    service.fail([r for r in sent if r.accepted and r.answer - r.moment > timeout_us], FailureCause.TIMEOUT)


def set_cookies(service: Service, requests: list[Request]) -> None:
    """Let sticky cookies name the server that answered."""
    if service.balancer.policy is Policy.STICKY_COOKIE:
        for request in requests:
            if not request.failed:
                request.visitor.cookie = request.server
