"""Packs on the command line: checked as a whole, listed with their levels, played by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.invoking import Shell
from tests.content.packing import files, folder_pack, level, manifest, zip_pack


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_all_of_a_pack_is_checked(shell: Shell, kind: str) -> None:
    contents = {**files(), "second.json": level("second", budget=-1)}
    name = folder_pack(Path("p"), contents) if kind == "folder" else zip_pack(Path("p.zip"), contents)
    answer = shell("check", name)
    assert answer.status == 1
    assert f"{Path(name) / 'second.json'}:1:" in answer.out
    assert '"budget" must be at least 0' in answer.out
    assert answer.out.splitlines()[-1].startswith("2 levels checked: 1 error")


def test_a_good_pack_is_checked(shell: Shell) -> None:
    assert shell("check", folder_pack(Path("p"))).status == 0
    assert shell("check", "p/first.json").status == 0


def test_a_manifest_is_checked(shell: Shell) -> None:
    answer = shell("check", folder_pack(Path("p"), {**files(), "pack.json": manifest(version="one")}))
    assert answer.status == 1
    assert "pack.json:1:" in answer.out


def test_a_zip_that_is_not_there_is_told_once(shell: Shell) -> None:
    answer = shell("check", "gone.zip")
    assert (answer.status, answer.err) == (2, "scalegame: gone.zip: cannot be read: No such file or directory\n")


def test_packs_are_listed_with_their_levels_and_the_broken_with_reasons(shell: Shell, own_home: Path) -> None:
    folder_pack(own_home / "packs" / "good")
    zip_pack(own_home / "packs" / "bad.zip", {"../x": b""})
    told = shell("levels").out
    assert "\nNight shifts 1.0.0 (night-shifts), Ada\n" in told
    assert "night-shifts/first" in told
    assert 'bad.zip: holds "../x", which leads out of it' in told
    listed = json.loads(shell("levels", "--json").out)
    assert [pack["id"] for pack in listed["packs"]] == ["night-shifts"]
    assert listed["levels"][-1]["pack"] == "night-shifts"
    assert shell("doctor").status == 1
    assert "trouble        " in shell("doctor").out


def test_a_level_of_a_pack_is_run_and_its_run_is_true(shell: Shell) -> None:
    name = zip_pack(Path("p.zip"))
    assert shell("run", f"{name}/first", "--out", "run.json").status in (0, 1)
    assert json.loads(Path("run.json").read_bytes())["level"] == "night-shifts/first"
    assert shell("verify", "run.json").status == 3
    assert shell("verify", "run.json", "--level", name).status == 0
