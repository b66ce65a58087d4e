"""The dialog of stores: those for sale, additions to those that are there, and the running costs of all. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.commands import AddPooler, AddReplica, AddStore, SetRedis
from scalegame.engine.scenario import Eviction, Persistence, StoreName, StoreSpec
from scalegame.playthrough.actions.choices import Choice, CommandChoices, priced
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node
from scalegame.wording import units
from scalegame.wording.components import REDIS_WORDS, STORE_WORDS

#: Request prices are told for so many: of one there is too little to tell.
_REQUESTS = 1000


def sold(playthrough: Playthrough) -> tuple[StoreName, ...]:
    """Return the stores that the level sells, bought or not."""
    return tuple(store for store in StoreName if store in playthrough.level.scenario.allowed)


def wares(playthrough: Playthrough) -> CommandChoices:
    """Yield the stores that the level sells, as choices."""
    for store in sold(playthrough):
        yield priced(playthrough, AddStore(store), STORE_WORDS[store].label, STORE_WORDS[store].line, "Buy a store")


def upgrades(playthrough: Playthrough, store: StoreName | None = None) -> CommandChoices:
    """Yield the additions to the stores that are there (or to one of them), and how Redis can be set."""
    allowed, specs = playthrough.level.scenario.allowed, playthrough.level.scenario.store_specs
    for name in (one.name for one in playthrough.view.stores if store in (None, one.name)):
        section = STORE_WORDS[name].label.capitalize()
        for one in listed_upgrades(playthrough, name):
            yield priced(playthrough, one.value, one.label, one.about, section)
        if SetRedis.verb in allowed and name is StoreName.REDIS:
            cost = f" {units.cents(specs[name].aof_upkeep)}/s." if specs[name].aof_upkeep else ""
            for to in (*Eviction, *Persistence):
                about = REDIS_WORDS[to].line + (cost if to is Persistence.AOF else "")
                yield priced(playthrough, SetRedis(to), REDIS_WORDS[to].label, about, section)


def listed_upgrades(playthrough: Playthrough, name: StoreName) -> CommandChoices:
    """Yield the upgrades this level sells for a store that one has or will have, at the price in the list."""
    allowed, spec = playthrough.level.scenario.allowed, playthrough.level.scenario.store_specs[name]
    if AddReplica.verb in allowed and spec.most_replicas:
        label = f"a replica of {STORE_WORDS[name].named}"
        about = f"Takes over when the primary fails, {STORE_WORDS[name].replica}."
        yield Choice(AddReplica(name), label, about, spec.replica_price, spec.replica_lead)
    if AddPooler.verb in allowed and name is StoreName.SQL and spec.connections:
        about = "All servers share the connections, instead of each holding its own."
        yield Choice(AddPooler(), "a connection pooler", about, spec.pooler_price, spec.pooler_lead)


def store_counter(playthrough: Playthrough, _node: Node) -> CommandChoices:
    """Yield everything about stores: those for sale, then what can be done with those that are there."""
    more = tuple(upgrades(playthrough))
    owned = [store.name for store in playthrough.view.stores] if more else ()
    for ware in wares(playthrough):
        if not (isinstance(ware.value, AddStore) and ware.value.store in owned):
            yield ware
    yield from more


def running_costs(playthrough: Playthrough) -> str:
    """Return a sentence about what costs money while it runs in this level: servers, stores, replicas; or nothing."""
    scenario = playthrough.level.scenario
    kinds = dict.fromkeys(server.type for server in playthrough.view.servers)
    told = [
        f"a server {units.cents(upkeep)}" if len(kinds) == 1 else f"a {kind} server {units.cents(upkeep)}"
        for kind in kinds
        if (upkeep := scenario.server_type(kind).upkeep)
    ]
    present = (*(store.name for store in playthrough.view.stores), *sold(playthrough))
    for store in dict.fromkeys(present):
        told += _running(store, scenario.store_specs[store], scenario.allowed)
    return f"What runs costs money each second: {', '.join(told)}." if told else ""


def _running(store: StoreName, spec: StoreSpec, allowed: frozenset[str]) -> Iterator[str]:
    name = STORE_WORDS[store].label
    prices = [units.cents(spec.upkeep)] if spec.upkeep else []
    if spec.request_price:
        prices.append(f"{units.cents(spec.request_price * _REQUESTS)} for {_REQUESTS:,} operations")
    if prices:
        yield f"{name} {' and '.join(prices)}"
    if AddReplica.verb in allowed and spec.most_replicas and spec.replica_upkeep:
        yield f"a {name} replica {units.cents(spec.replica_upkeep)}"
    if SetRedis.verb in allowed and store is StoreName.REDIS and spec.aof_upkeep:
        yield f"its append-only file {units.cents(spec.aof_upkeep)}"
