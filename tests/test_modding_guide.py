"""The modding guide: every example in it loads and plays, and everything that a level can hold has one."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from scalegame.analysis.proof.prove import lesson_of, trials
from scalegame.cli import cli
from scalegame.content.level import REFERENCE, Level
from scalegame.content.loader import read_level
from scalegame.content.packs.packs import load_pack
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.schema.level import Allowed
from scalegame.engine.scenario import IncidentKind, Policy
from scalegame.runs.headless import play_plan
from scalegame.wording.refusals import why_refused
from tests.depth import examples

GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "modding.md").read_text(encoding="utf-8")
#: Language, kind of example, text.
BLOCKS: list[tuple[str, str, str]] = re.findall(r"^```(\w+) ?(\w*)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [line for language, _, text in BLOCKS if language == "sh" for line in text.splitlines()]


def texts(kind: str) -> list[str]:
    """Return the JSON examples of one kind."""
    return [text for language, name, text in BLOCKS if (language, name) == ("json", kind)]


(FIRST,), (BOARD,), (OOPS,) = texts("level"), texts("board"), texts("broken")
(HEIR,), (PACK,) = texts("heir"), texts("pack")
INCIDENTS = texts("incident")
EXAMPLES = texts("")


def merged(below: object, above: object) -> object:
    """Put one value on top of another: objects merge, everything else replaces."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def on_the_board(example: object) -> Level:
    return read_level(json.dumps(merged(json.loads(BOARD), example)).encode(), Path("example.json"))


def with_incident(text: str) -> Level:
    (wave,) = json.loads(BOARD)["waves"]
    return on_the_board({"waves": [{**wave, "incidents": [json.loads(text)]}]})


@pytest.mark.parametrize("text", [BOARD, *EXAMPLES], ids=range(len(EXAMPLES) + 1))
def test_every_example_loads_and_plays_and_none_of_its_commands_is_refused(text: str) -> None:
    level = on_the_board(json.loads(text))
    played = play_plan(level.scenario, level.seed, level.plans.get(REFERENCE, ()))
    assert [why_refused(refused.refusal) for refused in played.refused] == []
    assert played.result.metrics.sessions > 0


@pytest.mark.parametrize("text", INCIDENTS, ids=lambda text: text.strip())
def test_every_incident_changes_how_the_game_goes(text: str) -> None:
    level, calm = with_incident(text), on_the_board({})
    told = play_plan(level.scenario, level.seed, ())
    assert told.result.digest != play_plan(calm.scenario, calm.seed, ()).result.digest


def test_everything_that_a_level_can_hold_has_an_example() -> None:
    levels = [*(on_the_board(json.loads(text)) for text in EXAMPLES), *map(with_incident, INCIDENTS)]
    kinds = {incident.kind for level in levels for wave in level.scenario.waves for incident in wave.incidents}
    assert kinds == set(IncidentKind)
    assert {verb for level in levels for verb in level.scenario.allowed} == set(get_args(Allowed))
    assert all(f"`{policy}`" in GUIDE for policy in Policy)


def test_every_incident_is_told_once() -> None:
    section = GUIDE.partition("## Incidents")[2].partition("## Goals")[0]
    assert sorted(re.findall(r"^\*\*`(\w+)`\*\* ", section, re.MULTILINE)) == sorted(IncidentKind)


@pytest.mark.deeper
def test_the_first_level_of_the_guide_teaches_what_it_says() -> None:
    level = read_level(FIRST.encode(), Path("night-shift.json"))
    played = trials(lesson_of(level), range(1, 1 + examples(5, 8)))
    assert [(trial.claim, trial.seed) for trial in played if not trial.holds] == []


@pytest.mark.parametrize("line", SHELL)
def test_the_commands_of_the_guide_work(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ``scalegame`` line runs as it stands, beside the level that the guide shows."""
    monkeypatch.chdir(tmp_path)
    if not line.startswith("scalegame new "):
        Path("night-shift.json").write_text(FIRST, encoding="utf-8")
    result = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert result.exit_code == (1 if line == "scalegame run night-shift.json" else 0), result.output


def test_the_mistakes_of_the_guide_are_told_as_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("oops.json").write_text(OOPS, encoding="utf-8")
    (shown,) = [text for language, _, text in BLOCKS if language == "text"]
    result = CliRunner().invoke(cli, ["check", "oops.json"])
    assert result.output == shown
    assert result.exit_code == 1


def test_the_pack_and_the_heir_of_the_guide_can_be_played_and_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"night-shift": FIRST, "longer-night": HEIR, "pack": PACK}.items():
        Path(f"{name}.json").write_text(text, encoding="utf-8")
    pack = load_pack(tmp_path)
    assert [level.id for level in pack.levels] == ["night-shifts/night-shift", "night-shifts/longer-night"]
    assert [goal.metric for goal in pack.levels[1].scenario.goals] == ["session_loss"]
    (shown,) = [text for language, _, text in BLOCKS if language == "output"]
    told = CliRunner().invoke(cli, ["check", "--blame", "longer-night.json"]).output.splitlines()
    assert [line for line in shown.splitlines() if line not in told] == []


def test_a_broken_example_would_be_noticed() -> None:
    with pytest.raises(LevelError):
        on_the_board({"alowed": ["redis"]})
    with pytest.raises(LevelError):
        with_incident('{"at": 20, "crash": "hera"}')
