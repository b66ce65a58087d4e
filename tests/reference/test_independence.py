"""The reference is an implementation of its own: of the engine it knows the values, single draws and field names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
TOOLS = {"comparison", "mutating"}
RULES = sorted(path for path in FOLDER.glob("*.py") if not path.stem.startswith("test_") and path.stem not in TOOLS)
#: What it may import: every name of these modules, or only the names given.
VALUES = {"scalegame.engine.scenario", "scalegame.engine.commands", "scalegame.engine.reasons", "scalegame.engine.view"}
NAMES = {
    "scalegame.engine.draws": {"Stream", "draw", "mix"},
    "scalegame.engine.enums": {"Place"},
    "scalegame.engine.state.canonical": {"Fields", "column", "digest_of", "plain", "settings"},
    "scalegame.engine.units": {"MICROSECONDS_PER_TICK"},
}
STANDARD = {"__future__", "bisect", "collections", "collections.abc", "dataclasses", "functools", "math", "typing"}


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of everything that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def borrowed(module: str, name: str) -> bool:
    """Return whether an import takes over more than values."""
    if module in VALUES | STANDARD or module.startswith("tests.reference"):
        return False
    return name not in NAMES.get(module, ())


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_it_borrows_nothing_but_values(path: Path) -> None:
    """No NumPy, no table, no formula of the engine: what both share could be wrong in both."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [each for each in imported(tree) if borrowed(*each)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import numpy",
        "from scalegame.engine.draws import one_below",
        "from scalegame.engine.decisions.balancing import choose",
    ],
)
def test_borrowing_would_be_noticed(line: str) -> None:
    assert [each for each in imported(ast.parse(line)) if borrowed(*each)]
