"""One comparison of the engine with reality, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from tests.truth.data import Span


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one cell: what was ``measured``, what the ``engine`` gave (one a game), what it may give.

    ``measured`` is ``None`` for what never happened, and so is an entry of ``engine``. ``ring``: the limits are the
    spread of random rings and not the measured band. ``each``: every game has to keep the limits, not their mean.
    """

    cell: str
    metric: str
    measured: Span | None
    engine: tuple[float | None, ...]
    least: float
    most: float
    ring: bool = False
    each: bool = False

    @property
    def happened(self) -> list[float]:
        """The engine's values, of the games in which it happened."""
        return [value for value in self.engine if value is not None]

    @property
    def holds(self) -> bool:
        """Whether the engine does what reality did."""
        happened = self.happened
        if self.measured is None:
            return not happened
        if len(happened) < len(self.engine):
            return False
        judged = happened if self.each else [fmean(happened)]
        return all(self.least <= value <= self.most for value in judged)

    @property
    def nothing(self) -> bool:
        """Whether both sides are zero throughout."""
        return self.measured is not None and not self.measured.most and not self.measured.least and not any(self.engine)
