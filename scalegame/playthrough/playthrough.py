"""One game being played: the engine's world, the clock, the commands given and what happened. Knows no Textual."""

from __future__ import annotations

from copy import copy as shallow_copy
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Self

from scalegame.clock import STOPPED, Clock, utc_text
from scalegame.engine.commands import At, Command, NextWave, Plan
from scalegame.engine.drive import Drive
from scalegame.engine.game import Game
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import StoreName
from scalegame.engine.view import EventKind, FailureCause
from scalegame.home import player
from scalegame.playthrough.beats import Beats
from scalegame.playthrough.journal import Journal, RunningTotals
from scalegame.playthrough.race import Pace, Race
from scalegame.runs.race.splits import Splits, Timing, splits_of, timing_of
from scalegame.runs.recorder import Recorder
from scalegame.runs.run import Aid, Ending, Run
from scalegame.runs.verify import Facts, facts_of
from scalegame.wording.refusals import why_refused
from scalegame.wording.sentence import Sentence, wave_called

if TYPE_CHECKING:
    from scalegame.content.level import Level
    from scalegame.engine.view import Failure, Loss, Result, TickReport, View

#: Simulated seconds a real second.
SPEEDS = (1, 2, 4, 8)
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class ServerMoment:
    """One server in one tick: requests answered, and load in per mille of its capacity."""

    name: str
    requests: int
    load: int


