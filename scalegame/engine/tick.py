"""One tick in fixed phases, and the people in them.

With ``service.py`` and ``arrivals.py`` this is the only code that changes a ``World``.

The phases, in this order:
 1. commands      ``service.give`` (before ``step``, each at once)
 2. waves         those whose time has come start
 3. incidents     what a started wave brings strikes
 4. life cycle    slow spells end, boots and deploys finish, stores open, health checks, rollouts go on
 5. arrivals      visitors come; with them everyone whose pause ends now makes a request
 6. routing       the balancer picks a server for each, in order of time; redispatch
 7. serving       queues; full ones turn away, late answers time out
 8. look-ups      stores, sessions, log-ins, files, orders
 9. follow-ups    rejected people react, pauses are drawn, finished people leave
10. accounting    latency, load imbalance, cost
11. digest        every ``DIGEST_EVERY`` ticks
"""

from __future__ import annotations

import numpy as np

from scalegame.engine.arrivals import arrive
from scalegame.engine.balancing import HASHED, Rotation, rotation
from scalegame.engine.book import Book
from scalegame.engine.digest import DIGEST_EVERY, state_digest
from scalegame.engine.draws import (
    Integers,
    Stream,
    below,
    draw_many,
    exponential,
)
from scalegame.engine.requests import (
    Batch,
    Wired,
    admitted,
    appointments,
    ask,
    fail_unserved,
    found,
    known,
    route_and_serve,
    use_store,
)
from scalegame.engine.rules import is_over, upkeep
from scalegame.engine.scenario import MICROSECONDS_PER_TICK, Kind, Policy, StoreName
from scalegame.engine.service import keep_entries, live, lose, start_due_waves, strike
from scalegame.engine.tables import Tables
from scalegame.engine.view import Failure, FailureCause, Loss, LossCause, TickReport
from scalegame.engine.world import (
    IN_MEMORY,
    IN_REDIS,
    LATENCY_BINS,
    NONE,
    NOWHERE,
    OBJECT,
    Flags,
    Trouble,
    World,
)

#: Requests are compared between servers over windows of this many ticks.
WINDOW = 10
_DRAWN_EACH_TIME = (Stream.THINK, Stream.RETURN)
_LOGIN, _CART, _UPLOAD, _AVATAR, _CHECKOUT = (
    int(kind) for kind in (Kind.LOGIN, Kind.CART, Kind.UPLOAD, Kind.AVATAR, Kind.CHECKOUT)
)
#: Rejected people who log in again need this many ticks to type their password.
LOGIN_AGAIN_TICKS = 2


def step(world: World, tables: Tables, book: Book) -> TickReport:
    """Run one tick. ``book`` may hold what commands caused before it."""
    start_due_waves(world, book)
    strike(world, book)
    live(world, book)
    entries = arrive(world, tables)
    world.requests = len(entries)
    world.answered[:] = 0
    world.work[:] = 0
    rota = rotation(world.servers, world.balancer)
    if len(entries):
        _serve_people(world, tables, book, entries, rota)
    losses, failures = book.losses, book.failures
    _account(world, losses, failures)
    _count_load(world, rota)
    world.tick += 1
    if world.tick % WINDOW == 0 or is_over(world):
        _compare_load(world)
    digest = ""
    if world.tick % DIGEST_EVERY == 0:
        digest = state_digest(world)
    return TickReport(world.tick - 1, world.arrivals, world.requests, tuple(book.events), losses, failures, digest)


# 6. routing to 9. follow-ups


