"""What a level file may say: every field, with its meaning, its unit, its bounds and its default.

The JSON Schema for editors is generated from these models. What fields must mean together is checked
in ``checks.py``; ``build.py`` turns a whole file into the engine's values.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema

from scalegame.content import limits
from scalegame.content.fields import (
    Dollars,
    Label,
    Line,
    Milliseconds,
    Number,
    Paragraph,
    Part,
    Percent,
    ServerName,
    Slug,
    Ticks,
    Title,
    TypeName,
)
from scalegame.content.schema_moves import IncidentPart, MovePart
from scalegame.engine.scenario import FilePlace, OrderPlace, Policy, Rejected, SessionPlace, StoreName

PolicyField = Annotated[Policy, Strict(strict=False)]
StoreField = Annotated[StoreName, Strict(strict=False)]
Allowed = Literal[
    "add_server", "remove_server", "restart_server", "drain_server", "connect",
    "redis", "sql", "object_storage", "set_policy",
]  # fmt: skip
#: What a level can teach: something to do, something to buy, or a policy to choose.
Component = Literal[
    "add_server", "remove_server", "restart_server", "drain_server", "connect",
    "redis", "sql", "object_storage", "next_wave",
    "round_robin", "random", "least_connections", "power_of_two", "source_hash", "consistent_hash", "sticky_cookie",
]  # fmt: skip


def _in_paragraphs(value: object) -> object:
    """Let one text stand for a list of one."""
    return [value] if isinstance(value, str) else value


Paragraphs = Annotated[
    list[Paragraph],
    BeforeValidator(_in_paragraphs),
    Field(min_length=1, max_length=limits.MAX_PARAGRAPHS),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class HealthPart(Part):
    """How the balancer finds out that a server is down or back."""

    interval: int = Field(1, ge=1, le=limits.MAX_CHECKS, description="Ticks between two health checks.")
    fall: int = Field(2, ge=1, le=limits.MAX_CHECKS, description="Failed checks after which a server counts as down.")
    rise: int = Field(1, ge=1, le=limits.MAX_CHECKS, description="Good checks after which a server counts as up.")


class BalancerPart(Part):
    """The balancer when the level begins."""

    policy: PolicyField = Field(Policy.ROUND_ROBIN, description="How the balancer picks a server for a request.")
    redispatch: bool = Field(
        default=True, description="Whether a request that finds its server dead goes on to the next one."
    )
    health: HealthPart = Field(HealthPart(), description="Health checks.")
    keep_dead_slots: bool = Field(
        default=True,
        description="Whether source_hash counts dead servers (as nginx does) or only those that are up (as HAProxy).",
    )
    ring_points: int = Field(
        160, ge=1, le=limits.MAX_RING_POINTS, description="Points of a server on the ring of consistent_hash."
    )


class ServersPart(Part):
    """Servers of one type that stand there when the level begins."""

    type: TypeName = Field("small", description="The type of server: small, large, or one of catalog.servers.")
    count: int | None = Field(
        None, ge=1, le=limits.MAX_SERVERS, description="How many; as many as there are names, or one, if left out."
    )
    names: list[ServerName] | None = Field(
        None,
        min_length=1,
        max_length=limits.MAX_SERVERS,
        description="Their names. Without names up to two are A and B, up to a dozen bear names of Greek gods.",
    )


class StartPart(Part):
    """The service when the level begins."""

    balancer: BalancerPart = Field(BalancerPart(), description="The balancer's settings.")
    servers: list[ServersPart] = Field(
        min_length=1, max_length=limits.MAX_SERVERS, description="The servers, group by group."
    )
    sessions: Annotated[SessionPlace, Strict(strict=False)] = Field(
        SessionPlace.SERVER_MEMORY, description="Where servers keep sessions, until the player connects them elsewhere."
    )
    files: Annotated[FilePlace, Strict(strict=False)] = Field(
        FilePlace.LOCAL_DISK, description="Where servers keep uploaded files."
    )
    orders: Annotated[OrderPlace, Strict(strict=False)] = Field(
        OrderPlace.SERVER_MEMORY, description="Where servers write orders."
    )
    stores: list[StoreField] = Field(
        [], max_length=len(StoreName), description="Stores that are there, paid and ready, from the beginning."
    )


class ServerTypePart(Part):
    """Changes to a type of server, or a new type: what is left out is as in small."""

    capacity: int | None = Field(
        None, ge=limits.MIN_CAPACITY, le=limits.MAX_CAPACITY, description="Work units it does in a tick (small: 1000)."
    )
    queue: int | None = Field(None, ge=1, le=limits.MAX_QUEUE, description="Requests that can wait (small: 100).")
    memory: int | None = Field(None, ge=1, le=limits.MAX_MEMORY, description="Sessions its memory holds (small: 1000).")
    boot: Ticks | None = Field(
        None, description="Ticks from the order until it is up; 2 more after a crash (small: 15)."
    )
    deploy: Ticks | None = Field(None, description="Ticks a deploy takes (small: 5).")
    price: Dollars | None = Field(None, description="Dollars, once (small: 40).")
    upkeep: Dollars | None = Field(None, description="Dollars a tick (small: 0.1).")


class StorePart(Part):
    """Changes to what a store costs and can bear."""

    price: Dollars | None = Field(None, description="Dollars, once.")
    upkeep: Dollars | None = Field(None, description="Dollars a tick.")
    lead: Ticks | None = Field(None, description="Ticks from the order until it is ready.")
    capacity: int | None = Field(
        None, ge=0, le=limits.MAX_CAPACITY, description="Operations it does in a tick; 0 sets no limit."
    )
    memory: int | None = Field(
        None, ge=0, le=limits.MAX_MEMORY, description="Sessions it holds (Redis only); 0 sets no limit."
    )
    latency_ms: Milliseconds | None = Field(None, description="Milliseconds one operation adds to a request.")
    restart: Ticks | None = Field(None, description="Ticks a restart takes.")
    request_price: Dollars | None = Field(None, description="Dollars an operation.")


class WorkPart(Part):
    """Work units a request of each kind takes: one is a millisecond of a small server."""

    login: int = Field(30, ge=1, le=limits.MAX_WORK, description="Logging in.")
    browse: int = Field(10, ge=1, le=limits.MAX_WORK, description="Looking at a page.")
    cart: int = Field(12, ge=1, le=limits.MAX_WORK, description="Putting something into the cart.")
    upload: int = Field(25, ge=1, le=limits.MAX_WORK, description="Uploading an avatar.")
    avatar: int = Field(8, ge=1, le=limits.MAX_WORK, description="Looking at an avatar.")
    checkout: int = Field(20, ge=1, le=limits.MAX_WORK, description="Placing an order.")


class CatalogPart(Part):
    """What things cost and can bear in this level, where it differs from the game's defaults."""

    servers: dict[TypeName, ServerTypePart] = Field(
        {}, max_length=limits.MAX_SERVER_TYPES, description="Types of server by name."
    )
    stores: dict[StoreField, StorePart] = Field({}, description="Stores by name.")
    work: WorkPart = Field(WorkPart(), description="How much work requests are.")
    timeout_ms: int = Field(
        5000, ge=1, le=limits.MAX_MILLISECONDS, description="Milliseconds a client waits for an answer."
    )
    added_server: TypeName = Field("small", description="The type of server that add_server orders.")