@dataclass(frozen=True, slots=True)
class StoreMoment:
    """One store in one tick: the operations it did."""

    name: StoreName
    operations: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One tick as the plots need it: visitors who arrived, requests made, log-outs, requests failed.

    ``lost`` people were logged out who never were before. ``limited`` of the failed requests were turned away by the
    rate limiter.
    """

    tick: int
    arrivals: int
    requests: int
    lost: int
    log_outs: int
    failed: int
    limited: int
    servers: tuple[ServerMoment, ...]
    stores: tuple[StoreMoment, ...]

    def operations(self, store: StoreName) -> int:
        """Return the operations that ``store`` did, 0 if it was not there."""
        return next((one.operations for one in self.stores if one.name is store), 0)


class Playthrough:
    """One game of a level. The clock starts paused; ``tick`` alone moves the world.

    Commands given since the last tick are a plan and can be undone; a tick makes them history. ``failing_over`` are the
    stores that are down until a replica takes over. ``race`` is what the game is held against; nothing in it depends on
    that. ``timed``: somebody sits at it, whose time the clock measures. ``far`` says in words how far the player came
    before, where that counts.
    """

    def __init__(self, level: Level, seed: int, *, clock: Clock = STOPPED) -> None:
        self.level = level
        self.seed = seed
        self.timed = clock is not STOPPED
        self.paused = True
        self.speed = SPEEDS[0]
        self.hints_used = 0
        self.history: list[Moment] = []
        self.journal = Journal()
        self.totals = RunningTotals()
        self.losses: list[Loss] = []
        self.failures: list[Failure] = []
        self.failing_over: frozenset[str] = frozenset()
        self.race = Race()
        self.far = ""
        self._game = Game(level.scenario, seed)
        self._view = self._game.view()
        self._forecast = self._game.forecast()
        self._given: list[At] = []
        self._planned: list[Command] = []
        self._before_plan: Game | None = None
        self._most_servers = self._game.fleet_size
        started = utc_text(clock.now()) if self.timed else ""
        self._recorder = Recorder(level, seed, clock=clock, player=player(), started=started)
        self._beats = Beats(clock)
        self._stop_noted = False

    @classmethod
    def resumed(cls, level: Level, run: Run, *, before: int | None = None, clock: Clock = STOPPED) -> Self:
        """Return the game as ``run`` left it, paused; with ``before``, as it was before that tick, for practice.

        What ``run`` claims is not looked at. Raises ``ValueError`` if it cannot be played on ``level``.
        """
        playthrough = cls(level, run.seed, clock=clock)
        playthrough.replay(run.commands, run.ticks if before is None else before)
        playthrough.hints_used = min(run.count(Aid.HINT), len(level.hints))
        playthrough._recorder.resume(run, playthrough._game)
        if before is not None and before >= run.ticks:
            playthrough._recorder.use(Aid.PRACTICE, playthrough._game.tick)
        return playthrough

    def copy(self) -> Self:
        """Return an independent playthrough in the same state. What never changes is shared."""
        twin = shallow_copy(self)
        twin.history, twin.losses, twin.failures = list(self.history), list(self.losses), list(self.failures)
        twin.journal, twin.totals = self.journal.copy(), self.totals.copy()
        twin._given, twin._planned = list(self._given), list(self._planned)  # noqa: SLF001 - its own kind
        twin._beats = shallow_copy(self._beats)  # noqa: SLF001 - its own kind
        twin._game, twin._recorder = self._game.copy(), self._recorder.copy()  # noqa: SLF001 - its own kind
        return twin

    @property
    def digest(self) -> str:
        """The hash of the present state."""
        return self._game.digest()

    @property
    def view(self) -> View:
        """The present moment."""
        return self._view

    @property
    def forecast(self) -> tuple[int, ...]:
        """Visitors a tick from the first tick to the planned end: what came, and what is expected."""
        return self._forecast

    @property
    def result(self) -> Result:
        """The score so far; final once the game is over."""
        return self._game.result()

    @property
    def over(self) -> bool:
        """Whether the last wave has ended."""
        return self._view.over

    @property
    def splits(self) -> Splits:
        """The ticks at which the waves so far were over."""
        return splits_of(self._game)

    @property
    def plan(self) -> Plan:
        """Every command given and not undone, with its tick: with level and seed, the whole game."""
        return (*self._given, *(At(self._view.tick, command) for command in self._planned))

    @property
    def planned(self) -> tuple[Command, ...]:
        """The commands given since the last tick, which can still be undone."""
        return tuple(self._planned)

    def quote(self, command: Command) -> Quote | Refusal:
        """Return the price of ``command`` now, or why it is refused. Changes nothing."""
        return self._game.quote(command)

    def give(self, command: Command) -> Quote | Refusal:
        """Apply ``command`` to the game; a refused one changes nothing and is not part of the plan."""
        before = self._before_plan or self._game.copy()
        answer = self._game.give(command)
        if isinstance(answer, Quote):
            self._before_plan = before
            self._planned.append(command)
            self._look()
        return answer

    def undo(self) -> Command | None:
        """Take back the last command given since the last tick and return it; None if there is none."""
        if self._before_plan is None:
            return None
        undone = self._planned.pop()
        self._game = self._before_plan.copy()
        for command in self._planned:
            self._game.give(command)
        if not self._planned:
            self._before_plan = None
        self._look()
        return undone

    def tick(self) -> TickReport | None:
        """Run one tick and return its report; None if the game is over."""
        if self.over:
            return None
        self._note_late_beat()
        self._given = list(self.plan)
        called = self._told_of_waves()
        self._planned.clear()
        self._before_plan = None
        before = {store.name: store.operations for store in self._view.stores}
        self._recorder.before_tick()
        report = self._game.step(digest=False)
        self._most_servers = max(self._most_servers, self._game.fleet_size)
        self._recorder.after_tick(self._game)
        self._look()
        stores = tuple(StoreMoment(s.name, s.operations - before.get(s.name, 0)) for s in self._view.stores)
        self._remember(report, stores)
        if called is not None:
            self.journal.note(report.tick, called)
        self.paused |= self._game.over
        return report

    def replay(self, plan: Plan, until: int) -> None:
        """Apply each command of ``plan`` at its tick, and run up to the tick ``until``.

        Raises ``ValueError`` with a sentence if a command is refused.
        """
        drive = Drive(self._game, [at for at in plan if at.tick <= until], give=self._insist)
        for _ in drive.ticks(until):
            self.tick()
        drive.give_due()

    def _insist(self, command: Command) -> Quote:
        answer = self.give(command)
        if isinstance(answer, Refusal):
            raise ValueError(f"a command at tick {self._view.tick} is refused: {why_refused(answer)}")  # noqa: TRY004
        return answer

    @property
    def real_ms(self) -> int:
        """Real time since the first tick in milliseconds, pauses counted."""
        return self._recorder.real_ms

    def run(self, ending: Ending = Ending.OPEN) -> Run:
        """Return the whole game so far as a run; a game that is over is ``finished`` whatever ``ending`` says."""
        return self._recorder.run(self.plan, self._game, ending)

    @property
    def practised(self) -> bool:
        """Whether the game went on from a tick it had been taken back to."""
        return any(use.aid is Aid.PRACTICE for use in self._recorder.used)

    def facts(self) -> Facts:
        """Return what the engine computed of the game so far: what is written down of its run beside its file."""
        return facts_of(self.run(), self._game, self._most_servers)

    @property
    def timing(self) -> Timing:
        """The game as its level's history will know it."""
        result = self.result
        return timing_of(self.run(), self.splits, cost=result.metrics.cost, won=self.over and result.won)

    @property
    def pace(self) -> Pace:
        """The game's standing in its race."""
        harm = accumulate(moment.lost + moment.failed for moment in self.history) if self.race.ghost else ()
        real_ms = self.real_ms if self.timed else None
        return Pace(self.race, self.splits, self.view.tick, real_ms, len(self.view.waves), tuple(harm))

    @property
    def race_after(self) -> Race:
        """The race as it stands for the next attempt on the same seed."""
        return self.race.after(self.run(), self.timing, self.level)

    def toggle_pause(self) -> None:
        """Stop the clock or let it run; it stays stopped when the game is over."""
        if not self.paused:
            self.note_stop()
        self.paused = not self.paused or self.over
        self.note_running()

    def note_stop(self) -> None:
        """Note that a running clock was stopped, by a pause or by what lies over the game: once, if by both."""
        if not self._stop_noted and not self.paused:
            self._note_pause()
        self._stop_noted = True
        self._beats.stop()

    def note_running(self) -> None:
        """Note that the clock runs from now on, unless it is stopped."""
        if not self.paused:
            self._stop_noted = False
            self._beats.begin()

    def _note_late_beat(self) -> None:
        """Note a pause if the running clock has stood still since its last beat, whoever stopped it."""
        if not self.paused:
            self._stop_noted = False
            if self._beats.beat(_SECOND_MS // self.speed):
                self._note_pause()

    def _note_pause(self) -> None:
        if self._view.tick and not self.over:
            self._recorder.use(Aid.PAUSE, self._view.tick)

    def note_resumed(self) -> None:
        """Note that the game was left for a while, which gave time to think as a pause does."""
        self._note_pause()

    def change_speed(self, steps: int) -> None:
        """Make the clock ``steps`` faster (or slower, if negative), within ``SPEEDS``."""
        index = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, index))]

    def next_hint(self) -> tuple[str, ...]:
        """Reveal one hint more, up to the last, and return all revealed so far."""
        if self.hints_used < len(self.level.hints):
            self.hints_used += 1
            self._recorder.use(Aid.HINT, self._view.tick)
        return tuple(self.level.hints[: self.hints_used])

    def _told_of_waves(self) -> Sentence | None:
        """Return the sentence about waves that the player called since the last tick; None if none was."""
        calls = sum(isinstance(command, NextWave) for command in self._planned)
        if not calls or self._before_plan is None:
            return None
        return wave_called(calls, self._before_plan.view().end - self._view.end)

    def _look(self) -> None:
        self._view = self._game.view()
        self._forecast = self._game.forecast()

    def _remember(self, report: TickReport, stores: tuple[StoreMoment, ...]) -> None:
        self.journal.add(report)
        self.totals.add(report)
        self.losses.extend(report.losses)
        self.failures.extend(report.failures)
        for event in report.events:
            if event.kind is EventKind.STORE_FAILOVER:
                self.failing_over |= {event.place}
            elif event.kind is EventKind.STORE_UP:
                self.failing_over -= {event.place}
        self.history.append(
            Moment(
                tick=report.tick,
                arrivals=report.arrivals,
                requests=report.requests,
                lost=sum(loss.count for loss in report.losses),
                log_outs=sum(loss.log_outs for loss in report.losses),
                failed=sum(failure.count for failure in report.failures),
                limited=sum(one.count for one in report.failures if one.cause is FailureCause.RATE_LIMITED),
                servers=tuple(ServerMoment(s.name, s.requests, s.load) for s in self._view.servers),
                stores=stores,
            )
        )
