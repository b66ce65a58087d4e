"""The endless mode's level of a seed: waves that grow by a third each, what strikes in them dealt by the seed. Pure.

It is written as a level file and read like one, so it keeps within every limit and can be looked at, run and proven.
"""

from __future__ import annotations

import json
from hashlib import sha256

#: The number of waves; nobody is known to have come near it.
WAVES = 20
#: Ticks that a wave lasts, and those in which it grows to its strength.
TICKS, _RISE = 40, 10
#: People logged out and requests failed, together, after which it is over.
LIVES = 600
_BUDGET = 3000
#: Visitors a tick of the first wave, in tenths, and by what it grows from wave to wave.
_FIRST, _GROWTH = 40, (4, 3)
#: From this wave on, something strikes in each wave; from the later one on, twice.
_STRUCK, _STRUCK_TWICE = 3, 10
#: When it strikes, counted from the wave's start: the first time and the second.
_MOMENTS = ((8, 14), (24, 28))

#: Incidents by the wave from which on they are fair: the player had time and money to prepare for them.
_TROUBLE: tuple[tuple[int, dict[str, object]], ...] = (
    (3, {"crash": "busiest_server"}),
    (3, {"slow": "busiest_server", "ticks": 15, "capacity": "30%"}),
    (4, {"rolling_deploy": True}),
    (4, {"whale": "40%", "ticks": 20}),
    (5, {"freeze": "random_server", "ticks": 10}),
    (5, {"redis_restart": True}),
    (6, {"spike": 2, "ticks": 10}),
    (6, {"crash_loop": "random_server", "times": 2, "ticks": 5}),
    (7, {"ban": "10%"}),
    (7, {"redis_full": "50%", "ticks": 15}),
    (8, {"zone_outage": "b", "ticks": 15}),
    (8, {"retry_storm": 3, "ticks": 15}),
)
_BRIEFING = (
    (
        f"Each wave lasts {TICKS} seconds and brings a third more people than the one before. From wave {_STRUCK} on "
        f"something breaks in each of them, from wave {_STRUCK_TWICE} on twice. The seed decides what."
    ),
    (
        f"You have ${_BUDGET:,} for everything, and {LIVES} lives. Each person who is logged out costs one, and so "
        "does each request that fails. When all are used up you have fallen. What counts is how far you came."
    ),
)


def endless_file(seed: int) -> bytes:
    """Return the level file of ``seed``; the same for the same seed."""
    rates = [_FIRST]
    for _ in range(WAVES - 1):
        rates.append(rates[-1] * _GROWTH[0] // _GROWTH[1])
    before = [rates[0], *rates]
    return json.dumps({
        "format": 1,
        "id": f"endless-{seed}",
        "title": "Endless",
        "teaser": "Each wave brings a third more people. How far do you come?",
        "briefing": list(_BRIEFING),
        "seed": seed,
        "budget": _BUDGET,
        "lives": LIVES,
        "start": {"servers": [{"names": ["A"]}]},
        "zones": ["a", "b"],
        "catalog": {"stores": {"redis": {"failover": 1}}},
        "allowed": [
            "add_server", "remove_server", "restart_server", "drain_server", "connect", "redis", "signed_cookie",
            "add_replica", "set_redis", "set_rate_limit", "set_autoscaler", "set_health_check", "set_timeout",
            "set_drain", "set_policy",
        ],
        "policies": ["round_robin", "least_connections", "power_of_two", "source_hash", "sticky_cookie"],
        "sources": [{
            "name": "homes", "addresses": 5000, "requests": [6, 12], "think": 4, "does": {"browse": 5, "cart": 2},
        }],
        "waves": [
            {
                "title": f"{rate // 10} people a second",
                "ticks": TICKS,
                "arrivals": [[0, before[number - 1] / 10], [_RISE, rate / 10], [TICKS, rate / 10]],
                "incidents": _incidents(seed, number),
            }
            for number, rate in enumerate(rates, 1)
        ],
        "goals": {},
    }).encode()  # fmt: skip


def _incidents(seed: int, wave: int) -> list[dict[str, object]]:
    """Return what strikes in ``wave``, never twice the same."""
    if wave < _STRUCK:
        return []
    fair = [what for since, what in _TROUBLE if since <= wave]
    struck: list[dict[str, object]] = []
    for number, (first, last) in enumerate(_MOMENTS[: 1 + (wave >= _STRUCK_TWICE)]):
        what = fair.pop(_drawn(f"{seed} {wave} {number} what") % len(fair))
        at = first + _drawn(f"{seed} {wave} {number} when") % (last - first + 1)
        struck.append({"at": at, **what})
    return struck


def _drawn(text: str) -> int:
    return int.from_bytes(sha256(f"scalegame endless {text}".encode()).digest()[:4], "big")
