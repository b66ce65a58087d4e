"""``extends``: one rule for merging, each value's own place, and nothing outside of the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.extends import merged, origins, whole_level
from scalegame.content.levels import find_level, load_level
from scalegame.content.loader import examine_level
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.limits import MAX_BASES
from tests.content.example import SHORT

HEIR = {"format": 1, "id": "heir", "extends": "base.json"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a level to extend."""
    (tmp_path / "base.json").write_bytes(SHORT)
    return tmp_path


def write(path: Path, **fields: object) -> Path:
    path.write_text(json.dumps({**HEIR, "id": path.stem, **fields}), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(LevelError) as error:
        load_level(path)
    return error.value.summary.removeprefix(f"{path.parent}/")


def test_objects_merge_and_everything_else_replaces(folder: Path) -> None:
    path = write(folder / "heir.json", title="Heir", start={"balancer": {"policy": "random"}}, waves=[
        {"title": "Short day", "ticks": 10, "arrivals": [[0, 1]]}
    ])  # fmt: skip
    level, base = load_level(path), load_level(folder / "base.json")
    assert (level.id, level.title, level.briefing) == ("heir", "Heir", base.briefing)
    assert level.scenario.balancer.policy == "random"
    assert len(level.scenario.servers) == len(base.scenario.servers)
    assert [len(wave.arrivals) for wave in level.scenario.waves] == [10]


def test_null_takes_a_field_away(folder: Path) -> None:
    (folder / "rich.json").write_text(
        json.dumps({**json.loads(SHORT), "id": "rich", "budget": 9, "goals": {"cost": {"pass": 5}}}), encoding="utf-8"
    )
    path = write(folder / "heir.json", extends="rich.json", budget=None, goals={"time": {"pass": 20}, "cost": None})
    level = load_level(path)
    assert level.scenario.budget == 0
    assert [goal.metric for goal in level.scenario.goals] == ["time"]


@given(JSON, JSON, JSON)
def test_merging_is_json_merge_patch(base: object, patch: object, other: object) -> None:
    """The pseudo-code of RFC 7386, section 2, written down a second time."""

    def rfc_7386(target: object, change: object) -> object:
        if not isinstance(change, dict):
            return change
        result = dict(target) if isinstance(target, dict) else {}
        for name, value in change.items():
            if value is None:
                if name in result:
                    del result[name]
            else:
                result[name] = rfc_7386(result.get(name), value)
        return result

    assert merged(base, patch) == rfc_7386(base, patch)  # type: ignore[arg-type]
    assert merged(merged(base, patch), other) == rfc_7386(rfc_7386(base, patch), other)  # type: ignore[arg-type]


def test_a_level_can_come_from_one_of_the_campaign(folder: Path) -> None:
    base = find_level("1")
    level = load_level(write(folder / "heir.json", extends=base.id))
    assert (level.id, level.number, level.title) == ("heir", None, base.title)
    assert level.digest != base.digest


def test_the_digest_is_of_what_the_whole_level_says(folder: Path) -> None:
    heir = load_level(write(folder / "heir.json", budget=5))
    alone = {**json.loads(SHORT), "id": "heir", "budget": 5}
    (folder / "alone.json").write_text(json.dumps(alone), encoding="utf-8")
    assert heir.digest == load_level(folder / "alone.json").digest


def test_an_heir_says_for_itself_which_level_it_is(folder: Path) -> None:
    (folder / "heir.json").write_text('{"format": 1, "extends": "base.json"}', encoding="utf-8")
    assert refused(folder / "heir.json").endswith('heir.json:1:1: the field "id" is missing in the level')


def test_a_mistake_is_told_where_it_was_written(folder: Path) -> None:
    (folder / "base.json").write_bytes(SHORT.replace(b'"pass": "5%"', b'"pass": 5'))
    path = folder / "heir.json"
    path.write_text('{"format": 1, "id": "heir", "extends": "base.json",\n "budget": -1}', encoding="utf-8")
    told = [str(problem).replace(f"{folder}/", "") for problem in examine_level(path.read_bytes(), path).problems]
    assert told[0].startswith("heir.json:2:12: ")
    assert told[1].startswith("base.json:8:38: ")
    assert len(told) == 2


def test_every_value_knows_where_it_was_written(folder: Path) -> None:
    path = folder / "heir.json"
    path.write_text('{"format": 1, "id": "heir", "extends": "base.json",\n "start": {"servers": [{}, {}]}}', "utf-8")
    places = {
        ".".join(map(str, steps)): f"{Path(spot.file).name}:{spot.line}:{spot.column}"
        for steps, _, spot in origins(whole_level(path.read_bytes(), path))
    }
    assert places["start.servers"] == "heir.json:2:23"
    assert places["goals.session_loss.pass"] == "base.json:8:38"
    assert places["id"] == "heir.json:1:21"


@pytest.mark.parametrize(
    "wanted, message",
    [
        ("gone.json", '"gone.json" does not exist'),
        ("../base.json", '"../base.json" leaves the folder; only what is in it can be extended'),
        ("x/../../base.json", '"x/../../base.json" leaves the folder; only what is in it can be extended'),
        ("/etc/base.json", '"/etc/base.json" leaves the folder; only what is in it can be extended'),
        ("c:base.json", '"c:base.json" leaves the folder; only what is in it can be extended'),
        ("..\\\\base.json", '"..\\\\base.json" leaves the folder; only what is in it can be extended'),
        ("heir.json", '"heir.json" comes from this level itself, so neither has a beginning'),
        ("./x/../heir.json", '"heir.json" comes from this level itself, so neither has a beginning'),
        ("the-local-bartendr", 'the campaign has no level "the-local-bartendr"; did you mean "the-local-bartender"?'),
        ("folder.json", '"folder.json" is no file'),
        ("a\0.json", '"a\ufffd.json" is not a name a file can have'),
        (5, '"extends" must be the id of a level of the campaign, or a file in this folder, such as "base.json"'),
    ],
)  # fmt: skip
def test_a_base_that_cannot_be_is_told_at_extends(folder: Path, wanted: object, message: str) -> None:
    (folder / "folder.json").mkdir()
    wanted = wanted.replace("\\\\", "\\") if isinstance(wanted, str) else wanted
    assert refused(write(folder / "heir.json", extends=wanted)) == f"heir.json:1:40: {message}".replace("\\\\", "\\")


def test_a_link_cannot_lead_out_of_the_folder(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    try:
        (inside / "base.json").symlink_to(folder / "base.json")
    except OSError:  # pragma: no cover - Windows without the right to make links
        pytest.skip("no links here")
    assert refused(write(inside / "heir.json")) == 'heir.json:1:40: "base.json" is a link that leaves its folder'


def test_a_circle_of_levels_has_no_beginning(folder: Path) -> None:
    first = write(folder / "first.json", extends="second.json")
    write(folder / "second.json", extends="first.json")
    assert refused(first).startswith("second.json:1:42: ")


def test_a_chain_of_levels_is_bounded(folder: Path) -> None:
    write(folder / "level0.json")
    for number in range(1, MAX_BASES + 1):
        write(folder / f"level{number}.json", extends=f"level{number - 1}.json")
    load_level(folder / f"level{MAX_BASES - 1}.json")
    assert f"a level can come from at most {MAX_BASES} others" in refused(folder / f"level{MAX_BASES}.json")


def test_a_base_that_is_no_json_is_told_with_its_own_place(folder: Path) -> None:
    (folder / "base.json").write_bytes(b'{\n "format": 1,,}')
    assert refused(write(folder / "heir.json")).startswith("base.json:2:")


def test_without_extends_null_is_a_value_like_any_other(folder: Path) -> None:
    (folder / "base.json").write_bytes(SHORT.replace(b'"format": 1,', b'"format": 1, "hints": null,'))
    assert '"hints" must be a list' in refused(folder / "base.json")
