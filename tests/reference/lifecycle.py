"""The life cycle: what ends in this tick, and what the balancer notices of it.

Rules

* Zones whose outage is over are lit again.
* Server by server, in the order of their coming: a slow spell and a freeze that are over end; then a dead server starts
  to boot, or a booting or deploying one comes up; one in a crash loop crashes when its time has come; then it is looked
  at by a health check; then a draining one that remembers nobody any more is reported, once; then a retiring one goes.
* Then stores live on, in the order in which they were bought, and the queue's worker works; then the autoscaler
  decides, and rollouts go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import StoreName
from scalegame.engine.view import EventKind, ServerState
from tests.reference import autoscaler, health, outages, slow_work
from tests.reference.deploys import roll_out
from tests.reference.stopping import crash

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def live(service: Service) -> None:
    """Advance zones and servers by one tick."""
    outages.light_zones(service)
    for server in service.servers:
        if not server.gone:
            recover(service, server)
            grow_older(service, server)
            crash_again(service, server)
            health.check(server, service.balancer, service.tick)
            notice_drained(service, server)
            autoscaler.let_go(service, server)
    for store in service.stores.values():
        outages.live_on(service, store)
        if store.name is StoreName.QUEUE:
            slow_work.work_off(store)
    autoscaler.autoscale(service)
    roll_out(service)


def recover(service: Service, server: Server) -> None:
    """End the spells that end now."""
    slow_ends = server.slow_until > 0 and service.tick >= server.slow_until
    freeze_ends = server.frozen_until > 0 and service.tick >= server.frozen_until
    if slow_ends:
        server.recover(service.tick)
    if freeze_ends:
        server.thaw()
    if server.alive and (slow_ends or freeze_ends):
        service.ledger.event(EventKind.SERVER_RECOVERED, server.name)


def grow_older(service: Service, server: Server) -> None:
    """End a state that ends now."""
    over = service.tick >= server.until
    if over and server.state is ServerState.DOWN:
        server.boot_by_itself(service.tick)
    elif over and server.state in (ServerState.BOOTING, ServerState.DEPLOYING):
        deployed = server.state is ServerState.DEPLOYING
        server.come_up(service.tick)
        service.ledger.event(EventKind.DEPLOY_DONE if deployed else EventKind.SERVER_UP, server.name)


def crash_again(service: Service, server: Server) -> None:
    """Crash a server in a crash loop when its time has come."""
    if server.loops > 0 and server.alive and service.tick >= server.born + server.loop_after:
        server.loops -= 1
        crash(service, server)


def notice_drained(service: Service, server: Server) -> None:
    """Report a draining server that may be stopped without anybody losing anything."""
    if server.state is ServerState.DRAINING and not server.drained and not server.sessions:
        server.drained = True
        service.ledger.event(EventKind.SERVER_DRAINED, server.name)
