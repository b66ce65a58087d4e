"""Quotes and refusals: what a command costs now and how long it takes, or why it is not possible.

Rules

* Nothing is possible when the level is over, nothing that the level does not offer; ``next_wave`` always is offered.
  Who may drain may undrain. A policy has to be among the level's.
* Whatever would change nothing is refused, and whatever costs more than what is left of the budget.
* A store must be bought, and ready for the first time, before a server can be connected to it.
* A server that is being deployed takes no commands; the last server cannot be removed; a booting one cannot be
  restarted; only one that is up can be drained.
* One rollout at a time. The time of a rollout is that of its deploys, one after another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Place,
    Quote,
    Refusal,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import MILLICENTS_PER_DOLLAR, Policy, StoreName
from scalegame.engine.view import ServerState, StoreState
from tests.reference.deploys import rewired, store_behind
from tests.reference.waves import is_over, spans

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service

Answer = Quote | Refusal

#: A level has room for so many servers, removed ones included.
MOST_SERVERS = 256
STORE_WORDS = {StoreName.REDIS: "Redis", StoreName.SQL: "an SQL database", StoreName.OBJECT_STORAGE: "object storage"}


def quote(service: Service, command: Command) -> Answer:
    """Say what a command would cost now, or why it is refused."""
    if is_over(service):
        return Refusal("over", "The level is over.")
    if not offered(service, command):
        return Refusal("not_allowed", "This level does not offer that.")
    answer = answer_to(service, command)
    left = max(0, service.scenario.budget - service.spent)
    if isinstance(answer, Quote) and answer.price > left:
        return Refusal("budget", f"It costs {dollars(answer.price)}; you have {dollars(left)} left.")
    return answer


def offered(service: Service, command: Command) -> bool:
    """Tell whether the level offers a command."""
    match command:
        case NextWave():
            return True
        case AddStore(store):
            return store in service.scenario.allowed
        case SetPolicy(policy):
            return command.verb in service.scenario.allowed and policy in service.scenario.policies
        case UndrainServer():
            return DrainServer.verb in service.scenario.allowed
        case _:
            return command.verb in service.scenario.allowed


def answer_to(service: Service, command: Command) -> Answer:
    """Answer a command that the level offers, whatever the budget says."""
    match command:
        case AddServer(count):
            return add_server(service, count)
        case AddStore(store):
            return add_store(service, store)
        case SetPolicy(policy):
            return set_policy(service, policy)
        case NextWave():
            return next_wave(service)
        case Connect(server, place) if server == ALL:
            return connect_all(service, place)
        case _:
            return about_server(service, command)


def add_server(service: Service, count: int) -> Answer:
    """Answer an order of servers."""
    if count < 1:
        return Refusal("count", "Order at least one server.")
    if len(service.servers) + count > MOST_SERVERS:
        return Refusal("too_many", f"A level has room for {MOST_SERVERS} servers, removed ones included.")
    kind = service.scenario.server_type(service.scenario.added_type)
    return Quote(price=count * kind.price, lead=kind.boot)


def add_store(service: Service, store: StoreName) -> Answer:
    """Answer an order of a store."""
    if store in service.stores:
        return Refusal("no_change", f"You have {STORE_WORDS[store]} already.")
    spec = service.scenario.store_specs[store]
    return Quote(price=spec.price, lead=spec.lead)


def set_policy(service: Service, policy: Policy) -> Answer:
    """Answer a change of the balancer's policy."""
    if policy is service.balancer.policy:
        return Refusal("no_change", f"The balancer uses {policy.replace('_', ' ')} already.")
    return Quote()


def next_wave(service: Service) -> Answer:
    """Answer a call for the next wave: one that is due now has been called already."""
    if all(start <= service.tick for start, _ in spans(service)):
        return Refusal("no_wave", "This is the last wave.")
    return Quote()


def connect_all(service: Service, place: Place) -> Answer:
    """Answer a rollout."""
    if refusal := store_not_ready(service, place):
        return refusal
    if service.rollout:
        return Refusal("rollout", "A rollout is under way; wait until it is done.")
    there = [server for server in service.servers if not server.gone]
    changed = [server for server in there if rewired(server.wiring, place) != server.wiring]
    if not changed and rewired(service.template, place) == service.template:
        return Refusal("no_change", "Every server does that already.")
    return Quote(lead=sum(server.type.deploy for server in changed if server.alive))


def store_not_ready(service: Service, place: Place) -> Refusal | None:
    """Refuse a connection to a store that is not there (yet)."""
    name = store_behind(place)
    if name is None:
        return None
    if name not in service.stores:
        return Refusal("no_store", f"You do not have {STORE_WORDS[name]} yet: buy it first.")
    store = service.stores[name]
    if store.state is StoreState.PROVISIONING and store.until > service.tick:
        return Refusal("not_ready", f"The store is not ready yet: {store.until - service.tick} s to go.")
    return None


def about_server(
    service: Service, command: RemoveServer | RestartServer | DrainServer | UndrainServer | Connect
) -> Answer:
    """Answer a command to one server."""
    server = find(service, command.server)
    if server is None:
        return Refusal("unknown_server", f"There is no server called {command.server}.")
    wait = max(0, server.until - service.tick)
    if server.state is ServerState.DEPLOYING:
        return Refusal("deploying", f"{server.name} is being deployed; it is back in {wait} s.")
    match command:
        case RemoveServer() if sum(not other.gone for other in service.servers) == 1:
            return Refusal("last_server", f"{server.name} is the only server.")
        case RestartServer() if server.state is ServerState.BOOTING:
            return Refusal("booting", f"{server.name} is starting already: {wait} s to go.")
        case RestartServer():
            return Quote(lead=server.type.boot)
        case DrainServer() if server.state is ServerState.DRAINING:
            return Refusal("draining", f"{server.name} is draining already.")
        case DrainServer() if server.state is not ServerState.UP:
            return Refusal("not_up", f"{server.name} is not up; there is nobody to drain.")
        case UndrainServer() if server.state is not ServerState.DRAINING:
            return Refusal("not_draining", f"{server.name} is not draining.")
        case Connect(_, place):
            return connect_one(service, server, place)
        case _:
            return Quote()


def connect_one(service: Service, server: Server, place: Place) -> Answer:
    """Answer a deploy."""
    if refusal := store_not_ready(service, place):
        return refusal
    if rewired(server.wiring, place) == server.wiring:
        return Refusal("no_change", f"{server.name} does that already.")
    return Quote(lead=server.type.deploy if server.alive else 0)


def find(service: Service, name: str) -> Server | None:
    """Return the server called ``name``, if it is (still) there."""
    return next((server for server in service.servers if server.name == name and not server.gone), None)


def dollars(millicents: int) -> str:
    """Write an amount for people, in whole cents rounded down; without the cents when there are none."""
    whole, cents = divmod(millicents * 100 // MILLICENTS_PER_DOLLAR, 100)
    return f"${whole:,}.{cents:02d}" if cents else f"${whole:,}"
