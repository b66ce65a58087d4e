"""Finding levels: the campaign, the player's own, files by path, and the broken ones by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.content.levels import LevelError, all_levels, find_level, load_level, load_plan, shipped_levels
from scalegame.engine.commands import AddServer, At, NextWave
from tests.content.example import FULL, SHORT, load


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the player's own levels, empty."""
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path))
    folder = tmp_path / "levels"
    folder.mkdir()
    return folder


def test_the_campaign_is_whole_and_in_order(own: Path) -> None:
    found = all_levels()
    assert found.broken == ()
    numbers = [level.number for level in found.levels]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {"reference", "tempting"} <= set(found.levels[0].plans)


def test_ones_own_levels_come_last(own: Path) -> None:
    (own / "mine.json").write_bytes(SHORT)
    assert all_levels().levels[-1].id == "short"
    assert find_level("short").path == own / "mine.json"


def test_a_broken_level_is_listed_with_its_reason(own: Path) -> None:
    (own / "broken.json").write_bytes(b"{]")
    (own / "twin.json").write_bytes(shipped(0).read_bytes())
    (own / "folder.json").mkdir()
    reasons = {broken.path.name: broken.reason for broken in all_levels().broken}
    assert reasons["broken.json"].endswith(
        'broken.json:1:2: a field\'s name in double quotes should stand here, not "]"'
    )
    assert '"the-local-bartender" is the id of' in reasons["twin.json"]
    assert "cannot be read" in reasons["folder.json"]
    assert len(all_levels().levels) == len(list(shipped_levels().glob("[0-9]*.json")))


def shipped(index: int) -> Path:
    return all_levels().levels[index].path


def test_no_folder_of_ones_own_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALEGAME_HOME", str(tmp_path / "nowhere"))
    assert all_levels().broken == ()
    assert not (tmp_path / "nowhere").exists()


def test_a_level_is_found_by_id_or_by_path(own: Path, tmp_path: Path) -> None:
    first = find_level("the-local-bartender")
    assert find_level(str(first.path)) == first
    assert find_level("1") == first
    file = tmp_path / "some.json"
    file.write_bytes(FULL)
    assert find_level(str(file)).id == "everything-at-once"


def test_an_unknown_level_is_answered_with_the_nearest(own: Path) -> None:
    with pytest.raises(
        LevelError, match=r'^there is no level "local-bartender"; did you mean "the-local-bartender"\?$'
    ):
        find_level("local-bartender")


@pytest.mark.parametrize("name", ["/nowhere/at/all.json", "bad\0name.json", "x" * 5000 + ".json"])
def test_a_file_that_cannot_be_read_is_a_level_error(own: Path, name: str) -> None:
    with pytest.raises(LevelError):
        find_level(name)


def test_a_file_too_long_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    file.write_bytes(b" " * (2 * 1024 * 1024))
    with pytest.raises(LevelError, match="at most 1,048,576 are allowed"):
        load_level(file)


def plan_file(tmp_path: Path, plan: object) -> Path:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return file


MOVES = [{"at": 4, "do": "add_server", "count": 2}, {"at": 9, "do": "next_wave"}]


@pytest.mark.parametrize("plan", [MOVES, {"commands": MOVES}, {"format": 1, "seed": 3, "commands": MOVES}])
def test_a_plan_is_a_list_or_stands_in_commands(tmp_path: Path, plan: object) -> None:
    assert load_plan(plan_file(tmp_path, plan), load(FULL)) == (At(4, AddServer(2)), At(9, NextWave()))


@pytest.mark.parametrize(
    "plan, words",
    [
        ([{"at": 4, "do": "add_srver"}], 'did you mean "add_server"?'),
        ([{"at": 4, "do": "add_redis"}], "add_redis is not allowed in this level"),
        ([{"at": 4, "do": "restart_server", "server": "pluto"}], 'there is no server "pluto"'),
        ([4], "must be an object"),
        ({"comands": []}, 'the field "commands" is missing'),
        (7, "must be an object"),
    ],
)
def test_mistakes_of_a_plan_are_told_like_those_of_a_level(tmp_path: Path, plan: object, words: str) -> None:
    file = plan_file(tmp_path, plan)
    with pytest.raises(LevelError) as caught:
        load_plan(file, load(FULL))
    assert words in caught.value.summary
    assert caught.value.summary.startswith(f"{file}:1:")
