"""Racing on the play screen: whom to race, and starting over on the same seed or the next."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from textual.screen import Screen

from scalegame.content.limits import MAX_SEED
from scalegame.runs.runfile import RunError
from scalegame.ui.choices import Choice
from scalegame.ui.messages import Outcome
from scalegame.ui.race import Kind, Race, attempt, from_file, open_race
from scalegame.ui.session import GameSession
from scalegame.ui.widgets.dialogs import AskDialog, ChoiceDialog
from scalegame.ui.widgets.scene import Notice

#: What the dialog answers beside the number of a rival.
NOBODY, FILE = -1, -2


class Racing(Screen[Outcome]):
    """What a screen on which a game is played does for those who race."""

    session: GameSession

    @abstractmethod
    def show(self, notice: Notice | None = None) -> None:
        """Show the present moment, with something to say to the player or nothing."""

    @abstractmethod
    def refused(self, command_id: str) -> bool:
        """Tell the player why a command is not possible, if so."""

    @abstractmethod
    def start_over(self, race: Race, seed: int, notice: Notice | None = None) -> None:
        """Begin a new game on this level."""

    def action_again(self) -> None:
        """Start the level over with the same seed, against the same ghost."""
        race, seed = self.session.race, self.session.seed
        if self.session.over:
            race = open_race(self.session.level, seed, race)
        elif self.session.view.tick:
            race = race.after(attempt(self.session))
        self.start_over(race, seed)

    def action_new_seed(self) -> None:
        """Start the level over with the next seed, against the same ghost if it can run there."""
        seed = (self.session.seed + 1) % (MAX_SEED + 1)
        before = self.session.race
        race = open_race(self.session.level, seed, before)
        alone = " The ghost has no run on it." if before.ghost and not race.ghost else ""
        self.start_over(race, seed, Notice(f"Seed {seed}: the same traffic, other visitors.{alone}"))

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
            self._race(race.against(None if number == NOBODY else race.rivals[number]))

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
        self.show(Notice(race.ghost.story if race.ghost else "Nobody runs beside you."))


def ghost_choices(race: Race) -> list[Choice[int]]:
    """Return what the dialog offers: nobody, everyone who can race on this traffic, and a file."""
    chosen = None if race.ghost is None else race.ghost.rival
    offered = [Choice(NOBODY, "nobody", "Only your own splits." if chosen else "As it is now.")]
    if not any(rival.kind is Kind.BEST for rival in race.rivals):
        offered.append(Choice(NOBODY, "your best", refusal="You have not won this level with this seed yet."))
    for number, rival in enumerate(race.rivals):
        offered.append(Choice(number, rival.name, f"{rival.about}{' Beside you now.' if rival == chosen else ''}"))
    offered.append(Choice(FILE, "a run file…", "Any run of this level with this seed."))
    return offered
