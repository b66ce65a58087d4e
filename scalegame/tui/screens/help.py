"""Help: how to play in ten lines, every key, and what the symbols mean. It lies over any screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from scalegame.engine.scenario import Metric
from scalegame.playthrough.actions.replay_keys import TRANSPORT
from scalegame.playthrough.actions.table import PLAYER_COMMANDS, Group
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns, Row
from scalegame.tui.kit.more import More
from scalegame.wording import units
from scalegame.wording.score import METRIC_WORDS

HOW_TO_PLAY = (
    "People log in to your service, click for a while, and leave.",
    "The balancer gives each request to one of your servers.",
    "A session is what it knows of a visitor. You choose where that lies.",
    "In a server's memory, that server alone knows them. A crash forgets.",
    "In Redis, any server knows them: buy it, wait, connect the servers.",
    "Connecting restarts a server. If you can, drain it first (not with a hash).",
    "Servers and stores take time to come up: act before the spike.",
    "Pausing to think is free, and what you order meanwhile can be undone.",
    "Every loss has a cause and a place: see the badge there, and press w.",
    "Stuck? h gives a hint, and the debrief shows how it can be done.",
)
SCORING = (
    "★ every limit held, ★★ gold in losses and balance, ★★★ gold in all.",
    "Score, 0 to 1000: mostly who kept their session and got an answer;",
    "then an even load (10%), money saved (5%) and time saved (5%).",
    "Pausing, looking, hints and undone commands never cost score.",
    "Boards (b on a level): least time, least cost, fewest commands.",
)
_GROUPS = {
    Group.SELECTED: "The selected part",
    Group.SERVICE: "The whole service",
    Group.CLOCK: "The clock",
    Group.GAME: "The game",
    Group.REPLAY: "A replay",
}
_SYMBOLS = (
    (
        f"{units.STAR} {units.STAR_LEFT} {units.STAR_GONE}",
        "$accent",
        "a star earned, one still to earn, one that this game cannot earn",
    ),
    (units.GOLD, "$success", "within the gold limit; in a race, a segment faster than ever"),
    ("✔", "$warning", "within the limit that passes, over the gold one"),
    ("!", "$warning", "over the limit that passes, but it can still be held"),
    ("…", "$text-muted", "over it, but by too few people to say anything yet"),
    ("✖", "$error", "a limit that cannot be held any more; a server that crashed"),
    ("▲", "$warning", "a spike in the traffic"),
    ("▼", "$warning", "a server slows down, or a store has less memory"),
    ("⟳", "$warning", "something restarts"),
    ("↓", "$warning", "draining: no new people, those it knows may finish"),
    ("❆", "$error", "frozen: accepts requests and answers none"),
    ("↺", "$warning", "a crash loop: it comes up and crashes again"),
    ("⊘", "$warning", "kept out by the balancer; people who are banned"),
    ("↻", "$warning", "retries: requests that failed and come again"),
    ("♥", "$success", "lives left, in the endless mode"),
    ("1 2 3", "", "the waves, where they begin"),
)
_POINTING = (
    ("←↑↓→", "select another part of the service; tab goes through all"),
    ("click", "a part selects it; keys, dialogs and lists can be clicked, too"),
)


class HelpScreen(Screen[None]):
    """Escape closes it, and what lay below goes on as it was."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "app.pop_screen", "Close", key_display="esc")
    ]

    def compose(self) -> ComposeResult:
        """Show how to play beside the keys, or above them."""
        with VerticalScroll(id="body"):
            with Vertical(id="words"):
                yield Static(parts.section("How to play"))
                yield Columns([_row(f"{number}", "$text-muted", line) for number, line in enumerate(HOW_TO_PLAY, 1)])
                yield Static(parts.section("How you are scored"))
                yield Columns([(Content(line),) for line in SCORING])
                yield Static(parts.section("Symbols"))
                yield Columns([_row(sign, style, text) for sign, style, text in _SYMBOLS])
                yield Static(parts.section("What is measured"))
                yield Columns(
                    [_row(METRIC_WORDS[metric].label, "bold", METRIC_WORDS[metric].meaning) for metric in Metric]
                )
            with Vertical(id="keys"):
                yield Static(parts.section("Pointing"))
                yield Columns([_row(keys, "bold $primary", text) for keys, text in _POINTING])
                for group, title in _GROUPS.items():
                    yield Static(parts.section(title))
                    yield Columns(key_rows(group))
        yield More("there is more below")
        yield Footer()


def _row(sign: str, style: str, text: str) -> Row:
    return Content.styled(sign, style), Content(text)


def key_rows(group: Group) -> list[Row]:
    """Return one row for each command of ``group``: key, name and meaning."""
    return [
        (
            Content.styled(command.sign, "bold $primary"),
            Content(command.title if group is Group.REPLAY else command.label),
            Content.styled(command.help, "$text-muted"),
        )
        for command in (*PLAYER_COMMANDS, *TRANSPORT)
        if command.group is group
    ]
