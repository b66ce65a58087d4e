"""The boxes of the topology, one drawing function each: balancer, server, store, store for sale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.geometry import Region

from scalegame.engine.scenario import FilePlace, Kind, OrderPlace, SessionPlace, StoreName
from scalegame.engine.view import FailureCause, ServerState, ServerView, StoreState, StoreView
from scalegame.ui.messages import Node, NodeKind
from scalegame.ui.sentences import badge, label
from scalegame.ui.widgets.canvas import (
    BOLD,
    FAINT,
    MUTED,
    TEXT,
    Canvas,
    Ink,
    Pen,
    Span,
    fit,
    spans_width,
    sparkline,
    width_of,
)
from scalegame.ui.widgets.scene import BALANCER, Scene, Ware
from scalegame.ui.words import clock, counted, money, place_tag, policy_name, short, soon, store_name

_BAD = Pen(Ink.BAD)
_WARN = Pen(Ink.WARN)
STORE_INKS = {StoreName.REDIS: Ink.REDIS, StoreName.SQL: Ink.SQL, StoreName.OBJECT_STORAGE: Ink.FILES}
#: A badge stays on its server for so many ticks.
BADGE_TICKS = 6
_BUSY, _FULL = 750, 1000
_SIGNS = {
    ServerState.BOOTING: "⟳",
    ServerState.DEPLOYING: "⟳",
    ServerState.DRAINING: "↓",
    ServerState.DOWN: "✖",
    ServerState.UP: "",
}
_WAITS = {
    ServerState.BOOTING: "boots",
    ServerState.DEPLOYING: "deploys",
    ServerState.DOWN: "down",
    ServerState.DRAINING: "draining",
}


def sign(server: ServerView) -> str:
    """Return the sign of a server's state: a shape, so that colour is never the only one."""
    return _SIGNS[server.state] or ("▼" if server.slow else "")


def server_ink(server: ServerView) -> Ink:
    """Return the colour of a server's state."""
    match server.state:
        case ServerState.DOWN:
            return Ink.BAD
        case ServerState.UP:
            return Ink.WARN if server.slow else Ink.GOOD
        case _:
            return Ink.WARN


def load_ink(load: int) -> Ink:
    """Return the colour of a load in per mille."""
    return Ink.BAD if load >= _FULL else Ink.WARN if load >= _BUSY else Ink.GOOD


def waiting(server: ServerView) -> str:
    """Say what a server that does not serve is doing and for how long, or nothing."""
    what = _WAITS.get(server.state)
    return f"{what} {clock(server.until)}" if what and server.until else what or ""


def waits_in(server: ServerView, width: int, *, with_sign: bool = False) -> str:
    """Say what a server that does not serve is doing in at most ``width`` cells, in fewer words if need be."""
    wait = waiting(server)
    signed = f"{sign(server)} {wait}"
    return longest(width, *((signed,) if with_sign and wait else ()), wait, f"{sign(server)} {clock(server.until)}")


def longest(width: int, *texts: str) -> str:
    """Return the first of ``texts`` that fits in ``width`` cells, or nothing."""
    return next((text for text in texts if len(text) <= width), "")


def fresh_badge(server: ServerView, tick: int) -> str:
    """Return why something went wrong here in the last few ticks, or nothing."""
    recent = server.badge_tick >= 0 and tick - server.badge_tick <= BADGE_TICKS
    return badge(server.badge) if recent else ""


def _frame(canvas: Canvas, region: Region, pen: Pen, title: list[Span], node: Node, selected: Node) -> None:
    canvas.box(region, pen)
    picked = node == selected
    head, *rest = title
    tight = width_of(head.text) + spans_width(rest) + 6 > region.width
    x = region.x + (1 if tight else 2)
    name = Pen(head.pen.ink, bold=True, reverse=picked)
    x = canvas.text(x, region.y, f" {fit(head.text, region.width - 4 - spans_width(rest) - bool(rest))} ", name)
    if rest:
        canvas.spans(x, region.y, [*rest, Span(" ")])
    canvas.spot(region, node)


