"""The deterministic engine: values in, values out. Imports itself, NumPy and plain standard library only."""

from scalegame.engine.commands import At, Command, Plan, Quote, Refusal
from scalegame.engine.game import RULESET, Game, play
from scalegame.engine.scenario import Scenario
from scalegame.engine.view import Result, TickReport, View

__all__ = [
    "RULESET", "At", "Command", "Game", "Plan", "Quote", "Refusal", "Result", "Scenario", "TickReport", "View", "play",
]  # fmt: skip
