"""Commands about servers: order, remove, restart, drain, connect, and who scales and deploys them how."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from scalegame.engine.bounds import MOST_OF_A_SETTING, MOST_SERVERS
from scalegame.engine.catalog import PLACES, store_of
from scalegame.engine.commands.base import BaseCommand
from scalegame.engine.commands.fields import KEY, PlainCommand, word
from scalegame.engine.enums import Duty, Place, SessionPlace
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.view import EventKind, ServerState

if TYPE_CHECKING:
    from scalegame.engine.decisions.queries import Situation
    from scalegame.engine.state.world import Server
    from scalegame.engine.tick.operator import Operator

#: In ``Connect.server``: every server and the template that later servers follow.
ALL = "all"


@dataclass(frozen=True, slots=True)
class AddServer(BaseCommand):
    """Order ``count`` servers of the level's type. They boot first, and follow the fleet template."""

    verb: ClassVar[str] = "add_server"
    count: int = 1

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote the servers, if the level has room and a lit zone for them."""
        if self.count < 1:
            return Refusal(Reason.COUNT)
        if len(now.servers) + self.count > MOST_SERVERS:
            return Refusal(Reason.MOST_SERVERS, (MOST_SERVERS,))
        if not now.lit_zones:
            return Refusal(Reason.ALL_ZONES_DOWN)
        kind = now.scenario.server_type(now.scenario.added_type)
        return Quote(kind.price * self.count, kind.boot)

    def apply(self, operator: Operator) -> None:
        """Order them."""
        operator.order_servers(self.count)


@dataclass(frozen=True, slots=True)
class _OneServer(BaseCommand):
    """A command about one server, which must be there and not be deploying."""

    server: str

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a server that is not there or takes no commands; otherwise ask the command."""
        server = _server(now, self.server)
        return server if isinstance(server, Refusal) else self._quote_for(now, server)

    @abstractmethod
    def _quote_for(self, now: Situation, server: Server) -> Quote | Refusal: ...


def _server(now: Situation, name: str) -> Server | Refusal:
    """Return the server of a name, or the refusal of one that is not there or takes no commands."""
    server = now.find(name)
    if server is None:
        return Refusal(Reason.UNKNOWN_SERVER, (name,))
    if server.state is ServerState.DEPLOYING:
        return Refusal(Reason.DEPLOYING, (server.name, now.wait(server)))
    return server


@dataclass(frozen=True, slots=True)
class RemoveServer(_OneServer):
    """Take a server away. What only its memory and disk held goes with it."""

    verb: ClassVar[str] = "remove_server"

    def _quote_for(self, now: Situation, server: Server) -> Quote | Refusal:
        staying = [each for each in now.servers if not each.gone and not each.retiring]
        return Refusal(Reason.LAST_SERVER, (server.name,)) if staying == [server] else Quote()

    def apply(self, operator: Operator) -> None:
        """Remove it at once."""
        operator.remove(self.server)


@dataclass(frozen=True, slots=True)
class RestartServer(_OneServer):
    """Stop and boot a server: its memory is empty afterwards."""

    verb: ClassVar[str] = "restart_server"

    def _quote_for(self, now: Situation, server: Server) -> Quote | Refusal:
        if now.is_dark(server.zone):
            return Refusal(Reason.ZONE_DOWN, (server.zone, server.name))
        if server.state is ServerState.BOOTING:
            return Refusal(Reason.BOOTING, (server.name, now.wait(server)))
        return Quote(0, server.type.boot)

    def apply(self, operator: Operator) -> None:
        """Restart it."""
        operator.restart(self.server)


@dataclass(frozen=True, slots=True)
class DrainServer(_OneServer):
    """Send a server no new people; those it remembers may stay until they are done."""

    verb: ClassVar[str] = "drain_server"

    def _quote_for(self, now: Situation, server: Server) -> Quote | Refusal:  # noqa: ARG002 - needs the server alone
        if server.state is ServerState.UP:
            return Quote()
        draining = server.state is ServerState.DRAINING
        return Refusal(Reason.DRAINING if draining else Reason.NOT_UP, (server.name,))

    def apply(self, operator: Operator) -> None:
        """Drain it until somebody undrains it."""
        operator.drain(self.server)


@dataclass(frozen=True, slots=True)
class UndrainServer(_OneServer):
    """Return a draining server to rotation: it takes new people again."""

    verb: ClassVar[str] = "undrain_server"

    @classmethod
    def possible_rights(cls) -> tuple[str, ...]:
        """Return the verb of draining: who may drain may undrain."""
        return (DrainServer.verb,)

    def _quote_for(self, now: Situation, server: Server) -> Quote | Refusal:  # noqa: ARG002 - needs the server alone
        draining = server.state is ServerState.DRAINING
        return Quote() if draining else Refusal(Reason.NOT_DRAINING, (server.name,))

    def apply(self, operator: Operator) -> None:
        """Put it back into rotation."""
        operator.undrain(self.server)


