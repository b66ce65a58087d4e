"""The picture of the game in the README: ``python -m scalegame.tui.picture FILE`` plays level 4 and draws it as SVG.

The same commands at the same ticks with the same seed: the picture changes only when the game does.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from scalegame.content.levels import find_level
from scalegame.engine.commands import AddStore, At, Connect, Plan, SetPolicy
from scalegame.engine.scenario import Policy, SessionPlace, StoreName
from scalegame.tui.app import ScaleGame
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.recording import svg

LEVEL = "make-it-stateless"
SIZE = (100, 30)
#: B crashes at tick 90. By then A keeps its people in Redis, and B, to which a cookie ties the others, does not.
PLAN: Plan = (
    At(0, SetPolicy(Policy.STICKY_COOKIE)),
    At(0, AddStore(StoreName.REDIS)),
    At(9, Connect("A", SessionPlace.REDIS)),
)
MOMENT = 93


async def draw() -> str:
    """Play to the moment and return the screen as SVG, without any reference to another place."""
    level = find_level(LEVEL)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen = PlayScreen(level, level.seed)
        await app.push_screen(screen)
        playthrough = screen.playthrough
        playthrough.replay(PLAN, MOMENT)
        playthrough.toggle_pause()
        screen.show()
        await app.workers.wait_for_complete()
        await pilot.pause()
        return svg(app)


def main(arguments: list[str]) -> int:
    """Write the picture to the file that ``arguments`` name; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m scalegame.tui.picture FILE.svg\n")
        return 2
    path = Path(arguments[0])
    try:
        path.write_text(asyncio.run(draw()), encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"scalegame: cannot write {path}: {error.strerror}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