def balancer(canvas: Canvas, region: Region, scene: Scene) -> None:
    """Draw the balancer: its policy, what comes in, and how many servers it sends it to."""
    view = scene.view
    _frame(canvas, region, Pen(Ink.FLOW), [Span("balancer", BOLD)], BALANCER, scene.selected)
    serving, all_of_them = sum(s.in_rotation for s in view.servers), len(view.servers)
    policy = policy_name(view.balancer.policy)
    x, y = region.x + 2, region.y + 1
    canvas.text(x, y, policy, BOLD)
    few = serving < all_of_them
    fleet = f"{serving} of {all_of_them} up" if few else f"{serving} up"
    ink = Ink.BAD if not serving else Ink.WARN if few else Ink.GOOD
    left = canvas.right(region.right - 2, y, fleet, Pen(ink, bold=few))
    rate = f"{short(view.requests)} req/s"
    middle = x + len(policy) + 1
    if middle + len(rate) < left:
        canvas.right((middle + left + len(rate)) // 2, y, rate, MUTED)
    if view.unserved_tick >= 0 and view.tick - view.unserved_tick <= BADGE_TICKS:
        canvas.text(x, region.bottom - 1, f" ✖ {label(FailureCause.NO_SERVER)} ", Pen(Ink.BAD, bold=True))


def server_card(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw a server as a card: as many of its lines as its height has room for."""
    ink = server_ink(server)
    node = Node(NodeKind.SERVER, server.name)
    title = [Span(server.name, Pen(ink if ink is not Ink.GOOD else Ink.TEXT, bold=True))]
    if mark := sign(server):
        title.append(Span(mark, Pen(ink, bold=True)))
    _frame(canvas, region, Pen(ink), title, node, scene.selected)
    inner = Region(region.x + 2, region.y + 1, region.width - 4, region.height - 2)
    lines = _card_lines(scene)
    shown = sorted(lines, key=lambda line: line.rank)[: inner.height]
    for y, line in enumerate((line for line in lines if line in shown), start=inner.y):
        line.draw(canvas, Region(inner.x, y, inner.width, 1), server, scene)


def most_card_lines(scene: Scene) -> int:
    """Return how many lines a card has at most in this level."""
    return len(_card_lines(scene))


def _card_lines(scene: Scene) -> list[_CardLine]:
    return [line for line in _CARD_LINES if not line.kinds or not line.kinds.isdisjoint(scene.kinds)]


def server_badge(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw on a card's lower edge why something just went wrong there."""
    if why := fresh_badge(server, scene.view.tick):
        text = f"✖ {why}"
        text = f" {text} " if len(text) + 6 <= region.width else fit(text, region.width - 2)
        start = region.x + (2 if text.startswith(" ") else 1)
        canvas.text(start, region.bottom - 1, text, Pen(Ink.BAD, bold=True))


@dataclass(frozen=True, slots=True)
class _CardLine:
    """One line of a card: how it is drawn, how early it is shown (0 first), what it is about (nothing: always)."""

    draw: Callable[[Canvas, Region, ServerView, Scene], None]
    rank: int
    kinds: frozenset[Kind] = frozenset()


def _load_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    if waiting(server):
        end = canvas.text(line.x, line.y, waits_in(server, line.width), Pen(server_ink(server), bold=True))
        if server.state is ServerState.DRAINING and line.right - end > _TILE_LOAD:
            canvas.right(line.right, line.y, f"{server.load // 10}%", MUTED)
        return
    canvas.bar(line.x, line.y, line.width - 5, server.load, Pen(load_ink(server.load)))
    canvas.right(line.right, line.y, f"{server.load // 10}%", _BAD if server.load >= _FULL else BOLD)


def _history_line(canvas: Canvas, line: Region, server: ServerView, scene: Scene) -> None:
    loads = loads_of(server.name, scene, line.width)
    canvas.text(line.right - len(loads), line.y, sparkline(loads, _FULL)[0], Pen(load_ink(server.load)))


def loads_of(name: str, scene: Scene, count: int) -> list[int]:
    """Return the last ``count`` loads of a server in per mille, as far as it was there."""
    return [one.load for moment in scene.recent[-count:] for one in moment.servers if one.name == name]


def _session_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    if server.state is ServerState.DOWN:
        out = server.logged_out
        canvas.text(line.x, line.y, longest(line.width, f"{out:,} logged out", f"{short(out)} out"), _BAD)
        return
    end = canvas.text(line.x, line.y, place_tag(server.wiring.sessions), _kept_pen(server))
    if server.wiring.sessions is SessionPlace.SERVER_MEMORY:
        full = server.held * 10 >= server.memory * 9
        canvas.text(end + 1, line.y, short(server.held), Pen(Ink.BAD if full else Ink.TEXT, bold=True))
        end += 1 + len(short(server.held))
    room = line.right - end - 1
    if server.queue:
        waits = short(server.queue)
        canvas.right(line.right, line.y, longest(room, f"queue {waits}", f"q {waits}"), Pen(Ink.WARN, bold=True))
    elif server.state is ServerState.UP and len(rate := f"{short(server.requests)}/s") <= room:
        canvas.right(line.right, line.y, rate, MUTED)


def _kept_pen(server: ServerView) -> Pen:
    """Return the pen for where a server keeps its sessions: memory is a warning, as it can be lost."""
    return _WARN if server.wiring.sessions is SessionPlace.SERVER_MEMORY else Pen(Ink.REDIS)


def _trouble_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    out, failed = server.logged_out, server.failed
    most = f"{out:,} out", f"{failed:,} failed"
    least = f"{short(out)} out", f"{short(failed)} failed"
    left, right = next((both for both in (most, least) if sum(map(len, both)) < line.width), ("", ""))
    if not left:  # No room for both: people come first.
        left, right = (least[0], "") if out or not failed else ("", least[1])
    canvas.text(line.x, line.y, left, _BAD if out else MUTED)
    canvas.right(line.right, line.y, right, _BAD if failed else MUTED)


def _files_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    local = server.wiring.files is FilePlace.LOCAL_DISK
    _keeping(canvas, line, place_tag(server.wiring.files), counted(server.files, "files") if local else "", local)


def _orders_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    local = server.wiring.orders is OrderPlace.SERVER_MEMORY
    _keeping(canvas, line, place_tag(server.wiring.orders), counted(server.orders, "orders") if local else "", local)


def _keeping(canvas: Canvas, line: Region, where: str, what: str, local: bool) -> None:
    end = canvas.text(line.x, line.y, where, _WARN if local else MUTED, line.width)
    if end + len(what) < line.right:
        canvas.right(line.right, line.y, what, MUTED)


_CARD_LINES = (
    _CardLine(_load_line, 0),
    _CardLine(_history_line, 5),
    _CardLine(_session_line, 1),
    _CardLine(_files_line, 2, frozenset({Kind.UPLOAD, Kind.AVATAR})),
    _CardLine(_orders_line, 3, frozenset({Kind.CHECKOUT})),
    _CardLine(_trouble_line, 4),
)


def server_tile(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw a server in one line: name, bar and load, or what it is doing; if there is room, where sessions are."""
    node = Node(NodeKind.SERVER, server.name)
    ink = server_ink(server)
    hurt = bool(fresh_badge(server, scene.view.tick))
    x, y = region.x + 1, region.y
    pen = Pen(Ink.BAD if hurt else ink, bold=True, reverse=node == scene.selected)
    canvas.text(x, y, fit(server.name, _TILE_NAME), pen)
    x += _TILE_NAME + 1
    if waiting(server):
        canvas.text(x, y, waits_in(server, region.right - x, with_sign=True), Pen(ink, bold=True))
    else:
        canvas.bar(x, y, _TILE_BAR, server.load, Pen(load_ink(server.load)))
        canvas.right(x + _TILE_BAR + _TILE_LOAD, y, f"{server.load // 10}%", BOLD)
        x += _TILE_BAR + _TILE_LOAD + 1
        tag = "✖" if hurt else place_tag(server.wiring.sessions)
        if x + len(tag) < region.right:
            canvas.text(x, y, tag, _BAD if hurt else _kept_pen(server))
    canvas.spot(region, node)


_TILE_NAME, _TILE_BAR, _TILE_LOAD = 5, 4, 5
_HEAT = "▁▂▃▄▅▆▇█"
_HEAT_NAME = 3


def server_heat(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw a server as one column of load (or the sign of its state) and the telling part of its name."""
    node = Node(NodeKind.SERVER, server.name)
    hurt = bool(fresh_badge(server, scene.view.tick))
    glyph = sign(server) or ("✖" if hurt else _HEAT[min(len(_HEAT) - 1, server.load * len(_HEAT) // _FULL)])
    ink = Ink.BAD if hurt else load_ink(server.load) if server.state is ServerState.UP else server_ink(server)
    numbered = server.name[-1:].isdigit()
    name = server.name[-_HEAT_NAME:] if numbered else server.name[:_HEAT_NAME]
    canvas.text(region.x, region.y, glyph, Pen(ink, bold=True))
    canvas.text(region.x + 1, region.y, name, Pen(ink, reverse=node == scene.selected))
    canvas.spot(region, node)


def store(canvas: Canvas, region: Region, what: StoreView, scene: Scene) -> None:
    """Draw a store: how full it is, or when it answers."""
    node = Node(NodeKind.STORE, what.name.value)
    up = what.state is StoreState.UP
    ink = STORE_INKS[what.name] if up else Ink.BAD if what.state is StoreState.DOWN else Ink.WARN
    title = [Span(store_name(what.name), BOLD)]
    if not up:
        title.append(Span("✖" if what.state is StoreState.DOWN else "⟳", Pen(ink, bold=True)))
    _frame(canvas, region, Pen(ink), title, node, scene.selected)
    x, y, width = region.x + 2, region.y + 1, region.width - 4
    if not up:
        verb = "back" if what.state is StoreState.DOWN else "ready"
        canvas.text(x, y, f"{verb} {soon(what.until)}", Pen(ink, bold=True))
    elif what.memory:
        amount = f"{short(what.used)}/{short(what.memory)}"
        canvas.bar(x, y, width - len(amount) - 1, what.used * 1000 // what.memory, Pen(ink))
        canvas.right(x + width, y, amount, BOLD)
    else:
        amount, things = counted(what.used, _ENTRIES[what.name]).split(" ")
        canvas.spans(x, y, [Span(amount, BOLD), Span(f" {things}", MUTED)])
    if region.height > len(("frame", "use", "frame")):
        operations = scene.recent[-1].operations(what.name) if scene.recent else 0
        _store_work(canvas, Region(x, y + 1, width, 1), what, operations)
    if what.failed:
        canvas.text(x, region.bottom - 1, f" ✖ {short(what.failed)} failed ", Pen(Ink.BAD, bold=True))


_ENTRIES = {StoreName.REDIS: "sessions", StoreName.SQL: "orders", StoreName.OBJECT_STORAGE: "files"}


def _store_work(canvas: Canvas, line: Region, what: StoreView, operations: int) -> None:
    limit = f"/{short(what.capacity)}" if what.capacity else ""
    canvas.text(line.x, line.y, f"{short(operations)}{limit} op/s", MUTED)
    canvas.right(line.right, line.y, f"{what.latency_us // 1000} ms", MUTED)


def store_for_sale(canvas: Canvas, region: Region, ware: Ware, scene: Scene) -> None:
    """Draw a store that could be bought, greyed, with its price and lead time."""
    node = Node(NodeKind.STORE, ware.store.value)
    _frame(canvas, region, FAINT, [Span(store_name(ware.store), MUTED)], node, scene.selected)
    spans = [Span("buy ", MUTED), Span(money(ware.price), TEXT), Span(f"  {ware.lead} s", MUTED)]
    canvas.spans(region.x + 2, region.y + 1, spans, region.width - 4)


def fleet(canvas: Canvas, region: Region, scene: Scene, shown: int) -> None:
    """Draw the frame around a fleet too large for cards; servers that find no room are counted."""
    servers = scene.view.servers
    canvas.box(region, Pen(Ink.FLOW))
    canvas.text(region.x + 2, region.y, f" {len(servers)} servers ", BOLD)
    if shown < len(servers):
        canvas.right(region.right - 2, region.bottom - 1, f" and {len(servers) - shown} more ", MUTED)
