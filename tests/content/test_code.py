"""Level codes: what goes in comes out, and whatever else comes is one sentence."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.content.bundled import level_files
from scalegame.content.code import PREFIX, bytes_of_code, code_of_level, is_level_code
from scalegame.content.levels import find_level, load_level, shipped_levels
from scalegame.content.reader.diagnostics import LevelError
from scalegame.content.reader.json_reader import read
from scalegame.content.reader.writer import compact
from scalegame.content.schema.limits import MAX_BYTES
from tests.content.example import FULL, SHORT


def refused(code: str) -> str:
    with pytest.raises(LevelError) as error:
        bytes_of_code(code)
    (problem,) = error.value.problems
    assert problem.file.startswith("the level code sgl")
    assert problem.file.isprintable()
    return problem.message


def packed(data: bytes) -> str:
    return PREFIX + urlsafe_b64encode(data).decode().rstrip("=")


@given(st.binary(max_size=2000))
def test_what_goes_in_comes_out_and_is_one_word(data: bytes) -> None:
    code = code_of_level(data)
    assert bytes_of_code(code) == data
    assert is_level_code(code)
    assert set(code.removeprefix(PREFIX)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("path", level_files(shipped_levels()), ids=lambda path: path.stem)
def test_a_level_of_the_campaign_fits_into_a_message(path: Path) -> None:
    data = compact(read(path.read_bytes()).value).encode()
    code = code_of_level(data)
    assert len(code) < 6_000
    assert find_level(code).digest == load_level(path).digest


def test_compact_json_says_the_same() -> None:
    assert read(compact(read(FULL).value).encode()).value == read(FULL).value


@pytest.mark.parametrize(
    "code, message",
    [
        ("sgl2.abc", "is of format 2; this version of the game reads 1"),
        ("sgl1.", "is not complete; copy the whole line"),
        ("sgl1.a", "was damaged on the way; copy the whole line"),
        ("sgl1.!!!!", "was damaged on the way; copy the whole line"),
        ("sgl1.ab cd", "was damaged on the way; copy the whole line"),
        ("sgl1.\u202eab", "was damaged on the way; copy the whole line"),
        (packed(b"no zlib"), "was damaged on the way; copy the whole line"),
        (packed(zlib.compress(b"x") + b"more"), "is not complete; copy the whole line"),
        ("sgl1." + "A" * (2 * MAX_BYTES + 4), "is too long: it needs no more than 2,097,152 characters"),
    ],
    ids=range(9),
)
def test_what_is_no_whole_code_is_refused(code: str, message: str) -> None:
    assert refused(code) == message


def test_a_code_that_was_cut_is_refused_wherever_it_was_cut() -> None:
    code = code_of_level(SHORT)
    for length in range(len(PREFIX), len(code), 7):
        assert "copy the whole line" in refused(code[:length])


def test_a_code_that_unpacks_to_very_much_is_refused_before_it_does() -> None:
    bomb = packed(zlib.compress(bytes(100_000_000), 9))
    assert len(bomb) < 200_000
    assert refused(bomb) == "holds too much: more than 1,048,576 bytes"


@pytest.mark.parametrize("name", ["sgl", "sgl1", "sglx.json", "shop.json", "sgr2.abc", ""])
def test_other_names_are_no_codes(name: str) -> None:
    assert not is_level_code(name)


def test_a_code_that_wants_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.json").write_bytes(SHORT)
    with pytest.raises(LevelError, match="comes without other files"):
        find_level(code_of_level(b'{"format": 1, "id": "x", "extends": "base.json"}'))
