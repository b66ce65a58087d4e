"""A run played again to be looked at: from any tick to any other at once. Knows no Textual."""

from __future__ import annotations

from bisect import bisect, bisect_left, bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scalegame.analysis.state_cache import StateCache
from scalegame.engine.commands import Plan
from scalegame.playthrough.account.debrief import failures_told, losses_told
from scalegame.playthrough.account.unscored import how_it_ended
from scalegame.playthrough.playthrough import Playthrough
from scalegame.runs.run import Ending, Run
from scalegame.wording.commands import deeds
from scalegame.wording.incidents import INCIDENT_WORDS
from scalegame.wording.units import clock

if TYPE_CHECKING:
    from scalegame.content.level import Level

#: Simulated seconds a real second.
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
#: A copy is kept every so many ticks, or more seldom: so many in all.
_SPACING, _MOST_KEPT = 10, 64
#: The spacings that are played before anything is shown; a level of the campaign has fewer.
_AT_ONCE = 16


class MarkKind(StrEnum):
    """The kinds of marks on the timeline."""

    COMMAND = "command"
    WAVE = "wave"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """Something that happened at ``tick``, and its sign; a ``mild`` incident hurts nobody by itself."""

    tick: int
    kind: MarkKind
    sign: str
    mild: bool = True


@dataclass(frozen=True, slots=True)
class Timeline:
    """A replay's position, its length in ticks and its marks; ``given`` of all ``commands`` were given."""

    position: int
    length: int
    marks: tuple[TimelineMark, ...]
    given: int
    commands: int


