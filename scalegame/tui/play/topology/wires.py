"""The lines between the boxes, and the requests that travel along them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scalegame.engine.scenario import StoreName
from scalegame.engine.view import ServerState, StoreState, StoreView, View
from scalegame.playthrough.actions.places import uses_store
from scalegame.tui.kit.canvas import FAINT, Canvas, Ink, Pen, path_through
from scalegame.tui.play.topology.boxes import STORE_INKS
from scalegame.tui.play.topology.layout import Form, Layout

Cell = tuple[int, int]
_DOT = "•"
#: The characters that a joint may replace.
_BORDER = "─┬┴│├┤"
#: A wire's first and last cell, by whether it leaves upright.
_JOINTS = {True: ("┬", "┴"), False: ("├", "┤")}
_CUTS = {ServerState.DOWN: "✖", ServerState.BOOTING: "⟳", ServerState.DEPLOYING: "⟳"}
#: Cells between two dots, by requests a tick: each is a multiple of the next, so that on a shared stretch the dots of
#: a quiet line lie on those of a busy one.
_SPACING = ((2, 32), (8, 16), (30, 8), (1_000_000, 4))


@dataclass(frozen=True, slots=True)
class Wire:
    """A line and its traffic: ``path`` from frame to frame, ``rate`` requests a tick, ``live`` if in use.

    ``cut`` is the sign of a line that leads to a server which is not up.
    ``behind`` are cells of other boxes that it passes behind.
    ``outward`` lines share their start (the balancer), the others their end (a store).
    """

    path: tuple[Cell, ...]
    rate: int
    ink: Ink
    live: bool = True
    cut: str = ""
    outward: bool = True
    behind: frozenset[Cell] = frozenset()


def stores_in_use(view: View) -> tuple[StoreName, ...]:
    """Return the bought stores that at least one server is connected to, in the order they stand."""
    return tuple(s.name for s in view.stores if any(uses_store(server.wiring, s.name) for server in view.servers))


def on_the_shelf(view: View) -> tuple[StoreView, ...]:
    """Return the bought stores below the servers: all but the CDN, which stands at the edge."""
    return tuple(store for store in view.stores if not store.kind.at_edge)


def wires(layout: Layout, view: View) -> tuple[Wire, ...]:
    """Return every line of the topology."""
    return (*_from_the_edge(layout, view), *_to_servers(layout, view), *_to_stores(layout, view))


def _from_the_edge(layout: Layout, view: View) -> Iterator[Wire]:
    """Yield the line from the CDN to the balancer: what the CDN does not answer itself goes that way."""
    cdn = next((store for store in view.stores if store.kind.at_edge), None)
    if cdn is None or layout.edge is None:
        return
    edge, balancer = layout.edge, layout.balancer
    if edge.y == balancer.y:
        path = path_through((edge.right - 1, edge.y + 1), (balancer.x, edge.y + 1))
    else:
        middle = balancer.x + balancer.width // 2
        path = path_through((middle, edge.bottom - 1), (middle, balancer.y))
    up = cdn.state is StoreState.UP
    yield Wire(tuple(path), view.requests if up else 0, Ink.FLOW, live=up)


def _to_servers(layout: Layout, view: View) -> Iterator[Wire]:
    middle = layout.balancer.x + layout.balancer.width // 2
    start = (middle, layout.balancer.bottom - 1)
    if layout.fleet is not None:
        live = any(server.in_rotation for server in view.servers)
        yield Wire(tuple(path_through(start, (middle, layout.fleet.y))), view.requests, Ink.FLOW, live)
        return
    behind = _behind(layout)
    for server, region in zip(view.servers, layout.servers, strict=False):
        x = region.x + region.width // 2
        path = path_through(start, (middle, layout.bus), (x, layout.bus), (x, region.y))
        down = server.state is ServerState.DOWN
        rate = server.requests or (1 if down and server.in_rotation and view.requests else 0)
        live = server.in_rotation or server.requests > 0
        ink = Ink.BAD if down else Ink.FLOW
        yield Wire(tuple(path), rate, ink, live, _CUTS.get(server.state, ""), behind=behind)


def _behind(layout: Layout) -> frozenset[Cell]:
    """Return the cells of all cards, if they stand in several rows: lines to the lower ones pass behind the upper."""
    rows = {region.y for region in layout.servers}
    if layout.form is not Form.CARD or len(rows) == 1:
        return frozenset()
    return frozenset(
        (x, y)
        for region in layout.servers
        for y in range(region.y, region.bottom)
        for x in range(region.x, region.right)
    )


def _to_stores(layout: Layout, view: View) -> Iterator[Wire]:
    behind = _behind(layout)
    used, shelf = stores_in_use(view), [store.name for store in on_the_shelf(view)]
    for number, (name, row) in enumerate(zip(used, layout.links, strict=True)):
        box = layout.stores[shelf.index(name)]
        end = box.x + box.width // 2
        connected = [server for server in view.servers if uses_store(server.wiring, name)]
        if layout.fleet is not None:
            straight = path_through((end, layout.fleet.bottom - 1), (end, box.y))
            rate = sum(server.requests for server in connected)
            yield Wire(tuple(straight), rate, STORE_INKS[name], outward=False)
            continue
        for server, region in zip(view.servers, layout.servers, strict=False):
            if server in connected:
                shared = layout.shares_links
                x = region.x + region.width // 2 + _shift(number, len(used)) * (not shared)
                path = path_through((x, region.bottom - 1), (x, row), (end, row), (end, box.y))
                ink = Ink.FLOW if shared else STORE_INKS[name]
                yield Wire(tuple(path), server.requests, ink, outward=False, behind=behind)


def _shift(number: int, count: int) -> int:
    """Return how far from a server's middle the line to its ``number``-th store leaves."""
    return 4 * number - 2 * (count - 1)


