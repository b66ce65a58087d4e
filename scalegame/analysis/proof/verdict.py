"""The sum of many trials: each claim over all seeds, and the verdict on a level in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scalegame.analysis.proof.prove import ALL_STARS, Claim, Lesson, Trial, trials
from scalegame.engine import Metric, Scenario


@dataclass(frozen=True, slots=True)
class Miss:
    """A goal whose gold was missed, or whose limit to pass: ``value`` and ``limit`` in the metric's unit."""

    metric: Metric
    value: int
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """The finding of one game about one claim; ``missed`` are the goals that kept it from more stars."""

    claim: Claim
    without: str
    seed: int
    holds: bool
    stars: int
    refused: int
    missed: tuple[Miss, ...]

    @property
    def told(self) -> str:
        """The outcome in a few words: ``lost``, ``won with ★★☆``, ``2 commands were refused``."""
        if self.refused:
            return "1 command was refused" if self.refused == 1 else f"{self.refused} commands were refused"
        return f"won with {'★' * self.stars}{'☆' * (ALL_STARS - self.stars)}" if self.stars else "lost"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim over all seeds: on how many it held, and the first game that speaks against it."""

    claim: Claim
    without: str
    held: int
    seeds: int
    failure: Found | None

    @property
    def statement(self) -> str:
        """The claim, with the component that was left out."""
        return f"the reference without {self.without} loses" if self.without else self.claim.value


@dataclass(frozen=True, slots=True)
class Proof:
    """All claims about a level; ``gaps`` are sentences about what it lacks that a proof needs."""

    level: str
    rows: tuple[ClaimRow, ...]
    gaps: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether every claim is there and held for every seed."""
        return not self.gaps and all(row.failure is None for row in self.rows)

    @property
    def because(self) -> str:
        """The reason why the level is unproven, a clause without a full stop; empty if it is proven."""
        for row in self.rows:
            if row.failure is not None:
                return f"not for every seed: {row.statement} (seed {row.failure.seed}: {row.failure.told})"
        return f"it {self.gaps[0]}" if self.gaps else ""


def finding(scenario: Scenario, trial: Trial) -> Found:
    """Return the finding of a trial."""
    metrics, missed = trial.result.metrics, []
    for goal in scenario.goals:
        value = metrics.value(goal.metric)
        limit = goal.passing if goal.passing is not None and value > goal.passing else goal.gold
        if limit is not None and value > limit:
            missed.append(Miss(goal.metric, value, limit))
    return Found(trial.claim, trial.without, trial.seed, trial.holds, trial.result.stars, trial.refused, tuple(missed))


def findings(lesson: Lesson, seeds: Iterable[int]) -> list[Found]:
    """Play all trials of a lesson and return their findings."""
    return [finding(lesson.scenario, trial) for trial in trials(lesson, seeds)]


def proof_of(lesson: Lesson, found: Iterable[Found]) -> Proof:
    """Return the proof that ``found`` amounts to, in whatever order its games were played."""
    by_claim: dict[tuple[Claim, str], list[Found]] = {}
    for one in sorted(found, key=lambda one: one.seed):
        by_claim.setdefault((one.claim, one.without), []).append(one)
    rows = [_row(claim, component, games) for (claim, component), games in by_claim.items()]
    return Proof(lesson.level, tuple(rows), lesson.gaps)


def _row(claim: Claim, component: str, games: Sequence[Found]) -> ClaimRow:
    against = [one for one in games if not one.holds]
    return ClaimRow(claim, component, len(games) - len(against), len(games), against[0] if against else None)


def verdict_of(lesson: Lesson, seeds: Iterable[int]) -> Proof:
    """Prove one level in this process; ``proven`` and ``because`` are what a list of levels shows."""
    return proof_of(lesson, findings(lesson, seeds))
