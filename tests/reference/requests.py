"""Requests: what a visitor asks for, and what became of it.

Rules

* Who has to log in logs in. Who repeats a request asks for the same again. Everyone else asks for something drawn
  from their source's mix.
* Nobody asks for a picture that they never uploaded: they look around instead.
* Each kind of request is so many units of work: less what a queue takes over at a server that is connected to one (but
  at least one unit), and more where a signed cookie has to be checked.
* A request can fail once, and then goes no further; whoever is asked "who are you?" has not failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Kind, SessionPlace, WorkPlace
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.reference.chance import weighted

if TYPE_CHECKING:
    from tests.reference.people import Visitor
    from tests.reference.servers import Server
    from tests.reference.service import Service


@dataclass(eq=False, slots=True)
class Request:
    """One request.

    ``number`` counts the visitor's requests from 0, ``moment`` is when it reaches the balancer (µs since the game
    began). ``repeated``: it is one that failed before. ``at_edge``: the CDN answered, and no server saw it.
    ``sent_to`` is the server it was sent to; if that ``accepted`` it, ``answer`` is when it is done. The balancer had
    tried others for ``delay_us`` before, and stores add ``store_us``. ``worth_repeating``: it failed, and might not the
    next time. ``stranger``: the server did not know the visitor. ``awaited``: if the server dies before the answer, one
    more request has failed.
    """

    visitor: Visitor
    number: int
    moment: int
    kind: Kind
    repeated: bool
    at_edge: bool = False
    sent_to: Server | None = None
    accepted: bool = False
    answer: int = 0
    delay_us: int = 0
    store_us: int = 0
    failed: bool = False
    worth_repeating: bool = False
    stranger: bool = False
    awaited: bool = False

    @property
    def server(self) -> Server:
        """The server it was sent to; whatever is answered there was sent to one."""
        assert self.sent_to is not None
        return self.sent_to

    @property
    def answered(self) -> bool:
        """Whether a server answers it, be it with "who are you?"."""
        return not self.failed and not self.at_edge

    @property
    def served(self) -> bool:
        """Whether a server answers it, and it comes from somebody the server knows, or who logs in."""
        return self.answered and not self.stranger


def ask(service: Service, visitors: list[Visitor]) -> list[Request]:
    """Return the requests that ``visitors`` make in this tick."""
    start = service.tick * MICROSECONDS_PER_TICK
    requests = []
    for visitor in visitors:
        kind = kind_of(service, visitor)
        requests.append(Request(visitor, visitor.asked, start + visitor.moment, kind, visitor.again is not None))
        visitor.asked += 1
    return requests


def kind_of(service: Service, visitor: Visitor) -> Kind:
    """Return what a visitor asks for now."""
    if visitor.must_log_in:
        return Kind.LOGIN
    if visitor.again is not None:
        return visitor.again
    number = draw(service.seed, Stream.KIND, visitor.who, visitor.asked)
    kind = Kind(weighted(number, visitor.source.mix))
    if kind is Kind.AVATAR and visitor.picture is None:
        return Kind.BROWSE
    return kind


def work_of(service: Service, server: Server, request: Request) -> int:
    """Return how many units of work a request is for a server."""
    work = service.scenario.work[request.kind]
    if server.wiring.work is WorkPlace.QUEUE:
        work = max(1, work - service.scenario.deferrable[request.kind])
    if server.wiring.sessions is SessionPlace.SIGNED_COOKIE:
        work += service.scenario.cookie_work
    return work
