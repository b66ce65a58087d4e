"""Packs for tests: a manifest, levels, and zip files made by hand, good and bad."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.content.example import SHORT

MANIFEST = {
    "format": 1,
    "id": "night-shifts",
    "version": "1.0.0",
    "title": "Night shifts",
    "about": "Three long nights.",
    "authors": ["Ada"],
    "licence": "CC-BY-4.0",
    "requires": ">=0.1",
    "levels": ["first.json", "second.json"],
}


def manifest(**fields: object) -> bytes:
    """Return a ``pack.json`` with fields changed or added; None takes one away."""
    said = {**MANIFEST, **fields}
    return json.dumps({name: value for name, value in said.items() if value is not None}).encode()


def level(name: str, **fields: object) -> bytes:
    """Return the short level under another id."""
    return json.dumps({**json.loads(SHORT), "id": name, "title": name.title(), **fields}).encode()


def files(**fields: object) -> dict[str, bytes]:
    """Return the files of a good pack."""
    return {"pack.json": manifest(**fields), "first.json": level("first"), "second.json": level("second")}


def folder_pack(path: Path, contents: dict[str, bytes] | None = None) -> Path:
    """Write a pack as a folder."""
    for name, data in (files() if contents is None else contents).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def zip_pack(path: Path, contents: dict[str, bytes] | None = None, *more: tuple[ZipInfo, bytes]) -> Path:
    """Write a pack as a zip file, with further members as they are given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, data in (files() if contents is None else contents).items():
            file.writestr(name, data)
        for info, data in more:
            file.writestr(info, data)
    return path
