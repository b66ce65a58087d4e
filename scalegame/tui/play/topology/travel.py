"""Moving the selection with the arrow keys: the nearest part in a direction, by where the parts stand."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from textual.geometry import Region

from scalegame.playthrough.selection import Node
from scalegame.tui.kit.canvas import HotSpot


class Direction(Enum):
    """An arrow key; the value is Textual's name of it."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


#: Straying sideways counts so much more than going ahead.
_SIDEWAYS = 3


def neighbour(spots: Sequence[HotSpot], selected: Node, direction: Direction) -> Node:
    """Return the part nearest to ``selected`` in ``direction``, or ``selected`` if there is none."""
    places = {spot.target: spot.region for spot in spots if isinstance(spot.target, Node)}
    here = places.get(selected)
    if here is None:
        return next(iter(places), selected)
    ahead = {node: _distance(here, there, direction) for node, there in places.items() if node != selected}
    reachable = {node: far for node, far in ahead.items() if far is not None}
    return min(reachable, key=lambda node: reachable[node], default=selected)


def _distance(here: Region, there: Region, direction: Direction) -> int | None:
    """Return how far ``there`` is, or None if it does not lie in ``direction``. Cells are twice as high as wide."""
    dx = (2 * there.x + there.width) - (2 * here.x + here.width)
    dy = 2 * ((2 * there.y + there.height) - (2 * here.y + here.height))
    match direction:
        case Direction.LEFT | Direction.RIGHT:
            ahead = dx if direction is Direction.RIGHT else -dx
            same_row = there.y < here.bottom and here.y < there.bottom
            return ahead if ahead > 0 and same_row else None
        case Direction.UP | Direction.DOWN:
            ahead = dy if direction is Direction.DOWN else -dy
            return ahead * _SIDEWAYS + abs(dx) if ahead > 0 else None
