"""Hypothesis strategies: small scenarios with every mechanism in them, and what a busy player does in one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from scalegame.engine.commands import (
    COMMANDS,
    At,
    Plan,
)
from scalegame.engine.scenario import (
    Autoscaler,
    Balancer,
    Check,
    Eviction,
    FilePlace,
    Goal,
    Incident,
    IncidentKind,
    LimitPer,
    Metric,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    Rejected,
    Scenario,
    ServerType,
    SessionPlace,
    Source,
    StartServer,
    StoreName,
    StoreSpec,
    Target,
    Wave,
    Wiring,
    WorkPlace,
)
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from tests.orders import ZONES, commands, stories

#: The servers a scenario may start with; those ordered later are called s001, s002, …
NAMES = ("A", "B", "zeus", "apollo", "cat")
VERBS = tuple(
    sorted(
        {command.verb for command in COMMANDS}
        | {store.value for store in StoreName}
        | {SessionPlace.SIGNED_COOKIE.value}
    )
)

seeds = st.integers(min_value=0, max_value=2**64 - 1)


@cache
@st.composite
def server_types(draw: st.DrawFn) -> tuple[ServerType, ...]:
    """Draw a small and a large server, often too small for their people."""
    memory = draw(st.sampled_from((1000, 12, 4, 1)))
    small = ServerType(
        capacity=draw(st.sampled_from((1000, 150, 40))),
        queue=draw(st.sampled_from((100, 4, 1, 0))),
        memory=memory,
        boot=draw(st.integers(1, 6)),
        deploy=draw(st.integers(1, 4)),
        price=draw(st.sampled_from((0, 4 * MILLICENTS_PER_DOLLAR))),
        upkeep=draw(st.sampled_from((0, 1000))),
        pool=draw(st.sampled_from((20, 3, 0))),
    )
    large = ServerType(name="large", capacity=400, queue=8, memory=2 * memory, boot=5, deploy=3, price=1_200_000)
    return small, large


@cache
@st.composite
def store_specs(draw: st.DrawFn) -> dict[StoreName, StoreSpec]:
    """Draw a catalog of stores whose limits are sometimes felt."""
    return {name: draw(store_spec(name)) for name in StoreName}


@cache
@st.composite
def store_spec(draw: st.DrawFn, name: StoreName) -> StoreSpec:
    """Draw one store's price and limits."""
    sql, redis = name is StoreName.SQL, name is StoreName.REDIS
    replicas = draw(st.integers(0, 2)) if sql or redis else 0
    return StoreSpec(
        price=draw(st.sampled_from((0, 6 * MILLICENTS_PER_DOLLAR))),
        upkeep=500,
        lead=draw(st.integers(1, 6)),
        capacity=draw(st.sampled_from((0, 3, 500))),
        memory=draw(st.sampled_from((0, 5, 1000))) if redis or name is StoreName.QUEUE else 0,
        latency_us=draw(st.sampled_from((0, 1000, 30_000, 400_000))),
        restart=draw(st.integers(1, 6)),
        request_price=7,
        eviction=draw(st.sampled_from(Eviction)) if redis else Eviction.NOEVICTION,
        persistence=draw(st.sampled_from(Persistence)) if redis else Persistence.NONE,
        aof_upkeep=3,
        connections=draw(st.sampled_from((0, 4, 50))) if sql else 0,
        pooler=sql and draw(st.booleans()),
        pooler_price=draw(st.sampled_from((0, MILLICENTS_PER_DOLLAR))),
        pooler_lead=2,
        blob_operations=2,
        replicas=draw(st.integers(0, replicas)),
        most_replicas=replicas,
        replica_price=draw(st.sampled_from((0, MILLICENTS_PER_DOLLAR))),
        replica_upkeep=5,
        replica_lead=3,
        failover=draw(st.integers(1, 3)),
    )


