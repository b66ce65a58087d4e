"""Headless games: the same result as the engine's own, with everything that a run file needs."""

from __future__ import annotations

import json

from scalegame.engine.commands import AddServer, At, NextWave, RemoveServer, RestartServer
from scalegame.engine.drive import play
from scalegame.engine.game import Game
from scalegame.engine.view import TickReport
from scalegame.runs.headless import Played, play_plan
from scalegame.runs.report import plain_outcome, plain_tick
from tests.runs.games import scenario

PLAN = (At(12, RestartServer("A")), At(3, AddServer(1)), At(5, RemoveServer("A")), At(99, NextWave()))


def nobody(game: Game, report: TickReport) -> None:
    """Watch nothing."""


def played() -> Played:
    return play_plan(scenario(), 7, PLAN, nobody)


def test_the_result_is_the_engines() -> None:
    assert played().result == play(scenario(), 7, PLAN)


def test_given_and_refused_commands_are_told_apart() -> None:
    game = played()
    assert game.given == (At(3, AddServer(1)), At(12, RestartServer("A")))
    assert [refused.at.tick for refused in game.refused] == [5, 99]
    assert [refused.refusal.code for refused in game.refused] == ["not_allowed", "over"]


def test_there_is_a_checkpoint_every_ten_ticks() -> None:
    assert [checkpoint.tick for checkpoint in played().checkpoints] == [10, 20]
    assert len({checkpoint.digest for checkpoint in played().checkpoints}) == 2


def test_whoever_watches_sees_every_tick_after_it_ran() -> None:
    seen: list[tuple[int, int]] = []
    play_plan(scenario(), 7, (), lambda game, report: seen.append((report.tick, game.tick)))
    assert seen == [(tick, tick + 1) for tick in range(25)]


def test_the_report_adds_up() -> None:
    game = played()
    report = json.loads(json.dumps(plain_outcome("quiet", "f00d", 7, game)))
    lost = sum(loss["count"] for loss in report["losses"])
    failed = sum(failure["count"] for failure in report["failures"])
    assert lost > 0
    assert report["metrics"]["session_loss"] == round(lost / report["metrics"]["sessions"], 6)
    assert report["metrics"]["failed_requests"] == round(failed / report["metrics"]["requests"], 6)
    assert report["ticks"] == 25
    assert report["commands"] == 2
    assert report["outcome"] == "lost"
    assert [refused["do"] for refused in report["refused"]] == ["remove_server", "next_wave"]


def test_the_trace_adds_up() -> None:
    ticks: list[dict[str, list[dict[str, int]]]] = []
    names: list[str] = []

    def watch(game: Game, report: TickReport) -> None:
        ticks.append(json.loads(json.dumps(plain_tick(report, game.view()))))
        names[:] = [str(server["name"]) for server in ticks[-1]["servers"]]

    game = play_plan(scenario(), 7, PLAN, watch)
    assert len(ticks) == 25
    assert sum(loss["count"] for tick in ticks for loss in tick["losses"]) == game.result.metrics.sessions_lost
    assert names == ["A", "s001"]
