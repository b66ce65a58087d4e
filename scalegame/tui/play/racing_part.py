"""Racing on the play screen: which game it is, on which seed, against whom, and starting it over."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from pathlib import Path

from scalegame.clock import STOPPED, Clock
from scalegame.content.generated.modes import next_seed, with_seed
from scalegame.content.level import Level
from scalegame.playthrough.account.unscored import far_to_beat
from scalegame.playthrough.actions.choices import Choice
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.race import Race, RivalKind, from_file, open_race
from scalegame.playthrough.scene import Notice
from scalegame.runs.autosave import Attempt
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_file import RunError
from scalegame.sanitize import screen_text
from scalegame.tui.kit.dialogs import AskDialog, ChoiceDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import Outcome
from scalegame.tui.play.session_screen import ShowingScreen

#: What the dialog answers beside the number of a rival.
NOBODY, FILE = -1, -2


class Racing(ShowingScreen[Outcome]):
    """What a screen on which a game is played knows of it: its file, its seed, whom it races.

    ``attempt`` keeps the game on the disk; if one was left in it, that is resumed, unless ``session`` is played on. The
    ghost of the race ``before`` runs on, if it can. The ``clock`` measures the player's time; with one
    that is stopped, nothing moves by itself.
    """

    def __init__(
        self,
        level: Level,
        seed: int,
        *,
        clock: Clock,
        attempt: Attempt | None,
        before: Race | None,
        session: Playthrough | None,
    ) -> None:
        self._players_clock = clock
        self._told = ""
        self._keep_in(attempt or Attempt(library(), clock))
        session = session or _session(level, seed, self.attempt.begun, clock)
        super().__init__(session, real_time=clock is not STOPPED)
        self.session.race = open_race(level, self.session.seed, before or Race())
        self.session.far = far_to_beat(level)

    @abstractmethod
    def refused(self, command_id: str) -> bool:
        """Tell the player why a command is not possible, if so."""

    @abstractmethod
    def begin(self, notice: Notice | None = None) -> None:
        """Show the new game that has taken the place of the one before."""

    def start_over(self, race: Race, seed: int, notice: Notice | None = None, level: Level | None = None) -> None:
        """Give this game up and begin a new one on its level, or a newer version of it, at the same speed."""
        before = self.session
        self.attempt.give_up(before.run(Ending.GIVEN_UP), before.facts())
        self._keep_in(Attempt(library(), self._players_clock))
        self.session = Playthrough(level or before.level, seed, clock=self._players_clock)
        self.session.race, self.session.speed = race, before.speed
        self.session.far = far_to_beat(self.session.level)
        self.begin(notice)

    def _keep_in(self, attempt: Attempt) -> None:
        """Keep the game in ``attempt``; what goes wrong there is told at once, in whatever thread it is found."""
        self.attempt = attempt

        def heard() -> None:
            self.call_later(self._tell_note, attempt)

        attempt.when_noted(heard)

    def _tell_note(self, attempt: Attempt) -> None:
        """Tell what went wrong with the file of a game, once, even if the next game meets the same."""
        note = attempt.take_note()
        if note not in ("", self._told):
            self._told = note
            self.notify(screen_text(note), severity="warning", markup=False)

    def show_real_time(self, header: Painted) -> None:
        """Let the header's real time go on while the game's stands; while that runs, each tick shows it."""
        if self.scene is not None and not self.ticking and self.session.view.tick and not self.session.over:
            self.scene = replace(self.scene, pace=self.session.pace)
            header.show(self.scene)

    def action_again(self) -> None:
        """Start the level over with the same seed, against the same ghost."""
        race = self.session.race
        self.start_over(self.session.race_after if self.session.view.tick else race, self.session.seed)

    def action_new_seed(self) -> None:
        """Start the level over with the next seed, against the same ghost if it can run there."""
        seed = next_seed(self.session.seed)
        before, level = self.session.race, with_seed(self.session.level, seed)
        race = open_race(level, seed, before)
        alone = " The ghost has no run on it." if before.ghost and not race.ghost else ""
        other = "visitors" if level is self.session.level else "visitors, other incidents"
        self.start_over(race, seed, Notice(f"Seed {seed}: the same traffic, other {other}.{alone}"), level)

    async def action_ghost(self) -> None:
        """Let the player choose whom to race."""
        if not self.refused("ghost"):
            offered = ghost_choices(self.session.race)
            await self.app.push_screen(ChoiceDialog("Race a ghost", offered), self._rival_chosen)

    async def _rival_chosen(self, number: int | None) -> None:
        race = self.session.race
        if number == FILE:
            await self.app.push_screen(AskDialog("A run file", "the path of a run, such as run.json"), self._race_file)
        elif number is not None:
            try:
                self._race(race.against(None if number == NOBODY else race.rivals[number]))
            except RunError as error:
                self.show(Notice(f"{error}.", urgent=True))

    def _race_file(self, path: str | None) -> None:
        if path is None:
            return
        try:
            race, _ = from_file(self.session.race, path, self.session.level, self.session.seed)
        except RunError as error:
            # The path is known, and would leave no room for the reason.
            reason = str(error).rpartition(f"{Path(path.strip()).expanduser()}: ")[2]
            self.show(Notice(f"{reason[:1].upper()}{reason[1:]}.", urgent=True))
        else:
            self._race(race)

    def _race(self, race: Race) -> None:
        self.session.race = race
        self.show(Notice(race.ghost.sentence if race.ghost else "Nobody runs beside you."))


def _session(level: Level, seed: int, begun: Run | None, clock: Clock) -> Playthrough:
    """Return a new game, or the one that was ``begun``."""
    if begun is None:
        return Playthrough(level, seed, clock=clock)
    session = Playthrough.resumed(level, begun, clock=clock)
    session.note_resumed()
    return session


def ghost_choices(race: Race) -> list[Choice[int]]:
    """Return what the dialog offers: nobody, everyone who can race on this traffic, and a file."""
    chosen = None if race.ghost is None else race.ghost.rival
    offered = [Choice(NOBODY, "nobody", "Only your own splits." if chosen else "As it is now.", care=not chosen)]
    if not any(rival.kind is RivalKind.BEST for rival in race.rivals):
        offered.append(Choice(NOBODY, "your best", refusal="You have not won this level with this seed yet."))
    for number, rival in enumerate(race.rivals):
        now = rival == chosen
        about = f"{rival.about}{' Beside you now.' if now else ''}"
        offered.append(Choice(number, rival.name, about, care=now))
    offered.append(Choice(FILE, "a run file…", "Any run of this level with this seed."))
    return offered
