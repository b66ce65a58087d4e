"""Stopping a server: what goes when it crashes, restarts, is deployed or removed.

Rules

* Its memory is empty then: everyone whom only it remembered has lost the session, with the cause of the stop, and the
  orders in its memory are lost.
* A crash and a restart break off the requests inside: ``server_down`` for everyone who still waits. A deploy and a
  removal let them finish first.
* A crashed server lies there for two ticks, or until its zone is lit again. A removed one takes its disk along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.view import EventKind, FailureCause, LossCause
from tests.reference.servers import DOWN_TICKS

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def crash(service: Service, server: Server) -> None:
    """Crash a server: the requests inside and what only its memory held are lost."""
    service.ledger.event(EventKind.SERVER_CRASHED, server.name, len(server.sessions))
    break_off(service, server)
    forget(service, server, LossCause.SERVER_CRASH)
    server.crash(max(service.tick + DOWN_TICKS, service.zones_down.get(server.zone, 0)))


def restart(service: Service, server: Server) -> None:
    """Stop a server and start it again."""
    service.ledger.event(EventKind.SERVER_RESTARTING, server.name, server.type.boot)
    break_off(service, server)
    forget(service, server, LossCause.SERVER_RESTART)
    server.boot(service.tick)


def remove(service: Service, server: Server) -> None:
    """Take a server away, with all it holds."""
    service.ledger.event(EventKind.SERVER_REMOVED, server.name)
    let_finish(service, server)
    forget(service, server, LossCause.SERVER_REMOVED)
    take_away(server)


def break_off(service: Service, server: Server) -> None:
    """Break off the requests inside."""
    service.ledger.failure(FailureCause.SERVER_DOWN, server.name, server.line.clear(service.now))


def let_finish(service: Service, server: Server) -> None:
    """Empty the queue; the requests inside are answered."""
    server.line.clear(service.now)


def forget(service: Service, server: Server, cause: LossCause) -> None:
    """Lose what only the server's memory held."""
    service.lose(server.sessions, cause, server.name)
    for visitor in server.sessions:
        visitor.session = None
    server.sessions.clear()
    service.ledger.failure(FailureCause.ORDER_LOST, server.name, server.orders)
    server.orders = 0


def take_away(server: Server) -> None:
    """Take a server's machine away with its disk; nobody misses a file before they look for it."""
    server.gone, server.seen_up = True, False
    for picture in server.pictures:
        picture.place = None
    server.pictures.clear()
