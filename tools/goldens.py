"""Add golden runs for the levels that have none: ``make goldens``.

A golden run pins how a level plays under a ruleset. It is written once and stays for ever, with a copy of the level as
it was, because levels change: nothing is ever overwritten or removed here. ``tests/runs/test_golden_runs.py`` and
``make matrix`` verify all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scalegame.content.levels import Level, load_level, shipped_levels
from scalegame.engine.commands import At, NextWave, Plan
from scalegame.engine.game import RULESET
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run_file import save

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "runs" / "golden"
#: Another seed than any level's own.
_SEED = 2024
_DIGITS = 8
#: Where waves are called early: often enough to overlap.
_CALLS = range(20, 400, 25)


def plans(level: Level) -> Iterator[tuple[str, int, Plan]]:
    """Yield what is played of a level: name, seed and plan."""
    reference = level.plans["reference"]
    yield "reference", level.seed, reference
    yield "tempting", level.seed, level.plans["tempting"]
    yield "rushed", _SEED, (*reference, *(At(tick, NextWave()) for tick in _CALLS))


def main() -> None:
    """Write what is missing and say so."""
    listed = FOLDER / "list.txt"
    names = listed.read_text(encoding="utf-8").split() if listed.exists() else []
    for path in sorted(shipped_levels().glob("[0-9]*.json")):
        level = load_level(path)
        known = f"{level.id}-{level.digest[:_DIGITS]}"
        copy = FOLDER / "levels" / f"{known}.json"
        for name, seed, plan in plans(level):
            file = FOLDER / f"ruleset-{RULESET}" / f"{known}-{name}.json"
            if file.exists():
                continue
            for folder in (copy.parent, file.parent):
                folder.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                copy.write_bytes(path.read_bytes())
            save(recorded(level, seed, play_plan(level.scenario, seed, plan)), file)
            names.append(file.relative_to(FOLDER).as_posix())
            print(f"added {names[-1]}")
    listed.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


if __name__ == "__main__":
    main()
