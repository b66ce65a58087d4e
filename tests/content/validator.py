"""The part of JSON Schema that our schema uses, as an editor would apply it: slow, small, and knows no pydantic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

#: A schema, or a part of one.
Schema = Mapping[str, object]
#: What only explains, and accepts every value.
_EXPLAINS = {"$schema", "$defs", "title", "description", "default", "discriminator"}
_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}
#: Keywords with one number, for values that have a size or are numbers.
_BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "minimum": lambda number, bound: number >= bound,
    "maximum": lambda number, bound: number <= bound,
    "exclusiveMaximum": lambda number, bound: number < bound,
    "minLength": lambda size, bound: size >= bound,
    "maxLength": lambda size, bound: size <= bound,
    "minItems": lambda size, bound: size >= bound,
    "maxItems": lambda size, bound: size <= bound,
    "maxProperties": lambda size, bound: size <= bound,
}


class Validator:
    """Says whether values are as a schema wants them; a keyword that it does not know is an error."""

    def __init__(self, root: Schema) -> None:
        self._definitions = _object(root["$defs"])
        self._root = root

    def accepts(self, value: object, schema: Schema | None = None) -> bool:
        """Whether ``value`` is as ``schema`` (the whole one if left out) says."""
        schema = self._root if schema is None else schema
        return all(
            self._obeys(value, keyword, wanted, schema)
            for keyword, wanted in schema.items()
            if keyword not in _EXPLAINS
        )

    def _obeys(self, value: object, keyword: str, wanted: object, schema: Schema) -> bool:
        match keyword, wanted:
            case "$ref", str():
                return self.accepts(value, _object(self._definitions[wanted.removeprefix("#/$defs/")]))
            case "type", str():
                return _TYPES[wanted](value)
            case "const", _:
                return value == wanted and type(value) is type(wanted)
            case "enum", list():
                return value in wanted
            case "pattern", str():
                return not isinstance(value, str) or re.search(wanted, value) is not None
            case "anyOf", list():
                return any(self.accepts(value, one) for one in wanted)
            case "oneOf", list():
                return sum(self.accepts(value, one) for one in wanted) == 1
            case "items", dict():
                return not isinstance(value, list) or all(self.accepts(one, wanted) for one in value)
            case _, int() | float() if keyword in _BOUNDS:
                size = value if _TYPES["number"](value) else len(value) if isinstance(value, (str, list, dict)) else 0
                return isinstance(size, (int, float)) and _BOUNDS[keyword](size, wanted)
            case _:
                return not isinstance(value, dict) or self._object_obeys(value, keyword, wanted, schema)

    def _object_obeys(self, value: Mapping[str, object], keyword: str, wanted: object, schema: Schema) -> bool:
        match keyword, wanted:
            case "required", list():
                return all(field in value for field in wanted)
            case "properties", dict():
                return all(self.accepts(value[field], one) for field, one in wanted.items() if field in value)
            case "patternProperties", dict():
                return all(
                    self.accepts(one, inner)
                    for pattern, inner in wanted.items()
                    for field, one in value.items()
                    if re.search(pattern, field)
                )
            case "propertyNames", dict():
                return all(self.accepts(field, wanted) for field in value)
            case "additionalProperties", False:
                return set(value) <= set(_object(schema["properties"]))
            case _:
                raise NotImplementedError(keyword)


def _object(value: object) -> Mapping[str, Schema]:
    assert isinstance(value, dict)
    return value
