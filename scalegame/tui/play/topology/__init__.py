"""The picture of the service: one widget that draws boxes, lines and the requests on them."""

from __future__ import annotations

from textual.timer import Timer

from scalegame.engine.catalog import STORES
from scalegame.playthrough.scene import Scene
from scalegame.tui.kit.canvas import Canvas, Picture
from scalegame.tui.kit.painted import Painted
from scalegame.tui.play.topology import boxes
from scalegame.tui.play.topology.layout import Form, Layout, Parts, arrange
from scalegame.tui.play.topology.servers import most_card_lines, server_badge, server_card, server_heat, server_tile
from scalegame.tui.play.topology.stores import store as draw_store
from scalegame.tui.play.topology.stores import store_for_sale
from scalegame.tui.play.topology.wires import Wire, dots, draw_joints, draw_wires, on_the_shelf, stores_in_use, wires

_FRAMES_A_SECOND = 8
_SERVER_BOXES = {Form.CARD: server_card, Form.TILE: server_tile, Form.HEAT: server_heat}


class Topology(Painted):
    """Balancer, servers and stores. While the clock runs, dots travel along the lines."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._still: Picture = self.picture
        self._wires: tuple[Wire, ...] = ()
        self._frame = 0
        self._beat: Timer | None = None

    @property
    def beating(self) -> bool:
        """Whether the dots move by themselves."""
        return self._beat is not None

    def draw(self, scene: Scene, width: int, height: int) -> Picture:
        """Draw the service, and note its lines for the dots."""
        self._still, self._wires = topology(scene, width, height)
        return self._with_dots(scene)

    def show(self, scene: Scene) -> None:
        """Draw a new moment, and let the dots run or rest."""
        super().show(scene)
        self.set_beat(running=scene.moving)

    def set_beat(self, *, running: bool) -> None:
        """Start or stop the movement of the dots."""
        if self._beat is not None and not running:
            self._beat.stop()
            self._beat = None
        elif self._beat is None and running:
            self._beat = self.set_interval(1 / _FRAMES_A_SECOND, self.animate_dots)

    def animate_dots(self) -> None:
        """Move every dot one cell on; only the lines they leave and enter are drawn."""
        self._frame += 1
        if self.scene is not None:
            self.put(self._with_dots(self.scene))

    def _with_dots(self, scene: Scene) -> Picture:
        return self._still.overlaid(dots(self._wires, self._frame)) if scene.flowing else self._still


def topology(scene: Scene, width: int, height: int) -> tuple[Picture, tuple[Wire, ...]]:
    """Return the picture of the service in ``width`` × ``height`` cells, and the lines in it."""
    view = scene.view
    canvas = Canvas(width, height)
    shelf, for_sale = on_the_shelf(view), [ware for ware in scene.wares if not STORES[ware.store].at_edge]
    parts = Parts(
        servers=len(view.servers),
        stores=len(shelf) + len(for_sale),
        used=len(stores_in_use(view)),
        card_lines=most_card_lines(scene),
        edge=len(shelf) + len(for_sale) < len(view.stores) + len(scene.wares),
        autoscaler=view.autoscaler.maximum > 0,
    )
    layout = arrange(width, height, parts)
    lines = wires(layout, view)
    draw_wires(canvas, lines)
    boxes.balancer(canvas, layout.balancer, scene)
    if layout.autoscaler is not None:
        boxes.autoscaler(canvas, layout.autoscaler, scene)
    if layout.fleet is not None:
        boxes.fleet(canvas, layout.fleet, scene, len(layout.servers))
    for server, region in zip(view.servers, layout.servers, strict=False):
        _SERVER_BOXES[layout.form](canvas, region, server, scene)
    _draw_stores(canvas, layout, scene)
    if layout.form is Form.CARD:
        for server, region in zip(view.servers, layout.servers, strict=True):
            server_badge(canvas, region, server, scene)
    draw_joints(canvas, lines)
    return canvas.picture(), lines


def _draw_stores(canvas: Canvas, layout: Layout, scene: Scene) -> None:
    """Draw the stores that were bought, then those for sale; the CDN's place is at the edge."""
    places = iter(layout.stores)
    for store in scene.view.stores:
        region = layout.edge if store.kind.at_edge else next(places)
        if region is not None:
            draw_store(canvas, region, store, scene)
    for ware in scene.wares:
        region = layout.edge if STORES[ware.store].at_edge else next(places)
        if region is not None:
            store_for_sale(canvas, region, ware, scene)


__all__ = ["Layout", "Topology", "topology"]
