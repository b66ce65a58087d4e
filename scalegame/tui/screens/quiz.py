"""The quiz: a question, its choices, at once whether it was right and why; at the end, when the next are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from scalegame.content.level import Level
from scalegame.content.levels import all_levels
from scalegame.home import home
from scalegame.learn.quiz import schedule
from scalegame.learn.quiz.deck import cards_of
from scalegame.learn.quiz.log import QuizLog
from scalegame.learn.quiz.sitting import Sitting
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.literal import literal
from scalegame.wording.units import counted

_MOST_CHOICES = 9
_NO_CARDS = "There are no questions yet: no level has any."


class Choices(OptionList):
    """The choices. Once the question is ``answered``, Enter goes on, and the arrow keys scroll the screen."""

    answered = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.take_highlighted", "Answer", tooltip="So does the number before a choice")
    ]

    def action_cursor_up(self) -> None:
        """Go one choice up, or scroll."""
        if self.answered:
            self.call_later(self.run_action, "screen.scroll(-1)")
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go one choice down, or scroll."""
        if self.answered:
            self.call_later(self.run_action, "screen.scroll(1)")
        else:
            super().action_cursor_down()


class QuizScreen(Screen[None]):
    """Asks the cards of ``level``, or those of all levels that are due on ``day``. Nothing of it touches a score."""

    CSS_PATH = "quiz.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(f"{number}", f"choose({number - 1})", show=False) for number in range(1, _MOST_CHOICES + 1)),
        Binding("enter,space,n", "go_on", "Go on", tooltip="The next question"),
        Binding("escape,q", "app.pop_screen", "Leave", tooltip="What you have answered is kept"),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
    ]

    def __init__(self, day: date, level: Level | None = None) -> None:
        super().__init__()
        self.level = level
        self._day = day.toordinal()
        self._log = QuizLog(home())
        self._cards = {card.key: card for card in cards_of(all_levels().levels if level is None else (level,))}
        self.sitting: Sitting | None = None
        self._waits: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Show the question, the choices and what is said about them, one above the other."""
        with Container(id="head"):
            yield Static(parts.section("Quiz"), id="name")
            yield Static(id="count")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(id="question")
            yield Choices(id="choices", markup=False)
            yield Static(id="told")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with what is due; of a single level, with all it has."""
        known = schedule.progress_of(self._log.read())
        deck = tuple(self._cards)
        due = schedule.due(deck, known, self._day)
        if self.level is not None:
            due = (*due, *schedule.resting(deck, known, self._day))
        self._begin(due, "")

    def _begin(self, wanted: tuple[str, ...], before: str) -> None:
        """Ask the first of the ``wanted`` cards; if there are none, say so after what was said ``before``."""
        known = schedule.progress_of(self._log.read())
        some = wanted if self.level is not None else wanted[: schedule.SITTING]
        self.sitting = None
        if some:
            cards = [self._cards[key] for key in some]
            self.sitting = Sitting(cards, known, self._day, self._log.add)
            self._ask()
        else:
            self._rest(before, known)
        self._tell_notes()

    def _ask(self) -> None:
        """Show the card that is asked now."""
        if (sitting := self.sitting) is None:
            return
        once_more = "  once more" if sitting.again else ""
        self._write(
            Content.styled(f"{sitting.asked} of {sitting.count}{once_more}", "$text-muted"),
            literal(sitting.card.question.ask, "bold"),
            Content(""),
        )
        listing = self.query_one("#choices", Choices)
        choices = sitting.card.question.choices
        listing.add_options(
            Option(_choice(number, choices[choice])) for number, choice in enumerate(sitting.order, start=1)
        )
        listing.display, listing.answered, listing.highlighted = True, False, 0
        listing.focus()

    def _write(self, count: Content, question: Content, told: Content) -> None:
        """Write a page anew, without choices."""
        self.query_one("#count", Static).update(count)
        self.query_one("#question", Static).update(question)
        self.query_one("#told", Static).update(told)
        listing = self.query_one("#choices", OptionList)
        listing.clear_options()
        listing.display = False
        self.query_one("#body").scroll_home(animate=False)
        self.refresh_bindings()

    def _explain(self, sitting: Sitting) -> None:
        """Show which choice was right, which was taken, and why."""
        question = sitting.card.question
        listing = self.query_one("#choices", Choices)
        for place, choice in enumerate(sitting.order):
            sign, style = "  ", "$text-muted"
            if choice == question.answer:
                sign, style = "✔ ", "bold $success"
            elif choice == sitting.chosen:
                sign, style = "✖ ", "$error"
            listing.replace_option_prompt_at_index(place, _choice(place + 1, question.choices[choice], sign, style))
        listing.answered, listing.highlighted = True, None
        verdict = Content.styled("✔ Right.", "bold $success")
        if not sitting.is_right:
            right = screen_text(question.choices[question.answer])
            verdict = Content.assemble(("✖ Not quite.", "bold $error"), " It is: ", (right, "bold"))
        level = sitting.card.level
        source = Content.assemble(("from ", "$text-muted"), parts.level_name(level))
        told = self.query_one("#told", Static)
        told.update(Content("\n\n").join([verdict, literal(question.why, lines=True), source]))
        self.refresh_bindings()
        self.call_after_refresh(told.scroll_visible, animate=False)

    def _rest(self, before: str, known: Mapping[str, schedule.CardProgress]) -> None:
        """Show how it went, when the next cards are due, and how to go on; ``known`` is what became of each card."""
        deck = tuple(self._cards)
        due, resting = (look(deck, known, self._day) for look in (schedule.due, schedule.resting))
        self._waits = due or resting
        lines = [coming(schedule.next_due(deck, known, self._day), self._day)]
        if not deck:
            lines = [_NO_CARDS if self.level is None else "This level has no questions."]
        elif due:
            lines.append(
                f"{counted(len(due), 'cards')} still {'waits' if len(due) == 1 else 'wait'} today: Enter goes on."
            )
        else:
            lines.append("Enter asks them again." if self.level else "Enter goes on anyway.")
        heading = before or ("Nothing is due today." if deck else "")
        self._write(Content(""), Content.styled(heading, "bold"), Content("\n").join(map(Content, filter(None, lines))))

    def _tell_notes(self) -> None:
        if note := self._log.take_note():
            self.notify(note, severity="warning", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only from what was answered."""
        asking = self.sitting is not None and self.sitting.chosen is None
        if action == "take_highlighted":
            return asking
        return action != "go_on" or (bool(self._cards) and not asking)

    @on(OptionList.OptionSelected, "#choices")
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take the choice that was clicked; once the question is answered, a click goes on."""
        if self.sitting is not None and self.sitting.chosen is not None:
            self.action_go_on()
        else:
            self.action_choose(event.option_index)

    def action_choose(self, place: int) -> None:
        """Answer with the choice at ``place``."""
        sitting = self.sitting
        if sitting is not None and sitting.chosen is None and place < len(sitting.order):
            sitting.choose(place)
            self._explain(sitting)
            self._tell_notes()

    def action_take_highlighted(self) -> None:
        """Answer with the choice that is highlighted."""
        at = self.query_one("#choices", OptionList).highlighted
        if at is not None:
            self.action_choose(at)

    def action_go_on(self) -> None:
        """Ask the next card; after the last say how it went; from there begin anew."""
        sitting = self.sitting
        if sitting is None:
            self._begin(self._waits, "")
        elif sitting.chosen is not None:
            if sitting.go_on():
                self._ask()
            else:
                self._begin((), f"{sitting.right} of {sitting.count} right at the first try.")

    def action_scroll(self, lines: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)


def _choice(number: int, text: str, sign: str = "  ", style: str = "") -> Content:
    return Content.assemble(f" {sign}", (f"{number} ", "bold $primary"), literal(f" {text}", style))


def coming(found: tuple[int, int] | None, day: int) -> str:
    """Return when the next cards come back: ``found`` are the days until then and how many do, from ``day`` on."""
    if found is None:
        return ""
    days, count = found
    when = "tomorrow" if days == 1 else f"in {days} days, on {date.fromordinal(day + days).isoformat()}"
    return f"{counted(count, 'cards')} {'comes' if count == 1 else 'come'} back {when}."
