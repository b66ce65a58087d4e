"""The cards of what stands before the servers or behind their back: CDN, rate limiter, queue."""

from __future__ import annotations

from scalegame.engine.commands import SetRateLimit
from scalegame.engine.scenario import LimitPer, StoreName, WorkPlace
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

EDGE: tuple[Card, ...] = (
    Card(
        id="cdn",
        shelf=Shelf.EDGE,
        title="The CDN",
        does="Keeps copies of pictures and other files near the people. After the first time, no server sees the "
        "request.",
        use="Files that are the same for everyone and change seldom. CloudFront is one.",
        figures=numbers.store(StoreName.CDN),
        fails="Copies go stale: a new picture shows when the old copy expires or is purged (in the game an upload does "
        "that). What is private must never get into it.",
        ask="What would you not put behind a CDN?",
        answer="Whatever differs from person to person: pages with a name, carts, answers that set a cookie. One wrong "
        "header, and strangers read them.",
        related=("object_storage", "local_disk", "rate_limiter"),
        about=(StoreName.CDN,),
    ),
    Card(
        id="rate_limiter",
        shelf=Shelf.EDGE,
        title="The rate limiter",
        does="Counts requests and turns away what is over the limit, before it reaches a server: for the whole "
        "service, or for each address.",
        use="More load than you can serve anyway: refuse it at once (429), and the rest is served well.",
        price="Whoever is turned away pays",
        figures=numbers.limiter,
        fails="By address, an office behind one is a single client. Too low, it refuses people whom you could have "
        "served. Clients that try again at once make it worse.",
        ask="Twice the load that you can bear comes in. What do you do?",
        answer="Shed half of it at the edge. Half the people served in time beats all of them waiting too long: a late "
        "answer is wasted work.",
        related=("retry_storm", "spike", "whale", "timeouts"),
        about=(SetRateLimit, *LimitPer),
    ),
    Card(
        id="queue",
        shelf=Shelf.EDGE,
        title="The queue for slow work",
        does="Accepts slow work and answers at once; a worker does it later.",
        use="Work that nobody has to wait for: mails, thumbnails, invoices. RabbitMQ and SQS are queues.",
        figures=numbers.queue,
        fails="It does not make work less. If more comes in than the worker does, it fills up, and requests fail. Most "
        "deliver a job at least once: doing it twice must do no harm.",
        ask="The queue is longer every day. What is wrong?",
        answer="Too few workers. A queue carries you over a peak; it cannot help when the average is too much.",
        related=("server", "spike", "retry_storm"),
        about=(StoreName.QUEUE, WorkPlace.QUEUE, WorkPlace.INLINE),
    ),
)
