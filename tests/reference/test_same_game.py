"""Two engines, one game: the fast one and the obvious one say the same after every tick of every game.

About fifty new games in each run, more than a thousand in the deep profile, and not the same ones again: there are
far more games than any run can play, and each run that finds nothing makes the next surprise rarer. What fails prints
a line with the first tick and field that differ, and stays in Hypothesis's database until it is repaired. (The
mutations next door are judged on games that are the same in each run, because how soon one is caught must not depend
on luck.)
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from scalegame.content.levels import Level
from scalegame.engine import Plan, Scenario
from scalegame.engine.scenario import Policy
from tests.campaign import LEVELS
from tests.depth import every, examples
from tests.orders import plans
from tests.reference.comparison import compare
from tests.strategies import busy_games, scenarios, seeds

#: In each of seven shards, one a policy, so that every core has work, and once more with random commands.
GAMES = examples(6, 128)
#: Which game of a level each of its plans plays.
SEEDS = {"reference": 2**64 - 1, "tempting": 17}


@pytest.mark.deeper
@pytest.mark.parametrize("policy", Policy)
def test_generated_games_are_the_same(policy: Policy) -> None:
    @settings(max_examples=GAMES, report_multiple_bugs=False)
    @given(busy_games(policy), seeds)
    def play(game: tuple[Scenario, Plan], seed: int) -> None:
        scenario, plan = game
        compare(scenario, seed, plan)

    play()


@settings(max_examples=GAMES, report_multiple_bugs=False)
@given(scenarios(), seeds, plans())
def test_games_with_random_commands_are_the_same(scenario: Scenario, seed: int, plan: Plan) -> None:
    compare(scenario, seed, plan)


@pytest.mark.parametrize("level", every(5, LEVELS), ids=lambda level: level.id)
def test_the_campaign_is_the_same(level: Level) -> None:
    name = "tempting" if (level.number or 0) % 2 else "reference"
    compare(level.scenario, SEEDS[name], level.plans[name])
