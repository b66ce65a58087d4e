"""Servers in the topology: as a card, as a tile of one line, or as one column of a heat strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.geometry import Region

from scalegame.engine.scenario import FilePlace, Kind, OrderPlace, SessionPlace
from scalegame.engine.view import ServerState, ServerView, View
from scalegame.playthrough.explain.stores import is_short, pooled_database
from scalegame.playthrough.scene import Scene
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import BOLD, MUTED, Canvas, Ink, Pen, Span, fit, sparkline
from scalegame.tui.play.topology.boxes import BADGE_TICKS, frame, load_ink, longest
from scalegame.wording import log_outs
from scalegame.wording.causes import badge
from scalegame.wording.components import PLACE_WORDS
from scalegame.wording.units import clock, counted, load, short

_BAD = Pen(Ink.BAD)
_WARN = Pen(Ink.WARN)
_FULL = 1000
_SIGNS = {
    ServerState.BOOTING: "⟳",
    ServerState.DEPLOYING: "⟳",
    ServerState.DRAINING: "↓",
    ServerState.DOWN: "✖",
}
_WAITS = {
    ServerState.BOOTING: "boots",
    ServerState.DEPLOYING: "deploys",
    ServerState.DOWN: "down",
    ServerState.DRAINING: "draining",
}
_SESSION_PENS = {
    SessionPlace.SERVER_MEMORY: _WARN,
    SessionPlace.REDIS: Pen(Ink.REDIS),
    SessionPlace.SQL: Pen(Ink.SQL),
    SessionPlace.SIGNED_COOKIE: MUTED,
}


def sign(server: ServerView) -> str:
    """Return the sign of a server's state: a shape, so that colour is never the only one."""
    if server.looping and server.state in (ServerState.UP, ServerState.BOOTING):
        return "↺"
    if server.state is not ServerState.UP:
        return _SIGNS[server.state]
    return "❆" if server.frozen else "⊘" if server.out else "▼" if server.slow else ""


def server_ink(server: ServerView) -> Ink:
    """Return the colour of a server's state."""
    match server.state:
        case ServerState.DOWN:
            return Ink.BAD
        case ServerState.UP if server.frozen:
            return Ink.BAD
        case ServerState.UP if not (server.slow or server.out or server.looping):
            return Ink.GOOD
        case _:
            return Ink.WARN


def doing(server: ServerView, view: View) -> tuple[str, ...]:
    """Return what a server that does not serve as usual is doing and for how long, the fullest words first."""
    if server.zone in view.zones_down:
        return (f"zone {server.zone} dark {clock(server.until)}", f"dark {clock(server.until)}", "dark")
    if server.state is ServerState.UP:
        return ("frozen",) if server.frozen else ("kept out",) if server.out else ()
    what = "retires" if server.retiring else _WAITS[server.state]
    wait = f"{what} {clock(server.until)}" if server.until else what
    if server.looping and server.state is ServerState.BOOTING:
        return (f"crash loop {clock(server.until)}", f"loop {clock(server.until)}") if server.until else ("crash loop",)
    return (wait,)


def doing_in(server: ServerView, view: View, width: int, *, with_sign: bool = False) -> str:
    """Return what a server that does not serve as usual is doing, in at most ``width`` cells."""
    texts = doing(server, view)
    signed = [f"{sign(server)} {text}" for text in texts] if with_sign else []
    return longest(width, *signed, *texts, f"{sign(server)} {clock(server.until)}")


def fresh_badge(server: ServerView, tick: int) -> str:
    """Return why something went wrong here in the last few ticks, or nothing."""
    recent = server.badge_tick >= 0 and tick - server.badge_tick <= BADGE_TICKS
    return badge(server.badge) if recent else ""


