"""The names of places where harm happens: servers by their own, stores and balancer in words. Pure."""

from __future__ import annotations

from scalegame.wording.components import STORE_WORDS

#: The place of what happened at many servers in one tick.
SEVERAL = "several servers"

_PLACES: dict[str, str] = {
    SEVERAL: SEVERAL,
    "balancer": "the balancer",
    "limiter": "the rate limiter",
    **{store.value: words.named for store, words in STORE_WORDS.items()},
}


def is_server(name: str) -> bool:
    """Return whether a place of the ledger is a single server."""
    return name not in _PLACES


def place(name: str) -> str:
    """Return the name of a place of the ledger: a server by its name, a store or the balancer in words."""
    return _PLACES.get(name, name)


def at_start(name: str) -> str:
    """Return the name of a place at the start of a sentence. A server's name stays as it is."""
    named = place(name)
    return named[:1].upper() + named[1:] if name in _PLACES else named
