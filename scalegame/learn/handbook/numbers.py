"""The costs of parts as phrases: every number is read from a scenario, so it is always that of the level in play."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.decisions.servers import DOWN_TICKS
from scalegame.engine.scenario import (
    COOKIE_BYTES,
    Check,
    Eviction,
    Kind,
    Persistence,
    Scenario,
    ServerType,
    StartServer,
    StoreName,
    StoreSpec,
)
from scalegame.learn.handbook.card import Figures
from scalegame.wording import units

#: The scenario for readers without a level: the engine's defaults, with every size of server.
USUAL = Scenario(
    level="",
    budget=0,
    servers=(StartServer("A"), StartServer("B", type="large")),
    waves=(),
    sources=(),
    goals=(),
)


def _bought(price: int, upkeep: int, lead: int) -> Iterator[str]:
    """Yield the price that is paid once, the upkeep of each second, and the lead time."""
    yield f"{units.money(price)} once" if price else "free"
    if upkeep:
        yield f"{units.cents(upkeep)} a second"
    yield f"ready after {lead} s" if lead else "ready at once"


def _store(spec: StoreSpec) -> Iterator[str]:
    yield from _bought(spec.price, spec.upkeep, spec.lead)
    if spec.request_price:
        yield f"{units.cents(spec.request_price * 1000)} for a thousand requests"
    yield f"adds {_milliseconds(spec.latency_us)} to a request"


def store(name: StoreName) -> Figures:
    """Return the figures of a store of which there is nothing to say but its costs and its latency."""
    return lambda scenario: tuple(_store(scenario.store_specs[name]))


def _milliseconds(microseconds: int) -> str:
    return f"{microseconds / 1000:g} ms"


def types(scenario: Scenario) -> tuple[ServerType, ...]:
    """Return the sizes of server that ``scenario`` has or sells."""
    used = (scenario.added_type, *(server.type for server in scenario.servers))
    return tuple(kind for kind in scenario.server_types if kind.name in used)


def server(scenario: Scenario) -> tuple[str, ...]:
    """Return what a server costs and does."""
    found = types(scenario)
    work = scenario.work
    told = []
    for kind in found:
        name = f"{kind.name}: " if len(found) > 1 else ""
        told.append(
            f"{name}{units.money(kind.price)} once, {units.cents(kind.upkeep)} a second, up after {kind.boot} s, "
            f"{kind.capacity:,} ms of work a second"
        )
    return (*told, f"a page takes {work[Kind.BROWSE]} ms, a log-in {work[Kind.LOGIN]}")


def memory(scenario: Scenario) -> tuple[str, ...]:
    """Return how many sessions fit into a server."""
    found = types(scenario)
    room = ", ".join(f"{kind.memory:,}" + (f" ({kind.name})" if len(found) > 1 else "") for kind in found)
    return ("nothing to buy", f"room for {room} sessions a server")


def boot(scenario: Scenario) -> tuple[str, ...]:
    """Return what one more server of the template costs."""
    kind = scenario.server_type(scenario.added_type)
    return (f"{units.money(kind.price)} a server", f"{units.cents(kind.upkeep)} a second", f"up after {kind.boot} s")


def again(scenario: Scenario) -> tuple[str, ...]:
    """Return how long a server that crashed is away."""
    return (
        f"a server that crashed is up again after {_range([DOWN_TICKS + kind.boot for kind in types(scenario)])} s",
    )


def deploy(scenario: Scenario) -> tuple[str, ...]:
    """Return how long a deploy takes and whether servers drain before it."""
    seconds = _range([kind.deploy for kind in types(scenario)])
    return (f"free, {seconds} s a server, one after another", *drain(scenario))


def drain(scenario: Scenario) -> tuple[str, ...]:
    """Return whether servers drain before a deploy as the level begins."""
    ticks = scenario.deploy_drain
    return (f"before a deploy servers drain for up to {ticks} s" if ticks else "servers do not drain before a deploy",)


def _range(values: list[int]) -> str:
    least, most = min(values), max(values)
    return f"{least}" if least == most else f"{least} to {most}"


def autoscaler(scenario: Scenario) -> tuple[str, ...]:
    """Return what the autoscaler aims at."""
    own = scenario.autoscaler
    span = f"at the start {own.minimum} to {own.maximum} servers" if own.maximum else "off at the start"
    kind = scenario.server_type(scenario.added_type)
    return (
        f"aims at {units.percent(own.target)} busy",
        f"looks again after {own.cool_down} s",
        f"each server {units.money(kind.price)}, up after {kind.boot} s",
        span,
    )


def balancer(_scenario: Scenario) -> tuple[str, ...]:
    """Return that the balancer is free and always there."""
    return ("free, and always there",)


def policy(_scenario: Scenario) -> tuple[str, ...]:
    """Return what changing the policy costs."""
    return ("free, from the next second on",)


def modulo(scenario: Scenario) -> tuple[str, ...]:
    """Return how the modulo hash is set."""
    rules = scenario.balancer
    dead = "keeps its place (as in nginx)" if rules.keep_dead_slots else "loses its place (as in HAProxy's map)"
    seen = ", sees only the first three numbers of an address" if rules.hash_network else ""
    return (*policy(scenario), f"a dead server {dead}{seen}")


def ring(scenario: Scenario) -> tuple[str, ...]:
    """Return how fine the ring is."""
    return (*policy(scenario), f"{scenario.balancer.ring_points} points on the ring for each server")


def checks(scenario: Scenario) -> tuple[str, ...]:
    """Return how servers are checked."""
    rules = scenario.balancer
    if rules.check is Check.NONE:
        active = "no active check at the start"
    else:
        active = (
            f"{rules.check.value.upper()} every {rules.interval} s, out after {_times(rules.fall, 'failed check')}, "
            f"back after {_times(rules.rise, 'good one')}"
        )
    passive = (
        f"passive: out for {rules.fail_timeout} s after {_times(rules.max_fails, 'failed request')}"
        if rules.max_fails
        else "no passive checks"
    )
    return ("free", active, passive)


def _times(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def patience(scenario: Scenario) -> tuple[str, ...]:
    """Return how long people and the balancer wait, and what is tried again."""
    rules = scenario.balancer
    people = units.wait(scenario.timeout_us // 1000)
    own = units.wait(rules.read_timeout_us // 1000) if rules.read_timeout_us else "as long as they do"
    return (
        f"people wait {people}, the balancer {own}",
        f"redispatch {'on' if rules.redispatch else 'off'}",
        f"a bound request tries a dead server {_times(rules.retries, 'time')}" if rules.retries else "no retries",
    )


def limiter(scenario: Scenario) -> tuple[str, ...]:
    """Return what the limit is as the level begins."""
    return ("free, at once", f"at the start {units.limit(scenario.limit)}")


def zones(scenario: Scenario) -> tuple[str, ...]:
    """Return how many zones there are."""
    return (f"{_times(len(scenario.zones), 'zone')}; the stores' primaries stand in the first",)


def redis(scenario: Scenario) -> tuple[str, ...]:
    """Return what Redis costs and bears."""
    spec = scenario.store_specs[StoreName.REDIS]
    return (*_store(spec), *_bears(spec), f"room for {_count(spec.memory)} sessions")


def redis_memory(scenario: Scenario) -> tuple[str, ...]:
    """Return how many sessions fit into Redis and what it does when it is full."""
    spec = scenario.store_specs[StoreName.REDIS]
    full = "refuses log-ins" if spec.eviction is Eviction.NOEVICTION else "evicts"
    return (f"room for {_count(spec.memory)} sessions", f"at the start a full Redis {full}", "changing that is free")


def redis_persistence(scenario: Scenario) -> tuple[str, ...]:
    """Return what the append-only file costs."""
    spec = scenario.store_specs[StoreName.REDIS]
    log = f"the append-only file costs {units.cents(spec.aof_upkeep)} a second" if spec.aof_upkeep else "free"
    now = "on" if spec.persistence is Persistence.AOF else "off"
    return (log, f"at the start it is {now}", f"a restart takes {spec.restart} s with or without")


def redis_replica(scenario: Scenario) -> tuple[str, ...]:
    """Return what a replica of Redis costs."""
    return tuple(_replica(scenario.store_specs[StoreName.REDIS]))


def sql_replica(scenario: Scenario) -> tuple[str, ...]:
    """Return what a replica of the database costs and adds."""
    spec = scenario.store_specs[StoreName.SQL]
    reads = (f"{spec.capacity:,} reads a second more each",) if spec.capacity and spec.most_replicas else ()
    return (*_replica(spec), *reads)


def _replica(spec: StoreSpec) -> Iterator[str]:
    if not spec.most_replicas:
        yield "none to be had"
        return
    yield from _bought(spec.replica_price, spec.replica_upkeep, spec.replica_lead)
    yield f"takes over within {spec.failover} s; a restart without one takes {spec.restart} s"
    yield f"{spec.most_replicas} at most"


def sql(scenario: Scenario) -> tuple[str, ...]:
    """Return what the database costs and bears."""
    spec = scenario.store_specs[StoreName.SQL]
    limit = (f"{spec.connections:,} connections",) if spec.connections else ()
    return (*_store(spec), *_bears(spec), *limit)


def connections(scenario: Scenario) -> tuple[str, ...]:
    """Return how many servers the connections are enough for, and what a pooler costs."""
    spec = scenario.store_specs[StoreName.SQL]
    pool = scenario.server_type(scenario.added_type).pool
    if not spec.connections:
        held = f"a server holds {_times(pool, 'connection')}; the database sets no limit"
    else:
        enough = f": enough for {_times(spec.connections // pool, 'server')}" if pool else ""
        held = f"{spec.connections:,} connections, {pool} to a server{enough}"
    price = "a pooler is there" if spec.pooler else f"a pooler costs {units.money(spec.pooler_price)}"
    lead = "" if spec.pooler else f", ready after {spec.pooler_lead} s"
    return (held, f"{price}{lead}, adds {_milliseconds(spec.pooler_us)}")


def blob(scenario: Scenario) -> tuple[str, ...]:
    """Return what a file in a row takes."""
    spec = scenario.store_specs[StoreName.SQL]
    return (f"each file takes {_times(spec.blob_operations, 'operation')}", *_bears(spec))


def queue(scenario: Scenario) -> tuple[str, ...]:
    """Return what the queue costs, holds and gets done."""
    spec = scenario.store_specs[StoreName.QUEUE]
    room = f"room for {spec.memory / 1000:,g} s of work" if spec.memory else "room without limit"
    done = f"its worker does {spec.capacity:,} ms of work a second" if spec.capacity else "its workers are never behind"
    return (*_store(spec), done, room)


def cookie(scenario: Scenario) -> tuple[str, ...]:
    """Return how much fits into a signed cookie, and what checking it takes."""
    base, item = scenario.cookie_base, scenario.cookie_item
    fits = f", and {item} for each thing in the cart: {max(0, (COOKIE_BYTES - base) // item)} fit" if item else ""
    return (
        "nothing to buy",
        f"of at most {COOKIE_BYTES:,} bytes a session takes {base}{fits}",
        f"checking takes {scenario.cookie_work} ms of work a request",
    )


def _bears(spec: StoreSpec) -> Iterator[str]:
    yield f"{spec.capacity:,} operations a second" if spec.capacity else "operations without limit"


def _count(count: int) -> str:
    return f"{count:,}" if count else "any number of"
