"""Orders: what people buy, and where that is written down.

Rules

* A checkout writes an order into the server's memory, or into the SQL database when the server is connected to that:
  one operation.
* Orders in memory die with it: each is a failed request then, ``order_lost``. An order that is still being
  answered when its server dies is reported as a lost order only.
* Whoever is asked "who are you?" orders nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Kind, OrderPlace, StoreName
from tests.reference.stores import use_store

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service


def ask_sql(service: Service, requests: list[Request]) -> None:
    """Reach the database for the orders that belong there."""
    wanted = [
        (request, 1)
        for request in requests
        if request.served and request.kind is Kind.CHECKOUT and uses_sql(request.server)
    ]
    use_store(service, StoreName.SQL, wanted)


def take_orders(service: Service, requests: list[Request]) -> None:
    """Write the orders down."""
    for request in requests:
        if request.served and request.kind is Kind.CHECKOUT:
            keeper = service.stores[StoreName.SQL] if uses_sql(request.server) else request.server
            keeper.orders += 1


def kept_in_memory(request: Request) -> bool:
    """Tell whether a request left an order in its server's memory."""
    return request.served and request.kind is Kind.CHECKOUT and not uses_sql(request.server)


def uses_sql(server: Server) -> bool:
    """Tell whether a server writes orders into the SQL database."""
    return server.wiring.orders is OrderPlace.SQL
