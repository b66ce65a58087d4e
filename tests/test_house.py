"""The shape of the package: each module has a reason for a file of its own, no folder or room grows too large.

Each search takes a package's folder, so that the test at the end can hold it against a small package with known
faults. Where ``scalegame`` has what a search finds, a table says why; a row that is no longer needed fails.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

import pytest

#: Lines below which a module that a single neighbour imports has to say why it is a module.
SMALL = 60
#: Modules that a newcomer takes in at a glance.
MOST_MODULES = 22
#: The share of all lines that one room may have: one in so many.
LARGEST_ROOM = 3
#: The rooms whose classes meet in one module: the screen reads from all of them.
ROOMS_WITHOUT_A_SCREEN = ("engine", "wording", "content", "runs", "analysis", "learn", "playthrough", "cli")
#: Words that a reason takes.
FEWEST_WORDS = 4

#: Why a small module stands alone that only one module beside it imports.
REASONS = {
    "content.build.arrivals": "exact arithmetic on fractions, tested by itself with generated waves",
    "content.reader.syntax_hints": "guesses about texts that are no JSON; the reader is strict and guesses nothing",
    "engine.tick.accounting": "one phase of a tick is one module",
    "learn.handbook.edge": "one chapter of the handbook is one module",
    "playthrough.beats": "compares two clocks to notice a sleep; tested with clocks alone, without a game",
    "tui.debrief.encouragement": "one section of the debrief is one module",
    "tui.play.active_settings": "words for what is in force, a pure function of a scene",
    "tui.play.coaching": "one widget is one module",
}

#: Why modules in one room share a name, in the order of their dotted names.
SAME_NAMES = {
    ("content.build.service", "content.checks.service", "content.schema.service"): "one part of a level, in each step",
    ("content.checks.traffic", "content.schema.traffic"): "one part of a level, in each step",
    ("content.level", "content.schema.level"): "the level that comes out, and the file that goes in",
    ("tui.debrief.screen", "tui.play.screen"): "the screen of a folder whose other modules are its parts",
}

#: Why a folder has more modules than are taken in at a glance.
LARGE_FOLDERS: dict[str, str] = {}

#: Why modules need each other's names, if only in annotations. Nothing imports in a circle when it runs.
CIRCLES_OF_TYPES: dict[tuple[str, ...], str] = {}


@dataclass(frozen=True)
class House:
    """A package by its folder. Modules go by their dotted names below it; the package itself is ``""``."""

    folder: Path

    @cached_property
    def modules(self) -> dict[str, Path]:
        """The files of all modules, by name; a folder's ``__init__.py`` has the folder's name."""
        return {self._name_of(path): path for path in sorted(self.folder.rglob("*.py"))}

    def _name_of(self, path: Path) -> str:
        parts = path.relative_to(self.folder).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def lines(self) -> dict[str, int]:
        """The number of lines of each module."""
        return {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in self.modules.items()}

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The syntax tree of each module."""
        return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in self.modules.items()}

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """The modules of the package that each module imports anywhere, in functions and for annotations too."""
        return {name: self._named(name, ast.walk(tree)) for name, tree in self.trees.items()}

    @cached_property
    def eager(self) -> dict[str, set[str]]:
        """The modules that each one imports as it is loaded itself."""
        return {name: self._named(name, loaded(tree.body, types=False)) for name, tree in self.trees.items()}

    @cached_property
    def typed(self) -> dict[str, set[str]]:
        """The modules that each one imports as it is loaded, or would if annotations were evaluated."""
        return {name: self._named(name, loaded(tree.body, types=True)) for name, tree in self.trees.items()}

    def _named(self, name: str, nodes: Iterable[ast.AST]) -> set[str]:
        """Return the modules that the import statements among ``nodes`` name, but for the importing one."""
        package = self.folder.name
        found: set[str] = set()
        for node in nodes:
            match node:
                case ast.ImportFrom(module=str(module), names=aliases) if module.partition(".")[0] == package:
                    below = module.removeprefix(package).lstrip(".")
                    inner = {f"{below}.{alias.name}".lstrip(".") for alias in aliases}
                    modules = inner & self.modules.keys()
                    found |= modules
                    if len(modules) < len(inner):
                        found.add(below)
                case ast.Import(names=aliases):
                    found |= {alias.name.removeprefix(f"{package}.") for alias in aliases} & self.modules.keys()
        return found - {name, ""}


