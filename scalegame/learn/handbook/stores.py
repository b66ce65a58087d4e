"""The cards of the stores that remember: Redis and the database with all that can be added, and object storage."""

from __future__ import annotations

from scalegame.engine.commands import AddPooler, AddReplica, SetRedis
from scalegame.engine.scenario import (
    Eviction,
    FilePlace,
    IncidentKind,
    OrderPlace,
    Persistence,
    SessionPlace,
    StoreName,
)
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

STORES: tuple[Card, ...] = (
    Card(
        id="redis",
        shelf=Shelf.STORES,
        title="Redis",
        does="Keeps small things in memory under a name, for every server alike: sessions, carts, counters.",
        use="State that every click asks for, and that may be lost in the worst case. Valkey and Memcached are others "
        "of its kind.",
        figures=numbers.redis,
        fails="It is a server too: full, it refuses or forgets; restarted without its log, it is empty. Commands run "
        "one after another, so a slow one holds up all.",
        ask="Redis dies. Who is logged out?",
        answer="Everyone, unless a replica takes over or the append-only file brings the sessions back. So it is no "
        "place for orders.",
        related=("redis_memory", "redis_persistence", "redis_replica", "sql", "signed_cookie"),
        about=(StoreName.REDIS, SessionPlace.REDIS),
    ),
    Card(
        id="redis_memory",
        shelf=Shelf.STORES,
        title="Redis: when its memory is full",
        does="Full, it refuses to write (noeviction), or throws out what was not used for longest (allkeys-lru).",
        use="noeviction where nothing may vanish, with an alarm long before. allkeys-lru for caches, where a miss "
        "costs only time.",
        figures=numbers.redis_memory,
        fails="With too little memory and eviction, people push each other out: each log-in evicts somebody, who logs "
        "in again (thrashing). With noeviction, whoever comes now stays out.",
        ask="Sessions in a Redis with allkeys-lru: what is wrong?",
        answer="It treats them as a cache, but nothing stands behind it to load them from. Size the memory, let "
        "sessions expire, watch evictions.",
        related=("redis", "redis_replica", "traps"),
        about=(SetRedis, *Eviction, IncidentKind.REDIS_FULL),
    ),
    Card(
        id="redis_persistence",
        shelf=Shelf.STORES,
        title="Redis: what survives a restart",
        does="Memory is empty after a restart. The append-only file writes each change down, and is read at the start.",
        use="Whenever a restart should not log everyone out.",
        figures=numbers.redis_persistence,
        fails="Nobody is served until the file is read. By default it reaches the disk once a second: the last second "
        "can be missing. Snapshots, the other way, can miss minutes.",
        ask="Is Redis with an append-only file a database?",
        answer="It survives restarts, but says yes before the disk has it, unless told otherwise, and all must fit "
        "into memory. Orders go to SQL.",
        related=("redis", "redis_replica", "sql"),
        about=(*Persistence, IncidentKind.REDIS_RESTART),
    ),
    Card(
        id="redis_replica",
        shelf=Shelf.STORES,
        title="Redis: a replica",
        does="A second Redis that is told each change a moment later. It takes over when the first one dies, if "
        "something that watches both, such as Redis Sentinel, appoints it.",
        use="When the gap of a restart is too long.",
        figures=numbers.redis_replica,
        fails="It lags: the last writes can be gone after a failover. It holds the same sessions, so there is no more "
        "room for others.",
        ask="Does a replica make backups unnecessary?",
        answer="No. It saves you from a dead machine, not from a wrong command: it repeats that at once.",
        related=("redis", "redis_persistence", "sql_replica"),
        about=(AddReplica,),
    ),
    Card(
        id="sql",
        shelf=Shelf.STORES,
        title="The database (SQL)",
        does="Writes to its disk before it says yes: what it has confirmed survives a crash. PostgreSQL and MySQL are "
        "databases.",
        use="Orders, accounts, payments: what must be neither lost nor done by halves.",
        figures=numbers.sql,
        fails="It does few operations a second beside a store in memory, and one primary takes all writes. Sessions at "
        "every click crowd out the orders.",
        ask="Why not keep sessions in the database, too?",
        answer="For few people you can. But each click becomes a read, and of all parts this one is the hardest to "
        "scale. Keep it for what must last.",
        related=("sql_replica", "pooler", "redis", "where_state_lives"),
        about=(StoreName.SQL, SessionPlace.SQL, OrderPlace.SQL),
    ),
    Card(
        id="sql_replica",
        shelf=Shelf.STORES,
        title="Database: replicas and failover",
        does="Copies of the primary that answer reads. One of them takes over when the primary dies, if something "
        "watches and appoints it.",
        use="Reads are the load, or an outage would last too long.",
        figures=numbers.sql_replica,
        fails="Writes gain nothing: all go to the primary, and every replica repeats them. A replica lags: what you "
        "have just written may not be there yet.",
        ask="Somebody saves, reloads, and sees the old value. Why?",
        answer="The read went to a replica that lags. Read your own writes from the primary, or wait until the replica "
        "has caught up.",
        related=("sql", "pooler", "redis_replica"),
        about=(IncidentKind.SQL_FAILOVER,),
    ),
    Card(
        id="pooler",
        shelf=Shelf.STORES,
        title="Connections and the pooler",
        does="Each server holds a pool of connections, used or not, and the database accepts only so many. A pooler "
        "lends them out, a transaction at a time (as PgBouncer can).",
        use="Many servers on one database, or servers that come and go.",
        figures=numbers.connections,
        fails="Without: one server too many gets no connection, and growing takes the service down. With: what hangs "
        "on a connection, such as session settings, no longer holds.",
        ask="You add ten servers, and requests begin to fail at the database. Why?",
        answer="Each opened its pool, and the limit is reached: 100 in PostgreSQL unless told otherwise. A pooler lets "
        "all share a few.",
        related=("sql", "sql_replica", "autoscaler"),
        about=(AddPooler,),
    ),
    Card(
        id="object_storage",
        shelf=Shelf.STORES,
        title="Object storage",
        does="Keeps files under names, for every server alike, with copies on several machines. S3 is one.",
        use="Uploads, avatars, backups: whatever is large and read as a whole.",
        figures=numbers.store(StoreName.OBJECT_STORAGE),
        fails="Slower than a disk, and paid by the request. It is no file system: of two who write the same name, the "
        "last one wins.",
        ask="Where do people's uploads go?",
        answer="Into object storage, and their names into the database. A server's disk is for what may vanish.",
        related=("local_disk", "cdn", "sql_blob", "where_state_lives"),
        about=(StoreName.OBJECT_STORAGE, FilePlace.OBJECT_STORAGE),
    ),
)
