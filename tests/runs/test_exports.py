"""Exports: LiveSplit finds what it writes itself, programs find every number, tables open as tables."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.runs.race.exports import History, as_csv, as_json, lss
from scalegame.runs.race.splits import Timing
from tests.runs.histories import WAVES, histories, won

#: The element tree of a splits file of version 1.7.0 as LiveSplit saves it: each element once below its parent, with
#: its attributes, in LiveSplit's order.
TREE = """
Run @version
  GameIcon
  GameName
  CategoryName
  LayoutPath
  Metadata
    Run @id
    Platform @usesEmulator
    Region
    Variables
  Offset
  AttemptCount
  AttemptHistory
    Attempt @id @started @isStartedSynced @ended @isEndedSynced
      RealTime
      GameTime
  Segments
    Segment
      Name
      Icon
      SplitTimes
        SplitTime @name
          RealTime
          GameTime
      BestSegmentTime
        RealTime
        GameTime
      SegmentHistory
        Time @id
          RealTime
          GameTime
  AutoSplitterSettings
"""
RUN = Timing(
    (60, 130), 130, True, split_ms=(31_000, 65_250), real_ms=65_250, started="2026-12-31T23:59:58Z", cost=7, commands=2
)


def history(*attempts: Timing, waves: tuple[str, ...] = ("Morning", "Rush & <b>more</b>")) -> History:
    return History("sample", "f00d", 2, 4, "A sample", waves, attempts)


def tree_of(element: ET.Element, depth: int = 0) -> list[str]:
    """Return an element as lines: the first child of each kind, in order."""
    lines = [" ".join(["  " * depth + element.tag, *(f"@{name}" for name in element.attrib)])]
    for tag in dict.fromkeys(child.tag for child in element):
        child = element.find(tag)
        lines += [] if child is None else tree_of(child, depth + 1)
    return lines


def test_the_splits_file_has_the_elements_that_livesplit_writes() -> None:
    assert tree_of(ET.fromstring(lss(history(RUN)))) == TREE.strip().splitlines()  # noqa: S314 - our own text


def test_times_are_written_as_dot_net_reads_them() -> None:
    root = ET.fromstring(lss(history(RUN, replace(won(90_000, 100_000), real_ms=1))))  # noqa: S314 - our own text
    assert root.get("version") == "1.7.0"
    assert root.findtext("Offset") == "00:00:00"
    first, second = root.findall("AttemptHistory/Attempt")
    assert first.attrib["started"] == "12/31/2026 23:59:58"
    assert first.attrib["ended"] == "01/01/2027 00:01:03"
    assert (first.findtext("RealTime"), first.findtext("GameTime")) == ("00:01:05.2500000", "00:02:10")
    assert second.attrib == {"id": "2"}
    assert second.findtext("GameTime") == "1.03:46:40"


def test_segments_are_named_after_waves_and_hold_best_and_gold() -> None:
    root = ET.fromstring(lss(history(RUN, won(50, 132))))  # noqa: S314 - our own text
    names = [segment.findtext("Name") for segment in root.findall("Segments/Segment")]
    assert names == ["Morning", "Rush & <b>more</b>"]
    one, other = root.findall("Segments/Segment")
    best = one.find("SplitTimes/SplitTime")
    assert best is not None
    assert best.attrib == {"name": "Personal Best"}
    assert best.findtext("GameTime") == "00:01:00"
    assert one.findtext("BestSegmentTime/GameTime") == "00:00:50"
    assert other.findtext("SplitTimes/SplitTime/GameTime") == "00:02:10"
    assert other.findtext("BestSegmentTime/GameTime") == "00:01:10"
    assert other.findtext("BestSegmentTime/RealTime") == "00:00:34.2500000"
    assert [time.get("id") for time in one.findall("SegmentHistory/Time")] == ["1", "2"]


def test_what_does_not_count_is_an_attempt_without_a_time() -> None:
    lost = replace(RUN, won=False)
    root = ET.fromstring(lss(history(lost, Timing((), 5, won=False, finished=False))))  # noqa: S314 - our own text
    assert root.findtext("AttemptCount") == "2"
    assert [len(attempt) for attempt in root.findall("AttemptHistory/Attempt")] == [0, 0]
    segment = root.find("Segments/Segment")
    assert segment is not None
    assert not segment.findall("SegmentHistory/Time")
    gold = segment.find("BestSegmentTime")
    assert gold is not None
    assert not len(gold)


@given(histories())
def test_golds_in_the_splits_file_add_up_to_the_sum_of_best(attempts: list[Timing]) -> None:
    written = history(*attempts, waves=("one", "two", "three"))
    root = ET.fromstring(lss(written))  # noqa: S314 - our own text
    golds = [gold.text or "" for gold in root.findall("Segments/Segment/BestSegmentTime/GameTime")]
    best = written.comparison.sum_of_best
    assert (sum(seconds(gold) for gold in golds) if golds else None) == best
    assert len(root.findall("Segments/Segment")) == WAVES


def seconds(text: str) -> int:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


@given(histories())
def test_json_holds_every_number(attempts: list[Timing]) -> None:
    written = history(*attempts, waves=("one", "two", "three"))
    plain = json.loads(as_json(written))
    assert [one["splits"] for one in plain["attempts"]] == [list(one.splits) for one in attempts]
    assert [one["split_ms"] for one in plain["attempts"]] == [list(one.split_ms) for one in attempts]
    assert plain["sum_of_best"] == written.comparison.sum_of_best
    assert (plain["personal_best"] is None) == (written.comparison.best is None)


@given(histories())
def test_the_table_has_a_line_for_every_split(attempts: list[Timing]) -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(history(*attempts, waves=("one", "two", "three"))))))
    assert len(lines) == sum(len(one.splits) for one in attempts)
    assert [int(line["split"]) for line in lines] == [split for one in attempts for split in one.splits]


def test_a_title_is_no_formula_in_a_table() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(history(RUN, waves=("=1+1", "plain"))))))
    assert [line["title"] for line in lines] == ["'=1+1", "plain"]
    assert [line["gold"] for line in lines] == ["1", "1"]


@pytest.mark.parametrize(
    "started, real_ms",
    [
        ("garbage", 1),
        ("2026-01-01T00:00:00+99:99", 1),
        ("9999-12-31T23:59:59Z", 2_000),
        ("9999-12-31T23:59:59-14:00", 0),
        ("0001-01-01T00:00:00+14:00", 0),
        ("2026-01-02T03:04:05Z", 2**63 - 1),
    ],
)
def test_an_attempt_at_a_moment_that_cannot_be_has_none(started: str, real_ms: int) -> None:
    run = ET.fromstring(lss(history(replace(won(60, 130), started=started, real_ms=real_ms))))  # noqa: S314 - our own
    attempt = run.find("AttemptHistory/Attempt")
    assert attempt is not None
    assert attempt.attrib == {"id": "1"}
    assert attempt.findtext("GameTime") == "00:02:10"


def test_moments_are_in_utc_and_have_years_of_four_digits() -> None:
    run = ET.fromstring(lss(history(replace(won(60, 130), started="0099-01-01T01:00:00+02:00"))))  # noqa: S314 - our own
    attempt = run.find("AttemptHistory/Attempt")
    assert attempt is not None
    assert attempt.attrib["started"] == "12/31/0098 23:00:00"


@given(st.text(max_size=80), st.integers(0, 2**63 - 1), histories())
def test_whatever_moments_say_there_is_a_file_of_every_format(started: str, real: int, attempts: list[Timing]) -> None:
    told = history(*(replace(one, started=started, real_ms=real) for one in attempts))
    ET.fromstring(lss(told))  # noqa: S314 - our own text
    assert json.loads(as_json(told))["seed"] == told.seed
    table = list(csv.reader(io.StringIO(as_csv(told))))
    assert all(not cell.startswith(("=", "+", "@")) for line in table[1:] for cell in line[1:2])
