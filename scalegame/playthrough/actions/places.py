"""The places where servers keep things and have them done: those a server uses, and those a level offers. Pure."""

from __future__ import annotations

from scalegame.engine.catalog import PLACES, store_of
from scalegame.engine.enums import Place
from scalegame.engine.scenario import (
    Duty,
    Kind,
    Scenario,
    StoreName,
    Wiring,
)
from scalegame.engine.view import View

#: Every place outside a server, as dialogs list them: what is kept there, sessions first.
AWAY: tuple[Place, ...] = tuple(place for place, row in PLACES.items() if not row.own)
#: Where a server keeps the same things on its own.
HOMES: tuple[Place, ...] = tuple(place for place, row in PLACES.items() if row.own)


def uses_store(wiring: Wiring, store: StoreName) -> bool:
    """Return whether a server wired like that uses ``store``."""
    return any(store_of(place) is store for place in wiring.places)


def offered(scenario: Scenario, view: View) -> tuple[Place, ...]:
    """Return the places of a level: their store is there or for sale, and visitors ask for what is kept there."""
    return tuple(place for place in AWAY if _is_within_reach(place, scenario, view) and _is_asked_for(place, scenario))


def _is_within_reach(place: Place, scenario: Scenario, view: View) -> bool:
    store = store_of(place)
    if store is not None:
        return store in scenario.allowed or any(one.name is store for one in view.stores)
    return place.value in scenario.allowed  # No store is needed: a level says by itself whether it is to be had.


def _is_asked_for(place: Place, scenario: Scenario) -> bool:
    kinds = {Kind.LOGIN, *(kind for source in scenario.sources for kind in Kind if source.mix[kind])}
    match place.duty:
        case Duty.SESSIONS:
            return True
        case Duty.FILES:
            return not kinds.isdisjoint((Kind.UPLOAD, Kind.AVATAR))
        case Duty.ORDERS:
            return Kind.CHECKOUT in kinds or any(scenario.reads[kind] for kind in kinds)
        case Duty.WORK:
            return any(scenario.deferrable[kind] for kind in kinds)
