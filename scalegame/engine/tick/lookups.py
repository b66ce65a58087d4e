"""Phase 8: what the servers look up and write down for the requests they answer, each step for all in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scalegame.engine.decisions.balancing import HASHED
from scalegame.engine.decisions.requests import Batch, Wired, admitted, known
from scalegame.engine.decisions.stores import Allowances, Load, latency_of, over_capacity, take, without_connection
from scalegame.engine.draws import Integers
from scalegame.engine.integers import counts_of, indices_of, running_sum, sum_of, up_to
from scalegame.engine.scenario import COOKIE_BYTES, Eviction, Kind, StoreName
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.world import (
    BLOB,
    FILE_KEEPERS,
    IN_COOKIE,
    IN_MEMORY,
    IN_REDIS,
    IN_SQL,
    NONE,
    NOWHERE,
    OBJECT,
    SESSION_KEEPERS,
    Flags,
    World,
)
from scalegame.engine.tick.edge import cdn_is_up
from scalegame.engine.tick.effects import evict, keep_entries, lose, release
from scalegame.engine.view import FailureCause, LossCause, StoreState

_LOGIN, _CART, _UPLOAD, _AVATAR, _CHECKOUT = (
    int(kind) for kind in (Kind.LOGIN, Kind.CART, Kind.UPLOAD, Kind.AVATAR, Kind.CHECKOUT)
)
# Compared with columns: an array without dimensions is taken as it is.
_AS_ARRAY = [np.array(kind, np.uint8) for kind in Kind]


@dataclass(slots=True)
class Answers:
    """The requests being answered, and what has come of them so far.

    ``wait`` is what each has waited (µs), ``rejected`` who was told "who are you?", ``kept`` whose order lies in a
    server's memory.
    """

    world: World
    precomputed: Precomputed
    ledger: Ledger
    batch: Batch
    fleet: FleetArrays
    wired: Wired
    wait: Integers
    rejected: Flags
    kept: Flags
    allowances: Allowances = field(default_factory=Allowances)

    @property
    def served(self) -> Flags:
        """Flags of the requests being served: their visitor is known, and nothing has failed."""
        return self.batch.ok & ~self.rejected

    def of_kind(self, kind: int) -> Flags:
        """Return which requests are of one kind."""
        which: Flags = self.batch.kind == _AS_ARRAY[kind]
        return which

    def use(self, name: StoreName, load: Load) -> None:
        """Put operations of requests that are ``ok`` on a store; what it cannot bear fails, the rest waits for it."""
        world, batch = self.world, self.batch
        if not load.total:
            return
        store = world.stores[name]
        if store.state is not StoreState.UP:
            batch.fail(world, self.ledger, load.using, FailureCause.STORE_DOWN, name)
            return
        allowance = self.allowances.of(world, store)
        stuck = without_connection(allowance, batch.server, load)
        if stuck is not None:
            batch.fail(world, self.ledger, stuck, FailureCause.NO_CONNECTION)
            load = load.only(~stuck)
        over = over_capacity(allowance, load)
        if over is not None:
            batch.fail(world, self.ledger, over, FailureCause.STORE_OVERLOAD, name)
            load = load.only(~over)
        keep_entries(world, name, 0, take(allowance, batch.server, load))
        self.wait += load.using * np.array(latency_of(store, world.tick), np.int64)


def look_up(world: World, precomputed: Precomputed, ledger: Ledger, batch: Batch, fleet: FleetArrays) -> Answers:
    """Take requests from their servers' queues to their answers."""
    nobody = np.zeros(len(batch.ok), np.bool_)
    answers = Answers(world, precomputed, ledger, batch, fleet, Wired(fleet, batch), batch.wait, nobody, nobody)
    _read_sessions(answers)
    _recognise(answers)
    _log_in(answers)
    _put_off(answers)
    _reach_files_and_orders(answers)
    _touch_files(answers)
    _take_orders(answers)
    _fill_cookies(answers)
    return answers


def _read_sessions(a: Answers) -> None:
    """Read every session from its store, and write it back where the request changes it."""
    for place, name in SESSION_KEEPERS.items():
        if name in a.world.stores and place in a.wired.session_places:
            there = a.batch.ok & a.wired.keeps_sessions(place)
            a.use(name, Load.of(there, there & (a.of_kind(_LOGIN) | a.of_kind(_CART))))
            if place == IN_REDIS and a.world.stores[name].spec.memory:
                rows = a.batch.row[indices_of(a.batch.ok & there)]
                _touch(a.world, rows)


def _touch(world: World, rows: Integers) -> None:
    """Note that Redis was asked for these sessions, one after another."""
    world.sessions.seen[rows] = world.touched + up_to(len(rows))
    world.touched += len(rows)


