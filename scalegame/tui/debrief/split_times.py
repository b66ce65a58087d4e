"""A finished game as a race: its splits beside the best ones, what is new, and what it may compete in."""

from __future__ import annotations

from textual.content import Content

from scalegame.playthrough.playthrough import Playthrough
from scalegame.runs.race.categories import Category
from scalegame.runs.race.splits import is_gold, segments, split_delta
from scalegame.runs.run import Aid
from scalegame.tui.kit.columns import Row
from scalegame.tui.kit.literal import literal
from scalegame.wording.units import GOLD, clock, counted, signed

_MS = 1000


def race_note(playthrough: Playthrough, *, kept: bool = True) -> str:
    """Return the quiet words beside the heading: how many attempts there were, and what the best add up to.

    Whether a game was ``kept`` on the disk matters here and below: one that was not gives no bests.
    """
    after = playthrough.race_after.comparison if kept else playthrough.race.comparison
    told = [f"attempt {len(after.attempts) + (not kept)} on seed {playthrough.seed}"]
    if after.best is not None and after.sum_of_best is not None:
        told += [f"best {clock(after.best.ticks)}", f"sum of best {clock(after.sum_of_best)}"]
    return " · ".join(told)


def split_rows(playthrough: Playthrough, *, kept: bool = True) -> list[Row]:
    """Return one row a wave: title, split, how far behind or ahead of the best, and its segment beside the gold one."""
    comparison, done = playthrough.race.comparison, playthrough.splits
    counts = kept and playthrough.timing.counts
    rows: list[Row] = []
    for wave, (split, segment) in enumerate(zip(done, segments(done), strict=True)):
        delta = split_delta(done, comparison.best.splits, wave) if comparison.best else None
        gold = comparison.golds[wave] if comparison.golds else None
        rows.append(
            (
                literal(playthrough.view.waves[wave].title, "$text-muted"),
                Content.styled(clock(split), "bold"),
                Content("") if delta is None else Content.styled(signed(delta), _style(delta)),
                Content(f"in {clock(segment)}"),
                _gold(gold, better=counts and is_gold(done, comparison.golds, wave)),
            )
        )
    return rows


def _style(delta: int) -> str:
    return "bold $success" if delta < 0 else "bold $warning" if delta else "bold"


def _gold(gold: int | None, *, better: bool) -> Content:
    if gold is None:
        return Content("")
    if better:
        return Content.assemble((f"{GOLD} gold", "bold $accent"), (f", it was {clock(gold)}", "$text-muted"))
    return Content.styled(f"gold {clock(gold)}", "$text-muted")


def race_lines(playthrough: Playthrough, *, kept: bool = True) -> Content:
    """Return what is new, how long it took on the player's own clock, and what the run may compete in."""
    told = [
        new_records(playthrough, kept=kept),
        ghost_line(playthrough),
        real_line(playthrough),
        category_line(playthrough),
    ]
    return Content("\n").join(literal(line) for line in told if line)


def new_records(playthrough: Playthrough, *, kept: bool = True) -> str:
    """Return whether the run is the fastest on its seed, or how much it was short of that."""
    now, before = playthrough.timing, playthrough.race.comparison.best
    if not now.counts:
        return "" if before is None else "A run that is lost or rewound gives no bests and no golds."
    if not kept:
        return "A run that was not kept gives no bests and no golds."
    if before is None:
        return f"The first win on this seed: {clock(now.ticks)} is the time to beat."
    behind = now.ticks - before.ticks
    if behind < 0:
        return f"A new best on this seed: {clock(now.ticks)}, {clock(-behind)} faster than before."
    return f"{clock(behind)} short of your best on this seed." if behind else "As fast as your best on this seed."


def ghost_line(playthrough: Playthrough) -> str:
    """Return how the race against the ghost ended."""
    ghost = playthrough.race.ghost
    if ghost is None:
        return ""
    behind = split_delta(playthrough.splits, ghost.track.splits, len(playthrough.view.waves) - 1)
    if behind is None:
        return f"The ghost, {ghost.rival.name}, did not come so far."
    ended = f"{clock(abs(behind))} {'behind' if behind > 0 else 'ahead of'}" if behind else "as fast as"
    return f"You ended {ended} the ghost, {ghost.rival.name}."


def real_line(playthrough: Playthrough) -> str:
    """Return how long the run took on the player's own clock."""
    if not playthrough.timed:
        return ""
    pauses = playthrough.run().count(Aid.PAUSE)
    paused = f" with {counted(pauses, 'pauses')}" if pauses else ""
    return f"{clock(playthrough.view.tick)} of game time took {clock(playthrough.real_ms // _MS)} of yours{paused}."


def category_line(playthrough: Playthrough) -> str:
    """Return the names of the categories of a run that was won."""
    found = playthrough.facts().categories
    return f"It may compete in {', '.join(one.value for one in Category if one in found)}." if found else ""
