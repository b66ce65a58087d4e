"""The choices in the stores' dialog, and what is told of running costs."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.commands import AddPooler, AddReplica, AddStore, SetRedis
from scalegame.engine.scenario import DEFAULT_SERVER_TYPES, Eviction, Persistence, StartServer, StoreName
from scalegame.playthrough.actions import shop
from scalegame.playthrough.actions.shop import running_costs
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from tests.tui.play.samples import RICH, SCENARIO, level, played

A = Node(NodeKind.SERVER, "A")


def test_the_stores_counter_sells_upgrades_of_what_is_there() -> None:
    wanted = [choice.value for choice in shop.store_counter(played(0, scenario=RICH), A)]
    for command in (AddReplica(StoreName.REDIS), AddReplica(StoreName.SQL), AddPooler()):
        assert command in wanted
    assert {command.to for command in wanted if isinstance(command, SetRedis)} == {*Eviction, *Persistence}
    bare = [choice.value for choice in shop.store_counter(played(0, scenario=replace(RICH, stores=())), A)]
    assert bare == [AddStore(store) for store in StoreName]


def test_an_upgrade_carries_its_price_and_lead_time() -> None:
    found = {choice.value: choice for choice in shop.store_counter(played(0, scenario=RICH), A)}
    assert found[AddPooler()].cost == "$20 5 s"
    assert found[AddReplica(StoreName.REDIS)].cost == "$60 8 s"
    assert "$0.02/s" in found[SetRedis(Persistence.AOF)].about


def test_what_runs_is_named_with_its_costs() -> None:
    assert running_costs(Playthrough(level(SCENARIO), 1)).startswith(
        "What runs costs money each second: a server $0.10, Redis $0.10"
    )
    rich = running_costs(Playthrough(level(RICH), 1))
    for told in ("a Redis replica $0.10", "its append-only file $0.02", "database $0.20", "a database replica $0.20"):
        assert told in rich
    assert "object storage $0.02 and $0.40 for 1,000 operations" in rich
    small = replace(DEFAULT_SERVER_TYPES[0], upkeep=0)
    free = replace(SCENARIO, allowed=frozenset(), server_types=(small,), stores=())
    assert running_costs(Playthrough(level(free), 1)) == ""
    two = replace(SCENARIO, allowed=frozenset(), servers=(StartServer("A"), StartServer("B", type="large")))
    assert "a small server $0.10, a large server $0.36" in running_costs(Playthrough(level(two), 1))
