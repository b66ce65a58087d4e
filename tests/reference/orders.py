"""Orders and the catalogue: what people buy, where that is written down, and what is read for it.

Rules

* A checkout writes an order into the server's memory, or into the SQL database when the server is connected to that:
  one operation. Such a server also reads the catalogue there, for each kind of request so many times.
* What a request wants of the database, the file in a row included, it wants at once.
* Orders in memory die with it: each is a failed request then, ``order_lost``. An order that is still being
  answered when its server dies is reported as a lost order only.
* Whoever is asked "who are you?" reads and orders nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import FilePlace, Kind, OrderPlace, StoreName
from tests.reference.files import touches, wish_for
from tests.reference.stores import Wish, use_store

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.service import Service


def ask_sql(service: Service, requests: list[Request]) -> None:
    """Reach the database for what belongs there."""
    if StoreName.SQL in service.stores:
        wishes = [wish_of(service, request) for request in requests if request.served]
        use_store(service, StoreName.SQL, wishes)


def wish_of(service: Service, request: Request) -> Wish:
    """Return what a request wants of the database."""
    wish = Wish(request, 0, 0)
    if touches(request, FilePlace.SQL_BLOB):
        wish = wish_for(request, service.stores[StoreName.SQL].spec.blob_operations)
    if orders_in_sql(request.server):
        wish.reads += service.scenario.reads[request.kind]
        wish.writes += int(request.kind is Kind.CHECKOUT)
    return wish


def take_orders(service: Service, requests: list[Request]) -> None:
    """Write the orders down."""
    for request in requests:
        if request.served and request.kind is Kind.CHECKOUT:
            keeper = service.stores[StoreName.SQL] if orders_in_sql(request.server) else request.server
            keeper.orders += 1


def kept_in_memory(request: Request) -> bool:
    """Return whether a request left an order in its server's memory."""
    return request.served and request.kind is Kind.CHECKOUT and not orders_in_sql(request.server)


def orders_in_sql(server: Server) -> bool:
    """Return whether a server writes orders into the SQL database."""
    return server.wiring.orders is OrderPlace.SQL
