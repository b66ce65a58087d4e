"""The autoscaler, and how servers are ordered: by it or by a player.

Rules

* Servers that are ordered are cattle. They have the next free number for a name, follow the fleet template, boot
  first, and stand in the lit zone with the fewest servers (ties: the first).
* Demand is the work that was accepted lately: three parts of the old value and one of the last tick's, rounded down.
* The wanted number of cattle is what it takes to bring demand to ``target`` per mille of the capacity, less what the
  pets that run can do now; rounded up, and between ``min`` and ``max``. Retiring ones no longer count as there.
* More are ordered at once, as many as money, zones and the level's room allow. Fewer means that the newest one goes, if
  somebody else is in rotation: it drains first if it runs. After either the autoscaler waits ``cool_down`` ticks, and
  orders only what is missing from the minimum.
* Cattle that lie there crashed are thrown away, disk and all, cool-down or not: and replaced, if there are not more
  than the maximum. One that nothing can replace boots again by itself.
* A retiring server goes when it is drained, no longer runs, or its time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import ServerType
from scalegame.engine.view import EventKind, ServerState
from tests.reference import stopping
from tests.reference.deploys import drain, others_serve
from tests.reference.outages import lit_zones
from tests.reference.servers import Server

if TYPE_CHECKING:
    from tests.reference.service import Service

#: A level has room for so many servers, removed ones included.
MOST_SERVERS = 256
WHOLE = 1000


def order_server(service: Service) -> None:
    """Add one server to the fleet; somebody else pays."""
    names = [server.name for server in service.servers]
    service.ordered += 1
    while f"s{service.ordered:03d}" in names:
        service.ordered += 1
    zones = [server.zone for server in service.servers if not server.gone]
    zone = min(lit_zones(service), key=zones.count)
    name, kind = f"s{service.ordered:03d}", type_ordered(service)
    server = Server(len(names), name, kind, service.template, ServerState.BOOTING, zone, cattle=True)
    server.boot(service.tick)
    service.servers.append(server)
    service.ledger.event(EventKind.SERVER_ORDERED, name, kind.boot)


def type_ordered(service: Service) -> ServerType:
    """Return the type of servers that are ordered."""
    return service.scenario.server_type(service.scenario.added_type)


def autoscale(service: Service) -> None:
    """Keep the number of cattle where the load wants it."""
    service.demand = (3 * service.demand + sum(server.work for server in service.servers)) // 4
    settings = service.autoscaler
    if settings.maximum == 0:
        return
    for server in herd(service):
        replace_if_dead(service, server)
    cooled = service.tick >= service.cool_until
    aim = wanted(service) if cooled else settings.minimum
    there = herd(service)
    if len(there) < aim:
        if order(service, aim - len(there)):
            service.cool_until = service.tick + settings.cool_down
    elif len(there) > wanted(service) and cooled and others_serve(service, there[-1]):
        retire(service, there[-1])
        service.cool_until = service.tick + settings.cool_down


def herd(service: Service) -> list[Server]:
    """Return the cattle that are to stay, oldest first."""
    return [server for server in service.servers if server.cattle and not server.gone and not server.retiring]


def wanted(service: Service) -> int:
    """Return how many cattle the load wants."""
    settings = service.autoscaler
    capacity_wanted = service.demand * WHOLE // settings.target
    by_pets = sum(server.capacity for server in service.servers if server.alive and not server.cattle)
    servers = -((by_pets - capacity_wanted) // type_ordered(service).capacity)
    return max(settings.minimum, min(settings.maximum, servers))


def replace_if_dead(service: Service, server: Server) -> None:
    """Throw a crashed server away and order another one."""
    needed = len(herd(service)) <= service.autoscaler.maximum
    if server.state is not ServerState.DOWN or (needed and not affordable(service, 1)):
        return
    stopping.take_away(server)
    service.ledger.event(EventKind.SERVER_REPLACED if needed else EventKind.SERVER_REMOVED, server.name)
    if needed:
        order(service, 1)


def affordable(service: Service, count: int) -> int:
    """Return how many of ``count`` servers can be had."""
    if not lit_zones(service):
        return 0
    count = min(count, max(0, MOST_SERVERS - len(service.servers)))
    price = type_ordered(service).price
    if price == 0:
        return count
    return min(count, max(0, service.scenario.budget - service.spent) // price)


def order(service: Service, count: int) -> int:
    """Order as many of ``count`` servers as can be had, and pay; returns how many."""
    count = affordable(service, count)
    for _ in range(count):
        order_server(service)
    service.spent += count * type_ordered(service).price
    return count


def retire(service: Service, server: Server) -> None:
    """Send a server away."""
    if server.alive:
        drain(service, server, service.tick + service.autoscaler.drain, retiring=True)
    else:
        stopping.remove(service, server)


def let_go(service: Service, server: Server) -> None:
    """Remove a retiring server, if it may go."""
    if server.retiring and (server.drained or not server.alive or service.tick >= server.until):
        stopping.remove(service, server)