def _serve_people(world: World, tables: Tables, book: Book, entries: Integers, rota: Rotation) -> None:
    """Take this tick's requests from the balancer to the visitors' next pause."""
    people = world.sessions
    batch = ask(world, tables, entries)
    world.turn = route_and_serve(world, batch, rota)
    fail_unserved(world, batch, rota, book)
    people.n[batch.row] += 1
    if world.balancer.policy is Policy.STICKY_COOKIE:
        people.cookie[batch.row[batch.ok]] = batch.server[batch.ok]

    wired = Wired.of(world, batch)
    wait = batch.leave - batch.moment
    timely = batch.ok.copy()
    _ask_session_store(world, book, batch, wired, wait)
    rejected = _look_up(world, book, batch, wired)
    _log_in(world, book, batch, wired)
    _ask_other_stores(world, book, batch, wired, ~rejected, wait)
    _touch_files(world, book, batch, wired, rejected)
    # An order that dies with its server is reported as a lost order, not as an unanswered request too.
    kept = _take_orders(world, batch, wired, rejected)
    _queue(world, batch, batch.ok & ~kept)
    _count_latency(world, wait[timely])
    _follow_up(world, tables, batch, rejected)


def _queue(world: World, batch: Batch, counts_if_lost: Flags) -> None:
    """Remember what is still inside each server when the tick ends, and what it was asked to do.

    ``counts_if_lost``: requests that become failures if their server crashes first.
    """
    start, end = world.tick * MICROSECONDS_PER_TICK, (world.tick + 1) * MICROSECONDS_PER_TICK
    reached = batch.server != NONE
    count = len(world.servers)
    world.answered[:] = np.bincount(batch.server[reached], minlength=count)
    inside = batch.leave >= 0
    server = batch.server[inside]
    leave = batch.leave[inside] + start
    np.add.at(world.work, server, batch.work[inside])
    np.maximum.at(world.free, server, leave)
    for index, (leaving, counts) in enumerate(world.inflight):
        if len(leaving):
            keep = leaving > end
            world.inflight[index] = (leaving[keep], counts[keep])
    for index in (world.free > end).nonzero()[0].tolist():
        stay = (server == index) & (leave > end)
        leaving, counts = world.inflight[index]
        world.inflight[index] = (
            np.concatenate((leaving, leave[stay])),
            np.concatenate((counts, counts_if_lost[inside][stay])),
        )


def _ask_session_store(world: World, book: Book, batch: Batch, wired: Wired, wait: Integers) -> None:
    """Read every session from Redis, and write it back where the request changes it."""
    if StoreName.REDIS in world.stores:
        writes = (batch.kind == _LOGIN) | (batch.kind == _CART)
        _use(world, book, batch, StoreName.REDIS, wired.redis * (1 + writes), wait)


def _ask_other_stores(world: World, book: Book, batch: Batch, wired: Wired, served: Flags, wait: Integers) -> None:
    """Reach for the files and write the orders of those who are known."""
    if StoreName.OBJECT_STORAGE in world.stores:
        touches = (batch.kind == _UPLOAD) | (batch.kind == _AVATAR)
        _use(world, book, batch, StoreName.OBJECT_STORAGE, touches & wired.objects & served, wait)
    if StoreName.SQL in world.stores:
        _use(world, book, batch, StoreName.SQL, (batch.kind == _CHECKOUT) & wired.sql & served, wait)


def _use(world: World, book: Book, batch: Batch, name: StoreName, operations: Integers | Flags, wait: Integers) -> None:
    """Put operations (a count per request) on a store; ``wait`` grows by its latency where it was used."""
    done, used = use_store(world, batch, book, name, operations.astype(np.int64))
    wait[used] += world.stores[name].spec.latency_us
    keep_entries(world, name, 0, done)


def _look_up(world: World, book: Book, batch: Batch, wired: Wired) -> Flags:
    """Return who is told "who are you?", and write down what was lost by it."""
    people = world.sessions
    rejected: Flags = batch.ok & (batch.kind != _LOGIN) & ~known(world, batch, wired)
    if not np.count_nonzero(rejected):
        return rejected
    place = people.place[batch.row]
    moved = LossCause.REHASH if world.balancer.policy in HASHED else LossCause.WRONG_SERVER
    elsewhere = (place == IN_MEMORY) & ~wired.redis
    # State that a crash or a restart destroyed was written down when it happened; here it is only noticed.
    for cause, where in ((moved, elsewhere), (LossCause.MIGRATION, (place != NOWHERE) & ~elsewhere)):
        hit = rejected & where
        row, server = batch.row[hit], batch.server[hit]
        for index, count in enumerate(np.bincount(server).tolist()):
            if count:
                lose(world, book, row[server == index], cause, world.servers[index].name)
    return rejected