def _recognise(a: Answers) -> None:
    """Find out who is told "who are you?", write down what was lost by it, and meet the banned."""
    world, batch, people = a.world, a.batch, a.world.sessions
    a.rejected = batch.ok & ~a.of_kind(_LOGIN) & ~known(world, batch, a.wired)
    if not (a.precomputed.may_ban and np.count_nonzero(people.banned[: people.size])):
        if np.count_nonzero(a.rejected):
            _lose_the_unknown(a, a.rejected)
        return
    # Whom the service has banned it owes no session.
    banned = people.banned[batch.row]
    _lose_the_unknown(a, a.rejected & ~banned)
    a.rejected |= batch.ok & banned & a.of_kind(_LOGIN)
    batch.fail(world, a.ledger, a.served & banned, FailureCause.NOT_REVOKED)


def _lose_the_unknown(a: Answers, rejected: Flags) -> None:
    world, batch, wired = a.world, a.batch, a.wired
    place = world.sessions.place[batch.row]
    moved = LossCause.REHASH if world.balancer.policy in HASHED else LossCause.WRONG_SERVER
    elsewhere = (place == wired.sessions) & (place != NOWHERE)
    # State that a crash or a restart destroyed was written down when it happened; here it is only noticed.
    for cause, where in ((moved, elsewhere), (LossCause.MIGRATION, (place != NOWHERE) & ~elsewhere)):
        hit = rejected & where
        row, server = batch.row[hit], batch.server[hit]
        for index, count in enumerate(counts_of(server).tolist()):
            if count:
                lose(world, a.ledger, row[server == index], cause, world.servers[index].name)


def _log_in(a: Answers) -> None:
    """Open sessions for people who log in, where their server keeps them; what they had elsewhere goes first."""
    world, batch = a.world, a.batch
    if _LOGIN not in batch.kinds:
        return
    people = world.sessions
    asking = indices_of(a.served & a.of_kind(_LOGIN))
    release(world, batch.row[asking])
    for place in a.wired.session_places:
        which = asking[a.wired.keeps_sessions(place)[asking]]
        if len(which):
            _LOG_IN[place](a, which)
    done = batch.row[asking[batch.ok[asking]]]
    world.logged_in += len(done) - int(np.count_nonzero(people.counted[done]))
    people.counted[done] = True
    people.login[done] = False
    people.items[done] = 0


def _log_in_locally(a: Answers, asking: Integers) -> None:
    """Log the requests ``asking`` in where their server's memory has room."""
    world, batch = a.world, a.batch
    server, count = batch.server[asking], len(world.held)
    arriving = counts_of(server, count)
    if np.count_nonzero(world.held + arriving > a.fleet.memory):
        fits = admitted(server, world.held, a.fleet.memory)
        _turn_away(a, asking[~fits], FailureCause.MEMORY_FULL)
        asking, server = asking[fits], server[fits]
        arriving = counts_of(server, count)
    row = batch.row[asking]
    world.sessions.place[row], world.sessions.home[row] = IN_MEMORY, server
    world.held += arriving


def _log_in_to_redis(a: Answers, asking: Integers) -> None:
    """Log the requests ``asking`` in while Redis has room, or can make some."""
    world = a.world
    redis = world.stores[StoreName.REDIS]
    if redis.memory and redis.eviction is Eviction.NOEVICTION:
        room = max(0, redis.memory - redis.used)
        _turn_away(a, asking[room:], FailureCause.STORE_FULL, redis.name)
        asking = asking[:room]
    rows = a.batch.row[asking]
    world.sessions.place[rows] = IN_REDIS
    keep_entries(world, redis.name, len(rows))
    if redis.spec.memory:
        _touch(world, rows)
        evict(world, a.ledger)


def _log_in_to_sql(a: Answers, asking: Integers) -> None:
    a.world.sessions.place[a.batch.row[asking]] = IN_SQL
    keep_entries(a.world, StoreName.SQL, len(asking))


def _log_in_by_cookie(a: Answers, asking: Integers) -> None:
    """Hand out signed cookies; who holds the key to one is written down only where not everybody does."""
    row, people = a.batch.row[asking], a.world.sessions
    people.place[row] = IN_COOKIE
    people.home[row] = NONE if a.world.scenario.shared_key else a.batch.server[asking]


_LOG_IN = {
    IN_MEMORY: _log_in_locally,
    IN_REDIS: _log_in_to_redis,
    IN_SQL: _log_in_to_sql,
    IN_COOKIE: _log_in_by_cookie,
}


def _turn_away(a: Answers, which: Integers, cause: FailureCause, place: str = "") -> None:
    if len(which):
        failed = np.zeros(len(a.batch.ok), np.bool_)
        failed[which] = True
        a.batch.fail(a.world, a.ledger, failed, cause, place)


