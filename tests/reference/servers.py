"""Servers: what they are, what they hold, and how a state leads to the next.

Rules

* ``booting → up``: after the type's boot time the server is up, with empty memory; its disk survives.
* ``up → draining``: it goes on answering, and takes no new people.
* Any state ``→ down``: a crash. After two ticks it boots by itself.
* ``up | draining → deploying → up``: it leaves rotation first, so that nobody is sent to it meanwhile.
* A slow server does a part of its capacity until its time is over or it starts afresh; at least one unit a tick.
* A frozen one accepts requests and answers none, until its time is over or it starts afresh.
* Whoever starts afresh stays, if it was to retire. One that was stopped on purpose has a clean record with the passive
  checks afterwards; of a crash the balancer knows nothing.
* A deploy ends a crash loop. Removed servers are gone for good, and keep their number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scalegame.engine.scenario import ServerType, Wiring
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import ServerState
from tests.reference.queues import Line

if TYPE_CHECKING:
    from tests.reference.people import Picture, Visitor

#: Ticks a crashed server lies there before it boots again.
DOWN_TICKS = 2
FULL_SPEED = 1000


@dataclass(eq=False, slots=True)
class Server:
    """One server; ``index`` is its number in the order of their coming.

    ``until`` is the tick in which the state ends (of a draining one: in which whoever ordered it stops waiting),
    ``born`` the tick of the last start. ``slow`` is the per mille of capacity that is left until ``slow_until`` (0: it
    is not slow), ``frozen_until`` the tick in which it answers again (0: it does). ``loops`` crashes are to come, each
    ``loop_after`` ticks after a start. ``drained``: nobody was left while it drained. ``cattle`` belong to the
    autoscaler, which sends ``retiring`` ones away. In its memory are ``sessions`` and ``orders``, on its disk
    ``pictures``, and in its ``line`` requests. In this tick its connections to SQL can do ``sql_left`` operations more.

    For the balancer: ``seen_up`` is what the health checks say, ``checks`` how many in a row spoke against it,
    ``hanging`` whether one waits for its answer, ``joined`` whether it ever was in rotation; ``fails`` requests were
    refused in a row before this tick, and ``refused`` in it, in which ``meant`` were meant for it; passive checks keep
    it out before the tick ``out_until``. For the accounts: requests it was ``sent`` in the tick and in the ``window``,
    ``work`` units accepted in the tick, ``steady`` if it was in service all through the window.
    """

    index: int
    name: str
    type: ServerType
    wiring: Wiring
    state: ServerState
    zone: str
    until: int = 0
    born: int = -1
    slow: int = FULL_SPEED
    slow_until: int = 0
    frozen_until: int = 0
    loops: int = 0
    loop_after: int = 0
    drained: bool = False
    cattle: bool = False
    retiring: bool = False
    gone: bool = False
    sessions: list[Visitor] = field(default_factory=list)
    orders: int = 0
    pictures: list[Picture] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    sql_left: int = 0
    seen_up: bool = False
    checks: int = 0
    hanging: bool = False
    joined: bool = False
    fails: int = 0
    refused: int = 0
    meant: int = 0
    out_until: int = 0
    sent: int = 0
    work: int = 0
    window: int = 0
    steady: bool = False

    @property
    def alive(self) -> bool:
        """Whether it runs and accepts requests."""
        return not self.gone and self.state in (ServerState.UP, ServerState.DRAINING)

    @property
    def frozen(self) -> bool:
        """Whether it accepts requests and answers none."""
        return self.alive and self.frozen_until > 0

    @property
    def capacity(self) -> int:
        """Work units that it does in a tick now."""
        return max(1, self.type.capacity * self.slow // FULL_SPEED)

    @property
    def full(self) -> bool:
        """Whether its memory has no room for another session."""
        return len(self.sessions) >= self.type.memory

    def crash(self, until: int) -> None:
        """Die, and lie there until a tick. The balancer has yet to find out."""
        self.state, self.until, self.frozen_until = ServerState.DOWN, until, 0
        self.checks, self.hanging = 0, False

    def boot(self, tick: int) -> None:
        """Start up, out of rotation."""
        self.boot_by_itself(tick)
        self.leave_rotation()

    def boot_by_itself(self, tick: int) -> None:
        """Start up after a crash, of which nobody tells the balancer: it believes what it believed."""
        self.state, self.until = ServerState.BOOTING, tick + self.type.boot
        self.start_afresh()

    def deploy(self, wiring: Wiring, tick: int) -> None:
        """Restart with new wiring, out of rotation."""
        self.state, self.until, self.wiring = ServerState.DEPLOYING, tick + self.type.deploy, wiring
        self.loops = 0
        self.start_afresh()
        self.leave_rotation()

    def start_afresh(self) -> None:
        """Forget what ailed it."""
        self.slow, self.slow_until, self.frozen_until = FULL_SPEED, 0, 0
        self.hanging, self.retiring = False, False

    def leave_rotation(self) -> None:
        """Be taken out of rotation, with a clean record."""
        self.seen_up, self.checks, self.fails = False, 0, 0

    def slow_down(self, tick: int, per_mille: int, until: int) -> None:
        """Do ``per_mille`` of the capacity until a tick; of two slow spells the worse and the longer counts."""
        before = self.capacity
        self.slow, self.slow_until = min(self.slow, per_mille), max(self.slow_until, until)
        self.line.change_speed(self.works_on(tick), before, self.capacity)

    def recover(self, tick: int) -> None:
        """Do the full capacity again."""
        before = self.capacity
        self.slow, self.slow_until = FULL_SPEED, 0
        self.line.change_speed(self.works_on(tick), before, self.capacity)

    def works_on(self, tick: int) -> int:
        """Return from when on (µs) it works on what is inside: now, or when it thaws."""
        return max(tick, self.frozen_until) * MICROSECONDS_PER_TICK

    def freeze(self, tick: int, until: int) -> None:
        """Answer nothing until a tick; of two such spells the longer counts."""
        longer = max(0, until - max(self.frozen_until, tick))
        self.line.freeze(tick * MICROSECONDS_PER_TICK, longer * MICROSECONDS_PER_TICK)
        self.frozen_until = max(self.frozen_until, until)

    def thaw(self) -> None:
        """Answer again."""
        self.frozen_until = 0
        self.line.thaw()

    def come_up(self, tick: int) -> None:
        """Be up, after booting or a deploy."""
        self.state, self.until, self.born, self.drained = ServerState.UP, 0, tick, False

    def drain(self, until: int, *, retiring: bool = False) -> None:
        """Take no new people, and be waited for until a tick (0: as long as it takes)."""
        self.state, self.drained, self.until, self.retiring = ServerState.DRAINING, False, until, retiring
