"""The world as commands read it: servers by their names, zones that are lit, stores that are ready, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scalegame.engine.enums import Place, StoreName
from scalegame.engine.reasons import Reason, Refusal
from scalegame.engine.scenario import Autoscaler, Balancer, RateLimit, Scenario, Wiring
from scalegame.engine.state.world import Server, Store, World, wave_spans
from scalegame.engine.view import StoreState


def lit_zones(world: World) -> list[str]:
    """Return the zones in which servers can run now, in the scenario's order."""
    return [zone for zone in world.scenario.zones if zone not in world.zones_down]


def index_of(world: World, name: str) -> int | None:
    """Return the index of the server called ``name``, or ``None`` if there is none (any more)."""
    for index, server in enumerate(world.servers):
        if server.name == name and not server.gone:
            return index
    return None


class Situation:
    """A world that can be read and not changed: what the quote of a command is made of.

    All it hands out is frozen, or known to type checkers as a ``Sequence`` or ``Mapping``.
    """

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def scenario(self) -> Scenario:
        """The level."""
        return self._world.scenario

    @property
    def tick(self) -> int:
        """The next tick to run."""
        return self._world.tick

    @property
    def servers(self) -> Sequence[Server]:
        """All servers that ever were, with those that are gone."""
        return self._world.servers

    @property
    def stores(self) -> Mapping[StoreName, Store]:
        """The stores that were bought."""
        return self._world.stores

    @property
    def balancer(self) -> Balancer:
        """The balancer's settings."""
        return self._world.balancer

    @property
    def limit(self) -> RateLimit:
        """The rate limiter's settings."""
        return self._world.limit

    @property
    def autoscaler(self) -> Autoscaler:
        """The autoscaler's settings."""
        return self._world.autoscaler

    @property
    def template(self) -> Wiring:
        """The wiring that new servers get."""
        return self._world.template

    @property
    def deploy_drain(self) -> int:
        """The most ticks that a server drains before a deploy."""
        return self._world.deploy_drain

    @property
    def rollout(self) -> Sequence[tuple[int, Place | None]]:
        """The deploys that wait for their turn: the index of a server, and its new place for something."""
        return self._world.rollout

    @property
    def traffic(self) -> int:
        """The visitors a tick that were ordered; ``NONE`` if the waves decide."""
        return self._world.traffic

    @property
    def extra(self) -> int:
        """The number of visitors who came beside those of the waves."""
        return self._world.extra

    @property
    def online(self) -> int:
        """The number of visitors in the middle of their visit."""
        return self._world.online

    @property
    def lit_zones(self) -> list[str]:
        """The zones in which servers can run now."""
        return lit_zones(self._world)

    @property
    def wave_waits(self) -> bool:
        """Whether a wave is to come."""
        return any(start > self.tick for start, _ in wave_spans(self.scenario, self._world.wave_starts))

    def is_dark(self, zone: str) -> bool:
        """Whether a zone is down."""
        return zone in self._world.zones_down

    def find(self, name: str) -> Server | None:
        """Return the server called ``name``, or ``None`` if there is none (any more)."""
        index = index_of(self._world, name)
        return None if index is None else self._world.servers[index]

    def wait(self, server: Server) -> int:
        """Return the ticks until the present state of ``server`` ends; 0 if that is not known."""
        return max(0, server.until - self.tick)

    def missing(self, name: StoreName) -> Refusal | None:
        """Refuse what needs a store that is not there or not ready for the first time."""
        if name not in self.stores:
            return Refusal(Reason.NO_STORE, (name,))
        store = self.stores[name]
        wait = store.until - self.tick
        if store.state is StoreState.PROVISIONING and wait > 0:
            return Refusal(Reason.NOT_READY, (wait,))
        return None
