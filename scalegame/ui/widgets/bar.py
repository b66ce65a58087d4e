"""The command bar: what can be done now, with its key and its price; greyed where it cannot."""

from __future__ import annotations

from typing import NamedTuple

from textual.geometry import Region

from scalegame.engine.scenario import StoreName
from scalegame.ui.commands import Group, Offer
from scalegame.ui.messages import Node, NodeKind
from scalegame.ui.widgets.canvas import FAINT, MUTED, TEXT, Canvas, Ink, Pen, Picture, Span, spans_width
from scalegame.ui.widgets.painted import Painted
from scalegame.ui.widgets.scene import Scene
from scalegame.ui.words import store_name

_KEY = Pen(Ink.FLOW, bold=True)
_CALLED_FOR = Pen(Ink.STAR, bold=True)
_CHIP = Pen(Ink.GOOD, bold=True, reverse=True)
_LINES = (Group.SELECTED,), (Group.SERVICE,), (Group.CLOCK, Group.GAME)
#: The header has the speed; the palette has the rest.
_LEFT_OUT = ("slower", "faster", "again")


class _Style(NamedTuple):
    """How roomy a line is: cells between two items, and whether prices and labels are shown."""

    gap: int
    cost: bool = True
    label: bool = True


_STYLES = (_Style(3), _Style(2), _Style(2, cost=False), _Style(1, cost=False), _Style(1, cost=False, label=False))


class CommandBar(Painted):
    """Three lines: about the selected part, about the service, about the clock."""

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the rule and the lines."""
        return bar(scene, width, height)


def name_of(node: Node) -> str:
    """Return what a selected part is called on the screen."""
    return store_name(StoreName(node.name)) if node.kind is NodeKind.STORE else node.name


def bar(scene: Scene, width: int, height: int) -> Picture:
    """Return the rule and the command lines below it."""
    canvas = Canvas(width, height)
    canvas.rule(0)
    called_for = ("hint",) if scene.hint_helps else ()
    for y, groups in enumerate(_LINES, start=1):
        shown = [offer for offer in scene.offers if offer.command.group in groups and _belongs(offer)]
        x = 0
        if Group.SELECTED in groups:
            x = canvas.text(0, y, f" {name_of(scene.selected)} ", _CHIP) + 2
        _line(canvas, x, y, shown, called_for)
    return canvas.picture()


def _belongs(offer: Offer) -> bool:
    return offer.offered and offer.fits and offer.command.id not in _LEFT_OUT


def _line(canvas: Canvas, x: int, y: int, offers: list[Offer], called_for: tuple[str, ...]) -> None:
    """Draw ``offers`` with the widest style that fits; if none does, the tightest is cut off."""
    items, gap = _fitting(offers, canvas.width - x)
    for offer, spans in zip(offers, items, strict=True):
        called = offer.command.id in called_for
        after = canvas.spans(x, y, [Span(span.text, _CALLED_FOR if called else span.pen) for span in spans])
        canvas.spot(Region(x, y, after - x, 1), offer.command.id)
        x = after + gap


def _fitting(offers: list[Offer], room: int) -> tuple[list[list[Span]], int]:
    """Return the items and the gap between them: gaps shrink first, then prices go, then labels."""
    for style in _STYLES:
        items = [_item(offer, style) for offer in offers]
        if sum(spans_width(spans) + style.gap for spans in items) - style.gap <= room:
            return items, style.gap
    return [_item(offer, _STYLES[-1]) for offer in offers], _STYLES[-1].gap


def _item(offer: Offer, style: _Style) -> list[Span]:
    possible = not offer.refusal
    spans = [Span(offer.command.sign, _KEY if possible else FAINT)]
    if style.label:
        spans.append(Span(f" {offer.label}", TEXT if possible else FAINT))
    if style.cost and offer.cost:
        spans.append(Span(f" {offer.cost}", MUTED))
    return spans
