"""Versions of packs and of the game: semantic versions, and ranges of them such as ``>=0.1, <2``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

_NUMBER = r"(0|[1-9][0-9]{0,5})"
#: A semantic version: three numbers, then perhaps a pre-release and a build (semver.org, shortened).
SEMVER = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
#: A range: one bound or several, all of which must hold.
RANGE = re.compile(r"(>=|<=|>|<|==) ?([0-9]{1,6}(?:\.[0-9]{1,6}){0,2})")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+){0,2}")
_PARTS = 3
_COMPARE: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


def is_range(text: str) -> bool:
    """Return whether ``text`` is a range of versions."""
    return all(RANGE.fullmatch(bound.strip()) for bound in text.split(","))


def is_in(version: str, wanted: str) -> bool:
    """Return whether the game's ``version`` lies in a range. What stands behind its three numbers does not count."""
    return all(_holds(version, bound.strip()) for bound in wanted.split(","))


def _holds(version: str, bound: str) -> bool:
    found = RANGE.fullmatch(bound)
    return found is not None and _COMPARE[found[1]](_numbers(version), _numbers(found[2]))


def _numbers(version: str) -> tuple[int, ...]:
    found = _NUMBERS.match(version)
    numbers = [int(number) for number in found[0].split(".")] if found else []
    return tuple([*numbers, *[0] * _PARTS][:_PARTS])
