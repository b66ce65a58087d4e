"""Stores in the topology: how full they are, how much they do, what keeps them safe; and those for sale."""

from __future__ import annotations

from textual.geometry import Region

from scalegame.engine.scenario import Eviction, Persistence, StoreName
from scalegame.engine.view import StoreState, StoreView
from scalegame.playthrough.explain.stores import can_do, pooled_database
from scalegame.playthrough.scene import Scene, Ware
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import BOLD, FAINT, MUTED, TEXT, Canvas, Ink, Pen, Span, width_of
from scalegame.tui.play.topology.boxes import STORE_INKS, frame, longest
from scalegame.wording.components import STORE_WORDS
from scalegame.wording.units import clock, counted, money, short, soon

#: The cells of a box's frame and of the blanks beside a title.
_AROUND_A_TITLE = 6


def store(canvas: Canvas, region: Region, what: StoreView, scene: Scene) -> None:
    """Draw a store: how full it is, or when it answers."""
    node = Node(NodeKind.STORE, what.name.value)
    ink = STORE_INKS[what.name]
    if what.state is not StoreState.UP:
        ink = Ink.BAD if what.state is StoreState.DOWN else Ink.WARN
    frame(canvas, region, Pen(ink), _title(what, ink, region.width), node, scene.selected)
    line = Region(region.x + 2, region.y + 1, region.width - 4, 1)
    detailed = region.height > len(("frame", "use", "frame"))
    if what.state is not StoreState.UP:
        canvas.text(line.x, line.y, _wait(what, line.width, what.name in scene.failing_over), Pen(ink, bold=True))
    elif what.pooler or (what.connection_limit and any(server.pool for server in scene.view.servers)):
        _connections(canvas, line, what, scene, alone=not detailed)
    elif what.memory:
        _fill(canvas, line, what, ink)
    elif what.kind.at_edge:
        rate = f"{short(scene.recent[-1].operations(what.name) if scene.recent else 0)}/s"
        amount, things = counted(what.operations, "pictures").split(" ")
        end = canvas.spans(line.x, line.y, [Span(amount, BOLD), Span(f" {things}", MUTED)], line.width)
        canvas.right(line.right, line.y, longest(line.right - end - 1, rate), MUTED)
    else:
        amount, things = counted(what.used, STORE_WORDS[what.name].contents).split(" ")
        canvas.spans(line.x, line.y, [Span(amount, BOLD), Span(longest(line.width - len(amount), f" {things}"), MUTED)])
    if detailed:
        _work(canvas, Region(line.x, line.y + 1, line.width, 1), what, scene)
    _foot(canvas, Region(line.x, region.bottom - 1, line.width, 1), what)


def _title(what: StoreView, ink: Ink, width: int) -> list[Span]:
    """Return a store's name with its replicas, in the fullest words that fit, and the sign of its state."""
    signs = {StoreState.DOWN: "✖", StoreState.PROVISIONING: "⟳", StoreState.UP: ""}[what.state]
    signs += ("⟳" if what.coming else "") + ("▼" if what.squeezed else "")
    rest = [Span(signs, Pen(ink if what.state is not StoreState.UP else Ink.WARN, bold=True))] if signs else []
    name = STORE_WORDS[what.name].label
    names: list[str] = []
    if copies := what.replicas or min(1, what.coming):
        names = [f"{name} + replica" if copies == 1 else f"{name} + {copies} replicas", f"{name} +{copies}"]
    room = width - _AROUND_A_TITLE - len(signs)
    return [Span(next((text for text in names if width_of(text) <= room), name), BOLD), *rest]


def _wait(what: StoreView, width: int, failing_over: bool) -> str:
    """Return when a store that does not answer will."""
    if what.state is StoreState.DOWN and failing_over:
        wait = clock(what.until)
        return longest(width, f"replica takes over in {wait}", f"takes over in {wait}", f"failover {wait}")
    return f"{'back' if what.state is StoreState.DOWN else 'ready'} {soon(what.until)}"


