"""``scalegame new``: a level that can be checked, played and proven at once, and that destroys nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scalegame.analysis.proof.prove import lesson_of, trials
from scalegame.content.generated.scaffold import scaffold
from scalegame.content.levels import load_level
from scalegame.content.loader import read_level
from scalegame.content.schema.json_schema import level_schema
from tests.cli.invoking import Shell
from tests.depth import examples

# They play hundreds of games each: a change of the engine shows in its own tests first.
pytestmark = pytest.mark.deep


def test_a_new_level_passes_every_check_at_once(shell: Shell) -> None:
    answer = shell("new", "first.json")
    assert answer.status == 0
    assert "scalegame play first.json" in answer.out
    assert shell("check", "--strict", ".").out == "1 level checked: no mistakes\n"
    assert shell("run", "first.json", "--plan", "reference").status == 0
    assert shell("run", "./first.json").status == 1


@pytest.mark.deeper
def test_its_lesson_holds_over_many_seeds() -> None:
    level = read_level(scaffold("x").encode(), Path("x.json"))
    seeds = examples(5, 8)
    played = list(trials(lesson_of(level), range(1, seeds + 1)))
    assert len(played) == 4 * seeds
    assert [(trial.claim, trial.seed) for trial in played if not trial.holds] == []


def test_its_schema_lies_beside_it(shell: Shell) -> None:
    shell("new", "first.json")
    fields = json.loads(Path("first.json").read_bytes())
    schema = json.loads(Path(fields["$schema"]).read_bytes())
    assert schema == json.loads(level_schema())
    assert Draft202012Validator(schema).is_valid(fields)
    assert len(Path("first.json").read_text(encoding="utf-8").splitlines()) <= 36


def test_a_schema_that_is_there_stays(shell: Shell) -> None:
    shell("new", "first.json")
    assert "level.schema.json: already there." in shell("new", "second.json").out
    Path("level.schema.json").write_text("{}", encoding="utf-8")
    assert "level.schema.json: there already, from another version" in shell("new", "third.json").out
    assert Path("level.schema.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize(
    "file, written, level, title",
    [
        ("Deploy Day!.json", "Deploy Day!.json", "deploy-day", "Deploy day"),
        ("my-level", "my-level.json", "my-level", "My level"),
        ("東京.json", "東京.json", "my-level", "My level"),
        ("a" * 60 + ".json", "a" * 60 + ".json", "a" * 40, "A" + "a" * 39),
    ],
)
def test_id_and_title_come_from_the_name_of_the_file(
    shell: Shell, file: str, written: str, level: str, title: str
) -> None:
    assert shell("new", file).status == 0
    made = load_level(written)
    assert (made.id, made.title) == (level, title)


@pytest.mark.parametrize(
    "file, words",
    [
        ("there.json", '"there.json" is there already; nothing was changed'),
        ("there", '"there.json" is there already; nothing was changed'),
        ("no/where.json", '"no/where.json" cannot be written: No such file or directory'),
        ("level.schema.json", "is the name of the schema"),
        ("bad\0name.json", "this is not a name a file can have"),
    ],
)
def test_nothing_is_overwritten_or_half_written(shell: Shell, file: str, words: str) -> None:
    Path("there.json").write_text("mine", encoding="utf-8")
    answer = shell("new", file)
    assert (answer.status, answer.out) == (2, "")
    assert words in answer.err
    assert Path("there.json").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in Path().iterdir()] == ["there.json"]
