"""The answer to an interview: how many servers, which stores and replicas, in which order, and what all that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from scalegame.content.generated.interview.drawing import Drawn
from scalegame.content.generated.interview.questions import (
    DATABASE_DIES,
    FOLLOW_UPS,
    HALF_GONE,
    LULL,
    REDIS_DIES,
    Asked,
)
from scalegame.engine.enums import Kind
from scalegame.engine.scenario import DEFAULT_SERVER_TYPES, DEFAULT_STORES, DEFAULT_WORK, StoreName
from scalegame.engine.units import MILLICENTS_PER_DOLLAR, WHOLE

#: The calm in which one can migrate, in ticks.
CALM = 60
#: When the answer buys servers: late enough to be wired like the others, early enough to boot.
ORDER_AT = 40
#: A replica is bought so many ticks before it is needed, at the latest.
_AHEAD = 20
#: The highest load of servers, in per mille: when all are there, when one is missing, when half of them are.
_FULL, _FULL_WITHOUT_ONE, _FULL_HALVED = 720, 860, 900
#: Database operations a tick that it can do, for each order a tick at the peak, in per mille; and the fewest.
_ROOM_FOR_ORDERS, _FEWEST_OPERATIONS = 1800, 20
#: Failed requests that are gold, in per mille: always, more for each time that Redis or the database fails over, and
#: if a server freezes; and so many more still pass.
_FAILED, _FAILED_OVER, _ORDERS_FAILED_OVER, _FROZEN, _FAILED_MORE = 4, 6, 2, 3, 6

#: People logged out, in per mille: what passes, and what is gold.
LOGGED_OUT, LOGGED_OUT_GOLD = 100, 20
#: When the answer changes how the balancer works.
SET_AT = 30

_SMALL = DEFAULT_SERVER_TYPES[0]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A command of the answer: before which tick, which verb, and its arguments as plans write them."""

    at: int
    do: str
    arguments: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """The answer that follows from the draws. Rates are in tenths of a visitor a tick, money in millicents."""

    drawn: Drawn

    @property
    def visit_work(self) -> Fraction:
        """Work units that a visitor costs from log-in to leaving, on average."""
        does = self.drawn.company.does
        weights = (0, does.browse, does.cart, does.upload, does.avatar, does.checkout)
        each = Fraction(sum(w * work for w, work in zip(weights, DEFAULT_WORK, strict=True)), sum(weights))
        return DEFAULT_WORK[Kind.LOGIN] + self.requests * each

    @property
    def requests(self) -> Fraction:
        """Requests of a visit after the log-in, on average."""
        return Fraction(sum(self.drawn.company.requests), 2)

    @property
    def peak(self) -> int:
        """Visitors at the peak, in tenths a tick."""
        return round(Fraction(10 * self.drawn.crowd * self.drawn.capacity, WHOLE) / self.visit_work)

    @property
    def bears(self) -> int:
        """Visitors that one server bears, in tenths a tick."""
        return int(10 * self.drawn.capacity / self.visit_work)

    @property
    def servers(self) -> int:
        """The number of servers that is enough for every question."""
        crowd = self.peak * self.visit_work / (10 * self.drawn.capacity)
        enough = max(ceil(crowd * WHOLE / _FULL), ceil(crowd * WHOLE / _FULL_WITHOUT_ONE) + 1)
        halved = 2 * ceil(crowd * WHOLE / _FULL_HALVED)
        return max(enough, halved) if self.asks(*HALF_GONE) else enough

    @property
    def operations(self) -> int:
        """Operations a tick that the database can do: room for the orders, none for sessions."""
        does = self.drawn.company.does
        orders = Fraction(self.peak, 10) * self.requests * Fraction(does.checkout, sum(does.weights.values()))
        return max(_FEWEST_OPERATIONS, 10 * ceil(orders * _ROOM_FOR_ORDERS / WHOLE / 10))

    def asks(self, *asked: Asked) -> bool:
        """Return whether one of these is among the questions."""
        return any(one in self.drawn.questions for one in asked)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The length of each wave in ticks."""
        return (CALM, self.drawn.growth.ticks, *(FOLLOW_UPS[one].ticks(self.servers) for one in self.drawn.questions))

    def start_of(self, *asked: Asked) -> int:
        """Return the tick at which the first of these questions is asked, of those that are."""
        first = min(self.drawn.questions.index(one) for one in asked if self.asks(one))
        return sum(self.ticks[: first + 2])

    @property
    def stores(self) -> tuple[StoreName, ...]:
        """The stores that are needed, in the order of a player's menu."""
        company = self.drawn.company
        wanted = {StoreName.REDIS: True, StoreName.SQL: company.orders, StoreName.OBJECT_STORAGE: company.pictures}
        return tuple(store for store, needed in wanted.items() if needed)

    @property
    def replicas(self) -> tuple[tuple[StoreName, int], ...]:
        """The stores that need a replica, each with the tick before which it is bought."""
        needed = []
        if self.asks(*REDIS_DIES):
            needed.append((StoreName.REDIS, self.start_of(*REDIS_DIES) + LULL - _AHEAD))
        if self.drawn.company.orders and self.asks(*DATABASE_DIES):
            needed.append((StoreName.SQL, self.start_of(*DATABASE_DIES) + LULL - _AHEAD))
        return tuple(sorted(needed, key=lambda one: one[1]))

    @property
    def teaches(self) -> tuple[str, ...]:
        """The components without which the interview cannot be passed."""
        asked = {
            "add_replica": self.replicas,
            "least_connections": self.asks(Asked.SLOW),
            "set_health_check": self.asks(Asked.FROZEN),
        }
        return (*self.stores, "add_server", *(name for name, needed in asked.items() if needed))

    @property
    def reference(self) -> tuple[PlanStep, ...]:
        """The answer, in the order of its ticks."""
        return tuple(sorted(self._steps(), key=lambda step: step.at))

    def _steps(self) -> Iterator[PlanStep]:
        connected = {StoreName.OBJECT_STORAGE: 5, StoreName.REDIS: 12, StoreName.SQL: 20}
        yield from (PlanStep(0, f"add_{store}") for store in self.stores)
        yield from (
            PlanStep(connected[store], "connect", (("server", "all"), ("to", store.value))) for store in self.stores
        )
        if self.asks(Asked.SLOW):
            yield PlanStep(SET_AT, "set_policy", (("policy", "least_connections"),))
        if self.asks(Asked.FROZEN):
            yield PlanStep(SET_AT, "set_health_check", (("check", "http"),))
        yield PlanStep(ORDER_AT, "add_server", (("count", self.servers - 1),))
        yield from (PlanStep(at, "add_replica", (("store", store.value),)) for store, at in self.replicas)

    @property
    def cost(self) -> int:
        """The cost of the answer until the end, in millicents, but for the few cents that pictures cost."""
        end = sum(self.ticks)
        cost = _SMALL.upkeep * end + (self.servers - 1) * (_SMALL.price + _SMALL.upkeep * (end - ORDER_AT))
        for store in self.stores:
            cost += DEFAULT_STORES[store].price + DEFAULT_STORES[store].upkeep * end
        for store, at in self.replicas:
            cost += DEFAULT_STORES[store].replica_price + DEFAULT_STORES[store].replica_upkeep * (end - at)
        return cost

    @property
    def gold_dollars(self) -> int:
        """Dollars that are gold: what the answer costs and a little air, in tens."""
        return 10 * ceil((self.cost + 14 * MILLICENTS_PER_DOLLAR) / (10 * MILLICENTS_PER_DOLLAR))

    @property
    def budget_dollars(self) -> int:
        """The budget in dollars: one server more, or one store that nobody needs."""
        return self.gold_dollars + 50

    @property
    def failed_gold(self) -> int:
        """Failed requests that are gold, in per mille: a store that fails over costs about a second of them."""
        redis = sum(asked in REDIS_DIES for asked in self.drawn.questions)
        database = sum(asked in DATABASE_DIES for asked in self.drawn.questions) if self.drawn.company.orders else 0
        return _FAILED + _FAILED_OVER * redis + _ORDERS_FAILED_OVER * database + _FROZEN * self.asks(Asked.FROZEN)

    @property
    def failed_pass(self) -> int:
        """Failed requests that pass, in per mille."""
        return self.failed_gold + _FAILED_MORE
