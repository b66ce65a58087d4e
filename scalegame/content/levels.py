"""Finding levels: the campaign that came with the game, a player's own, and files named by their path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scalegame.content.bundled import Signs, level_files, shipped_levels, signs_of
from scalegame.content.code import bytes_of_code, is_level_code, name_of_code
from scalegame.content.generated.modes import MODES, mode_called
from scalegame.content.level import BrokenLevel, Level, Question
from scalegame.content.loader import read_file, read_level, read_plan
from scalegame.content.packs.folders import NoFolder
from scalegame.content.packs.packs import Pack, is_pack, kept_pack, load_pack
from scalegame.content.reader.diagnostics import LevelError, of_request
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.engine.commands import Plan
from scalegame.home import own_levels, packs_folder
from scalegame.sanitize import harmless

__all__ = [
    "BrokenLevel", "Level", "LevelError", "LevelList", "Question",
    "all_levels", "campaign", "find_level", "level_files", "load_level", "load_plan", "shipped_levels",
]  # fmt: skip

_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class LevelList:
    """All levels in the order of the campaign, then the player's own, then those of packs; and what is broken."""

    levels: tuple[Level, ...]
    broken: tuple[BrokenLevel, ...]
    packs: tuple[Pack, ...] = ()


def load_level(path: str | Path) -> Level:
    """Return the level in the file at ``path``; raises ``LevelError``."""
    file = Path(path)
    return read_level(read_file(file), file)


def load_plan(path: str | Path, level: Level) -> Plan:
    """Return the plan for ``level`` in the file at ``path``; raises ``LevelError``."""
    file = Path(path)
    return read_plan(read_file(file), file, level.scenario)


def all_levels() -> LevelList:
    """Return every level there is. A file that cannot be used is listed with the reason, never raised."""
    shipped, broken = _levels_in(shipped_levels())
    own, broken_own = _levels_in(own_levels())
    packs, broken_packs = _packs()
    broken += (*broken_own, *_misplaced(own_levels()))
    levels: dict[str, Level] = {}
    for level in (*sorted(shipped, key=_place), *sorted(own, key=_place)):
        if level.id in levels:
            reason = f"{level.path}: {quoted(level.id)} is the id of {levels[level.id].path} already"
            broken.append(BrokenLevel(level.path, reason))
        else:
            levels[level.id] = level
    in_packs = [level for pack in packs for level in pack.levels]
    broken += (*(one for pack in packs for one in pack.broken), *broken_packs)
    return LevelList((*levels.values(), *in_packs), tuple(broken), tuple(packs))


def campaign() -> tuple[Level, ...]:
    """Return the levels that came with the game, in order."""
    return tuple(sorted(_levels_in(shipped_levels())[0], key=_place))


def find_level(name: str) -> Level:
    """Return the level that is called ``name``; raises ``LevelError``.

    That is an id or number, the path of a file, a level code, ``pack/level`` of a pack that is installed, or of one by
    its path. The campaign comes first where two levels have the same number. ``sandbox``, ``endless-7`` (with its seed)
    and ``interview-17`` are modes: in no list, but played like all others.
    """
    if is_level_code(name):
        path = Path(name_of_code(name))
        return read_level(bytes_of_code(name), path, NoFolder(path))
    if name.endswith(_SUFFIX):
        return load_level(name)
    path = Path(name)
    if is_pack(path.parent) and not path.exists():
        return _level_of(load_pack(path.parent), path.name)
    if is_pack(path):
        ids = [f"{name.rstrip('/')}/{level.id.rpartition('/')[2]}" for level in load_pack(path).levels]
        raise of_request(f"{quoted(name)} is a pack; name one of its levels: {one_of(ids) or 'none can be played'}")
    found = all_levels()
    for level in found.levels:
        if name in (level.id, str(level.number)):
            return level
    for pack in found.packs:
        if path.parent == Path(pack.id):
            return _level_of(pack, path.name)
    if "/" in name or "\\" in name:
        return load_level(name)
    if (mode := mode_called(name)) is not None:
        return mode
    ids = [level.id for level in found.levels]
    guess = did_you_mean(name, [*ids, *MODES]) or (f"; there are {one_of(ids)}" if ids else "; no levels were found")
    raise of_request(f"there is no level {quoted(name)}{guess}")


def _level_of(pack: Pack, name: str) -> Level:
    """Return the level that ``pack`` calls ``name``, or say why it has none."""
    ids = {level.id.rpartition("/")[2]: level for level in pack.levels}
    if name in ids:
        return ids[name]
    guess = did_you_mean(name, ids) or f"; it has {one_of(ids) or 'none that can be played'}"
    reason = f" ({pack.broken[0].reason})" if pack.broken else ""
    raise of_request(f"the pack {pack.id} has no level {quoted(name)}{guess}{reason}")


def _packs() -> tuple[list[Pack], list[BrokenLevel]]:
    """Return the packs that are installed, and why others cannot be used."""
    packs: dict[str, Pack] = {}
    broken: list[BrokenLevel] = []
    for path in _visible(packs_folder()):
        try:
            pack = kept_pack(path)
        except LevelError as error:
            broken.append(BrokenLevel(path, error.summary))
            continue
        if pack.id in packs:
            reason = f"{harmless(str(path))}: {quoted(pack.id)} is the id of the pack {packs[pack.id].path} already"
            broken.append(BrokenLevel(path, reason))
        else:
            packs[pack.id] = pack
    return list(packs.values()), broken


def _misplaced(folder: Path) -> list[BrokenLevel]:
    """Return the packs that somebody put among their levels."""
    return [
        BrokenLevel(path, f"{harmless(str(path))}: is a pack; packs belong into {packs_folder()}")
        for path in _visible(folder)
        if is_pack(path)
    ]


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


#: The levels found in a folder, with the signs of it and of the campaign, which its levels may extend.
_kept: dict[Path, tuple[tuple[Signs, Signs], tuple[Level, ...], tuple[BrokenLevel, ...]]] = {}


def _levels_in(folder: Path) -> tuple[list[Level], list[BrokenLevel]]:
    """Return the levels of ``folder`` and the broken files, read again only if one of them has changed."""
    signs = signs_of(folder), signs_of(shipped_levels())
    if folder not in _kept or _kept[folder][0] != signs:
        _kept[folder] = signs, *_read_folder(folder)
    _, levels, broken = _kept[folder]
    return list(levels), list(broken)


def _read_folder(folder: Path) -> tuple[tuple[Level, ...], tuple[BrokenLevel, ...]]:
    levels: list[Level] = []
    broken: list[BrokenLevel] = []
    for path in level_files(folder):
        try:
            levels.append(load_level(path))
        except LevelError as error:
            broken.append(BrokenLevel(path, error.summary))
    return tuple(levels), tuple(broken)


def _place(level: Level) -> tuple[bool, int, str]:
    """Order levels by number, those without one behind, by id."""
    return level.number is None, level.number or 0, level.id
