"""Numbers and names as people read them: every value of every enumeration has its words."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scalegame.engine.commands import (
    ALL,
    COMMANDS,
    AddPooler,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    LimitPer,
    Metric,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    SessionPlace,
    StoreName,
    Target,
    WorkPlace,
)
from scalegame.engine.view import EventKind, FailureCause, LossCause
from scalegame.wording import causes, commands, units
from scalegame.wording.commands import order, orders
from scalegame.wording.components import (
    CHECK_WORDS,
    PLACE_WORDS,
    POLICY_WORDS,
    REDIS_WORDS,
    STORE_WORDS,
    keep,
    keeps_now,
    kept,
    wired,
)
from scalegame.wording.events import EVENT_WORDS
from scalegame.wording.incidents import INCIDENT_WORDS, TARGET_WORDS, incident
from scalegame.wording.score import METRIC_WORDS

DOLLAR = 100_000


@pytest.mark.parametrize("ticks, text", [(0, "0:00"), (9, "0:09"), (60, "1:00"), (725, "12:05")])
def test_clock(ticks: int, text: str) -> None:
    assert units.clock(ticks) == text


def test_soon_is_a_time_or_now() -> None:
    assert units.soon(8) == "in 0:08"
    assert units.soon(0) == "now"


@pytest.mark.parametrize(
    "millicents, text", [(0, "$0"), (1, "$1"), (DOLLAR, "$1"), (DOLLAR + 1, "$2"), (1_234 * DOLLAR, "$1,234")]
)
def test_money_is_rounded_up_as_a_bill_is(millicents: int, text: str) -> None:
    assert units.money(millicents) == text


@pytest.mark.parametrize("millicents, text", [(0, "$0.00"), (4_830_100, "$48.31"), (123_400_000, "$1,234.00")])
def test_cents_are_rounded_up_too(millicents: int, text: str) -> None:
    assert units.cents(millicents) == text


def test_orders_of_servers_are_told_together() -> None:
    assert orders((AddServer(), DrainServer("A"), AddServer(2))) == "add 3 servers · drain A"


def test_one_thing_is_singular() -> None:
    assert units.counted(1, "files") == "1 file"
    assert units.counted(0, "files") == "0 files"


@pytest.mark.parametrize("per_mille, text", [(0, "0%"), (12, "1.2%"), (250, "25%"), (1000, "100%"), (1281, "129%")])
def test_percent(per_mille: int, text: str) -> None:
    assert units.percent(per_mille) == text


@pytest.mark.parametrize(
    "count, text",
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0k"),
        (1_381, "1.4k"),
        (9_949, "9.9k"),
        (9_950, "10k"),
        (999_600, "1.0M"),
        (12_345, "12k"),
        (1_250_000, "1.3M"),
        (3 * 10**7, "30M"),
    ],
)
def test_short_counts(count: int, text: str) -> None:
    assert units.short(count) == text


def test_one_person_is_singular() -> None:
    assert units.people(1) == "1 person"
    assert units.people_were(1) == "1 person was"
    assert units.people_were(1200) == "1,200 people were"
    assert units.requests(1) == "1 request"
    assert units.requests(2) == "2 requests"


@pytest.mark.parametrize(
    "records, kinds",
    [
        (STORE_WORDS, StoreName),
        (POLICY_WORDS, Policy),
        (CHECK_WORDS, Check),
        (REDIS_WORDS, [*Eviction, *Persistence]),
        (PLACE_WORDS, [*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace]),
        (INCIDENT_WORDS, IncidentKind),
        (TARGET_WORDS, Target),
        (METRIC_WORDS, Metric),
        (EVENT_WORDS, EventKind),
        (commands.COMMAND_WORDS, COMMANDS),
        (causes.LOSS_WORDS, LossCause),
        (causes.FAILURE_WORDS, FailureCause),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_everything_that_has_a_name_has_one_record(records: dict[object, object], kinds: Iterable[object]) -> None:
    assert list(records) == list(kinds)


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_has_words_and_a_unit(metric: Metric) -> None:
    words = METRIC_WORDS[metric]
    assert words.label
    assert words.meaning
    assert words.broken
    assert units.metric_value(metric, 120)


def test_metric_values_carry_their_units() -> None:
    assert units.metric_value(Metric.SESSION_LOSS, 12) == "1.2%"
    assert units.metric_value(Metric.LATENCY_P95, 1500) == "1,500 ms"
    assert units.metric_value(Metric.COST, 312 * DOLLAR) == "$312"
    assert units.metric_value(Metric.TIME, 83) == "1:23"
    assert units.metric_value(Metric.COMMANDS, 4) == "4"


@pytest.mark.parametrize("policy", Policy)
def test_every_policy_has_a_name_and_a_line(policy: Policy) -> None:
    assert POLICY_WORDS[policy].label
    assert POLICY_WORDS[policy].line.endswith(".")


@pytest.mark.parametrize("store", StoreName)
def test_every_store_has_its_words(store: StoreName) -> None:
    words = STORE_WORDS[store]
    assert words.label in words.bought
    assert words.label in words.named
    assert words.line.endswith(".")
    assert words.ready.endswith(".")
    assert words.contents.isalpha()


@pytest.mark.parametrize("place", [*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace])
def test_every_place_has_its_words(place: SessionPlace | FilePlace | OrderPlace | WorkPlace) -> None:
    assert PLACE_WORDS[place].tag
    assert PLACE_WORDS[place].named
    assert PLACE_WORDS[place].wired.endswith(".")
    assert keep(place)
    assert keeps_now(place).endswith(".")


def test_places_of_one_value_are_reported_alike() -> None:
    """An event about a connection carries the place's value alone."""
    for place in (*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace):
        assert wired(place.value) == PLACE_WORDS[place].wired