def _log_in(world: World, book: Book, batch: Batch, wired: Wired) -> None:
    """Give people who log in a session where their server keeps them; what they had elsewhere goes first."""
    people = world.sessions
    if not batch.kinds[_LOGIN]:
        return
    asks = batch.ok & (batch.kind == _LOGIN)
    _release(world, batch.row[asks])
    _log_in_locally(world, book, batch, (asks & ~wired.redis).nonzero()[0])
    if StoreName.REDIS in world.stores:
        _log_in_to_redis(world, book, batch, (asks & wired.redis).nonzero()[0])
    done = batch.row[asks & batch.ok]
    world.logged_in += len(done) - int(np.count_nonzero(people.counted[done]))
    people.counted[done] = True
    people.login[done] = False


def _log_in_locally(world: World, book: Book, batch: Batch, asking: Integers) -> None:
    """Let the requests ``asking`` in where their server's memory has room."""
    if not len(asking):
        return
    people, server = world.sessions, batch.server[asking]
    memory = np.array([server.type.memory for server in world.servers], np.int64)
    fits = admitted(server, world.held, memory)
    _turn_away(world, book, batch, asking[~fits], FailureCause.MEMORY_FULL)
    row, server = batch.row[asking[fits]], server[fits]
    people.place[row], people.home[row] = IN_MEMORY, server
    world.held += np.bincount(server, minlength=len(world.held))


def _log_in_to_redis(world: World, book: Book, batch: Batch, asking: Integers) -> None:
    """Let the requests ``asking`` in while Redis has room."""
    redis = world.stores[StoreName.REDIS]
    if redis.spec.memory:
        room = max(0, redis.spec.memory - redis.used)
        _turn_away(world, book, batch, asking[room:], FailureCause.STORE_FULL, redis.name)
        asking = asking[:room]
    world.sessions.place[batch.row[asking]] = IN_REDIS
    keep_entries(world, redis.name, len(asking))


def _turn_away(world: World, book: Book, batch: Batch, which: Integers, cause: FailureCause, place: str = "") -> None:
    if len(which):
        failed = np.zeros(len(batch.ok), np.bool_)
        failed[which] = True
        batch.fail(world, book, failed, cause, place)


def _release(world: World, rows: Integers) -> None:
    """Free the places of sessions that end or move."""
    people = world.sessions
    place = people.place[rows]
    if not np.count_nonzero(place):
        return
    world.held -= np.bincount(people.home[rows[place == IN_MEMORY]], minlength=len(world.held))
    keep_entries(world, StoreName.REDIS, -int(np.count_nonzero(place == IN_REDIS)))
    people.place[rows] = NOWHERE
    people.home[rows] = NONE


def _touch_files(world: World, book: Book, batch: Batch, wired: Wired, rejected: Flags) -> None:
    """Store uploads and look pictures up, for those who are known."""
    people = world.sessions
    if batch.kinds[_AVATAR]:
        looks = batch.ok & ~rejected & (batch.kind == _AVATAR)
        batch.fail(world, book, looks & ~found(world, batch, wired), FailureCause.FILE_MISSING)
    if batch.kinds[_UPLOAD]:
        uploads = batch.ok & ~rejected & (batch.kind == _UPLOAD)
        row, count = batch.row[uploads], len(world.files)
        kept = np.where(wired.objects[uploads], OBJECT, batch.server[uploads])
        before = people.file[row]
        replaced = before[(before >= 0) & (before != OBJECT)]
        world.files += np.bincount(kept[kept != OBJECT], minlength=count) - np.bincount(replaced, minlength=count)
        change = int(np.count_nonzero(kept == OBJECT)) - int(np.count_nonzero(before == OBJECT))
        keep_entries(world, StoreName.OBJECT_STORAGE, change)
        people.file[row] = kept


