"""The ledger adds up, tick by tick, to what the reports said."""

from __future__ import annotations

from collections import Counter

from tests.tui.play.samples import played


def test_nothing_is_written_before_anything_happens() -> None:
    ledger = played(0).ledger
    assert not ledger.lost
    assert not ledger.again
    assert not ledger.failed


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
    assert (playthrough.ledger.lost, playthrough.ledger.again, playthrough.ledger.failed) == (lost, again, failed)
