"""Health checks: what the balancer believes of a server, and when it changes its mind.

Rules

* Checks come every ``interval`` ticks.
* A server that is believed up is taken out of rotation after ``fall`` checks in a row that failed, one that is believed
  down is put back after ``rise`` good ones. A check that agrees with the belief starts the count again.
* Until then the balancer goes on sending people to a dead server.
"""

from __future__ import annotations

from scalegame.engine.scenario import Balancer
from tests.reference.servers import Server


def check(server: Server, settings: Balancer, tick: int) -> None:
    """Look at one server, if it is time."""
    if server.seen_up == server.alive:
        server.checks = 0
        return
    if tick % settings.interval != 0:
        return
    server.checks += 1
    enough = settings.fall if server.seen_up else settings.rise
    if server.checks >= enough:
        server.seen_up = not server.seen_up
        server.checks = 0
        server.joined = server.joined or server.seen_up
