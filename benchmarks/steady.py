"""A service in its steady state: so many people in the middle of their visit, nobody leaving, nothing breaking."""

from __future__ import annotations

import time
from dataclasses import dataclass

from scalegame.engine import Game, Scenario
from scalegame.engine.scenario import (
    Balancer,
    Policy,
    Rejected,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Wave,
    Wiring,
)

SEED = 7
SERVERS = 64
#: Mean pause between two requests, in ticks.
THINK = 10
#: Weights by ``Kind`` after the log-in: people browse and fill carts.
MIX = (0, 8, 2, 0, 0, 0)
#: Visitors arrive over so many ticks, and the game warms up for so many.
ARRIVING, WARM_UP = 20, 30
REDIS_LATENCY_US = 1_000


@dataclass(frozen=True, slots=True)
class Wired:
    """A way to keep people logged in: where sessions live and how the balancer spreads requests."""

    name: str
    sessions: SessionPlace
    policy: Policy


REDIS = Wired("Redis, round robin", SessionPlace.REDIS, Policy.ROUND_ROBIN)
STICKY = Wired("server memory, sticky cookie", SessionPlace.SERVER_MEMORY, Policy.STICKY_COOKIE)


def server_type(sessions: int) -> ServerType:
    """Return a server that bears its part of ``sessions`` people at about half of its capacity."""
    arriving = sessions // SERVERS // ARRIVING
    # A log-in is 30 work units, a mean request about 11, one in THINK people asks in each tick.
    return ServerType(capacity=1_000 + 60 * arriving + 22 * sessions // SERVERS // THINK, queue=100_000, memory=1 << 30)


def scenario(sessions: int, ticks: int, wired: Wired) -> Scenario:
    """Return a level of ``ticks`` ticks in which ``sessions`` people arrive at once and stay to the end."""
    wiring = Wiring(sessions=wired.sessions)
    kind = server_type(sessions)
    arrivals = [sessions // ARRIVING] * ARRIVING + [0] * (ticks - ARRIVING)
    return Scenario(
        level="steady",
        budget=0,
        servers=tuple(StartServer(f"s{number:03}", kind.name, wiring) for number in range(SERVERS)),
        waves=(Wave("steady", tuple(arrivals)),),
        sources=(
            Source("homes", addresses=100_000, share=1, requests=(200, 400), think=THINK, mix=MIX,
                   rejected=Rejected.LOGIN_AGAIN),
        ),
        goals=(),
        balancer=Balancer(policy=wired.policy),
        template=wiring,
        stores=(StoreName.REDIS,),
        server_types=(kind,),
        store_specs={
            StoreName.REDIS: StoreSpec(
                price=0, upkeep=0, lead=0, capacity=0, memory=0, latency_us=REDIS_LATENCY_US
            )
        },
    )  # fmt: skip


def warmed_up(sessions: int, ticks: int, wired: Wired = REDIS) -> Game:
    """Return a game with ``sessions`` people online that still has ``ticks`` ticks to run."""
    game = Game(scenario(sessions, WARM_UP + ticks, wired), SEED)
    while game.tick < WARM_UP:
        game.step()
    return game


@dataclass(frozen=True, slots=True)
class Pace:
    """The speed of a simulation: a count of requests and the CPU seconds it took."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        """Requests simulated per CPU second."""
        return self.requests / self.seconds


def engine_pace(sessions: int, ticks: int, wired: Wired) -> Pace:
    """Measure the engine over ``ticks`` ticks with ``sessions`` people online.

    Raises ``RuntimeError`` if the service was not well: then something else was measured.
    """
    game = warmed_up(sessions, ticks, wired)
    requests = 0
    started = time.process_time()
    while not game.over:
        requests += game.step().requests
    seconds = time.process_time() - started
    view = game.view()
    if view.metrics.sessions_lost or view.metrics.requests_failed or view.online != sessions // ARRIVING * ARRIVING:
        raise RuntimeError(f"not a steady state: {view.metrics}")
    return Pace(requests, seconds)
