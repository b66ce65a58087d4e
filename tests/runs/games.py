"""Results and a small game for the tests of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scalegame.engine.commands import AddServer, At, Plan
from scalegame.engine.scenario import Goal, Metric, Scenario, Source, StartServer, Wave
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, Metrics, Result
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Ending, Run, Stage
from scalegame.runs.verify import Facts, verify


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


QUIET = Quiet()
#: A game of the quiet level in which something is done, and which is won.
PLAN = (At(20, AddServer(1)), At(22, AddServer(1)))


def stages() -> Mapping[str, Stage]:
    """Return the levels that are here: the quiet one."""
    return {QUIET.id: QUIET}


def finished(seed: int = 7, plan: Plan = PLAN, *, started: str = "2025-03-01T12:00:00Z", player: str = "") -> Run:
    """Return a true run of the quiet level."""
    run = recorded(QUIET, seed, play_plan(QUIET.scenario, seed, plan))
    return replace(run, started=started, player=player)


def left(ticks: int = 12, seed: int = 7, *, started: str = "2025-03-01T12:00:00Z") -> Run:
    """Return a true run of the quiet level that was left after ``ticks``."""
    run = finished(seed, started=started)
    return replace(
        run,
        ending=Ending.OPEN,
        ticks=ticks,
        claims=None,
        commands=tuple(at for at in run.commands if at.tick <= ticks),
        checkpoints=tuple(one for one in run.checkpoints if one.tick <= ticks),
    )


def facts(run: Run, stage: Stage = QUIET) -> Facts:
    """Return what the engine computes of a true run."""
    found = verify(run, stage).facts
    assert found is not None
    return found


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
