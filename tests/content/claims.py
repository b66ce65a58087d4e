"""The campaign texts' claims in numbers, beyond single facts of a level: pieces of them, the numbers worked out.

A claim is a piece of a text in digits (see ``numerals.py``). What depends on the level is read off it; what a card
makes up is given once, and what follows from that is worked out; what was measured comes from ``tests/truth``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from scalegame.content.level import Level
from scalegame.engine import play
from scalegame.engine.commands import AddServer, At, SetAutoscaler, SetRateLimit
from scalegame.engine.scenario import COOKIE_BYTES, IncidentKind, StoreName
from scalegame.engine.units import MICROSECONDS_PER_TICK, WHOLE
from scalegame.wording.refusals import dollars
from tests.content.facts import turns
from tests.truth.data import cells

Claims = Iterator[str]


def claims_of(level: Level) -> list[str]:
    """Return what the texts of ``level`` claim, each as a piece of them in digits."""
    return list(_CLAIMS[level.id](level))


def _first(level: Level) -> int:
    """Return how many servers stand there when the level begins."""
    return len(level.scenario.servers)


def _ordered(level: Level) -> int:
    """Return how many servers the reference orders."""
    return sum(at.command.count for at in level.plans["reference"] if isinstance(at.command, AddServer))


def _fleet(level: Level) -> int:
    return _first(level) + _ordered(level)


def _struck(level: Level, kind: IncidentKind) -> list[int]:
    """Return the per mille of each incident of that kind."""
    return [one.per_mille for wave in level.scenario.waves for one in wave.incidents if one.kind is kind]


def _spell(level: Level, kind: IncidentKind) -> int:
    """Return how many seconds each incident of that kind lasts, or takes to come again."""
    [ticks] = {one.ticks for wave in level.scenario.waves for one in wave.incidents if one.kind is kind}
    return ticks


def _measured(cell: str, metric: str) -> float:
    """Return a mean in per cent."""
    return 100 * next(one.metrics[metric].mean for one in cells() if one.id == cell)


def _moved(servers: int) -> str:
    """Return who moves when a server joins ``servers`` others under a modulo hash, as ``4 in 5``, counted out."""
    people = servers * (servers + 1)
    moved = sum(hashed % servers != hashed % (servers + 1) for hashed in range(people))
    return f"{moved // servers} in {people // servers}"


def _local(_: Level) -> Claims:
    yield from ("between 2 requests", "restarts it, which takes 2 seconds", "2 seconds are too short")
    yield from ("give it 2 times the memory", "1/2 as many people as before")


def _second(level: Level) -> Claims:
    yield from (f"{_first(level)} servers, {_first(level)} memories", f"so there are {_first(level)}: servers A and B")
    yield "what are 2 ways to stop that"
    n = 4
    yield from (
        f"from one server to {n}, behind",
        f"once in {n} times",
        f"each of the {n} is asked",
        "About 1/2 of the",
    )
    n = 3
    yield f"one of {n} servers is far too busy. You add a {n + 1}th"
    yield f"1/{n + 1} of its people"


def _married(_: Level) -> Claims:
    yield from ("puts 1/3 of your users behind one IP address", "between 2 clicks")
    n = 4
    yield from (
        f"{n} servers with sessions in memory",
        f"About 1/{n}: the people",
        f"people of the other {n - 1} notice",
    )
    lost = round(_measured("ram.ha_cookie.crash", "users_lost_all"))
    assert lost == 100 // n
    yield f"{lost} % were lost when this was measured"


def _stateless(level: Level) -> Claims:
    yield f"1/{_first(level)} of all requests reach the server that has never met their sender"
    yield "Between 2 requests"
    n = 3
    yield from (f"{n} servers look sessions up in Redis", f"1/{n} of the people")


def _register(level: Level) -> Claims:
    before, *_, most = sorted({max(wave.arrivals) for wave in level.scenario.waves})
    assert 3 * before < most < 4 * before
    yield "brings almost 4 times the traffic"
    yield f"A new server costs {dollars(level.scenario.server_type(level.scenario.added_type).price)} and"
    yield f"{_first(level)} registers will not do"
    # In the long run, so many visitors a second keep so much of the first servers busy.
    source, work = level.scenario.sources[0], level.scenario.work
    each = sum(map(int.__mul__, source.mix, work)) / sum(source.mix)
    visit = work[0] + each * sum(source.requests) / 2
    busy = before * visit / (_first(level) * level.scenario.server_type("small").capacity)
    assert 0.4 < busy < 0.5
    yield f"keep {_first(level)} servers nearly 1/2 busy"
    assert play(level.scenario, level.seed, (At(35, AddServer()),)).won
    yield f"press a {_ordered(level)} times"
    yield f"{_first(level) + 1} servers would just carry Black Friday, {_fleet(level)} have room to spare"
    yield f"{_fleet(level)} work as well as {_first(level)}."
    yield from ("doubles within 5 seconds", "needs 60 seconds to boot")
    boot, alarm = 3, 90
    yield from (f"sale begins at 20:00. Servers need {boot} minutes to boot", "What happens at 20:00?")
    yield from (f"orders more at {alarm} % load", f"there are {100 - alarm} % left", f"For {boot} minutes people are")


def _avatar(level: Level) -> Claims:
    yield f"After {level.scenario.store_specs[StoreName.OBJECT_STORAGE].lead} seconds press c"
    n = 5
    yield from (f"{n} servers write invoices", f"once in {n} times", f"each of the {n} is asked")


def _reshuffle(level: Level) -> Claims:
    n = _first(level)
    assert _fleet(level) == n + 1
    yield from (f"{n} bartenders and a rule", f"{n} servers cannot carry that crowd, {n + 1} can")
    yield f"when the {n + 1}th server comes up"
    yield f"An address keeps its place only if {n + 1} leaves the same over as {n} did"
    yield from (
        f"one time in {n + 1}.",
        f"loses about one in {n + 1} instead of {_moved(n)},",
        f"for the {n + 1}th server",
    )
    yield "sends n people in n + 1 elsewhere"
    yield from (f"You add a {n + 1}th server behind", f"{_moved(n)}; about one in {n + 1};".capitalize())
    n = 9
    yield from (f"{n} cache servers share keys by hash(key) modulo {n}. You add a {n + 1}th.", f"About one in {n + 1}")
    yield from (
        f"only if {n} and {n + 1} leave the same remainder: one in {n + 1} does",
        f"just one in {n + 1} would be",
    )
    yield from (f"{n} cache servers stand on a consistent-hash ring, and you add a {n + 1}th.", "About 1/2")
    yield from (f"About {_moved(n)}", f"{_moved(n)} is what a modulo hash would move")
    n = 4
    yield from (f"You drain one of {n},", f"About {_moved(n - 1)} of all", f"The hash divides by {n - 1} now")
    yield f"{round(_measured('ram.ha_src.drain', 'users_lost_all'))} % were lost"


def _dataless(_: Level) -> Claims:
    yield from ("keeps 2 kinds of notes", "2 things go wrong")


def _redis(level: Level) -> Claims:
    [taken] = _struck(level, IncidentKind.REDIS_FULL)
    yield f"the bookkeepers fill 1/{WHOLE // taken} of it, for {_spell(level, IncidentKind.REDIS_FULL)} seconds"
    yield f"takes over within {level.scenario.store_specs[StoreName.REDIS].failover} seconds"
    yield "there are 2 ways: the append-only file remembers, a replica takes over"
    sentinel_waits = 30  # its default, see docs/sources.md
    takes = level.scenario.store_specs[StoreName.REDIS].failover
    yield f"after {sentinel_waits} seconds of silence unless told otherwise; here it takes {takes}."
    assert _measured("redis.ng_rr.lru", "req_401_pre") > 50
    yield "With memory for 1/2 of the people, real Redis rejected more than 1/2 of all requests"
    yield from ("room for 2 times as many sessions", "spread over 2 memories")


def _envelope(level: Level) -> Claims:
    [banned] = _struck(level, IncidentKind.BAN)
    yield f"{banned * 10 // WHOLE} in 10 of the people online"
    yield f"keeps about {COOKIE_BYTES // 1024} KB in a cookie"
    yield "valid for 2 more hours"
    base, item = 500, 700
    yield from (
        f"takes {base} bytes in a cookie, and each thing in the cart {item} bytes",
        f"into {COOKIE_BYTES:,} bytes?",
    )
    most = (COOKIE_BYTES - base) // item
    yield from (f"{most}", f"{most + 1}")
    yield f"{most} make {base + most * item:,} bytes; the {most + 1}th makes {base + (most + 1) * item:,} bytes"


def _connections(level: Level) -> Claims:
    kind, sql = level.scenario.server_type(level.scenario.added_type), level.scenario.store_specs[StoreName.SQL]
    n = _first(level)
    assert n * kind.pool == sql.connections
    yield from (f"{n} servers will not carry it; {_fleet(level)} would", f"A {n + 1}th server finds no line free")
    yield f"cooks {sql.capacity} dishes a second"
    yield from (f"{n} servers hold {n} × {kind.pool} connections: that is all", f"Order a {n + 1}th one")
    yield f"order {_ordered(level)} servers"
    limit, pool = 100, 20
    n = limit // pool
    yield from (f"accepts {limit} connections, and each server opens {pool} when", f"a {n + 1}th server starts")
    yield from (f"{n} servers hold all there are", f"A real PostgreSQL accepts {limit} connections")
    yield "12 servers talk to one database"
    n = 3
    yield from (f"buy {n} read replicas", f"take {n + 1} times the orders", f"take {n} times the orders")


def _deploy(level: Level) -> Claims:
    yield f"calls the {_first(level)} by name"
    deploy = level.scenario.server_type(level.scenario.added_type).deploy
    yield f"would have taken about {_fleet(level) * deploy} seconds"
    yield f"needs {level.scenario.server_type(level.scenario.added_type).boot} seconds to boot"
    yield "a new version to 10 servers"
    n = 4
    yield from (f"{n} servers, and each drains", f"true of the other {n - 1}?", "web-01 to web-20")


def _cattle(level: Level) -> Claims:
    yield f"Your {_first(level)} servers keep nothing"
    changes = [later > earlier for earlier, later in pairwise(turns(level)) if later != earlier]
    comes = changes[:1].count(True) + sum(now and not before for before, now in pairwise(changes))
    goes = sum(before and not now for before, now in pairwise(changes))
    yield f"comes {comes} times and goes {goes} times"
    yield f"{len(_struck(level, IncidentKind.CRASH_LOOP))} servers fall ill"
    yield f"changes {comes + goes} times"
    yield f"again {_spell(level, IncidentKind.CRASH_LOOP)} seconds after every start"
    [(least, most)] = [
        (at.command.minimum, at.command.maximum)
        for at in level.plans["reference"]
        if isinstance(at.command, SetAutoscaler)
    ]
    yield f"between {least} and {most} servers"
    yield "does 2 things for you. It keeps the number of servers where the load wants it, and it replaces"
    target = 60
    yield from (f"busy to {target} %. A colleague wants 100 %", f"The other {100 - target} % are the room")
    yield from ("holds 30 sessions in its memory. It may drain for 10 seconds", "at least 4 servers, at night")


def _slow(level: Level) -> Claims:
    [left] = _struck(level, IncidentKind.SLOW)
    yield f"does 1/{WHOLE // left} of its work"
    yield f"sending them 1/{_first(level) // len(_struck(level, IncidentKind.FREEZE))} of the crowd"
    yield from ("Press b 3 times", "None of the 3 is enough alone")
    n = 10
    yield from (f"One of your {n} servers", f"1/{n} of the requests wait", "seconds to 1/2 a minute")
    n = 4
    yield from (f"One of {n} servers becomes 5 times slower", f"1/{n} of all requests")
    yield "give up after 100 ms. Then a busy day comes, and all servers need 200 ms"


def _stampede(level: Level) -> Claims:
    [retries] = [source.retries for source in level.scenario.sources]
    [limit] = [at.command.limit for at in level.plans["reference"] if isinstance(at.command, SetRateLimit)]
    shed, *_ = [at.command.limit for at in level.plans["answer"] if isinstance(at.command, SetRateLimit)]
    yield from (f"Then choose 1/{limit // shed} of it", f"I shed load, 1/{limit // shed} of it or more")
    yield f"{level.scenario.store_specs[StoreName.REDIS].restart} bad seconds"
    yield f"up to {retries} times"
    assert level.scenario.timeout_us == MICROSECONDS_PER_TICK
    yield from ("no answer within a second", "Answers come after more than a second")
    server = level.scenario.server_type(level.scenario.added_type)
    rest = level.scenario.budget - play(level.scenario, level.seed).metrics.cost
    yield f"money for {rest // (server.price + server.upkeep * len(level.scenario.waves[1].arrivals))} more servers"
    yield from (f"{_first(level)} servers get more", f"as {_first(level)} servers can do")
    yield f"{limit}/s, that is {limit} requests a second"
    yield "each pause 2 times as long as the last"
    yield from ("was down for 10 seconds", "still down 20 minutes later")
    patience, wait = 2, 6
    yield from (
        f"give up after {patience} seconds, and the wait in the queue is {wait} seconds",
        f"waited for {wait} seconds",
    )
    yield from (f"1/{wait // patience} of it", f"It is not 1/{wait // patience}:")
    can, come = 30, 90
    yield f"can do {can} requests a second and gets {come} requests a second"
    yield from (f"Let {can} in each second, turn {come - can} away", f"{can} are served in time, and {come - can} know")


def _interview(level: Level) -> Claims:
    yield f"{_fleet(level) - 1} servers will not be enough"
    yield f"Order {_ordered(level)} servers"
    asked = level.interview.partition("each piece of state:")[2].partition("?")[0].count(",") + 1
    yield f"Can you answer the {asked} for the service"
    yield "a database and 3 more servers"


_CLAIMS: dict[str, Callable[[Level], Claims]] = {
    "the-local-bartender": _local,
    "the-second-bartender": _second,
    "married-to-a-server": _married,
    "make-it-stateless": _stateless,
    "any-register-will-do": _register,
    "the-missing-avatar": _avatar,
    "the-reshuffle": _reshuffle,
    "stateless-is-not-dataless": _dataless,
    "redis-is-a-server-too": _redis,
    "the-sealed-envelope": _envelope,
    "too-many-connections": _connections,
    "deploy-day": _deploy,
    "cattle": _cattle,
    "the-slow-one": _slow,
    "the-stampede": _stampede,
    "the-interview": _interview,
}