def loaded(body: Iterable[ast.AST], *, types: bool) -> Iterator[ast.AST]:
    """Yield the statements that run when a module is loaded; with ``types`` also those for the type checker alone."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.expr):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not types:
            yield from loaded(node.orelse, types=types)
            continue
        yield node
        yield from loaded(ast.iter_child_nodes(node), types=types)


def single_importers(house: House) -> set[str]:
    """Return the small modules that one module alone imports, which stands in the same folder and loads them.

    A module that is imported inside a function does not count: it is a file so that it is loaded when it is needed.
    """
    found: set[str] = set()
    for name, path in house.modules.items():
        importers = [other for other, named in house.imports.items() if name in named]
        if path.name.startswith("__") or house.lines[name] >= SMALL or len(importers) != 1:
            continue
        (importer,) = importers
        if house.modules[importer].parent == path.parent and name in house.eager[importer]:
            found.add(name)
    return found


def room_of(name: str) -> str:
    """Return the room of a module: the first part of its name."""
    return name.partition(".")[0]


def same_names(house: House) -> set[tuple[str, ...]]:
    """Return the modules and folders of one room that share their last name.

    A folder and the module in it that has its name are one thing, of which the others are parts.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in house.modules:
        last = name.rpartition(".")[2]
        if "." in name and f"{name}.{last}" not in house.modules:
            groups[room_of(name), last].append(name)
    return {tuple(sorted(group)) for group in groups.values() if len(group) > 1}


def large_folders(house: House) -> set[str]:
    """Return the folders that hold more modules than ``MOST_MODULES``; ``__init__.py`` is not counted."""
    counts = Counter(path.parent for path in house.modules.values() if path.name != "__init__.py")
    return {
        folder.relative_to(house.folder).as_posix().replace("/", ".")
        for folder, count in counts.items()
        if count > MOST_MODULES
    }


def large_rooms(house: House) -> set[str]:
    """Return the rooms that hold more than a third of the package's lines."""
    sizes = Counter[str]()
    for name, lines in house.lines.items():
        sizes[room_of(name)] += lines
    return {room for room, lines in sizes.items() if lines * LARGEST_ROOM > sizes.total()}


def shared_class_names(house: House, rooms: Iterable[str]) -> set[str]:
    """Return the public names that more than one module of ``rooms`` gives to a class or an alias of types."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, tree in house.trees.items():
        if room_of(name) in rooms:
            for defined in defined_types(tree):
                owners[defined].add(name)
    return {defined for defined, modules in owners.items() if len(modules) > 1}


def defined_types(tree: ast.Module) -> Iterator[str]:
    """Yield the public names of classes and, as far as their names tell, of aliases that a module defines."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                found = name
            case ast.Assign(targets=[ast.Name(id=name)]):
                found = name
            case _:
                continue
        if found[0].isupper() and not found.isupper():
            yield found


