"""Generated games, many more in the deep profile: each is recorded, written, read and verified; some are cut in two.

Whatever the game, what a recorder keeps of it is true; and a run that was saved at any tick and resumed goes on to the
same end as one that was never interrupted.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine.commands import Plan
from scalegame.engine.drive import Drive
from scalegame.engine.game import Game
from scalegame.engine.scenario import Scenario
from scalegame.runs.headless import play_again
from scalegame.runs.recorder import Recorder
from scalegame.runs.run import Ending, Run
from scalegame.runs.run_file import read, text_of
from scalegame.runs.verify import Truth, verify
from tests.depth import examples
from tests.orders import plans
from tests.strategies import rough_scenarios, scenarios

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

#: Games in each of the shares that the processes of a test run take.
GAMES, SHARES = examples(4, 30), 8


@dataclass(frozen=True)
class Drawn:
    """A drawn scenario as something that runs are played on."""

    scenario: Scenario
    id: str = "drawn"
    digest: str = "d0"


def play(stage: Drawn, seed: int, plan: Plan, cut: int) -> Run:
    """Play and record ``plan``; at the tick ``cut`` the game is saved, forgotten and resumed."""
    game, recorder = Game(stage.scenario, seed), Recorder(stage, seed)
    drive = Drive(game, sorted(plan, key=lambda at: at.tick))
    for _ in drive.ticks():
        if game.tick == cut:
            saved = read(text_of(recorder.run(tuple(drive.given), game, Ending.OPEN)).encode(), "saved")
            assert verify(saved, stage).truth is Truth.TRUE
            game, refused = play_again(saved, stage.scenario)
            drive.game = game
            assert not refused
            recorder = Recorder(stage, seed)
            recorder.resume(saved, game)
        game.step(digest=False)
        recorder.after_tick(game)
    return read(text_of(recorder.run(tuple(drive.given), game, Ending.OPEN)).encode(), "finished")


@pytest.mark.deeper
@pytest.mark.parametrize("share", range(SHARES))
def test_a_recorded_game_is_true_even_if_it_was_interrupted(share: int) -> None:
    @settings(max_examples=GAMES)
    @given(scenarios() if share % 2 else rough_scenarios(), st.integers(0, 2**63 - 1), plans(), st.integers(0, 60))
    def is_true(scenario: Scenario, seed: int, plan: Plan, cut: int) -> None:
        stage = Drawn(scenario)
        whole = play(stage, seed, plan, -1)
        if interrupted:
            assert play(stage, seed, plan, cut) == whole
        verdict = verify(whole, stage)
        assert verdict.truth is Truth.TRUE, verdict.sentence

    interrupted = share < SHARES // 4  # that takes three more games each time
    is_true()
