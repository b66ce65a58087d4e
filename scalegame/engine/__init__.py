"""The deterministic engine: values in, values out. Imports itself, NumPy and plain standard library only.

Names are looked up when first used, so that a program that needs only the values does not load NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scalegame.engine.commands import At, Command, Plan, Quote, Refusal
    from scalegame.engine.game import RULESET, Game, play
    from scalegame.engine.scenario import Scenario
    from scalegame.engine.view import Result, TickReport, View

__all__ = [
    "RULESET",
    "At",
    "Command",
    "Game",
    "Plan",
    "Quote",
    "Refusal",
    "Result",
    "Scenario",
    "TickReport",
    "View",
    "play",
]

_HOME = {
    **dict.fromkeys(("At", "Command", "Plan", "Quote", "Refusal"), "commands"),
    **dict.fromkeys(("RULESET", "Game", "play"), "game"),
    **dict.fromkeys(("Scenario",), "scenario"),
    **dict.fromkeys(("Result", "TickReport", "View"), "view"),
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
