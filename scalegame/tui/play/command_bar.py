"""The command bar: what can be done now, with its key and its price; greyed where it cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from textual.geometry import Region

from scalegame.engine.scenario import StoreName
from scalegame.playthrough.actions.table import Group, Offer
from scalegame.playthrough.scene import Scene, Ware
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import FAINT, MUTED, TEXT, Canvas, Ink, Pen, Picture, Span, spans_width
from scalegame.tui.kit.keyed import KEY
from scalegame.tui.kit.painted import Painted
from scalegame.wording.components import STORE_WORDS

_CALLED_FOR = Pen(Ink.STAR, bold=True)
_CHIP = Pen(Ink.GOOD, bold=True, reverse=True)
#: Stands behind what Enter does.
_ENTER = "↵"
_LINES = (Group.SELECTED,), (Group.SERVICE,), (Group.CLOCK, Group.GAME)
_ROOMY = 110
#: The header has the speed; the palette has the rest.
_LEFT_OUT = ("slower", "faster", "again", "new_seed", "rewind", "guide")


class _Style(NamedTuple):
    """The room of a line: cells between two items, and whether prices and labels are shown."""

    gap: int
    cost: bool = True
    label: bool = True


_STYLES = (_Style(3), _Style(2), _Style(2, cost=False), _Style(1, cost=False), _Style(1, cost=False, label=False))
#: Greyed, these would only raise a question.
_ONLY_IF_POSSIBLE = ("drain", "outcome")
#: Commands that few levels have keep their labels longest: nobody knows their keys.
_RARE, _NAMED = ("traffic", "incident"), _Style(1, cost=False)


class CommandBar(Painted):
    """Three lines: about the selected part, about the service, about the clock."""

    def show(self, scene: Scene) -> None:
        """Draw a new moment, if anything in it can be told from the bar: at most ticks nothing can."""
        before, self.scene = self.scene, scene
        if before is None or model(before) != model(scene):
            self.redraw()

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the rule and the lines."""
        return bar(scene, width, height)


def name_of(node: Node) -> str:
    """Return what a selected part is called on the screen."""
    return STORE_WORDS[StoreName(node.name)].label if node.kind is NodeKind.STORE else node.name


def model(scene: Scene) -> object:
    """Return all that ``bar`` reads: while it stays equal, so does the picture."""
    called_for = scene.hint_helps, scene.doomed, _not_begun(scene)
    return scene.offers, scene.selected, scene.wares, scene.enter, called_for, scene.view.over, scene.pace.racing


def bar(scene: Scene, width: int, height: int) -> Picture:
    """Return the rule and the command lines below it."""
    canvas = Canvas(width, height)
    canvas.rule(0)
    helping = ("hint", scene.hint_helps), ("outcome", scene.doomed), ("pause", _not_begun(scene))
    called_for = tuple(one for one, helps in helping if helps)
    for y, groups in enumerate(_LINES, start=1):
        shown = [offer for offer in scene.offers if offer.command.group in groups and _belongs(offer, scene)]
        if not (scene.pace.racing and width >= _ROOMY):  # The palette has it, and in a race the header.
            shown = [offer for offer in shown if offer.command.id != "ghost"]
        x = 0
        if Group.SELECTED in groups:
            x = canvas.text(0, y, f" {name_of(scene.selected)} ", _CHIP) + 2
            shown = [*_buying(scene), *shown]
        elif Group.SERVICE in groups and scene.view.over:
            x = canvas.spans(0, y, [Span("Enter", _CALLED_FOR), Span(" what happened")])
            canvas.spot(Region(0, y, x, 1), "leave")
            x += 3
        command_line(canvas, x, y, shown, called_for, scene.enter)
    return canvas.picture()


def _not_begun(scene: Scene) -> bool:
    return scene.view.tick == 0 and scene.paused


def _belongs(offer: Offer, scene: Scene) -> bool:
    """Return whether a command is shown.

    Left out are commands of a game that is over, connecting a store that is not bought, draining a server that is
    down, and ending a game that can be won.
    """
    if offer.refusal and offer.command.id in _ONLY_IF_POSSIBLE:
        return False
    if (scene.view.over and offer.refusal) or (offer.command.id == "connect" and _ware(scene)):
        return False
    if offer.command.id == "wave" and not scene.goals and len(scene.view.waves) == 1:
        return False
    return offer.offered and offer.fits and offer.command.id not in _LEFT_OUT


def _ware(scene: Scene) -> Ware | None:
    """Return the store for sale that is selected, if one is."""
    if scene.selected.kind is not NodeKind.STORE:
        return None
    return next((ware for ware in scene.wares if ware.store.value == scene.selected.name), None)


def _buying(scene: Scene) -> list[Offer]:
    """Return the way to buy the store that is selected, if it is for sale."""
    ware = _ware(scene)
    stores = (offer for offer in scene.offers if offer.command.id == "stores" and not offer.refusal)
    return [replace(offer, label="buy…", price=ware.price, lead=ware.lead) for offer in stores] if ware else []


def command_line(
    canvas: Canvas, x: int, y: int, offers: list[Offer], called_for: tuple[str, ...] = (), enter: str = ""
) -> None:
    """Draw ``offers`` with the widest style that fits; if none does, the tightest is cut off."""
    items, gap = _fitting(offers, canvas.width - x, enter)
    for offer, spans in zip(offers, items, strict=True):
        called = offer.command.id in called_for
        after = canvas.spans(x, y, [Span(span.text, _CALLED_FOR if called else span.pen) for span in spans])
        canvas.spot(Region(x, y, after - x, 1), offer.command.id)
        x = after + gap


def _fitting(offers: list[Offer], room: int, enter: str) -> tuple[list[list[Span]], int]:
    """Return the items and the gap between them: gaps shrink first, then prices go, then labels."""
    style, items = _STYLES[-1], list[list[Span]]()
    for style in _STYLES:
        items = [_item(offer, style, enter) for offer in offers]
        if _width(items, style.gap) <= room:
            break
    for number, offer in enumerate(offers):
        named = [*items[:number], _item(offer, _NAMED, enter), *items[number + 1 :]]
        if offer.command.id in _RARE and not style.label and _width(named, style.gap) <= room:
            items = named
    return items, style.gap


def _width(items: list[list[Span]], gap: int) -> int:
    return sum(spans_width(spans) + gap for spans in items) - gap


def _item(offer: Offer, style: _Style, enter: str) -> list[Span]:
    possible = not offer.refusal
    spans = [Span(offer.command.sign, KEY if possible else FAINT)]
    if style.label:
        spans.append(Span(f" {offer.label}", TEXT if possible else FAINT))
    if style.cost and offer.cost:
        spans.append(Span(f" {offer.cost}", MUTED))
    if offer.command.id == enter != "leave" and style.label:
        spans.append(Span(f" {_ENTER}", MUTED))
    return spans
