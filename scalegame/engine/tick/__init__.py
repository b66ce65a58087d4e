"""One tick in fixed phases. The modules of this package are the only code that changes a ``World``.

The phases, in this order:
 1. commands      ``give`` (before ``step``, each at once), which hands each an ``Operator``
 2. waves         those whose time has come start
 3. incidents     what a started wave brings strikes
 4. life cycle    zones light up, spells end, boots and deploys finish, servers crash again, health checks, stores
                  open and fail over, replicas, the queue's worker, the autoscaler, rollouts
 5. arrivals      visitors come; with them everyone whose pause ends now makes a request
 6. routing       the CDN answers, the rate limiter turns away; the balancer picks a server for each request, in
                  order of time; retries and redispatch
 7. serving       queues; full ones turn away, frozen servers hang, late answers time out; passive checks
 8. look-ups      sessions in stores, who is known, log-ins, slow work, files, orders
 9. follow-ups    failed requests are tried again, rejected people react, pauses are drawn, finished people leave
10. accounting    latency, load imbalance, cost
11. digest        every ``DIGEST_EVERY`` ticks
"""

from __future__ import annotations

import numpy as np

from scalegame.engine.commands import Command
from scalegame.engine.decisions.health import after_requests
from scalegame.engine.decisions.legality import is_over, quote
from scalegame.engine.decisions.requests import Batch, ask
from scalegame.engine.decisions.routing import patience, route_and_serve
from scalegame.engine.decisions.serving import TURNED_AWAY
from scalegame.engine.draws import Integers
from scalegame.engine.integers import counts_of, indices_of, order_of
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import Policy
from scalegame.engine.state.digest import DIGEST_EVERY, state_digest
from scalegame.engine.state.fleet_arrays import FleetArrays
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.precomputed import Precomputed
from scalegame.engine.state.world import NONE, Flags, World
from scalegame.engine.tick.accounting import WINDOW, account, compare_load, count_latency, count_load
from scalegame.engine.tick.arrivals import arrive
from scalegame.engine.tick.edge import meet_the_edge
from scalegame.engine.tick.followups import follow_up
from scalegame.engine.tick.incidents import start_due_waves, strike
from scalegame.engine.tick.lifecycle import live
from scalegame.engine.tick.lookups import look_up
from scalegame.engine.tick.operator import Operator
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import BALANCER, FailureCause, TickReport

# Constants as arrays without dimensions, like those of draws.py.
_ONE = np.array(1, np.uint16)


def give(world: World, command: Command, ledger: Ledger) -> Quote | Refusal:
    """Carry ``command`` out before the next tick, or change nothing and say why."""
    answer = quote(world, command)
    if isinstance(answer, Quote):
        world.spent += answer.price
        world.commands += 1
        command.apply(Operator(world, ledger))
    return answer


def step(world: World, precomputed: Precomputed, ledger: Ledger, *, digest: bool) -> TickReport:
    """Run one tick. ``ledger`` may hold what commands caused before it; ``digest``: take one if it is time."""
    start_due_waves(world, ledger)
    strike(world, ledger)
    live(world, ledger, precomputed.fleet.of(world))
    entries = arrive(world, precomputed)
    world.requests = len(entries)
    world.retried = world.rejected = 0
    world.answered[:] = 0
    world.work[:] = 0
    fleet = precomputed.fleet.of(world)
    if len(entries):
        _serve_visitors(world, precomputed, ledger, entries, fleet)
    losses, failures = ledger.losses, ledger.failures
    account(world, losses, failures, fleet)
    count_load(world, fleet.rotation)
    world.tick += 1
    if world.tick % WINDOW == 0 or is_over(world):
        compare_load(world)
    return TickReport(
        tick=world.tick - 1,
        arrivals=world.arrivals,
        requests=world.requests,
        rejected=world.rejected,
        events=tuple(ledger.events),
        losses=losses,
        failures=failures,
        digest=state_digest(world) if digest and world.tick % DIGEST_EVERY == 0 else "",
    )


# 6. routing to 9. follow-ups


