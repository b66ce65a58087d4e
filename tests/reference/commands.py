"""Commands: what a player's order does, at once, before the next tick.

Rules

* A refused command changes nothing. Whatever it costs is paid now.
* Servers that are ordered have the next free number for a name, boot first and follow the fleet template.
* ``connect all`` changes the template at once, and the servers by a rollout.
* ``next_wave`` starts what is due first, and then the next one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Quote,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import StoreName
from scalegame.engine.view import EventKind, LossCause, ServerState, StoreState
from tests.reference import files, stopping
from tests.reference.deploys import deploy, rewired
from tests.reference.ledger import BALANCER
from tests.reference.refusals import Answer, find, quote
from tests.reference.servers import Server
from tests.reference.stores import Store
from tests.reference.waves import start_due_waves, start_wave

if TYPE_CHECKING:
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
        case AddStore(store):
            order_store(service, store)
        case SetPolicy(policy):
            service.balancer = replace(service.balancer, policy=policy)
            service.book.event(EventKind.POLICY_SET, BALANCER, detail=policy)
        case NextWave():
            start_due_waves(service)
            start_wave(service)
        case Connect(name, place) if name == ALL:
            service.template = rewired(service.template, place)
            service.rollout = [(server, place) for server in service.servers if not server.gone]
        case _:
            server = find(service, command.server)
            assert server is not None
            change_server(service, server, command)


def change_server(
    service: Service, server: Server, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> None:
    """Do what a command says with one server."""
    match command:
        case RemoveServer():
            remove(service, server)
        case RestartServer():
            restart(service, server)
        case DrainServer():
            server.state, server.drained = ServerState.DRAINING, False
            service.book.event(EventKind.SERVER_DRAINING, server.name, len(server.sessions))
        case UndrainServer():
            server.state = ServerState.UP
            service.book.event(EventKind.SERVER_UNDRAINED, server.name)
        case Connect(_, place):
            deploy(service, server, place)


def order_server(service: Service) -> None:
    """Add one server to the fleet."""
    names = [server.name for server in service.servers]
    service.ordered += 1
    while f"s{service.ordered:03d}" in names:
        service.ordered += 1
    kind = service.scenario.server_type(service.scenario.added_type)
    server = Server(len(names), f"s{service.ordered:03d}", kind, service.template, ServerState.BOOTING)
    server.boot(service.tick)
    service.servers.append(server)
    service.book.event(EventKind.SERVER_ORDERED, server.name, kind.boot)


def order_store(service: Service, name: StoreName) -> None:
    """Buy a store."""
    spec = service.scenario.store_specs[name]
    service.stores[name] = Store(name, spec, StoreState.PROVISIONING, service.tick + spec.lead)
    service.book.event(EventKind.STORE_ORDERED, name, spec.lead)


def remove(service: Service, server: Server) -> None:
    """Take a server away, with all it holds."""
    service.book.event(EventKind.SERVER_REMOVED, server.name)
    stopping.let_finish(service, server)
    stopping.forget(service, server, LossCause.SERVER_REMOVED)
    server.gone, server.seen_up = True, False
    files.throw_disk_away(server)


def restart(service: Service, server: Server) -> None:
    """Stop a server and start it again."""
    service.book.event(EventKind.SERVER_RESTARTING, server.name, server.type.boot)
    stopping.break_off(service, server)
    stopping.forget(service, server, LossCause.SERVER_RESTART)
    server.boot(service.tick)
