"""The comparison for people: a table in the terminal, and docs/truth.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from tests.truth import health, judge
from tests.truth.excused import EXCUSED
from tests.truth.health import COUNTS
from tests.truth.rows import Row

#: Wide enough for one line a row, wherever the table is printed.
WIDTH = 136
NEVER = "never"
INTRODUCTION = Path(__file__).with_name("introduction.md")


def rows() -> Iterator[Row]:
    """Play everything that can be played."""
    for cell, metric in judge.wanted():
        yield judge.row(cell, metric)
    for one, metric in health.wanted():
        yield health.row(one, metric)


def show(found: Sequence[Row]) -> None:
    """Print the table."""
    table = Table(title="the engine beside nginx, HAProxy and Redis")
    for heading in ("cell", "metric"):
        table.add_column(heading, no_wrap=True)
    for heading in ("measured", "engine", "limits"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, min_width=3)
    last = ""
    for row in found:
        table.add_row(row.cell if row.cell != last else "", row.metric, *_values(row))
        last = row.cell
    console = Console(width=WIDTH)
    console.print(table)
    console.print(_summary(found))


def document(found: Sequence[Row]) -> str:
    """Return docs/truth.md."""
    played, checked = ([row for row in found if row.each is each] for each in (False, True))
    parts = [
        INTRODUCTION.read_text(encoding="utf-8"),
        f"{_summary(found)}\n",
        "## Sessions, failures, balance\n",
        *_markdown(played),
        "\n## Health checks\n",
        *_markdown(checked),
        "\n## What is not compared\n",
        "| cell | metric | why |\n|---|---|---|",
        *(f"| `{cell}` | `{metric}` | {why} |" for (cell, metric), why in EXCUSED.items()),
    ]
    return "\n".join(parts) + "\n"


def _summary(found: Sequence[Row]) -> str:
    held = sum(row.holds for row in found)
    return f"{held} of {len(found)} values in {len({row.cell for row in found})} cells hold."


def _markdown(found: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table; what is zero on both sides shares one line a cell."""
    yield "| cell | metric | measured | engine | limits | |\n|---|---|--:|--:|--:|---|"
    by_cell: dict[str, list[Row]] = {}
    for row in found:
        by_cell.setdefault(row.cell, []).append(row)
    for cell, group in by_cell.items():
        name = f"`{cell}`"
        for row in group:
            if not row.nothing:
                yield " | ".join((f"| {name}", f"`{row.metric}`", *_values(row))) + " |"
                name = ""
        if nothing := ", ".join(f"`{row.metric}`" for row in group if row.nothing):
            yield f"| {name} | {nothing} | 0 | 0 | | ✓ |"


def _values(row: Row) -> tuple[str, str, str, str]:
    """Return measured, engine, limits and verdict in words."""
    span, happened = row.measured, row.happened
    verdict = ("✓" if row.holds else "✗") + (" ○" if row.ring else "")
    engine = NEVER if not happened else _range(row.metric, min(happened), max(happened), fmean(happened))
    if span is None:
        return NEVER, engine, NEVER, verdict
    floor, ceiling = (1 if row.metric.startswith("imb_") else 0), (1 if _is_share(row.metric) else row.most)
    limits = _range(row.metric, max(row.least, floor), min(row.most, ceiling))
    return _range(row.metric, span.least, span.most), engine, limits, verdict


def _range(metric: str, least: float, most: float, mean: float | None = None) -> str:
    low, high = _number(metric, least), _number(metric, most)
    unit = " s" if metric.endswith("_s") else " %" if _is_share(metric) else ""
    span = low if low == high else f"{low} – {high}"
    if mean is None or low == high:
        return span + unit
    return f"{_number(metric, mean)}{unit} ({span})"


def _is_share(metric: str) -> bool:
    return metric.startswith(("users_", "req_")) or metric == "moved"


def _number(metric: str, value: float) -> str:
    if _is_share(metric):
        return f"{100 * value:.1f}"
    if metric in COUNTS:
        return f"{value:.0f}"
    return f"{value:.2f}" if metric.startswith(("imb_", "relogins")) else f"{value:.1f}"