@dataclass(frozen=True, slots=True)
class Connect(BaseCommand):
    """Make ``server`` (or ``ALL``, one after another, and the template) keep something at ``to``.

    This is a deploy: the server leaves rotation, restarts, and forgets what its memory held.
    ``to`` alone says what is kept: a place has one duty. Files on its local disk are copied along.
    """

    verb: ClassVar[str] = "connect"
    server: str
    to: Place

    @classmethod
    def possible_rights(cls) -> tuple[str, ...]:
        """Return the verb and signed cookies: nothing has to be bought for them, so a level allows them by name."""
        return (cls.verb, SessionPlace.SIGNED_COOKIE.value)

    def rights(self) -> frozenset[str]:
        """Return the verb, and signed cookies if a server is to hand them out."""
        cookie = {self.to.value} if self.to is SessionPlace.SIGNED_COOKIE else set()
        return frozenset({self.verb} | cookie)

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote the deploys that change something: of all servers together, one after another."""
        return self._quote_all(now) if self.server == ALL else self._quote_one(now)

    def _quote_all(self, now: Situation) -> Quote | Refusal:
        if missing := self._missing_store(now):
            return missing
        if now.rollout:
            return Refusal(Reason.ROLLOUT)
        changed = [s for s in now.servers if not s.gone and s.wiring.rewired(self.to) != s.wiring]
        if not changed and now.template.rewired(self.to) == now.template:
            return Refusal(Reason.ALL_CONNECTED)
        return Quote(0, sum(server.type.deploy for server in changed if server.alive))

    def _quote_one(self, now: Situation) -> Quote | Refusal:
        server = _server(now, self.server)
        if isinstance(server, Refusal):
            return server
        if missing := self._missing_store(now):
            return missing
        if server.wiring.rewired(self.to) == server.wiring:
            return Refusal(Reason.CONNECTED, (server.name,))
        return Quote(0, server.type.deploy if server.alive else 0)

    def _missing_store(self, now: Situation) -> Refusal | None:
        store = store_of(self.to)
        return None if store is None else now.missing(store)

    def apply(self, operator: Operator) -> None:
        """Deploy the server, or begin a rollout; the template changes at once."""
        if self.server == ALL:
            operator.connect_all(self.to)
        else:
            operator.connect(self.server, self.to)

    def plain(self) -> PlainCommand:
        """Return the command with what to ``keep`` where the place alone does not tell."""
        plain: PlainCommand = {"do": self.verb, "server": self.server, "to": self.to.value}
        return plain if PLACES[self.to].meant else plain | {"keep": self.to.duty.value}

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> Connect:
        """Return the command; raises ``ValueError`` if nothing of the kind can be kept there."""
        return cls(word(plain, "server"), _place(word(plain, "to"), plain.get("keep")))


def _place(to: str, keep: object) -> Place:
    """Return the place that a file means by its text, and by what it says to keep there if that has to be said."""
    if keep is not None and keep not in tuple(Duty):
        raise ValueError(f"a server keeps {', '.join(Duty)}, not {keep!r}")
    for place, row in PLACES.items():
        if place.value == to and (row.meant if keep is None else place.duty == keep):
            return place
    raise ValueError(f"a server cannot keep {keep or 'anything'} in {to!r}")


@dataclass(frozen=True, slots=True)
class SetAutoscaler(BaseCommand):
    """Keep the number of cattle between ``minimum`` and ``maximum``; a maximum of 0 turns the autoscaler off."""

    verb: ClassVar[str] = "set_autoscaler"
    minimum: int = field(metadata={KEY: "min"})
    maximum: int = field(metadata={KEY: "max"})

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse numbers out of bounds or out of order, and those that are set already."""
        if not 0 <= self.minimum <= self.maximum <= MOST_SERVERS:
            return Refusal(Reason.AUTOSCALER_BOUNDS, (MOST_SERVERS,))
        same = (now.autoscaler.minimum, now.autoscaler.maximum) == (self.minimum, self.maximum)
        return Refusal(Reason.SAME_AUTOSCALER) if same else Quote()

    def apply(self, operator: Operator) -> None:
        """Set them; the autoscaler looks at once."""
        operator.set_autoscaler(replace(operator.autoscaler, minimum=self.minimum, maximum=self.maximum))
        operator.event(EventKind.SETTING, self.verb, self.maximum, str(self.minimum))


@dataclass(frozen=True, slots=True)
class SetDrain(BaseCommand):
    """Set the longest time a server drains before each deploy, in ``ticks``; 0: it is deployed at once."""

    verb: ClassVar[str] = "set_drain"
    ticks: int

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a time out of bounds, and the one that is set already."""
        if not 0 <= self.ticks <= MOST_OF_A_SETTING:
            return Refusal(Reason.DRAIN_BOUNDS, (MOST_OF_A_SETTING,))
        return Refusal(Reason.SAME_DRAIN) if self.ticks == now.deploy_drain else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it, for the deploys that begin from now on."""
        operator.set_deploy_drain(self.ticks)
        operator.event(EventKind.SETTING, self.verb, self.ticks)