@cache
@st.composite
def wirings(draw: st.DrawFn, stores: tuple[StoreName, ...]) -> Wiring:
    """Draw what a server may be connected to when these stores exist."""
    sessions = [SessionPlace.SERVER_MEMORY, SessionPlace.SIGNED_COOKIE]
    files, orders, work = [FilePlace.LOCAL_DISK], [OrderPlace.SERVER_MEMORY], [WorkPlace.INLINE]
    if StoreName.REDIS in stores:
        sessions += [SessionPlace.REDIS] * 2
    if StoreName.SQL in stores:
        sessions.append(SessionPlace.SQL)
        files.append(FilePlace.SQL_BLOB)
        orders.append(OrderPlace.SQL)
    if StoreName.OBJECT_STORAGE in stores:
        files.append(FilePlace.OBJECT_STORAGE)
    if StoreName.QUEUE in stores:
        work.append(WorkPlace.QUEUE)
    return Wiring(*(draw(st.sampled_from(each)) for each in (sessions, files, orders, work)))  # type: ignore[arg-type]


@cache
@st.composite
def sources(draw: st.DrawFn, name: str) -> Source:
    """Draw a kind of visitor: short visits, every mix of requests, every temper."""
    least = draw(st.integers(1, 4))
    return Source(
        name,
        addresses=draw(st.sampled_from((1, 3, 200))),
        share=draw(st.integers(1, 5)),
        requests=(least, least + draw(st.integers(0, 4))),
        think=draw(st.integers(1, 4)),
        mix=draw(st.sampled_from(((0, 1, 0, 0, 0, 0), (0, 4, 2, 2, 3, 2), (0, 0, 0, 1, 2, 0), (0, 0, 1, 0, 0, 1)))),
        rejected=draw(st.sampled_from(Rejected)),
        networks=draw(st.sampled_from((0, 0, 2))),
        last_octet=draw(st.sampled_from((0, 0, 1))),
        retries=draw(st.sampled_from((0, 0, 1, 3))),
        retry_after=draw(st.integers(1, 3)),
        backoff=draw(st.booleans()),
    )


@cache
def balancers() -> st.SearchStrategy[Balancer]:
    """Draw every policy with every setting."""
    return st.builds(
        Balancer,
        policy=st.sampled_from(Policy),
        redispatch=st.booleans(),
        interval=st.integers(1, 4),
        fall=st.integers(1, 3),
        rise=st.integers(1, 3),
        keep_dead_slots=st.booleans(),
        ring_points=st.sampled_from((1, 16, 160)),
        mixing=st.booleans(),
        hash_network=st.booleans(),
        check=st.sampled_from((Check.TCP, Check.TCP, Check.HTTP, Check.NONE)),
        max_fails=st.sampled_from((0, 0, 1, 3)),
        fail_timeout=st.integers(1, 6),
        retries=st.sampled_from((0, 0, 1, 3)),
        read_timeout_us=st.sampled_from((0, 0, 100_000, 2_000_000)),
    )


@cache
@st.composite
def waves(draw: st.DrawFn) -> Wave:
    """Draw 4 to 25 ticks of a repeating pattern of arrivals with up to three incidents."""
    length = draw(st.sampled_from((4, 8, 14, 25)))
    pattern = draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    incidents = st.builds(
        Incident,
        kind=st.sampled_from(IncidentKind),
        at=st.integers(0, length - 1),
        server=st.sampled_from((Target.BUSIEST, Target.RANDOM, *NAMES[:3], "s001", "nobody", *ZONES)),
        ticks=st.integers(1, 9),
        per_mille=st.sampled_from((1, 200, 500, 1000)),
        count=st.integers(0, 3),
    )
    return Wave(
        title="Wave",
        arrivals=tuple(pattern[tick % len(pattern)] for tick in range(length)),
        incidents=tuple(draw(st.lists(incidents, max_size=3))),
    )


