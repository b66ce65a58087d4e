"""The JSON Schema of level files, for completion and hover in editors: generated from the loader's own types."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema

from scalegame.content.remarks import SIGN
from scalegame.content.schema import LevelPart

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that would only repeat the names of fields."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - as pydantic calls it
        """Say no to every field."""
        return False


def level_schema() -> str:
    """Return the JSON Schema as text, ready to be written to ``levels/level.schema.json``."""
    schema = {"$schema": _DIALECT, **LevelPart.model_json_schema(schema_generator=_Untitled)}
    return json.dumps(_closed(schema), indent=2, ensure_ascii=False) + "\n"


def _closed(node: object) -> object:
    """Let objects hold comments and, beside the fields that they know, nothing else; make defaults what they are."""
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
