"""Quotes and refusals: what a command costs now and how long it takes, or why it is not possible.

Rules

* Nothing is possible when the level is over, nothing that the level does not offer; ``next_wave`` always is offered.
  Who may drain may undrain. A policy has to be among the level's. Signed cookies cost nothing, so a level offers them
  by themselves.
* Whatever would change nothing is refused, and whatever costs more than what is left of the budget.
* A store must be bought, and ready for the first time, before a server can be connected to it, a replica or a pooler
  be ordered for it, or it be set. There are so many replicas to be had, ordered ones included, and one pooler.
* A server that is being deployed takes no commands; the last server that is to stay cannot be removed; a booting one
  cannot be restarted, nor one in a dark zone; only one that is up can be drained. In the dark no server can be ordered.
* One rollout at a time. The time of a rollout is that of its deploys, one after another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.commands import (
    ALL,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetPolicy,
    SetRedis,
    UndrainServer,
)
from scalegame.engine.enums import Place
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import SessionPlace, StoreName
from scalegame.engine.view import ServerState, StoreState
from tests.reference import causing
from tests.reference.autoscaler import MOST_SERVERS, type_ordered
from tests.reference.deploys import rewired, store_behind
from tests.reference.outages import lit_zones
from tests.reference.settings import answer_setting
from tests.reference.waves import is_over, spans

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service

Answer = Quote | Refusal


def quote(service: Service, command: Command) -> Answer:
    """Return what a command would cost now, or why it is refused."""
    if is_over(service):
        return Refusal(Reason.OVER)
    if not offered(service, command):
        return Refusal(Reason.NOT_ALLOWED)
    answer = answer_to(service, command)
    left = max(0, service.scenario.budget - service.spent)
    if isinstance(answer, Quote) and answer.price > left:
        return Refusal(Reason.BUDGET, (answer.price, left))
    return answer


def offered(service: Service, command: Command) -> bool:
    """Return whether the level offers a command."""
    match command:
        case NextWave():
            return True
        case AddStore(store):
            return store in service.scenario.allowed
        case SetPolicy(policy):
            return command.verb in service.scenario.allowed and policy in service.scenario.policies
        case UndrainServer():
            return DrainServer.verb in service.scenario.allowed
        case Connect(_, place) if place is SessionPlace.SIGNED_COOKIE:
            return command.verb in service.scenario.allowed and place.value in service.scenario.allowed
        case _:
            return command.verb in service.scenario.allowed


def answer_to(service: Service, command: Command) -> Answer:
    """Answer a command that the level offers, whatever the budget says."""
    match command:
        case AddServer(count):
            return add_server(service, count)
        case AddStore(store):
            return add_store(service, store)
        case AddReplica(store):
            return add_replica(service, store)
        case AddPooler():
            return add_pooler(service)
        case NextWave():
            return next_wave(service)
        case CauseIncident(incident):
            return causing.quote(service, incident)
        case Connect(server, place) if server == ALL:
            return connect_all(service, place)
        case RemoveServer() | RestartServer() | DrainServer() | UndrainServer() | Connect():
            return about_server(service, command)
        case SetRedis():
            return not_ready(service, StoreName.REDIS) or answer_setting(service, command)
        case _:
            return answer_setting(service, command)


def add_server(service: Service, count: int) -> Answer:
    """Answer an order of servers."""
    if count < 1:
        return Refusal(Reason.COUNT)
    if len(service.servers) + count > MOST_SERVERS:
        return Refusal(Reason.MOST_SERVERS, (MOST_SERVERS,))
    if not lit_zones(service):
        return Refusal(Reason.ALL_ZONES_DOWN)
    kind = type_ordered(service)
    return Quote(price=count * kind.price, lead=kind.boot)


def add_store(service: Service, store: StoreName) -> Answer:
    """Answer an order of a store."""
    if store in service.stores:
        return Refusal(Reason.HAS_STORE, (store,))
    spec = service.scenario.store_specs[store]
    return Quote(price=spec.price, lead=spec.lead)


def add_replica(service: Service, name: StoreName) -> Answer:
    """Answer an order of a replica."""
    spec = service.scenario.store_specs[name]
    if spec.most_replicas == 0:
        return Refusal(Reason.NO_REPLICA, (name,))
    if refusal := not_ready(service, name):
        return refusal
    if service.stores[name].replicas + len(service.stores[name].coming) >= spec.most_replicas:
        return Refusal(Reason.MOST_REPLICAS, (spec.most_replicas,))
    return Quote(price=spec.replica_price, lead=spec.replica_lead)


def add_pooler(service: Service) -> Answer:
    """Answer an order of a connection pooler."""
    if refusal := not_ready(service, StoreName.SQL):
        return refusal
    if service.stores[StoreName.SQL].pooler is not None:
        return Refusal(Reason.HAS_POOLER)
    spec = service.scenario.store_specs[StoreName.SQL]
    return Quote(price=spec.pooler_price, lead=spec.pooler_lead)


def next_wave(service: Service) -> Answer:
    """Answer a call for the next wave: one that is due now has been called already."""
    if all(start <= service.tick for start, _ in spans(service)):
        return Refusal(Reason.NO_WAVE)
    return Quote()


def connect_all(service: Service, place: Place) -> Answer:
    """Answer a rollout."""
    if refusal := store_not_ready(service, place):
        return refusal
    if service.rollout:
        return Refusal(Reason.ROLLOUT)
    there = [server for server in service.servers if not server.gone]
    changed = [server for server in there if rewired(server.wiring, place) != server.wiring]
    if not changed and rewired(service.template, place) == service.template:
        return Refusal(Reason.ALL_CONNECTED)
    return Quote(lead=sum(server.type.deploy for server in changed if server.alive))


def store_not_ready(service: Service, place: Place) -> Refusal | None:
    """Refuse a connection to a store that is not there (yet)."""
    name = store_behind(place)
    return None if name is None else not_ready(service, name)


def not_ready(service: Service, name: StoreName) -> Refusal | None:
    """Refuse what needs a store that is not there (yet)."""
    if name not in service.stores:
        return Refusal(Reason.NO_STORE, (name,))
    store = service.stores[name]
    if store.state is StoreState.PROVISIONING and store.until > service.tick:
        return Refusal(Reason.NOT_READY, (store.until - service.tick,))
    return None


def about_server(
    service: Service, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> Answer:
    """Answer a command to one server."""
    server = find(service, command.server)
    if server is None:
        return Refusal(Reason.UNKNOWN_SERVER, (command.server,))
    wait = max(0, server.until - service.tick)
    if server.state is ServerState.DEPLOYING:
        return Refusal(Reason.DEPLOYING, (server.name, wait))
    match command:
        case RemoveServer() if [o for o in service.servers if not o.gone and not o.retiring] == [server]:
            return Refusal(Reason.LAST_SERVER, (server.name,))
        case RestartServer() if server.zone in service.zones_down:
            return Refusal(Reason.ZONE_DOWN, (server.zone, server.name))
        case RestartServer() if server.state is ServerState.BOOTING:
            return Refusal(Reason.BOOTING, (server.name, wait))
        case RestartServer():
            return Quote(lead=server.type.boot)
        case DrainServer() if server.state is ServerState.DRAINING:
            return Refusal(Reason.DRAINING, (server.name,))
        case DrainServer() if server.state is not ServerState.UP:
            return Refusal(Reason.NOT_UP, (server.name,))
        case UndrainServer() if server.state is not ServerState.DRAINING:
            return Refusal(Reason.NOT_DRAINING, (server.name,))
        case Connect(_, place):
            return connect_one(service, server, place)
        case _:
            return Quote()


def connect_one(service: Service, server: Server, place: Place) -> Answer:
    """Answer a deploy."""
    if refusal := store_not_ready(service, place):
        return refusal
    if rewired(server.wiring, place) == server.wiring:
        return Refusal(Reason.CONNECTED, (server.name,))
    return Quote(lead=server.type.deploy if server.alive else 0)


def find(service: Service, name: str) -> Server | None:
    """Return the server called ``name``, if it is (still) there."""
    return next((server for server in service.servers if server.name == name and not server.gone), None)
