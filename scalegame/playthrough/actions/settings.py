"""Settings of the balancer, the rate limiter and the autoscaler: a few sensible values, no numbers to type."""

from __future__ import annotations

from collections.abc import Callable

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
from scalegame.playthrough.actions.choices import CommandChoices, priced
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node
from scalegame.wording import units
from scalegame.wording.components import CHECK_WORDS, POLICY_WORDS

#: The heading of the balancer's policies.
POLICY_SECTION = "How the balancer picks a server"
#: Time-outs of the balancer, in ms; those shorter than people's patience are offered.
_TIMEOUTS = (500, 1000, 2000)
#: Times for which servers may drain before a deploy, in ticks.
_DRAINS = (10, 30, 60)
#: Requests a second that one address may make: nobody alone makes more than about one.
_PER_ADDRESS = (2, 5, 20)
#: Limits for the whole service, in per mille of what its servers can do.
_OF_CAPACITY = (500, 750, 1000, 1500)
#: An autoscaler's least and most servers for each server that stands there now.
_RANGES = ((1, 2), (1, 4), (2, 4), (2, 8))
_MOST_CATTLE = 200


def balancer(playthrough: Playthrough, _node: Node) -> CommandChoices:
    """Yield the balancer's settings of the level: policy, health check, time-out, draining before deploys."""
    allowed = playthrough.level.scenario.allowed
    for verb, choices in _BALANCER:
        if verb in allowed:
            yield from choices(playthrough)


def policies(playthrough: Playthrough) -> CommandChoices:
    """Yield the balancer policies of the level."""
    for policy in playthrough.level.scenario.policies:
        name, about = POLICY_WORDS[policy].label, POLICY_WORDS[policy].line
        yield priced(playthrough, SetPolicy(policy), name, about, POLICY_SECTION)


def _checks(playthrough: Playthrough) -> CommandChoices:
    for check in (Check.TCP, Check.HTTP, Check.NONE):
        name, about = CHECK_WORDS[check].label, CHECK_WORDS[check].line
        yield priced(playthrough, SetHealthCheck(check), name, about, "How it checks servers")


def _timeouts(playthrough: Playthrough) -> CommandChoices:
    section = "How long it waits for an answer"
    patience = playthrough.level.scenario.timeout_us // 1000
    about = "Then it asks another server." if playthrough.view.balancer.redispatch else "Then the request fails."
    for milliseconds in _TIMEOUTS:
        if milliseconds < patience:
            yield priced(playthrough, SetTimeout(milliseconds), units.wait(milliseconds), about, section)
            about = ""  # The first says it for all.
    about = f"They give up after {units.wait(patience)}."
    yield priced(playthrough, SetTimeout(0), "as long as people do", about, section)


def _drains(playthrough: Playthrough) -> CommandChoices:
    section = "Before each deploy"
    about = "New people go elsewhere; those it knows may finish first."
    for ticks in _DRAINS:
        yield priced(playthrough, SetDrain(ticks), f"drain for up to {ticks} s", about, section)
        about = ""  # The first says it for all.
    yield priced(playthrough, SetDrain(0), "deploy at once", "What only the server's memory knew is lost.", section)


_BALANCER: tuple[tuple[str, Callable[[Playthrough], CommandChoices]], ...] = (
    (SetPolicy.verb, policies),
    (SetHealthCheck.verb, _checks),
    (SetTimeout.verb, _timeouts),
    (SetDrain.verb, _drains),
)


def limits(playthrough: Playthrough, _node: Node) -> CommandChoices:
    """Yield the rate limits that make sense now: none at all, for the whole service, for each address."""
    scenario, view = playthrough.level.scenario, playthrough.view
    if SetRateLimit.verb not in scenario.allowed:
        return
    section = f"For the whole service: {units.requests(view.requests)} came in the last second"
    yield priced(playthrough, SetRateLimit(0), "no limit", "Everything passes.", section)
    can = answerable(scenario, view)
    for step in dict.fromkeys(rounded(can * share // 1000) for share in _OF_CAPACITY):
        about = "About what your servers can do." if step == rounded(can) else ""
        yield priced(playthrough, SetRateLimit(step), f"{step:,}/s", about, section)
    section = "For each address: nobody alone makes more than about one a second"
    for step in _PER_ADDRESS:
        yield priced(playthrough, SetRateLimit(step, LimitPer.ADDRESS), f"{step}/s an address", "", section)


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


def autoscaling(playthrough: Playthrough, _node: Node) -> CommandChoices:
    """Yield the ranges between which the autoscaler may keep the fleet, around what stands there now, and off."""
    scenario = playthrough.level.scenario
    if SetAutoscaler.verb not in scenario.allowed:
        return
    kind = scenario.server_type(scenario.added_type)
    half = max(1, len(playthrough.view.servers) // 2)
    ranges = ((half * least, min(_MOST_CATTLE, half * most)) for least, most in _RANGES)
    for minimum, maximum in dict.fromkeys(ranges):
        if minimum <= maximum:
            costs = f"{units.cents(minimum * kind.upkeep)} to {units.cents(maximum * kind.upkeep)} a second"
            each = f"each new one {units.money(kind.price)}, up after {kind.boot} s"
            label = f"between {minimum} and {maximum} servers"
            yield priced(playthrough, SetAutoscaler(minimum, maximum), label, f"{costs}; {each}.")
    yield priced(playthrough, SetAutoscaler(0, 0), "off", "There stay as many servers as there are.")
