"""Stopping a server: what goes when it crashes, restarts, is deployed or removed.

Rules

* Its memory is empty then: everyone whom only it remembered has lost the session, with the cause of the stop, and the
  orders in its memory are lost.
* A crash and a restart break off the requests inside: ``server_down`` for everyone who still waits. A deploy and a
  removal let them finish first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.view import FailureCause, LossCause

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def break_off(service: Service, server: Server) -> None:
    """Break off the requests inside."""
    service.book.failure(FailureCause.SERVER_DOWN, server.name, server.line.clear(service.now))


def let_finish(service: Service, server: Server) -> None:
    """Let the requests inside be answered."""
    server.line.clear(service.now)


def forget(service: Service, server: Server, cause: LossCause) -> None:
    """Lose what only the server's memory held."""
    service.lose(server.sessions, cause, server.name)
    for visitor in server.sessions:
        visitor.session = None
    server.sessions.clear()
    service.book.failure(FailureCause.ORDER_LOST, server.name, server.orders)
    server.orders = 0
