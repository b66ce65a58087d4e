"""Commands about stores: buy one, buy replicas and a pooler for it, set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from scalegame.engine.commands.base import BaseCommand
from scalegame.engine.commands.fields import PlainCommand, word
from scalegame.engine.enums import Eviction, Persistence, StoreName
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.view import EventKind

if TYPE_CHECKING:
    from scalegame.engine.decisions.queries import Situation
    from scalegame.engine.tick.operator import Operator

#: Buying a store is written by the store's name behind this.
BUY = "add_"


@dataclass(frozen=True, slots=True)
class AddStore(BaseCommand):
    """Buy a store. Nobody uses it until a server is connected."""

    verb: ClassVar[str] = "add_store"
    store: StoreName

    @classmethod
    def possible_rights(cls) -> tuple[str, ...]:
        """Return the names of all stores: a level allows the stores themselves."""
        return tuple(store.value for store in StoreName)

    def rights(self) -> frozenset[str]:
        """Return the name of the store."""
        return frozenset({self.store.value})

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote the store, unless it has been bought."""
        if self.store in now.stores:
            return Refusal(Reason.HAS_STORE, (self.store,))
        spec = now.scenario.store_specs[self.store]
        return Quote(spec.price, spec.lead)

    def apply(self, operator: Operator) -> None:
        """Order it; it opens after its lead time."""
        operator.order_store(self.store)

    @classmethod
    def written_verbs(cls) -> tuple[str, ...]:
        """Return a verb for each store, such as ``add_redis``."""
        return tuple(BUY + store.value for store in StoreName)

    def plain(self) -> PlainCommand:
        """Return the command as its verb alone, which names the store."""
        return {"do": BUY + self.store.value}

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> AddStore:
        """Return the command that the verb names."""
        return cls(StoreName(word(plain, "do").removeprefix(BUY)))


@dataclass(frozen=True, slots=True)
class AddReplica(BaseCommand):
    """Buy a replica of Redis or SQL: it takes over when the primary fails, and SQL's answer reads as well."""

    verb: ClassVar[str] = "add_replica"
    store: StoreName

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote a replica of a store that is there, up to the most it can have; ordered ones count."""
        most = now.scenario.store_specs[self.store].most_replicas
        if not most:
            return Refusal(Reason.NO_REPLICA, (self.store,))
        if missing := now.missing(self.store):
            return missing
        store = now.stores[self.store]
        if store.replicas + len(store.coming) >= most:
            return Refusal(Reason.MOST_REPLICAS, (most,))
        return Quote(store.spec.replica_price, store.spec.replica_lead)

    def apply(self, operator: Operator) -> None:
        """Order it; it is in sync after its lead time."""
        operator.order_replica(self.store)


@dataclass(frozen=True, slots=True)
class AddPooler(BaseCommand):
    """Put a connection pooler before the SQL database: many servers share few connections."""

    verb: ClassVar[str] = "add_pooler"

    def quote(self, now: Situation) -> Quote | Refusal:
        """Quote the pooler of a database that is there and has none."""
        if missing := now.missing(StoreName.SQL):
            return missing
        store = now.stores[StoreName.SQL]
        return Refusal(Reason.HAS_POOLER) if store.pooled else Quote(store.spec.pooler_price, store.spec.pooler_lead)

    def apply(self, operator: Operator) -> None:
        """Order it; it is ready after its lead time."""
        operator.order_pooler()


@dataclass(frozen=True, slots=True)
class SetRedis(BaseCommand):
    """Change one setting of Redis: what it does when it is full, or what it keeps over a restart."""

    verb: ClassVar[str] = "set_redis"
    to: Eviction | Persistence

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a Redis that is not there, and what is set already."""
        if missing := now.missing(StoreName.REDIS):
            return missing
        redis = now.stores[StoreName.REDIS]
        same = self.to in (redis.eviction, redis.persistence)
        return Refusal(Reason.SAME_REDIS, (self.to,)) if same else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it; a Redis that holds too much forgets at once what it may forget now."""
        redis = operator.stores[StoreName.REDIS]
        match self.to:
            case Eviction():
                operator.change_store(replace(redis, eviction=self.to))
            case Persistence():
                operator.change_store(replace(redis, persistence=self.to))
        operator.evict()
        operator.event(EventKind.SETTING, self.verb, detail=self.to)
