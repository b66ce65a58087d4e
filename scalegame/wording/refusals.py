"""One sentence for every reason why a command is refused, made from the values that the refusal carries."""

from __future__ import annotations

from collections.abc import Mapping

from scalegame.engine.reasons import Reason, Refusal
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.wording.components import CHECK_WORDS, POLICY_WORDS, REDIS_WORDS, STORE_WORDS
from scalegame.wording.place_names import at_start

#: The sentences; ``{0}`` is the first value of the refusal, ``{0:,}`` a number with commas between thousands.
_SENTENCES: dict[Reason, str] = {
    Reason.OVER: "The level is over.",
    Reason.NOT_ALLOWED: "This level does not offer that.",
    Reason.BUDGET: "It costs {0}; you have {1} left.",
    Reason.COUNT: "Order at least one server.",
    Reason.MOST_SERVERS: "A level has room for {0} servers, removed ones included.",
    Reason.ALL_ZONES_DOWN: "Every zone is dark; no server can start.",
    Reason.ZONE_DOWN: "Zone {0} is dark; {1} cannot start there.",
    Reason.UNKNOWN_SERVER: "There is no server called {0}.",
    Reason.DEPLOYING: "{0} is being deployed; it is back in {1} s.",
    Reason.LAST_SERVER: "{0} is the only server.",
    Reason.BOOTING: "{0} is starting already: {1} s to go.",
    Reason.DRAINING: "{0} is draining already.",
    Reason.NOT_UP: "{0} is not up; there is nobody to drain.",
    Reason.NOT_DRAINING: "{0} is not draining.",
    Reason.CONNECTED: "{0} does that already.",
    Reason.ALL_CONNECTED: "Every server does that already.",
    Reason.ROLLOUT: "A rollout is under way; wait until it is done.",
    Reason.HAS_STORE: "You have {0} already.",
    Reason.NO_STORE: "You do not have {0} yet: buy it first.",
    Reason.NOT_READY: "The store is not ready yet: {0} s to go.",
    Reason.NO_REPLICA: "A replica of {0} is not to be had here.",
    Reason.MOST_REPLICAS: "{0} the most you can have.",
    Reason.HAS_POOLER: "The database has a connection pooler already.",
    Reason.NO_WAVE: "This is the last wave.",
    Reason.LIMIT_BOUNDS: "Limit from 0 (everything passes) to {0:,} requests a second.",
    Reason.TIMEOUT_BOUNDS: "Wait from 0 (as long as clients do) to {0:,} ms.",
    Reason.DRAIN_BOUNDS: "Drain from 0 (deploy at once) to {0:,} s.",
    Reason.TRAFFIC_BOUNDS: "Let from 0 (nobody new) to {0:,} visitors come a second.",
    Reason.AUTOSCALER_BOUNDS: "Keep from 0 to {0} servers, the least not above the most.",
    Reason.MOST_VISITORS: "{0:,} visitors came by order: no more will.",
    Reason.SAME_POLICY: "The balancer uses {0} already.",
    Reason.SAME_REDIS: "Redis already {0}.",
    Reason.SAME_LIMIT: "The rate limiter is set like that already.",
    Reason.SAME_AUTOSCALER: "The autoscaler is set like that already.",
    Reason.SAME_CHECK: "Health checks {0}.",
    Reason.SAME_TIMEOUT: "The time-out is that already.",
    Reason.SAME_DRAIN: "Servers drain that long already.",
    Reason.SAME_TRAFFIC: "So many visitors come already.",
    Reason.STRAY_NUMBER: "It takes no other numbers, and strikes at once.",
    Reason.TICKS_BOUNDS: "It lasts from 1 to {0:,} s.",
    Reason.CRASHES_BOUNDS: "It crashes from 1 to {0} times more.",
    Reason.TRIES_BOUNDS: "Clients try again from 1 to {0} times.",
    Reason.SPIKE_BOUNDS: "A spike is more than once and at most {0} times the visitors.",
    Reason.SHARE_BOUNDS: "A share is from 1 to {0:,} per mille.",
    Reason.NO_SERVER: "No server is running.",
    Reason.NOT_RUNNING: "{0} is not running.",
    Reason.UNKNOWN_ZONE: "There is no zone called {0}.",
    Reason.STORE_DOWN: "{0} is down already.",
    Reason.NO_LIMIT: "Redis has no memory limit here; nothing can fill it.",
    Reason.NOBODY: "Nobody is online.",
}

_MISSING: dict[str, str] = {store: words.missing or words.bought for store, words in STORE_WORDS.items()}
#: Words in place of a value, by reason: a server may be called ``redis``, so that the value alone does not tell.
_WORDS: dict[Reason, Mapping[str, str]] = {
    Reason.HAS_STORE: _MISSING,
    Reason.NO_STORE: _MISSING,
    Reason.NO_REPLICA: _MISSING,
    Reason.STORE_DOWN: {store: words.formal or at_start(store) for store, words in STORE_WORDS.items()},
    Reason.SAME_POLICY: {policy: words.label for policy, words in POLICY_WORDS.items()},
    Reason.SAME_REDIS: {to: words.already for to, words in REDIS_WORDS.items()},
    Reason.SAME_CHECK: {check: words.already for check, words in CHECK_WORDS.items()},
}


def why_refused(refusal: Refusal) -> str:
    """Return the sentence that tells a player why a command changes nothing."""
    return _SENTENCES[refusal.reason].format(*(_in_words(refusal.reason, value) for value in refusal.values))


def _in_words(reason: Reason, value: int | str) -> int | str:
    """Return ``value`` as the sentence for ``reason`` writes it."""
    if isinstance(value, str):
        return _WORDS.get(reason, {}).get(value, value)
    match reason:
        case Reason.BUDGET:
            return dollars(value)
        case Reason.MOST_REPLICAS:
            return "1 replica is" if value == 1 else f"{value} replicas are"
        case _:
            return value


def dollars(millicents: int) -> str:
    """Write an amount that one has or needs: rounded down to the cent, whole dollars where possible."""
    cents = millicents * 100 // MILLICENTS_PER_DOLLAR
    return f"${cents // 100:,}" if cents % 100 == 0 else f"${cents // 100:,}.{cents % 100:02d}"
