"""The lines around the topology: header, goals, traffic, events, command bar, panel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scalegame.content.level import Level
from scalegame.content.levels import campaign
from scalegame.engine.commands import AddServer, NextWave
from scalegame.engine.scenario import Goal, Incident, IncidentKind, Metric
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.reachable import best_case
from scalegame.playthrough.scene import BALANCER_NODE, Notice, look
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.tui.kit.canvas import Ink
from scalegame.tui.play.command_bar import bar
from scalegame.tui.play.events import events
from scalegame.tui.play.goals import goals_line, limit, outlook, standing
from scalegame.tui.play.header import header
from scalegame.tui.play.side_panel import panel
from scalegame.tui.play.traffic import coming, traffic
from scalegame.wording.score import METRIC_WORDS
from scalegame.wording.units import metric_value
from tests.tui.play.samples import SCENARIO, played, scene


def test_the_header_tells_level_waves_state_speed_time_money_and_stars() -> None:
    text = header(scene(played(5)), 80).text
    for part in ("3 A sample", "◐○ Morning", "‖ paused", "− 1× +", "0:05/1:00", "/$400", "☆"):
        assert part in text


def test_the_header_keeps_what_matters_when_the_title_is_long() -> None:
    now = replace(scene(played(0)), title="W" * 200)
    line = header(now, 80).lines[0]
    assert len(line) == 80
    assert "W…" in line
    assert "0:00/1:00" in line


def test_waves_fill_as_they_pass() -> None:
    assert "●◐" in header(scene(played(31)), 80).text
    assert "■ over" in header(scene(played(60)), 80).text


@pytest.mark.parametrize(
    "goal, value, sign",
    [
        (Goal(Metric.COST, 100, 50), 50, "◎"),
        (Goal(Metric.COST, 100, 50), 51, "✔"),
        (Goal(Metric.COST, 100, 50), 101, "✖"),
        (Goal(Metric.COST, None, 50), 51, "✔"),
        (Goal(Metric.COST, 100, None), 100, "◎"),
    ],
)
def test_a_goal_has_a_sign_for_gold_passed_and_missed(goal: Goal, value: int, sign: str) -> None:
    assert standing(goal, value).text == sign


def test_a_limit_passed_early_warns_and_fails_only_when_it_cannot_be_met_any_more() -> None:
    goal = Goal(Metric.SESSION_LOSS, passing=50, gold=10)
    now = scene(played(1))
    some = replace(now.view.metrics, sessions=20, sessions_lost=4)
    now = replace(now, view=replace(now.view, metrics=some))
    reachable = replace(now, best_case=replace(some, sessions=100))
    assert outlook(goal, reachable).text == "!"
    assert outlook(goal, replace(now, best_case=replace(some, sessions=50))).text == "✖"


def test_a_share_of_a_few_people_does_not_warn_yet() -> None:
    goal = Goal(Metric.SESSION_LOSS, passing=50, gold=10)
    now = scene(played(1))
    few = replace(now.view.metrics, sessions=5, sessions_lost=3)
    now = replace(now, view=replace(now.view, metrics=few))
    assert outlook(goal, replace(now, best_case=replace(few, sessions=100))).text == "…"
    assert outlook(goal, replace(now, best_case=replace(few, sessions=50))).text == "✖"


def test_the_best_case_counts_everybody_still_to_come_and_ends_as_the_truth() -> None:
    playthrough = played(10)
    best = best_case(playthrough.view, SCENARIO, sum(playthrough.forecast))
    assert best.sessions == sum(playthrough.forecast)
    assert best.session_loss < playthrough.view.metrics.session_loss
    assert best.requests == 270 * 75 // 10  # a log-in and between 4 and 9 requests each
    assert best.cost == playthrough.view.metrics.cost
    over = played(60)
    assert best_case(over.view, SCENARIO, 1) == over.view.metrics


def test_the_header_shows_the_running_cost_and_nothing_moves_as_money_grows() -> None:
    now = scene(played(5))
    assert "$1/$400 −$0.20/s" in header(now, 120).text
    richer = replace(now, view=replace(now.view, spent=12_345_678))
    assert header(now, 80).lines[0].index("/$400") == header(richer, 80).lines[0].index("/$400")


def test_a_leak_is_averted_by_a_start_in_time() -> None:
    leak = Incident(IncidentKind.LEAK, at=20, server="B", ticks=10)
    scenario = replace(SCENARIO, waves=(replace(SCENARIO.waves[0], incidents=(leak,)), SCENARIO.waves[1]))
    view = played(5, scenario=scenario).view
    assert (20, "B runs out of memory") in coming(view)
    fresh = replace(view, servers=(view.servers[0], replace(view.servers[1], started=12)))
    assert (20, "B runs out of memory") not in coming(fresh)
    early = replace(view, servers=(view.servers[0], replace(view.servers[1], started=9)))
    assert (20, "B runs out of memory") in coming(early)


def test_a_store_for_sale_offers_to_buy_it() -> None:
    text = bar(look(played(0), Node(NodeKind.STORE, "redis")), 80, 4).lines[1]
    assert "s buy… $60 8 s ↵" in text
    assert "connect" not in text


def test_at_the_end_the_bar_shows_only_what_leads_on() -> None:
    text = bar(scene(played(60)), 80, 4).text
    assert "Enter what happened" in text
    assert "go on" not in text
    assert "add server" not in text


@pytest.mark.parametrize("width", [80, 100])
def test_goals_show_value_and_limit_in_words_in_one_line(width: int) -> None:
    playthrough = played(30)
    text = goals_line(scene(playthrough), width).text
    assert "logged out" in text
    assert "pass ≤ 5%" in text
    assert "pass ≤ 25%" in text
    assert "gold ≤ $150" in text
    assert "★" not in text


def test_where_there_is_room_goals_have_gold_limits_and_bars() -> None:
    text = goals_line(scene(played(30)), 140).text
    assert "pass ≤ 5% gold ≤ 1%" in text
    assert "█" in text


@pytest.mark.parametrize("level", campaign(), ids=lambda level: level.id)
def test_no_limit_of_the_campaign_is_cut_on_the_smallest_screen(level: Level) -> None:
    now = scene(Playthrough(level, level.seed))
    metrics = replace(now.view.metrics, sessions=1000, sessions_lost=787, requests=1000, requests_failed=787)
    metrics = replace(metrics, cost=now.view.budget, imbalance_over=787, imbalance_base=1000)
    for one in (now, replace(now, view=replace(now.view, metrics=metrics))):
        text = goals_line(one, 80).lines[0].rstrip()
        for goal in one.goals:
            told = f"{METRIC_WORDS[goal.metric].label} {metric_value(goal.metric, one.view.metrics.value(goal.metric))}"
            most = metric_value(goal.metric, limit(goal))
            assert f" ≤ {most}" in text or f"/{most}" in text, (told, text)


def test_stars_that_are_only_in_reach_are_no_earned_stars() -> None:
    now = scene(played(5))
    for reach, told in ((3, "☆☆☆"), (1, "☆××"), (0, "×××")):
        line = header(replace(now, stars=reach), 80).lines[0]
        assert line.rstrip().endswith(told)
        assert "★" not in line
    assert "☆☆× in reach" in header(replace(now, stars=2), 140).text
    over = replace(scene(played(60)), stars=2, won=True)
    assert header(over, 80).lines[0].rstrip().endswith("★★☆")
    assert "★★☆ earned" in header(over, 140).text


def test_money_spent_and_budget_have_one_format() -> None:
    now = scene(played(5))
    assert " $63/$400" in header(replace(now, view=replace(now.view, spent=6_225_000)), 80).text


def test_a_server_that_is_down_is_not_offered_to_be_drained() -> None:
    assert "d drain" in bar(scene(played(5)), 80, 4).text
    crashed = look(played(21), Node(NodeKind.SERVER, "B"))
    assert " B " in bar(crashed, 80, 4).lines[1]
    assert "drain" not in bar(crashed, 80, 4).text


def test_many_goals_still_fit() -> None:
    all_of_them = tuple(Goal(metric, 100_000, 1) for metric in Metric)
    line = goals_line(replace(scene(played(30)), goals=all_of_them), 80).lines[0]
    assert len(line) == 80


def test_traffic_shows_what_came_what_comes_and_now() -> None:
    playthrough = played(30)
    picture = traffic(scene(playthrough), 80, 2)
    columns = picture.lines[0]
    assert columns.count("┃") == 1
    now = columns.index("┃")
    inks = {span.pen.ink for span in picture.spans(0)}
    assert {Ink.FLOW, Ink.FAINT} <= inks
    assert 30 < now < 40
    assert "3/s" in columns


def test_the_axis_marks_waves_and_incidents() -> None:
    axis = traffic(scene(played(0)), 80, 2).lines[1]
    assert axis.count("┴") == 2
    assert "Morning" in axis
    assert "Rush" in axis
    assert "✖" in axis


def test_what_comes_next_is_told_with_the_time_left() -> None:
    assert "crash of B in 0:20" in traffic(scene(played(0)), 80, 2).text
    assert "Rush in 0:05" in traffic(scene(played(25)), 80, 2).text
    assert "end in 0:20" in traffic(scene(played(40)), 80, 2).text
    assert coming(played(0).view) == [(20, "crash of B"), (30, "Rush")]


def test_taller_traffic_has_more_rows_of_columns() -> None:
    picture = traffic(scene(played(30)), 120, 4)
    assert all(set(line) & set("▁▂▃▄▅▆▇█") for line in picture.lines[1:3])


def test_the_first_line_tells_a_newcomer_what_to_do() -> None:
    assert "space starts it" in events(scene(played(0)), 80, 3).text


def test_events_are_newest_first_with_their_time() -> None:
    lines = events(scene(played(22)), 80, 3).lines
    assert lines[0].startswith(" 0:2")
    assert any("B crashed." in line for line in lines)


def test_a_notice_stands_above_the_events() -> None:
    playthrough = played(22)
    now = look(playthrough, BALANCER_NODE, Notice("No.", urgent=True))
    lines = events(now, 80, 3).lines
    assert lines[0].strip() == "! No."
    assert "0:2" in lines[1]


def test_planned_commands_are_told_until_time_runs() -> None:
    playthrough = played(5)
    playthrough.give(AddServer())
    assert "Planned: add a server. u undoes it" in events(scene(playthrough), 80, 3).text
    playthrough.give(NextWave())
    line = events(scene(playthrough), 40, 3).lines[0]
    assert line.startswith("      » Planned: ")
    assert line.endswith("… u undoes it")
    playthrough.tick()
    assert "Planned" not in events(scene(playthrough), 80, 3).text


@pytest.mark.parametrize("width", [80, 120])
def test_the_bar_shows_keys_labels_and_prices(width: int) -> None:
    text = bar(scene(played(0)), width, 4).text
    for part in ("c connect…", "d drain", "R restart 15 s", "w why?", "a add server $40 15 s", "space start"):
        assert part in text


def test_a_hint_is_offered_when_goals_are_missed_and_not_twice() -> None:
    def ink(playthrough: Playthrough) -> Ink:
        return next(s.pen.ink for s in bar(scene(playthrough), 80, 4).spans(3) if "h hint" in s.text or s.text == "h")

    assert ink(played(0)) is Ink.FLOW
    playthrough = played(25)
    assert ink(playthrough) is Ink.STAR
    playthrough.next_hint()
    assert ink(playthrough) is Ink.FLOW


def test_numbers_that_grow_move_nothing_in_the_goals_line() -> None:
    places = set()
    for tick in (0, 3, 20, 40):
        line = goals_line(scene(played(tick)), 80).lines[0]
        places.add((line.index("imbalance"), line.index("cost")))
    assert len(places) == 1


def test_the_plot_keeps_its_width_whatever_comes_next() -> None:
    ends = {
        max(x for x, c in enumerate(traffic(scene(played(t)), 80, 2).lines[0][:60]) if c in "▁▂▃▄▅▆▇█┃")
        for t in (0, 25, 45)
    }
    assert len(ends) == 1


def test_the_bar_is_about_what_is_selected() -> None:
    text = bar(look(played(0), BALANCER_NODE), 80, 4).text
    assert " balancer " in text
    assert "d drain" not in text


def test_what_is_not_possible_is_greyed() -> None:
    picture = bar(scene(played(0)), 80, 4)
    pens = {span.text.strip(): span.pen.ink for y in range(4) for span in picture.spans(y)}
    assert pens["u undo"] is Ink.FAINT
    assert pens["h"] is Ink.FLOW


def test_a_narrow_bar_loses_prices_first_and_never_keys() -> None:
    picture = bar(scene(played(0)), 60, 4)
    assert "$40" not in bar(scene(played(0)), 48, 4).text
    assert all(len(line) == 60 for line in picture.lines)
    assert "? help" in picture.text or "?" in picture.text


def test_the_panel_tells_goals_ledgers_and_loads() -> None:
    text = panel(scene(played(30)), 42, 30).text
    for part in ("Goals", "logged out", "Why people were logged out", "wrong server", "B: crash", "Load per server"):
        assert part in text


def test_a_taller_panel_tells_more() -> None:
    now = scene(played(15))
    assert "Servers" not in panel(now, 42, 14).text
    tall = panel(now, 60, 44).text
    assert "Servers" in tall
    assert "Still to come" in tall
    assert "crash of B" in tall


def test_an_empty_ledger_says_so() -> None:
    text = panel(scene(played(0)), 42, 30).text
    assert "Nobody so far." in text
    assert "None so far." in text


def test_strangers_titles_are_shown_as_text() -> None:
    scenario = replace(SCENARIO, waves=tuple(replace(wave, title="\x1b[31m[b]x") for wave in SCENARIO.waves))
    playthrough = played(2, scenario=scenario)
    for picture in (
        header(scene(playthrough), 120),
        traffic(scene(playthrough), 80, 2),
        events(scene(playthrough), 80, 3),
    ):
        assert "\x1b" not in picture.text
        assert "␛[31m[b]x" in picture.text
