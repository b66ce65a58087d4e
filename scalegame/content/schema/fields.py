"""The kinds of values that fields of a level file have: texts, names, percentages, dollars, times.

Each checks itself with a sentence that says what is wanted, and describes itself in the JSON Schema.
The helpers turn the friendly units of files into the engine's whole numbers, exactly.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scalegame.content.schema.limits import (
    MAX_DOLLARS,
    MAX_DURATION,
    MAX_LABEL,
    MAX_LINE,
    MAX_MILLISECONDS,
    MAX_NAME,
    MAX_PACK_ID,
    MAX_PARAGRAPH,
    MAX_PICTURE_WIDTH,
    MAX_TITLE,
)
from scalegame.engine.commands import ALL
from scalegame.engine.scenario import StoreName, Target
from scalegame.engine.units import MILLICENTS_PER_DOLLAR
from scalegame.sanitize import is_inert

_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(\.[0-9])?%")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CATTLE = re.compile(r"[sS][0-9]+")
_THOUSAND = 1000
#: Unicode's categories of what takes no cell of its own, and its widths of what takes two cells.
_NO_CELL, _TWO_CELLS = ("Mn", "Me", "Cf"), ("W", "F")
#: Words that mean something else where a server's name can stand.
_TAKEN = frozenset(
    {ALL, "balancer", "limiter", *(target.value for target in Target), *(store.value for store in StoreName)}
)


#: The kind of part that each object of a file (by its ``id()``) was taken for, so that an unknown field can
#: be answered with the fields that are known there. Handed to pydantic as the validation context.
Shapes = dict[int, "type[Part]"]


class Part(BaseModel):
    """One object of a level file: its types are taken literally and a field it does not know is a mistake."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        model_title_generator=lambda model: model.__name__.removesuffix("Part"),
    )

    @model_validator(mode="before")
    @classmethod
    def _note_shape(cls, value: object, info: ValidationInfo[Shapes | None]) -> object:
        if info.context is not None:
            info.context[id(value)] = cls
        return value


def _text(text: str) -> str:
    for character in text:
        if not is_inert(character):
            raise PydanticCustomError("text", "must hold no control characters, but holds {code}", _code(character))
    if not text.strip():
        raise PydanticCustomError("text", "must not be empty")
    return text


def _picture_line(text: str) -> str:
    """Refuse a text with a character that is not one cell wide; return it otherwise."""
    for character in text:
        if not is_inert(character) or unicodedata.category(character) in _NO_CELL:
            more = ""
        elif unicodedata.east_asian_width(character) in _TWO_CELLS:
            more = ", which takes two"
        else:
            continue
        told = "must hold only characters that take a cell each, but holds {code}{more}"
        raise PydanticCustomError("text", told, {**_code(character), "more": more})
    return text


def _code(character: str) -> dict[str, str]:
    return {"code": f"U+{ord(character):04X}"}


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise PydanticCustomError("slug", 'must be small letters, digits and single hyphens, such as "my-first-level"')
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise PydanticCustomError("name", "must begin with a letter and hold only letters, digits, - and _")
    if text.lower() in _TAKEN:
        raise PydanticCustomError("name", "must not be a word that means something else")
    return text


def _server_name(text: str) -> str:
    if _CATTLE.fullmatch(text):
        raise PydanticCustomError(
            "name", "must not be an s with a number: those name servers that are added later (and S3 is a store)"
        )
    return _name(text)


def _percent(text: object) -> object:
    if not isinstance(text, str) or not _PERCENT.fullmatch(text):
        raise PydanticCustomError("percent", 'must be a percentage in quotes, such as "5%" or "2.5%"')
    return text


def _exact(number: object) -> object:
    """Return a whole number, of which the reader makes an ``int``, as a ``Decimal``; all else as it is."""
    return Decimal(number) if isinstance(number, int) and not isinstance(number, bool) else number


def _dollars(number: Decimal) -> Decimal:
    if number * MILLICENTS_PER_DOLLAR % 1:
        raise PydanticCustomError("dollars", "must have at most five digits after the point (a thousandth of a cent)")
    return number


def _thousandths(number: Decimal) -> Decimal:
    if number * _THOUSAND % 1:
        raise PydanticCustomError("thousandths", "must have at most three digits after the point")
    return number


#: A text in one line: no line ends, no control characters.
Label = Annotated[str, Field(min_length=1, max_length=MAX_LABEL), AfterValidator(_text)]
Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE), AfterValidator(_text)]
TextLine = Annotated[str, Field(min_length=1, max_length=MAX_LINE), AfterValidator(_text)]
Paragraph = Annotated[str, Field(min_length=1, max_length=MAX_PARAGRAPH), AfterValidator(_text)]
#: A line of a picture: its spaces count, and it may be empty.
PictureLine = Annotated[str, Field(max_length=MAX_PICTURE_WIDTH), AfterValidator(_picture_line)]
Slug = Annotated[
    str, Field(max_length=MAX_LABEL, json_schema_extra={"pattern": f"^{_SLUG.pattern}$"}), AfterValidator(_slug)
]
PackId = Annotated[
    str, Field(max_length=MAX_PACK_ID, json_schema_extra={"pattern": f"^{_SLUG.pattern}$"}), AfterValidator(_slug)
]
Name = Annotated[str, Field(max_length=MAX_NAME, json_schema_extra={"pattern": f"^{_NAME.pattern}$"})]
#: A word that must be the name of something else in the file; ``content/checks/`` checks which one.
Reference = Annotated[str, Field(max_length=MAX_LABEL)]
TypeName = Annotated[Name, AfterValidator(_name)]
ZoneName = Annotated[Name, AfterValidator(_name)]
ServerName = Annotated[Name, AfterValidator(_server_name)]
Percent = Annotated[
    str, BeforeValidator(_percent), WithJsonSchema({"type": "string", "pattern": f"^{_PERCENT.pattern}$"})
]
#: A number which may have thousandths; the bounds come from the field.
Number = Annotated[
    Decimal, BeforeValidator(_exact), AfterValidator(_thousandths), WithJsonSchema({"type": "number", "minimum": 0})
]
Dollars = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=MAX_DOLLARS),
    AfterValidator(_dollars),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MAX_DOLLARS}),
]
Milliseconds = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=MAX_MILLISECONDS),
    AfterValidator(_thousandths),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MAX_MILLISECONDS}),
]
#: A time that something takes: at least one tick.
Ticks = Annotated[int, Field(ge=1, le=MAX_DURATION)]


def millicents(dollars: Decimal) -> int:
    """Return an amount of money in the engine's unit."""
    return int(dollars * MILLICENTS_PER_DOLLAR)


def microseconds(milliseconds: Decimal) -> int:
    """Return a time in the engine's unit for latencies."""
    return int(milliseconds * _THOUSAND)


def per_mille(percent: str) -> int:
    """Return a percentage such as ``"2.5%"`` in per mille."""
    return int(Decimal(percent.removesuffix("%")) * 10)


def thousandths(number: Decimal) -> int:
    """Return a factor in per mille."""
    return int(number * _THOUSAND)
