"""The debrief and the briefing of games without goals: no verdict, but what happened and how far one came."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from scalegame.content.generated.modes import is_endless
from scalegame.content.level import Level
from scalegame.engine.scenario import Metric
from scalegame.engine.view import WaveView
from scalegame.playthrough.account import debrief
from scalegame.playthrough.account.unscored import best_distances, distance_of, has_fallen, how_it_ended, wave_now
from scalegame.playthrough.playthrough import Playthrough
from scalegame.sanitize import screen_text
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns, Row
from scalegame.wording import units
from scalegame.wording.score import METRIC_WORDS

_METRICS = (Metric.SESSION_LOSS, Metric.FAILED_REQUESTS, Metric.LOAD_IMBALANCE, Metric.LATENCY_P95, Metric.COST)


def headline(playthrough: Playthrough, *, kept: bool = True) -> Content:
    """Return in one line how the game ended, and when; one that was not ``kept`` on the disk reached nothing."""
    at = units.clock(playthrough.view.tick)
    if has_fallen(playthrough.level.scenario, playthrough.view):
        told = (f"✖ You fell in wave {wave_now(playthrough.view)} at {at}", "bold $error")
    elif playthrough.over:
        told = (
            f"■ {how_it_ended(playthrough.level.scenario, playthrough.view, 0).capitalize()}, {at}",
            "bold $success",
        )
    else:
        told = (f"■ You ended it at {at}", "bold $primary")
    practice = ("   practice" if playthrough.practised else "", "bold $warning")
    return Content.assemble(told, (_beside(playthrough, kept=kept), "$text-muted"), practice)


def _beside(playthrough: Playthrough, *, kept: bool) -> str:
    """Return how an endless game, in the library already, compares with the player's best; practice reaches nothing."""
    if not is_endless(playthrough.level):
        return ""
    here, others = distance_of(playthrough.view), [far for far, _ in best_distances(2)]
    if kept and here in others:
        others.remove(here)  # this very game
    if not others:
        return ""
    if others[0] >= here or playthrough.practised or not kept or not playthrough.over:
        return f"   your best: {others[0].told}"
    return "   farther than ever"


def waves(playthrough: Playthrough) -> tuple[WaveView, ...]:
    """Return the waves that have come, each with what has struck in it."""
    tick = playthrough.view.tick
    return tuple(
        replace(wave, incidents=tuple(what for what in wave.incidents if wave.start + what.at < tick))
        for wave in playthrough.view.waves
        if wave.started
    )


def verdict(playthrough: Playthrough) -> str:
    """Return what cost the lives of an endless game, or that there was nothing to reach."""
    if not has_fallen(playthrough.level.scenario, playthrough.view):
        return "There are no goals here: what happened stands below."
    chapters = (*debrief.losses_told(playthrough.losses), *debrief.failures_told(playthrough.failures))
    worst = max(chapters, key=lambda chapter: chapter.count)
    survived = units.counted(distance_of(playthrough.view).waves, "waves")
    broke = f"{screen_text(worst.sentence.what)} {screen_text(worst.sentence.why)}".strip()
    return f"{survived} survived. What cost most: {broke}"


def rows(playthrough: Playthrough) -> list[Row]:
    """Return one row a number, without limits."""
    metrics = playthrough.result.metrics
    return [
        (
            Content("·"),
            Content(METRIC_WORDS[metric].label),
            Content.styled(units.metric_reached(metric, metrics), "bold"),
            Content(""),
            Content(""),
        )
        for metric in _METRICS
    ]


def onward(playthrough: Playthrough) -> ComposeResult:
    """Yield the ways on: the same again, or another seed; and how far the player came so far."""
    if not is_endless(playthrough.level):
        yield Static("Again with the same visitors, or with others: what would you change?", id="again", markup=False)
        return
    yield Static("The same seed brings the same incidents at the same moments; another one, others.\n", id="again")
    yield from far_list()


def far_list() -> ComposeResult:
    """Show the player's farthest endless games, if there are any."""
    if best := best_distances():
        yield Static(parts.section("How far you came"))
        yield Columns(
            [
                (
                    Content.styled(f"{place}.", "$text-muted"),
                    Content.styled(units.counted(far.waves, "waves"), "bold"),
                    Content(units.clock(far.ticks)),
                    Content.styled(f"seed {entry.seed}  {entry.started[:10]}", "$text-muted"),
                )
                for place, (far, entry) in enumerate(best, 1)
            ],
            frozenset({0, 2}),
            id="far",
        )


def goals(level: Level) -> ComposeResult:
    """Yield what a player is to do where there are no goals."""
    lives = level.scenario.lives
    told = (
        f"{lives:,} lives: each person logged out and each failed request costs one."
        if lives
        else "None. Try things out."
    )
    yield Static(Content.assemble(("♥ ", "bold $error"), told) if lives else "None. Try things out.")
    if is_endless(level):
        yield from far_list()
