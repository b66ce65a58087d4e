"""Damaged levels by the thousand: a level or sentences come of every one, nothing else, and no file costs too much.

More than 20,000 files a run. An example of Hypothesis is one kind of damage, done to a level at several places: what
fails is shrunk as usual, and the files are cheap enough for many.
"""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scalegame.content.generated.scaffold import scaffold
from scalegame.content.levels import level_files, shipped_levels
from scalegame.content.loader import Examined, examine_level
from scalegame.content.schema.limits import MAX_BYTES, MAX_PROBLEMS
from tests.content.example import SHORT, Steps, part, replaced, steps_of, written
from tests.depth import examples

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

BROKEN = Path(__file__).with_name("broken")
#: A level in the middle between the shortest and a full one: with incident, hints, quiz and plan.
MIDDLE = (BROKEN / "meaning" / "crash-of-nobody.json").read_bytes().replace(b'"zues"', b'"zeus"')
SMALL = (SHORT, MIDDLE)
NEW = scaffold("fuzz").encode()
CAMPAIGN = tuple(path.read_bytes() for path in level_files(shipped_levels()))

#: Nobody reads a longer sentence. The longest lists what is known; it does not grow with the file.
LONGEST = 700
_STRANGE = st.sampled_from(
    [b"", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\n", b"\0", b"\xff", b"\xc3", b"-", b"1e9", b"//", b"/*",
     b"null", b"true", b'"\\ud800"', b"\xef\xbb\xbf", b'"//":0,', b"1" * 50, b"[" * 40]
)  # fmt: skip
_VALUES: st.SearchStrategy[object] = st.sampled_from(
    [None, True, False, 0, 1, -1, 2**63, 10**17, 0.5, "", "5%", "100%", "redis", "all", "zeus", "x" * 1300, "\u202e",
     [], [[]], [0], [[0, 0]], {}, {"at": 0}, {"//": 0}, {"do": "add_redis"}, {"at": 3, "crash": "busiest_server"}]
)  # fmt: skip


def look_at(data: bytes) -> Examined:
    """Examine a file; whatever it is, what is said about it is short, in place and complete."""
    examined = examine_level(data, Path("fuzz.json"))
    assert len(examined.problems) <= MAX_PROBLEMS + 1
    errors = [problem for problem in examined.problems if problem.severity == "error"]
    assert (examined.level is None) == bool(errors)
    for problem in examined.problems:
        assert 0 < len(problem.message) <= LONGEST
        assert "\n" not in str(problem)
        assert problem.line >= 0
        assert 0 <= problem.caret <= len(problem.source) <= 200
    return examined


@pytest.mark.deeper
@pytest.mark.parametrize("data", [SHORT, MIDDLE, NEW, *CAMPAIGN[:2]], ids=lambda data: str(len(data)))
def test_no_level_cut_off_anywhere(data: bytes) -> None:
    for end in range(len(data.rstrip()) - 1, -1, -examples(7, 1)):
        assert look_at(data[:end]).level is None


@given(st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 800), st.integers(0, 12)), max_size=8), _STRANGE)
@settings(max_examples=examples(200, 800))
def test_no_bytes_taken_away_or_put_in(data: bytes, places: list[tuple[int, int]], patch: bytes) -> None:
    for start, length in places:
        look_at(data[:start] + patch + data[start + length :])
    spoilt = data
    for start, length in places:
        spoilt = spoilt[:start] + patch + spoilt[start + length :]
    look_at(spoilt)


@given(st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 800), st.integers(1, 255)), min_size=1, max_size=16))
@settings(max_examples=examples(200, 800))
def test_no_bits_flipped(data: bytes, flips: list[tuple[int, int]]) -> None:
    flipped = bytearray(data)
    for place, mask in flips:
        alone = bytearray(data)
        alone[place % len(data)] ^= mask
        look_at(bytes(alone))
        flipped[place % len(data)] ^= mask
        look_at(bytes(flipped))


Spoil = Callable[[object, st.DataObject], object]
PLAIN = tuple(json.loads(data) for data in (MIDDLE, NEW))
KEYS = sorted({str(path[-1]) for level in PLAIN for path in steps_of(level) if isinstance(path[-1], str)} | {"//", ""})


def _place(level: object, data: st.DataObject) -> Steps:
    return data.draw(st.sampled_from([*steps_of(level), ()]))


def _strange_value(level: object, data: st.DataObject) -> object:
    return replaced(level, _place(level, data), data.draw(_VALUES))


def _exchange(level: object, data: st.DataObject) -> object:
    return replaced(level, _place(level, data), part(level, _place(level, data)))


def _nest(level: object, data: st.DataObject) -> object:
    place = _place(level, data)
    value = part(level, place)
    for _ in range(data.draw(st.integers(1, 60))):
        value = [value] if data.draw(st.booleans()) else {"a": value}
    return replaced(level, place, value)


