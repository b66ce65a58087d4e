"""Health checks: what the balancer believes of a server, and when it changes its mind.

Rules

* Active checks come every ``interval`` ticks. ``tcp`` fails when the server does not run. ``http`` also fails when it
  is frozen, but such a check takes one interval to fail: it hangs at one check, and counts at the next.
* A server that is believed up is taken out of rotation after ``fall`` checks in a row that failed, one that is believed
  down is put back after ``rise`` good ones. A look that agrees with the belief starts the count again.
* ``none`` never looks: a server is in rotation as soon as it has booted, and stays there.
* Until then the balancer goes on sending people to a dead server.
* Passive checks: when a server has refused ``max_fails`` requests in a row it is kept out for ``fail_timeout`` ticks
  after the present one. A tick in which it answers somebody, and refuses nobody, clears the count. A dead server that
  has refused so many is closed at once for those who come later in the same tick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Balancer, Check
from tests.reference.servers import Server

if TYPE_CHECKING:
    from tests.reference.requests import Request
    from tests.reference.service import Service


def check(server: Server, settings: Balancer, tick: int) -> None:
    """Look at one server, if it is time."""
    if settings.check is Check.NONE:
        believe_in(server)
        return
    would_hang = server.frozen and settings.check is Check.HTTP
    if server.seen_up == (server.alive and not would_hang):
        server.checks, server.hanging = 0, False
        return
    if tick % settings.interval != 0:
        return
    server.hanging = would_hang and not server.hanging
    if server.hanging:
        return
    server.checks += 1
    enough = settings.fall if server.seen_up else settings.rise
    if server.checks >= enough:
        server.seen_up = not server.seen_up
        server.checks = 0
        server.joined = server.joined or server.seen_up


def believe_in(server: Server) -> None:
    """Take a server for up as soon as it is, and never doubt it."""
    server.checks, server.hanging = 0, False
    if server.alive:
        server.seen_up = server.joined = True


def checks_see_in(server: Server, settings: Balancer, tick: int) -> int | None:
    """Return after how many ticks the checks will have taken a dead server out of rotation, if they ever do."""
    if settings.check is Check.NONE:
        return None
    checks_to_come = settings.fall - server.checks
    return settings.interval - tick % settings.interval + (checks_to_come - 1) * settings.interval


def believed(server: Server, tick: int) -> bool:
    """Tell whether active and passive checks speak for a server."""
    return server.seen_up and not server.gone and server.out_until <= tick


def is_closed(server: Server, settings: Balancer) -> bool:
    """Tell whether passive checks have had enough of a dead server in this tick."""
    return not server.alive and 0 < settings.max_fails <= server.fails + server.refused


def note_refusals(service: Service, requests: list[Request]) -> None:
    """Count what servers have refused in this tick, and close those that refused too much."""
    settings = service.balancer
    if not settings.max_fails:
        return
    answering = [request.server for request in requests if request.answered]
    for server in service.servers:
        server.fails += server.refused
        if server.refused and server.fails >= settings.max_fails:
            server.fails, server.out_until = 0, service.tick + 1 + settings.fail_timeout
        elif not server.refused and server in answering:
            server.fails = 0
