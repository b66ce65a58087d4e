"""What travels up the screen: what a player pointed at, chose, and how a game was left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from scalegame.ui.campaign import Kept
    from scalegame.ui.session import GameSession


class NodeKind(StrEnum):
    """The parts of the service that can be pointed at."""

    BALANCER = "balancer"
    SERVER = "server"
    STORE = "store"
    AUTOSCALER = "autoscaler"


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the service: its kind, and its name (a store's is its ``StoreName`` value)."""

    kind: NodeKind
    name: str


@dataclass
class NodePicked(Message):
    """The player pointed at ``node``."""

    node: Node


@dataclass
class CommandChosen(Message):
    """The player chose the command of that ``id`` with the mouse."""

    id: str


@dataclass
class Sought(Message):
    """The player pointed at ``tick`` on the timeline of a replay."""

    tick: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The game is over, written down and to be debriefed: what ``PlayScreen`` is dismissed with."""

    session: GameSession
    kept: Kept


@dataclass(frozen=True, slots=True)
class Left:
    """The player went back to the list; the game can be resumed: what ``PlayScreen`` is dismissed with."""


#: The result of a ``PlayScreen``; give ``push_screen`` a callback that takes it.
Outcome = Finished | Left
