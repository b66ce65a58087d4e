"""The interviewer's follow-up questions: each with the wave that asks it, and its subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.content.reader.json_reader import JsonValue


class Asked(StrEnum):
    """The follow-ups there are."""

    SERVERS_DIE = "servers die"
    ZONE_GONE = "a zone is gone"
    STORES_GONE = "the zone of the stores is gone"
    REDIS_RESTARTS = "Redis restarts"
    DEPLOY = "a deploy"
    DATABASE = "the database fails over"
    BAN = "stolen accounts"
    SLOW = "a slow server"
    FROZEN = "a frozen server"
    OFFICE = "an office"


#: Follow-ups in which sessions in the memory of servers are lost.
EMPTY_MEMORY = (Asked.SERVERS_DIE, Asked.ZONE_GONE, Asked.STORES_GONE, Asked.DEPLOY)
#: Half of the servers are gone in these.
HALF_GONE = (Asked.ZONE_GONE, Asked.STORES_GONE)
#: Groups of follow-ups that ask the same: an interviewer asks at most one of each.
ALIKE = (HALF_GONE, (Asked.SLOW, Asked.FROZEN))
#: In these the primary of Redis, or of the database, dies.
REDIS_DIES = (Asked.REDIS_RESTARTS, Asked.STORES_GONE)
DATABASE_DIES = (Asked.DATABASE, Asked.STORES_GONE)
#: Ticks from a follow-up's start to the first that goes wrong.
LULL = 8
#: The ticks in which nobody comes: time to move everything, so that nothing need be lost.
EMPTY = 28


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question about a follow-up with three answers, the right one at index ``answer``."""

    ask: str
    choices: tuple[str, str, str]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up: the wave's ``title`` is the question, ``direction`` a hint, ``incidents`` what it brings.

    ``ticks``, how long the wave lasts, follows from how many servers there should be; ``spell``, if any, how long the
    last incident lasts.
    """

    title: str
    direction: str
    incidents: list[JsonValue]
    ticks: Callable[[int], int]
    quiz: Quiz
    spell: Callable[[int], int] | None = None

    def brings(self, servers: int) -> list[JsonValue]:
        """Return the incidents, as a level file writes them."""
        if self.spell is None:
            return self.incidents
        return [{**one, "ticks": self.spell(servers)} if isinstance(one, dict) else one for one in self.incidents]


def _always(ticks: int) -> Callable[[int], int]:
    return lambda _: ticks


def _spell(servers: int) -> int:
    """Return the ticks for which one server is slow or frozen: more in a larger fleet, where it matters less."""
    return 10 + 5 * servers


def _with_spell(servers: int) -> int:
    return LULL + _spell(servers) + 8


#: A rolling deploy takes every server out of rotation for so many ticks, one after another.
_TICKS_A_DEPLOY = 7

FOLLOW_UPS: dict[Asked, FollowUp] = {
    Asked.SERVERS_DIE: FollowUp(
        "Servers die. Who notices?",
        "Order one server more than the crowd needs: one will always be missing.",
        [{"at": 4, "crash": "busiest_server"}, {"at": 25, "crash": "A"}],
        _always(45),
        Quiz(
            "A server dies. What may its memory have held?",
            ("Shopping carts", "A copy of the product list", "Orders that are not paid yet"),
            1,
            "A copy of what is safe elsewhere is a cache: losing it costs a moment. The other two exist nowhere else.",
        ),
    ),
    Asked.ZONE_GONE: FollowUp(
        "A whole zone goes dark. What is left?",
        "New servers go to the zone that has the fewest. Order so many that half of them are enough.",
        [{"at": LULL, "zone_outage": "b", "ticks": 25}],
        _always(45),
        Quiz(
            "Two zones, and either may go dark. How many servers?",
            ("As many as the crowd needs", "One more than it needs", "Twice as many as it needs"),
            2,
            "With a zone half of them are gone, and the crowd is as large as before. With three zones it would be half "
            "as many again.",
        ),
    ),
    Asked.STORES_GONE: FollowUp(
        "The zone of the stores goes dark. And now?",
        "A store is a server too: what must not be missing needs a replica, and half of the servers must be enough.",
        [{"at": LULL, "zone_outage": "a", "ticks": 25}],
        _always(50),
        Quiz(
            "Where does a replica belong?",
            ("Beside its primary", "In another zone than its primary", "On the machine of its primary"),
            1,
            "Nothing may take both at once. A replica in the same rack survives a broken disk, not a power cut.",
        ),
    ),
    Asked.REDIS_RESTARTS: FollowUp(
        "Redis restarts. Who is logged out?",
        "A store is a server too. One that people cannot be without needs a replica.",
        [{"at": LULL, "redis_restart": True}],
        _always(40),
        Quiz(
            "Redis comes back after a restart without replica and without append-only file. Who is logged in?",
            ("Everyone", "Those with a request under way", "Nobody"),
            2,
            "It kept everything in memory. A replica takes over at once; an append-only file brings it back later.",
        ),
    ),
    Asked.DEPLOY: FollowUp(
        "We deploy at four in the afternoon. Well?",
        "In a deploy every server restarts, one after another: it must not matter, and the others must be enough.",
        [{"at": LULL, "rolling_deploy": True}],
        lambda servers: LULL + _TICKS_A_DEPLOY * servers + 7,
        Quiz(
            "When can one deploy by day?",
            ("When nobody looks", "When servers hold nothing that matters, and one can be missing", "Never"),
            1,
            "Then a deploy is a crash with notice. Teams that can do that deploy often, and in small steps.",
        ),
    ),
    Asked.DATABASE: FollowUp(
        "The database fails over. Are orders gone?",
        "The database is a server too: here a replica takes over in a second, and a restart takes far longer.",
        [{"at": LULL, "sql_failover": True}],
        _always(40),
        Quiz(
            "The database's primary dies. What does a replica save?",
            ("Money", "The time until orders can be written again", "The need for backups"),
            1,
            "It takes over while the primary restarts. Against an order deleted by mistake only a backup helps: the "
            "replica deletes along.",
        ),
    ),
    Asked.BAN: FollowUp(
        "Stolen accounts. Lock them out, now.",
        "One place for sessions cannot be told to forget anybody.",
        [{"at": 5, "ban": "30%"}],
        _always(35),
        Quiz(
            "Why can a signed cookie not be revoked by itself?",
            ("It is encrypted", "There is nothing on your side to delete", "Browsers forbid it"),
            1,
            "The client carries the whole session, and the signature stays right until it runs out. A list of revoked "
            "ones would be state again, and a new key ends all of them.",
        ),
    ),
    Asked.SLOW: FollowUp(
        "One server is slow. Who waits for it?",
        "A balancer that deals in turn gives the slow one as much as the others. Another policy looks first.",
        [{"at": LULL, "slow": "busiest_server", "capacity": "20%"}],
        _with_spell,
        Quiz(
            "One of four servers works at a quarter of its speed. Which policy helps?",
            ("Round robin", "Least connections", "Sticky cookie"),
            1,
            "Connections pile up where answers are slow, so the slow one gets fewer. The other two do not look.",
        ),
        _spell,
    ),
    Asked.FROZEN: FollowUp(
        "A server accepts all and answers nothing.",
        "A check that only knocks finds the door open. Let the balancer ask for an answer.",
        [{"at": LULL, "freeze": "busiest_server"}],
        _with_spell,
        Quiz(
            "A frozen server still accepts connections. Which health check finds it out?",
            ("TCP: does the port accept?", "HTTP: does it answer a request?", "Both, only later"),
            1,
            "Its kernel accepts for it. Only a request that needs the process to answer shows that it does not.",
        ),
        _spell,
    ),
    Asked.OFFICE: FollowUp(
        "An office comes, all from one address.",
        "An address is not a person: a policy that goes by addresses sends them all to one server.",
        [{"at": 5, "whale": "40%", "ticks": 25}],
        _always(40),
        Quiz(
            "Hundreds of people share one IP address. Which policy is lopsided?",
            ("Source hash", "Sticky cookie", "Round robin"),
            0,
            "It goes by the address, and theirs is one. A cookie tells them apart; round robin does not look.",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of the crowd, the first follow-up of all.

    ``calm`` and ``wave`` are points of arrivals: ticks, and shares of the peak in per mille. ``ticks`` is how long the
    growth's wave lasts. ``told`` goes on with "at 1:00".
    """

    title: str
    told: str
    calm: tuple[tuple[int, int], ...]
    wave: tuple[tuple[int, int], ...]
    ticks: int


GROWTHS = (
    Growth(
        "You are on television. And now?",
        "you are on television: ten times the people within seconds",
        ((0, 0), (EMPTY, 0), (40, 50), (54, 100), (60, 500)),
        ((0, 500), (10, 1000), (50, 1000)),
        50,
    ),
    Growth(
        "The doors open. Everybody comes at once.",
        "the doors open, and everybody comes at once",
        ((0, 0), (EMPTY, 0), (40, 50), (60, 50)),
        ((0, 700), (12, 1000), (55, 1000)),
        55,
    ),
    Growth(
        "It is Monday. Who is turned away?",
        "Monday begins, and everybody who was away comes back",
        ((0, 0), (EMPTY, 0), (40, 60), (60, 250)),
        ((0, 250), (35, 1000), (65, 1000)),
        65,
    ),
)
