"""Every request of a game, one row each: who asked which server when, and what came of it.

The engine's views tell sums; reality was measured request by request. So the recorder listens where the engine has
just found out what comes of a tick's requests, before the visitors plan their next ones. It changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from unittest.mock import patch

import numpy as np

from scalegame.engine import tick
from scalegame.engine.decisions.requests import Batch
from scalegame.engine.draws import Integers
from scalegame.engine.scenario import Kind
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.world import Flags, World
from scalegame.engine.tick.lookups import Answers, look_up
from scalegame.engine.units import MICROSECONDS_PER_TICK


@dataclass(frozen=True, slots=True)
class Requests:
    """Columns in order of time, one entry a request.

    ``time`` is the arrival in µs since the game began, ``wait`` how many µs went by until the answer or the failure,
    ``person`` counts visitors from 0, ``server`` is an index or −1, ``login`` flags log-ins, ``rejected`` who was
    told "who are you?", ``failed`` what was not answered as asked for any other reason (a picture that is not found
    among them).
    """

    time: Integers
    wait: Integers
    person: Integers
    server: Integers
    login: Flags
    rejected: Flags
    failed: Flags

    def __len__(self) -> int:
        return len(self.time)

    def where(self, which: Flags) -> Requests:
        """Return only the requests that are flagged."""
        return Requests(*(getattr(self, column.name)[which] for column in fields(self)))

    def since(self, tick: int) -> Requests:
        """Return the requests of ``tick`` and later ones."""
        return self.where(self.time >= tick * MICROSECONDS_PER_TICK)

    def until(self, tick: int) -> Requests:
        """Return the requests before ``tick``."""
        return self.where(self.time < tick * MICROSECONDS_PER_TICK)


@dataclass(slots=True)
class Record:
    """The requests a recorder has heard, one part a tick.

    ``refused`` counts, by server, how often the balancer has asked a dead one or has given up on a frozen one.
    """

    parts: list[Requests] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)

    def requests(self) -> Requests:
        """Return everything heard so far."""
        return Requests(
            *(np.concatenate([getattr(part, each.name) for part in self.parts]) for each in fields(Requests))
        )

    def latest(self, tick: int) -> Requests:
        """Return what was heard in ``tick`` and later."""
        return self.parts[-1].since(tick)


@contextmanager
def recording() -> Iterator[Record]:
    """Listen to the game that runs meanwhile."""
    record = Record()

    def listen(world: World, precomputed: Precomputed, ledger: Ledger, batch: Batch, fleet: FleetArrays) -> Answers:
        answers = look_up(world, precomputed, ledger, batch, fleet)
        lost = np.zeros(len(batch.row), np.int64) if batch.delay is None else batch.delay
        heard = Requests(
            time=world.tick * MICROSECONDS_PER_TICK + batch.moment,
            wait=np.where(batch.leave < 0, lost, answers.wait),
            person=batch.row + world.sessions.base,
            server=batch.server.copy(),
            login=batch.kind == int(Kind.LOGIN),
            rejected=answers.rejected.copy(),
            failed=~batch.ok,
        )
        record.parts.append(heard)
        record.refused.update(dict(enumerate(batch.refused)))
        return answers

    with patch.object(tick, "look_up", listen):
        yield record
