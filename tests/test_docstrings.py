"""Docstrings begin with their subject or with what a function does, not with a question word or with "say"."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The folders whose docstrings are held to it.
ROOMS = ("scalegame", "tests", "tools", "benchmarks")
#: Classes there describe fields and values in the JSON Schema and in a document: texts for level authors.
PUBLISHED = ("scalegame/content/schema/", "scalegame/engine/enums.py")
OPENERS = frozenset({
    "What", "Whatever", "Which", "Who", "Whoever", "Whose", "Where", "When", "Why", "How",
    "Say", "Tell", "Give", "Let", "So", "Of",
})  # fmt: skip


def riddles(tree: ast.Module, *, classes: bool = True) -> Iterator[str]:
    """Yield the first lines of docstrings that begin with one of ``OPENERS``; those of classes if asked for.

    The docstring of a command or of a group of commands is its help text, and counts not.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(makes_help, node.decorator_list)):
            continue
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) or (
            classes and isinstance(node, ast.ClassDef)
        ):
            first = (ast.get_docstring(node) or "").partition("\n")[0]
            if first.split(" ")[0].rstrip(":,") in OPENERS:
                yield first


def makes_help(decorator: ast.expr) -> bool:
    """Return whether a decorator makes a function a command of the command line, or a group of them."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in {"click.command", "click.group"}


def modules() -> Iterator[Path]:
    """Yield the paths of all modules in ``ROOMS``."""
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def test_docstrings_name_their_subject() -> None:
    found = [
        f"{name}: {first}"
        for path in modules()
        for name in [path.relative_to(ROOT).as_posix()]
        for first in riddles(ast.parse(path.read_text(encoding="utf-8")), classes=not name.startswith(PUBLISHED))
    ]
    assert found == []


def test_every_room_has_modules() -> None:
    assert [room for room in ROOMS if not any(path.is_relative_to(ROOT / room) for path in modules())] == []


def test_a_riddle_is_found() -> None:
    text = '"What it is."\nclass A:\n    "How it is."\n    def f(self):\n        "Say so."\ndef g():\n    "Sum up."'
    assert list(riddles(ast.parse(text))) == ["What it is.", "How it is.", "Say so."]
    assert list(riddles(ast.parse(text), classes=False)) == ["What it is.", "Say so."]


def test_a_help_text_is_none() -> None:
    function = 'def f():\n    "Tell every mistake."'
    assert list(riddles(ast.parse(function))) == ["Tell every mistake."]
    assert list(riddles(ast.parse(f"@cache\n{function}"))) == ["Tell every mistake."]
    assert list(riddles(ast.parse(f"@click.command('check')\n{function}"))) == []
