"""All player commands in the command palette: with key, price and lead time, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from scalegame.playthrough.actions.table import Offer, Pick
from scalegame.wording.commands import order

_Entry = tuple[str, str, bool, Callable[[], object]]


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

    def _commands(self) -> Iterator[_Entry]:
        from scalegame.tui.play.screen import PlayScreen  # noqa: PLC0415 - the screen lists this provider

        if isinstance(self.screen, PlayScreen):
            for offer in sorted(self.screen.offers(), key=lambda offer: bool(offer.refusal)):
                yield entry(offer), offer.tip, not offer.refusal, partial(self.screen.choose, offer.command.id)

    def _picks(self) -> Iterator[_Entry]:
        from scalegame.tui.play.screen import PlayScreen  # noqa: PLC0415 - the screen lists this provider

        if isinstance(self.screen, PlayScreen):
            for pick in sorted(self.screen.picks(), key=lambda pick: bool(pick.choice.refusal)):
                choice = pick.choice
                tip = choice.refusal or choice.about
                yield pick_entry(pick), tip, not choice.refusal, partial(self.screen.give, choice.value)


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
