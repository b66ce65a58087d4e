"""The play screen: a game in play, a guide, and the keys that carry the player's wishes to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider

from scalegame.clock import STOPPED, Clock
from scalegame.content.levels import Level
from scalegame.engine.commands import Command
from scalegame.engine.reasons import Refusal
from scalegame.playthrough.actions import table
from scalegame.playthrough.actions.leaving import Exit
from scalegame.playthrough.actions.table import Group
from scalegame.playthrough.game_in_play import GameInPlay
from scalegame.playthrough.guidance.guide import Guide
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.race import Race
from scalegame.playthrough.scene import Notice, Scene
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.autosave import Attempt
from scalegame.sanitize import screen_text
from scalegame.tui.kit.first_moment import FirstMoment
from scalegame.tui.kit.painted import Painted
from scalegame.tui.messages import Finished, Left, Outcome
from scalegame.tui.play.asking import ask_for_command, ask_for_rival, ask_how_far_back, ask_how_to_leave, tell_hints
from scalegame.tui.play.coaching import Coaching
from scalegame.tui.play.command_bar import CommandBar, name_of
from scalegame.tui.play.palette import PlayProvider
from scalegame.tui.play.playthrough_screen import PlaythroughScreen
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

_PRACTICE = "Back at {}. This game is practice from now on: it is never ranked."


class PlayScreen(PlaythroughScreen[Outcome]):
    """One level being played, or ``playthrough`` played on.

    The ``clock`` measures the player's time; with one that is stopped, the game's passes only by single steps.
    ``attempt`` keeps the game on the disk; if one was left in it, that is resumed, unless ``playthrough`` is played on.
    The ghost of ``race`` runs on, if it can. It begins with so many ``hints`` given.
    """

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {PlayProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(command.keys, command.action, command.label, key_display=command.sign, tooltip=command.help)
            for command in table.PLAYER_COMMANDS
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
        race: Race | None = None,
        playthrough: Playthrough | None = None,
        hints: int = 0,
    ) -> None:
        self.game = GameInPlay(
            level, seed, clock=clock, attempt=attempt, race=race, playthrough=playthrough, noted=self._noted
        )
        super().__init__(real_time=clock is not STOPPED)
        self._ended = False
        if playthrough is not None:
            self._notice = Notice(_PRACTICE.format(units.clock(playthrough.view.tick)))
        self._moment = FirstMoment(self)
        self._begin_with = hints
        self._open_guide()

    @property
    def playthrough(self) -> Playthrough:
        """The game in play."""
        return self.game.playthrough

    def on_mount(self) -> None:
        """Start the player's own clock, which never stops with the game's; show the hints that the game begins with."""
        if self._real_time:
            self.set_interval(1, lambda: self.show_real_time(self._painted[0]))
        for _ in range(self._begin_with):
            self.playthrough.next_hint()
        if self._begin_with:
            self.call_later(self._tell_hints)

    def show(self, notice: Notice | None = None) -> None:
        """Show the present moment; a ghost has a place of its own."""
        self.set_class(self.playthrough.race.ghost is not None, "-racing")
        super().show(notice)

    def moment(self) -> Scene:
        """Return the present moment, with what the guide says to the player."""
        return self.guide.look(super().moment(), self.playthrough)

    def show_real_time(self, header: Painted) -> None:
        """Update the header's real time while the game's clock stands; while that runs, each tick does."""
        if self.scene is not None and not self.ticking and self.playthrough.view.tick and not self.playthrough.over:
            self.scene = replace(self.scene, pace=self.playthrough.pace)
            header.show(self.scene)

    def controls(self) -> CommandBar:
        """Return the command bar."""
        return CommandBar(id="bar")

    def advice(self) -> tuple[Painted, ...]:
        """Return where the tutorial speaks."""
        return (Coaching(id="coach"),)

    def offers(self) -> tuple[table.Offer, ...]:
        """Return how every command stands now."""
        return table.offers(self.playthrough, self._selected)

    def picks(self) -> tuple[table.Pick, ...]:
        """Return what the dialogs offer now."""
        return table.picks(self.playthrough, self._selected)

    # The clock -------------------------------------------------------------------------------------------------------

    def advance(self) -> None:
        """Run one tick and show it; at the end, stop and let the player look for a moment."""
        self.playthrough.tick()
        self.game.save()
        if self.playthrough.over:
            self.set_clock()
            self._moment.begin(_MOMENT if self._real_time else 0)
        self.show()

    def pace(self) -> float | None:
        """Return the seconds between two ticks at the speed that the player chose."""
        return None if self.playthrough.paused else 1 / self.playthrough.speed

    def on_unmount(self) -> None:
        """Keep the game, however it is left."""
        self.game.close()

    def _noted(self, attempt: Attempt) -> None:
        """Hear, in any thread, that the file of a game is in trouble."""
        self.call_later(self._tell_note, attempt)

    def _tell_note(self, attempt: Attempt) -> None:
        if note := self.game.take_note(attempt):
            self.notify(screen_text(note), severity="warning", markup=False)

    def on_screen_suspend(self) -> None:
        """Note that the clock stops, if it ran."""
        self.playthrough.note_stop()
        self.game.save()

    def on_screen_resume(self) -> None:
        """Note that the clock goes on, if it ran."""
        self.playthrough.note_running()

    def on_resize(self) -> None:
        """Pause in a terminal that is too small to play in."""
        if not fits(self.app.size) and not self.playthrough.paused:
            self.action_pause()

    # The player's wishes ---------------------------------------------------------------------------------------------

    def choose(self, command_id: str) -> None:
        """Do what a command does, as its key would."""
        self.call_later(self.run_action, table.by_id(command_id).action)

    def give(self, command: Command) -> None:
        """Hand an engine command to the game, as a dialog would."""
        self.call_later(self._give, command)

    def refused(self, command_id: str) -> bool:
        """Return whether a command is not possible; if so, show the player why."""
        if self.playthrough.over:
            return True  # The last line says so already, and how to go on.
        offer = table.offer(table.by_id(command_id), self.playthrough, self._selected)
        if offer.refusal:
            self.show(Notice(offer.refusal, urgent=True))
        return bool(offer.refusal)

    def _give(self, command: Command) -> None:
        answer = self.playthrough.give(command)
        self.game.save()
        self.show(Notice(why_refused(answer), urgent=True) if isinstance(answer, Refusal) else None)

    def action_order(self, command_id: str) -> None:
        """Hand the engine command that a player command stands for to the game."""
        command = table.by_id(command_id)
        if command.order is not None and not self.refused(command_id):
            self._give(command.order(self.playthrough, self._selected))

    async def action_ask(self, command_id: str) -> None:
        """Open a command's dialog."""
        command = table.by_id(command_id)
        offered = tuple(command.choices(self.playthrough, self._selected)) if command.choices else ()
        # A list of goods or settings is shown even if none of them can be had now: the dialog says why.
        in_a_line = not offered or self.playthrough.over or command.group is Group.SELECTED
        if not (in_a_line and self.refused(command_id)):
            title = f"{command.title} {name_of(self._selected)}" if command.group is Group.SELECTED else command.title
            await ask_for_command(self.app, title, offered, self._chosen)

    def _chosen(self, answer: Command | Notice) -> None:
        if isinstance(answer, Notice):
            self.show(answer)
        else:
            self._give(answer)

    def action_pause(self) -> None:
        """Stop the clock or let it run."""
        if not self.refused("pause"):
            self.playthrough.toggle_pause()
            self.game.save()
            self.set_clock()
            self.show()

    def action_speed(self, steps: int) -> None:
        """Change the speed of the clock by ``steps``."""
        self.playthrough.change_speed(steps)
        self.set_clock()
        self.show()

    def action_step(self) -> None:
        """Run a single second and stop."""
        if self.refused("step"):
            return
        if not self.playthrough.paused:
            self.action_pause()
        self.advance()

    def action_outcome(self) -> None:
        """Play the rest of a game that cannot be won any more at once, and debrief it."""
        if not self.refused("outcome"):
            while not self.playthrough.over:
                self.playthrough.tick()
            self._debrief()

    def action_undo(self) -> None:
        """Take back the last command given since the last tick."""
        if not self.refused("undo") and (undone := self.playthrough.undo()) is not None:
            self.game.save()
            self.show(Notice(f"Taken back: {order(undone)}."))

    async def action_rewind(self) -> None:
        """Ask the player where to go back to; the dialog says what that makes of the game."""
        if not self.refused("rewind"):
            await ask_how_far_back(self.app, self.playthrough, self._rewound)

    def _rewound(self, tick: int | None) -> None:
        if tick is not None:
            self.game.go_back(tick)
            self.show(Notice(_PRACTICE.format(units.clock(tick))))

    # Help ------------------------------------------------------------------------------------------------------------

    def _open_guide(self) -> None:
        """Begin a new guide for the present game."""
        self.guide = Guide(self.playthrough.level)
        self._make_room()

    def _make_room(self) -> None:
        """Reserve the tutorial its place, for as long as this game lasts."""
        self.set_class(self.guide.teaches, "-coached")

    def action_guide(self) -> None:
        """Hide what is said, or show the tutorial again."""
        why_not = self.guide.toggle()
        self._make_room()
        self.show(Notice(why_not, urgent=True) if why_not else None)

    async def action_why(self) -> None:
        """Explain the selected part."""
        self.guide.used("why", self.playthrough.view.tick)
        await super().action_why()

    async def action_hint(self) -> None:
        """Show one hint more."""
        if not self.refused("hint"):
            self.guide.used("hint", self.playthrough.view.tick)
            self.playthrough.next_hint()
            await self._tell_hints()

    async def _tell_hints(self) -> None:
        await tell_hints(self.app, self.playthrough, self._hinted)

    async def _hinted(self, more: bool | None) -> None:
        if more:
            await self.action_hint()

    # The race --------------------------------------------------------------------------------------------------------

    async def action_ghost(self) -> None:
        """Ask the player whom to race."""
        if not self.refused("ghost"):
            await ask_for_rival(self.app, self.playthrough, self._race)

    def _race(self, answer: Race | Notice) -> None:
        if isinstance(answer, Race):
            self.playthrough.race = answer
            answer = Notice(answer.ghost.sentence if answer.ghost else "Nobody runs beside you.")
        self.show(answer)

    def action_again(self) -> None:
        """Start the level over with the same seed, against the same ghost."""
        self.game.again()
        self._begin()

    def action_new_seed(self) -> None:
        """Start the level over with the next seed, against the same ghost if it can run there."""
        self._begin(Notice(self.game.on_next_seed()))

    def start_over(self, race: Race, seed: int, notice: Notice, level: Level) -> None:
        """Replace this game, which is given up, by one on a newer version of its level, at the same speed."""
        self.game.start_over(race, seed, level)
        self._begin(notice)

    def _begin(self, notice: Notice | None = None) -> None:
        """Show the new game that has taken the place of the one before."""
        self._selected = Node(NodeKind.SERVER, self.playthrough.view.servers[0].name)
        self._moment.forget()
        self._open_guide()
        self.set_clock()
        self.show(notice)

    # The end ---------------------------------------------------------------------------------------------------------

    async def action_leave(self) -> None:
        """Ask, then go back."""
        if self.playthrough.over:
            self._debrief()
        else:
            await ask_how_to_leave(self.app, self.playthrough, self._left)

    def _left(self, answer: Exit | None) -> None:
        if answer is Exit.AGAIN:
            self.action_again()
        elif answer is Exit.LOOK:
            self._debrief()
        elif answer is Exit.LEAVE:
            self.game.close()
            _ = self.dismiss(Left())

    def _debrief(self) -> None:
        """Write the game down, then let it be debriefed: once, however fast the key is repeated."""
        if self._ended:
            return
        self._ended = True
        _ = self.dismiss(Finished(self.playthrough, self.game.finish()))

    async def action_enter(self) -> None:
        """At the end, on to the debrief; before that, the dialog that belongs to what is selected.

        Shortly before the end the debrief is meant, which is not there yet.
        """
        if self.playthrough.over:
            self._debrief()
        elif table.nearly_over(self.playthrough):
            left = self.playthrough.view.end - self.playthrough.view.tick
            self.show(Notice(f"The level ends {soon(left)}. Then Enter shows what happened and why."))
        elif self.scene is not None:
            await self.run_action(table.by_id(self.scene.enter).action)

    def on_key(self, event: events.Key) -> None:
        """Lead on from the end with any key that does nothing else there, once the end was shown for a moment."""
        active = self.active_bindings.get(event.key)
        acts = active is not None and active.binding.action.removeprefix("app.").partition("(")[0] in _AT_THE_END
        if self.playthrough.over and self._moment.passed and not acts:
            event.prevent_default()
            event.stop()
            self._debrief()
