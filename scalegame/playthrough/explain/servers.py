"""The state of a server in paragraphs: its work, its place in the rotation, and the sessions it knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.scenario import Check
from scalegame.engine.view import ServerState, ServerView, View
from scalegame.playthrough.explain.stores import is_short, pooled_database
from scalegame.wording import units
from scalegame.wording.components import CHECK_WORDS, PLACE_WORDS

_FULL = 1000
_BUSY = 750
_ACTIVE = (ServerState.UP, ServerState.DRAINING)


def server_told(server: ServerView, view: View) -> Iterator[str]:
    """Yield paragraphs about one server, the most important first."""
    yield _state(server, view)
    yield from _rotation(server, view)
    if server.state in _ACTIVE:
        yield _work(server)
    yield from _connections(server, view)
    held = units.people_were(server.held)
    for place in server.wiring.places:
        if explained := PLACE_WORDS[place].explained:
            yield explained.format(held=held)


def _state(server: ServerView, view: View) -> str:
    if server.zone in view.zones_down:
        return f"{server.name} stands in zone {server.zone}, which is dark. It boots when the zone is back."
    if server.looping:
        again = "each time it comes up it crashes again, until it is deployed or removed"
        return f"{_doing(server)} It is in a crash loop: {again}."
    return _doing(server)


def _doing(server: ServerView) -> str:
    name, wait = server.name, units.soon(server.until)
    match server.state:
        case ServerState.UP if server.frozen:
            return f"{name} is frozen: it accepts requests and answers none."
        case ServerState.UP if server.slow:
            return f"{name} is up but slow: it does only a part of its usual work."
        case ServerState.UP:
            return f"{name} is up."
        case ServerState.BOOTING:
            return f"{name} boots; it is up {wait}."
        case ServerState.DRAINING if server.retiring:
            return f"{name} retires: the autoscaler needs it no more. It gets no new people and goes when it is empty."
        case ServerState.DRAINING:
            return f"{name} is draining: it gets no new people, those it knows may finish."
        case ServerState.DEPLOYING:
            return f"{name} is being deployed; it is back {wait}."
        case ServerState.DOWN:
            return f"{name} is down; it starts to boot {wait}."


def _rotation(server: ServerView, view: View) -> Iterator[str]:
    """Yield a sentence about the balancer's treatment of a server, where that does not follow from its state alone."""
    balancer = view.balancer
    if server.out:
        yield (
            f"The balancer keeps it out of rotation: too many requests went unanswered there. It is tried again "
            f"{balancer.fail_timeout} s after the last."
        )
    elif server.frozen and server.in_rotation:
        yield CHECK_WORDS[balancer.check].frozen
    elif server.in_rotation and server.state is ServerState.DOWN:
        if balancer.check is Check.NONE:
            yield "The balancer never looks and still sends it requests: they fail."
        else:
            yield "The balancer has not noticed yet and still sends it requests: they fail."
    elif not server.in_rotation and server.state is ServerState.UP:
        if server.frozen:
            yield "The balancer's health check got no answer and has taken it out."
        else:
            yield "The balancer does not send it requests yet: it waits for its health check."


def _work(server: ServerView) -> str:
    load = f"Its load is {units.load(server.load)}, with {units.requests(server.requests)} answered in the last second"
    if server.frozen:
        return f"{units.requests(server.requests)} went there in the last second."
    if server.load > _FULL:
        waiting = units.requests(server.queue)
        return f"{load}: more than it can do. {waiting} in the queue; at {server.queue_limit:,} it turns people away."
    if server.queue:
        return f"{load} and {units.requests(server.queue)} in the queue."
    return f"{load}." if server.load < _BUSY else f"{load}. There is little left for a spike."


def _connections(server: ServerView, view: View) -> Iterator[str]:
    """Yield a paragraph about a server's pool of database connections, if it needs one."""
    if not server.pool:
        return
    if not is_short(server, view):
        if pooled_database(view) is None:
            return
        yield f"It holds {server.connections} connections to the database, each for one operation at a time."
        return
    holders = sum(other.connections > 0 for other in view.servers if other.name != server.name)
    held = sum(other.connections for other in view.servers if other.name != server.name)
    others = f"{holders} {'other server holds' if holders == 1 else 'other servers hold'} {held:,}"
    got = "no connection" if not server.connections else f"only {server.connections} of {server.pool} connections"
    yield f"It got {got} to the database: {others}. What finds none fails."
