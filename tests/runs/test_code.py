"""Run codes: one line that holds a run, and survives nothing less than being copied whole."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalegame.engine.commands import AddServer, At, RestartServer
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Aid, Run, Use
from scalegame.runs.run_code import code_of, is_code, run_from, run_of_code
from scalegame.runs.run_file import RunError, save
from scalegame.runs.verify import Truth, verify
from tests.runs.games import Quiet

STAGE = Quiet()
PLAN = (At(3, AddServer(1)), At(12, RestartServer("A")))


def run() -> Run:
    played = recorded(STAGE, 7, play_plan(STAGE.scenario, 7, PLAN))
    return replace(played, player="Ada ★", used=(Use(4, Aid.HINT),), real_ms=900, split_ms=(900,))


CODE = code_of(run())


def test_a_code_is_one_short_line_of_harmless_letters() -> None:
    assert CODE.startswith("sgr2.")
    assert CODE.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert len(CODE) < 600


def test_a_code_holds_all_but_the_checkpoints() -> None:
    assert run_of_code(CODE) == replace(run(), checkpoints=())


def test_the_run_of_a_code_can_be_verified() -> None:
    assert verify(run_of_code(CODE), STAGE).truth is Truth.TRUE


def test_a_name_is_a_code_or_a_file(tmp_path: Path) -> None:
    save(run(), tmp_path / "sgr2.json")
    assert run_from(str(tmp_path / "sgr2.json")) == run()
    assert run_from(CODE).seed == 7
    assert not is_code("sgrunner.json")


@given(st.integers(0, len(CODE) - 1), st.characters(codec="ascii"))
def test_a_code_with_another_letter_is_refused_or_says_the_same(at: int, letter: str) -> None:
    """The last letter carries spare bits, so that two letters may mean the same."""
    changed = CODE[:at] + letter + CODE[at + 1 :]
    try:
        again = run_from(changed)
    except RunError as error:
        again, message = None, str(error)
        assert message.isprintable()
    assert again in (None, run_of_code(CODE))


@given(st.integers(5, len(CODE) - 2))
def test_a_code_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(RunError):
        run_of_code(CODE[:length])


def packed(text: bytes) -> str:
    return "sgr2." + urlsafe_b64encode(zlib.compress(text)).decode()


@pytest.mark.parametrize(
    "code",
    [
        "sgr1.abc",
        "sgr99.",
        "sgr2.",
        "sgr2.é",
        packed(b"3"),
        packed(b"[1]"),
        packed(json.dumps([0] * 15).encode()),
        packed(b"[" * 1_000_000),
        packed(b" " * 50_000_000),
    ],
)
def test_what_is_no_run_is_refused(code: str) -> None:
    with pytest.raises(RunError, match=r"^the run code sgr"):
        run_of_code(code)
