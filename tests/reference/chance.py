"""Chance: what is drawn, and how a drawn number becomes a choice.

Rules

* A draw is a whole number of 64 bits, made from the game's seed, a *stream* (one a purpose), a *subject* (a visitor, or
  an incident) and a counter (which request of the visitor). Nothing advances, so nothing a player does moves
  anybody else's luck. The numbers themselves are ``scalegame.engine.draws``' and pinned by its tests.
* One of ``limit`` things: the upper half of the number says how far along.
* One of several things with weights: the upper ten bits name one of 1,024 slots, which the things share in proportion.
* A pause is exponentially distributed; the same ten bits name the quantile.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

SLOTS = 1024
#: The middle of each of 1,024 equally likely stretches of the exponential distribution with mean 1, in thousandths.
PAUSES = tuple(round(1000 * log(2 * SLOTS / (2 * SLOTS - 2 * slot - 1))) for slot in range(SLOTS))


def one_of(number: int, limit: int) -> int:
    """Return a whole number from 0 to ``limit`` − 1."""
    return (number >> 32) * limit >> 32


def slot_of(number: int) -> int:
    """Return the upper ten bits, 0 to 1023."""
    return number >> 54


def weighted(number: int, weights: Sequence[int]) -> int:
    """Return the index of one of ``weights``, each as likely as it weighs (to 1 in 1,024)."""
    reached = 0
    for index, weight in enumerate(weights):
        reached += weight
        if slot_of(number) < reached * SLOTS // sum(weights):
            return index
    raise ValueError("weights must have a positive sum")


def exponential(number: int) -> int:
    """Return a pause in thousandths of its mean."""
    return PAUSES[slot_of(number)]
