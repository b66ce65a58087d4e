"""Saving and resuming all the time: the same states, tick for tick, as in one sitting."""

from __future__ import annotations

import pytest

from scalegame.content.levels import Level
from scalegame.engine.commands import Plan
from scalegame.engine.drive import Drive
from scalegame.engine.game import Game
from scalegame.playthrough.playthrough import Playthrough
from scalegame.runs.headless import play_again
from scalegame.runs.recorder import Recorder
from scalegame.runs.run import Ending, Run, Stage
from scalegame.runs.run_file import read, text_of
from scalegame.runs.verify import Truth, verify
from tests.campaign import LEVELS
from tests.depth import examples
from tests.runs.games import PLAN, QUIET

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

#: Two levels of the campaign; the deep profile takes all.
SOME = LEVELS[:: examples(8, 1)]


def saved(run: Run) -> Run:
    """Return ``run`` as it comes back from the disk."""
    return read(text_of(run).encode(), "saved")


def in_one_sitting(stage: Stage, seed: int, plan: Plan) -> list[str]:
    """Return the digest of the state before each tick and at the end."""
    game, digests = Game(stage.scenario, seed), list[str]()
    for _ in Drive(game, plan).ticks():
        digests.append(game.digest())
        game.step(digest=False)
    return [*digests, game.digest()]


#: A game of 110 ticks is played again 110 times if it is resumed at each; the long ones are resumed at every tenth,
#: and wherever a command is due. They are saved, read and compared at every tick.
CASES = [(QUIET, PLAN, 1), *((level, level.plans["reference"], 10) for level in SOME)]


@pytest.mark.deeper
@pytest.mark.parametrize("stage, plan, every", CASES, ids=lambda case: getattr(case, "id", ""))
def test_a_game_that_is_saved_and_resumed_all_the_time_is_the_same_game(stage: Stage, plan: Plan, every: int) -> None:
    seed, digests = 7, list[str]()
    game, recorder = Game(stage.scenario, seed), Recorder(stage, seed)
    drive = Drive(game, plan)
    run = recorder.run((), game, Ending.OPEN)
    while not game.over:
        run = saved(run)
        if game.tick % every == 0 or (drive.waiting and drive.waiting[0].tick <= game.tick):
            game, refused = play_again(run, stage.scenario)
            drive.game = game
            assert not refused
            recorder = Recorder(stage, seed)
            recorder.resume(run, game)
        drive.give_due()
        digests.append(game.digest())
        recorder.before_tick()
        game.step(digest=False)
        recorder.after_tick(game)
        run = recorder.run(tuple(drive.given), game, Ending.OPEN)
    assert [*digests, game.digest()] == in_one_sitting(stage, seed, plan)
    assert verify(saved(run), stage).truth is Truth.TRUE


@pytest.mark.deeper
@pytest.mark.parametrize("level", SOME, ids=lambda level: level.id)
def test_a_session_resumed_now_and_then_ends_in_the_same_run(level: Level) -> None:
    def play(every: int) -> Run:
        playthrough, plan = Playthrough(level, level.seed), level.plans["reference"]
        while not playthrough.over:
            now = playthrough.view.tick
            playthrough.replay(tuple(at for at in plan if at.tick == now), now)
            if playthrough.view.tick % every == every - 1:
                playthrough = Playthrough.resumed(level, saved(playthrough.run()))
            playthrough.tick()
        assert playthrough.facts() == verify(playthrough.run(), level).facts
        return playthrough.run()

    broken, whole = play(25), play(10_000)
    assert (broken.commands, broken.checkpoints, broken.claims) == (whole.commands, whole.checkpoints, whole.claims)