def _take_orders(world: World, batch: Batch, wired: Wired, rejected: Flags) -> Flags:
    """Write the orders of those who are known where their server keeps them; returns those that it keeps itself."""
    orders: Flags = batch.ok & ~rejected & (batch.kind == _CHECKOUT)
    kept = orders & ~wired.sql
    if batch.kinds[_CHECKOUT]:
        world.orders += np.bincount(batch.server[kept], minlength=len(world.orders))
        keep_entries(world, StoreName.SQL, int(np.count_nonzero(orders & wired.sql)))
    return kept


def _follow_up(world: World, tables: Tables, batch: Batch, rejected: Flags) -> None:
    """Decide what each visitor does next: log in again, leave, or pause and come back."""
    people, row, source = world.sessions, batch.row, batch.source
    left = people.left[row].astype(np.int64)
    left -= (batch.kind != _LOGIN) | ~batch.ok
    left[rejected & tables.leaves[source]] = 0
    people.left[row] = left
    again = rejected & tables.again[source]
    people.login[row[again]] = True

    think, moment = draw_many(world.seed, _DRAWN_EACH_TIME, batch.position)
    gap = 1 + exponential(think) * tables.think[source] // 2000
    gap[again] = LOGIN_AGAIN_TICKS
    # The pause begins with the answer; who waits in vain gives up after the time-out.
    gap += np.minimum(np.maximum(batch.leave, 0), batch.moment + world.scenario.timeout_us) // MICROSECONDS_PER_TICK
    people.due[row] = world.tick + gap
    entries = appointments(below(moment, MICROSECONDS_PER_TICK), row + people.base)
    stays = left > 0
    _schedule(world, entries[stays], gap[stays])
    leaving = row[~stays]
    if len(leaving):
        _release(world, leaving)
        people.alive[leaving] = False
        world.online -= len(leaving)


def _schedule(world: World, entries: Integers, gap: Integers) -> None:
    """Put appointments down in the calendar, each ``gap`` ticks (1 … 65,535) from now."""
    order = gap.astype(np.uint16).argsort(kind="stable")
    entries = entries[order]
    end = 0
    counts = np.bincount(gap)
    present = counts.nonzero()[0]
    for ticks, count in zip(present.tolist(), counts[present].tolist(), strict=True):
        world.calendar.setdefault(world.tick + ticks, []).append(entries[end : end + count])
        end += count


# 10. accounting


def _count_latency(world: World, wait: Integers) -> None:
    milliseconds = np.minimum(wait // 1000, LATENCY_BINS - 1)
    counts = np.bincount(milliseconds)
    world.latency[: len(counts)] += counts


def _account(world: World, losses: tuple[Loss, ...], failures: tuple[Failure, ...]) -> None:
    """Add the tick's ledger to the totals, and pay for what stands there."""
    world.requests_total += world.requests
    world.lost += sum(loss.count for loss in losses)
    world.failed += sum(failure.count for failure in failures)
    world.losses.extend(losses)
    world.failures.extend(failures)
    entries: tuple[Loss | Failure, ...] = (*losses, *failures)
    for entry in entries:
        world.troubles[entry.place] = world.troubles.get(entry.place, Trouble()).after(entry)
    world.spent += upkeep(world)


def _count_load(world: World, rota: Rotation) -> None:
    """Gather the requests of each server, and which servers were in service all through the window."""
    if world.tick % WINDOW == 0:
        world.window[:] = 0
        world.steady[:] = True
    world.window += world.answered
    world.steady &= rota.open & rota.alive


def _compare_load(world: World) -> None:
    """At a window's end, compare the servers that were in service throughout."""
    counts = world.window[world.steady]
    if len(counts) and (total := int(counts.sum())):
        world.imbalance_over += int(counts.max()) * len(counts) - total
        world.imbalance_base += total