@cache
@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a small level: at most 5 servers, 3 waves, 2 sources and about 1,500 requests."""
    stores = tuple(name for name in StoreName if draw(st.booleans()))
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    return Scenario(
        level="drawn",
        budget=draw(st.sampled_from((0, 20, 500))) * MILLICENTS_PER_DOLLAR,
        servers=tuple(
            StartServer(
                name,
                draw(st.sampled_from(("small", "large"))),
                draw(wirings(stores)),
                draw(st.sampled_from(("", "", *ZONES))),
                draw(st.booleans()),
            )
            for name in names
        ),
        waves=tuple(draw(st.lists(waves(), min_size=1, max_size=3))),
        sources=(draw(sources("homes")), draw(sources("office")))[: draw(st.integers(1, 2))],
        goals=(Goal(Metric.SESSION_LOSS, 200, 0), Goal(Metric.FAILED_REQUESTS, 300, 50)),
        allowed=frozenset(draw(st.sampled_from((VERBS, VERBS, VERBS[::2])))),
        policies=draw(st.sampled_from((tuple(Policy), (Policy.ROUND_ROBIN, Policy.STICKY_COOKIE)))),
        balancer=draw(balancers()),
        template=draw(wirings(stores)),
        stores=stores,
        server_types=draw(server_types()),
        store_specs=draw(store_specs()),
        timeout_us=draw(st.sampled_from((5_000_000, 400_000))),
        added_type=draw(st.sampled_from(("small", "large"))),
        reads=draw(st.sampled_from(((0,) * 6, (0, 2, 1, 0, 0, 0)))),
        cookie_item=draw(st.sampled_from((300, 2000))),
        shared_key=draw(st.booleans()),
        zones=draw(st.sampled_from((ZONES[:1], ZONES))),
        limit=draw(st.sampled_from((RateLimit(), RateLimit(), RateLimit(4), RateLimit(1, LimitPer.ADDRESS)))),
        autoscaler=draw(st.sampled_from((Autoscaler(), Autoscaler(), Autoscaler(1, 4, 500, 4, 3)))),
        deploy_drain=draw(st.sampled_from((0, 0, 3))),
        lives=draw(st.sampled_from((0, 0, 0, 0, 40))),
    )


@cache
@st.composite
def rough_scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a level in which servers die and freeze under load, and the balancer is slow to notice."""
    scenario = draw(scenarios())
    first, *others = scenario.servers
    servers = (first, *(others or [replace(first, name="zeus")]))
    names = tuple(server.name for server in servers)
    blows = st.builds(
        Incident,
        kind=st.sampled_from((IncidentKind.CRASH, IncidentKind.FREEZE, IncidentKind.FREEZE, IncidentKind.CRASH_LOOP)),
        at=st.integers(1, 9),
        server=st.sampled_from((*names, Target.RANDOM)),
        ticks=st.integers(2, 6),
        count=st.integers(0, 2),
    )
    wave = Wave("Rough", (6, 6, *[3] * 10), tuple(draw(st.lists(blows, min_size=1, max_size=4))))
    balancer = replace(
        scenario.balancer,
        interval=draw(st.sampled_from((1, 3))),
        fall=draw(st.integers(1, 3)),
        redispatch=draw(st.sampled_from((True, True, False))),
        max_fails=draw(st.sampled_from((0, 1, 3))),
        retries=draw(st.sampled_from((0, 1, 4))),
        read_timeout_us=draw(st.sampled_from((0, 100_000, 1_500_000))),
    )
    return replace(scenario, servers=servers, waves=(wave, *scenario.waves[1:]), balancer=balancer)


@cache
@st.composite
def busy_games(draw: st.DrawFn, policy: Policy | None = None) -> tuple[Scenario, Plan]:
    """Draw a level (with the given policy, or any) and what a busy player does with what is there."""
    scenario = draw(st.one_of(scenarios(), rough_scenarios()))
    if policy is not None:
        scenario = replace(scenario, balancer=replace(scenario.balancer, policy=policy))
    names = (*(server.name for server in scenario.servers), "s001")
    once = st.builds(lambda tick, command: (At(tick, command),), st.integers(0, 20), commands())
    parts = draw(st.lists(st.one_of(stories(names), stories(names), once), min_size=2, max_size=5))
    return scenario, tuple(at for part in parts for at in part)


@cache
@st.composite
def calm_scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a level in which nothing can be turned away: room for all, no incidents, answers at once."""
    names = NAMES[: draw(st.integers(1, 3))]
    patterns = draw(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=1, max_size=3))
    return Scenario(
        level="calm",
        budget=1000 * MILLICENTS_PER_DOLLAR,
        servers=tuple(StartServer(name) for name in names),
        waves=tuple(Wave("Wave", tuple(pattern * 5)) for pattern in patterns),
        sources=(draw(sources("homes")), draw(sources("office"))),
        goals=(),
        allowed=frozenset(VERBS),
        policies=tuple(Policy),
        balancer=draw(balancers()),
        server_types=(ServerType(capacity=10**9, queue=1000, boot=3, deploy=1),),
    )
