"""The guide helps a player: by the tutorial of the first level, and by hints that are offered after trouble.

Knows no Textual. What it says goes into the scene; it never stops the clock and takes no key but its own.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from scalegame.content.level import Level
from scalegame.playthrough.guidance import tutorial
from scalegame.playthrough.guidance.coach import Coach, Sight
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress import preferences
from scalegame.playthrough.progress.campaign import lost_in_a_row
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.scene import Scene
from scalegame.wording.units import MOST_STARS

_HIDDEN = "The tutorial is hidden, here and in later games. `t` shows it again."

#: The seconds for which an offer stands, on the player's clock.
_STANDS = 20


class HintReason(StrEnum):
    """The reasons to offer a hint: the level was lost before, people are being lost, a limit is broken."""

    ATTEMPT = "attempt"
    PEOPLE = "people"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class HintOffers:
    """The reasons for which a hint was offered in this game, and the tick ``until`` which the last offer stands."""

    seen: frozenset[HintReason] = frozenset()
    until: int | None = None

    @property
    def open(self) -> bool:
        """Whether an offer stands."""
        return self.until is not None

    def after(self, reasons: AbstractSet[HintReason], tick: int, speed: int = 1) -> HintOffers:
        """Return the offers at ``tick``: a new one among ``reasons`` opens one; one that stood long enough closes.

        ``speed`` is how many ticks go by in a second.
        """
        if new := reasons - self.seen:
            return HintOffers(self.seen | new, tick + _STANDS * speed)
        if self.until is not None and tick >= self.until:
            return self.closed()
        return self

    def closed(self) -> HintOffers:
        """Return the same without an open offer, which was taken, declined or has expired."""
        return replace(self, until=None)


class Guide:
    """The guide of one game of ``level``. ``teaches``: the screen leaves room for the tutorial."""

    def __init__(self, level: Level) -> None:
        before = library().history(level)
        has_tutorial = level.id == tutorial.LEVEL
        self._preferences = preferences.load()
        self._again = bool(before)
        self._lost_before = lost_in_a_row(before) > 0
        self._coach = Coach(tutorial.STEPS if has_tutorial else ())
        self._asked: dict[str, int] = {}
        self._offers = HintOffers()
        won = has_tutorial and bool(library().bests((level,)))
        wanted = self._preferences.tutorial
        self.teaches = has_tutorial and (not won if wanted is None else wanted)
        self._hidden = False

    def used(self, command_id: str, tick: int) -> None:
        """Note that the player used a command at ``tick``."""
        self._asked[command_id] = tick
        if command_id == "hint":
            if self._offers.open:
                self._preferences = preferences.change(declined=0)
            self._offers = self._offers.closed()

    def toggle(self) -> str:
        """Decline an open offer, or hide the tutorial or show it again; return why not, if the level has neither."""
        if self._offers.open:
            self._offers = self._offers.closed()
            self._preferences = preferences.change(declined=self._preferences.declined + 1)
            return ""
        if not self._coach.steps:
            return "The tutorial is part of level 1."
        self._hidden = self.teaches and not self._hidden
        self.teaches = True
        self._preferences = preferences.change(tutorial=not self._hidden)
        return ""

    def look(self, scene: Scene, playthrough: Playthrough) -> Scene:
        """Return ``scene`` with the coach's line or the offered hint in it."""
        if self.teaches:
            sight = self._sight(scene, playthrough)
            self._coach = self._coach.after(sight)
            if sight.view.over and sight.stars and self._preferences.tutorial:  # it has done what it was asked for
                self._preferences = preferences.change(tutorial=None)
            return replace(scene, coach=_HIDDEN if self._hidden else self._coach.line(sight))
        if not self._may_offer(scene, playthrough):
            return scene
        self._offers = self._offers.after(self._reasons(scene), scene.view.tick, playthrough.speed)
        if not self._offers.open:
            return scene
        offer = f"hint {playthrough.hints_used + 1} of {len(playthrough.level.hints)}"
        return replace(scene, offer=offer, hint_helps=True)

    def _sight(self, scene: Scene, playthrough: Playthrough) -> Sight:
        asked = tuple(self._asked.items())
        stars = scene.stars if not scene.view.over or scene.won else 0
        return Sight(scene.view, scene.selected, scene.paused, stars, tuple(playthrough.losses), asked, self._again)

    def _may_offer(self, scene: Scene, playthrough: Playthrough) -> bool:
        more = playthrough.hints_used < len(playthrough.level.hints)
        return more and self._preferences.wants_offers and not scene.view.over

    def _reasons(self, scene: Scene) -> set[HintReason]:
        reasons = set()
        if self._lost_before:
            reasons.add(HintReason.ATTEMPT)
        if scene.losses and scene.stars < MOST_STARS:
            reasons.add(HintReason.PEOPLE)
        if not scene.stars:
            reasons.add(HintReason.LIMIT)
        return reasons
