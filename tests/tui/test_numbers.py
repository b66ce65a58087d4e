"""Every number agrees with every other place that shows it: people once, log-outs each time, failed requests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.geometry import Region

import scalegame
from scalegame.cli.output.outcome import outcome
from scalegame.content.levels import find_level
from scalegame.engine import AddServer, Plan, RestartServer, Scenario
from scalegame.engine.commands import At
from scalegame.engine.view import BALANCER, LIMITER, Failure, Loss, LossCause
from scalegame.playthrough.explain import explain
from scalegame.playthrough.guidance.tutorial import LEVEL
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.scene import BALANCER_NODE, look
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.headless import play_plan
from scalegame.runs.race.track import track_of_run
from scalegame.runs.report import plain_outcome
from scalegame.tui.debrief.account import ledger_rows, load_series, score
from scalegame.tui.kit.canvas import Canvas
from scalegame.tui.play.side_panel import panel
from scalegame.tui.play.topology.servers import server_card
from scalegame.wording import log_outs, units
from tests.depth import examples
from tests.strategies import busy_games, seeds
from tests.tui.play.samples import level

_PEOPLE = re.compile(r"([\d,]+) (?:person|people)(?! were banned| was banned| comes? each)")
_LOG_OUTS = re.compile(r"([\d,]+) log-outs?")
_FAILED = re.compile(r"([\d,]+) (?:requests?|orders?|pictures?)\b|\b([Aa]) picture\b")


#: The view is held against the ledger every so many ticks.
_EVERY = 5


class Sums(NamedTuple):
    """The sums that a place shows: people, log-outs, requests failed."""

    people: int
    log_outs: int
    failed: int


def told(lines: Iterable[str]) -> Sums:
    """Read the numbers out of lines of text. Where a line tells no log-outs, there were as many as people."""
    people = log_outs = failed = 0
    for line in lines:
        here = sum(_number(found) for found in _PEOPLE.findall(line))
        people += here
        log_outs += sum(_number(found) for found in _LOG_OUTS.findall(line)) or here
        failed += sum(_number(digits) if digits else 1 for digits, _ in _FAILED.findall(line))
    return Sums(people, log_outs, failed)


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))


def in_ledger(losses: Iterable[Loss], failures: Iterable[Failure]) -> Sums:
    lost = list(losses)
    return Sums(sum(loss.count for loss in lost), sum(loss.log_outs for loss in lost), sum(f.count for f in failures))


def by_place(playthrough: Playthrough) -> Iterator[tuple[str, Sums]]:
    """Yield what the view says of each place that there is."""
    for server in playthrough.view.servers:
        yield server.name, Sums(server.logged_out, server.log_outs, server.failed)
    for store in playthrough.view.stores:
        yield store.name, Sums(store.logged_out, store.log_outs, store.failed)
    yield BALANCER, Sums(0, 0, playthrough.view.unserved)
    yield LIMITER, Sums(0, 0, playthrough.view.limited)


def hold_the_view_against_the_ledger(playthrough: Playthrough) -> None:
    """At any tick: each card is the ledger of its place, and what is no longer there makes up the rest."""
    metrics = playthrough.view.metrics
    total = in_ledger(playthrough.losses, playthrough.failures)
    assert (total.people, total.failed) == (metrics.sessions_lost, metrics.requests_failed)
    places = dict(by_place(playthrough))
    for place, sums in places.items():
        here = in_ledger(
            (loss for loss in playthrough.losses if loss.place == place),
            (failure for failure in playthrough.failures if failure.place == place),
        )
        assert sums == here, place
    gone = in_ledger(
        (loss for loss in playthrough.losses if loss.place not in places),
        (failure for failure in playthrough.failures if failure.place not in places),
    )
    assert Sums(*map(sum, zip(*places.values(), gone, strict=True))) == total
    entries = look(playthrough, BALANCER_NODE)
    assert total == Sums(
        sum(entry.count for entry in entries.losses),
        sum(entry.count + entry.again for entry in entries.losses),
        sum(entry.count for entry in entries.failures),
    )
    assert total == Sums(
        sum(moment.lost for moment in playthrough.history),
        sum(moment.log_outs for moment in playthrough.history),
        sum(moment.failed for moment in playthrough.history),
    )


def shown_on_the_panel(playthrough: Playthrough) -> Sums:
    """Read the ledgers of a side panel that is large enough for all of them."""
    sections = dict[str, list[str]]()
    title = ""
    for line in panel(look(playthrough, BALANCER_NODE), 64, 300).lines:
        if not line.startswith((" ", "█", *"▏▎▍▌▋▊▉░")) and line.strip():
            title = line
        sections.setdefault(title, []).append(line)
    losses = next(rows for name, rows in sections.items() if name.startswith("Why people were logged out"))
    failures = next(rows for name, rows in sections.items() if name.startswith("Why requests failed"))
    row = re.compile(r"([\d,]+) (?:at|person|people|requests?)\b.*?(?:\s([\d,]+))?$")
    lost = [found.groups() for line in losses[1:] if (found := row.search(line.rstrip()))]
    failed = [found.groups() for line in failures[1:] if (found := row.search(line.rstrip()))]
    return Sums(
        sum(_number(people) for people, _ in lost),
        sum(_number(log_outs or people) for people, log_outs in lost),
        sum(_number(count) for count, _ in failed),
    )


def shown_on_cards(playthrough: Playthrough) -> dict[str, str]:
    """Return the text of each server's card, drawn as large as cards are."""
    scene, cards = look(playthrough, BALANCER_NODE), dict[str, str]()
    for server in scene.view.servers:
        canvas = Canvas(30, 9)
        server_card(canvas, Region(0, 0, 30, 9), server, scene)
        cards[server.name] = canvas.picture().text
    return cards


def hold_the_words_against_the_ledger(playthrough: Playthrough) -> None:
    """At the end: every text that tells the ledger sums to it."""
    total = in_ledger(playthrough.losses, playthrough.failures)
    assert told(f"{line.sentence.what}" for line in playthrough.journal.lines) == total, "event lines"
    assert told(row[1].plain for row in ledger_rows(playthrough)) == total, "what happened"
    assert (
        told(series.note for series in load_series(playthrough) if series.label == "logged out").people == total.people
    )
    assert told(series.note for series in load_series(playthrough) if series.label == "failed").failed == total.failed
    times = next((series.note for series in load_series(playthrough) if series.label == "log-outs"), "")
    assert times == ("" if total.log_outs == total.people else f"{total.log_outs:,} times")
    assert shown_on_the_panel(playthrough) == total, "panel"
    for place, sums in by_place(playthrough):
        kind = NodeKind.BALANCER if place in (BALANCER, LIMITER) else NodeKind.STORE
        kind = NodeKind.SERVER if words_name_a_server(playthrough, place) else kind
        if kind is not NodeKind.BALANCER:
            why = [line for line in explain(playthrough, Node(kind, place)) if re.match(r"\d+:\d\d", line)]
            assert told(line.split("  ", 1)[1].split(". ")[0] for line in why) == sums, f"why? of {place}"
    cards = shown_on_cards(playthrough)
    for server in playthrough.view.servers:
        card = cards[server.name]
        if server.logged_out:
            assert re.search(rf"\b{server.logged_out:,} (logged )?out", card), card
        elif server.log_outs:
            assert log_outs.counted(server.log_outs) in card, card
    if playthrough.level.scenario.scored:
        assert score_in(score(playthrough).plain) == playthrough.result.score
    track = track_of_run(playthrough.run(), playthrough.level.scenario)
    assert (track.lost[-1], track.failed[-1]) == (total.people, total.failed), "ghost"


def words_name_a_server(playthrough: Playthrough, place: str) -> bool:
    return any(server.name == place for server in playthrough.view.servers)


def hold_the_report_against_the_ledger(scenario: Scenario, seed: int, plan: Plan) -> None:
    """Hold what ``run`` prints, and what it writes for programs, against the ledger and the score."""
    played = play_plan(scenario, seed, plan)
    total = in_ledger(played.result.losses, played.result.failures)
    text = outcome(level(scenario), seed, played)
    heads = "Why people were logged out\n", "Why requests failed\n"
    chapters = "".join(text.partition(head)[2].partition("\n\n")[0] + "\n" for head in heads)
    assert told(re.sub(r"^ +[\d:–]+", "", line) for line in chapters.splitlines()) == total
    sums = next(line for line in text.splitlines() if "logged in" in line)
    assert _numbers(sums) == [
        played.result.metrics.sessions,
        total.people,
        *([total.log_outs] if total.log_outs > total.people else []),
    ]
    if scenario.scored:
        assert score_in(text.splitlines()[2].removeprefix("score: ")) == played.result.score
    plain = plain_outcome("drawn", "", seed, played)["metrics"]
    assert isinstance(plain, dict)
    assert (plain["sessions_lost"], plain["log_outs"], plain["requests_failed"]) == total


def score_in(told_so: str) -> int:
    """Return what is left where a text tells what each part of the score took."""
    most, *taken = _numbers(told_so)
    return most - sum(taken)


def _numbers(text: str) -> list[int]:
    return [_number(found) for found in re.findall(r"\d[\d,]*", text)]


@settings(max_examples=examples(6, 20), suppress_health_check=[HealthCheck.too_slow])
@given(game=busy_games(), seed=seeds)
def test_all_places_agree_in_generated_games(game: tuple[Scenario, Plan], seed: int) -> None:
    scenario, plan = game
    playthrough = Playthrough(level(scenario), seed)
    while not playthrough.over:
        for at in plan:
            if at.tick == playthrough.view.tick:
                playthrough.give(at.command)
        playthrough.tick()
        if playthrough.view.tick % _EVERY == 0:
            hold_the_view_against_the_ledger(playthrough)
    hold_the_view_against_the_ledger(playthrough)
    hold_the_words_against_the_ledger(playthrough)
    hold_the_report_against_the_ledger(scenario, seed, plan)


@pytest.mark.parametrize("command, tick", [(AddServer(), 0), (RestartServer("A"), 12), (RestartServer("A"), 50)])
def test_all_places_agree_in_the_first_level(command: AddServer | RestartServer, tick: int) -> None:
    first = find_level(LEVEL)
    playthrough = Playthrough(first, first.seed)
    playthrough.replay((At(tick, command),), 10**6)
    assert playthrough.losses
    hold_the_view_against_the_ledger(playthrough)
    hold_the_words_against_the_ledger(playthrough)
    hold_the_report_against_the_ledger(first.scenario, first.seed, (At(tick, command),))


@pytest.mark.parametrize(
    "count, again, told_so",
    [
        (1, 0, "1 person was logged out"),
        (103, 0, "103 people were logged out"),
        (103, 1, "103 people were logged out (104 log-outs)"),
        (1, 1_499, "1 person was logged out (1,500 log-outs)"),
        (0, 1, "1 log-out of somebody logged out before"),
        (0, 31, "31 log-outs of people logged out before"),
    ],
)
def test_people_are_told_once_and_log_outs_each_time(count: int, again: int, told_so: str) -> None:
    loss = Loss(1, LossCause.SERVER_CRASH, "A", count, again)
    assert log_outs.were_logged_out(loss) == told_so
    assert told([told_so]) == Sums(count, count + again, 0)
    assert told([log_outs.people_and_log_outs(loss)]) == Sums(count, count + again, 0)


# Percentages ---------------------------------------------------------------------------------------------------------


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6))
def test_nothing_is_0_percent_and_all_is_100_percent_and_nothing_else_is(part: int, whole: int) -> None:
    shown = units.share(part, whole)
    assert (shown == "0%") == (part == 0)
    assert (shown == "100%") == (part == whole)


@pytest.mark.parametrize(
    "part, whole, text",
    [
        (0, 0, "0%"), (3, 4_000, "<0.1%"), (4, 4_000, "0.1%"), (123, 1000, "12.3%"), (3_999, 4_000, "99.9%"),
        (10_001, 10_000, ">100%"), (10_011, 10_000, "101%"),
    ],
)  # fmt: skip
def test_a_share_is_rounded_down_as_limits_are_compared(part: int, whole: int, text: str) -> None:
    assert units.share(part, whole) == text


@pytest.mark.parametrize(
    "per_mille, text", [(0, "0%"), (1, "<1%"), (9, "<1%"), (10, "1%"), (999, "99%"), (1000, "100%"), (1001, "101%")]
)
def test_a_load_is_0_percent_only_of_an_idle_server(per_mille: int, text: str) -> None:
    assert units.load(per_mille) == text


def test_percentages_are_formatted_in_one_place() -> None:
    package = Path(scalegame.__file__).parent
    source = package / "wording" / "units.py"
    assert source.is_file()
    for path in (path for room in ("cli", "playthrough", "tui", "wording") for path in (package / room).rglob("*.py")):
        if path == source:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                after = [two for one, two in zip(node.values, node.values[1:], strict=False) if _is_value(one)]
                own = [text for text in after if isinstance(text, ast.Constant) and str(text.value).startswith("%")]
                assert not own, f"{path.name}:{node.lineno} writes a percentage of its own"


def _is_value(node: ast.expr) -> bool:
    return isinstance(node, ast.FormattedValue)
