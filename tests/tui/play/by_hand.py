"""Moments made by hand: a real game whose view is changed, to see what is hard to play one's way to."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from scalegame.engine.view import ServerView, StoreView
from scalegame.playthrough.scene import Scene

_Part = TypeVar("_Part", ServerView, StoreView)


def with_view(scene: Scene, **changes: object) -> Scene:
    """Return ``scene`` with another view."""
    return replace(scene, view=replace(scene.view, **changes))  # type: ignore[arg-type]


def with_server(scene: Scene, name: str, **changes: object) -> Scene:
    """Return ``scene`` with one server changed."""
    return with_view(scene, servers=tuple(_changed(one, name, changes) for one in scene.view.servers))


def with_every_server(scene: Scene, **changes: object) -> Scene:
    """Return ``scene`` with all servers changed."""
    return with_view(scene, servers=tuple(_changed(one, one.name, changes) for one in scene.view.servers))


def with_store(scene: Scene, name: str, **changes: object) -> Scene:
    """Return ``scene`` with one store changed."""
    return with_view(scene, stores=tuple(_changed(one, name, changes) for one in scene.view.stores))


def _changed(one: _Part, name: str, changes: dict[str, object]) -> _Part:
    return replace(one, **changes) if one.name == name else one  # type: ignore[arg-type]
