"""The recorder of a game in play: checkpoints, real times and aids, which a run keeps beside its commands."""

from __future__ import annotations

from copy import copy as shallow_copy
from typing import Self

from scalegame import __version__
from scalegame.clock import STOPPED, Clock
from scalegame.engine.commands import Plan
from scalegame.engine.game import RULESET, Game
from scalegame.engine.state.digest import Checkpoint
from scalegame.runs.headless import is_checkpoint
from scalegame.runs.race.splits import splits_of
from scalegame.runs.run import Aid, Claims, Ending, Run, Stage, Use


class Recorder:
    """Takes checkpoints, real times and aids of one game; ``run`` makes a run of them at any moment.

    Real time begins with the first tick, and goes on while the game is paused.
    """

    def __init__(self, stage: Stage, seed: int, *, clock: Clock = STOPPED, player: str = "", started: str = "") -> None:
        self._stage = stage
        self._seed = seed
        self._clock = clock
        self._player = player
        self._started = started
        self._begin: int | None = None
        self._passed_ms = 0
        self._checkpoints: list[Checkpoint] = []
        self._split_ms: list[int] = []
        self._used: list[Use] = []

    def resume(self, run: Run, game: Game) -> None:
        """Go on where ``game`` stands, which is where ``run`` was left; the time between does not count.

        If ``game`` was taken back to before that, what came later is forgotten but for the aids, and it is practice.
        """
        self._player, self._started = run.player, run.started
        self._begin, self._passed_ms = None, run.real_ms
        self._checkpoints = [one for one in run.checkpoints if one.tick <= game.tick]
        self._split_ms = list(run.split_ms[: len(splits_of(game))])
        self._used = list(run.used)
        if game.tick < run.ticks:
            self._used = [Use(min(use.tick, game.tick), use.aid) for use in run.used]
            self.use(Aid.PRACTICE, game.tick)

    def copy(self) -> Self:
        """Return an independent recorder that has noted the same."""
        twin = shallow_copy(self)
        twin._checkpoints, twin._split_ms = list(self._checkpoints), list(self._split_ms)  # noqa: SLF001 - its own kind
        twin._used = list(self._used)  # noqa: SLF001 - its own kind
        return twin

    @property
    def real_ms(self) -> int:
        """Real time from the first tick until now or the last, in milliseconds."""
        return self._passed_ms + (0 if self._begin is None else self._clock.monotonic_ms() - self._begin)

    @property
    def used(self) -> tuple[Use, ...]:
        """The aids used so far."""
        return tuple(self._used)

    def before_tick(self) -> None:
        """Start the real time with the first tick."""
        if self._begin is None:
            self._begin = self._clock.monotonic_ms()

    def after_tick(self, game: Game) -> None:
        """Note what the tick that just ran has brought."""
        if is_checkpoint(game.tick):
            self._checkpoints.append(game.checkpoint())
        if game.over:
            self._passed_ms, self._begin = self.real_ms, None
        self._split_ms += [self.real_ms] * (len(splits_of(game)) - len(self._split_ms))

    def use(self, aid: Aid, tick: int) -> None:
        """Note that ``aid`` was used before ``tick``."""
        self._used.append(Use(tick, aid))

    def run(self, commands: Plan, game: Game, ending: Ending) -> Run:
        """Return the run as it stands, with the ``commands`` given so far; claims only of a finished game."""
        return Run(
            game_version=__version__,
            ruleset=RULESET,
            level=self._stage.id,
            level_digest=self._stage.digest,
            seed=self._seed,
            player=self._player,
            started=self._started,
            ending=Ending.FINISHED if game.over else ending,
            ticks=game.tick,
            commands=commands,
            used=self.used,
            real_ms=self.real_ms,
            split_ms=tuple(self._split_ms),
            checkpoints=tuple(self._checkpoints),
            claims=Claims.of(game.result()) if game.over else None,
        )
