"""Settings in force beside the servers: rate limit, autoscaler, health checks, time-out, draining; and the retries."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.commands import SetAutoscaler, SetDrain, SetHealthCheck, SetRateLimit, SetTimeout
from scalegame.engine.scenario import Check, IncidentKind
from scalegame.engine.view import View
from scalegame.playthrough.scene import Scene
from scalegame.wording.units import limit, wait

_CHECKS = {Check.NONE: "none", Check.TCP: "TCP", Check.HTTP: "HTTP"}


def in_force(scene: Scene) -> list[tuple[str, str]]:
    """Return a name and a value for each thing that the level lets one set or that is set; few levels have any."""
    return list(_lines(scene))


def _lines(scene: Scene) -> Iterator[tuple[str, str]]:
    view, allowed, balancer = scene.view, scene.scenario.allowed, scene.view.balancer
    if _people_retry(scene):
        yield "requests", f"{view.requests:,}/s, of which {view.retried:,} retries"
    if SetRateLimit.verb in allowed or view.limit.limit:
        away = f", {view.limited:,} turned away" if view.limited else ""
        yield "rate limit", f"{limit(view.limit)}{away}"
    if SetAutoscaler.verb in allowed or view.autoscaler.maximum:
        yield "autoscaler", _scaler(view)
    if SetHealthCheck.verb in allowed or balancer.check is not Check.TCP or balancer.max_fails:
        passive = f", passive after {balancer.max_fails}" if balancer.max_fails else ""
        often = f" every {balancer.interval} s, {balancer.fall} to fall" if balancer.check is not Check.NONE else ""
        yield "checks", f"{_CHECKS[balancer.check]}{often}{passive}"
    if SetTimeout.verb in allowed or balancer.read_timeout_us:
        patience = balancer.read_timeout_us or scene.scenario.timeout_us
        yield "gives up", f"after {wait(patience // 1000)}" + ("" if balancer.read_timeout_us else ", as people do")
    if SetDrain.verb in allowed or view.deploy_drain:
        yield "deploys", f"after up to {view.deploy_drain} s of draining" if view.deploy_drain else "at once"
    for zone in view.zones_down:
        yield f"zone {zone}", "✖ dark"


def _people_retry(scene: Scene) -> bool:
    storms = (what.kind is IncidentKind.RETRY_STORM for wave in scene.view.waves for what in wave.incidents)
    return any(source.retries for source in scene.scenario.sources) or any(storms)


def _scaler(view: View) -> str:
    scaler = view.autoscaler
    if not scaler.maximum:
        return "off"
    return f"{scaler.minimum}–{scaler.maximum} servers, now {sum(server.cattle for server in view.servers)}"
