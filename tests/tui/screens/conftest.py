"""The levels of these tests: small ones of their own, so that balancing the campaign changes no picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.analysis.search.pareto import PlanOutcome
from scalegame.analysis.whatif.best_change import WhatIf
from scalegame.analysis.whatif.changes import Change
from scalegame.clock import STOPPED, Clock, utc_text
from scalegame.content import levels
from scalegame.content.level import Level
from scalegame.content.levels import load_level
from scalegame.engine import Plan
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import KeptGame, keep
from scalegame.playthrough.progress.records import library
from scalegame.runs.autosave import Attempt
from scalegame.runs.headless import play_plan
from scalegame.runs.run_file import save
from tests.clocks import CLOCK

FOLDER = Path(__file__).parent / "levels"


@pytest.fixture(autouse=True)
def campaign(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the campaign by the levels beside this file: two that can be played and one that is broken."""
    monkeypatch.setattr(levels, "shipped_levels", lambda: FOLDER)
    return FOLDER


@pytest.fixture
def shop() -> Level:
    """Return two servers that keep sessions in memory; one crashes; ``reference`` puts the sessions into Redis."""
    return load_level(FOLDER / "01-corner-shop.json")


@pytest.fixture
def market() -> Level:
    """Return a level whose texts are full of markup."""
    return load_level(FOLDER / "02-loud-market.json")


@pytest.fixture
def won(shop: Level) -> Playthrough:
    """Return the shop, played with its reference plan."""
    return play(shop, "reference")


@pytest.fixture
def lost(shop: Level) -> Playthrough:
    """Return the shop, played by nobody."""
    return play(shop, "")


def kept(playthrough: Playthrough) -> KeptGame:
    """Write the finished game of ``playthrough`` down."""
    return keep(playthrough, Attempt(library(), CLOCK))


def leave_a_game(level: Level, home: Path, ticks: int = 45) -> Path:
    """Lay down a game of ``level`` that was left after ``ticks``."""
    playthrough = Playthrough(level, level.seed)
    for _ in range(ticks):
        playthrough.tick()
    path = home / "runs" / "left.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(replace(playthrough.run(), started=utc_text(CLOCK.now())), path)
    return path


def play(level: Level, plan: str, clock: Clock = STOPPED) -> Playthrough:
    """Return ``level`` played to its end with one of its plans; an unknown one plays nothing."""
    playthrough = Playthrough(level, level.seed, clock=clock)
    waiting = list(level.plans.get(plan, ()))
    while not playthrough.over:
        while waiting and waiting[0].tick <= playthrough.view.tick:
            playthrough.give(waiting.pop(0).command)
        playthrough.tick()
    return playthrough


def play_later(level: Level, plan: str) -> Playthrough:
    """Return a game that was begun a minute after whatever was played before."""
    CLOCK.go_on(ms=60_000)
    return play(level, plan, CLOCK)


def found_in(playthrough: Playthrough, change: Change | None, plan: Plan) -> WhatIf:
    """Return the answer that ``change`` makes ``plan`` of the game of ``playthrough``."""
    played = play_plan(playthrough.level.scenario, playthrough.seed, plan)
    own = PlanOutcome(playthrough.plan, playthrough.result.stars, playthrough.result.score, playthrough.result.metrics)
    other = PlanOutcome(played.given, played.result.stars, played.result.score, played.result.metrics)
    return WhatIf(own, change, plan, other, 40)
