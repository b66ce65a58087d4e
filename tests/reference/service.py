"""The service: everything that a game is between two ticks, as plain objects, lists and whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scalegame.engine.enums import Place
from scalegame.engine.scenario import Autoscaler, Balancer, Incident, RateLimit, Scenario, StoreName, Wiring
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause
from tests.reference.ledger import Ledger

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.requests import Request
    from tests.reference.servers import Server
    from tests.reference.stores import Store

#: Failures that would be the same another time.
FINAL = (FailureCause.FILE_MISSING, FailureCause.NOT_REVOKED)


@dataclass(slots=True)
class Service:
    """A web service, its visitors, and the books about it.

    ``tick`` is the next one to run. ``turn`` is where round robin stands, ``ordered`` the number of the last server
    that was ordered. ``rollout`` lists the deploys that are still to come, each with the new place or none;
    ``deploy_drain`` is how many ticks servers may drain before one. ``demand`` is the work (units a tick) that the
    autoscaler has seen lately, ``cool_until`` the tick in which it looks again. ``zones_down`` says until when zones
    are dark. ``storm`` (tries) and ``whale`` (per mille) are in force until the tick beside them. ``touched`` counts
    how often Redis was asked. The ``incidents`` that were ordered strike in the next tick. ``traffic`` visitors a tick
    come by order (None: the waves decide), times ``surge`` per mille until the tick beside it; ``of_no_wave`` came so.
    Of the last tick's requests ``retried`` had failed before and ``rejected`` were asked
    "who are you?". ``latencies`` counts answers by milliseconds; the counters below it are those of the whole game.
    """

    scenario: Scenario
    seed: int
    balancer: Balancer
    template: Wiring
    limit: RateLimit
    autoscaler: Autoscaler
    deploy_drain: int
    tick: int = 0
    visitors: list[Visitor] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)
    stores: dict[StoreName, Store] = field(default_factory=dict)
    wave_starts: list[int] = field(default_factory=list)
    rollout: list[tuple[Server, Place | None]] = field(default_factory=list)
    demand: int = 0
    cool_until: int = 0
    zones_down: dict[str, int] = field(default_factory=dict)
    storm: tuple[int, int] = (0, 0)
    whale: tuple[int, int] = (0, 0)
    incidents: list[Incident] = field(default_factory=list)
    traffic: int | None = None
    surge: tuple[int, int] = (0, 0)
    of_no_wave: int = 0
    touched: int = 0
    retried: int = 0
    rejected: int = 0
    turn: int = 0
    ordered: int = 0
    ledger: Ledger = field(default_factory=lambda: Ledger(0))
    losses: list[Loss] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    latencies: dict[int, int] = field(default_factory=dict)
    spent: int = 0
    commands: int = 0
    logged_in: int = 0
    lost: int = 0
    requests: int = 0
    failed: int = 0
    imbalance_over: int = 0
    imbalance_base: int = 0

    @property
    def now(self) -> int:
        """The present moment in µs since the game began."""
        return self.tick * MICROSECONDS_PER_TICK

    @property
    def patience_us(self) -> int:
        """The longest time an answer may take before somebody gives up: the client or the balancer."""
        client, balancer = self.scenario.timeout_us, self.balancer.read_timeout_us
        return min(client, balancer) if balancer else client

    @property
    def gives_up_first(self) -> bool:
        """Whether the balancer gives up before the client does."""
        return self.patience_us < self.scenario.timeout_us

    def lose(self, visitors: list[Visitor], cause: LossCause, place: str) -> None:
        """Write down that visitors lost their sessions."""
        for visitor in visitors:
            self.ledger.loss(cause, place, first=not visitor.lost)
            visitor.lost = True

    def fail(self, requests: list[Request], cause: FailureCause, place: str = "") -> None:
        """Fail requests, and write that down at ``place``, or for each at its server, one server after another."""
        for request in requests:
            request.failed = True
            request.worth_repeating = cause not in FINAL
        if place:
            self.ledger.failure(cause, place, len(requests))
            return
        for server in self.servers:
            self.ledger.failure(cause, server.name, sum(request.sent_to is server for request in requests))
