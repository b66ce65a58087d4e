"""``scalegame check``: all mistakes of all files, in three forms, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from scalegame.cli.modders import check as checking
from scalegame.content.generated.scaffold import scaffold
from scalegame.content.levels import shipped_levels
from tests.cli.invoking import Shell

BROKEN = '{\n  "format": 1, "id": "b", "title": "東京", "tit": 3,\n  "briefing": "x",}\n'


def write(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def level(**changes: object) -> str:
    return json.dumps({**json.loads(scaffold("fine")), **changes}, ensure_ascii=False)


def test_good_levels_are_good(shell: Shell) -> None:
    answer = shell("check", "--strict", shipped_levels())
    count = len(list(shipped_levels().glob("[0-9]*.json")))
    assert (answer.status, answer.out, answer.err) == (0, f"{count} levels checked: no mistakes\n", "")


def test_every_mistake_of_every_file_is_shown_with_a_caret_below_its_place(shell: Shell) -> None:
    write("a.json", BROKEN)
    write("b.json", level(title=7))
    answer = shell("check", "a.json", "b.json")
    assert answer.status == 1
    lines = answer.out.splitlines()
    assert lines[0] == "a.json:3:18: error: a comma stands before the closing }; remove the comma"
    assert lines[1:3] == ['     3 |   "briefing": "x",}', "       |                  ^"]
    assert lines[3].startswith("b.json:1:")
    assert lines[3].endswith(': error: "title" must be a text, not 7')
    source, caret = lines[4:6]
    assert source[caret.index("^")] == "7"
    assert lines[-1] == "2 levels checked: 2 errors"


def test_the_caret_counts_cells_where_characters_are_wide(shell: Shell) -> None:
    write("a.json", level(title="東京", seed=-5).replace('"title"', '\n"title"').replace('"teaser"', '"teasr"'))
    problem = json.loads(shell("check", "a.json", "--json").out)["problems"][0]
    assert problem["column"] == len('"title": "東京", ') + 1
    source, caret = shell("check", "a.json").out.splitlines()[1:3]
    assert caret.index("^") == source.index('"teasr"') + len("東京")


def test_a_long_line_is_cut_around_the_place(shell: Shell) -> None:
    write("a.json", level(briefing=["x" * 900], seed=-5, teaser="z" * 150))
    source, caret = shell("check", "a.json").out.splitlines()[1:3]
    assert len(source) <= 120
    assert source[caret.index("^") :].startswith("-5")
    assert source[9] == source[-1] == "…"


def test_a_narrow_terminal_never_wraps_the_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.json", level(briefing=["東" * 300], seed=-5, teaser="京" * 150))
    monkeypatch.setattr(checking, "_width", lambda: 80)
    source, caret = shell("check", "a.json").out.splitlines()[1:3]
    assert cell_len(source) <= 80
    assert cell_len(source[: source.index("-5")]) == caret.index("^")


def test_warnings_are_told_and_forbidden_only_by_strict(shell: Shell) -> None:
    write("a.json", level(quiz=[]))
    answer = shell("check", "a.json")
    assert answer.status == 0
    assert ': warning: there is no "quiz"; ' in answer.out
    assert answer.out.endswith("1 level checked: 1 warning; all can be played\n")
    assert shell("check", "a.json", "--strict").status == 1


def test_several_mistakes_at_one_place_share_its_picture(shell: Shell) -> None:
    write("a.json", '{\n"format": 1}')
    out = shell("check", "a.json").out
    assert out.count("the field") == 6
    assert out.count("^") == 1


def test_programs_get_one_object(shell: Shell) -> None:
    write("good.json", level())
    write("bad.json", level(seed=-5).replace('"seed"', '\n"seed"'))
    answer = shell("check", "good.json", "bad.json", "--json")
    assert answer.status == 1
    told = json.loads(answer.out)
    assert told["good"] is False
    assert told["files"] == [
        {"file": "good.json", "level": "fine", "errors": 0, "warnings": 0},
        {"file": "bad.json", "level": None, "errors": 1, "warnings": 0},
    ]
    (problem,) = told["problems"]
    source = problem.pop("source")
    assert source[problem["caret"] :].startswith("-5")
    assert problem == {
        "file": "bad.json",
        "line": 2,
        "column": 9,
        "severity": "error",
        "message": '"seed" must be at least 0, but is -5',
        "caret": 8,
    }
    assert shell("check", "--format", "json", "good.json", "bad.json").out == answer.out


def test_github_gets_annotations_with_its_escapes(shell: Shell) -> None:
    name = write("50%,:odd\n.json", level(start={"servers": [{}], "autoscaler": {"max": 3, "target": "150%"}}, quiz=[]))
    answer = shell("check", name, "--format", "github")
    assert answer.status == 1
    # A line end in a name is shown as a sign that nothing obeys.
    place = "file=50%25%2C%3Aodd\ufffd.json,line=1,col="
    lines = answer.out.splitlines()
    assert all(line.startswith((f"::error {place}", f"::warning {place}")) for line in lines)
    assert any(line.endswith('::"target" must be more than 0%25 and at most 100%25, but is "150%25"') for line in lines)


def test_good_levels_give_github_nothing(shell: Shell) -> None:
    write("a.json", level())
    answer = shell("check", "a.json", "--format", "github")
    assert (answer.status, answer.out) == (0, "")


def test_of_a_folder_all_levels_are_checked_and_nothing_else(shell: Shell) -> None:
    write("pack/a.json", level(id="a"))
    write("pack/b.json", level(id="b"))
    write("pack/level.schema.json", "{}")
    write("pack/notes.txt", "no level")
    told = json.loads(shell("check", "pack", "--json", "pack/b.json").out)
    assert [Path(file["file"]).name for file in told["files"]] == ["a.json", "b.json"]


def test_two_levels_of_a_folder_need_two_ids(shell: Shell) -> None:
    write("pack/a.json", level())
    write("pack/b.json", level())
    answer = shell("check", "pack")
    assert answer.status == 1
    message = 'error: "fine" is the id of a.json already; each level needs its own'
    told, source, caret = answer.out.splitlines()[:3]
    assert told.startswith(f"{Path('pack/b.json')}:1:")
    assert told.endswith(message)
    assert source[caret.index("^") :].startswith('"fine"')
    assert shell("check", "pack/b.json").status == 0


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere.json"], "nowhere.json: cannot be read: No such file"),
        (["good.json", "nowhere.json"], "nowhere.json: cannot be read: No such file"),
        (["empty"], "empty: holds no level files"),
        ([], "Missing argument 'FILE...'"),
        (["good.json", "--format", "xml"], "'xml' is not one of 'text', 'json', 'github'"),
    ],
)
def test_what_cannot_be_checked_is_bad_input(shell: Shell, arguments: list[str], words: str) -> None:
    write("good.json", level())
    Path("empty").mkdir()
    answer = shell("check", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("scalegame: ")
    assert answer.err.count("\n") == 1
    assert words in answer.err
