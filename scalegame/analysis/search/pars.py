"""``make pars``: search the campaign again for the par values of every level whose file does not fit any more."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from scalegame.analysis.proof.prove import Lesson, lesson_of
from scalegame.analysis.search.solution import Quest, Solution, solve
from scalegame.background import spread
from scalegame.content.level import Level
from scalegame.content.levels import all_levels, shipped_levels
from scalegame.content.pars import Par, ParPlan, par_file, par_of, text_of

#: The number of plans tried for a level: about a minute of work on one core.
PLANS_A_LEVEL = 2000


def par_from(solution: Solution) -> Par:
    """Return the par values that a search has found."""
    front = [ParPlan(*tried.outcome.objectives, tried.outcome.stars, tried.outcome.plan) for tried in solution.front]
    return Par(solution.seed, tuple(front))


def renew(levels: Sequence[Level], jobs: int, plans: int = PLANS_A_LEVEL) -> None:
    """Search each of ``levels`` and write its par file; a level that nothing wins gets none."""
    tasks = [(lesson_of(level), level.seed, plans) for level in levels]
    for level, solution in zip(levels, spread(_search, tasks, jobs), strict=True):
        path = par_file(level)
        if not solution.front:
            path.unlink(missing_ok=True)
            sys.stdout.write(f"{level.id}: no plan wins\n")
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(level, par_from(solution), solution.tried), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{level.id}: {len(solution.front)} plans\n")


def _search(task: tuple[Lesson, int, int]) -> Solution:
    lesson, seed, plans = task
    return solve(Quest(lesson, seed), lambda tried, _: tried < plans)


def _main() -> None:
    campaign = shipped_levels()
    levels = [level for level in all_levels().levels if level.path.parent == campaign]
    renew([level for level in levels if par_of(level) is None], os.cpu_count() or 1)


if __name__ == "__main__":
    _main()
