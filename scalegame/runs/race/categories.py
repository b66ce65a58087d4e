"""Categories of runs: computed from what was played, never claimed."""

from __future__ import annotations

from enum import StrEnum

from scalegame.engine.commands import AddStore
from scalegame.engine.game import Game
from scalegame.engine.scenario import Policy, SessionPlace, StoreName
from scalegame.runs.run import Aid, Run

_MOST_STARS = 3
#: Policies that bind a person to a server.
_STICKY = (Policy.STICKY_COOKIE, Policy.SOURCE_HASH, Policy.CONSISTENT_HASH)


class Category(StrEnum):
    """The categories of won runs. Cheapest and fewest commands are orders of a board, not categories."""

    ANY = "any%"
    ALL_STARS = "all stars"
    NO_REDIS = "no Redis"
    STATELESS = "stateless only"
    ONE_SERVER = "one server"
    NO_HINTS = "no hints"
    UNPAUSED = "unpaused"


def categories(run: Run, game: Game, most_servers: int) -> frozenset[Category]:
    """Return the categories of ``run``, which was played again as ``game`` and never had more than ``most_servers``."""
    result = game.result()
    if not game.over or not result.won:
        return frozenset()
    belongs = {
        Category.ANY: True,
        Category.ALL_STARS: result.stars == _MOST_STARS,
        Category.NO_REDIS: _without_redis(run, game),
        Category.STATELESS: _stateless(game),
        Category.ONE_SERVER: most_servers <= 1,
        Category.NO_HINTS: not run.count(Aid.HINT),
        Category.UNPAUSED: not run.count(Aid.PAUSE),
    }
    return frozenset(category for category, does in belongs.items() if does)


def _without_redis(run: Run, game: Game) -> bool:
    bought = any(at.command == AddStore(StoreName.REDIS) for at in run.commands)
    return not bought and all(store.name is not StoreName.REDIS for store in game.view().stores)


def _stateless(game: Game) -> bool:
    """Return whether in the end no server kept anybody's state and the balancer bound nobody to one."""
    view = game.view()
    wirings = (view.template, *(server.wiring for server in view.servers))
    return (
        view.balancer.policy not in _STICKY
        and all(wiring.sessions is not SessionPlace.SERVER_MEMORY for wiring in wirings)
        and not any(server.files or server.orders for server in view.servers)
    )
