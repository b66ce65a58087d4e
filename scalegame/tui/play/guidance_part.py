"""Guidance on the play screen: the tutorial in a place of its own, offered hints, and the key that hides both."""

from __future__ import annotations

from scalegame.playthrough.guidance.guide import Guide
from scalegame.playthrough.scene import Notice, Scene
from scalegame.tui.kit.dialogs import TellDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.coaching import Coaching
from scalegame.tui.play.racing_part import Racing


class Guided(Racing):
    """What a screen on which a game is played says to who needs help. ``guide`` goes along with one game."""

    guide: Guide

    def open_guide(self) -> None:
        """Let a new guide go along with the present game."""
        self.guide = Guide(self.session.level)
        self._make_room()

    def advice(self) -> tuple[Painted, ...]:
        """Return where the tutorial speaks."""
        return (Coaching(id="coach"),)

    def moment(self) -> Scene:
        """Return what is to be seen now, with what is said to the player."""
        return self.guide.look(super().moment(), self.session)

    def _make_room(self) -> None:
        """Give the tutorial its place, for as long as this game lasts."""
        self.set_class(self.guide.teaches, "-coached")

    def action_guide(self) -> None:
        """Hide what is said, or show the tutorial again."""
        why_not = self.guide.toggle()
        self._make_room()
        self.show(Notice(why_not, urgent=True) if why_not else None)

    async def action_why(self) -> None:
        """Explain the selected part."""
        self.guide.used("why", self.session.view.tick)
        await super().action_why()

    async def action_hint(self) -> None:
        """Show one hint more."""
        if self.refused("hint"):
            return
        self.guide.used("hint", self.session.view.tick)
        self.session.next_hint()
        await self.tell_hints()

    async def tell_hints(self) -> None:
        """Show the hints that were given in this game."""
        hints, given = self.session.level.hints, self.session.hints_used
        more = given < len(hints)
        footing = "h shows the next one · Esc closes" if more else "Esc closes"
        told = [f"{n}. {hint}" for n, hint in enumerate(hints[:given], start=1)]
        await self.app.push_screen(TellDialog(f"Hint {given} of {len(hints)}", told, footing, more=more), self._hinted)

    async def _hinted(self, more: bool | None) -> None:
        if more:
            await self.action_hint()
