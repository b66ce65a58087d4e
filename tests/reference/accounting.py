"""Accounting: latency, load imbalance, cost, and the tick's entries in the ledger.

Rules

* The latency of a request that was answered in time, by a server or the CDN, is the time there, what the balancer lost
  at other servers before, and what stores added, counted in whole milliseconds; everything from 10 s on is counted as
  10 s.
* Load imbalance is taken over windows of ten ticks, or what the level's end leaves of one. Only servers that were up
  and in rotation in every tick of the window are compared. A window adds (requests of the busiest × servers −
  requests of all) over the requests of all: weighted by requests, it is busiest ÷ mean − 1.
* Every server and store that stands there costs its upkeep in every tick, whatever it does: replicas (ordered ones,
  too) and an append-only file come on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.stores import upkeep_of
from tests.reference.waves import is_over

if TYPE_CHECKING:
    from tests.reference.balancer import Rotation
    from tests.reference.requests import Request
    from tests.reference.service import Service

WINDOW = 10
LONGEST_MS = 10_000


def count_latency(service: Service, requests: list[Request]) -> None:
    """Count how long the requests took that were answered in time."""
    for request in requests:
        wait = request.answer - request.moment + request.delay_us + request.store_us
        milliseconds = min(wait // 1000, LONGEST_MS)
        service.latencies[milliseconds] = service.latencies.get(milliseconds, 0) + 1


def pay_upkeep(service: Service) -> None:
    """Pay for a tick of everything that stands there."""
    service.spent += sum(server.type.upkeep for server in service.servers if not server.gone)
    service.spent += sum(upkeep_of(store) for store in service.stores.values())


def close_book(service: Service) -> None:
    """Add the tick's entries to those of the game."""
    losses, failures = service.ledger.losses(), service.ledger.failures()
    service.lost += sum(loss.count for loss in losses)
    service.failed += sum(failure.count for failure in failures)
    service.losses.extend(losses)
    service.failures.extend(failures)


def count_load(service: Service, rotation: Rotation) -> None:
    """Add the tick to the present window."""
    for server in service.servers:
        if service.tick % WINDOW == 0:
            server.window, server.steady = 0, True
        server.window += server.sent
        server.steady = server.steady and server in rotation.living


def compare_load(service: Service) -> None:
    """At the end of a window (``tick`` is the next one already), compare the servers."""
    if service.tick % WINDOW != 0 and not is_over(service):
        return
    counts = [server.window for server in service.servers if server.steady]
    if sum(counts) > 0:
        service.imbalance_over += max(counts) * len(counts) - sum(counts)
        service.imbalance_base += sum(counts)
