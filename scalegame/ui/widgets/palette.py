"""All player commands in the command palette: with key, price and lead time, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from scalegame.ui.commands import Offer


class PlayProvider(Provider):
    """Feeds the palette from the command table of the game on the screen: what is possible first."""

    async def discover(self) -> Hits:
        """List every command."""
        for offer, run in self._commands():
            yield DiscoveryHit(_shown(offer, Content(entry(offer))), run, text=entry(offer), help=offer.tip)

    async def search(self, query: str) -> Hits:
        """List the commands that match ``query``."""
        matcher = self.matcher(query)
        for offer, run in self._commands():
            text = entry(offer)
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, _shown(offer, matcher.highlight(text)), run, text=text, help=offer.tip)

    def _commands(self) -> Iterator[tuple[Offer, Callable[[], object]]]:
        from scalegame.ui.screens.play import PlayScreen  # noqa: PLC0415 - the screen lists this provider

        if isinstance(self.screen, PlayScreen):
            for offer in sorted(self.screen.offers(), key=lambda offer: bool(offer.refusal)):
                yield offer, partial(self.screen.choose, offer.command.id)


def entry(offer: Offer) -> str:
    """Return a command as the palette lists it; one that is not possible says so."""
    cost = f" · {offer.cost}" if offer.cost and not offer.refusal else ""
    return f"{offer.label} ({offer.command.sign}){cost}" + (" · not now" if offer.refusal else "")


def _shown(offer: Offer, text: Content) -> Content:
    return text.stylize("$text-disabled") if offer.refusal else text
