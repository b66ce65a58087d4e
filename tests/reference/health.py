"""Health checks: what the balancer believes of a server, and when it changes its mind.

Rules

* Active checks come every ``interval`` ticks. ``tcp`` fails when the server does not run. ``http`` also fails when it
  is frozen, but such a check takes one interval to fail: it hangs at one check, and counts at the next.
* A server that is believed up is taken out of rotation after ``fall`` checks in a row that failed, one that is believed
  down is put back after ``rise`` good ones. A look that agrees with the belief starts the count again.
* ``none`` never looks: a server is in rotation as soon as it has booted, and stays there.
* Until then the balancer goes on sending people to a dead server.
* Passive checks: when a server has left ``max_fails`` requests in a row unanswered it is kept out for ``fail_timeout``
  ticks after the present one. Then a single request tries it, and keeps it out again if it gets no answer. A tick in
  which it answers somebody, and leaves nobody unanswered, clears its record.
* A dead server refuses at once, so it is closed for those who come later in the same tick. A frozen one is noticed when
  the balancer gives up: the ``fail_timeout`` begins after the time-out, rounded up to whole ticks; one that is only
  tried again gets no second request before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scalegame.engine.scenario import Balancer, Check
from scalegame.engine.units import MICROSECONDS_PER_TICK
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
    """Return whether active and passive checks speak for a server."""
    return server.seen_up and not server.gone and server.out_until <= tick


def fails_left(server: Server, settings: Balancer) -> int:
    """Return how many requests a server may leave unanswered before passive checks keep it out."""
    return 1 if server.out_until > 0 else max(1, settings.max_fails - server.fails)


def is_closed(server: Server, settings: Balancer) -> bool:
    """Return whether passive checks let nobody else go to a server in this tick."""
    return closes_after(server, settings, server.refused)


def closes_after(server: Server, settings: Balancer, refused: int) -> bool:
    """Return whether a server is closed within the tick when it has left so many requests unanswered."""
    seen_at_once = not server.alive or server.out_until > 0
    return settings.max_fails > 0 and seen_at_once and refused >= fails_left(server, settings)


def note_refusals(service: Service, requests: list[Request]) -> None:
    """Count what servers have left unanswered in this tick, and close those for which it is too much."""
    settings = service.balancer
    if not settings.max_fails:
        return
    answering = [request.server for request in requests if request.answered]
    for server in service.servers:
        if server.refused >= fails_left(server, settings):
            silent_us = settings.read_timeout_us if server.frozen else 0
            silent = -(-silent_us // MICROSECONDS_PER_TICK)
            server.fails, server.out_until = 0, service.tick + silent + 1 + settings.fail_timeout
        elif server.refused:
            server.fails += server.refused
        elif server in answering:
            server.fails = server.out_until = 0
