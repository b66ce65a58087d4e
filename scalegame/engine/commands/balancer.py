"""Commands about what stands before the servers: the balancer's policy, checks and time-out, the rate limiter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from scalegame.engine.bounds import MOST_OF_A_SETTING
from scalegame.engine.commands.base import BaseCommand
from scalegame.engine.commands.fields import KEY
from scalegame.engine.enums import Check, LimitPer, Policy
from scalegame.engine.reasons import Quote, Reason, Refusal
from scalegame.engine.scenario import RateLimit, Scenario
from scalegame.engine.units import MICROSECONDS_PER_MILLISECOND
from scalegame.engine.view import BALANCER, EventKind

if TYPE_CHECKING:
    from scalegame.engine.decisions.queries import Situation
    from scalegame.engine.tick.operator import Operator


@dataclass(frozen=True, slots=True)
class SetPolicy(BaseCommand):
    """Change how the balancer picks servers; takes effect with the next tick."""

    verb: ClassVar[str] = "set_policy"
    policy: Policy

    def is_offered(self, scenario: Scenario) -> bool:
        """Whether the level lets a player change the policy, and to this one."""
        return self.policy in scenario.policies and self.rights() <= scenario.allowed

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse the policy that is set already."""
        return Refusal(Reason.SAME_POLICY, (self.policy,)) if self.policy is now.balancer.policy else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it."""
        operator.set_balancer(replace(operator.balancer, policy=self.policy))
        operator.event(EventKind.POLICY_SET, BALANCER, detail=self.policy)


@dataclass(frozen=True, slots=True)
class SetHealthCheck(BaseCommand):
    """Change what the balancer's health checks ask of a server."""

    verb: ClassVar[str] = "set_health_check"
    check: Check

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse the check that is set already."""
        return Refusal(Reason.SAME_CHECK, (self.check,)) if self.check is now.balancer.check else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it."""
        operator.set_balancer(replace(operator.balancer, check=self.check))
        operator.event(EventKind.SETTING, self.verb, detail=self.check)


@dataclass(frozen=True, slots=True)
class SetTimeout(BaseCommand):
    """Set the balancer's read timeout: it gives up after ``milliseconds`` without an answer; 0: when clients do."""

    verb: ClassVar[str] = "set_timeout"
    milliseconds: int = field(metadata={KEY: "ms"})

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a time out of bounds, and the one that is set already."""
        if not 0 <= self.milliseconds <= MOST_OF_A_SETTING:
            return Refusal(Reason.TIMEOUT_BOUNDS, (MOST_OF_A_SETTING,))
        return Refusal(Reason.SAME_TIMEOUT) if self._us == now.balancer.read_timeout_us else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it."""
        operator.set_balancer(replace(operator.balancer, read_timeout_us=self._us))
        operator.event(EventKind.SETTING, self.verb, self.milliseconds)

    @property
    def _us(self) -> int:
        return self.milliseconds * MICROSECONDS_PER_MILLISECOND


@dataclass(frozen=True, slots=True)
class SetRateLimit(BaseCommand):
    """Limit the requests a tick to ``limit``, for each address or in all; 0 lets everything through."""

    verb: ClassVar[str] = "set_rate_limit"
    limit: int
    per: LimitPer = LimitPer.SERVICE

    def quote(self, now: Situation) -> Quote | Refusal:
        """Refuse a limit out of bounds, and the one that is set already."""
        if not 0 <= self.limit <= MOST_OF_A_SETTING:
            return Refusal(Reason.LIMIT_BOUNDS, (MOST_OF_A_SETTING,))
        return Refusal(Reason.SAME_LIMIT) if now.limit == RateLimit(self.limit, self.per) else Quote()

    def apply(self, operator: Operator) -> None:
        """Set it."""
        operator.set_limit(RateLimit(self.limit, self.per))
        operator.event(EventKind.SETTING, self.verb, self.limit, self.per)
