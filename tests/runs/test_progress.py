"""Progress: bests are kept, merged, and survive damage, other games and folders that cannot be written."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scalegame.runs.progress import Best, Progress
from tests.runs.games import result


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the progress is kept."""
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "progress.json"


def test_nothing_is_reached_before_the_first_game(file: Path) -> None:
    progress = Progress.load()
    assert progress.best("one") is None
    assert progress.note == ""
    assert not file.parent.exists()


def test_a_won_game_is_still_known_next_time(file: Path) -> None:
    Progress.load().record("one", result())
    assert Progress.load().best("one") == Best(stars=2, score=800, time=90, cost=4_000_000, commands=3)


def test_a_lost_game_changes_nothing(file: Path) -> None:
    progress = Progress.load()
    assert progress.record("one", result(won=False, stars=0)) == progress
    assert not file.exists()


def test_each_number_is_the_best_of_all_games_by_itself(file: Path) -> None:
    progress = Progress.load().record("one", result(stars=3, time=100, cost=9, commands=8, score=700))
    progress = progress.record("one", result(stars=1, time=50, cost=20, commands=2, score=900))
    assert progress.best("one") == Best(stars=3, score=900, time=50, cost=9, commands=2)


def test_what_another_game_wrote_meanwhile_is_kept(file: Path) -> None:
    mine, other = Progress.load(), Progress.load()
    other.record("one", result(score=990))
    other.record("two", result())
    merged = mine.record("one", result(score=10, stars=3))
    assert merged.best("one") == Best(3, 990, 90, 4_000_000, 3)
    assert Progress.load().bests == merged.bests
    assert set(merged.bests) == {"one", "two"}


def test_many_games_at_once_lose_nothing(file: Path) -> None:
    with ThreadPoolExecutor(8) as games:
        for _ in games.map(lambda number: Progress.load().record(f"level-{number}", result()), range(24)):
            pass
    assert len(Progress.load().bests) == 24


GOOD = {"stars": 1, "score": 2, "time": 3, "cost": 4, "commands": 5}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"format": 2, "levels": {}}',
        b'{"format": 1, "levels": []}',
        json.dumps({"format": 1, "levels": {"one": 3}}).encode(),
        json.dumps({"format": 1, "levels": {"one": GOOD | {"time": -1}}}).encode(),
        json.dumps({"format": 1, "levels": {"one": GOOD | {"time": True}}}).encode(),
        json.dumps({"format": 1, "levels": {"one": GOOD | {"time": "3"}}}).encode(),
        json.dumps({"format": 1, "levels": {"one": GOOD | {"extra": 1}}}).encode(),
    ],
)
def test_a_damaged_file_is_set_aside_and_named(file: Path, damage: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(damage)
    progress = Progress.load()
    aside = file.with_name("progress.damaged-1.json")
    assert progress.bests == {}
    assert str(aside) in progress.note
    assert aside.read_bytes() == damage
    assert progress.record("one", result()).best("one") is not None


def test_files_set_aside_earlier_are_never_overwritten(file: Path) -> None:
    file.parent.mkdir()
    for damage in (b"first", b"second"):
        file.write_bytes(damage)
        Progress.load()
    assert file.with_name("progress.damaged-1.json").read_bytes() == b"first"
    assert file.with_name("progress.damaged-2.json").read_bytes() == b"second"


def test_damage_between_two_games_is_told_and_bests_in_memory_are_kept(file: Path) -> None:
    progress = Progress.load().record("one", result())
    file.write_bytes(b"{")
    progress = progress.record("two", result())
    assert set(progress.bests) == {"one", "two"}
    assert "set aside" in progress.note


def test_a_folder_that_cannot_be_made_is_told_and_the_game_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    progress = Progress.load(tmp_path / "file" / "progress.json").record("one", result())
    assert "cannot be" in progress.note
    assert progress.best("one") is not None


def test_no_half_file_and_no_litter_is_left(file: Path) -> None:
    Progress.load().record("one", result())
    assert sorted(path.name for path in file.parent.iterdir()) == ["progress.json", "progress.json.lock"]
