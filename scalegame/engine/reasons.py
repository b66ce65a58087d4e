"""The answers to commands: a price, or a reason and the values with which a sentence about it can be made.

The engine makes no sentences: ``wording/refusals.py`` does, from the reason and its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The reason of a refusal: a stable code, and behind ``/`` its subject where several reasons share a code.

    Beside each stand the values that a refusal carries, in their order. Amounts are in millicents, waits in ticks;
    bounds are the largest possible values in the unit of what is set.
    """

    OVER = "over"
    NOT_ALLOWED = "not_allowed"
    BUDGET = "budget"  # price, what is left
    # servers
    COUNT = "count"
    MOST_SERVERS = "too_many/servers"  # bound
    ALL_ZONES_DOWN = "zone_down/all"
    ZONE_DOWN = "zone_down/server"  # zone, server
    UNKNOWN_SERVER = "unknown_server"  # name
    DEPLOYING = "deploying"  # server, wait
    LAST_SERVER = "last_server"  # server
    BOOTING = "booting"  # server, wait
    DRAINING = "draining"  # server
    NOT_UP = "not_up"  # server
    NOT_DRAINING = "not_draining"  # server
    CONNECTED = "no_change/connect"  # server
    ALL_CONNECTED = "no_change/connect_all"
    ROLLOUT = "rollout"
    # stores
    HAS_STORE = "no_change/store"  # store
    NO_STORE = "no_store"  # store
    NOT_READY = "not_ready"  # wait
    NO_REPLICA = "no_replica"  # store
    MOST_REPLICAS = "too_many/replicas"  # bound
    HAS_POOLER = "no_change/pooler"
    # waves
    NO_WAVE = "no_wave"
    # settings with numbers that are out of bounds
    LIMIT_BOUNDS = "number/rate_limit"  # bound
    TIMEOUT_BOUNDS = "number/timeout"  # bound
    DRAIN_BOUNDS = "number/drain"  # bound
    TRAFFIC_BOUNDS = "number/traffic"  # bound
    AUTOSCALER_BOUNDS = "number/autoscaler"  # bound
    MOST_VISITORS = "too_many/visitors"  # bound
    # settings that are like that already
    SAME_POLICY = "no_change/policy"  # policy
    SAME_REDIS = "no_change/redis"  # eviction or persistence
    SAME_LIMIT = "no_change/rate_limit"
    SAME_AUTOSCALER = "no_change/autoscaler"
    SAME_CHECK = "no_change/health_check"  # check
    SAME_TIMEOUT = "no_change/timeout"
    SAME_DRAIN = "no_change/drain"
    SAME_TRAFFIC = "no_change/traffic"
    # incidents
    STRAY_NUMBER = "number/incident"
    TICKS_BOUNDS = "number/ticks"  # bound
    CRASHES_BOUNDS = "number/crashes"  # bound
    TRIES_BOUNDS = "number/tries"  # bound
    SPIKE_BOUNDS = "number/spike"  # bound, in times the visitors
    SHARE_BOUNDS = "number/share"  # bound
    NO_SERVER = "no_server"
    NOT_RUNNING = "not_running"  # server
    UNKNOWN_ZONE = "unknown_zone"  # name
    STORE_DOWN = "store_down"  # store
    NO_LIMIT = "no_limit"
    NOBODY = "nobody"

    @property
    def code(self) -> str:
        """The stable code, which several reasons share: ``no_change``, ``number``, ``too_many``, ``zone_down``."""
        return self.value.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused command changes nothing: the reason, and its values (names, amounts, waits, bounds)."""

    reason: Reason
    values: tuple[int | str, ...] = ()

    @property
    def code(self) -> str:
        """The stable code of the reason, for programs."""
        return self.reason.code


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a legal command (millicents, at once) and its lead time (ticks).

    Connecting all servers takes their deploys one after another; waits for health checks and draining come on top.
    """

    price: int = 0
    lead: int = 0
