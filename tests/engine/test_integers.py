"""Every array of the engine names its type: the machine's own integers have 32 bits on some machines.

``make matrix`` plays the golden runs where they do. Here each place is found that would let them in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine import integers

ENGINE = Path(integers.__file__).parent
#: The one module that may ask NumPy for an integer of the machine, and widens it.
WIDENING = ENGINE / "integers.py"

#: Makers of arrays, each with the place of its type among the arguments. A type can be named by keyword as well.
MAKERS = {"array": 1, "asarray": 1, "ascontiguousarray": 1, "empty": 1, "full": 2, "ones": 1, "zeros": 1, "arange": 3}
#: Functions that answer with the type of what they are asked about, or with what Python itself has.
KEEPERS = {"append", "concatenate", "count_nonzero", "diff", "empty_like", "maximum", "maximum.accumulate",
           "minimum", "repeat", "sort", "tile", "where", "add.at"}  # fmt: skip
#: Types of one size everywhere; ``dtype`` is told one.
TYPES = {"bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "dtype"}
#: Types that are as large as the machine likes.
LOOSE = {"int", "int_", "uint", "intp", "uintp", "long", "ulong", "intc", "uintc", "longlong", "ulonglong", "float"}
#: Methods of arrays that answer with the machine's integer: sums of small numbers, and indices.
NARROW = {"argmax", "argmin", "argpartition", "argsort", "cumprod", "cumsum", "nonzero", "prod", "searchsorted", "sum"}
#: Methods whose first argument, or ``dtype``, is a type.
TYPED = {"astype", "view"}


def name_of(node: ast.expr) -> str:
    """Return ``maximum.reduceat`` for ``np.maximum.reduceat``, and nothing for what is not NumPy's."""
    found = re.fullmatch(r"np\.([\w.]+)", ast.unparse(node))
    return found[1] if found else ""


def type_of(call: ast.Call, place: int) -> ast.expr | None:
    """Return the type that a call names, by keyword or at its place."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "dtype"]
    return named[0] if named else call.args[place] if len(call.args) > place else None


def is_loose(node: ast.expr | None) -> bool:
    """Return whether a type is none at all, or another one on another machine."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return True
    text = node.value if isinstance(node, ast.Constant) else ast.unparse(node).removeprefix("np.")
    return text in LOOSE


def mistake_in(call: ast.Call) -> str:
    """Return what is wrong with a call, or nothing."""
    if name := name_of(call.func):
        if name in MAKERS:
            return "names no type" if is_loose(type_of(call, MAKERS[name])) else ""
        return "" if name in KEEPERS | TYPES else "is not known to have the same type everywhere"
    match call.func:
        case ast.Attribute(attr=method) if method in NARROW:
            return "may answer with the machine's integer"
        case ast.Attribute(attr=method) if method in TYPED and is_loose(type_of(call, 0)):
            return "names a type of the machine's own size"
    return ""


def mistakes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for every call that may bring in the machine's integer, or a fraction."""
    in_int = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "int"
        for inner in node.args
    }
    for node in ast.walk(tree):
        match node:
            # One number that Python takes over at once has no size.
            case ast.Call(func=ast.Attribute(attr="argmax" | "argmin")) if id(node) in in_int:
                continue
            case ast.Call() if wrong := mistake_in(node):
                yield node.lineno, f"{ast.unparse(node)} {wrong}"
            case ast.ImportFrom(module="numpy", names=names) if names:
                yield node.lineno, "NumPy's functions are called as np.…, where they are seen"


