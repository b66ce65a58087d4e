"""Arrays that are worked out from a scenario once and looked up afterwards. Derived, never state."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.draws import Draws, exponential, upper
from scalegame.engine.scenario import IncidentKind, Kind, Rejected, Scenario
from scalegame.engine.state.fleet_arrays import LatestFleet
from scalegame.engine.state.visitors import RESOLUTION, ArrivalProcess, shares

_RESOLUTION = np.array(RESOLUTION, np.int64)


@dataclass(frozen=True, slots=True)
class Precomputed:
    """Lookup arrays: ``kind_of`` and ``pause_of`` (ticks) by the ``cell`` of a source and a draw, the others by source.

    ``again`` and ``leaves`` are what people of each of the ``sources`` do when they are rejected. ``may_retry``:
    somebody might make a failed request again, up to ``retries`` times, ``retry_after`` ticks later, doubled each time
    with ``backoff``. ``pictures``: somebody asks for pictures. ``may_ban``: somebody may be banned. ``deferrable`` and
    ``reads`` are by ``Kind``. ``arrivals`` draws who comes, ``fleet`` keeps what follows from the servers.
    """

    sources: int
    kind_of: NDArray[np.uint8]
    pause_of: NDArray[np.int64]
    again: NDArray[np.bool_]
    leaves: NDArray[np.bool_]
    deferrable: NDArray[np.int64]
    reads: NDArray[np.int64]
    may_retry: bool
    retries: NDArray[np.int64]
    retry_after: NDArray[np.int64]
    backoff: NDArray[np.bool_]
    pictures: bool
    may_ban: bool
    arrivals: ArrivalProcess
    fleet: LatestFleet = field(default_factory=LatestFleet)

    @staticmethod
    def of(scenario: Scenario) -> Precomputed:
        """Work the tables out. The shares must have a positive sum, in sources and in each mix."""
        sources = scenario.sources
        strikes = [incident.kind for wave in scenario.waves for incident in wave.incidents]
        any_incident = scenario.expects_any_incident
        return Precomputed(
            sources=len(sources),
            kind_of=np.concatenate([shares(list(s.mix)) for s in sources]),
            pause_of=np.concatenate([_pauses(s.think) for s in sources]),
            again=np.array([s.rejected is Rejected.LOGIN_AGAIN for s in sources], np.bool_),
            leaves=np.array([s.rejected is Rejected.LEAVE for s in sources], np.bool_),
            deferrable=np.array(scenario.deferrable, np.int64),
            reads=np.array(scenario.reads, np.int64),
            may_retry=any_incident or IncidentKind.RETRY_STORM in strikes or any(s.retries for s in sources),
            retries=np.array([s.retries for s in sources], np.int64),
            retry_after=np.array([s.retry_after for s in sources], np.int64),
            backoff=np.array([s.backoff for s in sources], np.bool_),
            pictures=any(s.mix[Kind.AVATAR] for s in sources),
            may_ban=any_incident or IncidentKind.BAN in strikes,
            arrivals=ArrivalProcess.of(scenario),
        )

    def cells(self, source: NDArray[np.uint8], draws: Draws) -> NDArray[np.int64]:
        """Return where rows of draws for people from ``source`` stand in ``kind_of`` and ``pause_of``."""
        cells = upper(draws)
        if self.sources > 1:
            cells += source * _RESOLUTION
        return cells


def _pauses(think: int) -> NDArray[np.int64]:
    """Return the ticks from an answer to the next request, one and an exponential share of the mean, by draw."""
    draws: Draws = np.arange(RESOLUTION, dtype=np.uint64) << np.uint64(54)
    return 1 + exponential(draws) * (2 * think - 1) // 2000
