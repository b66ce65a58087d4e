"""The numbers of a text in one spelling, words and fractions as digits, so that they can be found and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBERS = {word: str(number) for number, word in enumerate(_WORDS, start=2)} | {"twenty": "20", "sixty": "60"}
_PARTS = {"half": "1/2", "a third": "1/3", "a quarter": "1/4"}
_ORDINALS = {"fourth": "4th", "fifth": "5th", "sixth": "6th", "tenth": "10th"}
_SPELLED = _NUMBERS | _PARTS | _ORDINALS | {"twice": "2 times"}
_SPELLING = re.compile(rf"\b({'|'.join(sorted(_SPELLED, key=len, reverse=True))})\b", re.IGNORECASE)
#: No digit of a name, such as S3.
_NUMBER = re.compile(r"(?<![A-Za-z])(?:\$\d[\d,]*(?:\.\d+)?|\d+:\d\d|\d[\d,]*\d|\d)")
#: What stands there as an ordinal, but is a share: "does a fifth of", "a tenth of".
_SHARE = re.compile(r"\ba (\d+)th of\b")


def in_digits(text: str) -> str:
    """Return ``text`` with its numbers as digits: ``half of 4``, ``a fifth of``, ``twice`` are 1/2, 1/5, 2 times."""
    spelled = _SPELLING.sub(lambda match: _SPELLED[match[0].casefold()], text)
    return _SHARE.sub(r"1/\1 of", spelled)


def numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield where a number stands in ``text``, which is in digits: amounts, times of day, counts."""
    return _NUMBER.finditer(text)
