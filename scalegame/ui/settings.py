"""What can be set on the balancer, the rate limiter and the autoscaler: a few sensible values, no numbers to type."""

from __future__ import annotations

from scalegame.engine.commands import (
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetTimeout,
)
from scalegame.engine.scenario import Check, LimitPer, Scenario
from scalegame.engine.view import View
from scalegame.ui import words
from scalegame.ui.choices import Choices, priced
from scalegame.ui.messages import Node
from scalegame.ui.session import GameSession

#: What the balancer's policies stand under.
POLICY_SECTION = "How the balancer picks a server"
#: How long the balancer may wait for an answer, in ms; only what is shorter than people's patience is offered.
_TIMEOUTS = (500, 1000, 2000)
#: How long servers may drain before a deploy, in ticks.
_DRAINS = (10, 30, 60)
#: Requests a second that one address may make: nobody alone makes more than about one.
_PER_ADDRESS = (2, 5, 20)
#: Limits for the whole service, in per mille of what its servers can do.
_OF_CAPACITY = (500, 750, 1000, 1500)
#: An autoscaler's least and most servers for each server that stands there now.
_RANGES = ((1, 2), (1, 4), (2, 4), (2, 8))
_MOST_CATTLE = 200


def balancer(session: GameSession, _node: Node) -> Choices:
    """Return the balancer's settings of the level: policy, health check, time-out, draining before deploys."""
    return (*policies(session), *_checks(session), *_timeouts(session), *_drains(session))


def policies(session: GameSession) -> Choices:
    """Return the balancer policies of the level."""
    if SetPolicy.verb not in session.level.scenario.allowed:
        return ()
    section = POLICY_SECTION
    return tuple(
        priced(session, SetPolicy(policy), words.policy_name(policy), words.policy_line(policy), section)
        for policy in session.level.scenario.policies
    )


def _checks(session: GameSession) -> Choices:
    if SetHealthCheck.verb not in session.level.scenario.allowed:
        return ()
    section = "How it checks servers"
    return tuple(
        priced(session, SetHealthCheck(check), words.check_name(check), words.check_line(check), section)
        for check in (Check.TCP, Check.HTTP, Check.NONE)
    )


def _timeouts(session: GameSession) -> Choices:
    scenario = session.level.scenario
    if SetTimeout.verb not in scenario.allowed:
        return ()
    section = "How long it waits for an answer"
    patience = scenario.timeout_us // 1000
    shorter = [ms for ms in _TIMEOUTS if ms < patience]
    again = "Then it asks another server." if session.view.balancer.redispatch else "Then the request fails."
    return (
        *(priced(session, SetTimeout(ms), words.wait(ms), again * (ms == shorter[0]), section) for ms in shorter),
        priced(session, SetTimeout(0), "as long as people do", f"They give up after {words.wait(patience)}.", section),
    )


def _drains(session: GameSession) -> Choices:
    if SetDrain.verb not in session.level.scenario.allowed:
        return ()
    section = "Before each deploy"
    about = "New people go elsewhere; those it knows may finish first."
    first = _DRAINS[0]
    return (
        *(priced(session, SetDrain(n), f"drain for up to {n} s", about * (n == first), section) for n in _DRAINS),
        priced(session, SetDrain(0), "deploy at once", "What only the server's memory knew is lost.", section),
    )


def limits(session: GameSession, _node: Node) -> Choices:
    """Return the rate limits that make sense now, for the whole service and for each address, and none at all."""
    scenario, view = session.level.scenario, session.view
    if SetRateLimit.verb not in scenario.allowed:
        return ()
    can = answerable(scenario, view)
    steps = list(dict.fromkeys(rounded(can * share // 1000) for share in _OF_CAPACITY))
    whole = f"For the whole service: {words.requests(view.requests)} came in the last second"
    each = "For each address: nobody alone makes more than about one a second"
    abouts = {rounded(can): "About what your servers can do."}
    return (
        priced(session, SetRateLimit(0), "no limit", "Everything passes.", whole),
        *(priced(session, SetRateLimit(step), f"{step:,}/s", abouts.get(step, ""), whole) for step in steps),
        *(
            priced(session, SetRateLimit(step, LimitPer.ADDRESS), f"{step}/s an address", "", each)
            for step in _PER_ADDRESS
        ),
    )


def answerable(scenario: Scenario, view: View) -> int:
    """Return how many requests of the level's usual mix the servers that are there can answer in a tick."""
    capacity = sum(server.capacity for server in view.servers if server.in_rotation)
    capacity = capacity or sum(server.capacity for server in view.servers)
    made = work = 0
    for source in scenario.sources:
        visits = source.share * sum(source.requests)  # twice the mean: log-ins count twice as well
        weights = max(1, sum(source.mix))
        made += visits + 2 * source.share
        work += 2 * source.share * scenario.work[0]
        work += visits * sum(map(int.__mul__, source.mix, scenario.work)) // weights
    return capacity * made // max(1, work)


def rounded(count: int) -> int:
    """Return ``count`` in two leading digits, at least 1: 183 is 180, 1,270 is 1,300."""
    size = 1
    while count >= size * 100:
        size *= 10
    return max(1, (count + size // 2) // size * size)


def autoscaling(session: GameSession, _node: Node) -> Choices:
    """Return the ranges between which the autoscaler may keep the fleet, around what stands there now, and off."""
    scenario = session.level.scenario
    if SetAutoscaler.verb not in scenario.allowed:
        return ()
    kind = scenario.server_type(scenario.added_type)
    half = max(1, len(session.view.servers) // 2)
    found = []
    ranges = ((half * least, min(_MOST_CATTLE, half * most)) for least, most in _RANGES)
    for minimum, maximum in dict.fromkeys(ranges):
        if minimum <= maximum:
            costs = f"{words.cents(minimum * kind.upkeep)} to {words.cents(maximum * kind.upkeep)} a second"
            each = f"each new one {words.money(kind.price)}, up after {kind.boot} s"
            label = f"between {minimum} and {maximum} servers"
            found.append(priced(session, SetAutoscaler(minimum, maximum), label, f"{costs}; {each}."))
    off = priced(session, SetAutoscaler(0, 0), "off", "There stay as many servers as there are.")
    return (*found, off)