class Replay:
    """``run`` on ``level``, at one of its ticks, paused at first.

    At a position the game stands as it did before that tick ran, the commands of that tick given. ``subject`` begins
    the sentences about commands. Nothing that the run claims is believed: ``trouble`` says why it ends early, if it
    cannot be played to where it says it went.
    """

    def __init__(self, level: Level, run: Run, subject: str = "You") -> None:
        self.level = level
        self.run = run
        self.subject = subject
        self.paused = True
        self.speed = 1.0
        self.trouble = ""
        self._commands = run.commands
        # The front is where the run was played to so far; copies are kept on the way, but for the start.
        self._front = Playthrough(level, run.seed)
        self._read = False
        self._spacing = max(_SPACING, -(-self.length // _MOST_KEPT))
        self._passed = StateCache[int, Playthrough](_MOST_KEPT)
        self._play_front(self._commands, 0)
        self._now = self._front.copy()
        while not self._read and _tick(self._front) < _AT_ONCE * _SPACING:
            self.read_ahead()

    @property
    def playthrough(self) -> Playthrough:
        """The game at the present position, to be looked at."""
        return self._now

    @property
    def position(self) -> int:
        """The tick that would run next."""
        return self._now.view.tick

    @property
    def length(self) -> int:
        """The last position there is; as long as not all was read, the last one expected."""
        return self._front.view.tick if self._read else min(self.run.ticks, self._front.view.end)

    @property
    def at_end(self) -> bool:
        """Whether there is nothing more to see."""
        return self.position >= self.length

    @property
    def playable(self) -> Run:
        """The run with the commands that could be given."""
        return replace(self.run, commands=self._commands)

    # Moving ----------------------------------------------------------------------------------------------------------

    def seek(self, tick: int) -> None:
        """Go to ``tick``, or as near to it as there is."""
        while not self._read and _tick(self._front) < tick:
            self.read_ahead()
        tick = max(0, min(tick, self.length))
        latest = tick // self._spacing * self._spacing
        now = self._now
        if not latest <= _tick(now) <= tick:
            now = self._passed.first(range(latest, 0, -self._spacing)) or self._at_start()
        now.replay(self._after(now), tick)
        self._now = now

    def skip(self, ticks: int) -> None:
        """Go ``ticks`` on, or back if negative."""
        self.seek(self.position + ticks)

    def play(self, ticks: int) -> None:
        """Play ``ticks`` on, and pause at the end."""
        self.skip(ticks)
        self.paused |= self.at_end

    def toggle_pause(self) -> None:
        """Stop the clock or let it run; at the end it begins anew."""
        self.paused = not self.paused
        if not self.paused and self.at_end:
            self.seek(0)

    def change_speed(self, steps: int) -> None:
        """Make the clock ``steps`` faster (or slower, if negative), within ``SPEEDS``."""
        index = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, index))]

    def read_ahead(self) -> bool:
        """Play a piece of the run that was not played yet, and keep what it led to; return whether all is played."""
        if not self._read:
            self._play_front(self._after(self._front), _tick(self._front) + self._spacing)
        return self._read

    def _at_start(self) -> Playthrough:
        start = Playthrough(self.level, self.run.seed)
        start.replay(self._commands, 0)
        return start

    def _play_front(self, plan: Plan, tick: int) -> None:
        """Play the front up to ``tick`` or the end, whichever comes first, with the commands of ``plan``."""
        front = self._front
        try:
            front.replay(plan, min(tick, self.length))
        except ValueError as error:
            # The game is shown as far as it goes: without the command that was refused, and what follows it.
            self.trouble = str(error)
            self._commands = front.plan
        self._read = bool(self.trouble) or front.over or front.view.tick >= self.run.ticks
        if tick and _tick(front) == tick:
            self._passed.keep(tick, front)

    def _after(self, playthrough: Playthrough) -> Plan:
        """Return the commands that were not given yet where ``playthrough`` stands."""
        return self._commands[bisect_right(self._commands, playthrough.view.tick, key=lambda at: at.tick) :]

    # What there is to see --------------------------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline:
        """The present position with the length and the marks of the whole replay."""
        commands = len(self._commands)
        return Timeline(self.position, self.length, self.marks, commands - len(self._after(self._now)), commands)

    @property
    def marks(self) -> tuple[TimelineMark, ...]:
        """The timeline: commands, waves by their number, incidents. Of the rest, only what is known by now."""
        given = [TimelineMark(at.tick, MarkKind.COMMAND, "◆") for at in self._commands]
        waves = self._front.view.waves
        begins = [TimelineMark(wave.start, MarkKind.WAVE, str(number)) for number, wave in enumerate(waves, 1)]
        strikes = [
            TimelineMark(
                wave.start + what.at,
                MarkKind.INCIDENT,
                INCIDENT_WORDS[what.kind].symbol,
                INCIDENT_WORDS[what.kind].mild,
            )
            for wave in waves
            for what in wave.incidents
        ]
        return tuple(mark for mark in (*given, *begins, *strikes) if mark.tick <= self.length)

    @property
    def stops(self) -> tuple[int, ...]:
        """The positions at which there is something to see: a command, a wave, an incident, the start of a trouble."""
        happened = [mark.tick + (mark.kind is not MarkKind.COMMAND) for mark in self.marks if mark.tick]
        chapters = (*losses_told(self._front.losses), *failures_told(self._front.failures))
        troubles = [chapter.first + 1 for chapter in chapters]
        return tuple(sorted({stop for stop in (*happened, *troubles) if stop <= self.length}))

    def to_stop(self, steps: int) -> None:
        """Go to the next position at which there is something to see, or with -1 to the one before; else to an end."""
        stops, here = self.stops, self.position
        if steps > 0:
            after = bisect(stops, here)
            self.seek(stops[after] if after < len(stops) else self.length)
        else:
            before = bisect_left(stops, here) - 1
            self.seek(stops[before] if before >= 0 else 0)

    @property
    def told(self) -> str:
        """Return the sentence shown at this position: the latest command, in words, or how the run begins or ends."""
        if self.at_end and self._read:
            return self._end_told()
        given = [at for at in self._commands if at.tick <= self.position]
        if not given:
            first = f", the first at {clock(self._commands[0].tick)}" if self._commands else ""
            many = "1 command" if len(self._commands) == 1 else f"{len(self._commands) or 'no'} commands"
            return f"Seed {self.run.seed}: {many}{first}."
        latest = deeds([at.command for at in given if at.tick == given[-1].tick])
        return f"{self.subject} {latest}."

    @property
    def told_at(self) -> int | None:
        """The tick that ``told`` is about, if it is about one."""
        given = [] if self.at_end and self._read else [at for at in self._commands if at.tick <= self.position]
        return given[-1].tick if given else None

    def _end_told(self) -> str:
        if self.trouble:
            return f"Here the run ends: {self.trouble}"
        if self.playthrough.over:
            playthrough = self.playthrough
            outcome = how_it_ended(playthrough.level.scenario, playthrough.view, playthrough.result.stars)
            return f"The end: {outcome}."
        return "Here the game was given up." if self.run.ending is Ending.GIVEN_UP else "So far the game went."


def _tick(playthrough: Playthrough) -> int:
    return playthrough.view.tick
