"""The balancer's belief about a server: active health checks, and passive ones that count unanswered requests.

The belief lags behind the truth, as with real balancers: nginx has passive checks (``max_fails``, ``fail_timeout``),
HAProxy active ones (``inter``, ``fall``, ``rise``).
"""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.scenario import Balancer, Check
from scalegame.engine.state.world import Server
from scalegame.engine.units import MICROSECONDS_PER_TICK
from scalegame.engine.view import ServerState

#: More ticks than any level has: never.
NEVER = 1 << 30


def believed_up(server: Server, tick: int) -> bool:
    """Return whether the balancer takes the server for alive at ``tick``, rightly or not."""
    return server.seen_up and not server.gone and server.out_until <= tick


def takes_people(server: Server, tick: int) -> bool:
    """Return whether the balancer sends the server new people, as far as it knows: in rotation."""
    return believed_up(server, tick) and server.state is not ServerState.DRAINING


def checked(server: Server, balancer: Balancer, tick: int) -> Server:
    """Return the server after the balancer's health check, if one is due at ``tick``.

    A belief changes after ``fall`` (``rise``) checks in a row that contradict it. A check that hangs takes one
    interval to fail.
    """
    if balancer.check is Check.NONE:
        if server.alive and not server.seen_up:
            return replace(server, seen_up=True, joined=True, checks=0, hanging=False)
        return replace(server, checks=0, hanging=False) if server.checks or server.hanging else server
    hangs = server.frozen_until > 0 and balancer.check is Check.HTTP
    if server.seen_up == (server.alive and not hangs):
        return replace(server, checks=0, hanging=False) if server.checks or server.hanging else server
    if tick % balancer.interval:
        return server
    if hangs and not server.hanging:
        return replace(server, hanging=True)
    checks = server.checks + 1
    if checks < (balancer.fall if server.seen_up else balancer.rise):
        return replace(server, checks=checks, hanging=False)
    return replace(server, seen_up=not server.seen_up, checks=0, hanging=False, joined=server.joined or server.alive)


def after_requests(server: Server, balancer: Balancer, tick: int, unanswered: int, answered: int) -> Server:
    """Return the server after the passive check of a tick in which it left so many requests ``unanswered``.

    Too many take it out for ``fail_timeout`` ticks; an answer clears the count. The time counts from the last failure:
    of a frozen server, from the end of the time-outs.
    """
    if unanswered >= fails_left(server, balancer):
        silence = balancer.read_timeout_us if server.frozen_until else 0
        noticed = tick + -(-silence // MICROSECONDS_PER_TICK)
        return replace(server, fails=0, out_until=noticed + 1 + balancer.fail_timeout)
    if unanswered:
        return replace(server, fails=server.fails + unanswered)
    if answered and (server.fails or server.out_until):
        return replace(server, fails=0, out_until=0)
    return server


def fails_left(server: Server, balancer: Balancer) -> int:
    """Return how many requests the server may leave unanswered until passive checks take it out, at least one.

    One that was taken out and has answered nothing since is tried with a single request (as nginx does).
    """
    return 1 if server.out_until else max(1, balancer.max_fails - server.fails)


def ticks_until_noticed(server: Server, balancer: Balancer, tick: int) -> int:
    """Return after how many ticks the checks will have taken a dead server out, if it stays dead (``NEVER``)."""
    if balancer.check is Check.NONE:
        return NEVER
    first = balancer.interval - tick % balancer.interval
    return first + (balancer.fall - server.checks - 1) * balancer.interval
