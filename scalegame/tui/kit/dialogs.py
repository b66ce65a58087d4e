"""The dialogs of the play screen: one that lets the player choose, one that tells. The clock waits meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from scalegame.engine.commands import COMMANDS
from scalegame.playthrough.actions.choices import KEYS, Choice, T
from scalegame.playthrough.handbook_links import of_command
from scalegame.tui.kit.literal import literal
from scalegame.tui.messages import OpenHandbook

_NUMBERS = 9
#: The cells that a line about a choice may take: what is left of the frame behind the key, beside a scroll bar.
_LINE = 64


def choice_text(number: int, choice: Choice[T]) -> Content:
    """Return a choice as the dialog shows it: its number, what it does, its price; below, a word about it."""
    possible = not choice.refusal
    style = "bold $primary" if possible else "$text-disabled"
    key = Content.styled(f" {KEYS[number - 1 : number] or ' '} ", style)
    cost = f"  {choice.cost}" if possible else ""
    label = literal(choice.label, "bold" if possible else "$text-disabled")
    head = Content.assemble(key, label, (cost, "$text-muted"))
    more = choice.refusal or choice.about
    style = "$warning" if choice.refusal else "$text-muted"
    lines = [Content("\n   ") + literal(line, style) for line in wrap(more, _LINE)]
    return Content.assemble(head, *lines)


def preselected(choices: Sequence[Choice[T]]) -> int | None:
    """Return the place of the first choice that is possible and needs no care, in the section that one reads first."""
    possible = [(index, choice) for index, choice in enumerate(choices) if not choice.refusal]
    return next((index for index, one in possible if one.section == possible[0][1].section and not one.care), None)


class ChoiceDialog(ModalScreen[T]):
    """Lists choices; dismissed with the value of the one taken, or None. A refused one cannot be taken.

    What is ``preselected``, Enter takes at once; if nothing is, Enter takes nothing until one is selected.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("i", "handbook", show=False),
        *(Binding(key, f"take({index})", show=False) for index, key in enumerate(KEYS)),
    ]

    def __init__(self, title: str, choices: Sequence[Choice[T]]) -> None:
        super().__init__()
        self._choices = tuple(choices)
        sections = list(dict.fromkeys(choice.section for choice in self._choices if choice.section))
        self._title = sections[0] if len(sections) == 1 else title
        self._headed = len(sections) > 1
        self._first = preselected(self._choices)

    def compose(self) -> ComposeResult:
        """Frame the choices."""
        key = "number" if len(self._choices) <= _NUMBERS else "key"
        explained = " · i explains it" if any(isinstance(one.value, COMMANDS) for one in self._choices) else ""
        how = f"{key} or Enter takes it" if self._first is not None else f"{key} takes it"
        with Frame(self._title, f"{how}{explained} · Esc closes"):
            yield OptionList(*self._options(), markup=False)

    def _options(self) -> Iterator[Option]:
        """Yield each choice, the first of a section below its heading; a single section is the title."""
        section = ""
        for index, choice in enumerate(self._choices):
            if self._headed and choice.section != section:
                section = choice.section
                yield Option(
                    literal(f"\n{section}" if index else section, "bold $text-muted", lines=True), disabled=True
                )
            yield Option(choice_text(index + 1, choice), id=str(index), disabled=bool(choice.refusal))

    def on_mount(self) -> None:
        """Preselect what Enter may take unasked."""
        options = self.query_one(OptionList)
        options.highlighted = None if self._first is None else options.get_option_index(str(self._first))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a choice on Enter or a click."""
        event.stop()
        self.action_take(int(event.option_id or 0))

    def action_take(self, index: int) -> None:
        """Take the choice at ``index``, if there is one and it is possible."""
        if index < len(self._choices) and not self._choices[index].refusal:
            _ = self.dismiss(self._choices[index].value)
        else:
            self.app.bell()

    def action_handbook(self) -> None:
        """Open the handbook at the command that is highlighted."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            value = self._choices[int(options.get_option_at_index(options.highlighted).id or 0)].value
            if isinstance(value, COMMANDS):
                self.post_message(OpenHandbook(of_command(value)))

    def on_click(self, event: events.Click) -> None:
        """Close on a click beside the frame."""
        if event.widget is self:
            _ = self.dismiss(None)


class TellDialog(ModalScreen[bool]):
    """Shows paragraphs; any of the usual keys closes it. i opens the handbook at ``card``, if there is one.

    If there is ``more``, h asks for it: then it is dismissed with True.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,space,w", "dismiss(False)", "Close"),
        Binding("h", "close", show=False),
        Binding("i", "handbook", show=False),
    ]

    def __init__(
        self, title: str, paragraphs: Sequence[str], footing: str = "Esc closes", *, card: str = "", more: bool = False
    ) -> None:
        super().__init__()
        self._card = card
        self._more = more
        self._title = title
        self._paragraphs = tuple(paragraphs)
        self._footing = f"i opens the handbook · {footing}" if card else footing

    def action_close(self) -> None:
        """Close, and ask for more if there is any."""
        _ = self.dismiss(self._more)

    def action_handbook(self) -> None:
        """Open the handbook at what is told about."""
        if self._card:
            self.post_message(OpenHandbook(self._card))

    def compose(self) -> ComposeResult:
        """Frame the paragraphs."""
        with Frame(self._title, self._footing), VerticalScroll():
            for paragraph in self._paragraphs:
                yield Static(literal(paragraph, lines=True), markup=False)

    def on_click(self, event: events.Click) -> None:
        """Close on a click beside the frame."""
        if event.widget is self:
            _ = self.dismiss(False)


class AskDialog(ModalScreen[str]):
    """Asks for a line of text; dismissed with it, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Close")]

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Frame the line."""
        with Frame(self._title, "Enter takes it · Esc closes"):
            yield Input(placeholder=self._hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was written, unless it is nothing."""
        event.stop()
        _ = self.dismiss(event.value if event.value.strip() else None)

    def on_click(self, event: events.Click) -> None:
        """Close on a click beside the frame."""
        if event.widget is self:
            _ = self.dismiss(None)


class Frame(VerticalScroll, can_focus=False):
    """The frame of a dialog: its title above, what the keys do below."""

    def __init__(self, title: str, footing: str) -> None:
        super().__init__()
        self.border_title = literal(title)
        self.border_subtitle = literal(footing)
