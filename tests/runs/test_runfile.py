"""Run files: what is written is read back as it was, and nothing else is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.engine.commands import AddServer, At, RestartServer
from scalegame.engine.drive import play
from scalegame.engine.game import RULESET
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Run
from scalegame.runs.run_file import (
    MAX_BYTES,
    OtherRulesError,
    RunError,
    load,
    plain_run,
    read,
    run_of,
    save,
    seal_of,
    sealed,
    text_of,
)
from tests.runs.games import Quiet

STAGE = Quiet()
PLAN = (At(3, AddServer(1)), At(12, RestartServer("A")))


def run() -> Run:
    return recorded(STAGE, 7, play_plan(STAGE.scenario, 7, PLAN))


def test_a_run_file_holds_all_that_is_needed_to_play_again(tmp_path: Path) -> None:
    save(run(), tmp_path / "run.json")
    again = load(tmp_path / "run.json")
    assert again == run()
    assert (again.ruleset, again.level, again.level_digest, again.seed) == (RULESET, "quiet", "f00d", 7)
    assert again.claims is not None
    assert play(STAGE.scenario, again.seed, again.commands).digest == again.claims.digest
    assert [one.tick for one in again.checkpoints] == [10, 20]


def test_the_same_game_writes_the_same_file() -> None:
    assert text_of(run()) == text_of(run())


def test_spaces_and_the_order_of_fields_do_not_break_the_seal() -> None:
    plain = json.loads(text_of(run()))
    shuffled = json.dumps(dict(reversed(plain.items())))
    assert read(shuffled.encode(), "mail") == run()


def resealed(**changes: object) -> bytes:
    """Return a run file with other fields, sealed as if nothing had happened."""
    return json.dumps(sealed(plain_run(run()) | changes)).encode()


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "mail: this is no JSON in line 1, column 1: Expecting value"),
        (b'{"format": 2,\n "a" 1}', "mail: this is no JSON in line 2, column 6: Expecting ':' delimiter"),
        (b"\xff", "mail: this is not UTF-8 text, so no run file"),
        (b"[" * 100_000, "mail: "),
        (b"3", 'mail: this is no run file: it has no "format"'),
        (b'{"format": 9}', "mail: format 9 is newer than this version of the game; it reads 2"),
        (b'{"format": 2, "format": 2}', "mail: a field stands twice in one object"),
        (b'{"format": 2, "seed": 1.5}', "mail: 1.5 is no whole number; a run holds only those"),
        (b'{"format": 2, "seed": NaN}', "mail: NaN is no whole number; a run holds only those"),
        (b'{"format": 2, "seed": 1' + b"0" * 5_000 + b"}", "mail: "),
        (b'{"format": 2}', "mail: its seal does not match: the file was damaged or changed after it was written"),
        (resealed(seed="7"), "mail: seed: Input should be a valid integer"),
        (resealed(extra=1), "mail: extra: Extra inputs are not permitted"),
        (resealed(commands=[{"at": 1, "do": "\x1b[2J"}]), "mail: there is no command '\\x1b[2J'"),
        (resealed(commands=[{"do": "add_server"}]), 'mail: command 1 needs its tick in "at"'),
        (
            resealed(commands=[{"at": 1, "do": "add_server", "count": 1, "server": "A"}]),
            "mail: command 1 holds more or less than its kind of command does",
        ),
        (
            resealed(commands=[{"at": 2, "do": "next_wave"}, {"at": 1, "do": "next_wave"}]),
            "mail: command 2 stands behind a later one",
        ),
        (resealed(claims=None), "mail: a run has claims if it is finished, and only then"),
        (resealed(used=[{"at": 1, "what": "magic"}]), "mail: used[0].what: Input should be 'hint', 'pause'"),
    ],
)
def test_what_is_no_run_is_told_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(RunError) as raised:
        read(data, "mail")
    assert str(raised.value).startswith(message)
    assert str(raised.value).isprintable()


def test_an_older_format_is_of_other_rules() -> None:
    with pytest.raises(OtherRulesError):
        run_of({"format": 1, "ruleset": 1}, "mail")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nothing\.json: No such file"):
        load(tmp_path / "nothing.json")


def test_a_seal_names_a_run_by_its_content() -> None:
    other = recorded(STAGE, 8, play_plan(STAGE.scenario, 8, PLAN))
    assert seal_of(run()) == json.loads(text_of(run()))["seal"]
    assert seal_of(run()) != seal_of(other)


@pytest.mark.parametrize("name", ["\0", "x" * 5_000, "\x1b[2J"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(RunError) as raised:
        load(Path(name))
    assert str(raised.value).isprintable()


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="it is a folder"):
        load(tmp_path)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(RunError, match="at most"):
        load(large)
