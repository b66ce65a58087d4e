"""The game in plain words: numbers with their units, and what every part and command is called. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scalegame.engine.commands import (
    ALL,
    AddServer,
    AddStore,
    Command,
    Connect,
    DrainServer,
    NextWave,
    Place,
    RemoveServer,
    RestartServer,
    SetPolicy,
    UndrainServer,
)
from scalegame.engine.scenario import (
    MILLICENTS_PER_DOLLAR,
    FilePlace,
    Incident,
    IncidentKind,
    Metric,
    OrderPlace,
    Policy,
    SessionPlace,
    StoreName,
    Target,
)


def clock(ticks: int) -> str:
    """Return a time in ticks (seconds) as ``m:ss``."""
    return f"{ticks // 60}:{ticks % 60:02}"


def soon(ticks: int) -> str:
    """Say when something in ``ticks`` happens: ``in 0:08``, or ``now``."""
    return f"in {clock(ticks)}" if ticks else "now"


def money(millicents: int) -> str:
    """Return an amount in whole dollars, rounded up as a bill is."""
    return f"${-(-millicents // MILLICENTS_PER_DOLLAR):,}"


def cents(millicents: int) -> str:
    """Return an amount to the cent, rounded up as a bill is: ``$48.31``."""
    dollars, rest = divmod(-(-millicents * 100 // MILLICENTS_PER_DOLLAR), 100)
    return f"${dollars:,}.{rest:02}"


def percent(per_mille: int) -> str:
    """Return a share; a tenth is shown only where it says something."""
    whole, tenth = divmod(per_mille, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def short(count: int) -> str:
    """Return a count, rounded, in at most four characters or so: ``950``, ``4.9k``, ``12k``, ``1.2M``."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        tenths = (count * 10 + size // 2) // size
        if tenths >= 100:  # noqa: PLR2004 - ten whole units: a tenth says nothing any more
            whole = (count + size // 2) // size
            if whole < 1000 or unit == "M":  # noqa: PLR2004 - a thousand of them is one of the next
                return f"{whole}{unit}"
            return "1.0M"
        if count >= size:
            return f"{tenths // 10}.{tenths % 10}{unit}"
    return str(count)


def counted(count: int, things: str) -> str:
    """Return ``1 file`` or ``1.4k files``, ``things`` being the plural."""
    return f"{short(count)} {things.removesuffix('s') if count == 1 else things}"


def people(count: int) -> str:
    """Return ``1 person`` or ``118 people``."""
    return "1 person" if count == 1 else f"{count:,} people"


def people_were(count: int) -> str:
    """Return ``1 person was`` or ``118 people were``."""
    return f"{people(count)} {'was' if count == 1 else 'were'}"


def requests(count: int) -> str:
    """Return ``1 request`` or ``12 requests``."""
    return "1 request" if count == 1 else f"{count:,} requests"


_METRIC_NAMES = {
    Metric.SESSION_LOSS: "logged out",
    Metric.LOAD_IMBALANCE: "imbalance",
    Metric.FAILED_REQUESTS: "failed",
    Metric.LATENCY_P95: "p95 wait",
    Metric.COST: "cost",
    Metric.TIME: "time",
    Metric.COMMANDS: "commands",
}


def metric_name(metric: Metric) -> str:
    """Return what the goals call a metric."""
    return _METRIC_NAMES[metric]


def metric_value(metric: Metric, value: int) -> str:
    """Return a metric's value (see ``Metric`` for units) as people read it."""
    match metric:
        case Metric.SESSION_LOSS | Metric.LOAD_IMBALANCE | Metric.FAILED_REQUESTS:
            return percent(value)
        case Metric.LATENCY_P95:
            return f"{value:,} ms"
        case Metric.COST:
            return money(value)
        case Metric.TIME:
            return clock(value)
        case Metric.COMMANDS:
            return str(value)


_STORE_NAMES = {
    StoreName.REDIS: "Redis",
    StoreName.SQL: "database",
    StoreName.OBJECT_STORAGE: "object storage",
}


def store_name(store: StoreName) -> str:
    """Return a store's name as the screen shows it."""
    return _STORE_NAMES[store]


_STORE_LINES = {
    StoreName.REDIS: "Keeps sessions for every server: whoever answers can look the visitor up.",
    StoreName.SQL: "A database keeps orders on disk. Slow and sure: nothing written is forgotten.",
    StoreName.OBJECT_STORAGE: "Keeps uploaded files where every server finds them (S3 is one).",
}


def store_line(store: StoreName) -> str:
    """Say in one line what a store is for."""
    return _STORE_LINES[store]


_POLICY_NAMES = {
    Policy.ROUND_ROBIN: "round robin",
    Policy.RANDOM: "random",
    Policy.LEAST_CONNECTIONS: "least connections",
    Policy.POWER_OF_TWO: "power of two",
    Policy.SOURCE_HASH: "source hash",
    Policy.CONSISTENT_HASH: "consistent hash",
    Policy.STICKY_COOKIE: "sticky cookie",
}
_POLICY_LINES = {
    Policy.ROUND_ROBIN: "Each request goes to the next server in turn.",
    Policy.RANDOM: "Each request goes to any server, drawn by lot.",
    Policy.LEAST_CONNECTIONS: "Each request goes to the server with the least to do.",
    Policy.POWER_OF_TWO: "Draw two servers, take the one with less to do.",
    Policy.SOURCE_HASH: "An address always goes to the same server, until the fleet changes.",
    Policy.CONSISTENT_HASH: "An address keeps its server; a change of the fleet moves only a few.",
    Policy.STICKY_COOKIE: "A cookie brings each visitor back to the server that knows them.",
}


def policy_name(policy: Policy) -> str:
    """Return a policy's name as the screen shows it."""
    return _POLICY_NAMES[policy]


def policy_line(policy: Policy) -> str:
    """Say in one line how a policy picks a server."""
    return _POLICY_LINES[policy]


# The three kinds of place share the text "server_memory", so each has its own table.
_SESSION_PLACES = {SessionPlace.SERVER_MEMORY: ("memory", "its own memory"), SessionPlace.REDIS: ("redis", "Redis")}
_FILE_PLACES = {
    FilePlace.LOCAL_DISK: ("disk", "its own disk"),
    FilePlace.OBJECT_STORAGE: ("object storage", "object storage"),
}
_ORDER_PLACES = {OrderPlace.SERVER_MEMORY: ("memory", "its own memory"), OrderPlace.SQL: ("database", "the database")}


def _place(place: Place) -> tuple[str, str]:
    match place:
        case SessionPlace():
            return _SESSION_PLACES[place]
        case FilePlace():
            return _FILE_PLACES[place]
        case OrderPlace():
            return _ORDER_PLACES[place]


def kept(place: Place) -> str:
    """Say what is kept at a place: ``sessions``, ``files`` or ``orders``."""
    match place:
        case SessionPlace():
            return "sessions"
        case FilePlace():
            return "files"
        case OrderPlace():
            return "orders"


def place_tag(place: Place) -> str:
    """Return a place in a word or two, for a card."""
    return _place(place)[0]


def place_name(place: Place) -> str:
    """Return a place as a sentence about a server names it."""
    return _place(place)[1]


def at_place(place: Place) -> str:
    """Return a place with its preposition: ``on its own disk``, ``in Redis``."""
    return f"{'on' if place is FilePlace.LOCAL_DISK else 'in'} {place_name(place)}"


def orders(commands: Sequence[Command]) -> str:
    """Say what several commands do, in their order; servers ordered one by one are told together."""
    added = sum(command.count for command in commands if isinstance(command, AddServer))
    first = next((command for command in commands if isinstance(command, AddServer)), None)
    kept_apart = (command for command in commands if command is first or not isinstance(command, AddServer))
    return " · ".join(order(AddServer(added) if command is first else command) for command in kept_apart)


def order(command: Command) -> str:
    """Say what a command does, as an order."""
    match command:
        case AddServer(count):
            return "add a server" if count == 1 else f"add {count} servers"
        case RemoveServer(server):
            return f"remove {server}"
        case RestartServer(server):
            return f"restart {server}"
        case DrainServer(server):
            return f"drain {server}"
        case UndrainServer(server):
            return f"let {server} take new people again"
        case AddStore(store):
            return f"buy {store_name(store)}"
        case Connect(server, to):
            whose = "every server" if server == ALL else server
            return f"let {whose} keep {kept(to)} {at_place(to)}"
        case SetPolicy(policy):
            return f"set the balancer to {policy_name(policy)}"
        case NextWave():
            return "start the next wave now"


_TARGETS = {Target.BUSIEST.value: "the busiest server", Target.RANDOM.value: "a random server"}


def incident(what: Incident) -> str:
    """Name an incident in a few words."""
    server = _TARGETS.get(what.server, what.server)
    match what.kind:
        case IncidentKind.CRASH:
            return f"crash of {server}"
        case IncidentKind.SLOW:
            return f"{server} slows down"
        case IncidentKind.LEAK:
            return f"{server} runs out of memory"
        case IncidentKind.REDIS_RESTART:
            return "Redis restarts"
        case IncidentKind.SPIKE:
            return f"traffic ×{what.per_mille / 1000:g}"


_INCIDENT_SYMBOLS = {
    IncidentKind.CRASH: "✖",
    IncidentKind.SLOW: "▼",
    IncidentKind.LEAK: "✖",
    IncidentKind.REDIS_RESTART: "⟳",
    IncidentKind.SPIKE: "▲",
}


def incident_symbol(what: Incident) -> str:
    """Return the sign of an incident on the time axis."""
    return _INCIDENT_SYMBOLS[what.kind]
