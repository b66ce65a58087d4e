"""Style sheets stand where the classes that name them look for them."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

import scalegame.tui

FOLDER = Path(scalegame.tui.__file__).parent
SHEETS = sorted(FOLDER.rglob("*.tcss"))


def named_sheets() -> dict[str, Path]:
    """Return the style sheets that classes of the terminal name; a relative path is seen from the class's module."""
    found: dict[str, Path] = {}
    for path in FOLDER.rglob("*.py"):
        if "CSS_PATH" not in path.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(
            ".".join(("scalegame", "tui", *path.relative_to(FOLDER).with_suffix("").parts))
        )
        for name, kind in inspect.getmembers(module, inspect.isclass):
            named = vars(kind).get("CSS_PATH") or ()
            for sheet in [named] if isinstance(named, str | Path) else named:
                found[f"{name} {Path(sheet).name}"] = Path(inspect.getfile(kind)).parent / sheet
    return found


def test_every_sheet_that_a_class_names_exists() -> None:
    named = named_sheets()
    assert len(named) >= len(SHEETS)
    assert [name for name, sheet in named.items() if not sheet.is_file()] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.relative_to(FOLDER).as_posix())
def test_every_sheet_is_named_by_a_class(sheet: Path) -> None:
    assert sheet in named_sheets().values()
