"""Writes JSON as the campaign's levels are written: short values stand in one line, numbers stay exact."""

from __future__ import annotations

import json
from decimal import Decimal

from scalegame.content.reader.json_reader import JsonValue

_WIDTH = 120
_INDENT = "  "


def written(value: JsonValue) -> str:
    """Return ``value`` as the text of a file; fields stand in the order that they have in it."""
    return _laid_out(value, "", 0, whole=True) + "\n"


def compact(value: JsonValue) -> str:
    """Return ``value`` as JSON without a space that is not needed."""
    match value:
        case dict():
            return "{" + ",".join(f"{in_line(key)}:{compact(part)}" for key, part in value.items()) + "}"
        case list():
            return f"[{','.join(compact(part) for part in value)}]"
        case _:
            return in_line(value)


def _laid_out(value: JsonValue, indent: str, taken: int, *, whole: bool = False) -> str:
    """Return a value that begins after ``taken`` characters of a line; the ``whole`` file is never one line."""
    if not isinstance(value, dict | list) or not value:
        return in_line(value)
    # A line of its own ends with a comma.
    if not whole and taken + len(line := in_line(value)) < _WIDTH:
        return line
    inner = indent + _INDENT
    if isinstance(value, dict):
        names = [f"{inner}{in_line(key)}: " for key in value]
        lines = [name + _laid_out(part, inner, len(name)) for name, part in zip(names, value.values(), strict=True)]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _laid_out(part, inner, len(inner)) for part in value) + f"\n{indent}]"


def in_line(value: JsonValue) -> str:
    """Return ``value`` as JSON in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{in_line(key)}: {in_line(part)}" for key, part in value.items()) + "}"
        case list():
            return f"[{', '.join(in_line(part) for part in value)}]"
        case Decimal():
            return format(value, "f")
        case _:
            return json.dumps(value, ensure_ascii=False)