def circles(imports: dict[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the groups of modules that reach each other by imports."""
    reached = {name: reachable(name, imports) for name in imports}
    together: dict[str, set[str]] = defaultdict(set)
    for one, other in combinations(sorted(imports), 2):
        if other in reached[one] and one in reached[other]:
            together[one] |= {one, other}
            together[other] |= {one, other}
    return {tuple(sorted(set[str]().union(*(together[name] for name in group)))) for group in together.values()}


def reachable(name: str, imports: dict[str, set[str]]) -> set[str]:
    """Return the modules that ``name`` imports, and those that these import, and so on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = imports[waiting.pop()] - found
        found |= new
        waiting += new
    return found


@pytest.fixture(scope="module")
def house() -> House:
    """Return the package ``scalegame``."""
    return House(Path(__file__).resolve().parent.parent / "scalegame")


def test_a_small_module_with_one_importer_has_a_reason(house: House) -> None:
    """It is merged into its importer, or ``REASONS`` says why a newcomer would look for it; no row is stale."""
    assert single_importers(house) == set(REASONS)


def test_modules_of_one_room_have_names_of_their_own(house: House) -> None:
    """A name leads to one module in a room, or ``SAME_NAMES`` says what the modules of that name have in common."""
    assert same_names(house) == set(SAME_NAMES)


def test_no_folder_has_more_modules_than_one_takes_in(house: House) -> None:
    assert large_folders(house) == set(LARGE_FOLDERS)


def test_no_room_has_more_than_a_third_of_the_code(house: House) -> None:
    assert large_rooms(house) == set()


def test_a_class_has_one_meaning_in_all_rooms_below_the_screen(house: House) -> None:
    """A reader who knows a name from one room meets the same thing in another."""
    assert shared_class_names(house, ROOMS_WITHOUT_A_SCREEN) == set()


def test_nothing_imports_in_a_circle(house: House) -> None:
    """Not as modules are loaded; where annotations need each other's names, ``CIRCLES_OF_TYPES`` says why."""
    assert circles(house.eager) == set()
    assert circles(house.typed) == set(CIRCLES_OF_TYPES)


@pytest.mark.parametrize("table", [REASONS, SAME_NAMES, LARGE_FOLDERS, CIRCLES_OF_TYPES])
def test_every_exception_is_explained(table: dict[object, str]) -> None:
    """A reason is a phrase: one or two words say nothing."""
    assert [key for key, reason in table.items() if len(reason.split()) < FEWEST_WORDS] == []


#: A package with one fault of each kind and everything that looks like it and is none.
FAULTY = {
    "__init__.py": "",
    "hall/__init__.py": "",
    "hall/front.py": "from faulty.hall.alone import one\nfrom faulty.hall import shared\nfrom faulty.attic import far\n"
    "def late():\n    from faulty.hall import lazy\n",
    "hall/back.py": "import faulty.hall.shared\nimport json\nclass Key:\n    pass\n_Lock = int\nLIMIT = 1\n",
    "hall/alone.py": "one = 1\n",
    "hall/shared.py": "",
    "hall/lazy.py": "",
    "hall/long.py": "x = 1\n" * 60,
    "hall/user.py": "from faulty.hall.long import x\n",
    "hall/cellar/front.py": "",
    "hall/cellar/__init__.py": "",
    "hall/cellar/cellar.py": "",
    "attic/far.py": "if True:\n    from faulty.attic import near\n",
    "attic/key.py": "Key = int\n_Lock = str\nLIMIT = 2\n",
    "attic/near.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from faulty.attic import far\n",
    "attic/front.py": "from faulty.attic.ring import a\n",
    "attic/ring.py": "from faulty.attic.front import b\n",
}


@pytest.fixture
def faulty(tmp_path: Path) -> House:
    """Return the package with known faults."""
    for name, text in FAULTY.items():
        path = tmp_path / "faulty" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for number in range(MOST_MODULES + 1):
        path = tmp_path / "faulty" / "crowd" / f"one_of_many_{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    return House(tmp_path / "faulty")


def test_the_searches_find_what_is_wrong(faulty: House) -> None:
    """Each finds its fault, and nothing that is shared, lazy, long, far away or in another room."""
    assert single_importers(faulty) == {"hall.alone", "attic.near", "attic.front", "attic.ring"}
    assert same_names(faulty) == {("hall.cellar.front", "hall.front")}
    assert large_folders(faulty) == {"crowd"}
    assert large_rooms(faulty) == {"hall"}
    assert shared_class_names(faulty, ("hall", "attic")) == {"Key"}
    assert shared_class_names(faulty, ("hall",)) == set()
    assert circles(faulty.eager) == {("attic.front", "attic.ring")}
    assert circles(faulty.typed) == {("attic.front", "attic.ring"), ("attic.far", "attic.near")}
