"""``extends``: a level that begins from another one. Objects merge, null takes away, everything else replaces.

That is JSON Merge Patch (RFC 7386), for every part of a level alike. Each value keeps the place it was written at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scalegame.content.bundled import level_files, shipped_levels
from scalegame.content.migrations import check_format
from scalegame.content.packs.folders import DiskFolder, Folder, beside, folder_of
from scalegame.content.reader.comments import without_remarks
from scalegame.content.reader.diagnostics import Complaints, FileSpot, LevelError, SourceFile, read_document
from scalegame.content.reader.json_reader import JsonPath, JsonValue
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.content.schema.limits import MAX_BASES

EXTENDS = "extends"
#: The fields that are never inherited: the level's identity, and the format of the file.
OWN = frozenset({"$schema", "format", "id", "number", EXTENDS})
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Whole:
    """A level with all that it extends, merged. ``sources`` are its files, the level's own first."""

    value: JsonValue
    sources: tuple[SourceFile, ...]

    def spot(self, path: JsonPath) -> FileSpot:
        """Return where the value at ``path`` was written, or the innermost one on the way that exists."""
        path = self._existing(path)
        return self._owner(path).spot(path)

    def spot_of_key(self, path: JsonPath) -> FileSpot:
        """Return where the key that ``path`` ends with was written."""
        path = self._existing(path)
        return self._owner(path).spot_of_key(path)

    def _existing(self, path: JsonPath) -> JsonPath:
        value = self.value
        for depth, step in enumerate(path):
            match value, step:
                case dict(), str() if step in value:
                    value = value[step]
                case list(), int() if step < len(value):
                    value = value[step]
                case _:
                    return path[:depth]
        return path

    def _owner(self, path: JsonPath) -> SourceFile:
        # The file nearest to the level wins, so the first one that has the path decided.
        return next((source for source in self.sources if path in source.document.values), self.sources[0])


@dataclass(frozen=True, slots=True)
class _Place:
    """A file in a folder."""

    folder: Folder
    name: str

    @property
    def path(self) -> Path:
        return self.folder.root / self.name


def whole_level(data: bytes, path: Path, folder: Folder | None = None) -> Whole:
    """Return what the level in ``data`` says together with what it extends; raises ``LevelError``.

    ``path`` names its file; what it may extend stands in ``folder``, without one in the folder of the file or its pack.
    """
    folder = folder_of(path) if folder is None else folder
    place = _Place(folder, path.relative_to(folder.root).as_posix())
    source = _source(data, place)
    sources, seen = [source], {place.path}
    while (base := _base(source, place)) is not None:
        at = Complaints(source)
        if base.path in seen:
            at.say((EXTENDS,), f"{quoted(base.name)} comes from this level itself, so neither has a beginning")
        elif len(seen) > MAX_BASES:
            at.say((EXTENDS,), f"a level can come from at most {MAX_BASES} others, and this would be one more")
        at.settle()
        place = base
        source = _source(_read(base, at), place)
        sources.append(source)
        seen.add(place.path)
    return Whole(_merged(sources), tuple(sources))


def merged(below: JsonValue, above: JsonValue) -> JsonValue:
    """Return ``above`` put on ``below``: objects merge key by key, null takes a key away, all else replaces."""
    if not isinstance(above, dict):
        return above
    found = dict(below) if isinstance(below, dict) else {}
    for key, value in above.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


def origins(whole: Whole) -> Iterator[tuple[JsonPath, JsonValue, FileSpot]]:
    """Yield each value that is no object, its path, and its place in a file. A list is one value: lists replace."""
    yield from _origins(whole, whole.value, ())


def _origins(whole: Whole, value: JsonValue, path: JsonPath) -> Iterator[tuple[JsonPath, JsonValue, FileSpot]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _origins(whole, inner, (*path, key))
    else:
        yield path, value, whole.spot(path)


def _source(data: bytes, place: _Place) -> SourceFile:
    document = without_remarks(read_document(data, str(place.path)))
    source = SourceFile(str(place.path), document)
    complaints = Complaints(source)
    check_format(document.value, complaints)
    complaints.settle()
    return source


def _merged(sources: list[SourceFile]) -> JsonValue:
    """Return the files merged, the first one on top; a single file as it is."""
    own = sources[0].document.value
    if len(sources) == 1 or not isinstance(own, dict):
        return own
    value: JsonValue = {}
    for source in reversed(sources[1:]):
        value = merged(value, _inherited(source.document.value))
    head = {key: inner for key, inner in own.items() if key in OWN - {EXTENDS}}
    rest = merged(value, {key: inner for key, inner in own.items() if key not in OWN})
    return {**head, **(rest if isinstance(rest, dict) else {})}


def _inherited(value: JsonValue) -> JsonValue:
    return {key: inner for key, inner in value.items() if key not in OWN} if isinstance(value, dict) else {}


def _base(source: SourceFile, place: _Place) -> _Place | None:
    """Return the file that a level extends, None if it extends none; raises ``LevelError``."""
    value = source.document.value
    if not isinstance(value, dict) or EXTENDS not in value:
        return None
    complaints, wanted = Complaints(source), value[EXTENDS]
    if not isinstance(wanted, str):
        message = 'must be the id of a level of the campaign, or a file in this folder, such as "base.json"'
        complaints.say((EXTENDS,), f'"{EXTENDS}" {message}')
    elif wanted.endswith(_SUFFIX):
        if (name := beside(place.name, wanted)) is not None:
            return _Place(place.folder, name)
        complaints.say((EXTENDS,), f"{quoted(wanted)} leaves the folder; only what is in it can be extended")
    else:
        files = _campaign()
        if wanted in files:
            return _Place(DiskFolder(shipped_levels()), files[wanted])
        guess = did_you_mean(wanted, files) or f", and a file's name ends in {_SUFFIX}; there are {one_of(files)}"
        complaints.say((EXTENDS,), f"the campaign has no level {quoted(wanted)}{guess}")
    complaints.settle()
    return None


def _read(place: _Place, complaints: Complaints) -> bytes:
    """Return the bytes of a base's file; a file that cannot be read is reported at the level's ``extends``."""
    try:
        return place.folder.read(place.name)
    except LevelError as error:
        complaints.say((EXTENDS,), f"{quoted(place.name)} {error.problems[0].message}")
        complaints.settle()
        raise


def _campaign() -> dict[str, str]:
    """Return the names of the campaign's files by the ids of their levels."""
    files = {}
    for path in level_files(shipped_levels()):
        with suppress(OSError, ValueError, TypeError, LookupError):
            files[str(json.loads(path.read_bytes())["id"])] = path.name
    return files
