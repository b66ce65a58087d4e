"""All player commands in the command palette: with key, price and lead time, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from scalegame.engine.commands import Command
from scalegame.playthrough.actions.table import Offer, Pick
from scalegame.wording.commands import order

_Listed = tuple[str, str, bool, Callable[[], object]]


@runtime_checkable
class TakesCommands(Protocol):
    """A screen on which player commands can be given."""

    def offers(self) -> tuple[Offer, ...]:
        """Return how every player command stands now."""

    def picks(self) -> tuple[Pick, ...]:
        """Return what the dialogs of commands offer now."""

    def choose(self, command_id: str) -> None:
        """Do what the player command of that id does."""

    def give(self, command: Command) -> None:
        """Hand an engine command to the game."""


class PlayProvider(Provider):
    """Feeds the palette from the command table of the game on the screen: what is possible first."""

    async def discover(self) -> Hits:
        """List every command."""
        for text, tip, possible, run in self._commands():
            yield DiscoveryHit(_shown(Content(text), possible=possible), run, text=text, help=tip)

    async def search(self, query: str) -> Hits:
        """List the commands that match ``query``, and what can be chosen in their dialogs."""
        matcher = self.matcher(query)
        for text, tip, possible, run in (*self._commands(), *self._picks()):
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, _shown(matcher.highlight(text), possible=possible), run, text=text, help=tip)

    def _commands(self) -> Iterator[_Listed]:
        if isinstance(screen := self.screen, TakesCommands):
            for offer in sorted(screen.offers(), key=lambda offer: bool(offer.refusal)):
                yield entry(offer), offer.tip, not offer.refusal, partial(screen.choose, offer.command.id)

    def _picks(self) -> Iterator[_Listed]:
        if isinstance(screen := self.screen, TakesCommands):
            for pick in sorted(screen.picks(), key=lambda pick: bool(pick.choice.refusal)):
                choice = pick.choice
                tip = choice.refusal or choice.about
                yield pick_entry(pick), tip, not choice.refusal, partial(screen.give, choice.value)


def entry(offer: Offer) -> str:
    """Return a command as the palette lists it; one that is not possible says so."""
    return _entry(offer.label, offer.command.sign, offer.cost, offer.refusal)


def pick_entry(pick: Pick) -> str:
    """Return a choice of a dialog as the palette lists it, with the keys that lead to it."""
    return _entry(order(pick.choice.value), pick.keys, pick.choice.cost, pick.choice.refusal)


def _entry(label: str, keys: str, cost: str, refusal: str) -> str:
    cost = f" · {cost}" if cost and not refusal else ""
    return f"{label} ({keys}){cost}" + (" · not now" if refusal else "")


def _shown(text: Content, *, possible: bool) -> Content:
    return text if possible else text.stylize("$text-disabled")
