"""Results and a small game for the tests of runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scalegame.engine.scenario import Goal, Metric, Scenario, Source, StartServer, Wave
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, Metrics, Result


@dataclass(frozen=True)
class Quiet:
    """The quiet game as something that runs are played on."""

    id: str = "quiet"
    digest: str = "f00d"
    ticks: int = 25
    waves: int = 1

    @cached_property
    def scenario(self) -> Scenario:
        """The game."""
        return scenario(self.ticks, self.waves)


def scenario(ticks: int = 25, waves: int = 1) -> Scenario:
    """Return a quiet game on one server where servers may be added and restarted."""
    return Scenario(
        level="quiet",
        budget=10_000_000,
        servers=(StartServer("A"),),
        waves=(Wave("All day", (2,) * ticks),) * waves,
        sources=(Source("homes", 50, 1, (2, 4), 3, (0, 1, 0, 0, 0, 0)),),
        goals=(Goal(Metric.SESSION_LOSS, 50, 0),),
        allowed=frozenset({"add_server", "restart_server"}),
    )


def result(
    *, won: bool = True, stars: int = 2, score: int = 800, time: int = 90, cost: int = 4_000_000, commands: int = 3
) -> Result:
    """Return a finished game with one loss and one failure."""
    metrics = Metrics(
        sessions=300, sessions_lost=1, requests=1000, requests_failed=2, imbalance_over=1, imbalance_base=8,
        latency=(10, 40, 90), cost=cost, time=time, commands=commands,
    )  # fmt: skip
    loss = Loss(40, LossCause.SERVER_CRASH, "A", 1, again=2)
    return Result(won, stars, score, metrics, (loss,), (Failure(41, FailureCause.OVERLOAD, "A", 2),), digest="abc")
