"""All player commands in the command palette: with key, price and lead time, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from scalegame.ui.commands import Offer


class PlayProvider(Provider):
    """Feeds the palette from the command table of the game on the screen."""

    async def discover(self) -> Hits:
        """List every command."""
        for text, tip, run in self._commands():
            yield DiscoveryHit(text, run, help=tip)

    async def search(self, query: str) -> Hits:
        """List the commands that match ``query``."""
        matcher = self.matcher(query)
        for text, tip, run in self._commands():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=tip)

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        from scalegame.ui.screens.play import PlayScreen  # noqa: PLC0415 - the screen lists this provider

        if isinstance(self.screen, PlayScreen):
            for offer in self.screen.offers():
                yield entry(offer), offer.tip, partial(self.screen.choose, offer.command.id)


def entry(offer: Offer) -> str:
    """Return a command as the palette lists it; one that is not possible says so."""
    cost = f" · {offer.cost}" if offer.cost and not offer.refusal else ""
    return f"{offer.label} ({offer.command.sign}){cost}" + (" · not now" if offer.refusal else "")
