"""The canonical state: the same named fields as the engine's, written from plain objects.

What can no longer matter is left out: who has left, which requests were answered, since when a queue is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Incident, SessionPlace, StoreName
from scalegame.engine.state.canonical import Fields, column, plain, settings
from tests.reference.deploys import kept_at
from tests.reference.people import Cookie
from tests.reference.servers import Server
from tests.reference.sessions import place_of

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.service import Service

#: How the columns of sessions name places.
PLACES = (None, SessionPlace.SERVER_MEMORY, SessionPlace.REDIS, SessionPlace.SQL, SessionPlace.SIGNED_COOKIE)
NONE, PICTURE_GONE = -1, -2
PICTURES_IN = {StoreName.OBJECT_STORAGE: 32_000, StoreName.SQL: 32_001}


def canonical(service: Service) -> Fields:
    """Yield the state field by field, in the order of the digest."""
    yield "seed", plain([service.seed % 2**64])
    yield "wave_starts", plain(service.wave_starts)
    yield "storm", plain(service.storm)
    yield "whale", plain(service.whale)
    yield "zones_down", plain(service.zones_down)
    yield "zones_down.until", plain(service.zones_down.values())
    yield from settings("limit", service.limit)
    yield from settings("autoscaler", service.autoscaler)
    yield from settings("balancer", service.balancer)
    yield from settings("template", service.template)
    yield from server_fields(service)
    yield from queue_fields(service)
    yield from store_fields(service)
    yield "rollout.server", plain(server.index for server, _ in service.rollout)
    yield "rollout.keep", plain("" if place is None else kept_at(place) for _, place in service.rollout)
    yield "rollout.to", plain(place or "" for _, place in service.rollout)
    yield from session_fields(service)
    slowest = max(service.latencies, default=-1)
    yield column("latency", [service.latencies.get(milliseconds, 0) for milliseconds in range(slowest + 1)])
    yield from counters(service)
    if service.traffic is not None or service.surge != (0, 0) or service.of_no_wave > 0:
        traffic = NONE if service.traffic is None else service.traffic
        yield "traffic", plain([traffic, *service.surge, service.of_no_wave])
    if service.incidents:
        yield "ordered", plain(part for one in service.incidents for part in parts_of(one))


def parts_of(incident: Incident) -> tuple[str | int, ...]:
    """Return what an incident says."""
    return incident.kind, incident.at, incident.server, incident.ticks, incident.per_mille, incident.count


def server_fields(service: Service) -> Fields:
    """Yield the servers' fields, removed servers included."""
    servers = service.servers
    yield "servers.type", plain(server.type.name for server in servers)
    yield "servers.wiring.sessions", plain(server.wiring.sessions for server in servers)
    yield "servers.wiring.files", plain(server.wiring.files for server in servers)
    yield "servers.wiring.orders", plain(server.wiring.orders for server in servers)
    yield "servers.wiring.work", plain(server.wiring.work for server in servers)
    yield "servers.name", plain(server.name for server in servers)
    yield "servers.state", plain(server.state for server in servers)
    yield "servers.until", plain(server.until for server in servers)
    yield "servers.seen_up", plain(server.seen_up for server in servers)
    yield "servers.checks", plain(server.checks for server in servers)
    yield "servers.joined", plain(server.joined for server in servers)
    yield "servers.slow", plain(server.slow for server in servers)
    yield "servers.slow_until", plain(server.slow_until for server in servers)
    yield "servers.born", plain(server.born for server in servers)
    yield "servers.drained", plain(server.drained for server in servers)
    yield "servers.gone", plain(server.gone for server in servers)
    yield "servers.zone", plain(server.zone for server in servers)
    yield "servers.cattle", plain(server.cattle for server in servers)
    yield "servers.frozen_until", plain(server.frozen_until for server in servers)
    yield "servers.loops", plain(server.loops for server in servers)
    yield "servers.loop_after", plain(server.loop_after for server in servers)
    yield "servers.fails", plain(server.fails for server in servers)
    yield "servers.out_until", plain(server.out_until for server in servers)
    yield "servers.hanging", plain(server.hanging for server in servers)
    yield "servers.retiring", plain(server.retiring for server in servers)
    yield column("servers.held", [len(server.sessions) for server in servers])
    yield column("servers.orders", [server.orders for server in servers])
    yield column("servers.files", [len(server.pictures) for server in servers])
    yield column("servers.free", [max(server.line.free, service.now) for server in servers])
    yield column("servers.answered", [server.sent for server in servers])
    yield column("servers.work", [server.work for server in servers])
    yield column("servers.window", [server.window for server in servers])
    yield column("servers.steady", [server.steady for server in servers])


