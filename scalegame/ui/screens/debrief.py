"""The debrief: won or lost and why, the ledger of what went wrong, the load over time, and where to go next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from scalegame.content.level import REFERENCE
from scalegame.content.levels import all_levels
from scalegame.content.modes import with_seed
from scalegame.engine.view import Result
from scalegame.runs.headless import play_plan, recorded
from scalegame.ui import story, words
from scalegame.ui.campaign import Kept, Standing
from scalegame.ui.columns import Columns, Row
from scalegame.ui.intents import OpenBoard, OpenBriefing, OpenLevels, StartGame, TakeOver, WatchRun
from scalegame.ui.literal import harmless, literal
from scalegame.ui.plots import Plot, Series
from scalegame.ui.screens import parts, unscored
from scalegame.ui.screens.service import COLOURS, service_picture
from scalegame.ui.screens.split_times import race_lines, race_note, split_rows
from scalegame.ui.session import GameSession
from scalegame.ui.sharing import daily_name, share_text
from scalegame.ui.widgets.canvas import Ink
from scalegame.ui.widgets.dialogs import TellDialog
from scalegame.ui.widgets.goals import standing

_MOST_CHAPTERS = 8
_MOST_SERVERS = 8
_LONGEST_TITLE = 26
#: The plan of a level that shows how it is done.
#: Practice begins so many ticks before the trouble: time enough to do something.
_RUN_UP = 15
#: Per mille of what a server can do.
_FULL_LOAD = 1000
_STYLES = {Ink.GOOD: "bold $success", Ink.WARN: "bold $warning", Ink.BAD: "bold $error"}


class DebriefScreen(Screen[None]):
    """Shows a finished game; ``kept`` is what it changed in the player's records, written already."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["debrief.tcss", COLOURS]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "choose('next')", "Next level", tooltip="Its briefing"),
        Binding("r", "choose('again')", "Again", tooltip="The same level with the same seed"),
        Binding("s", "choose('new_seed')", "New seed", tooltip="The same level with other luck"),
        Binding("w", "choose('watch')", "Watch", tooltip="Your game again, as a replay"),
        Binding("v", "choose('reference')", "Reference", tooltip="How it can be done, with the same visitors"),
        Binding("b", "choose('board')", "Board", tooltip="The best runs of this level"),
        Binding("y", "choose('share')", "Share", tooltip="A few lines for others, with a code that proves them"),
        Binding("p", "choose('practise')", "Practise", tooltip="Your game from before the trouble; never ranked"),
        Binding("l,escape,q", "choose('levels')", "Levels", tooltip="All levels, with your stars and bests"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up,k", "scroll('up')", show=False),
        Binding("down,j", "scroll('down')", show=False),
        Binding("pageup", "scroll('page_up')", show=False),
        Binding("pagedown", "scroll('page_down')", show=False),
    ]

    def __init__(self, session: GameSession, kept: Kept) -> None:
        super().__init__()
        self.session = session
        self.kept = kept
        self._next = Standing(all_levels(), {}).level_after(session.level)

    def compose(self) -> ComposeResult:
        """Show the verdict and the ledger, then the plot; the idea only to those who have won."""
        session, result = self.session, self.session.result
        with Container(id="head"):
            yield Static(parts.level_name(session.level), id="name")
            yield Static(f"seed {session.seed}", id="seed", markup=False)
        with VerticalScroll(id="body", can_focus=False):
            with Vertical(id="happened"):
                scored = bool(session.level.scenario.goals)
                yield Static(headline(result, self.kept) if scored else unscored.headline(session), id="headline")
                told = story.verdict(session.level.scenario.goals, result) if scored else unscored.verdict(session)
                yield Static(told, id="verdict", markup=False)
                if self.kept.note:
                    yield Static(literal(self.kept.note, "$warning"), id="note")
                rows = goal_rows(session) if scored else unscored.rows(session)
                yield Columns(rows, frozenset({2}), id="goals")
                if session.race.comparison.best:  # Who races looks there first.
                    yield from self._race()
                yield Static(parts.section("What happened"))
                yield Columns(ledger_rows(session), id="ledger")
                if quiet := good_news(session):
                    yield Static(quiet, id="quiet")
                yield Static(parts.section("The service at the end"), classes="spare")
                with Container(classes="spare"):
                    yield service_picture(session)
            with Vertical(id="shown"):
                yield Static(parts.section("Load of each server", load_note(session)))
                waves = session.view.waves if scored else unscored.waves(session)
                yield Plot(load_series(session), parts.marks_of(waves), len(session.history), id="plot")
                yield Static(parts.legend(waves), id="legend")
                yield from self._idea()
                if not session.race.comparison.best:
                    yield from self._race()
        with Horizontal(id="choices"):
            yield from self._buttons()
        with Horizontal(id="more"):
            yield from self._more_buttons()

    def _idea(self) -> ComposeResult:
        level = self.session.level
        if not level.scenario.goals:
            yield from unscored.onward(self.session)
        elif not self.session.result.won:
            hint = " In the game, h gives a hint." if self.session.level.hints else ""
            yield Static(f"Try again: what happened is where to look.{hint}", id="again", markup=False)
        if not self.session.result.won:
            return
        if level.idea:
            yield Static(parts.section("The idea"))
            yield Static(literal(level.idea, lines=True), id="idea")
        if level.interview:
            yield Static(parts.section("In an interview"))
            yield Static(literal(level.interview, lines=True), id="interview")

    def _race(self) -> ComposeResult:
        with Vertical(id="race"):
            yield Static(parts.section("Splits", race_note(self.session)))
            yield Columns(split_rows(self.session), frozenset({1, 2}), id="splits")
            yield Static(race_lines(self.session), id="records")

    def _buttons(self) -> ComposeResult:
        seed = self.session.seed
        again = [
            Button(_label("r", f"again, seed {seed}"), id="again-button", compact=True),
            Button(_label("s", f"new seed {seed + 1}"), id="new-seed-button", compact=True),
        ]
        onward = []
        if self._next is not None:
            title = literal(self._next.title).truncate(_LONGEST_TITLE, ellipsis=True).plain
            onward = [Button(_label("n", f"next: {title}"), id="next-button", compact=True)]
        yield from [*onward, *again] if self.session.result.won else [*again, *onward]
        yield Button(_label("l", "levels"), id="levels-button", compact=True)

    def _more_buttons(self) -> ComposeResult:
        yield Button(_label("w", "watch it"), id="watch-button", compact=True)
        if REFERENCE in self.session.level.plans:
            yield Button(_label("v", "the reference"), id="reference-button", compact=True)
        if self.session.level.scenario.goals:
            yield Button(_label("b", "board"), id="board-button", compact=True)
        yield Button(_label("y", "share"), id="share-button", compact=True)
        if (tick := before_the_trouble(self.session)) is not None:
            yield Button(_label("p", f"practise from {words.clock(tick)}"), id="practise-button", compact=True)

    @on(Button.Pressed)
    def follow_button(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        self.action_choose((event.button.id or "").removesuffix("-button").replace("-", "_"))

    def action_choose(self, where: str) -> None:
        """Go where the player wants to go next."""
        level, seed = self.session.level, self.session.seed
        match where:
            case "next" if self._next is not None:
                self.post_message(OpenBriefing(self._next))
            case "again":
                self.post_message(StartGame(level, seed, race=self.session.race))
            case "new_seed":
                self.post_message(StartGame(with_seed(level, seed + 1), seed + 1, race=self.session.race))
            case "watch":
                self.post_message(WatchRun(level, self.session.run()))
            case "reference" if REFERENCE in level.plans:
                run = recorded(level, seed, play_plan(level.scenario, seed, level.plans[REFERENCE]))
                self.post_message(WatchRun(level, run, "The reference"))
            case "practise" if (tick := before_the_trouble(self.session)) is not None:
                self.post_message(TakeOver(level, self.session.run(), tick))
            case "board" if level.scenario.goals:
                self.post_message(OpenBoard(level, seed))
            case "share":
                self.share()
            case "levels":
                self.post_message(OpenLevels())

    def share(self) -> None:
        """Show the lines for others, and put them into the clipboard of terminals that let us."""
        session = self.session
        heading = f"scalegame {daily_name(session.seed) or f'seed {session.seed}'}"
        told = share_text(heading, session.level, session.run(), session.facts())
        self.app.copy_to_clipboard(told)
        footing = "copied, if your terminal allows it · Esc closes"
        self.app.push_screen(TellDialog("To share", told.split("\n"), footing))

    def action_scroll(self, how: str) -> None:
        """Scroll what does not fit; the focus stays on the choices."""
        body = self.query_one("#body", VerticalScroll)
        match how:
            case "up":
                body.scroll_up(animate=False)
            case "down":
                body.scroll_down(animate=False)
            case "page_up":
                body.scroll_page_up(animate=False)
            case _:
                body.scroll_page_down(animate=False)


def before_the_trouble(session: GameSession) -> int | None:
    """Return the tick some seconds before the worst of a lost game began; None if it was won, or nobody was hurt."""
    chapters = (*story.losses_told(session.losses), *story.failures_told(session.failures))
    if session.result.won or not chapters:
        return None
    return max(0, max(chapters, key=lambda chapter: chapter.count).first - _RUN_UP)


def _label(key: str, text: str) -> Content:
    return Content.assemble((key, "bold $primary"), f" {text}")


def headline(result: Result, kept: Kept) -> Content:
    """Return the outcome, stars and score in one line, and what was better than ever."""
    outcome = ("✔ Won", "bold $success") if result.won else ("✖ Lost", "bold $error")
    new = ", ".join(kept.new_bests(result))
    return Content.assemble(
        outcome,
        "   ",
        parts.stars(result.stars),
        "   score ",
        (f"{result.score}", "bold"),
        (" of 1000", "$text-muted"),
        (f"   new best: {new}" if new else "", "bold $accent"),
        ("   practice" if kept.practised else "", "bold $warning"),
    )


def goal_rows(session: GameSession) -> list[Row]:
    """Return one row a goal: its sign, name, the value reached, and the limits."""
    rows: list[Row] = []
    for goal in session.level.scenario.goals:
        value = session.result.metrics.value(goal.metric)
        sign = standing(goal, value)
        style = _STYLES[sign.pen.ink]
        rows.append((
            Content.styled(sign.text, style),
            Content(words.metric_name(goal.metric)),
            Content.styled(words.metric_value(goal.metric, value), style),
            parts.limit(goal, goal.passing, "★"),
            parts.limit(goal, goal.gold, "★★★"),
        ))  # fmt: skip
    return rows


def ledger_rows(session: GameSession) -> list[Row]:
    """Return the ledger in words, largest first: when, where and how, how many and why."""
    told = story.losses_told(session.losses), story.failures_told(session.failures)
    return [row for chapters in told for row in _chapter_rows(chapters)]


def good_news(session: GameSession) -> Content:
    """Say which part of the ledger stayed empty."""
    quiet = []
    if not session.losses:
        quiet.append("Nobody was logged out.")
    if not session.failures:
        quiet.append("No request failed.")
    return Content.styled(" ".join(["✔", *quiet]) if quiet else "", "$success")


def _chapter_rows(chapters: Sequence[story.Chapter]) -> list[Row]:
    rows: list[Row] = [
        (
            Content.styled(chapter.when, "$text-muted"),
            literal(chapter.where, "$text-muted"),
            Content.assemble((harmless(chapter.sentence.what), "bold"), f" {harmless(chapter.sentence.why)}"),
        )
        for chapter in sorted(chapters[:_MOST_CHAPTERS], key=lambda chapter: chapter.first)
    ]
    left = chapters[_MOST_CHAPTERS:]
    if left:
        more = f"and {len(left)} smaller ones, {sum(chapter.count for chapter in left)} in all"
        rows.append((Content(""), Content(""), Content.styled(more, "$text-muted")))
    return rows


def servers_of(session: GameSession) -> list[str]:
    """Return the name of every server that there was, in the order in which they came."""
    return list(dict.fromkeys(server.name for moment in session.history for server in moment.servers))


def load_note(session: GameSession) -> str:
    """Say what the height of a server's load means, and how many servers are shown if not all."""
    count = len(servers_of(session))
    left_out = f"; the {_MOST_SERVERS} busiest of {count}" if count > _MOST_SERVERS else ""
    return f"the full height is all it can do{left_out}"


def load_series(session: GameSession) -> list[Series]:
    """Return what is plotted: each server's load (the busiest, if they are many), log-outs and failures."""
    history = session.history
    names = servers_of(session)
    loads = {name: [0] * len(history) for name in names}
    for at, moment in enumerate(history):
        for server in moment.servers:
            loads[server.name][at] = server.load
    busiest = sorted(names, key=lambda name: -sum(loads[name]))[:_MOST_SERVERS]
    series = [_load(name, loads[name]) for name in names if name in busiest]
    for label, values, style in (
        ("logged out", [moment.lost for moment in history], "$error"),
        ("failed", [moment.failed for moment in history], "$warning"),
    ):
        if any(values):
            series.append(Series(label, values, style, note=f"{sum(values):,} in all"))
    return series


def _load(name: str, values: Sequence[int]) -> Series:
    peak = max(values, default=0)
    style = "$warning" if peak > _FULL_LOAD else "$success"
    return Series(name, values, style, note=f"peak {words.percent(peak // 10 * 10)}", top=_FULL_LOAD)
