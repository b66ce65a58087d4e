"""The requests that are due in a tick, in order of time, and fast ways to their visitors' columns.

An appointment, the calendar's entry, is one sortable number: arrival in µs within its tick << 40 | visitor number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scalegame.engine.draws import Integers
from scalegame.engine.integers import order_of, up_to

_BITS = 40
# As arrays without dimensions, like the constants of draws.py.
_NUMBER_BITS, _NUMBER_MASK = np.array(_BITS, np.int64), np.array((1 << _BITS) - 1, np.int64)
#: From so many on, sorting by counting and reading in order of rows pays.
MANY = 4096

_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class DueRequests:
    """One entry a request, in order of time; of several in the same microsecond the visitor who came first is first.

    ``number`` is the visitor's, ``moment`` the arrival in µs, ``row`` where the sessions have them. Of many requests,
    ``ascending`` has the rows in their own order, ``order`` says where in it each request stands, and ``back`` the
    reverse: reading a long column from front to back and shuffling what was read is faster than criss-crossing it.
    """

    number: Integers
    moment: Integers
    row: Integers
    ascending: Integers | None = None
    order: Integers | None = None
    back: Integers | None = None

    @staticmethod
    def of(entries: Integers, base: int) -> DueRequests:
        """Put appointments in order; row 0 belongs to visitor number ``base``."""
        if len(entries) < MANY:
            entries = np.sort(entries)
            number = entries & _NUMBER_MASK
            return DueRequests(number, entries >> _NUMBER_BITS, number - base)
        row, moment = (entries & _NUMBER_MASK) - base, entries >> _NUMBER_BITS
        by_row = _sorted_by_counting(row)
        ascending, moment = row[by_row], moment[by_row]
        order = _sorted_by_counting(moment)
        back = np.empty_like(order)
        back[order] = up_to(len(order))
        row = ascending[order]
        return DueRequests(row + base, moment[order], row, ascending, order, back)

    def read(self, column: NDArray[_Number]) -> NDArray[_Number]:
        """Return what a column of the sessions says of each."""
        if self.ascending is None or self.order is None:
            return column[self.row]
        return column[self.ascending][self.order]

    def write(self, column: NDArray[_Number], values: NDArray[_Number] | Integers) -> None:
        """Set what a column of the sessions says of each."""
        # Numbers of one type are moved in half the time of numbers that change it on the way.
        values = values.astype(column.dtype, copy=False)
        if self.ascending is None or self.back is None:
            column[self.row] = values
        else:
            column[self.ascending] = values[self.back]


def appointments(moment: Integers, number: Integers) -> Integers:
    """Return the calendar's entries for visitors who come at these moments (µs) of some tick."""
    entries: Integers = moment << _NUMBER_BITS | number
    return entries


def _sorted_by_counting(numbers: Integers) -> Integers:
    """Return the stable order of numbers below 2³². NumPy counts instead of comparing where they have 8 or 16 bits."""
    order, upper = order_of(numbers.astype(np.uint16)), numbers >> 16
    few = np.uint8 if upper.max() < 1 << 8 else np.uint16
    return order[order_of(upper.astype(few)[order])]