def queue_fields(service: Service) -> Fields:
    """Yield the fields of the requests inside the servers."""
    inside = [[r for r in server.line.inside if r.answer > service.now] for server in service.servers]
    yield column("servers.inside", [len(requests) for requests in inside])
    yield column("inside.leaving", [request.answer for requests in inside for request in requests])
    yield column("inside.counts", [request.awaited for requests in inside for request in requests])


def store_fields(service: Service) -> Fields:
    """Yield the stores' fields, by name."""
    stores = [service.stores[name] for name in sorted(service.stores)]
    yield "stores.name", plain(store.name for store in stores)
    yield "stores.state", plain(store.state for store in stores)
    yield "stores.until", plain(store.until for store in stores)
    yield "stores.used", plain(store.used for store in stores)
    yield "stores.operations", plain(store.operations for store in stores)
    yield "stores.eviction", plain(store.eviction for store in stores)
    yield "stores.persistence", plain(store.persistence for store in stores)
    yield "stores.replicas", plain(store.replicas for store in stores)
    yield "stores.pooler", plain(NONE if store.pooler is None else store.pooler for store in stores)
    yield "stores.squeezed", plain(store.squeezed for store in stores)
    yield "stores.squeezed_until", plain(store.squeezed_until for store in stores)
    yield "stores.coming", plain(due for store in stores for due in (*store.coming, NONE))


def session_fields(service: Service) -> Fields:
    """Yield the visitors' fields, in order of arrival."""
    people = service.visitors
    yield column("sessions.who", [visitor.who for visitor in people])
    yield column("sessions.source", [visitor.origin for visitor in people])
    yield column("sessions.address", [visitor.address for visitor in people])
    yield column("sessions.left", [visitor.left for visitor in people])
    yield column("sessions.n", [visitor.asked for visitor in people])
    yield column("sessions.due", [visitor.due for visitor in people])
    yield column("sessions.place", [PLACES.index(place_of(visitor)) for visitor in people])
    yield column("sessions.home", [home_of(visitor) for visitor in people])
    yield column("sessions.cookie", [NONE if v.cookie is None else v.cookie.index for v in people])
    yield column("sessions.file", [picture_of(visitor) for visitor in people])
    yield column("sessions.items", [visitor.items for visitor in people])
    yield column("sessions.seen", [visitor.seen for visitor in people])
    yield column("sessions.again", [NONE if visitor.again is None else visitor.again for visitor in people])
    yield column("sessions.tries", [visitor.tries for visitor in people])
    yield column("sessions.alive", [True for _ in people])
    yield column("sessions.login", [visitor.must_log_in for visitor in people])
    yield column("sessions.counted", [visitor.counted for visitor in people])
    yield column("sessions.lost", [visitor.lost for visitor in people])
    yield column("sessions.banned", [visitor.banned for visitor in people])
    yield column("sessions.cached", [visitor.picture is not None and visitor.picture.cached for visitor in people])


def counters(service: Service) -> Fields:
    """Yield the counters of the game."""
    yield "tick", plain([service.tick])
    yield "spent", plain([service.spent])
    yield "commands", plain([service.commands])
    yield "turn", plain([service.turn])
    yield "added", plain([service.ordered])
    yield "online", plain([len(service.visitors)])
    yield "logged_in", plain([service.logged_in])
    yield "lost", plain([service.lost])
    yield "requests_total", plain([service.requests])
    yield "failed", plain([service.failed])
    yield "imbalance_over", plain([service.imbalance_over])
    yield "imbalance_base", plain([service.imbalance_base])
    yield "cool_until", plain([service.cool_until])
    yield "demand", plain([service.demand])
    yield "deploy_drain", plain([service.deploy_drain])
    yield "touched", plain([service.touched])
    yield "retried", plain([service.retried])
    yield "rejected", plain([service.rejected])


def home_of(visitor: Visitor) -> int:
    """Return the number of the server that keeps a session in its memory, or has signed it with its own key."""
    session = visitor.session
    keeper = session.signer if isinstance(session, Cookie) else session
    return keeper.index if isinstance(keeper, Server) else NONE


def picture_of(visitor: Visitor) -> int:
    """Return where a visitor's picture lies: a server's number, or one of the constants above."""
    if visitor.picture is None:
        return NONE
    place = visitor.picture.place
    if place is None:
        return PICTURE_GONE
    return place.index if isinstance(place, Server) else PICTURES_IN[place.name]