def _serve_visitors(
    world: World, precomputed: Precomputed, ledger: Ledger, entries: Integers, fleet: FleetArrays
) -> None:
    """Take this tick's requests from the edge to the visitors' next pause."""
    people = world.sessions
    batch = ask(world, precomputed, entries)
    if precomputed.may_retry:
        world.retried = int(np.count_nonzero(batch.due_requests.read(people.again) != NONE))
    meet_the_edge(world, ledger, batch)
    world.turn = route_and_serve(world, fleet, batch)
    _fail_unserved(world, batch, fleet, ledger)
    _note_refusals(world, batch)
    batch.due_requests.write(people.n, batch.n + _ONE)
    if world.balancer.policy is Policy.STICKY_COOKIE:
        if batch.smooth:
            batch.due_requests.write(people.cookie, batch.server)
        else:
            people.cookie[batch.row[batch.ok]] = batch.server[batch.ok]
    timely = None if batch.smooth else batch.ok.copy() if batch.hit is None else batch.ok | batch.hit
    answers = look_up(world, precomputed, ledger, batch, fleet)
    world.rejected = int(np.count_nonzero(answers.rejected))
    # An order that dies with its server is reported as a lost order, not as an unanswered request too.
    _queue(world, batch, fleet, batch.ok & ~answers.kept)
    count_latency(world, answers.wait if timely is None else answers.wait[timely])
    follow_up(world, precomputed, batch, answers.rejected)


def _fail_unserved(world: World, batch: Batch, fleet: FleetArrays, ledger: Ledger) -> None:
    """Note the requests that got no answer: no server, a dead one, a full queue, an answer too late."""
    batch.wait = batch.leave - batch.moment
    calm = not batch.at_edge and batch.delay is None
    # Who was turned away has waited less than nothing: a huge number without its sign.
    unserved = batch.wait.view(np.uint64) > np.array(patience(world.scenario, world.balancer), np.uint64)
    batch.smooth = calm and not np.count_nonzero(unserved)
    if batch.smooth:
        return
    late = batch.wait > patience(world.scenario, world.balancer)
    if batch.delay is not None:
        # The balancer begins to wait again when it sends a request on; the client does not.
        batch.wait += batch.delay
        late |= batch.wait > world.scenario.timeout_us
    batch.fail(world, ledger, batch.ok & (batch.server == NONE), FailureCause.NO_SERVER, BALANCER)
    batch.fail(world, ledger, batch.ok & ~fleet.rotation.alive[batch.server], FailureCause.SERVER_DOWN)
    batch.fail(world, ledger, batch.ok & (batch.leave == TURNED_AWAY), FailureCause.OVERLOAD)
    batch.fail(world, ledger, batch.ok & late, FailureCause.TIMEOUT)


def _note_refusals(world: World, batch: Batch) -> None:
    """Update the passive checks from what each server answered and left unanswered."""
    if not world.balancer.max_fails:
        return
    answered = counts_of(batch.server[batch.ok], len(world.servers)).tolist()
    for index, (count, good) in enumerate(zip(batch.refused, answered, strict=True)):
        world.servers[index] = after_requests(world.servers[index], world.balancer, world.tick, count, good)


def _queue(world: World, batch: Batch, fleet: FleetArrays, counts_if_lost: Flags) -> None:
    """Remember what is still inside each server when the tick ends, and what it was asked to do.

    ``counts_if_lost``: requests that become failures if their server crashes first.
    """
    start = np.array(world.tick * MICROSECONDS_PER_TICK, np.int64)
    end = np.array((world.tick + 1) * MICROSECONDS_PER_TICK, np.int64)
    server, kind, leave, counts = batch.server, batch.kind, batch.leave + start, counts_if_lost
    reached = server if batch.smooth else server[server != NONE]
    world.answered[:] = counts_of(reached, len(world.servers))
    if not batch.smooth:
        inside = (batch.leave >= 0) & (server != NONE)
        server, kind, leave, counts = server[inside], kind[inside], leave[inside], counts[inside]
    for index, (leaving, still_count) in enumerate(world.inflight):
        if len(leaving):
            keep = leaving > end
            world.inflight[index] = (leaving[keep], still_count[keep])
    stay = indices_of(leave > end)
    owner = server[stay]
    for index in sorted(set(owner.tolist())):
        here = stay[owner == index]
        leaving, still_count = leave[here], counts[here]
        before, before_counts = world.inflight[index]
        if len(before):
            leaving = np.concatenate((before, leaving))
            # Who hung at a frozen server leaves when they give up, perhaps after those who came later.
            order = order_of(leaving)
            leaving, still_count = leaving[order], np.concatenate((before_counts, still_count))[order]
        world.inflight[index] = (leaving, still_count)
    if not batch.smooth:
        working = ~fleet.rotation.hung[server]
        server, kind, leave = server[working], kind[working], leave[working]
    np.add.at(world.work, server, fleet.cost.ravel()[fleet.cell(server, kind)])
    # First in, first out: of several requests at one server the last assignment is the latest.
    world.free[server] = leave