def _put_off(a: Answers) -> None:
    """Put slow work down in the queue, where the server is connected to it."""
    world, batch = a.world, a.batch
    if StoreName.QUEUE not in world.stores:
        return
    jobs = a.precomputed.deferrable[batch.kind] * (a.wired.queue & a.served)
    if not np.count_nonzero(jobs):
        return
    queue = world.stores[StoreName.QUEUE]
    if queue.state is not StoreState.UP:
        batch.fail(world, a.ledger, jobs > 0, FailureCause.STORE_DOWN, queue.name)
        return
    if queue.memory:
        full = (jobs > 0) & (running_sum(jobs) + queue.used > queue.memory)
        batch.fail(world, a.ledger, full, FailureCause.QUEUE_FULL, queue.name)
        jobs *= ~full
    keep_entries(world, queue.name, sum_of(jobs), int(np.count_nonzero(jobs)))
    a.wait[jobs > 0] += queue.spec.latency_us


def _reach_files_and_orders(a: Answers) -> None:
    """Reach for the files, read the catalogue and write the orders of those who are known."""
    world, batch = a.world, a.batch
    with_files = _UPLOAD in batch.kinds or _AVATAR in batch.kinds
    if with_files and StoreName.OBJECT_STORAGE in world.stores:
        there = a.served & (a.wired.files == OBJECT)
        a.use(StoreName.OBJECT_STORAGE, Load.of(there & a.of_kind(_AVATAR), there & a.of_kind(_UPLOAD)))
    if StoreName.SQL in world.stores:
        sql = a.wired.sql & a.served
        reads = a.precomputed.reads[batch.kind] * sql
        writes = (sql & a.of_kind(_CHECKOUT)).astype(np.int64)
        if with_files:
            blobs = (a.served & (a.wired.files == BLOB)).astype(np.int64)
            rows = blobs * world.stores[StoreName.SQL].spec.blob_operations
            reads, writes = reads + rows * a.of_kind(_AVATAR), writes + rows * a.of_kind(_UPLOAD)
        a.use(StoreName.SQL, Load.of(reads, writes))


def _touch_files(a: Answers) -> None:
    """Store uploads and look pictures up, for those who are known."""
    world, batch = a.world, a.batch
    people = world.sessions
    if _AVATAR in batch.kinds:
        looks = a.served & a.of_kind(_AVATAR)
        missing = looks & (people.file[batch.row] != a.wired.files)
        batch.fail(world, a.ledger, missing, FailureCause.FILE_MISSING)
        if cdn_is_up(world):
            people.cached[batch.row[looks & ~missing]] = True
    if _UPLOAD in batch.kinds:
        uploads = a.served & a.of_kind(_UPLOAD)
        row, count = batch.row[uploads], len(world.files)
        kept, before = a.wired.files[uploads], people.file[row]
        world.files += counts_of(kept[kept < OBJECT], count)
        world.files -= counts_of(before[(before >= 0) & (before < OBJECT)], count)
        for code, name in FILE_KEEPERS.items():
            keep_entries(world, name, int(np.count_nonzero(kept == code)) - int(np.count_nonzero(before == code)))
        people.file[row] = kept
        people.cached[row] = False


def _take_orders(a: Answers) -> None:
    """Write the orders of those who are known where their server keeps them."""
    if _CHECKOUT not in a.batch.kinds:
        return
    world, orders, sql = a.world, a.served & a.of_kind(_CHECKOUT), a.wired.sql
    a.kept = orders & ~sql
    world.orders += counts_of(a.batch.server[a.kept], len(world.orders))
    keep_entries(world, StoreName.SQL, int(np.count_nonzero(orders & sql)))


def _fill_cookies(a: Answers) -> None:
    """Put things into the carts of signed cookies; a browser drops a cookie that grows too large."""
    world, batch = a.world, a.batch
    if IN_COOKIE not in a.wired.session_places or _CART not in batch.kinds:
        return
    people, scenario = world.sessions, world.scenario
    fills = a.served & a.of_kind(_CART)
    fills &= people.place[batch.row] == IN_COOKIE
    row, server = batch.row[fills], batch.server[fills]
    people.items[row] += 1
    size = scenario.cookie_base + people.items[row].astype(np.int64) * scenario.cookie_item
    large = size > COOKIE_BYTES
    row, server = row[large], server[large]
    for index, count in enumerate(counts_of(server).tolist()):
        if count:
            lose(world, a.ledger, row[server == index], LossCause.COOKIE_TOO_LARGE, world.servers[index].name)
    people.place[row] = NOWHERE
    people.home[row] = NONE
