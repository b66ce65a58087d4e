"""Commands: what a player's order does, at once, before the next tick.

Rules

* A refused command changes nothing. Whatever it costs is paid now.
* A store, a replica or a connection pooler that is bought is there after its lead time.
* ``connect`` deploys the server; with ``deploy_drain``, and if it runs and is not about to go, as a rollout of one.
  ``connect all`` changes the template at once, and the servers by a rollout.
* ``next_wave`` starts what is due first, and then the next one.
* ``cause_incident`` lets an incident strike in the next tick.
* Settings stand in ``settings.py``.
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
    UndrainServer,
)
from scalegame.engine.reasons import Quote
from scalegame.engine.scenario import StoreName
from scalegame.engine.view import EventKind, ServerState, StoreState
from tests.reference import stopping
from tests.reference.autoscaler import order_server
from tests.reference.deploys import deploy, drain, rewired
from tests.reference.refusals import Answer, find, quote
from tests.reference.settings import set_it
from tests.reference.stores import new_store
from tests.reference.waves import start_due_waves, start_wave

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service


def give(service: Service, command: Command) -> Answer:
    """Carry a command out, or say why not."""
    answer = quote(service, command)
    if isinstance(answer, Quote):
        service.spent += answer.price
        service.commands += 1
        carry_out(service, command)
    return answer


def carry_out(service: Service, command: Command) -> None:
    """Do what a legal command says."""
    match command:
        case AddServer(count):
            for _ in range(count):
                order_server(service)
        case AddStore() | AddReplica() | AddPooler():
            buy(service, command)
        case NextWave():
            start_due_waves(service)
            start_wave(service)
        case CauseIncident(incident):
            service.incidents.append(incident)
        case Connect(name, place) if name == ALL:
            service.template = rewired(service.template, place)
            service.rollout = [(server, place) for server in service.servers if not server.gone]
        case RemoveServer() | RestartServer() | DrainServer() | UndrainServer() | Connect():
            server = find(service, command.server)
            assert server is not None
            change_server(service, server, command)
        case _:
            set_it(service, command)


def change_server(
    service: Service, server: Server, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> None:
    """Do what a command says with one server."""
    match command:
        case RemoveServer():
            stopping.remove(service, server)
        case RestartServer():
            stopping.restart(service, server)
        case DrainServer():
            drain(service, server)
        case UndrainServer():
            server.state, server.until, server.retiring = ServerState.UP, 0, False
            service.ledger.event(EventKind.SERVER_UNDRAINED, server.name)
        case Connect(_, place):
            if service.deploy_drain and server.alive and not server.retiring:
                service.rollout.append((server, place))
            else:
                deploy(service, server, place)


def buy(service: Service, command: AddStore | AddReplica | AddPooler) -> None:
    """Order a store, or something for one."""
    match command:
        case AddStore(name):
            lead = service.scenario.store_specs[name].lead
            service.stores[name] = new_store(service, name, StoreState.PROVISIONING, service.tick + lead)
            service.ledger.event(EventKind.STORE_ORDERED, name, lead)
        case AddReplica(name):
            store = service.stores[name]
            store.coming.append(service.tick + store.spec.replica_lead)
            service.ledger.event(EventKind.REPLICA_ORDERED, name, store.spec.replica_lead)
        case AddPooler():
            sql = service.stores[StoreName.SQL]
            sql.pooler = service.tick + sql.spec.pooler_lead
            service.ledger.event(EventKind.POOLER_ORDERED, sql.name, sql.spec.pooler_lead)