def _fill(canvas: Canvas, line: Region, what: StoreView, ink: Ink) -> None:
    """Draw how full a store is; of a queue, how long its worker will be busy with what waits."""
    full = what.used >= what.memory
    amount = f"{short(what.used)}/{short(what.memory)}"
    if what.kind.works_off:
        behind = f"{short(-(-what.used // max(1, what.capacity)))} s"
        amount = longest(line.width - len(behind), f"{behind} behind", behind)
    pen = Pen(Ink.BAD if full else ink)
    canvas.bar(line.x, line.y, line.width - len(amount) - 1, what.used * 1000 // what.memory, pen)
    canvas.right(line.right, line.y, amount, Pen(Ink.BAD, bold=True) if full else BOLD)


def _connections(canvas: Canvas, line: Region, what: StoreView, scene: Scene, *, alone: bool) -> None:
    """Draw how many of a database's connections are taken, or that a pooler shares them; ``alone``, its work too."""
    if pooled_database(scene.view) is None:
        shared = f"{what.connection_limit:,} connections" if what.connection_limit else "connections"
        least = "pooler" if what.pooler else shared
        if not alone:
            canvas.text(line.x, line.y, longest(line.width, f"pooler, {shared}", least), TEXT)
            return
        end = canvas.text(line.x, line.y, least, TEXT, line.width)
        rate = _rate(what, scene)
        canvas.right(line.right, line.y, longest(line.right - end - 1, rate, rate.removesuffix(" op/s")), MUTED)
        return
    full = what.connections >= what.connection_limit
    taken = f"{what.connections}/{what.connection_limit}"
    amount = longest(line.width - 3, f"{taken} connections", f"{taken} conn", taken)
    pen = Pen(Ink.BAD if full else STORE_INKS[what.name])
    canvas.bar(line.x, line.y, line.width - len(amount) - 1, what.connections * 1000 // what.connection_limit, pen)
    canvas.right(line.right, line.y, amount, Pen(Ink.BAD, bold=True) if full else BOLD)


def _rate(what: StoreView, scene: Scene) -> str:
    """Return what a store did in the last tick, of what it can do."""
    limit = f"/{short(can_do(what))}" if what.capacity and not what.kind.works_off else ""
    return f"{short(scene.recent[-1].operations(what.name) if scene.recent else 0)}{limit} op/s"


def _work(canvas: Canvas, line: Region, what: StoreView, scene: Scene) -> None:
    end = canvas.text(line.x, line.y, _rate(what, scene), MUTED, line.width)
    canvas.right(line.right, line.y, longest(line.right - end - 1, f"{what.latency_us // 1000} ms"), MUTED)


def _foot(canvas: Canvas, line: Region, what: StoreView) -> None:
    """Write on the lower edge what failed, who was pushed out, and how Redis is set if not as usual."""
    x = line.x
    if what.failed:
        x = canvas.text(x, line.y, f" ✖ {short(what.failed)} failed ", Pen(Ink.BAD, bold=True))
    if what.log_outs:
        told = f"{short(what.logged_out)} out" if what.logged_out else f"{short(what.log_outs)} log-outs"
        if x + len(out := f" ✖ {told} ") <= line.right:
            x = canvas.text(x, line.y, out, Pen(Ink.BAD, bold=True))
    lru = what.eviction is Eviction.ALLKEYS_LRU
    tags = ["lru"] * lru + ["aof"] * (what.persistence is Persistence.AOF)
    if tags and what.name is StoreName.REDIS:
        canvas.right(line.right, line.y, longest(line.right - x, f" {' '.join(tags)} "), MUTED)


def store_for_sale(canvas: Canvas, region: Region, ware: Ware, scene: Scene) -> None:
    """Draw a store that could be bought, greyed, with its price and lead time."""
    node = Node(NodeKind.STORE, ware.store.value)
    frame(canvas, region, FAINT, [Span(STORE_WORDS[ware.store].label, MUTED)], node, scene.selected)
    spans = [Span("buy ", MUTED), Span(money(ware.price), TEXT), Span(f"  {ware.lead} s", MUTED)]
    canvas.spans(region.x + 2, region.y + 1, spans, region.width - 4)
