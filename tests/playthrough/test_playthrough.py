"""A game session: the clock, the plan that can be undone, and what is remembered for the plots."""

from __future__ import annotations

from scalegame.engine.commands import AddServer, AddStore, At, DrainServer, Quote, Refusal, RemoveServer, SetPolicy
from scalegame.engine.drive import play
from scalegame.engine.scenario import Policy, StoreName
from scalegame.engine.view import StoreState
from scalegame.playthrough.playthrough import SPEEDS
from tests.tui.play.samples import SCENARIO, SEED, played


def test_a_game_starts_paused_at_tick_zero_and_slowest() -> None:
    session = played(0)
    assert session.paused
    assert session.view.tick == 0
    assert session.speed == SPEEDS[0]


def test_a_command_shows_at_once_and_is_part_of_the_plan() -> None:
    session = played(3)
    answer = session.give(AddServer())
    assert isinstance(answer, Quote)
    assert len(session.view.servers) == 3
    assert session.planned == (AddServer(),)
    assert session.plan == (At(3, AddServer()),)


def test_a_refused_command_changes_nothing_and_is_not_in_the_plan() -> None:
    session = played(3)
    before = session.view
    answer = session.give(RemoveServer("nobody"))
    assert isinstance(answer, Refusal)
    assert session.view == before
    assert session.plan == ()
    assert session.undo() is None


def test_undo_takes_back_the_last_command_and_keeps_the_others() -> None:
    session = played(2)
    session.give(AddServer())
    after_one = session.view
    session.give(SetPolicy(Policy.STICKY_COOKIE))
    assert session.undo() == SetPolicy(Policy.STICKY_COOKIE)
    assert session.view == after_one
    assert session.planned == (AddServer(),)


def test_undoing_everything_leads_back_to_the_moment_before() -> None:
    session = played(2)
    before = session.view
    session.give(AddServer())
    session.give(DrainServer("A"))
    session.undo()
    session.undo()
    assert session.view == before
    assert session.undo() is None


def test_after_a_tick_nothing_can_be_undone() -> None:
    session = played(2)
    session.give(AddServer())
    session.tick()
    assert session.undo() is None
    assert session.plan == (At(2, AddServer()),)


def test_a_game_with_undone_commands_ends_like_one_without_them() -> None:
    """Undo leaves no trace in the world: the plan alone gives the same result."""
    session = played(5)
    session.give(AddStore(StoreName.REDIS))
    session.give(RemoveServer("B"))
    session.undo()
    session.tick()
    session.give(AddServer())
    while not session.over:
        session.tick()
    assert session.plan == (At(5, AddStore(StoreName.REDIS)), At(6, AddServer()))
    assert session.result == play(SCENARIO, SEED, session.plan)


def test_the_game_stops_when_it_is_over() -> None:
    session = played(0)
    session.toggle_pause()
    while session.tick() is not None:
        pass
    assert session.over
    assert session.paused
    session.toggle_pause()
    assert session.paused


def test_pause_toggles() -> None:
    session = played(0)
    session.toggle_pause()
    assert not session.paused
    session.toggle_pause()
    assert session.paused


def test_the_speed_stays_within_its_steps() -> None:
    session = played(0)
    session.change_speed(-1)
    assert session.speed == 1
    seen = [session.speed]
    for _ in range(5):
        session.change_speed(1)
        seen.append(session.speed)
    assert seen == [1, 2, 4, 8, 8, 8]


def test_history_has_a_moment_a_tick_that_agrees_with_the_ledger() -> None:
    session = played(30)
    assert [moment.tick for moment in session.history] == list(range(30))
    assert sum(moment.arrivals for moment in session.history) == 90
    assert sum(moment.lost for moment in session.history) == sum(loss.count for loss in session.losses)
    assert sum(moment.failed for moment in session.history) == sum(failure.count for failure in session.failures)
    assert session.view.metrics.sessions_lost == sum(moment.lost for moment in session.history) > 0


def test_history_tells_requests_per_server() -> None:
    session = played(10)
    last = session.history[-1]
    assert [one.name for one in last.servers] == ["A", "B"]
    assert sum(one.requests for one in last.servers) == last.requests


def test_history_tells_what_each_store_did_in_a_tick() -> None:
    session = played(9, AddStore(StoreName.REDIS))
    assert session.view.stores[0].state is StoreState.UP
    assert session.history[-1].operations(StoreName.REDIS) == 0
    assert session.history[-1].operations(StoreName.SQL) == 0


def test_hints_come_one_by_one_and_stay() -> None:
    session = played(0)
    assert session.next_hint() == ("Look.",)
    assert session.next_hint() == ("Look.", "Turn.")
    assert session.next_hint() == ("Look.", "Turn.", "Do it.")
    assert session.next_hint() == ("Look.", "Turn.", "Do it.")
    assert session.hints_used == 3


def test_looking_and_hints_give_no_commands() -> None:
    session = played(4)
    session.next_hint()
    session.quote(AddServer())
    assert session.plan == ()
    assert session.view.metrics.commands == 0
