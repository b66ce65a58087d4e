"""Driving a game by a plan: each command is given before its tick, in order, and nothing is given twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from scalegame.engine import AddServer, At, Game, Plan, RemoveServer, Scenario, play
from scalegame.engine.drive import Drive
from tests.depth import examples
from tests.engine.builders import level
from tests.strategies import busy_games

PLAN: Plan = (At(0, AddServer()), At(3, RemoveServer("nobody")), At(3, AddServer()), At(5, AddServer()))


def test_each_command_is_given_before_its_tick() -> None:
    drive = Drive(Game(level(arrivals=[2] * 8), 7), PLAN)
    given = []
    for due in drive.ticks():
        given.append((due, len(drive.given), len(drive.refused), len(drive.waiting)))
        drive.game.step()
    assert given == [
        (True, 1, 0, 3), (False, 1, 0, 3), (False, 1, 0, 3), (True, 2, 1, 1), (False, 2, 1, 1), (True, 3, 1, 0),
        (False, 3, 1, 0), (False, 3, 1, 0),
    ]  # fmt: skip
    assert [one.at for one in drive.refused] == [PLAN[1]]


def test_until_a_tick_leaves_that_ticks_commands_to_be_given() -> None:
    drive = Drive(Game(level(arrivals=[2] * 8), 7), PLAN)
    for _ in drive.ticks(until=3):
        drive.game.step()
    assert (drive.game.tick, list(drive.waiting)) == (3, list(PLAN[1:]))
    assert drive.give_due()
    assert list(drive.waiting) == [PLAN[3]]
    assert not drive.give_due(), "nothing is given twice"


def test_a_tick_that_nobody_runs_is_an_error_and_no_endless_loop() -> None:
    drive = Drive(Game(level(arrivals=[2] * 8), 7), ())
    with pytest.raises(RuntimeError, match="tick 0 was not run"):
        list(drive.ticks())


@settings(max_examples=examples(5, 16))
@given(busy_games())
def test_what_was_given_alone_leads_to_the_same_end(game: tuple[Scenario, Plan]) -> None:
    scenario, plan = game
    drive = Drive(Game(scenario, 7), sorted(plan, key=lambda at: at.tick))
    for _ in drive.ticks():
        drive.game.step(digest=False)
    again = Drive(Game(scenario, 7), tuple(drive.given))
    for _ in again.ticks():
        again.game.step(digest=False)
    assert not again.refused
    assert drive.game.result() == again.game.result() == play(scenario, 7, plan)
