"""The catalog of a level file: prices and capacities of servers and stores, work of requests, sizes of cookies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, Strict

from scalegame.content.schema import limits
from scalegame.content.schema.fields import Dollars, Milliseconds, Part, Ticks, TypeName
from scalegame.engine.catalog import REPLICATED
from scalegame.engine.scenario import COOKIE_BYTES, DEFAULT_STORES, Eviction, Persistence, StoreName
from scalegame.engine.units import MICROSECONDS_PER_MILLISECOND, MILLICENTS_PER_DOLLAR

_EVERY = tuple(StoreName)


def _usual(field: str, stores: tuple[StoreName, ...] = _EVERY, unit: int = 1) -> str:
    """Return what a store has if a level says nothing, for a description: `` (redis: 60, sql: 90)``."""
    values = {store: Decimal(getattr(DEFAULT_STORES[store], field)) / unit for store in stores}
    return f" ({', '.join(f'{store}: {value.normalize():f}' for store, value in values.items())})."


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
    pool: int | None = Field(
        None,
        ge=1,
        le=limits.MAX_CONNECTIONS,
        description="Database connections it holds while it runs, if it is wired to SQL (small: 20).",
    )


class StorePart(Part):
    """Changes to what a store costs and can bear."""

    price: Dollars | None = Field(None, description="Dollars, once" + _usual("price", unit=MILLICENTS_PER_DOLLAR))
    upkeep: Dollars | None = Field(None, description="Dollars a tick" + _usual("upkeep", unit=MILLICENTS_PER_DOLLAR))
    lead: Ticks | None = Field(None, description="Ticks from the order until it is ready" + _usual("lead"))
    latency_ms: Milliseconds | None = Field(
        None,
        description="Milliseconds that using it adds to a request"
        + _usual("latency_us", unit=MICROSECONDS_PER_MILLISECOND),
    )
    request_price: Dollars | None = Field(
        None, description="Dollars an operation" + _usual("request_price", unit=MILLICENTS_PER_DOLLAR)
    )


class ReplicatedPart(StorePart):
    """What Redis and SQL have in common: a capacity, restarts and replicas."""

    capacity: int | None = Field(
        None,
        ge=0,
        le=limits.MAX_CAPACITY,
        description="Operations it does in a tick; 0 sets no limit" + _usual("capacity", REPLICATED),
    )
    restart: Ticks | None = Field(None, description="Ticks a restart takes" + _usual("restart", REPLICATED))
    replicas: int | None = Field(
        None,
        ge=0,
        le=limits.MAX_REPLICAS,
        description="Replicas that are there from the start" + _usual("replicas", REPLICATED),
    )
    most_replicas: int | None = Field(
        None,
        ge=0,
        le=limits.MAX_REPLICAS,
        description="The most replicas one can have" + _usual("most_replicas", REPLICATED),
    )
    replica_price: Dollars | None = Field(
        None,
        description="Dollars a replica costs, once" + _usual("replica_price", REPLICATED, MILLICENTS_PER_DOLLAR),
    )
    replica_upkeep: Dollars | None = Field(
        None,
        description="Dollars a replica costs in a tick" + _usual("replica_upkeep", REPLICATED, MILLICENTS_PER_DOLLAR),
    )
    replica_lead: Ticks | None = Field(
        None, description="Ticks from the order until a replica is in sync" + _usual("replica_lead", REPLICATED)
    )
    failover: Ticks | None = Field(
        None, description="Ticks until a replica has taken over from a dead primary" + _usual("failover", REPLICATED)
    )


class RedisPart(ReplicatedPart):
    """Changes to Redis."""

    memory: int | None = Field(
        None, ge=0, le=limits.MAX_MEMORY, description="Sessions it holds (5000); 0 sets no limit."
    )
    eviction: Annotated[Eviction, Strict(strict=False)] | None = Field(
        None,
        description="What it does when its memory is full: refuse log-ins (noeviction, the default) or forget the "
        "sessions that were not used for longest (allkeys_lru).",
    )
    persistence: Annotated[Persistence, Strict(strict=False)] | None = Field(
        None,
        description="What it keeps over a restart: nothing (none, the default) or everything, in its append-only "
        "file (aof).",
    )
    aof_upkeep: Dollars | None = Field(
        None,
        description="Dollars a tick that the append-only file costs"
        + _usual("aof_upkeep", (StoreName.REDIS,), MILLICENTS_PER_DOLLAR),
    )


class SqlPart(ReplicatedPart):
    """Changes to the SQL database."""

    connections: int | None = Field(
        None,
        ge=0,
        le=limits.MAX_CONNECTIONS,
        description="Connections that all servers' pools can hold together (100); 0 sets no limit.",
    )
    pooler: bool | None = Field(
        None, description="Whether a connection pooler stands before it from the start (it does not)."
    )
    pooler_price: Dollars | None = Field(
        None,
        description="Dollars a pooler costs, once" + _usual("pooler_price", (StoreName.SQL,), MILLICENTS_PER_DOLLAR),
    )
    pooler_lead: Ticks | None = Field(
        None, description="Ticks from the order until a pooler is ready" + _usual("pooler_lead", (StoreName.SQL,))
    )
    pooler_latency_ms: Milliseconds | None = Field(
        None,
        description="Milliseconds that a pooler adds to a request"
        + _usual("pooler_us", (StoreName.SQL,), MICROSECONDS_PER_MILLISECOND),
    )
    blob_operations: int | None = Field(
        None,
        ge=1,
        le=limits.MAX_OPERATIONS,
        description="Operations that a file in a row costs" + _usual("blob_operations", (StoreName.SQL,)),
    )


class ObjectStoragePart(StorePart):
    """Changes to the object storage."""

    capacity: int | None = Field(
        None, ge=0, le=limits.MAX_CAPACITY, description="Operations it does in a tick; 0, the default, sets no limit."
    )


class CdnPart(StorePart):
    """Changes to the CDN."""


class QueuePart(StorePart):
    """Changes to the queue and the worker behind it."""

    capacity: int | None = Field(
        None, ge=0, le=limits.MAX_CAPACITY, description="Work units its worker does in a tick (1000); 0 sets no limit."
    )
    memory: int | None = Field(
        None, ge=0, le=limits.MAX_MEMORY, description="Work units that can wait (60000); 0 sets no limit."
    )


class StoresPart(Part):
    """Changes to the stores, by name."""

    redis: RedisPart | None = Field(None, description="Redis, which keeps sessions in memory.")
    sql: SqlPart | None = Field(None, description="The SQL database, such as PostgreSQL.")
    object_storage: ObjectStoragePart | None = Field(None, description="The object storage for files, such as S3.")
    cdn: CdnPart | None = Field(None, description="The content delivery network for pictures.")
    queue: QueuePart | None = Field(None, description="The queue for slow work.")


#: The kind of part of each store.
STORE_PARTS: dict[str, type[StorePart]] = {
    StoreName.REDIS: RedisPart,
    StoreName.SQL: SqlPart,
    StoreName.OBJECT_STORAGE: ObjectStoragePart,
    StoreName.CDN: CdnPart,
    StoreName.QUEUE: QueuePart,
}


class WorkPart(Part):
    """Work units a request of each kind takes: one is a millisecond of a small server."""

    login: int = Field(30, ge=1, le=limits.MAX_WORK, description="Logging in.")
    browse: int = Field(10, ge=1, le=limits.MAX_WORK, description="Looking at a page.")
    cart: int = Field(12, ge=1, le=limits.MAX_WORK, description="Putting something into the cart.")
    upload: int = Field(25, ge=1, le=limits.MAX_WORK, description="Uploading an avatar.")
    avatar: int = Field(8, ge=1, le=limits.MAX_WORK, description="Looking at an avatar.")
    checkout: int = Field(20, ge=1, le=limits.MAX_WORK, description="Placing an order.")


class DeferrablePart(Part):
    """Work units of each kind that a queue can take over. One unit at least of each kind's work stays."""

    login: int = Field(0, ge=0, le=limits.MAX_WORK, description="Of logging in.")
    browse: int = Field(0, ge=0, le=limits.MAX_WORK, description="Of looking at a page.")
    cart: int = Field(0, ge=0, le=limits.MAX_WORK, description="Of putting something into the cart.")
    upload: int = Field(20, ge=0, le=limits.MAX_WORK, description="Of uploading an avatar: scaling the picture.")
    avatar: int = Field(0, ge=0, le=limits.MAX_WORK, description="Of looking at an avatar.")
    checkout: int = Field(10, ge=0, le=limits.MAX_WORK, description="Of placing an order: mailing the receipt.")


