"""Playing the play screen in a test: time passes by single steps only, unless a test wants the real clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from textual.geometry import Offset
from textual.pilot import Pilot

from scalegame.clock import STOPPED
from scalegame.content.level import Level
from scalegame.engine.scenario import Scenario
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import Scene
from scalegame.playthrough.selection import Node
from scalegame.tui.app import ScaleGame
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import Finished, Outcome
from scalegame.tui.play.screen import PlayScreen
from tests.clocks import CLOCK
from tests.tui.play.samples import SCENARIO, SEED, level
from tests.tui.waiting import settle


@dataclass
class Table:
    """A game on the table: the screen, the keyboard and mouse, and how the game was left."""

    pilot: Pilot[None]
    screen: PlayScreen
    outcomes: list[Outcome | None] = field(default_factory=list)

    @property
    def playthrough(self) -> Playthrough:
        return self.screen.playthrough

    @property
    def finished(self) -> bool:
        """Whether the screen was left, once, for the debrief of its game."""
        (outcome,) = self.outcomes
        return isinstance(outcome, Finished) and outcome.playthrough is self.playthrough

    @property
    def scene(self) -> Scene:
        assert self.screen.scene is not None
        return self.screen.scene

    @property
    def selected(self) -> Node:
        return self.scene.selected

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        await settle(self.pilot)

    async def click(self, widget: str, target: object) -> None:
        """Click in the middle of what stands for ``target`` in a widget."""
        painted = self.screen.query_one(widget, Painted)
        spot = next(spot for spot in painted.picture.spots if spot.target == target)
        x, y = spot.region.x + spot.region.width // 2, spot.region.y + spot.region.height // 2
        await self.pilot.click(widget, offset=Offset(x, y))
        await self.settle()

    def text(self, widget: str) -> str:
        """Return what a widget shows, as text."""
        return self.screen.query_one(widget, Painted).picture.text

    async def run_to_the_end(self) -> None:
        while not self.playthrough.over:
            self.screen.advance()
        await self.settle()


@asynccontextmanager
async def table(
    scenario: Scenario = SCENARIO,
    size: tuple[int, int] = (80, 24),
    *,
    title: str = "A sample",
    real_time: bool = False,
    on: Level | None = None,
) -> AsyncIterator[Table]:
    """Open the play screen on the sample level, or ``on`` another."""
    app = ScaleGame()
    async with app.run_test(size=size) as pilot:
        screen = PlayScreen(on or level(scenario, title=title), SEED, clock=CLOCK if real_time else STOPPED)
        game = Table(pilot, screen)
        await app.push_screen(screen, game.outcomes.append)
        await game.settle()
        yield game
