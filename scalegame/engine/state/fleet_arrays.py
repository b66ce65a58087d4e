"""Arrays that follow from the servers as they stand: worked out when one changes, looked up in every tick."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.decisions.balancing import Rotation, rotation
from scalegame.engine.decisions.health import NEVER
from scalegame.engine.decisions.servers import is_settled
from scalegame.engine.draws import Integers
from scalegame.engine.integers import up_to
from scalegame.engine.scenario import Balancer, Kind, OrderPlace, Scenario, SessionPlace, WorkPlace
from scalegame.engine.state.world import FILE_CODES, SESSION_CODES, Flags, Server, World
from scalegame.engine.units import MICROSECONDS_PER_TICK


@dataclass(frozen=True, slots=True)
class FleetArrays:
    """Arrays with one entry a server, true as long as ``servers`` and ``balancer`` are the same.

    They hold in the ticks ``since`` … ``until`` − 1: then a passive check's time-out ends. ``sound``: whoever can be
    chosen runs and answers. ``restless`` are the indices of those in whose life something may happen by itself.
    ``cost[server, kind]`` is in work units, ``service`` the same in µs, ``rows`` where a server's row begins in both.
    ``capacity``, ``queue`` and ``memory`` are limits as in ``ServerType``. ``sessions`` and ``files`` say where each
    keeps them (``IN_MEMORY`` …; its own index, ``OBJECT`` or ``BLOB``), ``session_places`` every place that occurs,
    ``sql`` who writes orders to the database and ``works_later`` who puts slow work into the queue. ``upkeep`` is what
    all of them cost a tick (millicents).
    """

    servers: list[Server]
    balancer: Balancer
    since: int
    until: int
    rotation: Rotation
    sound: bool
    restless: list[int]
    cost: Integers
    service: Integers
    rows: Integers
    capacity: list[int]
    queue: Integers
    memory: Integers
    sessions: Integers
    session_places: list[int]
    files: Integers
    sql: Flags
    works_later: Flags
    upkeep: int

    def cell(self, server: Integers, kind: NDArray[np.uint8]) -> Integers:
        """Return where requests of a kind at a server stand in ``cost`` and ``service``, if these are one row."""
        cell = self.rows[server]
        cell += kind.astype(np.int64)
        return cell

    @staticmethod
    def of(world: World) -> FleetArrays:
        """Work everything out anew."""
        servers = list(world.servers)
        capacity = [server.capacity for server in servers]
        cost = _cost(world.scenario, servers)
        sessions = [SESSION_CODES[server.wiring.sessions] for server in servers]
        return FleetArrays(
            servers=servers,
            balancer=world.balancer,
            since=world.tick,
            until=min((s.out_until for s in servers if s.out_until > world.tick), default=NEVER),
            rotation=(rota := rotation(servers, world.balancer, world.tick)),
            sound=len(rota.candidates) > 0 and not np.count_nonzero(rota.keeps & ~rota.alive | rota.hung),
            restless=[index for index, server in enumerate(servers) if not is_settled(server)],
            cost=cost,
            service=cost * MICROSECONDS_PER_TICK // np.array(capacity, np.int64)[:, np.newaxis],
            rows=up_to(len(servers)) * len(Kind),
            capacity=capacity,
            queue=np.array([server.type.queue for server in servers], np.int64),
            memory=np.array([server.type.memory for server in servers], np.int64),
            sessions=np.array(sessions, np.int64),
            session_places=sorted(set(sessions)),
            files=np.array([FILE_CODES.get(s.wiring.files, index) for index, s in enumerate(servers)], np.int64),
            sql=np.array([server.wiring.orders is OrderPlace.SQL for server in servers], np.bool_),
            works_later=np.array([server.wiring.work is WorkPlace.QUEUE for server in servers], np.bool_),
            upkeep=sum(server.type.upkeep for server in servers if not server.gone),
        )

    def holds(self, world: World) -> bool:
        """Whether all of this is still true. Servers are frozen: one that changed is another one."""
        same = self.servers == world.servers and self.balancer is world.balancer
        return same and self.since <= world.tick < self.until


@dataclass(slots=True)
class LatestFleet:
    """Remembers the latest arrays: from tick to tick the fleet seldom changes."""

    _latest: FleetArrays | None = field(default=None)

    def of(self, world: World) -> FleetArrays:
        """Return what follows from the servers of ``world`` now."""
        latest = self._latest
        if latest is None or not latest.holds(world):
            latest = self._latest = FleetArrays.of(world)
        return latest


def _cost(scenario: Scenario, servers: list[Server]) -> Integers:
    """Return the work units of a request by server and kind: less what a queue does, more to check a cookie."""
    cost = np.repeat(np.array([scenario.work], np.int64), len(servers), axis=0)
    deferrable = np.array(scenario.deferrable, np.int64)
    for index, server in enumerate(servers):
        if server.wiring.work is WorkPlace.QUEUE:
            cost[index] = np.maximum(cost[index] - deferrable, 1)
        if server.wiring.sessions is SessionPlace.SIGNED_COOKIE:
            cost[index] += scenario.cookie_work
    return cost
