"""The fields of a level as a document for people, generated from the JSON Schema: ``docs/level-fields.md``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scalegame.content.reader.comments import SIGN
from scalegame.content.schema.json_schema import level_schema

#: A schema, or a part of one.
SchemaNode = Mapping[str, object]

_HEAD = """# Every field of a level

What a level file can say, generated from the [JSON Schema](../levels/level.schema.json) (`make fields`); how to write
one is told in the [modding guide](modding.md). Fields in **bold** are required, though a level that `extends` another
may have them from there, all but its own `format` and `id`. In any object, a field whose name begins with `//` is a
comment.
"""
_REF = "#/$defs/"
_PERCENT_SIGN = "%$"
_ROOT = "Level"


def level_reference() -> str:
    """Return the document: a section for each kind of object, in the order in which a reader meets them."""
    root = _requiring(json.loads(level_schema()))
    definitions = _nodes(root["$defs"])
    sections = [_section(_ROOT, root, definitions)]
    met: dict[str, SchemaNode] = {}
    _meet(root, definitions, met)
    sections += [_section(str(node["title"]), node, definitions) for node in met.values()]
    return "\n".join([_HEAD, *sections])


def _requiring(schema: dict[str, Any]) -> SchemaNode:
    """Return the schema as it is for a level that extends no other, each object with what it requires."""
    then, fields = schema["then"], schema["properties"]
    for name, more in then["properties"].items():
        one = next(one for one in (fields[name], *fields[name].get("anyOf", ())) if "$ref" in one)
        schema["$defs"][one["$ref"].removeprefix(_REF)] |= more
    return {**schema, "required": [*schema["required"], *then["required"]]}


def _meet(node: SchemaNode, definitions: Mapping[str, SchemaNode], met: dict[str, SchemaNode]) -> None:
    """Add to ``met`` the objects that ``node`` can hold, each followed by those that it holds itself."""
    for name in _references(_nodes(node.get("properties", {}))):
        if name not in met and definitions[name].get("type") == "object":
            met[name] = definitions[name]
            _meet(definitions[name], definitions, met)


def _references(node: object) -> Iterator[str]:
    """Yield the names of all definitions that a schema refers to."""
    if isinstance(node, list):
        for inner in node:
            yield from _references(inner)
    elif isinstance(node, dict):
        if "$ref" in node:
            yield str(node["$ref"]).removeprefix(_REF)
        for inner in node.values():
            yield from _references(inner)


def _section(title: str, node: SchemaNode, definitions: Mapping[str, SchemaNode]) -> str:
    required = node.get("required", [])
    lines = [f"## {title}", "", str(node["description"]), ""]
    fields = _nodes(node.get("properties", {}))
    if not fields:
        return "\n".join(lines)
    lines += ["| field | value | if left out | meaning |", "|---|---|---|---|"]
    for name, field in fields.items():
        needed = isinstance(required, list) and name in required
        shown = f"**`{name}`**" if needed else f"`{name}`"
        about = field.get("description") or _resolved(field, definitions).get("description", "")
        lines.append(f"| {shown} | {_value(field, definitions)} | {_default(field)} | {_cell(str(about))} |")
    return "\n".join([*lines, ""])


def _default(field: SchemaNode) -> str:
    text = json.dumps(field.get("default"))
    return "" if text in ("null", "[]") or "{" in text else f"`{text}`"


def _value(field: SchemaNode, definitions: Mapping[str, SchemaNode]) -> str:
    """Return in words what can stand in a field."""
    if "$ref" in field:
        node = _resolved(field, definitions)
        return _link(node) if node.get("type") == "object" else _value(node, definitions)
    for choice in ("anyOf", "oneOf"):
        if choice in field:
            values = [_value(one, definitions) for one in _list(field[choice]) if one.get("type") != "null"]
            return " or ".join(values) if len(values) <= 2 else ", ".join(values)  # noqa: PLR2004 - two join by a word
    if "const" in field:
        return _code(field["const"])
    if "enum" in field:
        return ", ".join(_code(choice) for choice in _choices(field["enum"]))
    match field.get("type"):
        case "integer":
            return f"whole number{_range(field)}"
        case "number":
            return f"number{_range(field)}"
        case "boolean":
            return "`true` or `false`"
        case "string":
            return _text(field)
        case "array":
            items = _list([field.get("items", {})])[0]
            return f"list{_size(field, 'Items')} of: {_value(items, definitions)}"
        case _:
            return _named(field, definitions)


def _text(field: SchemaNode) -> str:
    if str(field.get("pattern", "")).endswith(_PERCENT_SIGN):
        return 'percentage, such as `"2.5%"`'
    return f"text of at most {field['maxLength']:,} characters" if "maxLength" in field else "text"


def _named(field: SchemaNode, definitions: Mapping[str, SchemaNode]) -> str:
    """Return what an object holds whose fields a level names itself."""
    patterns = _nodes(field.get("patternProperties", {}))
    inner = [_value(node, definitions) for pattern, node in patterns.items() if not pattern.startswith(f"^{SIGN}")]
    return f"object{_size(field, 'Properties')}; by name: {' or '.join(inner)}"


def _range(field: SchemaNode) -> str:
    least, most = field.get("minimum"), field.get("maximum")
    if "exclusiveMaximum" in field:
        return f" from {least:,}, less than {field['exclusiveMaximum']:,}"
    if least is not None and most is not None:
        return f" from {least:,} to {most:,}"
    return f", at least {least:,}" if least is not None else ""


def _size(field: SchemaNode, what: str) -> str:
    least, most = field.get(f"min{what}"), field.get(f"max{what}")
    if least == most is not None:
        return f" of exactly {least}"
    return f" (at most {most:,})" if most is not None else ""


def _link(node: SchemaNode) -> str:
    title = str(node["title"])
    return f"[{title}](#{title.lower()})"


def _code(value: object) -> str:
    return f"`{json.dumps(value)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _resolved(field: SchemaNode, definitions: Mapping[str, SchemaNode]) -> SchemaNode:
    return definitions[str(field["$ref"]).removeprefix(_REF)] if "$ref" in field else field


def _nodes(value: object) -> Mapping[str, SchemaNode]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[SchemaNode]:
    return value if isinstance(value, list) else []


def _choices(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
