"""The verification of a run: the engine plays it again and compares its claims. Nobody's numbers are believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise

from scalegame.engine.drive import Drive, Refused
from scalegame.engine.game import RULESET, Game
from scalegame.engine.state.digest import MARK_DIGITS, Checkpoint
from scalegame.engine.view import Result
from scalegame.runs.headless import is_checkpoint
from scalegame.runs.race.categories import Category, categories
from scalegame.runs.race.splits import splits_of
from scalegame.runs.run import Claims, Ending, Run, Stage
from scalegame.wording.refusals import why_refused

#: Fields that a sentence names at most.
_MOST_NAMED = 3
_BESIDE_METRICS = ("won", "stars", "score", "digest")


class Truth(StrEnum):
    """The verdicts on a run."""

    TRUE = "true"
    FALSE = "false"
    UNREADABLE = "unreadable"
    OTHER_CONTENT = "other content"
    OTHER_RULES = "other rules"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that the engine computed of a run: all that boards and splits use.

    ``splits`` are the ticks at which each wave was over: the next one had begun, or the game had ended.
    """

    result: Result
    splits: tuple[int, ...]
    categories: frozenset[Category]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one run: ``sentence`` says why.

    ``facts`` are there if the run is true. Of a false one, ``tick`` is the first at which it is seen to differ and
    ``differs`` names what differs there: fields of the state, or a claim. ``claimed`` and ``real`` are the values of a
    claim as texts.
    """

    truth: Truth
    sentence: str
    tick: int | None = None
    differs: tuple[str, ...] = ()
    claimed: str = ""
    real: str = ""
    facts: Facts | None = None


class _Lie(Exception):  # noqa: N818 - found in a run, no fault of ours
    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


def verify(run: Run, stage: Stage | None) -> Verdict:
    """Play ``run`` on ``stage`` (None: there is no such level here) and say whether it is true."""
    if run.ruleset != RULESET:
        return Verdict(
            Truth.OTHER_RULES,
            f"it was played under ruleset {run.ruleset}; this is ruleset {RULESET} "
            f"(scalegame {run.game_version} can verify it)",
        )
    if stage is None:
        return Verdict(Truth.OTHER_CONTENT, f"there is no level {run.level!r} here")
    if (stage.id, stage.digest) != (run.level, run.level_digest):
        return Verdict(
            Truth.OTHER_CONTENT,
            f"the level {run.level!r} has other content here: "
            f"digest {stage.digest[:12]}…, the run's is {run.level_digest[:12]}…",
        )
    try:
        facts = _play(run, stage)
    except _Lie as lie:
        return lie.verdict
    end = "true" if run.claims is not None else f"true so far: it was left at tick {run.ticks}"
    return Verdict(Truth.TRUE, end, facts=facts)


def facts_of(run: Run, game: Game, most_servers: int) -> Facts:
    """Return the facts of ``run``, of which ``game`` is the present state: a game just played, or played again.

    ``most_servers`` is the largest fleet that there was at the beginning or after a tick.
    """
    return Facts(game.result(), splits_of(game), categories(run, game, most_servers))


def _play(run: Run, stage: Stage) -> Facts:
    """Play ``run`` and compare everything in it with the game; raises ``_Lie`` at the first difference."""
    game = Game(stage.scenario, run.seed)
    drive = Drive(game, run.commands)
    _hold_checkpoints(run.checkpoints)
    expected = {one.tick: one for one in run.checkpoints}
    most_servers = game.fleet_size
    for _ in drive.ticks(run.ticks):
        if drive.refused:
            raise _refused(drive.refused[0])
        game.step(digest=False)
        most_servers = max(most_servers, game.fleet_size)
        if run.checkpoints and is_checkpoint(game.tick):
            _compare(expected.pop(game.tick, None), game)
    if expected:
        tick = min(expected)
        raise _lie(f"it has a checkpoint at tick {tick}, where none is taken", tick=tick, differs=("checkpoints",))
    _hold_end(run, game)
    _hold_times(run, splits_of(game))
    # Commands given since the last tick belong to a run that is still open.
    drive.give_due()
    if drive.refused:
        raise _refused(drive.refused[0])
    if drive.waiting:
        tick = drive.waiting[0].tick
        raise _lie(f"it has a command at tick {tick}, behind its end", tick=tick, differs=("commands",))
    if run.claims is not None:
        _hold_claims(run.claims, game.result())
    return facts_of(run, game, most_servers)


def _hold_checkpoints(checkpoints: Sequence[Checkpoint]) -> None:
    """Check that there is one checkpoint at most of each tick, in order: a second one would hide the first."""
    for before, after in pairwise(checkpoints):
        if before.tick >= after.tick:
            what = "two checkpoints" if before.tick == after.tick else "a checkpoint out of order"
            raise _lie(f"it has {what} at tick {after.tick}", tick=after.tick, differs=("checkpoints",))


def _compare(claimed: Checkpoint | None, game: Game) -> None:
    real = game.checkpoint()
    if claimed == real:
        return
    if claimed is None:
        raise _lie(f"its checkpoint at tick {real.tick} is missing", tick=real.tick, differs=("checkpoints",))
    names = game.field_names()
    # Marks that are all the same leave the digest itself; marks of another length tell nothing.
    pairs = zip(names, _marks(claimed), _marks(real), strict=False)
    differs = tuple(name for name, one, other in pairs if one != other)
    named = ", ".join(differs[:_MOST_NAMED]) + (" and more" if len(differs) > _MOST_NAMED else "")
    told = f" in {named}" if differs else ""
    raise _lie(
        f"at tick {real.tick} the state differs{told}", tick=real.tick, differs=differs or ("digest",),
        claimed=claimed.digest, real=real.digest,
    )  # fmt: skip


def _marks(checkpoint: Checkpoint) -> Iterator[str]:
    for start in range(0, len(checkpoint.marks), MARK_DIGITS):
        yield checkpoint.marks[start : start + MARK_DIGITS]


def _hold_end(run: Run, game: Game) -> None:
    """Check that the run ended where the game does, or before it if it is unfinished."""
    if game.tick != run.ticks:
        raise _lie(
            f"it claims {run.ticks} ticks; the game is over after {game.tick}",
            tick=game.tick, differs=("ticks",), claimed=str(run.ticks), real=str(game.tick),
        )  # fmt: skip
    finished = run.ending is Ending.FINISHED
    if finished != game.over:
        real = "over" if game.over else "not over"
        raise _lie(
            f"it claims to be {run.ending.value.replace('_', ' ')}; at tick {game.tick} the game is {real}",
            tick=game.tick, differs=("ending",), claimed=run.ending.value, real=real,
        )  # fmt: skip


def _hold_times(run: Run, splits: tuple[int, ...]) -> None:
    """Check that real times and uses fit the game; nobody can compute what they were."""
    ticks = [use.tick for use in run.used]
    if ticks != sorted(ticks) or any(tick > run.ticks for tick in ticks):
        raise _lie("what it says was used does not fit its ticks", differs=("used",))
    times = (*run.split_ms, run.real_ms)
    if run.split_ms and (len(run.split_ms) != len(splits) or any(one > other for one, other in pairwise(times))):
        raise _lie("its real times do not fit its waves", differs=("split_ms",))
    if run.real_ms and splits and not run.split_ms:
        raise _lie("the real times of its waves are missing", differs=("split_ms",))


def _hold_claims(claims: Claims, result: Result) -> None:
    real = Claims.of(result)
    said, found = asdict(claims.metrics), asdict(real.metrics)
    said |= {name: getattr(claims, name) for name in _BESIDE_METRICS}
    found |= {name: getattr(real, name) for name in _BESIDE_METRICS}
    wrong = [name for name in found if said[name] != found[name]]
    if wrong:
        name = wrong[0]
        raise _lie(
            f"it claims {name.replace('_', ' ')} {said[name]}; played again it is {found[name]}",
            tick=result.metrics.time, differs=tuple(wrong), claimed=str(said[name]), real=str(found[name]),
        )  # fmt: skip


def _refused(one: Refused) -> _Lie:
    return _lie(f"its command at tick {one.at.tick} is refused: {why_refused(one.refusal)}", one.at.tick, ("commands",))


def _lie(
    sentence: str, tick: int | None = None, differs: tuple[str, ...] = (), claimed: str = "", real: str = ""
) -> _Lie:
    return _Lie(Verdict(Truth.FALSE, sentence, tick, differs, claimed, real))
