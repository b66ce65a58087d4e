"""Where the levels are that came with the game, and which files of a folder should hold a level."""

from __future__ import annotations

from pathlib import Path

import scalegame

_SUFFIX = ".json"
_SCHEMA_SUFFIX = ".schema.json"


def shipped_levels() -> Path:
    """Return the folder of the campaign: inside an installed package, at the root of a checkout."""
    package = Path(scalegame.__file__).parent
    inside = package / "levels"
    return inside if inside.is_dir() else package.parent / "levels"


def level_files(folder: Path) -> list[Path]:
    """Return the files in ``folder`` that should hold a level, by name."""
    return sorted(path for path in folder.glob(f"*{_SUFFIX}") if not path.name.endswith(_SCHEMA_SUFFIX))