@pytest.mark.parametrize(
    "path", sorted(set(ENGINE.rglob("*.py")) - {WIDENING}), ids=lambda path: path.relative_to(ENGINE).as_posix()
)
def test_every_array_names_its_type(path: Path) -> None:
    found = [f"{path.name}:{line}: {text}" for line, text in mistakes(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == [], "see scalegame/engine/integers.py"


@pytest.mark.parametrize(
    "planted",
    [
        "np.arange(1 << 8) << 54",
        "np.arange(0, 9, 2)",
        "np.array(1000)",
        "np.array([1, 2], int)",
        "np.array([1, 2], dtype=np.int_)",
        "np.array([1, 2], 'int')",
        "np.array([1, 2], None)",
        "np.asarray(ends)",
        "np.zeros(3)",
        "np.ones(3, dtype=np.intp)",
        "np.empty(3)",
        "np.full(3, 7)",
        "np.fromiter(rows, int)",
        "np.bincount(server)",
        "np.flatnonzero(flags)",
        "np.nonzero(flags)",
        "flags.nonzero()[0]",
        "np.argsort(moment)",
        "moment.argsort(kind='stable')",
        "np.searchsorted(ends, draws)",
        "np.unique(server, return_counts=True)",
        "np.cumsum(flags)",
        "np.add.accumulate(flags)",
        "np.add.reduceat(flags, first)",
        "np.maximum.reduceat(done, first)",
        "flags.sum()",
        "small.cumsum()",
        "live.argmax()",
        "source.astype(int)",
        "source.astype('long')",
        "np.where(again, again, kind).astype(int)",
        "source.astype(dtype=np.uint)",
        "moment.view(np.intp)",
        "np.int_(7)",
        "np.mean(wait)",
        "from numpy import arange",
    ],
)
def test_a_planted_mistake_is_found(planted: str) -> None:
    assert [line for line, _ in mistakes(ast.parse(planted))] == [1]


@pytest.mark.parametrize(
    "planted",
    [
        "np.arange(0, 9, dtype=np.uint64)",
        "np.full(3, 7, np.int64)",
        "np.zeros(3, column.dtype)",
        "source.astype(np.int64, copy=False)",
        "int(live.argmax())",
        "np.count_nonzero(flags)",
        "np.where(again, again, kind).astype(np.uint8)",
        "np.uint64(97)",
    ],
)
def test_what_names_its_type_is_let_be(planted: str) -> None:
    assert list(mistakes(ast.parse(planted))) == []


SMALL = st.lists(st.integers(0, 50), min_size=1, max_size=40)


@given(SMALL, st.sampled_from(["u1", "u2", "i4", "i8"]))
def test_the_widening_functions_are_pythons_own(values: list[int], small: str) -> None:
    """For every column that the engine keeps: the right numbers, and 64 bits of them."""
    column = np.array(values, small)
    ascending = np.array(sorted(values), np.int64)
    expected = {
        "indices_of": [i for i, value in enumerate(values) if value],
        "order_of": sorted(range(len(values)), key=values.__getitem__),
        "counts_of": [values.count(number) for number in range(max(values) + 1)],
        "running_sum": [sum(values[: i + 1]) for i in range(len(values))],
    }
    for name, numbers in expected.items():
        answer = getattr(integers, name)(column)
        assert (answer.dtype, answer.tolist()) == (np.dtype(np.int64), numbers), name
    assert integers.sum_of(column) == sum(values)
    assert integers.counts_of(column, 60).tolist() == [values.count(number) for number in range(60)]
    below = integers.places_in(ascending, np.array([25], np.int64))
    assert (below.dtype, below.tolist()) == (np.dtype(np.int64), [sum(value < 25 for value in values)])
    behind = integers.places_in(ascending, np.array([25], np.int64), side="right")
    assert behind.tolist() == [sum(value <= 25 for value in values)]
    times = np.array(values, np.int64)
    again = integers.repeated(column, times)
    assert (again.dtype, again.tolist()) == (column.dtype, [value for value in values for _ in range(value)])
    first = np.array(range(0, len(values), 3), np.int64)
    parts = [values[start : start + 3] for start in first.tolist()]
    assert integers.greatest_from(column.astype(np.int64), first).tolist() == [max(part) for part in parts]
    assert integers.least_from(column.astype(np.int64), first).tolist() == [min(part) for part in parts]
    assert integers.up_to(len(values)).dtype == np.int64
