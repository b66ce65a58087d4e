"""One game being played: the clock, the plan that can be undone, and what is remembered for the plots."""

from __future__ import annotations

from scalegame.engine.commands import AddServer, AddStore, At, DrainServer, RemoveServer, SetPolicy
from scalegame.engine.drive import play
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import Policy, StoreName
from scalegame.engine.view import StoreState
from scalegame.playthrough.playthrough import SPEEDS
from tests.tui.play.samples import SCENARIO, SEED, played


def test_a_game_starts_paused_at_tick_zero_and_slowest() -> None:
    playthrough = played(0)
    assert playthrough.paused
    assert playthrough.view.tick == 0
    assert playthrough.speed == SPEEDS[0]


def test_a_command_shows_at_once_and_is_part_of_the_plan() -> None:
    playthrough = played(3)
    answer = playthrough.give(AddServer())
    assert isinstance(answer, Quote)
    assert len(playthrough.view.servers) == 3
    assert playthrough.planned == (AddServer(),)
    assert playthrough.plan == (At(3, AddServer()),)


def test_a_refused_command_changes_nothing_and_is_not_in_the_plan() -> None:
    playthrough = played(3)
    before = playthrough.view
    answer = playthrough.give(RemoveServer("nobody"))
    assert isinstance(answer, Refusal)
    assert playthrough.view == before
    assert playthrough.plan == ()
    assert playthrough.undo() is None


def test_undo_takes_back_the_last_command_and_keeps_the_others() -> None:
    playthrough = played(2)
    playthrough.give(AddServer())
    after_one = playthrough.view
    playthrough.give(SetPolicy(Policy.STICKY_COOKIE))
    assert playthrough.undo() == SetPolicy(Policy.STICKY_COOKIE)
    assert playthrough.view == after_one
    assert playthrough.planned == (AddServer(),)


def test_undoing_everything_leads_back_to_the_moment_before() -> None:
    playthrough = played(2)
    before = playthrough.view
    playthrough.give(AddServer())
    playthrough.give(DrainServer("A"))
    playthrough.undo()
    playthrough.undo()
    assert playthrough.view == before
    assert playthrough.undo() is None


def test_after_a_tick_nothing_can_be_undone() -> None:
    playthrough = played(2)
    playthrough.give(AddServer())
    playthrough.tick()
    assert playthrough.undo() is None
    assert playthrough.plan == (At(2, AddServer()),)


def test_a_game_with_undone_commands_ends_like_one_without_them() -> None:
    """Undo leaves no trace in the world: the plan alone gives the same result."""
    playthrough = played(5)
    playthrough.give(AddStore(StoreName.REDIS))
    playthrough.give(RemoveServer("B"))
    playthrough.undo()
    playthrough.tick()
    playthrough.give(AddServer())
    while not playthrough.over:
        playthrough.tick()
    assert playthrough.plan == (At(5, AddStore(StoreName.REDIS)), At(6, AddServer()))
    assert playthrough.result == play(SCENARIO, SEED, playthrough.plan)


def test_the_game_stops_when_it_is_over() -> None:
    playthrough = played(0)
    playthrough.toggle_pause()
    while playthrough.tick() is not None:
        pass
    assert playthrough.over
    assert playthrough.paused
    playthrough.toggle_pause()
    assert playthrough.paused


def test_pause_toggles() -> None:
    playthrough = played(0)
    playthrough.toggle_pause()
    assert not playthrough.paused
    playthrough.toggle_pause()
    assert playthrough.paused


def test_the_speed_stays_within_its_steps() -> None:
    playthrough = played(0)
    playthrough.change_speed(-1)
    assert playthrough.speed == 1
    seen = [playthrough.speed]
    for _ in range(5):
        playthrough.change_speed(1)
        seen.append(playthrough.speed)
    assert seen == [1, 2, 4, 8, 8, 8]


def test_history_has_a_moment_a_tick_that_agrees_with_the_ledger() -> None:
    playthrough = played(30)
    assert [moment.tick for moment in playthrough.history] == list(range(30))
    assert sum(moment.arrivals for moment in playthrough.history) == 90
    assert sum(moment.lost for moment in playthrough.history) == sum(loss.count for loss in playthrough.losses)
    assert sum(moment.failed for moment in playthrough.history) == sum(
        failure.count for failure in playthrough.failures
    )
    assert playthrough.view.metrics.sessions_lost == sum(moment.lost for moment in playthrough.history) > 0


def test_history_tells_requests_per_server() -> None:
    playthrough = played(10)
    last = playthrough.history[-1]
    assert [one.name for one in last.servers] == ["A", "B"]
    assert sum(one.requests for one in last.servers) == last.requests


def test_history_tells_what_each_store_did_in_a_tick() -> None:
    playthrough = played(9, AddStore(StoreName.REDIS))
    assert playthrough.view.stores[0].state is StoreState.UP
    assert playthrough.history[-1].operations(StoreName.REDIS) == 0
    assert playthrough.history[-1].operations(StoreName.SQL) == 0


def test_hints_come_one_by_one_and_stay() -> None:
    playthrough = played(0)
    assert playthrough.next_hint() == ("Look.",)
    assert playthrough.next_hint() == ("Look.", "Turn.")
    assert playthrough.next_hint() == ("Look.", "Turn.", "Do it.")
    assert playthrough.next_hint() == ("Look.", "Turn.", "Do it.")
    assert playthrough.hints_used == 3


def test_looking_and_hints_give_no_commands() -> None:
    playthrough = played(4)
    playthrough.next_hint()
    playthrough.quote(AddServer())
    assert playthrough.plan == ()
    assert playthrough.view.metrics.commands == 0
