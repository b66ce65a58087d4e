"""The interface for bots: every command is in it, with all that a command, its answer or a result is made of."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from scalegame import engine
from scalegame.engine import Quote, Refusal
from scalegame.engine.commands import COMMANDS, Command


def parts(annotation: object) -> set[type]:
    """Return the enumerations and dataclasses of the engine in an annotation, and in the fields of those."""
    if inner := get_args(annotation):
        return set().union(*map(parts, inner))
    if not isinstance(annotation, type) or not annotation.__module__.startswith("scalegame.engine"):
        return set()
    if issubclass(annotation, Enum):
        return {annotation}
    assert is_dataclass(annotation), annotation
    hints = get_type_hints(annotation)
    return {annotation}.union(*(parts(hints[each.name]) for each in fields(annotation)))


def test_commands_are_those_of_the_union() -> None:
    assert set(COMMANDS) == set(get_args(Command))
    assert len({command.verb for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("value", [*COMMANDS, Quote, Refusal], ids=lambda value: value.__name__)
def test_a_bot_can_make_and_read_every_command_and_its_answer(value: type) -> None:
    assert {part.__name__ for part in parts(value)} <= set(engine.__all__)


def test_every_name_is_found_and_is_the_one_that_types_promise() -> None:
    """The names are looked up at runtime and imported for type checkers; both have to be the same."""
    tree = ast.parse(Path(engine.__file__).read_text(encoding="utf-8"))
    promised = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(promised) == set(engine.__all__)
    for name, module in promised.items():
        assert module is not None
        __import__(module)
        assert getattr(engine, name) is getattr(sys.modules[module], name)


def test_what_is_not_in_it_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Sentence'"):
        _ = engine.Sentence


def test_the_values_of_commands_load_no_arrays() -> None:
    program = "import sys; from scalegame.engine import SetTraffic, Refusal, Incident; print('numpy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "False"
