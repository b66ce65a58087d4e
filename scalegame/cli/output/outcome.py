"""The report of a finished game in a terminal: outcome, goals, why people were lost, in short aligned lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scalegame.analysis.assessment.grades import Assessment, assess_game
from scalegame.content.level import Level
from scalegame.engine.drive import Refused
from scalegame.engine.scenario import Goal, Metric
from scalegame.engine.view import Metrics, Result
from scalegame.playthrough.account.debrief import LedgerChapter, failures_told, losses_told, verdict
from scalegame.playthrough.account.interviewer import recommendation, risks, told
from scalegame.playthrough.account.unscored import ended
from scalegame.runs.headless import Played
from scalegame.wording import log_outs
from scalegame.wording.commands import order
from scalegame.wording.refusals import why_refused
from scalegame.wording.score import METRIC_WORDS, score_told
from scalegame.wording.units import clock, metric_reached, metric_value, money, people, requests, stars

_NAME_WIDTH, _CELL_WIDTH, _TIME_WIDTH = 11, 11, 10


def outcome(level: Level, seed: int, played: Played) -> str:
    """Return the report of a run: lines, each with its end."""
    return "".join(f"{line}\n" for line in _lines(level, seed, played))


def _lines(level: Level, seed: int, played: Played) -> Iterator[str]:
    result = played.result
    yield f"{level.title} ({level.id}, seed {seed})"
    if level.scenario.scored:
        yield f"{'won' if result.won else 'lost'}  {stars(result.stars)}  score {result.score} of 1000"
        yield f"score: {score_told(level.scenario, result.metrics)}"
        yield verdict(level.scenario.goals, result)
        yield ""
        yield from _goals(level.scenario.goals, result.metrics)
    else:
        yield ended(level.scenario, played.starts, result.metrics)
    yield ""
    yield from _totals(result)
    yield from _chapters("Why people were logged out", losses_told(result.losses))
    yield from _chapters("Why requests failed", failures_told(result.failures))
    yield from _refused(played.refused)
    if level.assessed:
        yield from _assessed(assess_game(level.scenario, seed, played.given))
    yield ""
    yield f"digest {result.digest}"


def _goals(goals: Sequence[Goal], metrics: Metrics) -> Iterator[str]:
    yield _row("", "reached", "pass", "gold")
    for goal in goals:
        metric = goal.metric
        limits = (_limit(metric, goal.passing), _limit(metric, goal.gold))
        yield _row(METRIC_WORDS[metric].label, metric_reached(metric, metrics), *limits)


def _row(name: str, *cells: str) -> str:
    return f"{name:<{_NAME_WIDTH}}{''.join(f'{cell:>{_CELL_WIDTH}}' for cell in cells)}"


def _limit(metric: Metric, limit: int | None) -> str:
    return "–" if limit is None else metric_value(metric, limit)


def _totals(result: Result) -> Iterator[str]:
    metrics = result.metrics
    p50, p95, p99 = metrics.latency
    commands = "1 command" if metrics.commands == 1 else f"{metrics.commands} commands"
    yield f"time {clock(metrics.time)}, cost {money(metrics.cost)}, {commands}"
    times = sum(loss.log_outs for loss in result.losses)
    again = f" ({log_outs.counted(times)})" if times > metrics.sessions_lost else ""
    yield f"{people(metrics.sessions)} logged in, {metrics.sessions_lost:,} logged out{again}"
    yield f"{requests(metrics.requests)}, {metrics.requests_failed:,} failed"
    yield f"wait {p50:,} ms in the middle, {p95:,} ms for 95 %, {p99:,} ms for 99 %"


def _chapters(title: str, chapters: Sequence[LedgerChapter]) -> Iterator[str]:
    if not chapters:
        return
    yield ""
    yield title
    for chapter in chapters:
        told = f"{chapter.sentence.what} {chapter.sentence.why}".rstrip()
        where = "" if chapter.where in chapter.sentence.what else f"{chapter.where}: "
        yield f"  {chapter.when:<{_TIME_WIDTH}} {where}{told}"


def _refused(refused: Sequence[Refused]) -> Iterator[str]:
    if not refused:
        return
    yield ""
    yield "Commands that were refused"
    for command in refused:
        yield f"  {clock(command.at.tick):<{_TIME_WIDTH}} {order(command.at.command)}: {why_refused(command.refusal)}"


def _assessed(assessment: Assessment) -> Iterator[str]:
    yield ""
    yield "The interviewer's assessment"
    yield f"  {recommendation(assessment)}"
    for one in told(assessment):
        yield f"  {one.criterion.value}: {one.grade.value}"
        yield from (f"    {sentence}" for sentence in one.evidence)
    yield from (f"  {sentence}" for sentence in risks(assessment))
