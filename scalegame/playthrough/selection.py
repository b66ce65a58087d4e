"""The parts of the service that a player can point at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
