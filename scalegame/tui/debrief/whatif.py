"""The part of a debrief that shows which other decision would have helped: offered, looked for aside, found."""

from __future__ import annotations

from dataclasses import dataclass

from textual import work
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from scalegame.analysis.proof.prove import lesson_of
from scalegame.analysis.whatif.best_change import WhatIf, what_if
from scalegame.background import aside
from scalegame.clock import Clock
from scalegame.engine.scenario import Goal, Metric
from scalegame.engine.view import Metrics
from scalegame.playthrough.account import whatif
from scalegame.playthrough.playthrough import Playthrough
from scalegame.tui.debrief.account import STYLES
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Row, lay_out
from scalegame.tui.kit.literal import literal
from scalegame.tui.play.goals import standing
from scalegame.wording import units
from scalegame.wording.score import METRIC_WORDS

#: So many characters the sentence mostly has at most: two commands with four times.
_SENTENCE = 145
_NARROWEST = 20
#: Whoever waits longer than this is told how far it is, and then every so often.
_PATIENCE_MS, _BETWEEN_SIGNS_MS = 1000, 200
_LOOKING = "what if"


@dataclass(frozen=True, slots=True)
class Offered:
    """Nobody looks yet: a key starts it."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The game is being played again, ``game`` times so far of at most ``most``; 0: not long enough to say so."""

    game: int = 0
    most: int = 0


class WhatIfView(Widget):
    """Tells what would have helped in the finished game of ``playthrough``, at once if it ``looks`` unasked.

    Then it takes from the start as much room as it can need, so that nothing moves under the reader's eyes.
    """

    DEFAULT_CSS = "WhatIfView { height: auto; }"

    @dataclass
    class Told(Message):
        """The search has come so far, or has found an answer."""

        state: Looking | WhatIf

    def __init__(self, playthrough: Playthrough, *, looks: bool, clock: Clock) -> None:
        super().__init__(id="whatif")
        self._playthrough = playthrough
        self._players_clock = clock
        self._goals = playthrough.level.scenario.goals
        # A perfect game is looked through in no time, and nearly always nothing is found in it.
        self._keep_room = looks and playthrough.result.stars < units.MOST_STARS
        self.state: Offered | Looking | WhatIf = Looking() if looks else Offered()

    def show(self, state: Looking | WhatIf) -> None:
        """Show how far it is, or what was found."""
        self.state = state
        self.refresh(layout=True)

    # Looking for it --------------------------------------------------------------------------------------------------

    @property
    def found(self) -> WhatIf | None:
        """The answer, once it is known."""
        return self.state if isinstance(self.state, WhatIf) else None

    def start(self) -> None:
        """Begin to look, though nobody was looking."""
        if isinstance(self.state, Offered):
            self._keep_room = True
            self.show(Looking())
            self.go_on()

    def go_on(self) -> None:
        """Look, if it was begun and not found yet."""
        if isinstance(self.state, Looking):
            self.look()

    def rest(self) -> None:
        """Stop looking for now."""
        self.workers.cancel_group(self, _LOOKING)

    @work(exclusive=True, group=_LOOKING)
    async def look(self) -> None:
        """Play the game again and again, beside the screen."""
        await aside(self._look)

    def _look(self) -> None:
        worker, playthrough, now = get_current_worker(), self._playthrough, self._players_clock.monotonic_ms
        due = now() + _PATIENCE_MS

        def go_on(game: int, most: int) -> bool:
            nonlocal due
            if now() >= due and not worker.is_cancelled:
                self.post_message(self.Told(Looking(game, most)))
                due = now() + _BETWEEN_SIGNS_MS
            return not worker.is_cancelled

        found = what_if(lesson_of(playthrough.level), playthrough.seed, playthrough.plan, go_on)
        if found is not None and not worker.is_cancelled:
            self.post_message(self.Told(found))

    def on_what_if_view_told(self, told: Told) -> None:
        """Show the state of the search. It comes as a message, for which an app that ends does not wait."""
        self.show(told.state)

    # Showing it ------------------------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines that there are, or may soon be."""
        lines = len(self._lines(width))
        if not self._keep_room:
            return lines
        return max(lines, -(-_SENTENCE // max(_NARROWEST, width)) + 2 + whatif.most_compared(self._goals) + 1)

    def render(self) -> Content:
        """Lay out for the width there is now."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        match self.state:
            case Offered():
                return [parts.keyed("`f` shows what would have helped")]
            case Looking(0):
                return [Content("")]
            case Looking(game, most):
                told = f"Playing your game again with one decision changed: {game} of at most {most} games"
                return [Content.styled(told, "$text-muted")]
            case found:
                return self._found(found, width)

    def _found(self, found: WhatIf, width: int) -> list[Content]:
        sentence = literal(whatif.sentence(found)).wrap(max(_NARROWEST, width))
        if found.change is None:
            return sentence
        return [*sentence, *lay_out(rows(self._goals, found), width), parts.keyed("`f` watches that game")]


def rows(goals: tuple[Goal, ...], found: WhatIf) -> list[Row]:
    """Return both outcomes side by side: the stars, every goal, and what else differs."""
    own, other = found.own, found.other
    head = (Content(""), Content.styled("you", "bold"), Content.styled("what if", "bold"))
    stars = (Content.styled("stars", "$text-muted"), parts.stars(own.stars), parts.stars(other.stars))
    told = whatif.compared(goals, own.metrics, other.metrics)
    return [head, stars, *(_row(goals, metric, own.metrics, other.metrics) for metric in told)]


def _row(goals: tuple[Goal, ...], metric: Metric, own: Metrics, other: Metrics) -> Row:
    goal = next((goal for goal in goals if goal.metric is metric), None)
    name = Content.styled(METRIC_WORDS[metric].label, "$text-muted")
    return name, _number(goal, metric, own), _number(goal, metric, other)


def _number(goal: Goal | None, metric: Metric, metrics: Metrics) -> Content:
    """Return a number with the sign of how it stands against its goal."""
    told = whatif.number(metric, metrics)
    if goal is None:
        return Content(f"  {told}")
    sign = standing(goal, metrics.value(metric))
    return Content.styled(f"{sign.text} {told}", STYLES[sign.pen.ink])
