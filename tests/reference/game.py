"""A game: the front door of the reference, and the phases of a tick in their order.

Start reading here: ``step`` is the whole game on one page, and each name in it leads to the module with the rules.
"""

from __future__ import annotations

from scalegame.engine.commands import Command
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.canonical import Fields, digest_of
from scalegame.engine.view import Result, ServerState, StoreState, TickReport
from tests.reference import commands, scoring
from tests.reference.accounting import close_book, compare_load, count_latency, count_load, pay_upkeep
from tests.reference.balancer import rotation_of
from tests.reference.connections import share_out
from tests.reference.edge import meet_the_edge
from tests.reference.files import ask_object_storage, touch_files
from tests.reference.followups import follow_up
from tests.reference.health import note_refusals
from tests.reference.incidents import strike
from tests.reference.ledger import Ledger
from tests.reference.lifecycle import live
from tests.reference.orders import ask_sql, take_orders
from tests.reference.people import arrive, due_now
from tests.reference.refusals import Answer, quote
from tests.reference.requests import ask
from tests.reference.servers import Server
from tests.reference.service import Service
from tests.reference.serving import serve
from tests.reference.sessions import ask_stores, fill_cookies, log_in, look_up, meet_the_banned
from tests.reference.slow_work import put_off
from tests.reference.state import canonical
from tests.reference.stores import new_store
from tests.reference.waves import is_over, start_due_waves

#: A digest is taken after every this many ticks.
DIGEST_EVERY = 10


class ReferenceGame:
    """The same front door as the engine's ``Game``."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.service = opening(scenario, seed)

    @property
    def tick(self) -> int:
        """The next tick to run."""
        return self.service.tick

    @property
    def over(self) -> bool:
        """Whether the last wave has ended."""
        return is_over(self.service)

    def quote(self, command: Command) -> Answer:
        """Return what a command would cost now, or why it is refused."""
        return quote(self.service, command)

    def give(self, command: Command) -> Answer:
        """Carry a command out before the next tick, or say why not."""
        return commands.give(self.service, command)

    def step(self) -> TickReport:
        """Run one tick."""
        return step(self.service)

    def canonical(self) -> Fields:
        """Yield the state field by field."""
        return canonical(self.service)

    def result(self) -> Result:
        """Return the score as it stands."""
        return scoring.result_of(self.service)


def opening(scenario: Scenario, seed: int) -> Service:
    """Return the service as the level begins: everything in it is up, and the balancer knows."""
    service = Service(
        scenario,
        seed,
        scenario.balancer,
        scenario.template,
        scenario.limit,
        scenario.autoscaler,
        scenario.deploy_drain,
    )
    for index, start in enumerate(scenario.servers):
        kind = scenario.server_type(start.type)
        zone = start.zone or scenario.zones[index % len(scenario.zones)]
        server = Server(index, start.name, kind, start.wiring, ServerState.UP, zone, cattle=start.cattle)
        server.seen_up = server.joined = True
        service.servers.append(server)
    for name in scenario.stores:
        service.stores[name] = new_store(service, name, StoreState.UP)
    return service


def step(service: Service) -> TickReport:
    """Run one tick, phase by phase. Commands were carried out before it."""
    # Waves start, incidents strike, and what is due comes to an end.
    start_due_waves(service)
    strike(service)
    live(service)

    # Visitors arrive; with them, everyone whose pause is over makes a request.
    arrivals = arrive(service)
    requests = ask(service, due_now(service))

    service.retried = sum(request.repeated for request in requests)

    # Some are answered or turned away at the edge. Each of the others finds a server and is served, in order of time.
    rotation = rotation_of(service)
    serve(service, rotation, meet_the_edge(service, requests))
    note_refusals(service, requests)
    count_latency_of = [request for request in requests if not request.failed]

    # What the requests find, or do not find, where their servers keep things.
    share_out(service)
    ask_stores(service, requests)
    look_up(service, requests)
    meet_the_banned(service, requests)
    log_in(service, requests)
    put_off(service, requests)
    ask_object_storage(service, requests)
    ask_sql(service, requests)
    touch_files(service, requests)
    take_orders(service, requests)
    fill_cookies(service, requests)
    service.rejected = sum(request.stranger for request in requests)

    # People react, pause, or leave.
    follow_up(service, requests)

    # The books.
    count_latency(service, count_latency_of)
    service.requests += len(requests)
    close_book(service)
    pay_upkeep(service)
    count_load(service, rotation)
    ledger, service.ledger = service.ledger, Ledger(service.tick + 1)
    service.tick += 1
    compare_load(service)
    return TickReport(
        tick=ledger.tick,
        arrivals=arrivals,
        requests=len(requests),
        rejected=service.rejected,
        events=tuple(ledger.events),
        losses=ledger.losses(),
        failures=ledger.failures(),
        digest=digest_of(canonical(service)) if service.tick % DIGEST_EVERY == 0 else "",
    )
