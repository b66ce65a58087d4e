"""Visitors: who comes, from where, and what the service and their browser know of them.

Rules

* A visitor is wave × 2²⁴ + number within the wave: the subject of all that is drawn for them, under every plan.
* Drawn once, when they arrive: the source (by its share), the address (evenly, from the source's own), how many
  requests the visit has (evenly, from least to most), and the moment of the first within the tick.
* While a whale lasts, its share of the newcomers, drawn too, come from the whale's address instead.
* Everyone arrives as a stranger, and logs in with the first request.
* Visitors who arrive later have higher numbers; they decide ties between requests of the same microsecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scalegame.engine.draws import Stream, draw
from scalegame.engine.scenario import Kind, Source
from scalegame.engine.units import MICROSECONDS_PER_TICK
from tests.reference.addresses import address_of, whale_of
from tests.reference.chance import one_of, weighted
from tests.reference.waves import arrivals_now

if TYPE_CHECKING:
    from tests.reference.servers import Server
    from tests.reference.service import Service
    from tests.reference.stores import Store


@dataclass(eq=False, slots=True)
class Picture:
    """An uploaded file: ``place`` is where it lies now, ``None`` once that is gone. ``cached``: the CDN has it."""

    place: Server | Store | None
    cached: bool = False


@dataclass(eq=False, slots=True)
class Cookie:
    """A session that the client keeps itself, signed by ``signer``, or with the key that all servers share."""

    signer: Server | None


@dataclass(eq=False, slots=True)
class Visitor:
    """Somebody in the middle of a visit.

    ``left`` requests remain, ``asked`` were made; the next is due in the tick ``due``, ``moment`` µs into it.
    ``session`` is whoever remembers them, ``cookie`` the server that their sticky cookie names. ``counted``: has
    logged in at least once; ``lost``: has lost the session at least once. ``items`` were put into the cart since the
    last log-in, as far as a signed cookie holds it; ``seen`` says when Redis was last asked for them. ``again`` is what
    they ask for once more after ``tries`` tries.
    """

    who: int
    origin: int
    source: Source
    address: int
    left: int
    due: int
    moment: int
    asked: int = 0
    must_log_in: bool = True
    counted: bool = False
    lost: bool = False
    banned: bool = False
    session: Server | Store | Cookie | None = None
    cookie: Server | None = None
    picture: Picture | None = None
    items: int = 0
    seen: int = 0
    again: Kind | None = None
    tries: int = 0


def arrive(service: Service) -> int:
    """Admit the tick's visitors; returns how many."""
    newcomers = [newcomer(service, who) for who in arrivals_now(service)]
    service.visitors.extend(newcomers)
    return len(newcomers)


def newcomer(service: Service, who: int) -> Visitor:
    """Draw everything about a visitor that is drawn once."""
    sources = service.scenario.sources
    origin = weighted(draw(service.seed, Stream.SOURCE, who), [source.share for source in sources])
    source = sources[origin]
    number = one_of(draw(service.seed, Stream.ADDRESS, who), source.addresses)
    least, most = source.requests
    return Visitor(
        who=who,
        origin=origin,
        source=source,
        address=whale_of(service.scenario) if of_whale(service, who) else address_of(service.scenario, origin, number),
        left=least + one_of(draw(service.seed, Stream.VISIT, who), most - least + 1),
        due=service.tick,
        moment=one_of(draw(service.seed, Stream.MOMENT, who), MICROSECONDS_PER_TICK),
    )


def of_whale(service: Service, who: int) -> bool:
    """Return whether a newcomer comes from the whale's address."""
    per_mille, until = service.whale
    return service.tick < until and one_of(draw(service.seed, Stream.WHALE, who), 1000) < per_mille


def due_now(service: Service) -> list[Visitor]:
    """Return everyone who makes a request in this tick, in order of time; ties: who arrived first."""
    return sorted((v for v in service.visitors if v.due == service.tick), key=lambda visitor: visitor.moment)
