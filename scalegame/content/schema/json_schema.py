"""The JSON Schema of level files, for completion and hover in editors: generated from the loader's own types."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from scalegame.content.extends import EXTENDS, OWN
from scalegame.content.reader.comments import SIGN
from scalegame.content.schema.level import LevelPart

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that would only repeat the names of fields."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - as pydantic calls it
        """Return that no field gets a title."""
        return False


def level_schema() -> str:
    """Return the JSON Schema as text, ready to be written to ``levels/level.schema.json``."""
    schema = {"$schema": _DIALECT, **LevelPart.model_json_schema(schema_generator=_Untitled)}
    _ask_less_of_heirs(schema)
    return json.dumps(_closed(schema), indent=2, ensure_ascii=False) + "\n"


def _ask_less_of_heirs(schema: dict[str, Any]) -> None:
    """Require what can be inherited only of levels that extend no other: of the level, and of objects in it."""
    needed = {"required": [name for name in schema["required"] if name not in OWN]}
    schema["required"] = [name for name in schema["required"] if name in OWN]
    inside = {}
    for name, field in schema["properties"].items():
        references = [field, *field.get("anyOf", [])]
        for definition in (schema["$defs"][one["$ref"].rpartition("/")[2]] for one in references if "$ref" in one):
            if "required" in definition:
                inside[name] = {"required": definition.pop("required")}
    schema["if"] = {"not": {"required": [EXTENDS]}}
    schema["then"] = {**needed, "properties": inside}


def _closed(node: object) -> object:
    """Allow comments and the known fields in objects and nothing else; write each default as a file writes it."""
    if isinstance(node, list):
        return [_closed(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    # "discriminator" belongs to OpenAPI, not to JSON Schema.
    found = {key: _closed(inner) for key, inner in node.items() if key != "discriminator"}
    if found.get("type") == "number" and isinstance(found.get("default"), str):
        found["default"] = json.loads(str(found["default"]))
    if found.get("type") == "object":
        patterns = found.get("patternProperties")
        remark = {f"^{SIGN}": {"description": "A comment. The game does not look at it."}}
        found["patternProperties"] = {**patterns, **remark} if isinstance(patterns, dict) else remark
        found["additionalProperties"] = False
        if "propertyNames" in found:
            found["propertyNames"] = {"anyOf": [{"pattern": f"^{SIGN}"}, found["propertyNames"]]}
    return found
