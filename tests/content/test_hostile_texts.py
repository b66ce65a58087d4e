"""Texts of strangers: the loader lets none in that steers a terminal, or is longer than its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.content.packs.packs import examine_pack
from tests.content.example import changed, full, part, problems, steps_of, written
from tests.content.packing import MANIFEST, files, folder_pack, manifest
from tests.depth import every, in_turn

STEERING = {
    "a colour": "x\x1b[31m",
    "a window title": "\x1b]0;owned\x07",
    "the clipboard": "\x1b]52;c;AAAA\x1b\\",
    "C1": "x\x9b2J",
    "a line end": "one\ntwo",
    "a right-to-left override": "x\u202efdp.exe",
    "an isolate": "x\u2066y",
    "a paragraph separator": "x\u2029y",
}
#: Fields that hold sentences for people; all others are held to fixed words or patterns.
TEXTS = [path for path in steps_of(full()) if isinstance(part(full(), path), str) and path[0] != "$schema"]
PACK_TEXTS = [name for name, value in MANIFEST.items() if isinstance(value, str)]


def name(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


@pytest.mark.deeper
@pytest.mark.parametrize("number, path", enumerate(TEXTS), ids=map(name, TEXTS))
def test_no_text_of_a_level_steers_the_terminal(number: int, path: tuple[str | int, ...]) -> None:
    """Each field with one of the texts in turn, in the deep profile with all of them."""
    for text in in_turn(list(STEERING.values()), number):
        found = problems(written(changed(path, text)))
        assert found
        assert all(character.isprintable() for problem in found for character in problem.message + problem.source)


@pytest.mark.parametrize("character", ["\u200b", "\u200d", "\ufeff", "\u0301", "\t", "客", "🦀"], ids=ascii)
def test_each_character_of_a_picture_takes_one_cell(character: str) -> None:
    (found,) = problems(written(changed(("debrief", "picture", 0), f"A {character}─ B")))
    assert f"must hold only characters that take a cell each, but holds U+{ord(character):04X}" in found.message


@pytest.mark.parametrize("path", every(4, TEXTS), ids=name)
def test_no_text_of_a_level_is_longer_than_its_place(path: tuple[str | int, ...]) -> None:
    found = problems(written(changed(path, "x" * 100_000)))
    assert found
    assert all(len(problem.message) < 2_000 for problem in found)


@pytest.mark.parametrize("text", [*STEERING.values(), "x" * 100_000], ids=[*STEERING, "too long"])
@pytest.mark.parametrize("field", PACK_TEXTS)
def test_no_text_of_a_pack_steers_the_terminal_or_is_too_long(tmp_path: Path, field: str, text: str) -> None:
    (found,) = examine_pack(folder_pack(tmp_path / "pack", {**files(), "pack.json": manifest(**{field: text})}))
    assert found.examined.problems
    for problem in found.examined.problems:
        assert all(character.isprintable() for character in problem.message + problem.source + problem.file)


def test_a_title_of_a_megabyte_is_refused_with_its_bound() -> None:
    (found,) = problems(written(changed(("title",), "x" * 1_000_000)))
    assert found.message == '"title" must have at most 60 characters, but has 1,000,000'
    (found,) = problems(json.dumps(changed(("title",), "x" * 1_100_000)).encode())
    assert "the file is too big" in found.message
