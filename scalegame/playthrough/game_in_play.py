"""The game that somebody plays now: a playthrough with its file, its race, and the games that take its place."""

from __future__ import annotations

from collections.abc import Callable

from scalegame.clock import Clock
from scalegame.content.generated.modes import next_seed, with_seed
from scalegame.content.level import Level
from scalegame.playthrough.account.unscored import far_to_beat
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import KeptGame, keep
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import Race, open_race
from scalegame.runs.autosave import Attempt
from scalegame.runs.run import Ending, Run


class GameInPlay:
    """A ``playthrough`` and the ``attempt`` that keeps it on the disk; a new game has a new attempt.

    A run that was left in the first attempt is resumed, unless a ``playthrough`` is played on. ``clock`` measures the
    player's time. ``noted`` is called, in any thread, with an attempt whose file is in trouble; ``take_note`` words it.
    """

    def __init__(
        self,
        level: Level,
        seed: int,
        *,
        clock: Clock,
        attempt: Attempt | None = None,
        race: Race | None = None,
        playthrough: Playthrough | None = None,
        noted: Callable[[Attempt], None],
    ) -> None:
        """Begin, resume or play on; the ghost of ``race`` runs on, if it can."""
        self._clock = clock
        self._noted = noted
        self._told = ""
        self.attempt = self._keep_in(attempt or Attempt(library(), clock))
        self.playthrough = playthrough or _begun(level, seed, self.attempt.begun, clock)
        self._play(self.playthrough, open_race(level, self.playthrough.seed, race or Race()), far_to_beat(level))

    def _play(self, playthrough: Playthrough, race: Race, far: str) -> None:
        """Go on with ``playthrough``, at the speed of the present one."""
        playthrough.race, playthrough.far, playthrough.speed = race, far, self.playthrough.speed
        self.playthrough = playthrough

    def _keep_in(self, attempt: Attempt) -> Attempt:
        attempt.when_noted(lambda: self._noted(attempt))
        return attempt

    def take_note(self, attempt: Attempt) -> str:
        """Return what went wrong with the file of a game, once, even if the next game meets the same; else nothing."""
        note = attempt.take_note()
        if note in ("", self._told):
            return ""
        self._told = note
        return note

    def save(self) -> None:
        """Have the game written to the disk soon; it goes on whatever becomes of that."""
        self.attempt.save_soon(self.playthrough.run())

    def close(self) -> None:
        """Write the game as it is left; it is on the disk when this returns."""
        self.attempt.close(self.playthrough.run(), self.playthrough.facts())

    def finish(self) -> KeptGame:
        """Write the game down as finished, or as ended by the player."""
        return keep(self.playthrough, self.attempt)

    def start_over(self, race: Race, seed: int, level: Level | None = None) -> None:
        """Begin a new game on this level, or on a newer version of it, at the same speed; this one is given up."""
        given_up = self.playthrough
        self.attempt.give_up(given_up.run(Ending.GIVEN_UP), given_up.facts())
        self.attempt = self._keep_in(Attempt(library(), self._clock))
        level = level or given_up.level
        self._play(Playthrough(level, seed, clock=self._clock), race, far_to_beat(level))

    def again(self) -> None:
        """Start over on the same seed, against the same ghost."""
        given_up = self.playthrough
        self.start_over(given_up.race_after if given_up.view.tick else given_up.race, given_up.seed)

    def on_next_seed(self) -> str:
        """Start over on the next seed, against the same ghost if it can run there; return what is new in a sentence."""
        given_up = self.playthrough
        seed = next_seed(given_up.seed)
        level = with_seed(given_up.level, seed)
        race = open_race(level, seed, given_up.race)
        alone = " The ghost has no run on it." if given_up.race.ghost and not race.ghost else ""
        other = "visitors" if level is given_up.level else "visitors, other incidents"
        self.start_over(race, seed, level)
        return f"Seed {seed}: the same traffic, other {other}.{alone}"

    def go_back(self, tick: int) -> None:
        """Take the game back to ``tick``: it is practice from there on, in the same file."""
        played = self.playthrough
        practice = Playthrough.resumed(played.level, played.run(), before=tick, clock=self._clock)
        self._play(practice, played.race, played.far)
        self.save()


def _begun(level: Level, seed: int, run: Run | None, clock: Clock) -> Playthrough:
    """Return a new game, or the one that was begun as ``run``."""
    if run is None:
        return Playthrough(level, seed, clock=clock)
    playthrough = Playthrough.resumed(level, run, clock=clock)
    playthrough.note_resumed()
    return playthrough
