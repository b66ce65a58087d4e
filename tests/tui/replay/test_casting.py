"""A replay as files: what a terminal would show of them, and that nothing in them comes from a clock."""

from __future__ import annotations

import json
import re

import pytest

from scalegame.playthrough.replay import Replay
from scalegame.tui.recording import cast, picture
from tests.playthrough.replay_runs import replay_of

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

_PIECES = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[[\d;]*m|\x1b\[\?25[hl]|\x1b\[2J|([^\x1b]+)")


def shown(data: str, screen: dict[int, str]) -> None:
    """Put on ``screen`` what a terminal would show; anything but rows, colours and the cursor is an error."""
    row, end = 1, 0
    for piece in _PIECES.finditer(data):
        assert piece.start() == end, data[end : end + 20]
        end = piece.end()
        if piece[1]:
            assert piece[2] == "1"
            row = int(piece[1])
            screen[row] = ""
        elif piece[3]:
            screen[row] += piece[3]
    assert end == len(data)


def film(replay: Replay, size: tuple[int, int] = (80, 24)) -> tuple[dict[str, object], list[tuple[float, str]]]:
    """Return the header of a cast, and the time and screen of each frame."""
    header, *events = [json.loads(line) for line in cast(replay, size, lambda _done, _all: None).splitlines()]
    frames = []
    screen: dict[int, str] = {}
    for at, kind, data in events:
        assert kind == "o"
        shown(data, screen)
        assert sorted(screen) == list(range(1, size[1] + 1))
        frames.append((at, "\n".join(screen[row] for row in sorted(screen))))
    return header, frames


def test_it_has_a_frame_a_tick_and_ends_with_the_result() -> None:
    header, frames = film(replay_of())
    assert header == {"version": 2, "width": 80, "height": 24, "title": "scalegame: A sample, 1:00"}
    assert [at for at, _ in frames] == [*range(61), 62]
    assert "» You bought Redis." in frames[0][1]
    assert "0:21 ✖ B crashed" in frames[22][1].replace("0:20 ✖ B crashed", "0:21 ✖ B crashed")
    assert "1:00/1:00" in frames[-1][1]
    assert "» The end: not all goals were met." in frames[-1][1]
    assert "space" not in frames[0][1], "nobody can press a key in a recording"


@pytest.mark.parametrize("speed, times", [(0.5, [0, 2, 4]), (8.0, [0, 0.125, 0.25])])
def test_time_passes_at_the_replays_speed(speed: float, times: list[float]) -> None:
    replay = replay_of()
    replay.speed = speed
    assert [at for at, _ in film(replay)[1]][:3] == times


def test_it_begins_where_the_replay_stands() -> None:
    replay = replay_of()
    replay.seek(58)
    frames = film(replay)[1]
    assert len(frames) == 4
    assert "0:58/1:00" in frames[0][1]


def test_the_same_run_gives_the_same_bytes() -> None:
    first, second = (cast(replay_of(), (100, 30), lambda _done, _all: None) for _ in range(2))
    assert first == second
    assert picture(replay_of(), (80, 24)) == picture(replay_of(), (80, 24))


def test_progress_is_told_frame_by_frame() -> None:
    told: list[tuple[int, int]] = []
    replay = replay_of()
    replay.seek(55)
    cast(replay, (80, 24), lambda done, all_there_are: told.append((done, all_there_are)))
    assert told == [(number, 6) for number in range(1, 7)]


def test_a_picture_shows_the_position_and_names_no_other_place() -> None:
    replay = replay_of()
    replay.seek(60)
    svg = picture(replay, (80, 24))
    assert svg.startswith("<svg")
    assert "The&#160;end:&#160;not&#160;all&#160;goals&#160;were&#160;met." in svg
    assert "http" not in svg.replace("http://www.w3.org", "").replace("https://www.textualize.io", "")
