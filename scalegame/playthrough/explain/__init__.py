"""The answers to ``why?``: the state of a part of the service and the losses there, in paragraphs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.scenario import Balancer, Check, LimitPer, StoreName
from scalegame.engine.view import View
from scalegame.playthrough.account.debrief import failures_told, losses_told
from scalegame.playthrough.explain.servers import server_told
from scalegame.playthrough.explain.stores import store_told
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.wording import units
from scalegame.wording.components import POLICY_WORDS


def explain(playthrough: Playthrough, node: Node) -> list[str]:
    """Return paragraphs about ``node``: first how it is, then what was lost there, the most first."""
    told = list(_state(playthrough, node))
    if node.kind is NodeKind.AUTOSCALER:
        return told
    trouble = list(_trouble(playthrough, node.name))
    if node.kind is NodeKind.BALANCER:
        trouble += _trouble(playthrough, "limiter")
    return [*told, *(trouble or ["Nobody was logged out here and no request failed."])]


def _state(playthrough: Playthrough, node: Node) -> Iterator[str]:
    match node.kind:
        case NodeKind.BALANCER:
            yield from _balancer(playthrough.view)
        case NodeKind.SERVER:
            for server in playthrough.view.servers:
                if server.name == node.name:
                    yield from server_told(server, playthrough.view)
        case NodeKind.STORE:
            yield from store_told(StoreName(node.name), playthrough)
        case NodeKind.AUTOSCALER:
            yield from _autoscaler(playthrough.view)


def _balancer(view: View) -> Iterator[str]:
    balancer = view.balancer
    yield f"{POLICY_WORDS[balancer.policy].label.capitalize()}: {POLICY_WORDS[balancer.policy].line}"
    serving = [server for server in view.servers if server.in_rotation]
    made = units.requests(view.requests)
    again = f", {view.retried:,} of them retries of requests that failed" if view.retried else ""
    yield f"{len(serving)} of {len(view.servers)} servers take new people; {made} came in the last second{again}."
    yield f"All that stands there costs {units.cents(view.upkeep)} a second."
    yield _active_checks(balancer)
    yield from _other_settings(view)
    if len(serving) > 1 and view.requests:
        busiest = max(serving, key=lambda server: server.requests)
        even = sum(server.requests for server in view.servers) // len(serving)
        yield f"The busiest is {busiest.name} with {units.requests(busiest.requests)}; an even share would be {even}."


def _active_checks(balancer: Balancer) -> str:
    if balancer.check is Check.NONE:
        return "It checks no server by itself: one that died stays in rotation and gets requests."
    often = "one a second" if balancer.interval == 1 else f"one every {balancer.interval} s"
    told = f"A dead server stays in rotation until {balancer.fall} checks have failed, {often}."
    if balancer.check is Check.HTTP:
        return f"{told} It asks for an answer (HTTP), so a frozen server goes out as well, in about twice the time."
    return told


def _other_settings(view: View) -> Iterator[str]:
    """Yield the settings that only some levels have: passive checks, a time-out, draining, a rate limit, dark zones."""
    balancer, limit = view.balancer, view.limit
    if balancer.max_fails:
        times = units.requests(balancer.max_fails)
        yield f"A server that leaves {times} unanswered is kept out for {balancer.fail_timeout} s, then tried again."
    if balancer.read_timeout_us:
        then = "asks another server" if balancer.redispatch else "gives up"
        yield f"It waits {units.wait(balancer.read_timeout_us // 1000)} for an answer, then {then}."
    if view.deploy_drain:
        yield f"Servers drain for up to {view.deploy_drain} s before each deploy."
    if limit.limit:
        whose = "for each address" if limit.per is LimitPer.ADDRESS else "in all"
        away = f"{units.requests(view.limited)} turned away so far"
        yield f"Before it, the rate limiter lets {limit.limit:,} requests a second through {whose}; {away}."
    for zone in view.zones_down:
        yield f"Zone {zone} is dark: its servers are down, and no check brings them back."


def _autoscaler(view: View) -> Iterator[str]:
    scaler = view.autoscaler
    if not scaler.maximum:
        yield "The autoscaler is off."
        return
    cattle = [server for server in view.servers if server.cattle]
    target = units.percent(scaler.target)
    yield f"It keeps between {scaler.minimum} and {scaler.maximum} servers, so that they are busy to about {target}."
    ready = sum(server.in_rotation for server in cattle)
    yield f"Now there are {len(cattle)}, of which {ready} take new people."
    yield f"After each change it waits {scaler.cool_down} s before it looks again."
    yield f"A server that it retires drains first, for up to {scaler.drain} s."
    yield "A server that crashes is thrown away and replaced at once: cattle, not pets."
    pets = [server.name for server in view.servers if not server.cattle]
    if pets:
        yield f"{', '.join(pets)} {'is a pet' if len(pets) == 1 else 'are pets'}: not its business."


def _trouble(playthrough: Playthrough, place: str) -> Iterator[str]:
    """Yield what was lost and failed at ``place``, chapter by chapter, people before requests."""
    chapters = (
        *losses_told(loss for loss in playthrough.losses if loss.place == place),
        *failures_told(failure for failure in playthrough.failures if failure.place == place),
    )
    for chapter in chapters:
        yield f"{chapter.when}  {chapter.sentence.what} {chapter.sentence.why}"