def draw_wires(canvas: Canvas, drawn: tuple[Wire, ...]) -> None:
    """Draw the lines: those out of use first and faint, then each colour as one net."""
    dead = [wire for wire in drawn if not wire.live]
    canvas.net([wire.path for wire in dead], FAINT)
    inks = dict.fromkeys(wire.ink for wire in drawn if wire.live and wire.ink is not Ink.BAD)
    for ink in inks:
        cut_off = [wire.path for wire in dead] if ink is Ink.FLOW else []
        canvas.net([wire.path for wire in drawn if wire.live and wire.ink is ink], Pen(ink), cut_off)
    canvas.net([wire.path[-3:] for wire in drawn if wire.live and wire.ink is Ink.BAD], Pen(Ink.BAD))


def draw_joints(canvas: Canvas, drawn: tuple[Wire, ...]) -> None:
    """Draw where lines leave and enter boxes: on the border, never over a title or a badge."""
    for wire in sorted(drawn, key=lambda wire: wire.live):
        pen = Pen(wire.ink) if wire.live else FAINT
        leaves, enters = _JOINTS[wire.path[0][0] == wire.path[1][0]]
        for cell, joint in ((wire.path[0], leaves), (wire.path[-1], enters)):
            if any(canvas.shows(*cell, border) for border in _BORDER):
                canvas.put(*cell, joint, pen)
        if not wire.live and wire.cut:
            canvas.put(*wire.path[-2], wire.cut, Pen(Ink.BAD if wire.cut == _CUTS[ServerState.DOWN] else Ink.WARN))


def dots(drawn: tuple[Wire, ...], frame: int) -> Iterator[tuple[int, int, str, Pen]]:
    """Yield (x, y, character, pen) of the requests on their way at ``frame``: the busier a line, the more.

    Positions are counted from the end that lines share: the balancer or the store.
    """
    for wire in drawn:
        if not wire.rate:
            continue
        apart = next(cells for most, cells in _SPACING if wire.rate <= most)
        last = len(wire.path) - 1
        phase = frame if wire.outward else frame + last
        pen = Pen(wire.ink, bold=True)
        for step in range(1 + (phase - 1) % apart, last, apart):
            if wire.path[step] not in wire.behind:
                yield *wire.path[step], _DOT, pen
