"""The parts that can be bought and the places where state lives: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scalegame.engine.enums import FilePlace, OrderPlace, Place, SessionPlace, StoreName, WorkPlace


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place, and the store that it needs: ``None`` for the server itself and for the client.

    ``own``: it is on the server itself, where no other server reaches it. ``meant``: files that write its text alone
    mean this place, where several duties have a place of that text.
    """

    place: Place
    store: StoreName | None = None
    own: bool = False
    meant: bool = True


#: Every place, those of a duty together, its own place on the server first.
PLACES: Mapping[Place, PlaceRow] = {
    row.place: row
    for row in (
        PlaceRow(SessionPlace.SERVER_MEMORY, own=True),
        PlaceRow(SessionPlace.REDIS, StoreName.REDIS),
        PlaceRow(SessionPlace.SQL, StoreName.SQL, meant=False),
        PlaceRow(SessionPlace.SIGNED_COOKIE),
        PlaceRow(FilePlace.LOCAL_DISK, own=True),
        PlaceRow(FilePlace.OBJECT_STORAGE, StoreName.OBJECT_STORAGE),
        PlaceRow(FilePlace.SQL_BLOB, StoreName.SQL),
        PlaceRow(OrderPlace.SERVER_MEMORY, own=True, meant=False),
        PlaceRow(OrderPlace.SQL, StoreName.SQL),
        PlaceRow(WorkPlace.INLINE, own=True),
        PlaceRow(WorkPlace.QUEUE, StoreName.QUEUE),
    )
}


def store_of(place: Place) -> StoreName | None:
    """Return the store that ``place`` needs, or ``None`` when it is the server itself or the client."""
    return PLACES[place].store
