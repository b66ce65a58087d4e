"""Comments in a level file: fields whose name begins with ``//`` may stand in any object and mean nothing."""

from __future__ import annotations

from dataclasses import replace

from scalegame.content.reader.json_reader import Document, JsonValue

#: The beginning of a comment's name. An object may hold several: ``"//"``, ``"// why"``, ``"//2"``.
SIGN = "//"


def without_remarks(document: Document) -> Document:
    """Return ``document`` without its comments. Everything else keeps its place."""
    return replace(document, value=_without(document.value))


def _without(value: JsonValue) -> JsonValue:
    match value:
        case dict():
            return {key: _without(inner) for key, inner in value.items() if not key.startswith(SIGN)}
        case list():
            return [_without(inner) for inner in value]
        case _:
            return value
