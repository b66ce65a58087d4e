"""The fields of a level file, each with its meaning, its unit, its bounds and its default.

The JSON Schema for editors is generated from these models: the level as a whole here, its larger parts in the modules
beside it. ``content/checks/`` checks what fields mean together; ``content/build/`` turns a whole file into the engine's
values.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from scalegame.content.schema import limits
from scalegame.content.schema.catalog import CatalogPart
from scalegame.content.schema.commands import MovePart
from scalegame.content.schema.fields import (
    Dollars,
    Paragraph,
    Part,
    Percent,
    PictureLine,
    Slug,
    TextLine,
    Title,
    ZoneName,
)
from scalegame.content.schema.service import PolicyField, StartPart
from scalegame.content.schema.traffic import SourcePart, WavePart
from scalegame.engine.commands import COMMANDS, CauseIncident, NextWave, SetPolicy, SetTraffic
from scalegame.engine.scenario import Policy


def _allowed() -> tuple[str, ...]:
    """Return what a level can let a player do: commands, stores to buy, and places to connect to that need no store."""
    return tuple(dict.fromkeys(right for command in COMMANDS for right in command.possible_rights()))


def _components() -> tuple[str, ...]:
    """Return what a level can teach: something to do, something to buy or use, or a policy to choose."""
    untaught = {SetPolicy.verb, SetTraffic.verb, CauseIncident.verb}
    taught = [name for name in _allowed() if name not in untaught]
    return (*taught, NextWave.verb, *(policy.value for policy in Policy))


# The engine's own texts, in its order. Type checkers cannot work out a literal and see a text.
if TYPE_CHECKING:
    Allowed = str
    Component = str
else:
    Allowed = Literal[_allowed()]
    Component = Literal[_components()]


def _in_paragraphs(value: object) -> object:
    """Return a single text as a list of one."""
    if not isinstance(value, str | list):
        raise PydanticCustomError("paragraphs", "must be a text or a list of texts")
    return [value] if isinstance(value, str) else value


Paragraphs = Annotated[
    list[Paragraph],
    BeforeValidator(_in_paragraphs),
    Field(min_length=1, max_length=limits.MAX_PARAGRAPHS),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class ShareGoalPart(Part):
    """Limits of a share, as percentages."""

    passing: Percent | None = Field(None, alias="pass", description="The highest share that earns a star.")
    gold: Percent | None = Field(None, description="The highest share that is gold.")


class NumberGoalPart(Part):
    """Limits of a whole number."""

    passing: int | None = Field(None, alias="pass", ge=0, le=limits.MAX_DOLLARS, description="The most that passes.")
    gold: int | None = Field(None, ge=0, le=limits.MAX_DOLLARS, description="The most that is gold.")


class DollarsGoalPart(Part):
    """Limits of an amount of money."""

    passing: Dollars | None = Field(None, alias="pass", description="The most dollars that pass.")
    gold: Dollars | None = Field(None, description="The most dollars that are gold.")


GoalPart = ShareGoalPart | NumberGoalPart | DollarsGoalPart


class GoalsPart(Part):
    """What a player must reach. One star: every pass; two: gold in losses and balance; three: every gold."""

    session_loss: ShareGoalPart | None = Field(None, description="Sessions lost of those that logged in.")
    load_imbalance: ShareGoalPart | None = Field(None, description="How far the busiest server is above the mean.")
    failed_requests: ShareGoalPart | None = Field(None, description="Failed requests of all requests.")
    latency_p95: NumberGoalPart | None = Field(None, description="95 % of requests are answered in so many ms.")
    cost: DollarsGoalPart | None = Field(None, description="Dollars spent.")
    time: NumberGoalPart | None = Field(None, description="Ticks until the end.")
    commands: NumberGoalPart | None = Field(None, description="Commands given.")


class DebriefPart(Part):
    """What is said after the game."""

    idea: Paragraph = Field(description="The idea behind the level.")
    picture: list[PictureLine] = Field(
        [],
        max_length=limits.MAX_PICTURE,
        description="A picture of the idea, line by line, shown exactly as it is: a character is a cell.",
    )
    interview: Paragraph | None = Field(None, description="The question an interviewer would ask.")


class QuizPart(Part):
    """One question with its answers."""

    ask: TextLine = Field(description="The question.")
    choices: list[TextLine] = Field(min_length=2, max_length=limits.MAX_CHOICES, description="The possible answers.")
    answer: int = Field(ge=0, lt=limits.MAX_CHOICES, description="Which choice is right, counted from 0.")
    why: Paragraph = Field(description="Why it is right.")


Moves = Annotated[list[MovePart], Field(max_length=limits.MAX_COMMANDS)]


class PlanPart(Part):
    """A plan in a file of its own; what else a run says beside its commands is not looked at."""

    model_config = ConfigDict(extra="ignore")

    commands: Moves = Field(description="The commands, each with its tick.")


class LevelPart(Part):
    """A level of scalegame."""

    schema_: TextLine | None = Field(None, alias="$schema", description="For your editor only.")
    extends: TextLine | None = Field(
        None,
        description="What this level begins from: a file in its folder, or the id of a level of the campaign. Objects "
        "merge, null takes a field away, everything else replaces.",
    )
    format: Literal[1] = Field(description="The version of this format.")
    id: Slug = Field(description="The level's name for programs: small letters, digits and hyphens.")
    number: int | None = Field(None, ge=1, le=limits.MAX_NUMBER, description="The place in the order of levels.")
    title: Title = Field(description="The level's name for people.")
    teaser: TextLine | None = Field(None, description="One line for the list of levels.")
    briefing: Paragraphs = Field(description="What a player is told first: a paragraph, or a list of them.")
    seed: int = Field(0, ge=0, le=limits.MAX_SEED, description="Decides all that is drawn by chance.")
    budget: Dollars = Field(Decimal(0), description="Dollars a player can spend on orders.")
    lives: int = Field(
        0,
        ge=0,
        le=limits.MAX_LIVES,
        description="The game is over, and lost, as soon as so many people were logged out and requests have failed, "
        "together; 0: it goes on whatever happens.",
    )
    start: StartPart = Field(description="The service when the level begins.")
    zones: list[ZoneName] = Field(
        ["a"],
        min_length=1,
        max_length=limits.MAX_ZONES,
        description="Where servers stand. The primaries of Redis and SQL stand in the first zone.",
    )
    allowed: list[Allowed] = Field(
        [],
        max_length=len(get_args(Allowed)),
        description="What a player may do; a store's name allows buying it, signed_cookie allows connecting to it.",
    )
    policies: list[PolicyField] = Field(
        [], max_length=len(Policy), description="The policies a player may choose, if set_policy is allowed."
    )
    catalog: CatalogPart = Field(CatalogPart(), description="Prices and sizes that differ from the defaults.")
    sources: list[SourcePart] = Field(
        [SourcePart()], min_length=1, max_length=limits.MAX_SOURCES, description="Where visitors come from."
    )
    waves: list[WavePart] = Field(
        min_length=1, max_length=limits.MAX_WAVES, description="The traffic, wave after wave."
    )
    goals: GoalsPart = Field(
        description="What a player must reach. It may be nothing where lives are given, or set_traffic or "
        "cause_incident is allowed: such a game has no stars."
    )
    assessed: bool = Field(
        default=False,
        description="Whether the debrief shows a written assessment of what the player did, as after an interview.",
    )
    teaches: list[Component] = Field(
        [], max_length=limits.MAX_CHOICES, description="What the level cannot be won without: what to use or choose."
    )
    hints: list[Paragraph] = Field([], max_length=3, description="None, or three: observe, direction, near-solution.")
    debrief: DebriefPart | None = Field(None, description="What is said after the game.")
    quiz: list[QuizPart] = Field([], max_length=limits.MAX_QUIZ, description="Questions about the idea.")
    plans: dict[Slug, Moves] = Field(
        {}, max_length=limits.MAX_PLANS, description="Lists of commands by name; reference and tempting have a meaning."
    )
