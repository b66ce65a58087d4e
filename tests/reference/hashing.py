"""Hashing: how a client's address names a server.

Rules

* ``source_hash`` is a modulo hash: hash of the address modulo the number of slots. With ``keep_dead_slots`` every
  server that ever was in rotation has a slot (nginx ``hash``); somebody whose slot takes nobody is hashed again with
  the number of the try, up to 20 tries, and then goes to any server that takes people. Without it, only servers
  in rotation have slots (HAProxy's map-based ``source``), so one that leaves moves nearly everybody.
* ``hash_network``: the modulo hash sees only the first three octets of an address (nginx ``ip_hash``). Without
  ``mixing`` the first try takes the address itself for its hash, as HAProxy does.
* ``consistent_hash`` is Karger's ring: every server has so many points on it, and an address belongs to the first point
  at or after its own hash, going round. A server that leaves moves its own people only.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from scalegame.engine.draws import mix
from scalegame.engine.scenario import Balancer

#: Odd numbers that keep addresses, servers, tries and points apart before they are mixed; part of the ruleset.
ADDRESS_STEP = 0x9E3779B97F4A7C15
TRY_STEP = 0xC2B2AE3D27D4EB4F
POINT_STEP, POINT_SALT = 0xA0761D6478BD642F, 0xE7037ED1A0B428DB
TRIES = 20


def slot(settings: Balancer, address: int, attempt: int, slots: int) -> int:
    """Return the slot of an address in its try number ``attempt``."""
    key = address // 256 if settings.hash_network else address
    if attempt == 0 and not settings.mixing:
        return key % slots
    return (mix(key * ADDRESS_STEP + mix(attempt * TRY_STEP)) >> 32) % slots


def owner(address: int, members: tuple[int, ...], points: int) -> int:
    """Return which of the servers ``members`` (their numbers) an address belongs to on their ring."""
    places = ring(members, points)
    after = bisect_left(places, (mix(address * ADDRESS_STEP), 0))
    _, server = places[after % len(places)]
    return server


@lru_cache(maxsize=100)
def ring(members: tuple[int, ...], points: int) -> list[tuple[int, int]]:
    """Return the points of a ring in order: where each lies, and whose it is."""
    return sorted(
        (mix(one * TRY_STEP + point * POINT_STEP + POINT_SALT), one) for one in members for point in range(points)
    )
