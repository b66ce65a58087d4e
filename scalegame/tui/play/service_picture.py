"""The service as a still picture, for screens on which no time passes; shown where there is room to spare."""

from __future__ import annotations

from pathlib import Path

from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import look
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.play.topology import Topology

#: The style sheet with the colours of the picture.
COLOURS = Path(__file__).with_name("play.tcss")
_NOTHING = Node(NodeKind.SERVER, "")


def service_picture(playthrough: Playthrough) -> Topology:
    """Return the balancer, servers and stores of ``playthrough`` as they stand, nothing selected, nothing moving."""
    picture = Topology(id="service")
    picture.show(look(playthrough, _NOTHING, flowing=False))
    return picture
