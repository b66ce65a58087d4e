"""The deterministic engine: values in, values out. Imports itself, NumPy and plain standard library only.

What stands in ``__all__`` is the interface for bots and courses (docs/bots.md): a ``Game`` takes a scenario and a
seed, is asked (``view``, ``forecast``, ``quote``), told (``give``) and stepped (``step``), and says how it went
(``result``). Names are looked up when first used, so that a program that needs only the values does not load NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scalegame.engine.commands import (
        ALL,
        AddPooler,
        AddReplica,
        AddServer,
        AddStore,
        At,
        CauseIncident,
        Command,
        Connect,
        DrainServer,
        NextWave,
        Plan,
        RemoveServer,
        RestartServer,
        SetAutoscaler,
        SetDrain,
        SetHealthCheck,
        SetPolicy,
        SetRateLimit,
        SetRedis,
        SetTimeout,
        SetTraffic,
        UndrainServer,
    )
    from scalegame.engine.drive import play
    from scalegame.engine.enums import (
        Check,
        Eviction,
        FilePlace,
        IncidentKind,
        Kind,
        LimitPer,
        Metric,
        OrderPlace,
        Persistence,
        Place,
        Policy,
        SessionPlace,
        StoreName,
        Target,
        WorkPlace,
    )
    from scalegame.engine.game import (
        RULESET,
        Game,
    )
    from scalegame.engine.reasons import Quote, Reason, Refusal
    from scalegame.engine.scenario import (
        Incident,
        Scenario,
    )
    from scalegame.engine.view import (
        Failure,
        FailureCause,
        Loss,
        LossCause,
        Metrics,
        Result,
        ServerState,
        ServerView,
        StoreState,
        StoreView,
        TickReport,
        View,
    )

__all__ = [
    "ALL",
    "RULESET",
    "AddPooler",
    "AddReplica",
    "AddServer",
    "AddStore",
    "At",
    "CauseIncident",
    "Check",
    "Command",
    "Connect",
    "DrainServer",
    "Eviction",
    "Failure",
    "FailureCause",
    "FilePlace",
    "Game",
    "Incident",
    "IncidentKind",
    "Kind",
    "LimitPer",
    "Loss",
    "LossCause",
    "Metric",
    "Metrics",
    "NextWave",
    "OrderPlace",
    "Persistence",
    "Place",
    "Plan",
    "Policy",
    "Quote",
    "Reason",
    "Refusal",
    "RemoveServer",
    "RestartServer",
    "Result",
    "Scenario",
    "ServerState",
    "ServerView",
    "SessionPlace",
    "SetAutoscaler",
    "SetDrain",
    "SetHealthCheck",
    "SetPolicy",
    "SetRateLimit",
    "SetRedis",
    "SetTimeout",
    "SetTraffic",
    "StoreName",
    "StoreState",
    "StoreView",
    "Target",
    "TickReport",
    "UndrainServer",
    "View",
    "WorkPlace",
    "play",
]

#: Where the names are, the one that loads NumPy last.
_MODULES = ("commands", "enums", "reasons", "scenario", "view", "game", "drive")


def __getattr__(name: str) -> object:
    if name in __all__:
        for module in _MODULES:
            home = import_module(f"{__name__}.{module}")
            if hasattr(home, name):
                return getattr(home, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
