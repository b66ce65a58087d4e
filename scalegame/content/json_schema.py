"""The JSON Schema of level files, for completion and hover in editors: generated from the loader's own types."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema

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
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
