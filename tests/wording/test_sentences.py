"""Everything that can happen has a plain sentence: a cause without one fails here."""

from __future__ import annotations

import pytest

from scalegame.engine.commands import (
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
)
from scalegame.engine.scenario import (
    Check,
    Eviction,
    FilePlace,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.engine.view import Event, EventKind, Failure, FailureCause, Loss, LossCause
from scalegame.wording import causes, events
from scalegame.wording.sentence import Tone

PLACES = {
    EventKind.STORE_ORDERED: StoreName.REDIS,
    EventKind.STORE_UP: StoreName.REDIS,
    EventKind.STORE_DOWN: StoreName.REDIS,
    EventKind.STORE_FAILOVER: StoreName.SQL,
    EventKind.STORE_SQUEEZED: StoreName.REDIS,
    EventKind.STORE_RELIEVED: StoreName.REDIS,
    EventKind.REPLICA_ORDERED: StoreName.REDIS,
    EventKind.REPLICA_READY: StoreName.REDIS,
    EventKind.POOLER_ORDERED: StoreName.SQL,
    EventKind.POOLER_READY: StoreName.SQL,
    EventKind.POLICY_SET: "balancer",
    EventKind.SETTING: SetHealthCheck.verb,
    EventKind.ZONE_DOWN: "a",
    EventKind.ZONE_UP: "a",
}
DETAILS = {
    EventKind.POLICY_SET: Policy.STICKY_COOKIE,
    EventKind.SPIKE: "3000",
    EventKind.SERVER_SLOW: "300",
    EventKind.WAVE_STARTED: "Lunch",
    EventKind.DEPLOY_STARTED: SessionPlace.REDIS.value,
    EventKind.STORE_SQUEEZED: "300",
    EventKind.SETTING: Check.HTTP,
    EventKind.WHALE: "300",
    EventKind.BAN: "100",
    EventKind.RETRY_STORM: "3",
}


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_a_sentence(kind: EventKind) -> None:
    told = events.of_event(Event(3, kind, PLACES.get(kind, "B"), 7, DETAILS.get(kind, "")))
    assert told.what.endswith(".")
    assert told.why == "" or told.why.endswith(".")
    assert "{" not in told.what + told.why


SETTINGS = [
    *(Event(3, EventKind.SETTING, SetRedis.verb, 0, to) for to in (*Eviction, *Persistence)),
    *(Event(3, EventKind.SETTING, SetHealthCheck.verb, 0, check) for check in Check),
    *(Event(3, EventKind.SETTING, SetRateLimit.verb, 200, per) for per in LimitPer),
    Event(3, EventKind.SETTING, SetRateLimit.verb, 0, LimitPer.SERVICE),
    Event(3, EventKind.SETTING, SetAutoscaler.verb, 8, "2"),
    Event(3, EventKind.SETTING, SetAutoscaler.verb, 0, "0"),
    Event(3, EventKind.SETTING, SetTimeout.verb, 1500),
    Event(3, EventKind.SETTING, SetTimeout.verb, 0),
    Event(3, EventKind.SETTING, SetDrain.verb, 30),
    Event(3, EventKind.SETTING, SetDrain.verb, 0),
    *(Event(3, EventKind.SETTING, SetTraffic.verb, visitors) for visitors in (0, 1, 12)),
]


def test_every_setting_is_told_and_no_two_alike() -> None:
    told = [events.of_event(event).what for event in SETTINGS]
    assert all(what.endswith(".") for what in told)
    assert len(set(told)) == len(told)


def test_settings_are_told_with_their_numbers() -> None:
    told = " ".join(events.of_event(event).what for event in SETTINGS)
    for part in ("lets 200/s through", "200/s an address", "between 2 and 8 servers", "1,500 ms", "up to 30 s",
                 "1 person comes each", "12 people come each"):  # fmt: skip
        assert part in told


@pytest.mark.parametrize("place", [*SessionPlace, *FilePlace, *OrderPlace, *WorkPlace])
def test_a_deploy_says_what_the_server_does_from_now_on(
    place: SessionPlace | FilePlace | OrderPlace | WorkPlace,
) -> None:
    told = events.of_event(Event(3, EventKind.DEPLOY_STARTED, "A", 5, place.value))
    assert "now" in told.why
    assert told.why.endswith("5 s to go.")


@pytest.mark.parametrize(
    "title, told", [("Lunch", "Lunch."), ("And now?", "And now?"), ("Nobody is here.", "Nobody is here.")]
)
def test_a_wave_is_called_by_its_title_and_ends_in_one_sign(title: str, told: str) -> None:
    event = Event(0, EventKind.WAVE_STARTED, count=2, detail=title)
    assert events.of_event(event).what == f"Wave 2 begins: {told}"


def test_a_deploy_that_changes_no_wiring_is_a_new_version() -> None:
    assert events.of_event(Event(3, EventKind.DEPLOY_STARTED, "A", 5)).why == "A new version starts. 5 s to go."


def test_a_cdn_needs_no_connecting() -> None:
    assert "connected" not in events.of_event(Event(3, EventKind.STORE_UP, StoreName.CDN)).why


@pytest.mark.parametrize("cause", LossCause)
def test_every_loss_says_how_many_and_why(cause: LossCause) -> None:
    told = causes.of_loss(Loss(3, cause, "B", count=1234))
    assert "1,234 people" in told.what
    assert told.why.endswith(".")
    assert told.tone is Tone.BAD


@pytest.mark.parametrize("cause", FailureCause)
def test_every_failure_says_how_many_and_why(cause: FailureCause) -> None:
    told = causes.of_failure(Failure(3, cause, "B", count=1234))
    assert "1,234" in told.what
    assert told.why.endswith(".")
    assert "{" not in told.what + told.why


@pytest.mark.parametrize("cause", [*LossCause, *FailureCause])
def test_every_cause_has_a_short_label_that_is_its_badge(cause: LossCause | FailureCause) -> None:
    label = causes.label(cause)
    assert 0 < len(label) <= 16
    assert causes.badge(cause.value) == label


def test_no_badge_is_no_words() -> None:
    assert causes.badge("") == ""


@pytest.mark.parametrize("cause", [*LossCause, *FailureCause])
def test_sentences_fit_a_narrow_screen(cause: LossCause | FailureCause) -> None:
    """80 cells, of which 9 are the time and its sign."""
    made = (
        causes.of_loss(Loss(3, cause, "apollo", 123))
        if isinstance(cause, LossCause)
        else causes.of_failure(Failure(3, cause, "apollo", 123))
    )
    assert len(f"{made.what} {made.why}") <= 80 - 9


@pytest.mark.parametrize(
    "kind, place, count, detail",
    [
        (EventKind.REPLICA_READY, "sql", 0, ""),
        (EventKind.STORE_FAILOVER, "sql", 5, ""),
        (EventKind.STORE_SQUEEZED, "redis", 15, "400"),
        (EventKind.BAN, "", 12, ""),
        (EventKind.RETRY_STORM, "", 30, "5"),
        (EventKind.DEPLOY_STARTED, "apollo", 5, "signed_cookie"),
        (EventKind.DEPLOY_STARTED, "apollo", 5, "sql_blob"),
        *((EventKind.SETTING, "set_redis", 0, to) for to in ("noeviction", "allkeys_lru", "none", "aof")),
        *((EventKind.SETTING, "set_health_check", 0, to) for to in ("none", "tcp", "http")),
    ],
)
def test_events_of_later_levels_fit_a_narrow_screen(kind: EventKind, place: str, count: int, detail: str) -> None:
    told = events.of_event(Event(3, kind, place, count, detail))
    assert len(f"{told.what} {told.why}") <= 80 - 9


def test_a_crash_is_told_together_with_those_it_logged_out() -> None:
    event = Event(45, EventKind.SERVER_CRASHED, "B", 118)
    told = events.of_event(event, (Loss(45, LossCause.SERVER_CRASH, "B", 118),))
    assert told.what == "B crashed. 118 people were logged out."
    assert told.why == "Only its memory knew them."


def test_a_crash_is_not_blamed_for_losses_elsewhere() -> None:
    event = Event(45, EventKind.SERVER_CRASHED, "B", 0)
    told = events.of_event(event, (Loss(45, LossCause.SERVER_CRASH, "A", 118),))
    assert told.what == "B crashed."


def test_a_person_rejected_again_is_not_one_person_more() -> None:
    told = causes.of_loss(Loss(3, LossCause.WRONG_SERVER, "B", count=3, again=2))
    assert told.what == "B logged 3 people out (5 log-outs)."


def test_a_servers_name_is_written_as_it_is_and_a_stores_in_words() -> None:
    assert causes.of_failure(Failure(3, FailureCause.OVERLOAD, "zeus", 2)).what.startswith("zeus ")
    assert events.of_event(Event(3, EventKind.STORE_UP, StoreName.SQL)).what == "The database is ready."


def test_braces_in_a_strangers_name_stay_text() -> None:
    told = causes.of_failure(Failure(3, FailureCause.SERVER_DOWN, "{n}[red]", 2))
    assert "{n}[red]" in told.what
