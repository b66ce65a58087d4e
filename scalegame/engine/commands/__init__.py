"""Commands of a player: one class a command, with its fields, its price or refusal, its effect and its plain form.

A module holds a family: ``fleet`` servers and what they are connected to, ``storage`` stores, ``balancer`` what stands
before the servers, ``traffic`` who comes and what goes wrong. ``base`` says what all commands have in common.
A command is a value, so this package loads no arrays: ``quote`` and ``apply`` are handed what they read and change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from scalegame.engine.commands.balancer import SetHealthCheck, SetPolicy, SetRateLimit, SetTimeout
from scalegame.engine.commands.fields import PlainCommand
from scalegame.engine.commands.fleet import (
    ALL,
    AddServer,
    Connect,
    DrainServer,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    UndrainServer,
)
from scalegame.engine.commands.storage import AddPooler, AddReplica, AddStore, SetRedis
from scalegame.engine.commands.traffic import CauseIncident, NextWave, SetTraffic

__all__ = [
    "ALL", "COMMANDS", "AddPooler", "AddReplica", "AddServer", "AddStore", "At", "CauseIncident", "Command",
    "Connect", "DrainServer", "NextWave", "PlainCommand", "Plan", "RemoveServer", "RestartServer", "SetAutoscaler",
    "SetDrain", "SetHealthCheck", "SetPolicy", "SetRateLimit", "SetRedis", "SetTimeout", "SetTraffic",
    "UndrainServer",
]  # fmt: skip

Command = (
    AddServer
    | RemoveServer
    | RestartServer
    | DrainServer
    | UndrainServer
    | AddStore
    | Connect
    | AddReplica
    | AddPooler
    | SetRedis
    | SetRateLimit
    | SetAutoscaler
    | SetHealthCheck
    | SetTimeout
    | SetDrain
    | SetPolicy
    | SetTraffic
    | CauseIncident
    | NextWave
)
#: Every class of command, in the order of ``Command``.
COMMANDS: tuple[type[Command], ...] = get_args(Command)


@dataclass(frozen=True, slots=True)
class At:
    """A command and the tick before which it is given; a plan is a tuple of these."""

    tick: int
    command: Command


Plan = tuple[At, ...]
