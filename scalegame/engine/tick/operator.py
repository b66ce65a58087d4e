"""Phase 1: the changes that commands may make to a world, once their quote has allowed them."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.decisions.queries import Situation, index_of
from scalegame.engine.enums import Place, StoreName
from scalegame.engine.scenario import Autoscaler, Balancer, Incident, RateLimit
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import Store, World
from scalegame.engine.tick.effects import evict
from scalegame.engine.tick.fleet_changes import deploy, drain, order_servers, remove, restart
from scalegame.engine.tick.incidents import start_due_waves, start_wave
from scalegame.engine.view import EventKind, ServerState, StoreState


class Operator(Situation):
    """A world that a command reads and changes; it reaches the arrays through nothing else.

    Settings hold from the next tick on. Servers go by their names, which the quote has looked up already: a name that
    nobody has raises ``KeyError``.
    """

    __slots__ = ("_ledger",)

    def __init__(self, world: World, ledger: Ledger) -> None:
        super().__init__(world)
        self._ledger = ledger

    def event(self, kind: EventKind, place: str = "", count: int = 0, detail: str = "") -> None:
        """Note something worth telling the player."""
        self._ledger.event(kind, place, count, detail)

    # servers

    def order_servers(self, count: int) -> None:
        """Order servers of the level's type."""
        order_servers(self._world, self._ledger, count)

    def remove(self, name: str) -> None:
        """Take a server away."""
        remove(self._world, self._ledger, self._index(name))

    def restart(self, name: str) -> None:
        """Stop and boot a server."""
        restart(self._world, self._ledger, self._index(name))

    def drain(self, name: str) -> None:
        """Send a server no new people."""
        drain(self._world, self._ledger, self._index(name))

    def undrain(self, name: str) -> None:
        """Put a draining server back into rotation."""
        index = self._index(name)
        server = self._world.servers[index]
        self._world.servers[index] = replace(server, state=ServerState.UP, until=0, retiring=False)
        self.event(EventKind.SERVER_UNDRAINED, name)

    def connect(self, name: str, to: Place) -> None:
        """Deploy a server with new wiring, by a rollout of one if it is to drain first."""
        index = self._index(name)
        server = self._world.servers[index]
        if self._world.deploy_drain and server.alive and not server.retiring:
            self._world.rollout.append((index, to))
        else:
            deploy(self._world, self._ledger, index, to)

    def connect_all(self, to: Place) -> None:
        """Change the template, and begin a rollout to all servers."""
        self._world.template = self._world.template.rewired(to)
        self._world.rollout = [(index, to) for index, each in enumerate(self._world.servers) if not each.gone]

    # stores

    def order_store(self, name: StoreName) -> None:
        """Order a store as the level offers it."""
        store = Store.offered(name, self.scenario.store_specs[name])
        lead = store.spec.lead
        self.change_store(replace(store, state=StoreState.PROVISIONING, until=self.tick + lead))
        self.event(EventKind.STORE_ORDERED, name, lead)

    def order_replica(self, name: StoreName) -> None:
        """Order a replica of a store."""
        store = self.stores[name]
        lead = store.spec.replica_lead
        self.change_store(replace(store, coming=(*store.coming, self.tick + lead)))
        self.event(EventKind.REPLICA_ORDERED, name, lead)

    def order_pooler(self) -> None:
        """Order a pooler for the database."""
        store = self.stores[StoreName.SQL]
        lead = store.spec.pooler_lead
        self.change_store(replace(store, pooler=self.tick + lead))
        self.event(EventKind.POOLER_ORDERED, store.name, lead)

    def change_store(self, store: Store) -> None:
        """Put ``store`` in the place of the one with its name."""
        self._world.stores[store.name] = store

    def evict(self) -> None:
        """Evict sessions from a Redis that holds more than fits, if it may forget."""
        evict(self._world, self._ledger)

    # settings

    def set_balancer(self, balancer: Balancer) -> None:
        """Change the balancer."""
        self._world.balancer = balancer

    def set_limit(self, limit: RateLimit) -> None:
        """Change the rate limiter."""
        self._world.limit = limit

    def set_autoscaler(self, autoscaler: Autoscaler) -> None:
        """Change the autoscaler, which looks at the load at once."""
        self._world.autoscaler = autoscaler
        self._world.cool_until = 0

    def set_deploy_drain(self, ticks: int) -> None:
        """Change how long servers drain before a deploy."""
        self._world.deploy_drain = ticks

    def set_traffic(self, visitors: int) -> None:
        """Order so many visitors a tick."""
        self._world.traffic = visitors

    # waves and incidents

    def start_next_wave(self) -> None:
        """Start the next wave, after those that are due."""
        start_due_waves(self._world, self._ledger)
        start_wave(self._world, self._ledger)

    def order_incident(self, incident: Incident) -> None:
        """Order an incident for the next tick."""
        self._world.ordered.append(incident)

    def _index(self, name: str) -> int:
        index = index_of(self._world, name)
        if index is None:
            raise KeyError(name)
        return index
