"""Keeps copies of states of games, from which others go on: plans that begin alike, a replay that moves back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Generic, Protocol, Self, TypeVar


class Copied(Protocol):
    """A state that can be copied."""

    def copy(self) -> Self:
        """Return an independent state that is the same."""


_Key = TypeVar("_Key", bound=Hashable)
_State = TypeVar("_State", bound=Copied)


class StateCache(Generic[_Key, _State]):
    """Copies of states by their keys, ``most`` at a time: the one that was used longest ago makes room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._states: OrderedDict[_Key, _State] = OrderedDict()

    def keep(self, key: _Key, state: _State) -> None:
        """Keep a copy of ``state``, unless there is one with that ``key``."""
        if key in self._states:
            return
        self._states[key] = state.copy()
        if len(self._states) > self._most:
            self._states.popitem(last=False)

    def first(self, keys: Iterable[_Key]) -> _State | None:
        """Return a copy of the state of the first of ``keys`` that has one; None if none has."""
        for key in keys:
            if key in self._states:
                self._states.move_to_end(key)
                return self._states[key].copy()
        return None
