"""Packs: levels that belong together, in a folder or a zip file with a ``pack.json``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from scalegame import __version__
from scalegame.content.bundled import MANIFEST, Signs, signs_of
from scalegame.content.checks.shared import check_twice
from scalegame.content.level import BrokenLevel, Level
from scalegame.content.loader import Examined, complain_of_id, examine_level
from scalegame.content.packs.archives import ZipFolder
from scalegame.content.packs.folders import DiskFolder, Folder
from scalegame.content.packs.versions import is_in
from scalegame.content.reader.comments import without_remarks
from scalegame.content.reader.diagnostics import Complaints, LevelError, Severity, SourceFile, of_file, read_document
from scalegame.content.reader.phrases import quoted
from scalegame.content.reader.schema_errors import complain
from scalegame.content.schema.fields import Shapes
from scalegame.content.schema.pack import PackPart
from scalegame.sanitize import harmless

_ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that can be used. ``broken`` are those of its levels that cannot be played.

    Its levels are called by the pack's id and their own, with a slash between, so that two packs never quarrel.
    """

    id: str
    version: str
    title: str
    about: str
    authors: tuple[str, ...]
    licence: str
    path: Path
    levels: tuple[Level, ...]
    broken: tuple[BrokenLevel, ...]


#: The packs that were read, each with what its files were like before.
_kept: dict[Path, tuple[Signs, Pack]] = {}


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """One file of a pack with the result of reading it. The manifest holds no level."""

    path: Path
    examined: Examined


def is_pack(path: Path) -> bool:
    """Return whether ``path`` means to be a pack."""
    try:
        return (path.suffix.lower() == _ZIP and not path.is_dir()) or (path / MANIFEST).exists()
    except (OSError, ValueError):  # such as a name that is too long
        return False


def load_pack(path: Path) -> Pack:
    """Return the pack at ``path``; raises ``LevelError`` if nothing of it can be used."""
    folder = _opened(path)
    part = _manifest(folder)
    levels: list[Level] = []
    broken: list[BrokenLevel] = []
    for one in _examined(folder, part):
        errors = [problem for problem in one.examined.problems if problem.severity is Severity.ERROR]
        if one.examined.level is not None:
            levels.append(one.examined.level)
        else:
            broken.append(BrokenLevel(one.path, LevelError(errors).summary))
    return Pack(
        id=part.id,
        version=part.version,
        title=part.title,
        about=part.about or "",
        authors=tuple(part.authors),
        licence=part.licence,
        path=path,
        levels=tuple(levels),
        broken=tuple(broken),
    )


def kept_pack(path: Path) -> Pack:
    """Return the pack at ``path`` as ``load_pack`` does, but read it again only if one of its files has changed."""
    signs = signs_of(path)
    if path not in _kept or _kept[path][0] != signs:
        _kept[path] = signs, load_pack(path)
    return _kept[path][1]


def examine_pack(path: Path) -> list[ExaminedFile]:
    """Return every file of the pack at ``path`` with all that can be said about it; raises nothing."""
    try:
        folder = _opened(path)
    except LevelError as error:
        return [ExaminedFile(path, Examined(None, error.problems))]
    manifest = folder.root / MANIFEST
    try:
        part = _manifest(folder)
    except LevelError as error:
        return [ExaminedFile(manifest, Examined(None, error.problems))]
    return [ExaminedFile(manifest, Examined(None, ())), *_examined(folder, part)]


def _opened(path: Path) -> Folder:
    if path.is_dir():
        return DiskFolder(path)
    if path.suffix.lower() != _ZIP:
        raise of_file(str(path), "is no pack: that is a folder or a .zip file")
    return ZipFolder(path)


def _manifest(folder: Folder) -> PackPart:
    """Return what ``pack.json`` says; raises ``LevelError``."""
    file = str(folder.root / MANIFEST)
    document = without_remarks(read_document(folder.read(MANIFEST), file))
    complaints, shapes = Complaints(SourceFile(file, document)), Shapes()
    try:
        part = PackPart.model_validate(document.value, context=shapes)
    except ValidationError as error:
        complain(error, document.value, shapes, complaints, whole="the pack")
        complaints.settle()
        raise
    check_twice(part.levels, ("levels",), complaints)
    if not is_in(__version__, part.requires):
        complaints.say(("requires",), f"this pack needs scalegame {part.requires}, and this is {__version__}")
    complaints.settle()
    return part


def _examined(folder: Folder, part: PackPart) -> Iterator[ExaminedFile]:
    """Yield the levels of a pack as it calls them; of two with the same id the second is broken."""
    seen: dict[str, str] = {}
    for name in part.levels:
        path = folder.root / name
        try:
            examined = examine_level(folder.read(name), path, folder)
        except LevelError as error:
            examined = Examined(None, error.problems)
        level = examined.level
        if level is not None and level.id in seen:
            message = f"{quoted(level.id)} is the id of {harmless(seen[level.id])} already; each level needs its own"
            examined = complain_of_id(folder.read(name), path, message, folder)
        elif level is not None:
            seen[level.id] = name
            examined = replace(examined, level=_in_pack(level, part.id))
        yield ExaminedFile(path, examined)


def _in_pack(level: Level, pack: str) -> Level:
    """Return a level as its pack has it; the order of the pack takes the place of numbers."""
    name = f"{pack}/{level.id}"
    return replace(level, id=name, number=None, pack=pack, scenario=replace(level.scenario, level=name))
