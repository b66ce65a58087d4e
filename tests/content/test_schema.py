"""The JSON Schema for editors: as the loader's types say it, every field described, and true of every level."""

from __future__ import annotations

import dataclasses
import json
from inspect import get_annotations
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from scalegame.content.extends import EXTENDS
from scalegame.content.levels import level_files, shipped_levels
from scalegame.content.reader import json_reader
from scalegame.content.schema.catalog import STORE_PARTS, StoresPart
from scalegame.content.schema.commands import MovePart
from scalegame.content.schema.fields import Part, Shapes
from scalegame.content.schema.json_schema import level_schema
from scalegame.content.schema.level import Allowed, Component, LevelPart
from scalegame.content.schema.traffic import INCIDENTS
from scalegame.engine.commands import COMMANDS, AddStore, CauseIncident, Connect
from scalegame.engine.commands.fields import KEY
from scalegame.engine.scenario import IncidentKind, Policy, StoreName
from tests.content.example import (
    FULL,
    MARK,
    SHORT,
    Steps,
    changed,
    full,
    items,
    part,
    problems,
    steps_of,
    without,
    written,
)
from tests.depth import examples

SCHEMA = json.loads(level_schema())
VALIDATOR = Draft202012Validator(SCHEMA)
FIELDS = list(steps_of(full()))
#: Objects whose fields a level names itself.
OPEN = (("plans",), ("catalog", "servers"))
OBJECTS = [path for path in FIELDS if isinstance(part(full(), path), dict)]


def name(path: Steps) -> str:
    return ".".join(str(step) for step in path)


def accepted(document: object, path: Steps) -> bool:
    """Return whether an editor accepts the full level, changed at ``path``: only that field, as all others are good."""
    if not isinstance(document, dict) or not path or path[0] not in document:
        return VALIDATOR.is_valid(document)
    return VALIDATOR.is_valid({**json.loads(SHORT), path[0]: document[path[0]]})


def test_the_shipped_schema_is_the_one_of_the_loader() -> None:
    """If this fails: ``make fields``."""
    assert (shipped_levels() / "level.schema.json").read_text(encoding="utf-8") == level_schema()


def test_the_schema_is_one_of_the_dialect_that_it_names() -> None:
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


def test_every_field_of_the_schema_is_described() -> None:
    kinds = SCHEMA["$defs"]
    for kind_name, kind in {"level": SCHEMA, **kinds}.items():
        assert kind.get("description"), kind_name
        for field, value in kind.get("properties", {}).items():
            described = value.get("description") or kinds[value["$ref"].removeprefix("#/$defs/")].get("description")
            assert described, f"{kind_name}.{field}"


@pytest.mark.parametrize("path", level_files(shipped_levels()), ids=lambda path: path.stem)
def test_a_level_of_the_campaign_is_as_the_schema_says(path: Path) -> None:
    assert VALIDATOR.is_valid(json.loads(path.read_bytes()))


def test_the_full_and_the_short_level_are_as_the_schema_says() -> None:
    assert VALIDATOR.is_valid(full())
    assert VALIDATOR.is_valid(json.loads(SHORT))


@pytest.mark.deeper
def test_an_editor_lets_every_object_hold_comments_and_nothing_else_that_is_unknown() -> None:
    for path in [(), *OBJECTS][:: examples(4, 1)]:
        remarked = changed((*path, "// why"), ["because", 1])
        assert accepted(remarked, path), name(path)
        assert problems(written(remarked)) == (), name(path)
        assert not accepted(changed((*path, MARK), {}), path), name(path)


@pytest.mark.deeper
def test_an_editor_marks_an_object_that_no_field_takes() -> None:
    closed = [path for path in FIELDS if path not in OPEN and path[:-1] not in OPEN][:: examples(4, 1)]
    assert [name(path) for path in closed if accepted(changed(path, {MARK: 1}), path)] == []


@pytest.mark.deep
def test_a_field_that_an_editor_misses_is_missed_by_the_loader() -> None:
    missing = [path for path in FIELDS if not accepted(without(path), path)]
    assert "plans.everything.6.min" in map(name, missing)
    assert [name(path) for path in missing if not problems(written(without(path)))] == []


def test_the_full_level_holds_every_field_there_is() -> None:
    """A field that it lacks escapes the tests that spoil each field in turn."""
    document, shapes = json_reader.read(FULL).value, Shapes()
    LevelPart.model_validate(document, context=shapes)
    said: dict[type[Part], set[str]] = {}
    for path in [(), *FIELDS]:
        value = part(document, path)
        for kind in shapes[id(value)].__mro__ if isinstance(value, dict) and id(value) in shapes else ():
            if issubclass(kind, Part):
                said.setdefault(kind, set()).update(str(field) for field, _ in items(value))
    for kind, fields in said.items():
        own = {field for field in kind.model_fields if field in get_annotations(kind)} - {EXTENDS}
        assert {kind.model_fields[field].alias or field for field in own} <= fields, kind.__name__
    kinds = {definition["title"] for definition in SCHEMA["$defs"].values() if definition["type"] == "object"}
    assert kinds <= {kind.__name__.removesuffix("Part") for kind in said}


def test_levels_can_allow_every_command_there_is() -> None:
    """The engine's commands and stores, and signed cookies; undraining comes with draining, the next wave always.

    Nobody learns by making trouble: what orders visitors and incidents is not taught.
    """
    ordering = {"set_traffic", "cause_incident"}
    verbs = {command.verb for command in COMMANDS} - {"add_store", "undrain_server", "next_wave"}
    allowed = {*verbs, *StoreName, "signed_cookie"}
    assert set(get_args(Allowed)) == allowed
    assert set(get_args(Component)) == (allowed - {"set_policy", *ordering}) | {"next_wave", *Policy}


def test_plans_can_write_every_command_as_the_engine_reads_it() -> None:
    """The verbs are the engine's, and the keys those by which it writes the fields of its commands."""
    parts = {
        verb: part for part in get_args(get_args(MovePart)[0]) for verb in get_args(part.model_fields["do"].annotation)
    }
    bought = {f"add_{store.value}" for store in StoreName}
    assert set(parts) == {command.verb for command in COMMANDS} - {AddStore.verb} | bought
    for command in set(COMMANDS) - {AddStore, Connect, CauseIncident}:
        keys = {each.metadata.get(KEY, each.name) for each in dataclasses.fields(command)}
        written = {field.alias or name for name, field in parts[command.verb].model_fields.items()}
        assert written - {"at", "do", "//"} == keys, command.verb


def test_every_store_has_a_field_of_its_kind_of_part() -> None:
    assert set(STORE_PARTS) == set(StoresPart.model_fields) == set(StoreName)
    for store, settings in STORE_PARTS.items():
        assert StoresPart.model_fields[store].annotation == settings | None


def test_every_incident_has_a_field_that_names_it() -> None:
    assert set(INCIDENTS) == set(IncidentKind)


def test_an_editor_asks_less_of_a_level_that_extends_another() -> None:
    heir = {"format": 1, "id": "heir", "extends": "base.json", "start": {"balancer": {"policy": "random"}}}
    assert VALIDATOR.is_valid(heir)
    assert not VALIDATOR.is_valid({**heir, "id": None})
    assert not VALIDATOR.is_valid({key: value for key, value in heir.items() if key != EXTENDS})
