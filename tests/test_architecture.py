"""The house rules that no linter knows: what the engine may touch, who changes its state, what a file may name."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scalegame.engine.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "scalegame"
ENGINE = sorted((PACKAGE / "engine").rglob("*.py"))
#: The only modules that change a ``World``.
TICK = PACKAGE / "engine" / "tick"

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
TEXTS = {".c", ".json", ".md", ".py", ".svg", ".tcss", ".toml", ".txt", ".yaml", ".yml", ""}
#: What lies at the root and is the project's, but in no source archive; the archive's contents stand in pyproject.toml.
NOT_SHIPPED = {".ci", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml", "pyproject.toml"}


def name_of(path: Path) -> str:
    """Return a path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Return a module's dotted name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_importing_the_engine_brings_no_screen_no_clock_and_no_chance() -> None:
    """A clean process that imports all of the engine finds nothing loaded that could make two machines disagree."""
    engine = ", ".join(module_of(path) for path in ENGINE)
    script = (
        "import sys, numpy, numpy.typing, dataclasses, enum, hashlib\n"
        "before = set(sys.modules)\n"
        f"import {engine}\n"
        "print(*sorted(sys.modules)); print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    loaded, added = (set(line.split()) for line in run.stdout.splitlines())
    assert "scalegame.engine.tick" in added
    assert not STRANGERS & {module.partition(".")[0] for module in loaded}
    assert not IMPURE & added
    assert {module.split(".")[1] for module in added if module.startswith("scalegame.")} == {"engine"}


def holds_set(node: ast.AST, names: set[str]) -> bool:
    """Return whether an expression is a set, given the names that are bound to sets."""
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(left=left, right=right):
            return holds_set(left, names) or holds_set(right, names)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in names
    return False


def unsteady(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every place in ``tree`` whose outcome may differ between two processes or machines.

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


#: Methods that change what they are called on.
CHANGING = {"add", "append", "at", "clear", "discard", "extend", "fill", "insert", "pop", "popitem", "remove",
            "reverse", "setdefault", "sort", "update"}  # fmt: skip
#: Attributes under which an object keeps a world, and the root of what is reached through one.
KEEPS_A_WORLD, KEPT_WORLD = {"world", "_world"}, "an object's world"


def root_of(node: ast.AST) -> str:
    """Return the name at the bottom of ``name.part[index].part``, or ``KEPT_WORLD`` of ``self._world.part``."""
    top = node
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        if node is not top and isinstance(node, ast.Attribute) and node.attr in KEEPS_A_WORLD:
            return KEPT_WORLD
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions whose value a statement or call changes."""
    match node:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            for target in targets:
                yield from target.elts if isinstance(target, ast.Tuple | ast.List) else (target,)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            yield target
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=asked) if method in CHANGING:
            # ``np.add.at(column, …)`` changes its argument.
            yield asked[0] if method == "at" and asked else owner
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[owner, *_]):
            yield ast.Attribute(owner, "any")


def changes_of_a_world(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every place where a function changes a world that it was handed, or a part under another name.

    The world is its parameter ``world``, or an object keeps it as ``world`` or ``_world``.
    """
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        parameters = {parameter.arg for parameter in (*function.args.args, *function.args.kwonlyargs)}
        names = {KEPT_WORLD} | ({"world"} & parameters)
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute() as value) if root_of(value) in names:
                    names.add(name)
        for node in ast.walk(function):
            for target in changed(node):
                if root_of(target) in names and not (isinstance(target, ast.Name) and isinstance(node, ast.stmt)):
                    yield target.lineno if hasattr(target, "lineno") else getattr(node, "lineno", 0)


@pytest.mark.parametrize("path", [path for path in ENGINE if TICK not in path.parents], ids=name_of)
def test_only_the_package_tick_changes_a_world(path: Path) -> None:
    """A reader who looks for what made the state so has one package to read."""
    assert list(changes_of_a_world(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_commands_see_no_world() -> None:
    """A quote reads a ``Situation``, an effect goes through an ``Operator``; a command has no other way to a world."""
    methods = 0
    for path in sorted((PACKAGE / "engine" / "commands").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.Attribute) and node.attr in KEEPS_A_WORLD), (path.name, node.lineno)
            assert not (isinstance(node, ast.Name | ast.alias) and "World" in ast.unparse(node)), path.name
            match node:
                case ast.FunctionDef(name="quote" | "apply", args=ast.arguments(args=[_, given])):
                    seen = "Situation" if node.name == "quote" else "Operator"
                    assert given.annotation is not None
                    assert ast.unparse(given.annotation) == seen, (path.name, node.lineno)
                    methods += 1
    assert methods > len(COMMANDS)


def test_the_package_tick_says_so_in_its_first_lines() -> None:
    first = (ast.get_docstring(ast.parse((TICK / "__init__.py").read_text(encoding="utf-8"))) or "").splitlines()[0]
    assert "The modules of this package are the only code that changes a ``World``." in first


CHANGES = """def step(world):
    world.tick += 1
    world.servers[0] = None
    del world.zones_down["a"]
    world.wave_starts.append(3)
    people = world.sessions
    people.place[3] = 1
    np.add.at(world.work, 0, 1)
    setattr(world, "tick", 3)
    world.turn, other = 1, 2
    world.stores["redis"].coming.clear()
    for world.tick in range(3): pass
def drain(self, answers):
    self._world.tick += 1
    answers.world.servers[0] = None
    people = self._world.sessions
    people.place[3] = 1"""
HARMLESS = """def look(world, batch):
    tick = world.tick
    servers = list(world.servers)
    servers.append(3)
    batch.server[0] = world.turn
    batch.fail(world)
    tick += 1
    found = world.stores.get("redis")
def build():
    world = World()
    world.tick = 3
def keep(self, twin):
    self._world = World()
    tick = self._world.tick"""


def test_the_search_for_changes_finds_them() -> None:
    """Every line of both functions but where a part gets another name, and nothing that only looks or builds."""
    assert sorted(set(changes_of_a_world(ast.parse(CHANGES)))) == [2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 17]
    assert list(changes_of_a_world(ast.parse(HARMLESS))) == []
    assert (
        sum(len(list(changes_of_a_world(ast.parse(path.read_text(encoding="utf-8"))))) for path in TICK.glob("*.py"))
        > 50
    )


def owned() -> set[str]:
    """Return the names at the root that are the project's; whatever else lies there is not."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped: list[str] = declared["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    return {name.strip("/") for name in shipped} | NOT_SHIPPED


def texts() -> Iterator[Path]:
    """Yield every text file of the project that a person or a tool has written."""
    for name in sorted(owned()):
        place = ROOT / name
        files = [place] if place.is_file() else place.rglob("*")
        yield from (
            file for file in files if file.suffix in TEXTS and file.is_file() and file.parent.name != "__pycache__"
        )


def test_every_file_that_git_knows_is_one_of_the_projects() -> None:
    """A new folder at the root is searched by the test below from its first commit on."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    trusting = ["-c", f"safe.directory={ROOT.as_posix()}"]
    listed = subprocess.run(
        [git, *trusting, "ls-files", "-z"], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    ).stdout
    files = {Path(name) for name in listed.split("\0") if name}
    assert {file.parts[0] for file in files} <= owned()
    searched = {file.relative_to(ROOT) for file in texts()}
    assert {file for file in files if file.suffix in TEXTS and (ROOT / file).is_file()} <= searched


def test_no_file_names_a_package_host_or_a_folder_of_one_machine() -> None:
    """The project installs from wherever the reader's pip is told to, and runs wherever they put it."""
    found = [
        f"{name_of(path)}:{number}: {match.group()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []
