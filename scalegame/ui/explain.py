"""What ``why?`` answers: how a part of the service is, and what went wrong there, in paragraphs. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from scalegame.engine.scenario import SessionPlace, StoreName
from scalegame.engine.view import ServerState, ServerView, StoreState, StoreView, View
from scalegame.ui import words
from scalegame.ui.choices import uses
from scalegame.ui.messages import Node, NodeKind
from scalegame.ui.session import GameSession
from scalegame.ui.story import failures_told, losses_told

_FULL = 1000
_BUSY = 750


def explain(session: GameSession, node: Node) -> list[str]:
    """Return paragraphs about ``node``: first how it is, then what was lost there, the most first."""
    trouble = list(_trouble(session, node.name))
    return [*_state(session, node), *(trouble or ["Nobody was logged out here and no request failed."])]


def _state(session: GameSession, node: Node) -> Iterator[str]:
    match node.kind:
        case NodeKind.BALANCER:
            yield from _balancer(session.view)
        case NodeKind.SERVER:
            for server in session.view.servers:
                if server.name == node.name:
                    yield from _server(server)
        case NodeKind.STORE:
            yield from _store(StoreName(node.name), session)


def _server(server: ServerView) -> Iterator[str]:
    yield _server_state(server)
    if server.in_rotation and server.state is ServerState.DOWN:
        yield "The balancer has not noticed yet and still sends it requests: they fail."
    if not server.in_rotation and server.state is ServerState.UP:
        yield "The balancer does not send it requests yet: it waits for its health check."
    if server.state in (ServerState.UP, ServerState.DRAINING):
        yield _work(server)
    if server.wiring.sessions is SessionPlace.SERVER_MEMORY:
        held = words.people_were(server.held)
        yield f"It keeps sessions in its own memory: {held} logged in here, and no other server knows them."
    else:
        yield "It keeps sessions in Redis: any other server connected to Redis can take over from it."


def _server_state(server: ServerView) -> str:
    name, wait = server.name, words.soon(server.until)
    match server.state:
        case ServerState.UP if server.slow:
            return f"{name} is up but slow: it does only a part of its usual work."
        case ServerState.UP:
            return f"{name} is up."
        case ServerState.BOOTING:
            return f"{name} boots; it is up {wait}."
        case ServerState.DRAINING:
            return f"{name} is draining: it gets no new people, those it knows may finish."
        case ServerState.DEPLOYING:
            return f"{name} is being re-wired; it is back {wait}."
        case ServerState.DOWN:
            return f"{name} is down; it starts to boot {wait}."


def _work(server: ServerView) -> str:
    load = f"Its load is {server.load // 10}%, with {words.requests(server.requests)} answered in the last second"
    if server.load > _FULL:
        waiting = words.requests(server.queue)
        return f"{load}: more than it can do. {waiting} in the queue; at {server.queue_limit:,} it turns people away."
    if server.queue:
        return f"{load} and {words.requests(server.queue)} in the queue."
    return f"{load}." if server.load < _BUSY else f"{load}. There is little left for a spike."


def _balancer(view: View) -> Iterator[str]:
    balancer = view.balancer
    yield f"{words.policy_name(balancer.policy).capitalize()}: {words.policy_line(balancer.policy)}"
    serving = [server for server in view.servers if server.in_rotation]
    made = words.requests(view.requests)
    yield f"{len(serving)} of {len(view.servers)} servers take new people; {made} came in the last second."
    yield f"All that stands there costs {words.cents(view.upkeep)} a second."
    often = "one a second" if balancer.interval == 1 else f"one every {balancer.interval} s"
    yield f"A dead server stays in rotation until {balancer.fall} checks have failed, {often}."
    if len(serving) > 1 and view.requests:
        busiest = max(serving, key=lambda server: server.requests)
        even = view.requests // len(serving)
        yield f"The busiest is {busiest.name} with {words.requests(busiest.requests)}; an even share would be {even}."


def _store(name: StoreName, session: GameSession) -> Iterator[str]:
    yield words.store_line(name)
    view = session.view
    store = next((store for store in view.stores if store.name is name), None)
    if store is None:
        yield "You do not have it. s opens the stores."
        return
    yield _store_state(store, session.history[-1].operations(name) if session.history else 0)
    connected = [server.name for server in view.servers if uses(server.wiring, name)]
    if not connected:
        yield "Nobody uses it: connect a server with c."
    elif len(connected) == len(view.servers):
        yield "Every server is connected to it."
    else:
        yield f"Connected to it: {', '.join(connected)}."


def _store_state(store: StoreView, operations: int) -> str:
    wait = words.soon(store.until)
    match store.state:
        case StoreState.PROVISIONING:
            return f"It is being set up and ready {wait}."
        case StoreState.DOWN:
            return f"It restarts and is back {wait}; until then servers connected to it cannot work."
        case StoreState.UP:
            full = f" of {store.memory:,}" if store.memory else ""
            limit = f" of {store.capacity:,}" if store.capacity else ""
            entries = "entry" if store.used == 1 and not full else "entries"
            did = f"did {operations:,}{limit} operations in the last second"
            return f"It holds {store.used:,}{full} {entries} and {did}."


def _trouble(session: GameSession, place: str) -> Iterator[str]:
    """Tell what was lost and failed at ``place``, chapter by chapter, people before requests."""
    chapters = (
        *losses_told(loss for loss in session.losses if loss.place == place),
        *failures_told(failure for failure in session.failures if failure.place == place),
    )
    for chapter in chapters:
        yield f"{chapter.when}  {chapter.sentence.what} {chapter.sentence.why}"
