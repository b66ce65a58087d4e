"""Pieces that several screens show alike: headings, stars, goals, and the legend of a time axis."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from scalegame.content.level import Level
from scalegame.content.pars import Par
from scalegame.engine.scenario import Goal
from scalegame.engine.view import WaveView
from scalegame.runs.library.query_results import OpenRun
from scalegame.sanitize import screen_text
from scalegame.tui.kit.columns import Row
from scalegame.tui.kit.keyed import pieces
from scalegame.tui.kit.literal import literal
from scalegame.tui.kit.plots import PlotMark
from scalegame.wording import units
from scalegame.wording.incidents import INCIDENT_WORDS, incident
from scalegame.wording.score import METRIC_WORDS

#: The signs before goals and their meaning, while a game is played.
SIGNS = f"{units.GOLD} gold   ✔ passes   ! over it, can still be held   ✖ missed"


def stars(earned: int) -> Content:
    """Return ``★★☆``: readable without colour."""
    return Content.assemble(
        (units.STAR * earned, "$accent"), (units.STAR_LEFT * (units.MOST_STARS - earned), "$text-disabled")
    )


def level_name(level: Level) -> Content:
    """Return the level's number, if it has one, and its title."""
    number = "" if level.number is None else f"{level.number} "
    return Content.assemble((number, "bold $primary"), (screen_text(level.title), "bold"))


def section(title: str, more: str = "") -> Content:
    """Return the heading of a part of a screen, with a quiet word beside it."""
    return Content.assemble((title, "bold $primary"), (f"  {more}" if more else "", "$text-muted"))


def par_line(par: Par) -> Content:
    """Return the least time, cost and commands with which a bot got its stars, seldom all in one game."""
    commands = "1 command" if par.commands == 1 else f"{par.commands} commands"
    least = f"{units.clock(par.time)} · {units.cents(par.cost)} · {commands}"
    stars = min(plan.stars for plan in par.front)
    told = f"  a bot's best for {units.STAR * stars}, each on its own"
    return Content.assemble(("par  ", "bold"), (least, "bold"), (told, "$text-muted"))


def keyed(text: str) -> Content:
    """Return a sentence of ours in which what stands between backticks is a key."""
    return Content.assemble(*((piece, "bold $primary" if is_key else "") for piece, is_key in pieces(text)))


def goal_rows(goals: tuple[Goal, ...]) -> list[Row]:
    """Return one row a goal: what it is called, what passes, what is gold, what it means."""
    return [
        (
            Content.styled(METRIC_WORDS[goal.metric].label, "bold"),
            *limits(goal),
            Content.styled(METRIC_WORDS[goal.metric].meaning, "$text-muted"),
        )
        for goal in goals
    ]


def limits(goal: Goal) -> tuple[Content, Content]:
    """Return what passes and what is gold, in words; nothing where the goal sets no such limit."""
    return _limit(goal, "pass", goal.passing), _limit(goal, "gold", goal.gold)


def _limit(goal: Goal, what: str, most: int | None) -> Content:
    if most is None:
        return Content("")
    value = units.metric_value(goal.metric, most)
    return Content.assemble(
        (units.at_most(goal.metric, most, what).removesuffix(value), "$text-muted"), (value, "bold")
    )


def marks_of(waves: Sequence[WaveView]) -> tuple[PlotMark, ...]:
    """Return the marks of the waves (by number) and of their incidents on a time axis."""
    begins = [PlotMark(wave.start, str(number), "bold") for number, wave in enumerate(waves, 1)]
    strikes = [
        PlotMark(wave.start + what.at, INCIDENT_WORDS[what.kind].symbol, "bold $error")
        for wave in waves
        for what in wave.incidents
    ]
    return (*begins, *strikes)


def left_games(left: Sequence[OpenRun]) -> Content:
    """Return where the newest game was left that can be resumed, and why others cannot."""
    lines = []
    if (newest := to_resume(left)) is not None:
        entry = newest.entry
        lines.append(
            Content.assemble(("‖ ", "bold $warning"), f"left at {units.clock(entry.ticks)} (seed {entry.seed})")
        )
    for one in left:
        if one.reason:
            told = f"A game left at {units.clock(one.entry.ticks)} cannot be resumed: {one.reason}."
            lines.append(literal(told, "$text-muted"))
    return Content("\n").join(lines)


def to_resume(left: Sequence[OpenRun]) -> OpenRun | None:
    """Return the newest of the games that can be resumed."""
    return next((one for one in left if not one.reason), None)


def legend(waves: Sequence[WaveView]) -> Content:
    """Return the legend of the marks: each wave with its time, and incidents in it; repeated ones stand once."""
    told = []
    for number, wave in enumerate(waves, 1):
        told.append(_named(str(number), "bold", wave.title, [wave.start]))
        times: dict[tuple[str, str], list[int]] = {}
        for what in wave.incidents:
            times.setdefault((INCIDENT_WORDS[what.kind].symbol, incident(what)), []).append(wave.start + what.at)
        told += [_named(sign, "bold $error", name, ticks) for (sign, name), ticks in times.items()]
    return Content("   ").join(told)


def _named(sign: str, style: str, name: str, ticks: list[int]) -> Content:
    times = ", ".join(map(units.clock, ticks))
    return Content.assemble((f"{sign} ", style), screen_text(name), (f" {times}", "$text-muted"))