class DoesPart(Part):
    """What visitors do after the log-in: the weight of each kind of request."""

    browse: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Look at a page.")
    cart: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Put something into the cart.")
    upload: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Upload an avatar.")
    avatar: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Look at the avatar uploaded before.")
    checkout: int = Field(0, ge=0, le=limits.MAX_SHARE, description="Place an order.")


_Requests = Annotated[int, Field(ge=1, le=limits.MAX_REQUESTS_A_VISIT)]


class SourcePart(Part):
    """Where visitors come from and how they behave."""

    name: Label = Field("homes", description="What the traffic is called.")
    addresses: int = Field(
        400, ge=1, le=limits.MAX_ADDRESSES, description="IP addresses they share; an office behind NAT has 1."
    )
    share: int = Field(1, ge=0, le=limits.MAX_SHARE, description="Weight among the sources.")
    requests: list[_Requests] = Field(
        [5, 15],
        min_length=2,
        max_length=2,
        description="The least and the most requests a visitor makes after the log-in.",
    )
    think: Ticks = Field(5, description="The mean pause between two requests, in ticks.")
    does: DoesPart = Field(DoesPart(browse=1), description="What they do, by weight; only browsing if left out.")
    rejected: Annotated[Rejected, Strict(strict=False)] = Field(
        Rejected.LOGIN_AGAIN, description="What people do when the service has forgotten who they are."
    )


