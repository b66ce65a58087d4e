"""The running costs of a service in words: so much a second, or a request. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.catalog import STORES
from scalegame.engine.commands import AddReplica, SetRedis
from scalegame.engine.scenario import StoreName, StoreSpec
from scalegame.playthrough.actions import choices
from scalegame.playthrough.playthrough import Playthrough
from scalegame.wording import units

#: Request prices are told for so many: of one there is too little to tell.
_REQUESTS = 1000


def running_costs(playthrough: Playthrough) -> str:
    """Return a sentence about what costs money while it runs in this level: servers, stores, replicas; or nothing."""
    scenario = playthrough.level.scenario
    kinds = dict.fromkeys(server.type for server in playthrough.view.servers)
    told = [
        f"a server {units.cents(upkeep)}" if len(kinds) == 1 else f"a {kind} server {units.cents(upkeep)}"
        for kind in kinds
        if (upkeep := scenario.server_type(kind).upkeep)
    ]
    present = (*(store.name for store in playthrough.view.stores), *choices.sold(playthrough))
    for store in dict.fromkeys(present):
        told += _of_store(store, scenario.store_specs[store], scenario.allowed)
    return f"What runs costs money each second: {', '.join(told)}." if told else ""


def _of_store(store: StoreName, spec: StoreSpec, allowed: frozenset[str]) -> Iterator[str]:
    name = units.store_name(store)
    prices = [units.cents(spec.upkeep)] if spec.upkeep else []
    if spec.request_price:
        prices.append(f"{units.cents(spec.request_price * _REQUESTS)} for {_REQUESTS:,} operations")
    if prices:
        yield f"{name} {' and '.join(prices)}"
    if AddReplica.verb in allowed and spec.most_replicas and spec.replica_upkeep:
        yield f"a {name} replica {units.cents(spec.replica_upkeep)}"
    if SetRedis.verb in allowed and STORES[store].volatile and spec.aof_upkeep:
        yield f"its append-only file {units.cents(spec.aof_upkeep)}"
