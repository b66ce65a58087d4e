"""The fields of ``pack.json``: the pack's id, its authors, the versions it fits, and its levels in order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from scalegame.content.bundled import MANIFEST
from scalegame.content.packs.folders import beside
from scalegame.content.packs.versions import SEMVER, is_range
from scalegame.content.schema import limits
from scalegame.content.schema.fields import Label, PackId, Part, TextLine, Title


def _version(text: str) -> str:
    if not SEMVER.fullmatch(text):
        raise PydanticCustomError("version", 'must be a version of three numbers, such as "1.0.0"')
    return text


def _range(text: str) -> str:
    if not is_range(text):
        raise PydanticCustomError("range", 'must be a range of versions, such as ">=0.1" or ">=0.1, <2"')
    return text


def _file(text: str) -> str:
    if not text.endswith(".json") or beside(MANIFEST, text) != text:
        raise PydanticCustomError("file", 'must be the path of a file in the pack, such as "levels/first.json"')
    return text


class PackPart(Part):
    """A pack of levels."""

    schema_: TextLine | None = Field(None, alias="$schema", description="For your editor only.")
    format: Literal[1] = Field(description="The version of this format.")
    id: PackId = Field(
        description="The pack's name for programs: small letters, digits and hyphens. Its levels are called pack/level."
    )
    version: Annotated[Label, AfterValidator(_version)] = Field(description="The pack's own version (semver).")
    title: Title = Field(description="The pack's name for people.")
    about: TextLine | None = Field(None, description="One line for the list of levels.")
    authors: list[Label] = Field(min_length=1, max_length=limits.MAX_AUTHORS, description="Who made it.")
    licence: Label = Field(description="What others may do with it, such as MIT or CC-BY-4.0.")
    requires: Annotated[Label, AfterValidator(_range)] = Field(description="The versions of the game that it needs.")
    levels: list[Annotated[TextLine, AfterValidator(_file)]] = Field(
        min_length=1, max_length=limits.MAX_PACK_LEVELS, description="Its level files, in the order of play."
    )
