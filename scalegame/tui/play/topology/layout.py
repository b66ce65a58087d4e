"""The places of everything in the topology, for the room there is: cards, then tiles, then a heat strip.

Read from the top as a request travels: the CDN (beside the balancer if it is low), the balancer with the autoscaler
at its side, a bus of wires, the servers, one bus for each store in use, the stores. Spare rows make cards taller
first, lift the CDN second and make wires longer third.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from textual.geometry import Region

_MARGIN = 1
_BALANCER_WIDTH = 38
_BOX_HEIGHT = 3
#: The least height of a card, and the widths it may have.
_LEAST_CARD = 4
_CARD_WIDTH = (14, 30)
_CARD_GAP = (2, 6)
_STORE_WIDTH = (16, 30)
#: The widths of a box beside the balancer, and the cells between.
_SIDE_WIDTH = (14, 24)
_SIDE_GAP = (2, 6)
_FRAME = 2
_TILE_WIDTH = 17
_HEAT_WIDTH = 5
_MOST_BUS_ROWS = 6
_DETAILED_STORE = 4


class Form(Enum):
    """The form in which a server is drawn."""

    CARD = "card"
    TILE = "tile"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in cells. ``fleet`` is the frame around tiles or a heat strip, None with cards.

    ``servers`` holds a region a server (those that find no room are missing at the end), ``bus`` the row on
    which wires from the balancer run, ``links`` the row of each store in use, the first store's first (all the same
    where there is no room for more). ``edge`` is the CDN's place, ``autoscaler`` the autoscaler's, None if there is
    none.
    """

    form: Form
    balancer: Region
    bus: int
    servers: tuple[Region, ...]
    fleet: Region | None
    links: tuple[int, ...]
    stores: tuple[Region, ...]
    edge: Region | None = None
    autoscaler: Region | None = None

    @property
    def shares_links(self) -> bool:
        """Whether one row of wires leads to several stores."""
        return len(self.links) > len(set(self.links))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts to be placed: ``stores`` on the shelf (of which ``used`` have servers connected), and all others.

    A card has up to ``card_lines`` lines in its frame.
    """

    servers: int
    stores: int
    used: int
    card_lines: int
    edge: bool = False
    autoscaler: bool = False


def arrange(width: int, height: int, parts: Parts) -> Layout:
    """Return the layout of ``parts``."""
    servers, stores, used = parts.servers, parts.stores, parts.used
    store_rows = _BOX_HEIGHT if stores else 0
    links = max(1, used) if stores else 0
    room = height - _BOX_HEIGHT - 1 - links - store_rows
    # A second row for the wires comes before taller cards: it is where requests are seen turning.
    second_row = servers <= columns(width, servers) and room > _LEAST_CARD
    form, card, rows = _choose(width, room - second_row, servers, parts.card_lines + _FRAME)
    if form is not Form.CARD and links > 1:
        # One row is enough: for cards as a line to all stores, for the frame around a fleet as straight lines.
        links, room = 1, room + links - 1
        form, card, rows = _choose(width, room, servers, parts.card_lines + _FRAME)
    spare = max(0, room - rows)
    if stores and spare >= _DETAILED_STORE and form is Form.CARD:
        store_rows, spare = _DETAILED_STORE, spare - 1
    lifted = parts.edge and spare > _BOX_HEIGHT
    spare -= (_BOX_HEIGHT + 1) * lifted
    bus_extra = min(_MOST_BUS_ROWS - 1, (spare + 1) // 2)
    spare -= bus_extra
    link_extra = min(_MOST_BUS_ROWS - 1, spare) if stores else 0
    spare -= link_extra
    top = spare // 2 + (_BOX_HEIGHT + 1) * lifted
    balancer = Region((width - _BALANCER_WIDTH) // 2, top, _BALANCER_WIDTH, _BOX_HEIGHT)
    fleet_top = balancer.bottom + 1 + bus_extra
    fleet_bottom = fleet_top + rows
    first_link = fleet_bottom + link_extra // 2
    store_top = fleet_bottom + links + link_extra
    if form is Form.CARD:
        place, frame = _cards(width, fleet_top, servers, card), None
    else:
        frame = Region(_MARGIN, fleet_top, width - 2 * _MARGIN, rows)
        place = _cells(frame, servers, form)
    return Layout(
        form=form,
        balancer=balancer,
        bus=balancer.bottom,
        servers=place,
        fleet=frame,
        links=tuple(first_link + min(number, links - 1) for number in range(used)),
        stores=_row(width, store_top, store_rows, stores, _STORE_WIDTH),
        edge=_edge(balancer, lifted=lifted) if parts.edge else None,
        autoscaler=_beside(balancer, width, left=False) if parts.autoscaler else None,
    )


def _edge(balancer: Region, *, lifted: bool) -> Region:
    """Return the CDN's place: above the balancer if there is room, else at its left."""
    if not lifted:
        return _beside(balancer, balancer.x * 2 + balancer.width, left=True)
    width = _STORE_WIDTH[1]
    return Region(balancer.x + (balancer.width - width) // 2, balancer.y - _BOX_HEIGHT - 1, width, _BOX_HEIGHT)


def _beside(balancer: Region, width: int, *, left: bool) -> Region:
    """Return the place of a box beside the balancer, as wide as there is room for."""
    room = balancer.x if left else width - balancer.right
    least, most = _SIDE_WIDTH
    each = max(least, min(most, room - _SIDE_GAP[0] - _MARGIN))
    gap = max(_SIDE_GAP[0], min(_SIDE_GAP[1], room - each - _MARGIN))
    x = balancer.x - gap - each if left else balancer.right + gap
    return Region(x, balancer.y, each, _BOX_HEIGHT)


def columns(width: int, servers: int) -> int:
    """Return how many cards stand in a row: as even rows as the width allows."""
    most = max(1, (width - 2 * _MARGIN + _CARD_GAP[0]) // (_CARD_WIDTH[0] + _CARD_GAP[0]))
    rows = -(-servers // most)
    return -(-servers // max(1, rows))


def _choose(width: int, room: int, servers: int, tallest: int) -> tuple[Form, int, int]:
    """Return the form, the height of a card and the rows the fleet takes."""
    rows = -(-servers // max(1, columns(width, servers)))
    for card in range(tallest, _LEAST_CARD - 1, -1):
        needed = rows * card + rows - 1
        if needed <= room:
            return Form.CARD, card, needed
    inner = width - 2 * _MARGIN - _FRAME
    tile_rows = -(-servers // (inner // _TILE_WIDTH))
    if tile_rows + _FRAME <= room:
        return Form.TILE, 1, tile_rows + _FRAME
    heat_rows = -(-servers // (inner // _HEAT_WIDTH))
    return Form.HEAT, 1, max(1 + _FRAME, min(room, heat_rows + _FRAME))


def _cards(width: int, top: int, servers: int, height: int) -> tuple[Region, ...]:
    across = columns(width, servers)
    found: list[Region] = []
    while len(found) < servers:
        here = min(across, servers - len(found))
        row = _row(width, top, height, across, _CARD_WIDTH)
        found.extend(row[:here])
        top += height + 1
    return tuple(found)


def _row(width: int, top: int, height: int, count: int, widths: tuple[int, int]) -> tuple[Region, ...]:
    """Return ``count`` boxes side by side in the middle, as wide as there is room for."""
    if not count:
        return ()
    least, most = widths
    each = max(least, min(most, (width - 2 * _MARGIN + _CARD_GAP[0]) // count - _CARD_GAP[0]))
    spare = width - 2 * _MARGIN - each * count
    gap = max(_CARD_GAP[0], min(_CARD_GAP[1] * 2, spare // count))
    left = max(0, (width - each * count - gap * (count - 1)) // 2)
    return tuple(Region(left + (each + gap) * i, top, each, height) for i in range(count))


def _cells(frame: Region, servers: int, form: Form) -> tuple[Region, ...]:
    """Return the cells inside the fleet's frame, row by row, as many as fit."""
    inner = frame.width - _FRAME
    rows = frame.height - _FRAME
    across = min(inner // (_TILE_WIDTH if form is Form.TILE else _HEAT_WIDTH), -(-servers // rows))
    each = inner // across
    fitting = min(servers, across * rows)
    return tuple(Region(frame.x + 1 + i % across * each, frame.y + 1 + i // across, each, 1) for i in range(fitting))