class ReadsPart(Part):
    """How often a request of each kind reads the database, where orders are kept in SQL."""

    login: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Logging in.")
    browse: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Looking at a page.")
    cart: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Putting something into the cart.")
    upload: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Uploading an avatar.")
    avatar: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Looking at an avatar.")
    checkout: int = Field(0, ge=0, le=limits.MAX_OPERATIONS, description="Placing an order.")


class CookiePart(Part):
    """Signed cookies: sessions that the client carries. One of more than 4,096 bytes is dropped by the browser."""

    base: int = Field(500, ge=0, le=COOKIE_BYTES, description="Bytes of a session with nothing in the cart.")
    item: int = Field(300, ge=0, le=COOKIE_BYTES, description="Bytes more for each thing in the cart.")
    work: int = Field(2, ge=0, le=limits.MAX_WORK, description="Work units that checking it adds to a request.")
    shared_key: bool = Field(
        default=True, description="Whether all servers sign with the same key; otherwise each trusts only its own."
    )


class CatalogPart(Part):
    """What things cost and can bear in this level, where it differs from the game's defaults."""

    servers: dict[TypeName, ServerTypePart] = Field(
        {}, max_length=limits.MAX_SERVER_TYPES, description="Types of server by name."
    )
    stores: StoresPart = Field(default_factory=StoresPart, description="Stores by name.")
    work: WorkPart = Field(WorkPart(), description="How much work requests are.")
    deferrable: DeferrablePart = Field(DeferrablePart(), description="How much of that work a queue can take over.")
    reads: ReadsPart = Field(ReadsPart(), description="How often requests read the SQL database.")
    cookie: CookiePart = Field(CookiePart(), description="What signed cookies weigh and cost.")
    timeout_ms: int = Field(
        5000, ge=1, le=limits.MAX_MILLISECONDS, description="Milliseconds a client waits for an answer."
    )
    added_server: TypeName = Field("small", description="The type of server that add_server orders.")
