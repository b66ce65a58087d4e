"""Turns pydantic's findings into sentences for people, each at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scalegame.content.reader.diagnostics import Complaints
from scalegame.content.reader.json_reader import JsonPath, JsonValue
from scalegame.content.reader.phrases import did_you_mean, one_of, quoted
from scalegame.content.schema.catalog import STORE_PARTS, StorePart
from scalegame.content.schema.fields import Part, Shapes
from scalegame.content.schema.limits import MAX_PROBLEMS
from scalegame.content.schema.traffic import INCIDENTS
from scalegame.engine.scenario import Policy

_CHOICE = re.compile(r"'([^']*)'")
#: Pydantic's mark of an error in a key of an object.
_KEY = "[key]"
#: The field that tells which command an object is.
_VERB = "do"
#: Fields that incidents and commands share, so they tell nothing about which was meant.
_COMMON = ("at", "ticks", "count", "server", "times", "capacity")

#: The most choices that are listed although one of them is near.
_FEW = 5

_TYPES = {
    "int_type": "a whole number",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
_BOUNDS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "greater_than_equal": lambda bound: f"at least {bound['ge']:,}",
    "greater_than": lambda bound: f"more than {bound['gt']:,}",
    "less_than_equal": lambda bound: f"at most {bound['le']:,}",
    "less_than": lambda bound: f"less than {bound['lt']:,}",
}
_LENGTHS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "string_too_long": lambda bound: f"at most {bound['max_length']:,} characters",
    "string_too_short": lambda bound: f"at least {_count(bound['min_length'], 'character')}",
    "too_long": lambda bound: f"at most {bound['max_length']:,} entries",
    "too_short": lambda bound: f"at least {_count(bound['min_length'], 'entry')}",
}


def complain(
    error: ValidationError, document: JsonValue, shapes: Shapes, complaints: Complaints, *, whole: str = "the level"
) -> None:
    """Report everything in ``error``; ``shapes`` says which kind of object each object was taken for."""
    for detail in error.errors(include_url=False)[: MAX_PROBLEMS + 1]:
        path, value = _found(document, detail["loc"])
        match detail["type"]:
            case "missing":
                complaints.say(path, f"the field {quoted(str(detail['loc'][-1]))} is missing {_where(path, whole)}")
            case "extra_forbidden":
                shape = shapes.get(id(_found(document, detail["loc"][:-1])[1]))
                complaints.say_at_key(path, _unknown(str(detail["loc"][-1]), shape))
            case "union_tag_invalid":
                verb = _found(document, (*path, _VERB))
                complaints.say(verb[0], _not_among(quoted(_VERB), verb[1], str(detail["ctx"]["expected_tags"])))
            case "incident" if key := _meant(value, INCIDENTS):
                guess = did_you_mean(key, INCIDENTS)
                complaints.say_at_key((*path, key), f"there is no incident {quoted(key)}{guess}")
            case "literal_error" if path[:1] == ("allowed",) and value in tuple(Policy):
                message = f'{quoted(str(value))} is a policy: allow "set_policy", and list it in "policies"'
                complaints.say(path, message)
            case _ if detail["loc"][-1:] == (_KEY,):
                complaints.say_at_key(path, _sentence(detail, "a name here", path[-1]))
            case _:
                complaints.say(path, _sentence(detail, _name(path), value))


def _found(document: JsonValue, location: tuple[str | int, ...]) -> tuple[JsonPath, object]:
    """Follow pydantic's location through the document; what is not there (names of variants) is passed over."""
    path: JsonPath = ()
    value: object = document
    for step in location:
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                continue
        path = (*path, step)
    return path, value


def _unknown(name: str, shape: type[Part] | None) -> str:
    owners = _stores_with(name) if shape is not None and issubclass(shape, StorePart) else []
    if owners:
        return f"unknown field {quoted(name)}; among the stores only {one_of(owners)} can have it"
    known = [] if shape is None else [field.alias or name for name, field in shape.model_fields.items()]
    guess = did_you_mean(name, known)
    return f"unknown field {quoted(name)}{guess or f'; known here are {one_of(known)}'}"


def _stores_with(name: str) -> list[str]:
    """Return the stores whose settings have a field called ``name``."""
    return [store for store, part in STORE_PARTS.items() if name in part.model_fields]


def _sentence(detail: ErrorDetails, name: str, value: object) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _TYPES:
        return f"{name} must be {_TYPES[kind]}, not {_brief(value)}{_without_quotes(kind, value)}"
    if kind in _BOUNDS:
        return f"{name} must be {_BOUNDS[kind](context)}, but is {_brief(value)}"
    if kind in _LENGTHS:
        length = len(value) if isinstance(value, (str, list, dict)) else 0
        return f"{name} must have {_LENGTHS[kind](context)}, but has {length:,}"
    if kind in ("enum", "literal_error"):
        return _not_among(name, value, str(context["expected"]))
    if kind == "union_tag_not_found":
        return f"a command is an object with the field {quoted(_VERB)}"
    if kind == "incident":
        return f"an incident is an object with one of the fields {one_of(INCIDENTS)}"
    # The rest are our own checks in fields.py: sentences that begin with "must".
    return f"{name} {detail['msg']}" + ("" if kind == "text" else f", not {_brief(value)}")


def _meant(value: object, wanted: Sequence[str]) -> str:
    """Return the key of an object that is probably a misspelt ``wanted``; empty if there is none."""
    keys = [key for key in value if key not in _COMMON] if isinstance(value, dict) else []
    return next((key for key in keys if did_you_mean(key, wanted)), "")


def _not_among(name: str, value: object, expected: str) -> str:
    choices = _CHOICE.findall(expected)
    if not choices:
        return f"{name} must be {expected.lower()}, not {_brief(value)}"
    # A store is bought by "add_redis" and allowed by "redis".
    bought = value.removeprefix("add_") if isinstance(value, str) else ""
    guess = did_you_mean(bought if bought in choices else value, choices) if isinstance(value, str) else ""
    if guess and len(choices) > _FEW:
        return f"{name} cannot be {_brief(value)}{guess}"
    return f"{name} must be one of {one_of(choices)}, not {_brief(value)}{guess}"


def _without_quotes(kind: str, value: object) -> str:
    number = kind in ("int_type", "decimal_type", "is_instance_of")
    return "; write it without quotes" if number and isinstance(value, str) and value.isdigit() else ""


def _name(path: JsonPath) -> str:
    """Name a value as a reader finds it: its field, and the place in a list."""
    indexes = ""
    for step in reversed(path):
        if isinstance(step, str):
            return quoted(step) + indexes
        indexes = f"[{step}]{indexes}"
    return "the whole file"


def _where(path: JsonPath, whole: str) -> str:
    return f"in {_name(path)}" if path else f"in {whole}"


def _brief(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case int() | Decimal():
            return str(value)
        case list():
            return "a list"
        case _:
            return "an object"


def _count(number: object, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun.replace('entry', 'entrie')}s"
