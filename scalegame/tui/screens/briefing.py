"""The briefing of a level: what is asked, what is coming, and what one can do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePath
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from scalegame.background import aside
from scalegame.content.level import Level
from scalegame.content.pars import par_of
from scalegame.engine.commands import SetRedis
from scalegame.playthrough.actions import settings, shop
from scalegame.playthrough.actions.shop import running_costs
from scalegame.playthrough.actions.table import Offer, PlayerCommand, offers
from scalegame.playthrough.handbook_links import of_level
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.progress.share_text import daily_name
from scalegame.playthrough.race import Race
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.library.query_results import OpenRun
from scalegame.sanitize import screen_text
from scalegame.tui.debrief import without_goals
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns, Row
from scalegame.tui.kit.more import More
from scalegame.tui.kit.plots import Plot, Series
from scalegame.tui.messages import OpenBoard, OpenHandbook, StartGame
from scalegame.tui.play.service_picture import COLOURS, service_picture
from scalegame.tui.screens.catching_up import catch_up
from scalegame.wording import units


class BriefingScreen(Screen[None]):
    """Enter starts the game; until then no time passes. ``day`` is the one whose daily may be played."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["briefing.tcss", COLOURS]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "start", "Start", tooltip="Begin the game, paused"),
        Binding("r", "resume", "Resume", tooltip="Go on with the game that you left"),
        Binding("b", "board", "Board", tooltip="The best runs of this level"),
        Binding("i", "handbook", "Handbook", tooltip="Read about what this level teaches"),
        Binding("escape,q", "app.pop_screen", "Back", tooltip="To the screen before"),
    ]

    def __init__(self, level: Level, seed: int, day: date, race: Race | None = None) -> None:
        super().__init__()
        self.level = level
        self.seed = seed
        self._day = day
        self._race = race
        self.left: OpenRun | None = None

    def compose(self) -> ComposeResult:
        """Show the text and the goals, then the traffic and the means; side by side if there is room."""
        playthrough = Playthrough(self.level, self.seed)
        with Container(id="head"):
            yield Static(parts.level_name(self.level), id="name")
            yield Static(
                f"{daily_name(self.level, self.seed, self._day)} seed {self.seed}".lstrip(), id="seed", markup=False
            )
        yield Static(id="left")
        with VerticalScroll(id="body"):
            with Vertical(id="task"):
                text = "\n\n".join(screen_text(paragraph, lines=True) for paragraph in self.level.briefing)
                yield Static(text, id="text", markup=False)
                goals = self.level.scenario.goals
                yield Static(parts.section("Goals", parts.SIGNS if goals else ""))
                with Vertical(id="goals"):
                    if goals:
                        yield Columns(parts.goal_rows(goals))
                    else:
                        yield from without_goals.goals(self.level)
                    if (par := par_of(self.level)) is not None and par.seed == self.seed:
                        yield Static(parts.par_line(par), id="par")
                yield Static(parts.section("The service"), classes="spare")
                with Container(classes="spare"):
                    yield service_picture(playthrough)
            with Vertical(id="means"):
                yield from _traffic(playthrough)
                yield Static(parts.section("What you can do", f"budget {units.money(playthrough.view.budget)}"))
                yield Columns(means_rows(playthrough), id="tools")
                yield Static(running_costs(playthrough), id="running", markup=False)
        yield More(below(playthrough))
        yield Footer()

    def on_screen_resume(self) -> None:
        """Look for games of this level that were left."""
        self.find_left()

    @work(exclusive=True)
    async def find_left(self) -> None:
        """Find them, those of a game that was killed as well."""
        self.offer(await aside(self._read_left))

    def _read_left(self) -> Sequence[OpenRun]:
        catch_up()
        return library().open_runs((self.level,))

    def offer(self, left: Sequence[OpenRun]) -> None:
        """Offer to go on with the newest game of ``left`` that can be resumed, and tell why others cannot."""
        if not self.query("#left"):  # the screen was closed meanwhile
            return
        self.left = parts.to_resume(left)
        key = Content.assemble(("   r", "bold $primary"), " resumes it") if self.left else Content("")
        first, *others = parts.left_games(left).split("\n") if left else [Content("")]
        line = self.query_one("#left", Static)
        line.update(Content("\n").join([Content.assemble(first, key), *others]))
        line.display = bool(left)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to resume only what there is, and a board only where somebody can win."""
        if action == "board":
            return self.level.scenario.scored
        return action != "resume" or self.left is not None

    def action_start(self) -> None:
        """Begin the game."""
        self.post_message(StartGame(self.level, self.seed, race=self._race))

    def action_board(self) -> None:
        """Show the best runs of the level."""
        self.post_message(OpenBoard(self.level, self.seed))

    def action_handbook(self) -> None:
        """Open the handbook at what the level teaches."""
        self.post_message(OpenHandbook(of_level(self.level)))

    def action_resume(self) -> None:
        """Go on with the game that was left."""
        if self.left is not None:
            self.post_message(StartGame(self.level, self.left.entry.seed, self.left))


def below(playthrough: Playthrough) -> str:
    """Return what the line says that stands where the screen ends before the text does."""
    server = Node(NodeKind.SERVER, playthrough.view.servers[0].name)
    labels = [one.label.rstrip("…") for one in offers(playthrough, server) if one.offered and one.command.verbs]
    return f"below: what you can do ({', '.join(labels)})" if labels else "there is more below"


def _traffic(playthrough: Playthrough) -> ComposeResult:
    forecast = playthrough.forecast
    waves = playthrough.view.waves if playthrough.level.scenario.scored else ()  # What comes is seen when it is near.
    yield Static(parts.section("Traffic", f"visitors a second, {max(forecast, default=0)} at most"))
    series = Series("", forecast, "$primary")
    yield Plot([series], parts.marks_of(waves), len(forecast), id="forecast")
    yield Static(parts.legend(waves), id="legend")


def means_rows(playthrough: Playthrough) -> list[Row]:
    """Return one row for each thing the level lets a player do: its key, price, lead time and meaning."""
    server = Node(NodeKind.SERVER, playthrough.view.servers[0].name)
    rows: list[Row] = []
    for offer in offers(playthrough, server):
        command = offer.command
        if not offer.offered or not command.verbs:
            continue
        match command.id:
            case "stores":
                wares = shop.wares(playthrough)
                rows += [_means(command, f"buy {ware.label}", ware.price, ware.lead, ware.about) for ware in wares]
                rows += _upgrade_rows(command, playthrough)
            case "balancer":
                rows += _balancer_rows(offer, playthrough)
            case "connect":  # the engine quotes nothing until there is a store to connect to
                deploy = max(playthrough.level.scenario.server_type(s.type).deploy for s in playthrough.view.servers)
                rows.append(_means(command, offer.label, 0, deploy, command.help))
            case _:
                rows.append(_means(command, offer.label, offer.price, offer.lead, command.help))
    return rows


def _upgrade_rows(command: PlayerCommand, playthrough: Playthrough) -> Iterator[Row]:
    """Yield what can be added to the stores that are there or for sale, and that Redis can be set."""
    present = (*(store.name for store in playthrough.view.stores), *shop.sold(playthrough))
    for name in dict.fromkeys(present):
        for one in shop.listed_upgrades(playthrough, name):
            yield _means(command, one.label, one.price, one.lead, one.about)
    if SetRedis.verb in playthrough.level.scenario.allowed:
        yield _means(command, "set Redis", 0, 0, "What it does when it is full, and what it keeps over a restart.")


def _balancer_rows(offer: Offer, playthrough: Playthrough) -> Iterator[Row]:
    """Yield the balancer's row, and one for each of its other settings with what can be chosen."""
    sections: dict[str, list[str]] = {}
    for choice in settings.balancer(playthrough, Node(NodeKind.BALANCER, "balancer")):
        sections.setdefault(choice.section, []).append(choice.label)
    for section, labels in sections.items():
        if section == settings.POLICY_SECTION:
            yield _means(offer.command, offer.label, 0, 0, offer.command.help)
        else:
            yield _means(offer.command, f"{section[:1].lower()}{section[1:]}", 0, 0, " · ".join(labels))


def _means(command: PlayerCommand, label: str, price: int, lead: int, about: str) -> Row:
    return (
        Content.styled(command.sign, "bold $primary"),
        Content(label),
        Content(units.money(price) if price else "free"),
        Content(f"{lead} s" if lead else "at once"),
        Content.styled(about, "$text-muted"),
    )
