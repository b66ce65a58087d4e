"""Boxes of the topology: the parts that all share, and the balancer, the autoscaler and the fleet."""

from __future__ import annotations

from collections.abc import Iterator

from textual.geometry import Region

from scalegame.engine.scenario import Check, StoreName
from scalegame.engine.view import FailureCause, ServerState, View
from scalegame.playthrough.scene import AUTOSCALER_NODE, BALANCER_NODE, Scene
from scalegame.playthrough.selection import Node
from scalegame.tui.kit.canvas import BOLD, MUTED, Canvas, Ink, Pen, Span, fit, spans_width, width_of
from scalegame.wording.causes import label
from scalegame.wording.components import POLICY_WORDS
from scalegame.wording.units import counted, limit, short, wait

STORE_INKS = {
    StoreName.REDIS: Ink.REDIS,
    StoreName.SQL: Ink.SQL,
    StoreName.OBJECT_STORAGE: Ink.FILES,
    StoreName.CDN: Ink.FILES,
    StoreName.QUEUE: Ink.QUEUE,
}
#: A badge stays on its server for so many ticks.
BADGE_TICKS = 6
_BUSY, _FULL = 750, 1000
_SEPARATOR = " · "
#: The cells of a frame's corners and of the blanks beside a title.
_BLANKS = 4


def load_ink(load: int) -> Ink:
    """Return the colour of a load in per mille."""
    return Ink.BAD if load >= _FULL else Ink.WARN if load >= _BUSY else Ink.GOOD


def longest(width: int, *texts: str) -> str:
    """Return the first of ``texts`` that fits in ``width`` cells, or nothing."""
    return next((text for text in texts if len(text) <= width), "")


def frame(canvas: Canvas, region: Region, pen: Pen, title: list[Span], node: Node, selected: Node) -> int:
    """Draw a box with its title, reversed when it is selected; return the cell after the title."""
    canvas.box(region, pen)
    picked = node == selected
    head, *rest = title
    spare = region.width - width_of(head.text) - spans_width(rest) - bool(rest)
    x = region.x + (1 if spare < _BLANKS + 2 else 2)
    name = Pen(head.pen.ink, bold=True, reverse=picked)
    text = fit(head.text, region.width - (2 if spare < _BLANKS else _BLANKS) - spans_width(rest) - bool(rest))
    x = canvas.text(x, region.y, text if spare < _BLANKS else f" {text} ", name)
    if rest:
        x = canvas.spans(x, region.y, [*rest, Span(" ")])
    canvas.spot(region, node)
    return x


def balancer(canvas: Canvas, region: Region, scene: Scene) -> None:
    """Draw the balancer: its policy, what comes in, and how many servers it sends it to; on its edge what is wrong."""
    view = scene.view
    after_title = frame(canvas, region, Pen(Ink.FLOW), [Span("balancer", BOLD)], BALANCER_NODE, scene.selected)
    serving, all_of_them = sum(s.in_rotation for s in view.servers), len(view.servers)
    policy = POLICY_WORDS[view.balancer.policy].label
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
    _settings(canvas, Region(after_title, region.y, region.right - after_title - 1, 1), view)
    _balancers_trouble(canvas, region, scene)


def _settings(canvas: Canvas, room: Region, view: View) -> None:
    """Write on the upper edge what the rate limiter before the balancer lets through, and how the balancer is set."""
    told = list(_unusual(view))
    if view.limit.limit:
        rate = limit(view.limit)
        words = f"lets {rate} through"
        rest = len(_SEPARATOR.join(["", *told]))
        text = words if len(words) + rest + 2 <= room.width else longest(room.width - 2, rate)
        told.insert(0, text)
    while told and len(_SEPARATOR.join(told)) + 2 > room.width:
        told.pop()
    if told:
        text = f" {_SEPARATOR.join(told)} "
        start = canvas.right(room.right - 1, room.y, text, Pen(Ink.FLOW, bold=True))
        canvas.spot(Region(start, room.y, len(text), 1), "limit" if view.limit.limit else "balancer")


def _unusual(view: View) -> Iterator[str]:
    """Yield how the balancer is set where it is not as usual, what matters most first."""
    if view.balancer.read_timeout_us:
        yield f"time-out {wait(view.balancer.read_timeout_us // 1000)}"
    if view.deploy_drain:
        yield f"drain {view.deploy_drain} s"
    if view.balancer.check is not Check.TCP:
        yield "HTTP checks" if view.balancer.check is Check.HTTP else "no checks"


def _balancers_trouble(canvas: Canvas, region: Region, scene: Scene) -> None:
    """Write on the lower edge what was turned away, on its left, and what came again, on its right."""
    view, y = scene.view, region.bottom - 1
    half = region.width // 2 - 1
    limited = scene.recent[-1].limited if scene.recent else 0
    if view.unserved_tick >= 0 and view.tick - view.unserved_tick <= BADGE_TICKS:
        canvas.text(region.x + 2, y, f" ✖ {label(FailureCause.NO_SERVER)} ", Pen(Ink.BAD, bold=True))
    elif limited:
        text = longest(half, f" ✖ {limited:,} turned away ", f" ✖ {short(limited)} away ")
        canvas.text(region.x + 1, y, text, Pen(Ink.BAD, bold=True))
    if view.retried:
        text = longest(half, f" ↻ {view.retried:,} retries ", f" ↻ {short(view.retried)} ")
        canvas.right(region.right - 1, y, text, Pen(Ink.WARN, bold=True))


def autoscaler(canvas: Canvas, region: Region, scene: Scene) -> None:
    """Draw the autoscaler: how many cattle there are, between which numbers; on its edge what comes and goes."""
    scaler = scene.view.autoscaler
    frame(canvas, region, Pen(Ink.FLOW), [Span("autoscaler", BOLD)], AUTOSCALER_NODE, scene.selected)
    cattle = [server for server in scene.view.servers if server.cattle]
    between = f"{scaler.minimum}–{scaler.maximum}"
    text = longest(region.width - 4, f"{counted(len(cattle), 'servers')}, {between}", f"{len(cattle)} now, {between}")
    at_its_end = len(cattle) >= scaler.maximum
    canvas.text(region.x + 2, region.y + 1, text, Pen(Ink.WARN if at_its_end else Ink.TEXT, bold=True))
    booting = sum(server.state is ServerState.BOOTING for server in cattle)
    leaving = sum(server.retiring for server in cattle)
    changes = [(f"⟳ {booting}", " boot")] * (booting > 0) + [(f"↓ {leaving}", " retire")] * (leaving > 0)
    texts = ("".join(f" {sign}{what} " for sign, what in changes), "".join(f" {sign} " for sign, _ in changes))
    canvas.text(region.x + 1, region.bottom - 1, longest(region.width - 2, *texts), Pen(Ink.WARN, bold=True))


def fleet(canvas: Canvas, region: Region, scene: Scene, shown: int) -> None:
    """Draw the frame around a fleet too large for cards; servers that find no room are counted."""
    servers = scene.view.servers
    canvas.box(region, Pen(Ink.FLOW))
    x = canvas.text(region.x + 2, region.y, f" {len(servers)} servers ", BOLD)
    for zone in scene.view.zones_down:
        x = canvas.text(x, region.y, f"✖ zone {zone} is dark ", Pen(Ink.BAD, bold=True))
    if shown < len(servers):
        canvas.right(region.right - 2, region.bottom - 1, f" and {len(servers) - shown} more ", MUTED)