_Point = Annotated[list[Number], Field(min_length=2, max_length=2)]


class WavePart(Part):
    """A stretch of traffic."""

    title: Title = Field(description="What the wave is called.")
    ticks: Ticks = Field(description="How long it lasts.")
    arrivals: list[_Point] = Field(
        min_length=1,
        max_length=limits.MAX_POINTS,
        description="Points [tick, visitors a tick]; straight lines between them, level before and after.",
    )
    incidents: list[IncidentPart] = Field(
        [], max_length=limits.MAX_INCIDENTS, description="What goes wrong, at ticks counted from the wave's start."
    )


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
    interview: Paragraph | None = Field(None, description="The question an interviewer would ask.")


class QuizPart(Part):
    """One question with its answers."""

    ask: Line = Field(description="The question.")
    choices: list[Line] = Field(min_length=2, max_length=limits.MAX_CHOICES, description="The possible answers.")
    answer: int = Field(ge=0, lt=limits.MAX_CHOICES, description="Which choice is right, counted from 0.")
    why: Paragraph = Field(description="Why it is right.")


Moves = Annotated[list[MovePart], Field(max_length=limits.MAX_COMMANDS)]


class PlanPart(Part):
    """A plan in a file of its own; what else a run says beside its commands is not looked at."""

    model_config = ConfigDict(extra="ignore")

    commands: Moves = Field(description="The commands, each with its tick.")


class LevelPart(Part):
    """A level of scalegame."""

    schema_: Line | None = Field(None, alias="$schema", description="For your editor only.")
    format: Literal[1] = Field(description="The version of this format.")
    id: Slug = Field(description="The level's name for programs: small letters, digits and hyphens.")
    number: int | None = Field(None, ge=1, le=limits.MAX_NUMBER, description="The place in the order of levels.")
    title: Title = Field(description="The level's name for people.")
    teaser: Line | None = Field(None, description="One line for the list of levels.")
    briefing: Paragraphs = Field(description="What a player is told first: a paragraph, or a list of them.")
    seed: int = Field(0, ge=0, le=limits.MAX_SEED, description="Decides all that is drawn by chance.")
    budget: Dollars = Field(Decimal(0), description="Dollars a player can spend on orders.")
    start: StartPart = Field(description="The service when the level begins.")
    allowed: list[Allowed] = Field(
        [], max_length=9, description="What a player may do; a store's name allows buying it."
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
    goals: GoalsPart = Field(description="What a player must reach.")
    teaches: list[Component] = Field(
        [], max_length=limits.MAX_CHOICES, description="What the level cannot be won without: what to use or choose."
    )
    hints: list[Paragraph] = Field([], max_length=3, description="None, or three: observe, direction, near-solution.")
    debrief: DebriefPart | None = Field(None, description="What is said after the game.")
    quiz: list[QuizPart] = Field([], max_length=limits.MAX_QUIZ, description="Questions about the idea.")
    plans: dict[Slug, Moves] = Field(
        {}, max_length=limits.MAX_PLANS, description="Lists of commands by name; reference and tempting have a meaning."
    )
