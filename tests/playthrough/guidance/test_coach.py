"""The tutorial of level 1: what the coach says in games that are won, lost, or played in ways nobody planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scalegame.content.levels import find_level
from scalegame.engine.commands import AddServer, Command, RestartServer
from scalegame.engine.scenario import IncidentKind
from scalegame.engine.view import Loss, LossCause
from scalegame.playthrough.guidance import tutorial
from scalegame.playthrough.guidance.coach import Coach, Sight, Step
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import BALANCER_NODE, look
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.play.coaching import coaching
from tests.depth import in_turn

# They play whole games in many ways; the games themselves are tested in every run.
pytestmark = pytest.mark.deep

A = Node(NodeKind.SERVER, "A")
Told = tuple[int, str, str]


def sight(
    playthrough: Playthrough, selected: Node = A, asked: dict[str, int] | None = None, *, again: bool = False
) -> Sight:
    scene = look(playthrough, selected)
    stars = scene.stars if not scene.view.over or scene.won else 0
    return Sight(
        scene.view, selected, scene.paused, stars, tuple(playthrough.losses), tuple((asked or {}).items()), again
    )


def lesson(
    *orders: tuple[int, Command], asks: tuple[tuple[int, str], ...] = (), again: bool = False, selected: Node = A
) -> Iterator[Told]:
    """Yield tick, step and line of each moment of a game of level 1 with ``orders`` and questions at their ticks."""
    level = find_level(tutorial.LEVEL)
    playthrough = Playthrough(level, level.seed)
    coach, asked = Coach(tutorial.STEPS), dict[str, int]()
    while True:
        for at, command in orders:
            if at == playthrough.view.tick:
                playthrough.give(command)
        asked |= {what: at for at, what in asks if at == playthrough.view.tick}
        seen = sight(playthrough, selected, asked, again=again)
        coach = coach.after(seen)
        step = coach.step(seen)
        assert step is not None
        yield playthrough.view.tick, step.id, coach.line(seen)
        if playthrough.over:
            return
        playthrough.paused = False
        playthrough.tick()


def steps(told: Iterator[Told]) -> list[str]:
    return list(dict.fromkeys(step for _, step, _ in told))


RESTART = RestartServer("A")


def test_who_restarts_in_the_quiet_moment_is_led_to_the_end() -> None:
    told = list(lesson((32, RESTART)))
    assert steps(iter(told)) == ["look", "runs", "people", "leak", "wait", "when", "boots", "safe", "saved", "over"]
    assert told[-1][2].startswith("Won, ★★★.")


def test_who_does_nothing_is_told_what_the_badge_means() -> None:
    told = list(lesson(asks=((70, "why"),)))
    assert steps(iter(told))[-4:] == ["when", "badge", "lost", "over"]
    assert any("103 people were logged out" in line for _, _, line in told)
    assert told[-1][2].startswith("Not this time.")


def test_who_restarts_too_early_is_told_that_it_leaks_again() -> None:
    told = list(lesson((10, RESTART)))
    assert steps(iter(told))[3:6] == ["early", "when", "badge"]
    assert "after 0:25" in next(line for _, step, line in told if step == "early")


def test_who_restarts_in_the_rush_is_told_that_it_was_dear() -> None:
    assert "48 people were logged out" in next(line for _, step, line in lesson((50, RESTART)) if step == "dear")


def test_who_adds_a_server_meets_the_question_of_level_2() -> None:
    told = list(lesson((0, AddServer())))
    assert "Level 2" in next(line for _, step, line in told if step == "strangers")


def test_who_comes_again_need_not_look_around() -> None:
    assert steps(lesson(again=True))[:2] == ["start", "runs"]


def test_a_question_that_was_asked_is_not_asked_for() -> None:
    assert [tick for tick, step, _ in lesson(asks=((5, "why"),)) if step == "people"] == []


def test_with_another_part_selected_it_says_how_to_get_back() -> None:
    told = next(line for _, step, line in lesson(selected=BALANCER_NODE) if step == "when")
    assert "Select A" in told


ORDERS: tuple[tuple[tuple[int, Command], ...], ...] = (
    (), ((32, RESTART),), ((10, RESTART),), ((10, RESTART), (30, RESTART)), ((44, RESTART),), ((50, RESTART),),
    ((0, AddServer()),), ((0, AddServer()), (66, RESTART)),
)  # fmt: skip


@pytest.mark.deeper
@pytest.mark.parametrize("number, orders", enumerate(ORDERS))
def test_it_always_has_something_to_say_and_two_lines_are_enough(
    number: int, orders: tuple[tuple[int, Command], ...]
) -> None:
    for selected in in_turn([A, BALANCER_NODE], number):
        for _, _, line in lesson(*orders, selected=selected):
            assert line
            shown = coaching(line, 77, 3).lines
            assert shown[2].strip() == "t hides this"
            assert len(shown[1].rstrip()) < 77 - len("t hides this") - 1


def test_what_it_says_of_the_traffic_and_the_leak_is_so() -> None:
    scenario = find_level(tutorial.LEVEL).scenario
    arrivals = scenario.waves[0].arrivals
    (leak,) = (what for wave in scenario.waves for what in wave.incidents)
    assert not any(arrivals[leak.at - leak.ticks : tutorial.RUSH + 1])
    assert arrivals[tutorial.RUSH + 1]
    assert (leak.kind, leak.at, leak.ticks) == (IncidentKind.LEAK, 65, 40)
    assert scenario.server_type("small").boot == 6


def test_a_step_that_is_done_never_comes_back_and_others_wait_for_their_turn() -> None:
    level = find_level(tutorial.LEVEL)
    playthrough = Playthrough(level, level.seed)
    first = Step("first", lambda _: True, lambda seen: seen.selected == BALANCER_NODE, lambda _: "one")
    second = Step("second", lambda seen: seen.tick > 0, lambda _: False, lambda _: "two")
    coach = Coach((first, second)).after(sight(playthrough))
    assert coach.line(sight(playthrough)) == "one"
    coach = coach.after(sight(playthrough, BALANCER_NODE))
    assert coach.line(sight(playthrough, BALANCER_NODE)) == ""
    playthrough.tick()
    assert coach.after(sight(playthrough)).line(sight(playthrough)) == "two"


def test_losses_are_told_apart_by_cause() -> None:
    level = find_level(tutorial.LEVEL)
    seen = sight(Playthrough(level, level.seed))
    assert not seen.has_lost(LossCause.SERVER_CRASH)
    causes = (LossCause.SERVER_CRASH, LossCause.SERVER_RESTART, LossCause.SERVER_CRASH)
    lost = tuple(Loss(tick, cause, "A", count=2, again=1) for tick, cause in enumerate(causes))
    seen = replace(seen, losses=lost)
    assert seen.has_lost(LossCause.SERVER_RESTART)
    assert seen.loss(LossCause.SERVER_CRASH) == Loss(2, LossCause.SERVER_CRASH, "A", count=4, again=2)
