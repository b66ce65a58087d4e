"""The parts that can be bought and the places where state lives: one row each."""

from __future__ import annotations

from scalegame.engine.enums import FilePlace, OrderPlace, Place, SessionPlace, StoreName, WorkPlace

# A list, because enums of different kinds share texts and would be one key.
_STORE_OF: tuple[tuple[Place, StoreName], ...] = (
    (SessionPlace.REDIS, StoreName.REDIS),
    (SessionPlace.SQL, StoreName.SQL),
    (FilePlace.OBJECT_STORAGE, StoreName.OBJECT_STORAGE),
    (FilePlace.SQL_BLOB, StoreName.SQL),
    (OrderPlace.SQL, StoreName.SQL),
    (WorkPlace.QUEUE, StoreName.QUEUE),
)


def store_of(place: Place) -> StoreName | None:
    """Return the store that ``place`` needs, or ``None`` when it is the server itself."""
    return next((store for each, store in _STORE_OF if each is place), None)
