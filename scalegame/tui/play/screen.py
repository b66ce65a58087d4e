"""The play screen: carries the player's wishes to the playthrough."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider

from scalegame.clock import STOPPED, Clock
from scalegame.content.levels import Level
from scalegame.engine.commands import Command, Refusal, SetTraffic
from scalegame.playthrough.actions import choices, rewind, sandbox, table
from scalegame.playthrough.actions.table import Group
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.race import Race
from scalegame.playthrough.scene import Notice
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.autosave import Attempt
from scalegame.tui.kit.dialogs import AskDialog, ChoiceDialog
from scalegame.tui.kit.first_moment import FirstMoment
from scalegame.tui.messages import Finished, Left
from scalegame.tui.play.command_bar import CommandBar, name_of
from scalegame.tui.play.guidance_part import Guided
from scalegame.tui.play.palette import PlayProvider
from scalegame.tui.play.topology.travel import Direction
from scalegame.tui.screens.too_small import fits
from scalegame.wording import units
from scalegame.wording.commands import order
from scalegame.wording.refusals import why_refused
from scalegame.wording.units import soon

#: How long the end is shown before any key leads on, in seconds; Enter always does.
_MOMENT = 1.0


#: Actions that do the same at the end as before: they look around, or start over.
_AT_THE_END = ("travel", "cycle", "pick", "why", "handbook", "open_help", "command_palette", "again", "new_seed")


#: Digits of a number that can be meant.
_LONGEST_NUMBER = 9
_PRACTICE = "Back at {}. This game is practice from now on: it is never ranked."


class _Exit(StrEnum):
    """What the leave dialog can answer."""

    STAY = "stay"
    AGAIN = "again"
    LOOK = "look"
    LEAVE = "leave"


class PlayScreen(Guided):
    """One level being played, or ``session`` played on; while ``clock`` is stopped, time passes only by single steps.

    ``attempt`` keeps the game on the disk; if one was left in it, that is resumed. The ghost of the race ``before``
    runs on, if it can. It begins with so many ``hints`` given.
    """

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {PlayProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(command.keys, command.action, command.label, key_display=command.sign, tooltip=command.help)
            for command in table.COMMANDS
        ),
        *(Binding(direction.value, f"travel('{direction.value}')", show=False) for direction in Direction),
        Binding("enter", "enter", show=False),
    ]

    def __init__(
        self,
        level: Level,
        seed: int,
        *,
        clock: Clock = STOPPED,
        attempt: Attempt | None = None,
        before: Race | None = None,
        session: Playthrough | None = None,
        hints: int = 0,
    ) -> None:
        super().__init__(level, seed, clock=clock, attempt=attempt, before=before, session=session)
        self._ended = False
        if session is not None:
            self._notice = Notice(_PRACTICE.format(units.clock(session.view.tick)))
        self._moment = FirstMoment(self)
        self._begin_with = hints
        self.open_guide()

    def on_mount(self) -> None:
        """Let the player's own clock go on whatever the game's does; show the hints that the game begins with."""
        if self._real_time:
            self.set_interval(1, lambda: self.show_real_time(self._painted[0]))
        for _ in range(self._begin_with):
            self.session.next_hint()
        if self._begin_with:
            self.call_later(self.tell_hints)

    def show(self, notice: Notice | None = None) -> None:
        """Show the present moment; a ghost has a place of its own."""
        self.set_class(self.session.race.ghost is not None, "-racing")
        super().show(notice)

    def controls(self) -> CommandBar:
        """Return the command bar."""
        return CommandBar(id="bar")

    def offers(self) -> tuple[table.Offer, ...]:
        """Say how every command stands now."""
        return table.offers(self.session, self._selected)

    def picks(self) -> tuple[table.Pick, ...]:
        """Return what the dialogs offer now."""
        return table.picks(self.session, self._selected)

    # The clock -------------------------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Run one tick and show it; at the end, stop and let the player look for a moment."""
        self.session.tick()
        self.save()
        if self.session.over:
            self.set_clock()
            self._moment.begin(_MOMENT if self._real_time else 0)
        self.show()

    def pace(self) -> float | None:
        """Let the clock run at the session's speed."""
        return None if self.session.paused else 1 / self.session.speed

    def save(self) -> None:
        """Have the game written to the disk as it is now; it goes on whatever becomes of that."""
        self.attempt.save_soon(self.session.run())

    def on_unmount(self) -> None:
        """Keep the game, however it is left."""
        self.attempt.close(self.session.run(), self.session.facts())

    def on_screen_suspend(self) -> None:
        """Note that the clock stops, if it ran."""
        self.session.note_stop()
        self.save()

    def on_screen_resume(self) -> None:
        """Note that the clock goes on, if it ran."""
        self.session.note_running()

    def on_resize(self) -> None:
        """Pause in a terminal that is too small to play in."""
        if not fits(self.app.size) and not self.session.paused:
            self.action_pause()

    # What the player wants -------------------------------------------------------------------------------------------

    def choose(self, command_id: str) -> None:
        """Do what a command does, as its key would."""
        self.call_later(self.run_action, table.by_id(command_id).action)

    def give(self, command: Command) -> None:
        """Give an engine command, as a dialog would."""
        self.call_later(self._give, command)

    def refused(self, command_id: str) -> bool:
        """Tell the player why a command is not possible, if so."""
        if self.session.over:
            return True  # The last line says so already, and how to go on.
        offer = table.offer(table.by_id(command_id), self.session, self._selected)
        if offer.refusal:
            self.show(Notice(offer.refusal, urgent=True))
        return bool(offer.refusal)

    def _give(self, command: Command) -> None:
        answer = self.session.give(command)
        self.save()
        self.show(Notice(why_refused(answer), urgent=True) if isinstance(answer, Refusal) else None)

    def action_order(self, command_id: str) -> None:
        """Give the engine command that a player command stands for."""
        command = table.by_id(command_id)
        if command.order is not None and not self.refused(command_id):
            self._give(command.order(self.session, self._selected))

    async def action_ask(self, command_id: str) -> None:
        """Let the player choose in a command's dialog."""
        command = table.by_id(command_id)
        offered = tuple(command.choices(self.session, self._selected)) if command.choices else ()
        # What is for sale or can be set is shown even if none of it can be had now: its dialog says why.
        in_a_line = not offered or self.session.over or command.group is Group.SELECTED
        if not (in_a_line and self.refused(command_id)):
            title = f"{command.title} {name_of(self._selected)}" if command.group is Group.SELECTED else command.title
            await self.app.push_screen(ChoiceDialog(title, offered), self._chosen)

    async def _chosen(self, command: Command | None) -> None:
        if command == sandbox.ASK:
            await self.app.push_screen(AskDialog("Visitors a second", "a whole number, such as 12"), self._set_traffic)
        elif command is not None:
            self._give(command)

    def _set_traffic(self, written: str | None) -> None:
        number = (written or "").strip()
        if number.isdecimal() and number.isascii() and len(number) <= _LONGEST_NUMBER:
            self._give(SetTraffic(int(number)))
        elif written is not None:
            self.show(Notice("That is no whole number.", urgent=True))

    def action_pause(self) -> None:
        """Stop the clock or let it run."""
        if not self.refused("pause"):
            self.session.toggle_pause()
            self.save()
            self.set_clock()
            self.show()

    def action_speed(self, steps: int) -> None:
        """Let the clock run faster or slower."""
        self.session.change_speed(steps)
        self.set_clock()
        self.show()

    def action_step(self) -> None:
        """Run a single second and stop."""
        if self.refused("step"):
            return
        if not self.session.paused:
            self.action_pause()
        self.advance()

    def action_outcome(self) -> None:
        """Play the rest of a game that cannot be won any more at once, and debrief it."""
        if not self.refused("outcome"):
            while not self.session.over:
                self.session.tick()
            self._debrief()

    def action_undo(self) -> None:
        """Take back the last command given since the last tick."""
        if not self.refused("undo") and (undone := self.session.undo()) is not None:
            self.save()
            self.show(Notice(f"Taken back: {order(undone)}."))

    async def action_rewind(self) -> None:
        """Let the player choose where to go back to; the dialog says what that makes of the game."""
        if not self.refused("rewind"):
            listed = tuple(rewind.ways_back(self.session))
            await self.app.push_screen(ChoiceDialog(rewind.title(self.session), listed), self._rewound)

    def _rewound(self, tick: int | None) -> None:
        if tick is None:
            return
        before = self.session
        self.session = Playthrough.resumed(before.level, before.run(), before=tick, clock=self._players_clock)
        self.session.speed, self.session.race, self.session.far = before.speed, before.race, before.far
        self.save()
        self.show(Notice(_PRACTICE.format(units.clock(tick))))

    def begin(self, notice: Notice | None = None) -> None:
        """Show the new game that has taken the place of the one before."""
        self._selected = Node(NodeKind.SERVER, self.session.view.servers[0].name)
        self._moment.forget()
        self.open_guide()
        self.set_clock()
        self.show(notice)

    async def action_leave(self) -> None:
        """Ask, then go back."""
        if self.session.over:
            self._debrief()
            return
        offered = [
            choices.Choice(_Exit.STAY, "keep playing", "The clock waited."),
            choices.Choice(_Exit.AGAIN, "restart the level", "From the start, with the same visitors.", care=True),
            choices.Choice(_Exit.LEAVE, "leave", "The briefing of this level resumes the game.", care=True),
        ]
        if not self.session.level.scenario.scored and self.session.view.tick:
            offered.append(choices.Choice(_Exit.LOOK, "end it here", "What happened, and why. It is over then."))
        await self.app.push_screen(ChoiceDialog("Leave this game?", offered), self._left)

    def _left(self, answer: _Exit | None) -> None:
        if answer is _Exit.AGAIN:
            self.action_again()
        elif answer is _Exit.LOOK:
            self._debrief()
        elif answer is _Exit.LEAVE:
            self.attempt.close(self.session.run(), self.session.facts())
            _ = self.dismiss(Left())

    # The end ---------------------------------------------------------------------------------------------------------

    def _debrief(self) -> None:
        """Write the game down, then let it be debriefed: once, however fast the key is repeated."""
        if self._ended:
            return
        self._ended = True
        _ = self.dismiss(Finished(self.session, keep(self.session, self.attempt)))

    async def action_enter(self) -> None:
        """At the end, on to the debrief; before that, the dialog that belongs to what is selected.

        Shortly before the end the debrief is meant, which is not there yet.
        """
        if self.session.over:
            self._debrief()
        elif table.nearly_over(self.session):
            left = self.session.view.end - self.session.view.tick
            self.show(Notice(f"The level ends {soon(left)}. Then Enter shows what happened and why."))
        elif self.scene is not None:
            await self.run_action(table.by_id(self.scene.enter).action)

    def on_key(self, event: events.Key) -> None:
        """Lead on from the end with any key that does nothing else there, once the end was shown for a moment."""
        active = self.active_bindings.get(event.key)
        acts = active is not None and active.binding.action.removeprefix("app.").partition("(")[0] in _AT_THE_END
        if self.session.over and self._moment.passed and not acts:
            event.prevent_default()
            event.stop()
            self._debrief()
