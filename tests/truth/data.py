"""Measurements of real software: ``truth.json`` as values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("truth.json")


@dataclass(frozen=True, slots=True)
class Span:
    """A measured value over the repeats. Shares are fractions, times seconds."""

    least: float
    mean: float
    most: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One experiment with 2,000 users on four servers: a balancer, a place for state, a fault, a traffic.

    ``before`` and ``after`` are the requests of each user before and after the fault, ``seconds`` how long the
    phase after it lasted; a rejected user logs in again at once (``again``) or goes on with the old session.
    ``avatar`` is where pictures lie (empty: there are none); ``redispatch`` and ``memory`` are options.
    """

    id: str
    balancer: str
    software: str
    state: str
    fault: str
    traffic: str
    before: int
    after: int
    seconds: float
    again: bool
    avatar: str
    redispatch: bool
    metrics: dict[str, Span]


@dataclass(frozen=True, slots=True)
class Health:
    """One experiment with ``rate`` requests a second and one server that dies or freezes.

    ``options`` are the settings that were not defaults. A metric that is ``None`` is something that never happened.
    """

    id: str
    balancer: str
    software: str
    fault: str
    rate: int
    options: dict[str, str | bool] = field(default_factory=dict)
    metrics: dict[str, Span | None] = field(default_factory=dict)


@lru_cache(maxsize=1)
def cells() -> tuple[Cell, ...]:
    """Return the cells in the order of the file."""
    return tuple(
        Cell(
            id=raw["id"],
            balancer=raw["balancer"],
            software=raw["software"],
            state=raw["state"],
            fault=raw["fault"],
            traffic=raw["traffic"],
            before=raw["requests_per_user_before_after"][0],
            after=raw["requests_per_user_before_after"][1],
            seconds=raw["post_phase_s"],
            again=raw.get("relogin_after_401", False),
            avatar=raw.get("avatar", ""),
            redispatch=raw.get("options", {}).get("redispatch", True),
            metrics={name: _span(value) for name, value in raw["metrics"].items()},
        )
        for raw in json.loads(PATH.read_text(encoding="utf-8"))["cells"]
    )


@lru_cache(maxsize=1)
def health_cells() -> tuple[Health, ...]:
    """Return the health-check cells in the order of the file."""
    return tuple(
        Health(
            id=raw["id"],
            balancer=raw["balancer"],
            software=raw["software"],
            fault=raw["fault"],
            rate=raw["rate_rps"],
            options=raw.get("options", {}),
            metrics={name: None if value is None else _span(value) for name, value in raw["metrics"].items()},
        )
        for raw in json.loads(PATH.read_text(encoding="utf-8"))["health_checks"]
    )


def _span(value: dict[str, float]) -> Span:
    return Span(value["min"], value["mean"], value["max"])


def measurements() -> list[tuple[str, str]]:
    """Return everything that was measured: each cell's id with each of its metrics."""
    pairs = [(cell.id, metric) for cell in cells() for metric in cell.metrics]
    return pairs + [(cell.id, metric) for cell in health_cells() for metric in cell.metrics]
