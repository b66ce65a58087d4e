"""The words of a service's components: one record a store, a policy, a health check, a setting of Redis, a place.

A component has one record here, whoever speaks of it: dialogs, the topology, events, refusals, the debrief. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.engine.enums import Place
from scalegame.engine.scenario import (
    Check,
    Duty,
    Eviction,
    FilePlace,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.wording.sentence import Sentence, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWords:
    """The words of a store.

    ``label`` stands on its card; ``named`` in a sentence, with its article; ``bought`` is what an order buys;
    ``contents`` is the plural, in one word, of what it counts. ``line`` is a sentence about what it is for, ``ready``
    one about what follows when it is set up, ``replica`` what a replica of it does beside taking over. ``missing`` and
    ``formal`` are there if refusals call it otherwise: one that is not there (else as ``bought``) and one that is (else
    as ``named``, with a capital).
    """

    label: str
    named: str
    bought: str
    contents: str
    line: str
    ready: str = "Only servers connected to it use it."
    replica: str = "and nobody is forgotten"
    missing: str = ""
    formal: str = ""


STORE_WORDS = {
    StoreName.REDIS: StoreWords(
        label="Redis",
        named="Redis",
        bought="Redis",
        contents="sessions",
        line="Keeps sessions for every server: whoever answers can look the visitor up.",
    ),
    StoreName.SQL: StoreWords(
        label="database",
        named="the database",
        bought="a database",
        contents="orders",
        line="A database keeps orders on disk. Slow and sure: nothing written is forgotten.",
        replica="and answers reads as well",
        missing="an SQL database",
        formal="The SQL database",
    ),
    StoreName.OBJECT_STORAGE: StoreWords(
        label="object storage",
        named="object storage",
        bought="object storage",
        contents="files",
        line="Keeps uploaded files where every server finds them (S3 is one).",
    ),
    StoreName.CDN: StoreWords(
        label="CDN",
        named="the CDN",
        bought="a CDN",
        contents="pictures",
        line="Keeps copies of pictures near the visitors; spares the servers.",
        ready="It answers for pictures from now on.",
    ),
    StoreName.QUEUE: StoreWords(
        label="queue",
        named="the queue",
        bought="a queue",
        contents="units",
        line="Takes slow work, like scaling a picture; a worker does it later.",
    ),
}


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """The words of a balancer policy: its ``label``, a ``line`` about how it picks a server.

    ``uneven`` is a sentence about how it makes load uneven; empty if that is not its doing.
    """

    label: str
    line: str
    uneven: str = ""


_HASHED = "A hash gives some servers more people than others, whatever they can carry."

POLICY_WORDS = {
    Policy.ROUND_ROBIN: PolicyWords("round robin", "Each request goes to the next server in turn."),
    Policy.RANDOM: PolicyWords(
        "random",
        "Each request goes to any server, drawn by lot.",
        uneven="Chance alone gives some servers more than others.",
    ),
    Policy.LEAST_CONNECTIONS: PolicyWords("least connections", "Each request goes to the server with the least to do."),
    Policy.POWER_OF_TWO: PolicyWords("power of two", "Draw two servers, take the one with less to do."),
    Policy.SOURCE_HASH: PolicyWords(
        "source hash",
        "An address always goes to the same server, until the fleet changes.",
        uneven=_HASHED,
    ),
    Policy.CONSISTENT_HASH: PolicyWords(
        "consistent hash",
        "An address keeps its server; a change of the fleet moves only a few.",
        uneven=_HASHED,
    ),
    Policy.STICKY_COOKIE: PolicyWords(
        "sticky cookie",
        "A cookie brings each visitor back to the server that knows them.",
        uneven="Sticky people stay where they are: a server that joins later gets newcomers only.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    """The words of a kind of health check.

    ``order`` is what the balancer is told to do, ``line`` what the check asks of a server, ``follows`` what is true
    once it is set, ``already`` how a refusal ends if it is set, ``frozen`` what it makes of a frozen server.
    """

    label: str
    order: str
    line: str
    follows: str
    already: str
    frozen: str


CHECK_WORDS = {
    Check.NONE: CheckWords(
        label="no health check",
        order="check no server",
        line="Nobody looks: a dead server stays in rotation.",
        follows="A dead server stays in rotation.",
        already="are off already",
        frozen="Nobody checks it: requests go there and wait in vain.",
    ),
    Check.TCP: CheckWords(
        label="TCP health check",
        order="use a TCP health check",
        line="Does the port accept a connection? Even a frozen server's does.",
        follows="A frozen server still passes.",
        already="already ask whether the port accepts",
        frozen="Its TCP health check is content with that: the port accepts. Requests go there and wait in vain.",
    ),
    Check.HTTP: CheckWords(
        label="HTTP health check",
        order="use an HTTP health check",
        line="Does it answer a request? A frozen server is found out.",
        follows="A frozen server is found out.",
        already="already ask for an answer",
        frozen="Its HTTP health check gets no answer either and will take it out soon.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisWords:
    """The words of a setting of Redis.

    ``label`` is what Redis is told to do, ``line`` what follows, ``already`` how a refusal ends if it is set so,
    ``told`` the sentence about the change.
    """

    label: str
    line: str
    already: str
    told: Sentence


REDIS_WORDS: dict[Eviction | Persistence, RedisWords] = {
    Eviction.NOEVICTION: RedisWords(
        label="refuse log-ins when full (noeviction)",
        line="Whoever is in stays in; whoever comes now stays out.",
        already="refuses to write when it is full",
        told=Sentence(Tone.GOOD, "Redis refuses log-ins when it is full.", "Whoever is in stays in."),
    ),
    Eviction.ALLKEYS_LRU: RedisWords(
        label="forget the longest unused when full (allkeys-lru)",
        line="Everyone gets in; each log-in may push somebody else out.",
        already="evicts what was not used for longest",
        told=Sentence(Tone.GOOD, "Redis forgets the longest unused when it is full."),
    ),
    Persistence.NONE: RedisWords(
        label="keep nothing over a restart",
        line="Fast and forgetful: a restart logs everyone out.",
        already="keeps nothing over a restart",
        told=Sentence(Tone.PLAIN, "Redis keeps nothing over a restart."),
    ),
    Persistence.AOF: RedisWords(
        label="write everything to disk (append-only file)",
        line="A restart takes as long, but nobody is forgotten.",
        already="keeps an append-only file",
        told=Sentence(Tone.GOOD, "Redis writes all to its append-only file.", "A restart loses nobody."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """The words of a place where servers keep something or have it done.

    ``tag`` stands on a server's card; ``named`` with the preposition ``at`` in a sentence about a server; ``wired`` is
    the sentence about a server that changes to it, ``explained`` one about a server that uses it, with ``{held}`` (how
    many people its memory knows), if there is anything to explain. ``order`` (for a server and for many) and ``now``
    replace the words that are made of these where they do not fit.
    """

    tag: str
    named: str
    wired: str
    explained: str = ""
    at: str = "in"
    order: tuple[str, str] | None = None
    now: str = ""


PLACE_WORDS: dict[Place, PlaceWords] = {
    SessionPlace.SERVER_MEMORY: PlaceWords(
        tag="memory",
        named="its own memory",
        wired="It now relies on its own memory.",
        explained="It keeps sessions in its own memory: {held} logged in here, and no other server knows them.",
    ),
    SessionPlace.REDIS: PlaceWords(
        tag="redis",
        named="Redis",
        wired="It now keeps its sessions in Redis.",
        explained="It keeps sessions in Redis: any other server connected to Redis can take over from it.",
    ),
    SessionPlace.SQL: PlaceWords(
        tag="database",
        named="the database",
        wired="The database now remembers for it.",
        explained="It keeps sessions in the database: sure but slow, and every request asks it.",
    ),
    SessionPlace.SIGNED_COOKIE: PlaceWords(
        tag="cookie",
        named="a signed cookie",
        wired="People now carry their session in a cookie.",
        explained="It keeps no sessions: visitors bring theirs along in a signed cookie. Any server with the key can "
        "check it, and nobody can take it back.",
    ),
    FilePlace.LOCAL_DISK: PlaceWords(
        tag="disk", named="its own disk", wired="It now keeps its files on its own disk.", at="on"
    ),
    FilePlace.OBJECT_STORAGE: PlaceWords(
        tag="object storage", named="object storage", wired="It now keeps its files in object storage."
    ),
    FilePlace.SQL_BLOB: PlaceWords(
        tag="database", named="rows of the database", wired="It now keeps files in rows of the database."
    ),
    OrderPlace.SERVER_MEMORY: PlaceWords(
        tag="memory", named="its own memory", wired="It now relies on its own memory."
    ),
    OrderPlace.SQL: PlaceWords(tag="database", named="the database", wired="The database now remembers for it."),
    WorkPlace.INLINE: PlaceWords(
        tag="inline",
        named="its own hands",
        wired="It now does its slow work itself.",
        order=("do slow work itself", "do slow work themselves"),
        now="Now people wait for it.",
    ),
    WorkPlace.QUEUE: PlaceWords(
        tag="queue",
        named="the queue",
        wired="It now leaves slow work to the queue.",
        explained="It leaves slow work to the queue and answers without waiting for it.",
        order=("leave slow work to the queue", "leave slow work to the queue"),
        now="Now the queue takes it.",
    ),
}


_WIRED = {place.value: words.wired for place, words in PLACE_WORDS.items()}


def wired(value: str) -> str:
    """Return the sentence about a server that changes to the place of that value; of none, that it is deployed.

    An event names a place by its value alone, so places that share one share the sentence.
    """
    return _WIRED.get(value, "A new version starts.")


def kept(place: Place) -> str:
    """Return what a place is for: ``sessions``, ``files``, ``orders`` or ``slow work``."""
    return "slow work" if place.duty is Duty.WORK else place.duty.value


def at_place(place: Place, *, many: bool = False) -> str:
    """Return a place with its preposition, for a server or ``many``: ``on its own disk``, ``in Redis``."""
    words = PLACE_WORDS[place]
    named = words.named.replace("its own ", "their own ") if many else words.named
    return f"{words.at} {named}"


def keep(place: Place, *, many: bool = False) -> str:
    """Return what a server (or ``many``) that uses a place does, as an order: ``keep sessions in Redis``."""
    one_or_many = PLACE_WORDS[place].order
    return one_or_many[many] if one_or_many else f"keep {kept(place)} {at_place(place, many=many)}"


def keeps_now(place: Place) -> str:
    """Return what a server does at present, as a sentence: ``Now in Redis.``."""
    return PLACE_WORDS[place].now or f"Now {at_place(place)}."
