"""The engine's front door: a game takes commands, steps one tick at a time and reports."""

from __future__ import annotations

from scalegame.engine.commands import Command
from scalegame.engine.decisions.forecast import forecast
from scalegame.engine.decisions.legality import is_over, quote
from scalegame.engine.decisions.metrics import result_of
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import Scenario
from scalegame.engine.state.digest import Checkpoint, checkpoint, field_names, state_digest
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.snapshot import view_of
from scalegame.engine.state.world import Server, Store, World
from scalegame.engine.tick import give, step
from scalegame.engine.tick.effects import grow_fleet
from scalegame.engine.view import Result, ServerState, TickReport, View

#: The number of the rules. Whatever changes any result raises it.
RULESET = 2


class Game:
    """A level being played. Deterministic: scenario, seed and the ticks of its commands decide all."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Start ``scenario`` at tick 0; ``seed`` is any whole number, its lowest 64 bits count."""
        self._precomputed = Precomputed.of(scenario)
        self._world = _opening(scenario, seed)
        self._ledger = Ledger(0)

    @property
    def tick(self) -> int:
        """The next tick to run."""
        return self._world.tick

    @property
    def over(self) -> bool:
        """Whether the last wave has ended; a game that is over takes no commands and no steps."""
        return is_over(self._world)

    def quote(self, command: Command) -> Quote | Refusal:
        """Return the price of ``command`` now, or its refusal. Changes nothing."""
        return quote(self._world, command)

    def give(self, command: Command) -> Quote | Refusal:
        """Carry out ``command`` before the next tick; a refused one changes nothing."""
        return give(self._world, command, self._ledger)

    def step(self, *, digest: bool = True) -> TickReport:
        """Run one tick; without ``digest`` its report has none. Raises ``RuntimeError`` when the game is over."""
        if self.over:
            raise RuntimeError("the game is over")
        report = step(self._world, self._precomputed, self._ledger, digest=digest)
        self._ledger = Ledger(self._world.tick)
        return report

    def view(self) -> View:
        """Return the present moment as plain values."""
        return view_of(self._world)

    def forecast(self) -> tuple[int, ...]:
        """Visitors a tick from tick 0 to the planned end: what came, and what is expected."""
        return forecast(self._world)

    def digest(self) -> str:
        """Return the hash of the state as it is now."""
        return state_digest(self._world)

    def checkpoint(self) -> Checkpoint:
        """Return the hash of the state as it is now, and marks that tell its fields apart."""
        return checkpoint(self._world)

    def field_names(self) -> tuple[str, ...]:
        """Return the names of the state's fields, in the order of a checkpoint's marks."""
        return field_names(self._world)

    @property
    def wave_starts(self) -> tuple[int, ...]:
        """The ticks at which the waves that came so far have started."""
        return tuple(self._world.wave_starts)

    @property
    def fleet_size(self) -> int:
        """The number of servers, in whatever state."""
        return sum(not server.gone for server in self._world.servers)

    @property
    def online(self) -> int:
        """The number of visitors in the middle of their visit."""
        return self._world.online

    @property
    def spent(self) -> int:
        """The money spent so far, in millicents."""
        return self._world.spent

    @property
    def commands(self) -> int:
        """The number of commands given so far."""
        return self._world.commands

    def result(self) -> Result:
        """Return the score so far; final once the game is over."""
        return result_of(self._world)

    def copy(self) -> Game:
        """Return an independent game in the same state (for undo, rewind and what-if)."""
        twin = Game.__new__(Game)
        twin._precomputed, twin._world, twin._ledger = self._precomputed, self._world.copy(), self._ledger.copy()  # noqa: SLF001
        return twin


def _opening(scenario: Scenario, seed: int) -> World:
    world = World(
        scenario,
        seed,
        scenario.balancer,
        scenario.template,
        limit=scenario.limit,
        autoscaler=scenario.autoscaler,
        deploy_drain=scenario.deploy_drain,
    )
    for number, start in enumerate(scenario.servers):
        server = Server(
            start.name,
            scenario.server_type(start.type),
            start.wiring,
            ServerState.UP,
            seen_up=True,
            joined=True,
            zone=start.zone or scenario.zones[number % len(scenario.zones)],
            cattle=start.cattle,
        )
        grow_fleet(world, server)
    for name in scenario.stores:
        world.stores[name] = Store.offered(name, scenario.store_specs[name])
    return world