def test_no_two_places_are_told_alike() -> None:
    told = [keep(place) for place in (*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace)]
    assert len(set(told)) == len(told)


def test_many_servers_have_their_own() -> None:
    assert keep(SessionPlace.SERVER_MEMORY) == "keep sessions in its own memory"
    assert keep(SessionPlace.SERVER_MEMORY, many=True) == "keep sessions in their own memory"
    assert keep(WorkPlace.INLINE, many=True) == "do slow work themselves"


@pytest.mark.parametrize("check", Check)
def test_every_health_check_has_its_words(check: Check) -> None:
    words = CHECK_WORDS[check]
    assert words.label
    assert words.order
    assert words.already
    assert all(line.endswith((".", "?")) for line in (words.line, words.follows, words.frozen))


@pytest.mark.parametrize("to", [*Eviction, *Persistence])
def test_every_setting_of_redis_has_its_words(to: Eviction | Persistence) -> None:
    words = REDIS_WORDS[to]
    assert words.label
    assert words.already
    assert words.line.endswith(".")
    assert words.told.what.endswith(".")


def test_a_rate_limit_says_whose_requests_it_counts() -> None:
    assert units.limit(RateLimit()) == "no limit"
    assert units.limit(RateLimit(1200)) == "1,200/s"
    assert units.limit(RateLimit(5, LimitPer.ADDRESS)) == "5/s an address"


@pytest.mark.parametrize("milliseconds, text", [(500, "500 ms"), (1500, "1,500 ms"), (2000, "2 s")])
def test_waits(milliseconds: int, text: str) -> None:
    assert units.wait(milliseconds) == text


@pytest.mark.parametrize("price, lead, text", [(0, 0, ""), (0, 8, "8 s"), (60 * DOLLAR, 0, "$60")])
def test_a_cost_leaves_out_what_is_nothing(price: int, lead: int, text: str) -> None:
    assert units.cost(price, lead) == text


def test_places_of_one_name_are_told_apart_by_what_is_kept_there() -> None:
    assert kept(SessionPlace.SERVER_MEMORY) == "sessions"
    assert kept(OrderPlace.SERVER_MEMORY) == "orders"
    assert kept(FilePlace.LOCAL_DISK) == "files"


ORDERS: list[tuple[Command, str]] = [
    (AddServer(), "add a server"),
    (AddServer(3), "add 3 servers"),
    (RemoveServer("A"), "remove A"),
    (RestartServer("A"), "restart A"),
    (DrainServer("A"), "drain A"),
    (UndrainServer("A"), "let A take new people again"),
    (AddStore(StoreName.SQL), "buy a database"),
    (Connect("A", SessionPlace.REDIS), "let A keep sessions in Redis"),
    (Connect(ALL, OrderPlace.SQL), "let every server keep orders in the database"),
    (SetPolicy(Policy.POWER_OF_TWO), "set the balancer to power of two"),
    (Connect("A", FilePlace.SQL_BLOB), "let A keep files in rows of the database"),
    (Connect("A", WorkPlace.QUEUE), "let A leave slow work to the queue"),
    (AddStore(StoreName.QUEUE), "buy a queue"),
    (AddStore(StoreName.OBJECT_STORAGE), "buy object storage"),
    (AddReplica(StoreName.REDIS), "add a replica of Redis"),
    (AddReplica(StoreName.SQL), "add a replica of the database"),
    (AddPooler(), "put a pooler before the database"),
    (SetRedis(Eviction.ALLKEYS_LRU), "let Redis forget the longest unused when full (allkeys-lru)"),
    (SetRateLimit(200), "let 200/s through"),
    (SetRateLimit(0), "let every request through"),
    (SetAutoscaler(2, 8), "autoscale between 2 and 8 servers"),
    (SetAutoscaler(0, 0), "turn the autoscaler off"),
    (SetHealthCheck(Check.HTTP), "let the balancer use an HTTP health check"),
    (SetHealthCheck(Check.NONE), "let the balancer check no server"),
    (SetTimeout(1000), "let the balancer wait 1 s for an answer"),
    (SetTimeout(0), "let the balancer wait as long as people do"),
    (SetDrain(30), "drain for up to 30 s before each deploy"),
    (SetDrain(0), "deploy at once, without draining"),
    (SetTraffic(1), "let 1 person come each second"),
    (SetTraffic(0), "let nobody new come each second"),
    (CauseIncident(Incident(IncidentKind.CRASH, 0, "A")), "cause: crash of A"),
    (NextWave(), "start the next wave now"),
]


@pytest.mark.parametrize("command, text", ORDERS)
def test_every_command_can_be_said_as_an_order(command: Command, text: str) -> None:
    assert order(command) == text


def test_no_kind_of_command_is_left_out() -> None:
    assert {type(command) for command, _ in ORDERS} == set(COMMANDS)


@pytest.mark.parametrize("kind", IncidentKind)
def test_every_incident_has_words_and_a_sign(kind: IncidentKind) -> None:
    what = Incident(kind, at=3, server="B", ticks=5, per_mille=2500)
    assert incident(what)
    assert len(INCIDENT_WORDS[what.kind].symbol) == 1


def test_incidents_name_their_target_in_words() -> None:
    assert incident(Incident(IncidentKind.CRASH, 0, server="busiest_server")) == "crash of the busiest server"
    assert incident(Incident(IncidentKind.CRASH, 0, server="B")) == "crash of B"
    assert incident(Incident(IncidentKind.SPIKE, 0, per_mille=2500)) == "traffic ×2.5"
