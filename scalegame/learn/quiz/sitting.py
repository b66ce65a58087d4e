"""One sitting: the cards that are asked one after another; what was wrong is asked again before it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from scalegame.learn.quiz.deck import FlashCard, order_of_choices
from scalegame.learn.quiz.schedule import Answer, CardProgress

#: A card that was answered wrong comes back after so many others, or at the end.
_LATER = 3


class Sitting:
    """Asks ``cards``, at least one, on ``day``; every answer is handed to ``note``."""

    def __init__(
        self,
        cards: Sequence[FlashCard],
        known: Mapping[str, CardProgress],
        day: int,
        note: Callable[[Answer], None],
    ) -> None:
        self.count = len(cards)
        self.asked = 1
        self.right = 0
        self.chosen: int | None = None
        self._waiting = list(cards)
        self._missed: list[str] = []
        self._times = {card.key: known[card.key].times if card.key in known else 0 for card in cards}
        self._day = day
        self._note = note

    @property
    def card(self) -> FlashCard:
        """The card that is asked."""
        return self._waiting[0]

    @property
    def again(self) -> bool:
        """Whether it is asked because it was wrong before."""
        return self.card.key in self._missed

    @property
    def order(self) -> tuple[int, ...]:
        """The choices of the card, by number, in the order in which they are shown."""
        return order_of_choices(self.card, self._times[self.card.key])

    @property
    def is_right(self) -> bool:
        """Whether the choice that was made is the right one."""
        return self.chosen == self.card.question.answer

    def choose(self, place: int) -> None:
        """Answer with the choice at ``place`` of the order; the first answer stands."""
        if self.chosen is not None or place >= len(self.order):
            return
        self.chosen = self.order[place]
        self.right += self.is_right and not self.again
        self._note(Answer(self._day, self.card.key, self.is_right))

    def go_on(self) -> bool:
        """Go to the next card once this one is answered; return whether there is one."""
        if self.chosen is None:
            return True
        right, card = self.is_right, self._waiting.pop(0)
        self.chosen = None
        self._times[card.key] += 1
        if not right:
            self._waiting.insert(_LATER, card)
            if card.key not in self._missed:
                self._missed.append(card.key)
        self.asked += bool(self._waiting) and not self.again
        return bool(self._waiting)
