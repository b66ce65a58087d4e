"""The debrief: won or lost and why, what happened, what would have helped, the idea, and where to go next."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from scalegame.analysis.whatif.changes import begins
from scalegame.clock import STOPPED, Clock
from scalegame.content.generated.modes import next_seed, with_seed
from scalegame.content.level import REFERENCE
from scalegame.content.levels import all_levels
from scalegame.playthrough.account import whatif
from scalegame.playthrough.handbook_links import of_level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import KeptGame, Standing
from scalegame.playthrough.progress.interviews import interview_after, is_interview
from scalegame.playthrough.progress.level_list import is_in_a_list
from scalegame.playthrough.progress.share_text import daily_name, day_of, share_text
from scalegame.runs.headless import play_plan, recorded
from scalegame.tui.debrief import account, without_goals
from scalegame.tui.debrief.assessment import assessment_section
from scalegame.tui.debrief.encouragement import OFTEN, encouragement, hint_button, next_hint
from scalegame.tui.debrief.split_times import race_lines, race_note, split_rows
from scalegame.tui.debrief.whatif import WhatIfView
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns
from scalegame.tui.kit.dialogs import TellDialog
from scalegame.tui.kit.first_moment import FirstMoment
from scalegame.tui.kit.literal import literal
from scalegame.tui.kit.plots import Plot
from scalegame.tui.messages import (
    OpenBoard,
    OpenBriefing,
    OpenHandbook,
    OpenQuiz,
    StartGame,
    TakeOver,
    WatchRun,
    WhatNext,
)
from scalegame.tui.play.service_picture import COLOURS, service_picture
from scalegame.tui.ways import way_back
from scalegame.wording import units

_LONGEST_TITLE, _LONGEST_TITLE_BESIDE_A_HINT = 26, 13
#: A series is drawn no higher than this, where there is room.
_MOST_ROWS = 8
#: A replay or a game that is taken back begins so many ticks before the decision that it is about.
_BEFORE_THE_DECISION = 5


class DebriefScreen(Screen[None]):
    """Shows a finished game; ``kept`` is what it changed in the player's records, written already.

    In the first moment no key leads on: what was typed too often, or for the game, does not lose the debrief.
    """

    AUTO_FOCUS = ""
    #: How long that is, in seconds.
    FIRST_MOMENT: ClassVar[float] = 0.8
    CSS_PATH: ClassVar[list[str | PurePath]] = ["debrief.tcss", COLOURS]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "choose('next')", "Next level", tooltip="Its briefing"),
        Binding("r,ctrl+r", "choose('again')", "Again", tooltip="The same level with the same seed"),
        Binding("s,ctrl+n", "choose('new_seed')", "New seed", tooltip="The same level with other luck"),
        Binding("h", "choose('hint')", "Again with a hint", show=False),
        Binding("f", "choose('what_if')", "What if", tooltip="What would have helped; then, that game as a replay"),
        Binding("w", "choose('watch')", "Watch", tooltip="Your game again, as a replay"),
        Binding("v", "choose('reference')", "Reference", tooltip="How it can be done, with the same visitors"),
        Binding("b", "choose('board')", "Board", tooltip="The best runs of this level"),
        Binding("y", "choose('share')", "Share", tooltip="A few lines for others, with a code that proves them"),
        Binding(
            "p",
            "choose('rewind')",
            "Rewind",
            tooltip="Play on from before the moment that counts: practice, never ranked",
        ),
        Binding("c", "choose('quiz')", "Quiz", tooltip="This level's questions; they never count"),
        Binding("i", "choose('handbook')", "Handbook", tooltip="Read about what this level teaches"),
        Binding("l,escape,q", "choose('levels')", "Levels", tooltip="All levels, with your stars and bests"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up,k", "scroll('up')", show=False),
        Binding("down,j", "scroll('down')", show=False),
        Binding("pageup", "scroll('page_up')", show=False),
        Binding("pagedown", "scroll('page_down')", show=False),
    ]

    def __init__(self, playthrough: Playthrough, kept: KeptGame, clock: Clock = STOPPED) -> None:
        super().__init__()
        self.playthrough = playthrough
        self.kept = kept
        self._players_clock = clock
        self._moment = FirstMoment(self)
        # The first time a level is lost, what would have helped would spoil the puzzle.
        self._what_if = WhatIfView(playthrough, looks=playthrough.result.won or kept.losses >= OFTEN, clock=clock)
        self._next = interview_after(playthrough.level) or Standing(all_levels(), {}).level_after(playthrough.level)

    def compose(self) -> ComposeResult:
        """Show the verdict, what happened and the load; then what would have helped, and the idea."""
        playthrough, result, kept = self.playthrough, self.playthrough.result, self.kept.on_disk
        with Container(id="head"):
            yield Static(parts.level_name(playthrough.level), id="name")
            yield Static(f"seed {playthrough.seed}", id="seed", markup=False)
        with VerticalScroll(id="body", can_focus=False):
            with Vertical(id="happened"):
                scored = playthrough.level.scenario.scored
                headline = (
                    account.headline(result, self.kept) if scored else without_goals.headline(playthrough, kept=kept)
                )
                yield Static(headline, id="headline")
                if scored:
                    yield Static(account.score(playthrough), id="score")
                told = account.verdict(playthrough) if scored else without_goals.verdict(playthrough)
                yield Static(told, id="verdict", markup=False)
                yield from encouragement(playthrough, self.kept.losses)
                if self.kept.note:
                    yield Static(literal(self.kept.note, "$warning"), id="note")
                rows = account.goal_rows(playthrough) if scored else without_goals.rows(playthrough)
                yield Columns(rows, frozenset({2}), id="goals")
                yield from assessment_section(playthrough)
                if playthrough.race.ghost:  # Who races looks there first.
                    yield from self._race()
                yield Static(parts.section("What happened"))
                yield Columns(account.ledger_rows(playthrough), id="ledger")
                if quiet := account.good_news(playthrough):
                    yield Static(quiet, id="quiet")
                yield from self._load()
            with Vertical(id="meant"):
                if playthrough.level.scenario.scored:
                    yield Static(parts.section("What if", "the same visitors, one decision changed"))
                    yield self._what_if
                yield from self.compose_idea()
                if not playthrough.race.ghost:
                    yield from self._race()
                yield Static(parts.section("The service at the end"), classes="spare")
                with Container(classes="spare"):
                    yield service_picture(playthrough)
        with Horizontal(id="choices"):
            yield from self._buttons()
        with Horizontal(id="more"):
            yield from self._more_buttons()

    def _load(self) -> ComposeResult:
        playthrough = self.playthrough
        series = account.load_series(playthrough)
        waves = playthrough.view.waves if playthrough.level.scenario.scored else without_goals.waves(playthrough)
        yield Static(parts.section("Load of each server", account.load_note(playthrough)), id="load")
        yield Plot(series, parts.marks_of(waves), len(playthrough.history), id="plot", most_rows=_MOST_ROWS)
        yield Static(parts.legend(waves), id="legend")

    def compose_idea(self) -> ComposeResult:
        """Show the idea, its picture and the interviewer's question: those who lost need them most."""
        level = self.playthrough.level
        if not level.scenario.scored:
            yield from without_goals.onward(self.playthrough)
            return
        if level.idea:
            yield Static(parts.section("The idea"))
            yield Static(literal(level.idea, lines=True), id="idea")
        if level.picture:
            yield Static(Content("\n").join(literal(line) for line in level.picture), id="picture")
        if level.interview:
            yield Static(parts.section("In an interview"))
            yield Static(literal(level.interview, lines=True), id="interview")
        if not self.playthrough.result.won:
            hint = " In the game, h gives a hint." if self.playthrough.level.hints else ""
            yield Static(f"Try again: what happened is where to look.{hint}", id="again", markup=False)

    def _race(self) -> ComposeResult:
        kept = self.kept.on_disk
        with Vertical(id="race"):
            yield Static(parts.section("Splits", race_note(self.playthrough, kept=kept)))
            yield Columns(split_rows(self.playthrough, kept=kept), frozenset({1, 2}), id="splits")
            yield Static(race_lines(self.playthrough, kept=kept), id="records")

    def _buttons(self) -> ComposeResult:
        seed, hint = self.playthrough.seed, [*hint_button(self.playthrough, self.kept.losses)]
        again = [
            Button(_label("r", f"again, seed {seed}"), id="again-button", compact=True),
            *hint,
            Button(_label("s", f"new seed {next_seed(seed)}"), id="new-seed-button", compact=True),
        ]
        room = _LONGEST_TITLE_BESIDE_A_HINT if hint else _LONGEST_TITLE
        title = literal(self._next.title).truncate(room, ellipsis=True).plain if self._next else "what else?"
        told = "next interview" if self._next and is_interview(self._next) else f"next: {title}"
        onward = [Button(_label("n", told), id="next-button", compact=True)]
        yield from [*onward, *again] if self.playthrough.result.won else [*again, *onward]
        yield Button(
            _label("l", "levels" if is_in_a_list(self.playthrough.level) else "title"), id="levels-button", compact=True
        )

    def _more_buttons(self) -> ComposeResult:
        if self.playthrough.level.scenario.scored:
            yield Button(_label("f", "what if"), id="what-if-button", compact=True)
        yield Button(_label("w", "watch"), id="watch-button", compact=True)
        if REFERENCE in self.playthrough.level.plans:
            yield Button(_label("v", "reference"), id="reference-button", compact=True)
        if self.playthrough.level.scenario.scored:
            yield Button(_label("b", "board"), id="board-button", compact=True)
        yield Button(_label("y", "share"), id="share-button", compact=True)
        if self.playthrough.level.quiz:
            yield Button(_label("c", "quiz"), id="quiz-button", compact=True)
        rewind = Button(self._rewind_label(), id="rewind-button", compact=True)
        rewind.display = self.rewind_to is not None
        yield rewind

    def _rewind_label(self) -> Content:
        return _label("p", f"rewind to {units.clock(self.rewind_to or 0)}")

    # The first moment, and what would have helped --------------------------------------------------------------------

    def on_mount(self) -> None:
        """Listen to keys after the first moment."""
        self._moment.begin(self.FIRST_MOMENT, self.listen)

    def listen(self) -> None:
        """Focus the first button, so that Enter presses it."""
        if self.focused is None:
            self.query("#choices Button").first().focus(scroll_visible=False)

    def on_screen_resume(self) -> None:
        """Look for what would have helped once the screen is shown, and when one is back."""
        if self._what_if.is_attached:
            self._what_if.go_on()

    def on_screen_suspend(self) -> None:
        """Leave the machine to the game or replay that lies above."""
        self._what_if.rest()

    def on_what_if_view_told(self) -> None:
        """Offer to go back to before the decision that counts."""
        found = self._what_if.found
        self.query_one("#what-if-button").display = found is None or found.change is not None
        rewind = self.query_one("#rewind-button", Button)
        rewind.label = self._rewind_label()
        rewind.display = self.rewind_to is not None

    @property
    def rewind_to(self) -> int | None:
        """The tick to which the game can be taken back: before the decision that counts, or before the trouble."""
        found = self._what_if.found
        if found is not None and found.change is not None and begins(found.change) > _BEFORE_THE_DECISION:
            return begins(found.change) - _BEFORE_THE_DECISION
        return account.before_the_trouble(self.playthrough)

    def _look_or_watch(self) -> None:
        """Look for what would have helped, or show that game as a replay if it was found."""
        found, level, seed = self._what_if.found, self.playthrough.level, self.playthrough.seed
        if found is None:
            self._what_if.start()
            self.call_after_refresh(self._what_if.scroll_visible, animate=False)
        elif found.change is not None:
            run = recorded(level, seed, play_plan(level.scenario, seed, found.plan))
            at = max(0, begins(found.change) - _BEFORE_THE_DECISION)
            self.post_message(WatchRun(level, run, whatif.SUBJECT, at))

    # Where to go -----------------------------------------------------------------------------------------------------

    @on(Button.Pressed)
    def follow_button(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        self.action_choose((event.button.id or "").removesuffix("-button").replace("-", "_"))

    def action_choose(self, where: str) -> None:  # noqa: C901
        """Go where the player wants to go next, if they have seen where they are."""
        if not self._moment.passed:
            return
        level, seed = self.playthrough.level, self.playthrough.seed
        match where:
            case "next":
                self.post_message(WhatNext() if self._next is None else OpenBriefing(self._next))
            case "again":
                self.post_message(StartGame(level, seed, race=self.playthrough.race))
            case "hint" if hints := next_hint(self.playthrough):
                self.post_message(StartGame(level, seed, race=self.playthrough.race, hints=hints))
            case "new_seed":
                seed = next_seed(seed)
                self.post_message(StartGame(with_seed(level, seed), seed, race=self.playthrough.race))
            case "watch":
                self.post_message(WatchRun(level, self.playthrough.run()))
            case "reference" if REFERENCE in level.plans:
                run = recorded(level, seed, play_plan(level.scenario, seed, level.plans[REFERENCE]))
                self.post_message(WatchRun(level, run, "The reference"))
            case "what_if" if level.scenario.scored:
                self._look_or_watch()
            case "rewind" if (tick := self.rewind_to) is not None:
                self.post_message(TakeOver(level, self.playthrough.run(), tick))
            case "board" if level.scenario.scored:
                self.post_message(OpenBoard(level, seed))
            case "share":
                self.share()
            case "quiz" if level.quiz:
                self.post_message(OpenQuiz(level))
            case "handbook":
                self.post_message(OpenHandbook(of_level(level)))
            case "levels":
                self.post_message(way_back(level))

    def share(self) -> None:
        """Show the lines for others, and put them into the clipboard of terminals that let us."""
        playthrough = self.playthrough
        day = day_of(self._players_clock.now())
        heading = f"scalegame {daily_name(playthrough.level, playthrough.seed, day) or f'seed {playthrough.seed}'}"
        told = share_text(heading, playthrough.level, playthrough.run(), playthrough.facts())
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


def _label(key: str, text: str) -> Content:
    return Content.assemble((key, "bold $primary"), f" {text}")
