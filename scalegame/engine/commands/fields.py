"""The fields of commands as files write them: numbers, words and members of enumerations, each under its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING, get_args, get_type_hints

from scalegame.engine.enums import Check, Eviction, IncidentKind, LimitPer, Persistence, Policy, StoreName

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: A command as it stands in a file.
PlainCommand = dict[str, str | int]
#: In the metadata of a field: its key in files, where that is not the name of the field.
KEY = "key"

#: The sentence about a word that names no member, by the enumerations that a field may hold.
_UNKNOWN: dict[tuple[type[StrEnum], ...], str] = {
    (StoreName,): "there is no store {!r}",
    (Policy,): "there is no policy {!r}",
    (Check,): "there is no health check {!r}",
    (LimitPer,): "there is no rate limit per {!r}",
    (IncidentKind,): "there is no incident {!r}",
    (Eviction, Persistence): "Redis has no setting {!r}",
}


def word(plain: Mapping[str, object], key: str, default: str | None = None) -> str:
    """Return the text under ``key``; raises ``ValueError`` if there is none."""
    value = plain.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f'a command needs a text in "{key}"')  # noqa: TRY004 - bad input, not a bad call
    return value


def count(plain: Mapping[str, object], key: str, default: int | None = None) -> int:
    """Return the whole number under ``key``, 0 or more; raises ``ValueError`` if there is none."""
    value = plain.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f'"{key}" must be a whole number')
    return value


def choice(name: str, kinds: tuple[type[StrEnum], ...]) -> StrEnum:
    """Return the member of one of ``kinds`` that ``name`` names; raises ``ValueError`` if there is none."""
    for kind in kinds:
        if name in {member.value for member in kind}:
            return kind(name)
    raise ValueError(_UNKNOWN[kinds].format(name))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a command: its name, its key in files, what it may hold (numbers, words or members), its default."""

    name: str
    key: str
    kinds: tuple[type, ...]
    default: int | str | None

    def of(self, command: object) -> int | str:
        """Return the plain value of this field of ``command``."""
        value: int | str | Enum = getattr(command, self.name)
        plain: int | str = value.value if isinstance(value, Enum) else value
        return plain

    def read(self, plain: Mapping[str, object]) -> int | str:
        """Return what a command holds in this field, as ``plain`` says; raises ``ValueError`` with a sentence."""
        if self.kinds == (int,):
            return count(plain, self.key, self.default if isinstance(self.default, int) else None)
        text = word(plain, self.key, self.default if isinstance(self.default, str) else None)
        return text if self.kinds == (str,) else choice(text, self.kinds)


@cache
def fields_of(command: type[DataclassInstance]) -> tuple[Field, ...]:
    """Return the fields of a class of command, as its annotations describe them; read when first asked for."""
    kinds = get_type_hints(command)
    return tuple(
        Field(
            each.name,
            each.metadata.get(KEY, each.name),
            get_args(kinds[each.name]) or (kinds[each.name],),
            None if each.default is MISSING else each.default,
        )
        for each in fields(command)
    )
