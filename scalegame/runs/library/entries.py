"""The entries of the library: for each run a row of the index, with what the engine computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from scalegame.runs.designs import design_of
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Aid, Ending, Run
from scalegame.runs.run_file import seal_of
from scalegame.runs.verify import Facts, Truth, Verdict
from scalegame.sanitize import clean_name


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a changed file is seen: its size in bytes and when it was written, in nanoseconds."""

    size: int
    written: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the stamp of the file at ``path``; raises ``OSError``."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Split:
    """The end of a wave: game time in ticks, and real time in milliseconds, 0 if nobody sat there."""

    tick: int
    real_ms: int


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run of the library.

    ``key`` is the seal of its file and ``file`` the path below the home folder, with ``/``. ``own`` says that it was
    played here. ``player`` is cleaned: no two names look the same. ``plan`` is a hash: runs with the same one are the
    same design. ``truth`` and ``reason`` are the verdict. From ``won`` on, everything was computed by the engine, of an
    unfinished run up to where it was left, and is nothing unless ``truth`` is true; only of own runs on content or
    rules that are no longer here, ``won`` and ``stars`` are what the file says, which proves nothing. ``seen`` is the
    place of the file among all that the library ever saw, from 1. Units: ticks, millicents, milliseconds.
    """

    file: str
    stamp: Stamp
    key: str
    own: bool
    player: str
    level: str
    level_digest: str
    ruleset: int
    seed: int
    started: str
    real_ms: int
    ending: Ending
    ticks: int
    practised: bool
    hints: int
    pauses: int
    plan: str
    truth: Truth
    reason: str = ""
    won: bool = False
    stars: int = 0
    score: int = 0
    time: int = 0
    cost: int = 0
    commands: int = 0
    seen: int = 0
    splits: tuple[Split, ...] = ()
    categories: frozenset[Category] = frozenset()

    @property
    def counts(self) -> bool:
        """Whether this is a true, finished run that nobody practised in."""
        return self.truth is Truth.TRUE and self.ending is Ending.FINISHED and not self.practised


def entry_of(run: Run, verdict: Verdict, file: str, stamp: Stamp, *, own: bool) -> RunEntry:
    """Return the entry of ``run``, of which ``verdict`` holds, in the ``file`` with that ``stamp``, not seen yet."""
    bare = RunEntry(
        file=file,
        stamp=stamp,
        key=seal_of(run),
        own=own,
        player=clean_name(run.player),
        level=run.level,
        level_digest=run.level_digest,
        ruleset=run.ruleset,
        seed=run.seed,
        started=run.started,
        real_ms=run.real_ms,
        ending=run.ending,
        ticks=run.ticks,
        practised=run.practised,
        hints=run.count(Aid.HINT),
        pauses=run.count(Aid.PAUSE),
        plan=design_of(run.commands),
        truth=verdict.truth,
        reason="" if verdict.truth is Truth.TRUE else verdict.sentence,
    )
    if verdict.facts is not None:
        return _with_facts(bare, run, verdict.facts)
    gone = verdict.truth in (Truth.OTHER_CONTENT, Truth.OTHER_RULES)
    if own and gone and run.claims is not None:
        return replace(bare, won=run.claims.won, stars=run.claims.stars)
    return bare


def _with_facts(bare: RunEntry, run: Run, facts: Facts) -> RunEntry:
    real = run.split_ms or (0,) * len(facts.splits)
    result, metrics = facts.result, facts.result.metrics
    return replace(
        bare,
        won=result.won,
        stars=result.stars,
        score=result.score,
        time=metrics.time,
        cost=metrics.cost,
        commands=metrics.commands,
        splits=tuple(Split(tick, ms) for tick, ms in zip(facts.splits, real, strict=True)),
        categories=facts.categories,
    )