def server_card(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw a server as a card: as many of its lines as its height has room for."""
    ink = server_ink(server)
    node = Node(NodeKind.SERVER, server.name)
    title = [Span(server.name, Pen(ink if ink is not Ink.GOOD else Ink.TEXT, bold=True))]
    if mark := sign(server):
        title.append(Span(mark, Pen(ink, bold=True)))
    after_title = frame(canvas, region, Pen(ink), title, node, scene.selected)
    _corner(canvas, Region(after_title, region.y, region.right - after_title - 1, 1), server, scene)
    inner = Region(region.x + 2, region.y + 1, region.width - 4, region.height - 2)
    lines = _card_lines(scene)
    shown = sorted(lines, key=lambda line: line.rank)[: inner.height]
    for y, line in enumerate((line for line in lines if line in shown), start=inner.y):
        line.draw(canvas, Region(inner.x, y, inner.width, 1), server, scene)


def _corner(canvas: Canvas, room: Region, server: ServerView, scene: Scene) -> None:
    """Write on a card's upper edge where a server stands and whether it is a pet, if a level has zones or cattle."""
    pet = "pet" if scene.view.autoscaler.maximum and not server.cattle else ""
    dark = server.zone in scene.view.zones_down
    zone = f"zone {server.zone}" if len(scene.scenario.zones) > 1 else ""
    letter = zone.removeprefix("zone ")
    notes = (" · ".join(filter(None, both)) for both in ((zone, pet), (letter, pet), (letter, ""), ("", pet)))
    text = longest(room.width - 1, *(f" {note} " for note in notes if note))
    canvas.right(room.right, room.y, text, _BAD if dark else MUTED)


def most_card_lines(scene: Scene) -> int:
    """Return how many lines a card has at most in this level."""
    return len(_card_lines(scene))


def _card_lines(scene: Scene) -> list[_CardLine]:
    return [line for line in _CARD_LINES if line.belongs(scene)]


def server_badge(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw on a card's lower edge why something just went wrong there."""
    if why := fresh_badge(server, scene.view.tick):
        text = f"✖ {why}"
        text = f" {text} " if len(text) + 6 <= region.width else fit(text, region.width - 2)
        start = region.x + (2 if text.startswith(" ") else 1)
        canvas.text(start, region.bottom - 1, text, Pen(Ink.BAD, bold=True))


@dataclass(frozen=True, slots=True)
class _CardLine:
    """One line of a card: how it is drawn, how early it is shown (0 first), and whether it belongs in a level."""

    draw: Callable[[Canvas, Region, ServerView, Scene], None]
    rank: int
    belongs: Callable[[Scene], bool] = lambda _: True


def _asks_for(*kinds: Kind) -> Callable[[Scene], bool]:
    """Return what says whether visitors ask for one of ``kinds``."""
    return lambda scene: not scene.kinds.isdisjoint(kinds)


def _load_line(canvas: Canvas, line: Region, server: ServerView, scene: Scene) -> None:
    if doing(server, scene.view):
        text = doing_in(server, scene.view, line.width)
        end = canvas.text(line.x, line.y, text, Pen(server_ink(server), bold=True))
        serves = server.state is ServerState.DRAINING or server.out
        if serves and not server.frozen and line.right - end > _TILE_LOAD:
            canvas.right(line.right, line.y, load(server.load), MUTED)
        return
    canvas.bar(line.x, line.y, line.width - 5, server.load, Pen(load_ink(server.load)))
    canvas.right(line.right, line.y, load(server.load), _BAD if server.load >= _FULL else BOLD)


def _history_line(canvas: Canvas, line: Region, server: ServerView, scene: Scene) -> None:
    loads = loads_of(server.name, scene, line.width)
    canvas.text(line.right - len(loads), line.y, sparkline(loads, _FULL)[0], Pen(load_ink(server.load)))


def loads_of(name: str, scene: Scene, count: int) -> list[int]:
    """Return the last ``count`` loads of a server in per mille, as far as it was there."""
    return [one.load for moment in scene.recent[-count:] for one in moment.servers if one.name == name]


def _session_line(canvas: Canvas, line: Region, server: ServerView, scene: Scene) -> None:
    if server.state is ServerState.DOWN:
        out = server.logged_out
        most, *less = _out(server)
        canvas.text(line.x, line.y, longest(line.width, *([f"{out:,} logged out"] if out else [most]), *less), _BAD)
        return
    end = canvas.text(line.x, line.y, PLACE_WORDS[server.wiring.sessions].tag, _SESSION_PENS[server.wiring.sessions])
    if server.wiring.sessions is SessionPlace.SERVER_MEMORY:
        full = server.held * 10 >= server.memory * 9
        canvas.text(end + 1, line.y, short(server.held), Pen(Ink.BAD if full else Ink.TEXT, bold=True))
        end += 1 + len(short(server.held))
    room = line.right - end - 1
    if is_short(server, scene.view):
        got = f"{server.connections}/{server.pool}"
        text = longest(room, f"{got} connections", f"{got} conn", got)
        canvas.right(line.right, line.y, text, Pen(Ink.BAD, bold=True))
    elif server.queue:
        waits = short(server.queue)
        canvas.right(line.right, line.y, longest(room, f"queue {waits}", f"q {waits}"), Pen(Ink.WARN, bold=True))
    elif server.state is ServerState.UP and len(rate := f"{short(server.requests)}/s") <= room:
        canvas.right(line.right, line.y, rate, MUTED)


def _out(server: ServerView) -> tuple[str, ...]:
    """Return how many people were logged out at a server, the fullest words first; if again, how often."""
    out, again = server.logged_out, server.log_outs > server.logged_out
    if again and not out:
        return log_outs.counted(server.log_outs), f"{short(server.log_outs)} log-outs"
    both = [f"{out:,} out, {log_outs.counted(server.log_outs)}"] if again else []
    return (*both, f"{out:,} out", f"{short(out)} out")


def _trouble_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    outs, failed = _out(server), server.failed
    fails: tuple[str, ...] = (f"{failed:,} failed", f"{short(failed)} failed")
    if 0 < server.logged_out < server.log_outs and not failed:  # That nothing failed makes room.
        outs, fails = outs[1:], (log_outs.counted(server.log_outs), f"{short(server.log_outs)} log-outs", *fails)
    fitting = ((out, fail) for out in outs for fail in fails if len(out) + len(fail) < line.width)
    left, right = next(fitting, ("", ""))
    if not left:  # No room for both: people come first.
        left, right = (outs[-1], "") if server.log_outs or not failed else ("", fails[-1])
    canvas.text(line.x, line.y, left, _BAD if server.log_outs else MUTED)
    canvas.right(line.right, line.y, right, _BAD if failed or right.endswith("log-outs") else MUTED)


def _files_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    local = server.wiring.files is FilePlace.LOCAL_DISK
    what = counted(server.files, "files") if local else "files" if server.wiring.files is FilePlace.SQL_BLOB else ""
    _keeping(canvas, line, PLACE_WORDS[server.wiring.files].tag, what, local)


def _orders_line(canvas: Canvas, line: Region, server: ServerView, _: Scene) -> None:
    local = server.wiring.orders is OrderPlace.SERVER_MEMORY
    what = counted(server.orders, "orders") if local else "orders"
    _keeping(canvas, line, PLACE_WORDS[server.wiring.orders].tag, what, local)


def _keeping(canvas: Canvas, line: Region, where: str, what: str, local: bool) -> None:
    end = canvas.text(line.x, line.y, where, _WARN if local else MUTED, line.width)
    if end + len(what) < line.right:
        canvas.right(line.right, line.y, what, MUTED)


def _pool_line(canvas: Canvas, line: Region, server: ServerView, scene: Scene) -> None:
    if server.pool:
        got = f"{server.connections}/{server.pool}"
        pen = _BAD if is_short(server, scene.view) else MUTED
        canvas.text(line.x, line.y, longest(line.width, f"{got} connections", f"{got} conn"), pen)


def _counts_connections(scene: Scene) -> bool:
    return pooled_database(scene.view) is not None and any(server.pool for server in scene.view.servers)


_CARD_LINES = (
    _CardLine(_load_line, 0),
    _CardLine(_history_line, 6),
    _CardLine(_session_line, 1),
    _CardLine(_files_line, 2, _asks_for(Kind.UPLOAD, Kind.AVATAR)),
    _CardLine(_orders_line, 3, _asks_for(Kind.CHECKOUT)),
    _CardLine(_pool_line, 4, _counts_connections),
    _CardLine(_trouble_line, 5),
)


def server_tile(canvas: Canvas, region: Region, server: ServerView, scene: Scene) -> None:
    """Draw a server in one line: name, bar and load, or what it is doing; if there is room, where sessions are."""
    node = Node(NodeKind.SERVER, server.name)
    ink = server_ink(server)
    hurt = bool(fresh_badge(server, scene.view.tick))
    x, y = region.x + 1, region.y
    pen = Pen(Ink.BAD if hurt else ink, bold=True, reverse=node == scene.selected)
    name = max(_TILE_NAME[0], min(_TILE_NAME[1], region.width - _TILE_REST))
    canvas.text(x, y, fit(server.name, name), pen)
    x += name + 1
    if doing(server, scene.view):
        text = doing_in(server, scene.view, region.right - x, with_sign=True)
        canvas.text(x, y, text, Pen(ink, bold=True))
    else:
        canvas.bar(x, y, _TILE_BAR, server.load, Pen(load_ink(server.load)))
        canvas.right(x + _TILE_BAR + _TILE_LOAD, y, load(server.load), BOLD)
        x += _TILE_BAR + _TILE_LOAD + 1
        tag, pen = PLACE_WORDS[server.wiring.sessions].tag, _SESSION_PENS[server.wiring.sessions]
        if mark := "✖" if hurt else sign(server):
            tag, pen = mark, _BAD if hurt else _WARN
        if x + len(tag) < region.right:
            canvas.text(x, y, tag, pen)
    canvas.spot(region, node)


_TILE_NAME, _TILE_BAR, _TILE_LOAD = (5, 8), 4, 5
#: The cells of a tile beside its name: bar, load, where sessions are, and the blanks between.
_TILE_REST = 19
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
