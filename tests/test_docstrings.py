"""Docstrings begin with their subject or with what a function does, not with a question word or with "say"."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "scalegame"
#: The rooms whose docstrings are held to it.
ROOMS = ("wording", "content", "runs", "analysis", "learn", "playthrough")
#: Classes there describe fields in the JSON Schema and in a document: their docstrings are texts for level authors.
PUBLISHED = "content/schema"
OPENERS = frozenset({"What", "Which", "Who", "Where", "When", "Why", "How", "Say", "Tell", "Give", "Let", "So", "Of"})


def riddles(tree: ast.Module, *, classes: bool = True) -> Iterator[str]:
    """Yield the first lines of docstrings that begin with one of ``OPENERS``; those of classes if asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) or (
            classes and isinstance(node, ast.ClassDef)
        ):
            first = (ast.get_docstring(node) or "").partition("\n")[0]
            if first.split(" ")[0].rstrip(":,") in OPENERS:
                yield first


def test_docstrings_name_their_subject() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {first}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for first in riddles(
            ast.parse(path.read_text(encoding="utf-8")),
            classes=path.parent.relative_to(ROOT).as_posix() != PUBLISHED,
        )
    ]
    assert found == []


def test_a_riddle_is_found() -> None:
    text = '"What it is."\nclass A:\n    "How it is."\n    def f(self):\n        "Say so."\ndef g():\n    "Sum up."'
    assert list(riddles(ast.parse(text))) == ["What it is.", "How it is.", "Say so."]
    assert list(riddles(ast.parse(text), classes=False)) == ["What it is.", "Say so."]
