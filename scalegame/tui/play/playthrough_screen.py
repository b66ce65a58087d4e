"""The base of screens that show a playthrough as it goes on: the service, a selected part, a clock."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer

from scalegame.playthrough.explain import explain
from scalegame.playthrough.handbook_links import of_node
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import BALANCER_NODE, Notice, Scene, look, nodes
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.backdrop import Backdrop, Body
from scalegame.tui.kit.dialogs import TellDialog
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import CommandChosen, NodePicked, OpenHandbook
from scalegame.tui.play.command_bar import name_of
from scalegame.tui.play.events import Events
from scalegame.tui.play.goals import Goals
from scalegame.tui.play.header import Header
from scalegame.tui.play.side_panel import Panel
from scalegame.tui.play.topology import Topology
from scalegame.tui.play.topology.travel import Direction, neighbour
from scalegame.tui.play.traffic import Traffic

#: Parts that can go while they are selected.
_PASSING = (NodeKind.SERVER, NodeKind.AUTOSCALER)


class PlaythroughScreen(Screen[ScreenResultType], Backdrop):
    """Shows its ``playthrough`` on the widgets. With ``real_time`` off, nothing moves by itself.

    A subclass has the playthrough before it calls this constructor.
    """

    CSS_PATH = "play.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (160, "-vast")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-medium"), (32, "-tall"), (50, "-towering")]  # noqa: RUF012 - Textual's declaration
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "cycle(1)", show=False),
        Binding("shift+tab", "cycle(-1)", show=False),
        *(Binding(str(number), f"pick({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(self, *, real_time: bool = True) -> None:
        super().__init__()
        self.scene: Scene | None = None
        self._painted: tuple[Painted, ...] = ()
        self._real_time = real_time
        self._selected = Node(NodeKind.SERVER, self.playthrough.view.servers[0].name)
        self._flowing = True
        self._notice: Notice | None = None
        self._clock: Timer | None = None
        self._held = False

    @property
    @abstractmethod
    def playthrough(self) -> Playthrough:
        """The playthrough that is shown; another may take its place."""

    @abstractmethod
    def controls(self) -> Painted:
        """Return what stands at the foot of the screen."""

    def advice(self) -> tuple[Painted, ...]:
        """Return what stands between the service and the events; nothing, if nobody needs advice."""
        return ()

    @abstractmethod
    def pace(self) -> float | None:
        """Return the seconds from one ``advance`` to the next, or None while the clock stands."""

    @abstractmethod
    def advance(self) -> None:
        """Advance the time by one step, and show it."""

    @abstractmethod
    def choose(self, command_id: str) -> None:
        """Do what a command does, as its key would."""

    def compose(self) -> ComposeResult:
        """Lay the widgets out as a request travels; all show the same scene."""
        topology, panel = Topology(id="topology"), Panel(id="panel")
        above = Header(id="header"), Goals(id="goals"), Traffic(id="traffic")
        advice = self.advice()
        below = Events(id="events"), self.controls()
        self._painted = (*above, topology, panel, *advice, *below)
        yield from above
        yield Body(topology, panel, id="body")
        yield from advice
        yield from below

    def on_mount(self) -> None:
        """Show the first moment."""
        self.show(self._notice)

    def show(self, notice: Notice | None = None) -> None:
        """Hand the present moment to the widgets, with something to say to the player or nothing."""
        self._notice = notice
        known = nodes(self.playthrough.view, ())
        if self._selected.kind in _PASSING and self._selected not in known:
            self._selected = BALANCER_NODE
        self.scene = self.moment()
        for widget in self._painted:
            widget.show(self.scene)

    def moment(self) -> Scene:
        """Return the present moment as the widgets show it."""
        return look(self.playthrough, self._selected, self._notice, flowing=self._flowing, held=self._held)

    # The clock -------------------------------------------------------------------------------------------------------

    @property
    def ticking(self) -> bool:
        """Whether the clock runs by itself at this moment."""
        return self._clock is not None

    def set_clock(self) -> None:
        """Start the clock at its pace; stop it while it stands or is covered."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        pace = self.pace()
        if self._real_time and not self._held and pace is not None:
            self._clock = self.set_interval(pace, self.advance)

    def on_screen_suspend(self) -> None:
        """Hold the clock while a dialog, the help or the palette lies over the service."""
        self._held = True
        self.set_clock()
        self.show(self._notice)

    def on_screen_resume(self) -> None:
        """Go on, now that the service is in sight again."""
        self._held = False
        self.set_clock()
        self.show(self._notice)

    # Where the player points -----------------------------------------------------------------------------------------

    def on_node_picked(self, message: NodePicked) -> None:
        """Select the part that was clicked."""
        self._select(message.node)

    def on_command_chosen(self, message: CommandChosen) -> None:
        """Do what was clicked."""
        self.choose(message.id)

    def _select(self, node: Node) -> None:
        self._selected = node
        self.show()

    def action_travel(self, direction: str) -> None:
        """Select the part that lies in ``direction``."""
        self._select(neighbour(self.query_one(Topology).picture.spots, self._selected, Direction(direction)))

    def action_pick(self, number: int) -> None:
        """Select the server of that number, counted from 1."""
        servers = self.playthrough.view.servers
        if number <= len(servers):
            self._select(Node(NodeKind.SERVER, servers[number - 1].name))

    def action_cycle(self, steps: int) -> None:
        """Select the next part, in the order a request travels."""
        scene = self.scene
        if scene is not None:
            known = nodes(scene.view, scene.wares)
            self._select(known[(known.index(self._selected) + steps) % len(known)])

    async def action_why(self) -> None:
        """Explain the selected part."""
        told, card = explain(self.playthrough, self._selected), of_node(self.playthrough, self._selected)
        await self.app.push_screen(TellDialog(name_of(self._selected), told, card=card))

    def action_handbook(self) -> None:
        """Open the handbook at the selected part."""
        self.post_message(OpenHandbook(of_node(self.playthrough, self._selected)))

    def action_flow(self) -> None:
        """Show requests flowing, or not."""
        self._flowing = not self._flowing
        self.show(Notice("Requests are shown flowing." if self._flowing else "Requests are not shown flowing."))
