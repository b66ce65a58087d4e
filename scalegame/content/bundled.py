"""The folder of the levels that came with the game, the level files of a folder, and the signs of a change in one."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import Path

import scalegame
from scalegame.content.schema.limits import MAX_PACK_FILES

#: Name, time of the last change, size and number of each file.
Signs = tuple[tuple[str, int, int, int], ...]

#: The file that makes a folder a pack.
MANIFEST = "pack.json"
_SUFFIX = ".json"
_SCHEMA_SUFFIX = ".schema.json"


def shipped_levels() -> Path:
    """Return the folder of the campaign: inside an installed package, at the root of a checkout."""
    package = Path(scalegame.__file__).parent
    inside = package / "levels"
    return inside if inside.is_dir() else package.parent / "levels"


def level_files(folder: Path) -> list[Path]:
    """Return the files in ``folder`` that should hold a level, by name."""
    found = sorted(folder.glob(f"*{_SUFFIX}"))
    return [path for path in found if path.name != MANIFEST and not path.name.endswith(_SCHEMA_SUFFIX)]


def signs_of(path: Path) -> Signs:
    """Return names, times and sizes, which change with the content of a folder of levels, or of a file."""
    files = sorted(islice(path.rglob(f"*{_SUFFIX}"), MAX_PACK_FILES)) if path.is_dir() else [path]
    found = []
    for file in files:
        with suppress(OSError, ValueError):
            state = file.stat()
            found.append((str(file), state.st_mtime_ns, state.st_size, state.st_ino))
    return tuple(found)
