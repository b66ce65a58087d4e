"""A cell played with a seed and measured as reality was: the same metrics, by the same definitions.

What a player sees is taken from where they see it: how many people lost their session (all, and before the fault)
is the game's own metric, failed requests are its ledger. The rest is counted request by request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scalegame.engine import Game, TickReport
from scalegame.engine.draws import Integers
from scalegame.engine.scenario import FilePlace, StoreName
from scalegame.engine.state.world import NONE, OBJECT, Flags
from scalegame.engine.view import FailureCause
from tests.engine.builders import do, failed, world_of
from tests.truth.data import Cell
from tests.truth.record import Requests, recording
from tests.truth.setup import LOGINS, USERS, Setup, setup


@dataclass(frozen=True, slots=True)
class Played:
    """A finished game: its requests after the log-ins, its reports, and the sessions lost by the fault and the end.

    ``logins`` counts log-ins, those included that the end cuts off.
    """

    before: Requests
    after: Requests
    reports: list[TickReport]
    lost_before: int
    lost: int
    logins: int


def measure(cell: Cell, seed: int) -> dict[str, float]:
    """Return the metrics of ``cell`` in the engine."""
    how = setup(cell)
    played = _play(how, seed)
    values = _before(cell, how, played)
    return values | _after(cell, how, played) if cell.after else values


def _play(how: Setup, seed: int) -> Played:
    game = Game(how.scenario, seed)
    reports: list[TickReport] = []
    lost_before = 0
    with recording() as record:
        while not game.over:
            if game.tick == how.fault:
                lost_before = game.view().metrics.sessions_lost
            for at in how.plan:
                if at.tick == game.tick:
                    do(game, at.command)
            reports.append(game.step())
            if how.pictures:
                _upload(game, record.latest(game.tick - 1))
    asked = record.requests()
    people = world_of(game).sessions
    logins = int(np.count_nonzero(asked.login)) + int(np.count_nonzero(people.login[: people.size]))
    lost = game.view().metrics.sessions_lost
    asked = asked.where(~asked.login)
    if game.tick == how.fault:  # there is nothing after it
        lost_before = lost
    return Played(asked.until(how.fault), asked.since(how.fault), reports, lost_before, lost, logins)


def _upload(game: Game, asked: Requests) -> None:
    """Put the picture of everyone who has just logged in where their server keeps pictures.

    In the game what a visitor asks for is drawn; everybody uploading once and first has to be arranged.
    """
    world = world_of(game)
    just = asked.where(asked.login & ~asked.failed)
    row = just.person - world.sessions.base
    if world.servers[0].wiring.files is FilePlace.OBJECT_STORAGE:
        world.sessions.file[row] = OBJECT
        storage = world.stores[StoreName.OBJECT_STORAGE]
        world.stores[storage.name] = replace(storage, used=storage.used + len(row))
    else:
        world.sessions.file[row] = just.server
        world.files += np.bincount(just.server, minlength=len(world.files))


def _before(cell: Cell, how: Setup, played: Played) -> dict[str, float]:
    asked = played.before
    lost_before, lost = played.lost_before, played.lost
    if how.pictures:  # then it is their picture that people lose
        lost_before = _people(asked, asked.failed)
        everything = (asked.person[asked.failed], played.after.person[played.after.failed])
        lost = len(np.unique(np.concatenate(everything)))
    return {
        "users_lost_all": lost / USERS,
        "users_lost_pre": lost_before / USERS,
        # Measured users began to ask when all had logged in.
        "req_401_pre": float(asked.since(LOGINS).rejected.mean()),
        "imb_pre": _imbalance(asked, (0, 1, 2, 3)),
    }


def _after(cell: Cell, how: Setup, played: Played) -> dict[str, float]:
    asked, requests = played.after, len(played.before) + len(played.after)
    errors = sum(
        failure.count
        for report in played.reports
        for failure in report.failures
        if report.tick >= how.fault and failure.cause is not FailureCause.FILE_MISSING
    )
    return {
        "users_lost_post": _people(asked, asked.failed if how.pictures else asked.rejected) / USERS,
        "req_401_post": float(asked.rejected.mean()),
        "req_404_all": failed(played.reports, FailureCause.FILE_MISSING) / requests,
        "req_err_post": errors / len(asked),
        "imb_post": _imbalance(asked, how.serving),
        "moved": _moved(played.before, asked),
        # A user made ten requests; in the game it is about so many.
        "relogins_per_user": (played.logins - USERS) / requests * (cell.before + cell.after),
    }


def _people(asked: Requests, which: Flags) -> int:
    """Return how many different people made the requests that are flagged."""
    return len(np.unique(asked.person[which]))


def _imbalance(asked: Requests, serving: tuple[int, ...]) -> float:
    """Return the busiest server's requests ÷ the mean over the servers that should be serving."""
    counts = np.bincount(asked.server[asked.server != NONE], minlength=max(serving) + 1)[list(serving)]
    return float(counts.max() / counts.mean())


def _moved(before: Requests, after: Requests) -> float:
    """Return the share of users whose last server after the fault is not their last one before."""
    old, new = _last_server(before), _last_server(after)
    both = (old != NONE) & (new != NONE)
    return float((old != new)[both].mean())


def _last_server(asked: Requests) -> Integers:
    server = np.full(USERS, NONE, np.int64)
    server[asked.person] = asked.server
    return server
