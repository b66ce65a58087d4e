"""The results of the benchmarks, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

#: Wide enough for one line a row, wherever the table is printed.
WIDTH = 112


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: ``what`` in words, its ``value`` in ``unit``, and the ``bar`` it should pass.

    ``most`` says that the bar is the most allowed; otherwise it is the least. Without a bar the row informs.
    """

    what: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = True

    @property
    def passed(self) -> bool | None:
        """Whether the bar was passed; ``None`` without one."""
        if self.bar is None:
            return None
        return self.value <= self.bar if self.most else self.value >= self.bar


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    table = Table(title="scalegame bench")
    table.add_column("what")
    for heading in ("measured", "bar", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        bar = "" if row.bar is None else f"{'≤' if row.most else '≥'} {_number(row.bar)}"
        verdict = {True: "ok", False: "MISSED", None: ""}[row.passed]
        table.add_row(row.what, f"{_number(row.value)} {row.unit}".strip(), bar, verdict)
    Console(width=WIDTH).print(table)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows to ``path`` as a JSON list, each with whether it passed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{**asdict(row), "passed": row.passed} for row in rows], indent=2) + "\n")


def _number(value: float) -> str:
    """Write a number with three figures that count, and thousands apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
