"""Where the levels are that came with the game, and which files of a folder should hold a level."""

from __future__ import annotations

from pathlib import Path

import scalegame

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
