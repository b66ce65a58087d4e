"""The cards of what goes wrong by itself: crashes, slow servers, dark zones, spikes, whales, stampedes."""

from __future__ import annotations

from scalegame.engine.commands import CauseIncident, NextWave, SetTraffic
from scalegame.engine.scenario import IncidentKind
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

TROUBLE: tuple[Card, ...] = (
    Card(
        id="crash",
        shelf=Shelf.TROUBLE,
        title="A crash, a leak, a crash loop",
        does="A process dies: what it was doing fails, what only it knew is forgotten, and it boots again. A leak does "
        "it after a while, a crash loop over and over.",
        use="State elsewhere, health checks, redispatch. A restart in a calm moment is better than a leak, a "
        "replacement better than a loop.",
        figures=numbers.again,
        fails="The survivors carry its share. Two servers, each 60 % busy: one alone has 120 % to do.",
        ask="One of your servers dies. What have you planned for?",
        answer="N + 1: the others can carry everything, and there was nothing in it that anyone would miss.",
        related=("server_memory", "health_checks", "cattle", "zone_outage"),
        about=(IncidentKind.CRASH, IncidentKind.CRASH_LOOP, IncidentKind.LEAK, CauseIncident),
    ),
    Card(
        id="slow",
        shelf=Shelf.TROUBLE,
        title="A slow server, a frozen one",
        does="A server does a fraction of its work, or accepts connections and answers none. Neither is dead, so "
        "nobody takes it out.",
        use="Least connections for the slow one; for the frozen one HTTP checks and time-outs.",
        figures=numbers.checks,
        fails="The mean hides it: everyone else is fine. Look at the 95th percentile, and at each server alone.",
        ask="All servers are up, yet one request in four is slow. Where do you look?",
        answer="At each server by itself: one of four is ill, and the average of all does not show it.",
        related=("least_connections", "health_checks", "timeouts"),
        about=(IncidentKind.SLOW, IncidentKind.FREEZE),
    ),
    Card(
        id="zone_outage",
        shelf=Shelf.TROUBLE,
        title="A zone goes dark",
        does="All servers of one data centre are gone at once, and so are the primaries of the stores that stand "
        "there.",
        use="Servers in several zones, replicas in another, and room to lose one zone. New servers come too late.",
        figures=numbers.zones,
        fails="Of two zones each must be able to carry everything; of three, two must: each half as much again.",
        ask="How busy may three zones be, if one of them can fail?",
        answer="Two thirds at most: then the two that are left are full. Anything above is hope.",
        related=("crash", "sql_replica", "redis_replica", "balancer"),
        about=(IncidentKind.ZONE_OUTAGE,),
    ),
    Card(
        id="spike",
        shelf=Shelf.TROUBLE,
        title="Waves and spikes",
        does="Traffic comes in waves, and a spike multiplies it for a while. You may call the next wave early: the "
        "level ends sooner, and waves overlap.",
        use="Act before it: servers and stores take time to come up, and a new server helps at once only if it can "
        "serve anybody.",
        figures=numbers.boot,
        fails="Waiting does not grow in step with load: near the full load of a server it rises steeply.",
        ask="Black Friday is in a week. What do you do?",
        answer="Measure what a server can do, move state out of it, order for the peak with room to spare, and decide "
        "what to shed.",
        related=("autoscaler", "rate_limiter", "server", "queue"),
        about=(IncidentKind.SPIKE, NextWave, SetTraffic),
    ),
    Card(
        id="whale",
        shelf=Shelf.TROUBLE,
        title="The whale behind one address",
        does="Hundreds of people share one address: an office, a campus, a mobile network. NAT does that.",
        use="Stickiness by cookie, or none at all. Limits by account or session, not by address.",
        fails="A hash of addresses puts all of them on one server; a limit by address takes them for one attacker.",
        ask="Why is an IP address not a person?",
        answer="NAT puts many people behind one, and a phone changes its own on the way. Count and bind by session.",
        related=("source_hash", "sticky_cookie", "rate_limiter", "traps"),
        about=(IncidentKind.WHALE,),
    ),
    Card(
        id="retry_storm",
        shelf=Shelf.TROUBLE,
        title="Retry storm and stampede",
        does="Something fails, and everyone tries again at once. The retries keep it down after the cause is gone.",
        use="Growing pauses with a random part, few retries, load shed at the edge, queues no longer than people's "
        "patience.",
        figures=numbers.patience,
        fails="An empty cache does the same: all miss in one moment and ask the database together. Let one of them "
        "fetch, and the others wait for it.",
        ask="The database was gone for ten seconds, the service for an hour. Why?",
        answer="Retries and full queues kept the load above what it could bear. Shed until it is below, then let "
        "people in by degrees.",
        related=("rate_limiter", "timeouts", "queue", "traps"),
        about=(IncidentKind.RETRY_STORM,),
    ),
)
