"""The base of all commands: a verb, what a level must allow, a quote, an effect, a plain form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from scalegame.engine.commands.fields import PlainCommand, fields_of
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import Scenario

if TYPE_CHECKING:
    from scalegame.engine.decisions.queries import Situation
    from scalegame.engine.tick.operator import Operator


class BaseCommand(ABC):
    """A command. Its subclasses are frozen dataclasses whose fields are what a player chooses."""

    __slots__ = ()
    #: The name of the command in files and levels.
    verb: ClassVar[str]

    @classmethod
    def possible_rights(cls) -> tuple[str, ...]:
        """Return all names in ``Scenario.allowed`` that commands of this class can need."""
        return (cls.verb,)

    def rights(self) -> frozenset[str]:
        """Return the names in ``Scenario.allowed`` that this command needs, all of them."""
        return frozenset(self.possible_rights())

    def is_offered(self, scenario: Scenario) -> bool:
        """Whether the level lets a player give this command."""
        return self.rights() <= scenario.allowed

    @abstractmethod
    def quote(self, now: Situation) -> Quote | Refusal:
        """Return price and lead time, or the refusal. The level is going on and offers it; the budget is not asked."""

    @abstractmethod
    def apply(self, operator: Operator) -> None:
        """Carry the command out; ``quote`` has allowed it and its price is paid."""

    @classmethod
    def written_verbs(cls) -> tuple[str, ...]:
        """Return the verbs by which files name this command."""
        return (cls.verb,)

    def plain(self) -> PlainCommand:
        """Return the command as a file writes it: its verb, then field by field."""
        return {"do": self.verb, **{field.key: field.of(self) for field in fields_of(type(self))}}

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> Self:
        """Return the command that ``plain`` describes; raises ``ValueError`` with a sentence if it describes none."""
        return cls(*(field.read(plain) for field in fields_of(cls)))
