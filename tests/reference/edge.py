"""The edge: what is answered or turned away before the balancer sees it.

Rules

* A picture that was delivered while the CDN was up is kept there until its owner uploads another one. While the CDN is
  up it answers for the pictures that it has, in its own latency, and no server sees the request: one operation.
* Of what is left, the rate limiter lets the first so many requests of a tick pass, of each address or of all; the
  rest fail, ``rate_limited``, at the limiter. A limit of 0 lets everything pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Kind, LimitPer, StoreName
from scalegame.engine.view import FailureCause, StoreState
from tests.reference.ledger import LIMITER

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service


def cdn_works(service: Service) -> bool:
    """Return whether there is a CDN and it is up."""
    cdn = service.stores.get(StoreName.CDN)
    return cdn is not None and cdn.state is StoreState.UP


def meet_the_edge(service: Service, requests: list[Request]) -> list[Request]:
    """Pass requests through the CDN and the rate limiter; returns those that go on to the balancer."""
    if cdn_works(service):
        for request in requests:
            picture = request.visitor.picture
            if request.kind is Kind.AVATAR and picture is not None and picture.cached:
                answer_at_cdn(service, request)
    return limit(service, [request for request in requests if not request.at_edge])


def answer_at_cdn(service: Service, request: Request) -> None:
    """Deliver a picture from the CDN."""
    cdn = service.stores[StoreName.CDN]
    request.at_edge = True
    request.answer = request.moment + cdn.spec.latency_us
    cdn.operations += 1
    service.spent += cdn.spec.request_price


def limit(service: Service, requests: list[Request]) -> list[Request]:
    """Turn away what is over the limit; returns the rest."""
    if not service.limit.limit:
        return requests
    passed: dict[int | None, int] = {}
    over = []
    for request in requests:
        counted_as = request.visitor.address if service.limit.per is LimitPer.ADDRESS else None
        passed[counted_as] = passed.get(counted_as, 0) + 1
        if passed[counted_as] > service.limit.limit:
            over.append(request)
    service.fail(over, FailureCause.RATE_LIMITED, LIMITER)
    return [request for request in requests if not request.failed]
