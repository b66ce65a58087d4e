"""The places where servers keep things and have them done: those a server uses, and those a level offers. Pure."""

from __future__ import annotations

from scalegame.engine.catalog import store_of
from scalegame.engine.commands import Place
from scalegame.engine.scenario import (
    FilePlace,
    Kind,
    OrderPlace,
    Scenario,
    SessionPlace,
    StoreName,
    Wiring,
    WorkPlace,
)
from scalegame.engine.view import View


def places_of(wiring: Wiring) -> tuple[Place, ...]:
    """Return every place that a server wired like that uses."""
    return (wiring.sessions, wiring.files, wiring.orders, wiring.work)


#: The places on a server itself, one for each kind of things.
HOMES = places_of(Wiring())
_ALL_PLACES: tuple[Place, ...] = (*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace)
#: Every place outside a server, as dialogs list them: those for sessions first.
PLACES = tuple(place for place in _ALL_PLACES if not any(place is home for home in HOMES))


def at(wiring: Wiring, place: Place) -> bool:
    """Return whether a server wired like that uses ``place``."""
    return present(wiring, place) == place


def present(wiring: Wiring, place: Place) -> Place:
    """Return the place of the same kind as ``place`` that a server wired like that uses."""
    # The kinds of place share texts, so the type decides.
    match place:
        case SessionPlace():
            return wiring.sessions
        case FilePlace():
            return wiring.files
        case OrderPlace():
            return wiring.orders
        case WorkPlace():
            return wiring.work


def uses(wiring: Wiring, store: StoreName) -> bool:
    """Return whether a server wired like that uses ``store``."""
    return any(store_of(place) is store for place in places_of(wiring))


def offered(scenario: Scenario, view: View) -> tuple[Place, ...]:
    """Return the places of a level: their store is there or for sale, and visitors ask for what is kept there."""
    return tuple(
        place for place in PLACES if _is_within_reach(place, scenario, view) and _is_asked_for(place, scenario)
    )


def _is_within_reach(place: Place, scenario: Scenario, view: View) -> bool:
    store = store_of(place)
    if store is not None:
        return store in scenario.allowed or any(one.name is store for one in view.stores)
    return place.value in scenario.allowed  # No store is needed: a level says by itself whether it is to be had.


def _is_asked_for(place: Place, scenario: Scenario) -> bool:
    kinds = {Kind.LOGIN, *(kind for source in scenario.sources for kind in Kind if source.mix[kind])}
    match place:
        case SessionPlace():
            return True
        case FilePlace():
            return not kinds.isdisjoint((Kind.UPLOAD, Kind.AVATAR))
        case OrderPlace():
            return Kind.CHECKOUT in kinds or any(scenario.reads[kind] for kind in kinds)
        case WorkPlace():
            return any(scenario.deferrable[kind] for kind in kinds)