def _rename(level: object, data: st.DataObject) -> object:
    place = _place(level, data)
    value = part(level, place)
    if not isinstance(value, dict) or not value:
        return level
    old, new = data.draw(st.sampled_from(list(value))), data.draw(st.sampled_from(KEYS) | st.text(max_size=4))
    return replaced(level, place, {new if key == old else key: inner for key, inner in value.items()})


def _repeat(level: object, data: st.DataObject) -> object:
    place = _place(level, data)
    value = part(level, place)
    return replaced(level, place, value * data.draw(st.integers(0, 60))) if isinstance(value, str | list) else level


SPOILS: tuple[Spoil, ...] = (_strange_value, _exchange, _nest, _rename, _repeat)


@given(st.sampled_from(PLAIN), st.lists(st.sampled_from(SPOILS), min_size=1, max_size=5), st.data())
@settings(max_examples=examples(80, 240), suppress_health_check=[HealthCheck.too_slow])
def test_no_values_exchanged_renamed_repeated_or_nested(
    level: object, spoils: list[Spoil], data: st.DataObject
) -> None:
    for spoil in spoils:
        level = spoil(level, data)
        look_at(written(level).decode().encode("utf-8", "surrogatepass"))


@given(st.sampled_from(PLAIN), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=6))
@settings(max_examples=examples(100, 320))
def test_no_lines_doubled_or_moved(level: object, moves: list[tuple[int, int]]) -> None:
    """A doubled line is a duplicate key, a moved one a field in the wrong object."""
    lines = written(level).split(b"\n")
    for source, target in moves:
        lines.insert(target % len(lines), lines[source % len(lines)])
        look_at(b"\n".join(lines))
        del lines[source % len(lines)]
        look_at(b"\n".join(lines))


# Files that want to be expensive. Work is counted in calls of functions, so that no clock judges.


def _level(**fields: object) -> bytes:
    return json.dumps({**json.loads(SHORT), **fields}, separators=(",", ":")).encode()


def _waves(*incidents: object) -> list[object]:
    return [
        {"title": "w", "ticks": 360, "arrivals": [[k, 0.001] for k in range(200)], "incidents": incidents}
        for _ in range(20)
    ]


_NAMES = [f"srv{number:x}x{number % 7}" for number in range(256)]
_DRAINS = [{"do": "drain_server", "server": f"serv{number}x"} for number in range(1_000)]
_ORDERS: list[object] = [{"do": "add_server", "count": 256}] * 990
HOSTILE: dict[str, bytes] = {
    "open brackets": b"[" * MAX_BYTES,
    "empty lists": b"[" + b"[]," * 40_000 + b"[]]",
    "numbers": b"[" + b"1," * 120_000 + b"1]",
    "escapes": b'"' + b"\\n" * 100_000 + b'"',
    "comments": b"//\n" * 100_000,
    "equal keys": b"{" + b'"a":1,' * 90_000 + b'"a":1}',
    "unknown fields": _level(**{f"x{number}": 1 for number in range(20_000)}),
    "long unknown fields": _level(**{f"{'q' * 200}{number}": 1 for number in range(4_000)}),
    "strange servers": _level(start={"servers": [{"a": 1}] * 15_000}),
    "control characters": _level(briefing="\x1b" * 40_000),
    "a long text": _level(title="x" * 900_000),
    "spikes": _level(waves=_waves(*[{"at": 1, "spike": 99.999, "ticks": 350}] * 50)),
    "crashes of nobody": _level(
        start={"servers": [{"names": _NAMES}]}, waves=_waves(*[{"at": 1, "crash": f"serv{n}x"} for n in range(50)])
    ),
    "commands to nobody": _level(
        start={"servers": [{"names": _NAMES}]},
        allowed=["drain_server"],
        plans={f"p{number}": _DRAINS for number in range(6)},
    ),
    "orders": _level(
        allowed=["add_server", "drain_server"], plans={f"p{number}": _ORDERS + _DRAINS[:10] for number in range(6)}
    ),
}


def _calls(data: bytes) -> int:
    """Return how many functions are called to examine a file."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        examine_level(data, Path("hostile.json"))
    finally:
        sys.setprofile(before)
    return calls


#: Calls that a byte may cost, and those that the limits of a level allow beside: 7,200 ticks of 50 spikes.
A_BYTE, BESIDE = 15, 6_000_000


@pytest.mark.deep
@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_is_bounded_by_the_size_of_the_file(name: str) -> None:
    data = HOSTILE[name]
    assert len(data) <= MAX_BYTES
    look_at(data)
    assert _calls(data) <= A_BYTE * len(data) + BESIDE


@pytest.mark.deep
def test_no_file_takes_much_memory() -> None:
    """At most 100 bytes for each of the file, and 10 MB: what a desktop hardly notices."""
    for name in ("empty lists", "unknown fields", "strange servers"):
        data = HOSTILE[name]
        tracemalloc.start()
        try:
            examine_level(data, Path("hostile.json"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak <= 100 * len(data) + 10_000_000, name
