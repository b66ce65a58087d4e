"""The account of a finished game on its debrief: headline, goals, the ledger in words, the load over time."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from scalegame.engine.view import Result
from scalegame.playthrough.account import debrief
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import KeptGame
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.canvas import Ink
from scalegame.tui.kit.columns import Row
from scalegame.tui.kit.plots import Series
from scalegame.tui.play.goals import standing
from scalegame.wording import units
from scalegame.wording.score import METRIC_WORDS, score_told

_MOST_CHAPTERS = 8
_MOST_SERVERS = 8
#: Practice begins so many ticks before the trouble: time enough to do something.
_RUN_UP = 15
#: Per mille of what a server can do.
_FULL_LOAD = 1000
STYLES = {Ink.GOOD: "bold $success", Ink.WARN: "bold $warning", Ink.BAD: "bold $error"}


def before_the_trouble(playthrough: Playthrough) -> int | None:
    """Return the tick some seconds before the worst of a lost game began; None if it was won, or nobody was hurt."""
    chapters = (*debrief.losses_told(playthrough.losses), *debrief.failures_told(playthrough.failures))
    if playthrough.result.won or not chapters:
        return None
    return max(0, max(chapters, key=lambda chapter: chapter.count).first - _RUN_UP)


def headline(result: Result, kept: KeptGame) -> Content:
    """Return the outcome, stars and score in one line, and what was better than ever."""
    outcome = ("✔ Won", "bold $success") if result.won else ("✖ Lost", "bold $error")
    new = ", ".join(kept.new_bests(result))
    return Content.assemble(
        outcome,
        "   ",
        parts.stars(result.stars),
        "   score ",
        (f"{result.score}", "bold"),
        (" of 1000", "$text-muted"),
        (f"   new best: {new}" if new else "", "bold $accent"),
        ("   practice" if kept.practised else "", "bold $warning"),
    )


def verdict(playthrough: Playthrough) -> str:
    """Return why the game was won or lost, and what makes the load uneven if that is part of it."""
    goals, result = playthrough.level.scenario.goals, playthrough.result
    told = debrief.verdict(goals, result), debrief.uneven(goals, result, playthrough.view.balancer.policy)
    return " ".join(part for part in told if part)


def score(playthrough: Playthrough) -> Content:
    """Return what each part took from the score. It measures how much; won or lost is for the limits to say."""
    head = "Score: " if playthrough.result.won else "Score, won or lost: "
    return Content.styled(head + score_told(playthrough.level.scenario, playthrough.result.metrics), "$text-muted")


def goal_rows(playthrough: Playthrough) -> list[Row]:
    """Return one row a goal: its sign, name, the value reached, and the limits."""
    rows: list[Row] = []
    for goal in playthrough.level.scenario.goals:
        value = playthrough.result.metrics.value(goal.metric)
        sign = standing(goal, value)
        style = STYLES[sign.pen.ink]
        rows.append((
            Content.styled(sign.text, style),
            Content(METRIC_WORDS[goal.metric].label),
            Content.styled(units.metric_reached(goal.metric, playthrough.result.metrics), style),
            *parts.limits(goal),
        ))  # fmt: skip
    return rows


def ledger_rows(playthrough: Playthrough) -> list[Row]:
    """Return the ledger in words, people before requests: when, how many, and why at which place."""
    told = debrief.losses_told(playthrough.losses), debrief.failures_told(playthrough.failures)
    return [row for chapters in told for row in _chapter_rows(chapters)]


def good_news(playthrough: Playthrough) -> Content:
    """Return which part of the ledger stayed empty; nothing if none did."""
    quiet = []
    if not playthrough.losses:
        quiet.append("Nobody was logged out.")
    if not playthrough.failures:
        # To be sent to the log-in page is an answer, though not the one that was wanted.
        quiet.append('No request failed: "Who are you?" is an answer.' if playthrough.losses else "No request failed.")
    return Content.styled(" ".join(["✔", *quiet]) if quiet else "", "$success")


def _chapter_rows(chapters: Sequence[debrief.LedgerChapter]) -> list[Row]:
    rows: list[Row] = [
        (
            Content.styled(chapter.when, "$text-muted"),
            Content.assemble((screen_text(chapter.who), "bold"), f": {screen_text(chapter.reason)}."),
        )
        for chapter in sorted(chapters[:_MOST_CHAPTERS], key=lambda chapter: chapter.first)
    ]
    left = chapters[_MOST_CHAPTERS:]
    if left:
        ones = "a smaller one" if len(left) == 1 else f"{len(left)} smaller ones"
        more = f"and {ones}: {debrief.summed(left)}"
        rows.append((Content(""), Content.styled(more, "$text-muted")))
    return rows


def servers_of(playthrough: Playthrough) -> list[str]:
    """Return the name of every server that there was, in the order in which they came."""
    return list(dict.fromkeys(server.name for moment in playthrough.history for server in moment.servers))


def load_note(playthrough: Playthrough) -> str:
    """Return what the height of a server's load means, and how many servers are shown if not all."""
    count = len(servers_of(playthrough))
    left_out = f"; the {_MOST_SERVERS} busiest of {count}" if count > _MOST_SERVERS else ""
    return f"full height is all it can do; more waits{left_out}"


def load_series(playthrough: Playthrough) -> list[Series]:
    """Return what is plotted: each server's load (the busiest, if they are many), people logged out, and failures.

    Log-outs have a line of their own if some people were logged out again.
    """
    history = playthrough.history
    names = servers_of(playthrough)
    loads = {name: [0] * len(history) for name in names}
    for at, moment in enumerate(history):
        for server in moment.servers:
            loads[server.name][at] = server.load
    busiest = sorted(names, key=lambda name: -sum(loads[name]))[:_MOST_SERVERS]
    series = [_load(name, loads[name]) for name in names if name in busiest]
    people = [moment.lost for moment in history]
    log_outs = [moment.log_outs for moment in history]
    failed = [moment.failed for moment in history]
    if any(people):
        series.append(Series("logged out", people, "$error", note=units.people(sum(people))))
    if log_outs != people:
        series.append(Series("log-outs", log_outs, "$error", note=f"{sum(log_outs):,} times"))
    if any(failed):
        series.append(Series("failed", failed, "$warning", note=units.requests(sum(failed))))
    return series


def _load(name: str, values: Sequence[int]) -> Series:
    peak = max(values, default=0)
    style = "$warning" if peak > _FULL_LOAD else "$success"
    return Series(name, values, style, note=f"peak {units.load(peak)}", top=_FULL_LOAD)
