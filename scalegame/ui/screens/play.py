"""The play screen: hands each new moment down to the widgets and carries the player's wishes to the session."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.timer import Timer

from scalegame.content.levels import Level
from scalegame.engine.commands import Command, Refusal
from scalegame.runs.attempts import Attempt
from scalegame.ui import choices, commands
from scalegame.ui.campaign import keep
from scalegame.ui.commands import Group
from scalegame.ui.explain import explain
from scalegame.ui.literal import harmless
from scalegame.ui.messages import CommandChosen, Finished, Left, Node, NodeKind, NodePicked
from scalegame.ui.orders import order
from scalegame.ui.race import Race
from scalegame.ui.screens.racing import Racing
from scalegame.ui.screens.too_small import fits
from scalegame.ui.widgets.backdrop import Backdrop, Body
from scalegame.ui.widgets.bar import CommandBar, name_of
from scalegame.ui.widgets.dialogs import ChoiceDialog, TellDialog
from scalegame.ui.widgets.events import Events
from scalegame.ui.widgets.goals import Goals
from scalegame.ui.widgets.header import Header
from scalegame.ui.widgets.painted import Painted
from scalegame.ui.widgets.palette import PlayProvider
from scalegame.ui.widgets.panel import Panel
from scalegame.ui.widgets.scene import BALANCER, Notice, look, nodes
from scalegame.ui.widgets.topology import Topology
from scalegame.ui.widgets.topology.travel import Direction, neighbour
from scalegame.ui.widgets.traffic import Traffic

#: How long the end is shown before any key leads on, in seconds; Enter always does.
_MOMENT = 1.0


#: Actions that look around, at the end as well.
_LOOKING = ("travel", "cycle", "pick", "why", "open_help", "command_palette")


#: Parts that can go while they are selected.
_PASSING = (NodeKind.SERVER, NodeKind.AUTOSCALER)


class _Exit(StrEnum):
    """What the leave dialog can answer."""

    STAY = "stay"
    AGAIN = "again"
    LEAVE = "leave"


class PlayScreen(Racing, Backdrop):
    """One level being played. With ``real_time`` off, time passes only by single steps.

    ``attempt`` keeps the game on the disk; if one was left in it, that is resumed. The ghost of the race ``before``
    runs on, if it can.
    """

    CSS_PATH = "play.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {PlayProvider}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (160, "-vast")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-medium"), (32, "-tall"), (50, "-towering")]  # noqa: RUF012 - Textual's declaration
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(command.keys, command.action, command.label, key_display=command.sign, tooltip=command.help)
            for command in commands.COMMANDS
        ),
        *(Binding(direction.value, f"travel('{direction.value}')", show=False) for direction in Direction),
        Binding("tab", "cycle(1)", show=False),
        Binding("shift+tab", "cycle(-1)", show=False),
        Binding("enter", "enter", show=False),
        *(Binding(str(number), f"pick({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(
        self,
        level: Level,
        seed: int,
        *,
        real_time: bool = True,
        attempt: Attempt | None = None,
        before: Race | None = None,
    ) -> None:
        super().__init__(level, seed, real_time=real_time, attempt=attempt, before=before)
        self._painted: tuple[Painted, ...] = ()
        self._selected = Node(NodeKind.SERVER, self.session.view.servers[0].name)
        self._flowing = True
        self._notice: Notice | None = None
        self._clock: Timer | None = None
        self._held = False
        self._may_go_on = False

    def compose(self) -> ComposeResult:
        """Lay the widgets out as a request travels; all show the same scene."""
        topology, panel = Topology(id="topology"), Panel(id="panel")
        above = Header(id="header"), Goals(id="goals"), Traffic(id="traffic")
        below = Events(id="events"), CommandBar(id="bar")
        self._painted = (*above, topology, panel, *below)
        yield from above
        yield Body(topology, panel, id="body")
        yield from below

    def on_mount(self) -> None:
        """Show the first moment; from then on, the player's own clock goes on whatever the game's does."""
        self.show()
        if self._real_time:
            self.set_interval(1, lambda: self.show_real_time(self._painted[0]))

    # What is shown ---------------------------------------------------------------------------------------------------

    def show(self, notice: Notice | None = None) -> None:
        """Hand the present moment to the widgets, with something to say to the player or nothing."""
        self._notice = notice
        known = nodes(self.session.view, ())
        if self._selected.kind in _PASSING and self._selected not in known:
            self._selected = BALANCER
        self.scene = look(self.session, self._selected, notice, flowing=self._flowing, held=self._held)
        self.set_class(self.session.race.ghost is not None, "-racing")
        for widget in self._painted:
            widget.show(self.scene)

    def offers(self) -> tuple[commands.Offer, ...]:
        """Say how every command stands now."""
        return commands.offers(self.session, self._selected)

    def picks(self) -> tuple[commands.Pick, ...]:
        """Return what the dialogs offer now."""
        return commands.picks(self.session, self._selected)

    # The clock -------------------------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Run one tick and show it; at the end, stop and let the player look for a moment."""
        self.session.tick()
        self.save()
        if self.session.over:
            self._set_clock()
            if self._real_time:
                self.set_timer(_MOMENT, self._let_go_on)
            else:
                self._let_go_on()
        self.show()

    def save(self) -> None:
        """Have the game written to the disk as it is now; it goes on whatever becomes of that."""
        self.attempt.save_soon(self.session.run())
        if note := self.attempt.take_note():
            self.notify(harmless(note), severity="warning", markup=False)

    def on_unmount(self) -> None:
        """Keep the game, however it is left."""
        self.attempt.close(self.session.run(), self.session.facts())

    @property
    def ticking(self) -> bool:
        """Whether the clock runs by itself at this moment."""
        return self._clock is not None

    def _let_go_on(self) -> None:
        self._may_go_on = True

    def _set_clock(self) -> None:
        """Let the clock run at the session's speed, or not at all while paused or covered."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        if self._real_time and not self._held and not self.session.paused:
            self._clock = self.set_interval(1 / self.session.speed, self.advance)

    def on_screen_suspend(self) -> None:
        """Let the clock wait while a dialog, the help or the palette lies over the game."""
        self._held = True
        self.session.note_stop()
        self.save()
        self._set_clock()
        self.show(self._notice)

    def on_screen_resume(self) -> None:
        """Go on, now that the game is in sight again."""
        self._held = False
        self._set_clock()
        self.show(self._notice)

    def on_resize(self) -> None:
        """Pause in a terminal that is too small to play in."""
        if not fits(self.app.size) and not self.session.paused:
            self.action_pause()

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
        servers = self.session.view.servers
        if number <= len(servers):
            self._select(Node(NodeKind.SERVER, servers[number - 1].name))

    def action_cycle(self, steps: int) -> None:
        """Select the next part, in the order a request travels."""
        scene = self.scene
        if scene is not None:
            known = nodes(scene.view, scene.wares)
            self._select(known[(known.index(self._selected) + steps) % len(known)])

    # What the player wants -------------------------------------------------------------------------------------------

    def choose(self, command_id: str) -> None:
        """Do what a command does, as its key would."""
        self.call_later(self.run_action, commands.by_id(command_id).action)

    def give(self, command: Command) -> None:
        """Give an engine command, as a dialog would."""
        self.call_later(self._give, command)

    def refused(self, command_id: str) -> bool:
        """Tell the player why a command is not possible, if so."""
        if self.session.over:
            return True  # The last line says so already, and how to go on.
        offer = commands.offer(commands.by_id(command_id), self.session, self._selected)
        if offer.refusal:
            self.show(Notice(offer.refusal, urgent=True))
        return bool(offer.refusal)

    def _give(self, command: Command) -> None:
        answer = self.session.give(command)
        self.save()
        self.show(Notice(answer.sentence, urgent=True) if isinstance(answer, Refusal) else None)

    def action_order(self, command_id: str) -> None:
        """Give the engine command that a player command stands for."""
        command = commands.by_id(command_id)
        if command.order is not None and not self.refused(command_id):
            self._give(command.order(self.session, self._selected))

    async def action_ask(self, command_id: str) -> None:
        """Let the player choose in a command's dialog."""
        command = commands.by_id(command_id)
        offered = tuple(command.choices(self.session, self._selected)) if command.choices else ()
        # What is for sale or can be set is shown even if none of it can be had now: its dialog says why.
        in_a_line = not offered or self.session.over or command.group is Group.SELECTED
        if not (in_a_line and self.refused(command_id)):
            title = f"{command.title} {name_of(self._selected)}" if command.group is Group.SELECTED else command.title
            await self.app.push_screen(ChoiceDialog(title, offered), self._chosen)

    def _chosen(self, command: Command | None) -> None:
        if command is not None:
            self._give(command)

    async def action_why(self) -> None:
        """Explain the selected part."""
        await self.app.push_screen(TellDialog(name_of(self._selected), explain(self.session, self._selected)))

    async def action_hint(self) -> None:
        """Show one hint more."""
        if self.refused("hint"):
            return
        hints = self.session.next_hint()
        more = len(self.session.level.hints) - len(hints)
        footing = "Esc closes; h then shows the next one" if more else "Esc closes"
        title = f"Hint {len(hints)} of {len(self.session.level.hints)}"
        told = [f"{n}. {hint}" for n, hint in enumerate(hints, start=1)]
        await self.app.push_screen(TellDialog(title, told, footing))

    def action_pause(self) -> None:
        """Stop the clock or let it run."""
        if not self.refused("pause"):
            self.session.toggle_pause()
            self.save()
            self._set_clock()
            self.show()

    def action_speed(self, steps: int) -> None:
        """Let the clock run faster or slower."""
        self.session.change_speed(steps)
        self._set_clock()
        self.show()

    def action_step(self) -> None:
        """Run a single second and stop."""
        if self.refused("step"):
            return
        if not self.session.paused:
            self.action_pause()
        self.advance()

    def action_undo(self) -> None:
        """Take back the last command given since the last tick."""
        if not self.refused("undo") and (undone := self.session.undo()) is not None:
            self.save()
            self.show(Notice(f"Taken back: {order(undone)}."))

    def action_flow(self) -> None:
        """Show requests flowing, or not."""
        self._flowing = not self._flowing
        self.show(Notice("Requests are shown flowing." if self._flowing else "Requests are not shown flowing."))

    def begin(self, notice: Notice | None = None) -> None:
        """Show the new game that has taken the place of the one before."""
        self._selected = Node(NodeKind.SERVER, self.session.view.servers[0].name)
        self._may_go_on = False
        self._set_clock()
        self.show(notice)

    async def action_leave(self) -> None:
        """Ask, then go back to the list."""
        if self.session.over:
            self._debrief()
            return
        offered = [
            choices.Choice(_Exit.STAY, "keep playing", "The clock waited."),
            choices.Choice(_Exit.AGAIN, "restart the level", "From the start, with the same visitors."),
            choices.Choice(_Exit.LEAVE, "leave", "Back to the list of levels; you can resume this game there."),
        ]
        await self.app.push_screen(ChoiceDialog("Leave this game?", offered), self._left)

    def _left(self, answer: _Exit | None) -> None:
        if answer is _Exit.AGAIN:
            self.action_again()
        elif answer is _Exit.LEAVE:
            self.attempt.close(self.session.run(), self.session.facts())
            _ = self.dismiss(Left())

    # The end ---------------------------------------------------------------------------------------------------------

    def _debrief(self) -> None:
        """Write the game down, then let it be debriefed."""
        _ = self.dismiss(Finished(self.session, keep(self.session, self.attempt)))

    async def action_enter(self) -> None:
        """At the end, on to the debrief; before that, the dialog that belongs to what is selected."""
        if self.session.over:
            self._debrief()
        elif self.scene is not None:
            await self.run_action(commands.by_id(self.scene.enter).action)

    def on_key(self, event: events.Key) -> None:
        """Lead on from the end with any key that does not look around, once the end was shown for a moment."""
        active = self.active_bindings.get(event.key)
        looks = active is not None and active.binding.action.removeprefix("app.").partition("(")[0] in _LOOKING
        if self.session.over and self._may_go_on and not looks:
            event.prevent_default()
            event.stop()
            self._debrief()
