"""The replay screen: a run on the widgets of the play screen, with a timeline where one would give commands."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer

from scalegame.playthrough.account.whatif import BADGE, SUBJECT
from scalegame.playthrough.actions import replay_keys
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.replay import Replay
from scalegame.playthrough.scene import PRACTICE, Notice, Scene
from scalegame.tui.messages import Sought, TakeOver
from scalegame.tui.play.playthrough_screen import PlaythroughScreen
from scalegame.tui.play.timeline import Transport
from scalegame.tui.play.topology.travel import Direction

#: Nobody sees more pictures a second: a faster clock runs several ticks at once.
_PICTURES_A_SECOND = 16
#: How often a long run is read further ahead, a second.
_READS_A_SECOND = 20


class ReplayScreen(PlaythroughScreen[None]):
    """A run being watched. With ``real_time`` off, it moves only when it is told to; ``keys`` says how, if wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(command.keys, command.action, command.title, key_display=command.sign, tooltip=command.help)
            for command in replay_keys.TRANSPORT
        ),
        *(Binding(f"shift+{direction.value}", f"travel('{direction.value}')", show=False) for direction in Direction),
        Binding("up", "travel('up')", show=False),
        Binding("down", "travel('down')", show=False),
        Binding("enter", "why", show=False),
    ]

    def __init__(self, replay: Replay, *, real_time: bool = True, keys: bool = True) -> None:
        self.replay = replay
        super().__init__(real_time=real_time)
        self._keys = keys
        self._reader: Timer | None = None

    @property
    def playthrough(self) -> Playthrough:
        """The game at the replay's position."""
        return self.replay.playthrough

    def controls(self) -> Transport:
        """Return the timeline and the keys."""
        return Transport(id="bar")

    def on_mount(self) -> None:
        """Start the clock, and read on in a run that is too long to be read at once."""
        self.set_clock()
        if self._real_time and not self.replay.read_ahead():
            self._reader = self.set_interval(1 / _READS_A_SECOND, self.read_on)

    def read_on(self) -> None:
        """Read a piece of the run, for its marks."""
        if self.replay.read_ahead():
            if self._reader is not None:
                self._reader.stop()
            self.show()

    def moment(self) -> Scene:
        """Return the present moment; nothing of it can be ordered or undone."""
        run, running = self.replay, self._real_time and not (self.replay.paused or self._held)
        badge = f"{PRACTICE} replay" if run.run.practised else "replay"
        if run.subject == SUBJECT:
            badge = f"{BADGE} replay"
        return replace(
            super().moment(),
            paused=run.paused, speed=run.speed, moving=self._flowing and running, planned=(), enter="why",
            offers=replay_keys.offers(run) if self._keys else (), hint_helps=False, badge=badge, timeline=run.timeline,
            notice=self._notice or Notice(run.told, tick=run.told_at),
        )  # fmt: skip

    # The clock -------------------------------------------------------------------------------------------------------

    def pace(self) -> float | None:
        """Return the seconds between two pictures at the replay's speed, with as many ticks at once as it needs."""
        return None if self.replay.paused else self._ticks_at_once() / self.replay.speed

    def _ticks_at_once(self) -> int:
        return max(1, int(self.replay.speed) // _PICTURES_A_SECOND)

    def advance(self) -> None:
        """Play the next ticks."""
        self.replay.play(self._ticks_at_once())
        if self.replay.paused:
            self.set_clock()
        self.show()

    # The watcher's wishes --------------------------------------------------------------------------------------------

    def choose(self, command_id: str) -> None:
        """Do what a command does, as its key would."""
        self.call_later(self.run_action, replay_keys.by_id(command_id).action)

    def on_sought(self, message: Sought) -> None:
        """Go where the timeline was pointed at."""
        self.replay.seek(message.tick)
        self.show()

    def action_pause(self) -> None:
        """Stop the clock or let it run."""
        self.replay.toggle_pause()
        self.set_clock()
        self.show()

    def action_skip(self, ticks: int) -> None:
        """Go so many ticks on or back."""
        self.replay.skip(ticks)
        self.show()

    def action_event(self, steps: int) -> None:
        """Go to the next moment at which there is something to see, or to the last one."""
        self.replay.to_stop(steps)
        self.show()

    def action_speed(self, steps: int) -> None:
        """Change the speed of the clock by ``steps``."""
        refusal = replay_keys.refusal("faster" if steps > 0 else "slower", self.replay)
        self.replay.change_speed(steps)
        self.set_clock()
        self.show(Notice(refusal, urgent=True) if refusal else None)

    def action_take_over(self) -> None:
        """Play on from here, as practice."""
        if refusal := replay_keys.refusal("take_over", self.replay):
            self.show(Notice(refusal, urgent=True))
        else:
            self.post_message(TakeOver(self.replay.level, self.replay.playable, self.replay.position))

    def action_leave(self) -> None:
        """Go back to where the watcher came from."""
        _ = self.dismiss(None)
