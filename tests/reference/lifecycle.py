"""The life cycle: what ends in this tick, and what the balancer notices of it.

Rules

* Server by server, in the order of their coming: a slow spell that is over ends; then a dead server starts to boot, or
  a booting or deploying one comes up; then it is looked at by a health check; then a draining one that remembers
  nobody any more is reported, once.
* Then stores open, and rollouts go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.view import EventKind, ServerState
from tests.reference import health
from tests.reference.deploys import roll_out
from tests.reference.stores import open_stores

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def live(service: Service) -> None:
    """Let a tick's worth of life go by."""
    for server in service.servers:
        if not server.gone:
            grow_older(service, server)
            health.check(server, service.balancer, service.tick)
            notice_drained(service, server)
    open_stores(service)
    roll_out(service)


def grow_older(service: Service, server: Server) -> None:
    """End what ends now."""
    if server.slow_until and service.tick >= server.slow_until:
        server.recover(service.now)
        if server.alive:
            service.book.event(EventKind.SERVER_RECOVERED, server.name)
    over = service.tick >= server.until
    if over and server.state is ServerState.DOWN:
        server.boot_by_itself(service.tick)
    elif over and server.state in (ServerState.BOOTING, ServerState.DEPLOYING):
        deployed = server.state is ServerState.DEPLOYING
        server.come_up(service.tick)
        service.book.event(EventKind.DEPLOY_DONE if deployed else EventKind.SERVER_UP, server.name)


def notice_drained(service: Service, server: Server) -> None:
    """Report a draining server that may be stopped without anybody losing anything."""
    if server.state is ServerState.DRAINING and not server.drained and not server.sessions:
        server.drained = True
        service.book.event(EventKind.SERVER_DRAINED, server.name)
