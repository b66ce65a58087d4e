"""The journal: one line an event, one line a streak of the same trouble."""

from __future__ import annotations

from collections import Counter

from scalegame.engine.view import Event, EventKind, Failure, FailureCause, Loss, LossCause, TickReport
from scalegame.playthrough.journal import STREAK_TICKS, Journal, newest
from tests.tui.play.samples import played


def report(
    tick: int, *, events: tuple[Event, ...] = (), losses: tuple[Loss, ...] = (), failures: tuple[Failure, ...] = ()
) -> TickReport:
    return TickReport(tick, 0, 0, 0, events, losses, failures, "")


def wrong(tick: int, count: int, place: str = "B") -> TickReport:
    return report(tick, losses=(Loss(tick, LossCause.WRONG_SERVER, place, count),))


def test_the_same_loss_goes_on_in_its_line() -> None:
    journal = Journal()
    for tick in range(5):
        journal.add(wrong(tick, 2))
    assert [line.tick for line in journal.lines] == [4]
    assert "10 people" in journal.lines[0].sentence.what


def test_after_a_long_pause_a_new_line_begins() -> None:
    journal = Journal()
    journal.add(wrong(0, 2))
    journal.add(wrong(STREAK_TICKS + 1, 3))
    assert ["2 people" in line.sentence.what for line in journal.lines] == [True, False]


def test_each_place_has_its_own_line() -> None:
    journal = Journal()
    journal.add(wrong(0, 2, "A"))
    journal.add(wrong(1, 3, "B"))
    journal.add(wrong(2, 1, "A"))
    assert [line.sentence.what for line in journal.lines] == ["B logged 3 people out.", "A logged 3 people out."]


def test_a_loss_told_with_its_event_is_not_told_twice() -> None:
    journal = Journal()
    crash = Event(7, EventKind.SERVER_CRASHED, "B", 4)
    journal.add(report(7, events=(crash,), losses=(Loss(7, LossCause.SERVER_CRASH, "B", 4),)))
    assert [line.sentence.what for line in journal.lines] == ["B crashed. 4 people were logged out."]


def test_failures_and_events_of_a_tick_stand_side_by_side() -> None:
    journal = Journal()
    crash = Event(7, EventKind.SERVER_CRASHED, "B", 0)
    journal.add(report(7, events=(crash,), failures=(Failure(7, FailureCause.SERVER_DOWN, "B", 3),)))
    assert len(journal.lines) == 2


def test_what_happens_to_many_servers_at_once_is_one_line() -> None:
    crashes = tuple(Event(3, EventKind.SERVER_CRASHED, f"s{n}", 5) for n in range(14))
    losses = tuple(Loss(3, LossCause.SERVER_CRASH, f"s{n}", 5) for n in range(14))
    journal = Journal()
    journal.add(report(3, events=(Event(3, EventKind.ZONE_DOWN, "b", 30), *crashes), losses=losses))
    assert [line.sentence.what for line in newest(journal.lines, 9)] == [
        "Zone b is dark.",
        "14 servers crashed. 70 people were logged out.",
    ]
    assert journal.lines[0].sentence.why == "Only its memory knew them."


def test_of_one_second_the_worst_is_read_first() -> None:
    journal = Journal()
    events = (
        Event(3, EventKind.SERVER_UP, "hera"),
        Event(3, EventKind.ZONE_DOWN, "a", 30),
        Event(3, EventKind.STORE_DOWN, "redis", 5),
        Event(3, EventKind.SERVER_ORDERED, "s009", 6),
        Event(3, EventKind.SERVER_SLOW, "zeus", 6, "300"),
    )
    journal.add(report(3, events=events, failures=(Failure(3, FailureCause.STORE_DOWN, "redis", 9),)))
    assert [line.sentence.what for line in newest(journal.lines, 9)] == [
        "Zone a is dark.",
        "Redis restarts.",
        "zeus has become slow.",
        "hera is up.",
        "s009 is ordered.",
        "9 requests failed: Redis is down.",
    ]


def test_what_many_servers_lose_at_once_goes_on_in_one_line() -> None:
    journal = Journal()
    for tick in range(2):
        losses = tuple(Loss(tick, LossCause.WRONG_SERVER, f"s{n}", 2, 1) for n in range(10))
        failures = tuple(Failure(tick, FailureCause.OVERLOAD, f"s{n}", 3) for n in range(10))
        journal.add(report(tick, losses=losses, failures=failures))
    assert [f"{line.sentence.what} {line.sentence.why}" for line in journal.lines] == [
        "Several servers logged 40 people out (60 log-outs). These servers had never met them.",
        "Several servers turned 60 requests away. Their queues are full.",
    ]


def test_a_few_servers_have_a_line_each() -> None:
    journal = Journal()
    journal.add(report(3, events=tuple(Event(3, EventKind.SERVER_ORDERED, f"s{n}", 15) for n in range(3))))
    assert len(journal.lines) == 3
    journal.add(report(4, events=tuple(Event(4, EventKind.SERVER_ORDERED, f"s{n}", 15) for n in range(4))))
    assert journal.lines[-1].sentence.what == "4 servers are ordered."
    assert journal.lines[-1].sentence.why == "They boot for 15 s."


def test_newest_lines_come_first_and_no_more_than_asked_for() -> None:
    journal = Journal()
    for tick in range(4):
        journal.add(wrong(tick * 100, tick + 1))
    assert [line.tick for line in newest(journal.lines, 2)] == [300, 200]
    assert newest(journal.lines, 0) == []


def test_nothing_is_summed_before_anything_happens() -> None:
    totals = played(0).totals
    assert not totals.lost
    assert not totals.again
    assert not totals.failed


def test_losses_and_failures_are_summed_by_cause_and_place() -> None:
    playthrough = played(60)
    lost, again, failed = Counter[object](), Counter[object](), Counter[object]()
    for loss in playthrough.losses:
        lost[loss.cause, loss.place] += loss.count
        again[loss.cause, loss.place] += loss.again
    for failure in playthrough.failures:
        failed[failure.cause, failure.place] += failure.count
    assert len(lost) > 1
    assert failed
    assert (playthrough.totals.lost, playthrough.totals.again, playthrough.totals.failed) == (lost, again, failed)
