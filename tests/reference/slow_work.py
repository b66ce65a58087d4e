"""Slow work: what a server need not do while its client waits.

Rules

* A server that is connected to the queue puts the part of a request that can wait down there: one operation, whatever
  it is. The queue holds so many units of work; the request for which there is no room fails, ``queue_full``, and so do
  all with slow work that come after it in the tick.
* The worker does so many units a tick (0: everything), in the life cycle, while the queue is up. Nobody waits for it.
* Whoever is asked "who are you?" leaves no work behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import StoreName, WorkPlace
from scalegame.engine.view import FailureCause, StoreState

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service
    from tests.reference.stores import Store


def put_off(service: Service, requests: list[Request]) -> None:
    """Put the slow part of requests into the queue."""
    slow = [request for request in requests if request.served and waiting_part(service, request) > 0]
    if not slow:
        return
    queue = service.stores[StoreName.QUEUE]
    if queue.state is not StoreState.UP:
        service.fail(slow, FailureCause.STORE_DOWN, queue.name)
        return
    asked = queue.waiting
    no_room = []
    for request in slow:
        asked += waiting_part(service, request)
        if queue.memory and asked > queue.memory:
            no_room.append(request)
            continue
        queue.waiting += waiting_part(service, request)
        queue.operations += 1
        service.spent += queue.spec.request_price
        request.store_us += queue.spec.latency_us
    service.fail(no_room, FailureCause.QUEUE_FULL, queue.name)


def waiting_part(service: Service, request: Request) -> int:
    """Return how many units of a request's work its server leaves to the queue."""
    queued = request.server.wiring.work is WorkPlace.QUEUE
    return service.scenario.deferrable[request.kind] if queued else 0


def work_off(queue: Store) -> None:
    """Do the worker's work of one tick."""
    if queue.state is StoreState.UP:
        queue.waiting -= min(queue.waiting, queue.spec.capacity or queue.waiting)
