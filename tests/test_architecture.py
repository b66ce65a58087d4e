"""The house rules that no linter knows: what the engine may touch, how big a module grows, what files may name."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scalegame"
ENGINE = sorted((PACKAGE / "engine").glob("[!_]*.py"))
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Lines a module may have; and ``ui/app.py``, which only wires.
ROOM, WIRING = 400, 150

#: None of these may come along with the engine. NumPy brings some of the standard library itself, so
#: that part is asked of what the engine adds to NumPy; the import contracts see the rest.
STRANGERS = {"click", "platformdirs", "pydantic", "rich", "textual"}
IMPURE = {"asyncio", "datetime", "io", "json", "logging", "multiprocessing", "random", "secrets", "socket",
          "subprocess", "tempfile", "threading", "time", "uuid"}  # fmt: skip

#: Functions whose answer depends on the process, the machine or a person.
UNSTEADY = {"eval", "exec", "globals", "hash", "id", "input", "open", "print", "vars", "__import__"}
#: Functions that give the same answer for a set in whatever order.
STEADY = {"all", "any", "bool", "frozenset", "len", "max", "min", "set", "sorted"}

#: Written in pieces, so that this file passes its own test.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"\bpypi" + r"\.",
            "python" + "hosted",
            r"registry\." + "npm",
            "index-" + "url",
            "find-" + "links",
            r"(?<![\w.])/(?:work|root|opt|home|Users)" + r"/\w",
        )
    )
)
TEXTS = {".c", ".json", ".md", ".py", ".svg", ".tcss", ".toml", ".txt", ""}
MADE = {".git", ".hypothesis", ".import_linter_cache", ".matrix", ".mypy_cache", ".pytest_cache", ".ruff_cache",
        ".venv", "__pycache__", "build", "dist"}  # fmt: skip


def name_of(path: Path) -> str:
    """Return a path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


def test_importing_the_engine_brings_no_screen_no_clock_and_no_chance() -> None:
    """A clean process that imports all of the engine finds nothing loaded that could make two machines disagree."""
    engine = ", ".join(f"scalegame.engine.{path.stem}" for path in ENGINE)
    script = (
        "import sys, numpy, numpy.typing, dataclasses, enum, hashlib\n"
        "before = set(sys.modules)\n"
        f"import {engine}\n"
        "print(*sorted(sys.modules)); print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, cwd=ROOT)
    loaded, added = (set(line.split()) for line in run.stdout.splitlines())
    assert "scalegame.engine.tick" in added
    assert not STRANGERS & {module.partition(".")[0] for module in loaded}
    assert not IMPURE & added
    assert {module.split(".")[1] for module in added if module.startswith("scalegame.")} == {"engine"}


def holds_set(node: ast.AST, names: set[str]) -> bool:
    """Tell whether an expression is a set, given the names that are bound to sets."""
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(left=left, right=right):
            return holds_set(left, names) or holds_set(right, names)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in names
    return False


def unsteady(tree: ast.AST) -> Iterator[int]:
    """Give the line of every place in ``tree`` whose outcome may differ between two processes or machines.

    A set may say what is in it; in what order it holds things, nobody may ask.
    """
    names = {"allowed"}  # the one set in a scenario
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if holds_set(value, names):
                names.add(name)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in UNSTEADY:
                yield node.lineno
            case ast.Call(func=ast.Name(id=name)) if name in STEADY:
                continue
            case ast.Call(args=asked) if any(holds_set(argument, names) for argument in asked):
                yield node.lineno
            case ast.For(iter=asked) | ast.comprehension(iter=asked) | ast.Starred(value=asked) if holds_set(
                asked, names
            ):
                yield asked.lineno


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_the_engine_asks_nothing_of_process_machine_or_set_order(path: Path) -> None:
    """No ``hash()``, no ``id()``, no file, and no set whose order could reach a result."""
    assert list(unsteady(ast.parse(path.read_text(encoding="utf-8")))) == []


UNSTEADY_LINES = """hash(server)
for verb in {"a", "b"}: pass
for verb in scenario.allowed: pass
verbs = list(scenario.allowed)
numpy.array({1, 2})
pairs = [pair for pair in frozenset(pairs) - {3}]
taken = {name for name in names}
first = next(iter(taken))
print(*taken)"""
STEADY_LINES = """"a" in {"a", "b"}
for verb in sorted(scenario.allowed): pass
taken = {name for name in names}
while name in taken: name += 1
if missed & set(stars): len(taken)
server.id"""


def test_the_search_for_unsteady_code_finds_it() -> None:
    """The search above can fail: it finds every line but the one that only builds a set, and nothing harmless."""
    assert sorted(set(unsteady(ast.parse(UNSTEADY_LINES)))) == [1, 2, 3, 4, 5, 6, 8, 9]
    assert list(unsteady(ast.parse(STEADY_LINES))) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_a_room_not_a_hall(path: Path) -> None:
    """A module past its size has more than one reason to exist."""
    limit = WIRING if path == PACKAGE / "ui" / "app.py" else ROOM
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def texts() -> Iterator[Path]:
    """Give every text file of the project that a person or a tool has written, not make."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(set(folders) - MADE)
        yield from (Path(folder, name) for name in files if Path(name).suffix in TEXTS and name != ".git")


def test_no_file_names_a_package_host_or_a_folder_of_one_machine() -> None:
    """The project installs from wherever the reader's pip is told to, and runs wherever they put it."""
    found = [
        f"{name_of(path)}:{number}: {match.group()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []
