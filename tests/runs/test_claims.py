"""False claims in runs and codes: a second one that hides the first, and more of anything than a run can hold."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from scalegame.engine.commands import AddServer, At
from scalegame.engine.state.digest import Checkpoint
from scalegame.runs.run import Run
from scalegame.runs.run_code import code_of, run_in, run_of_code
from scalegame.runs.run_file import FIELDS, MAX_COMMANDS, RunError, plain_run, read, sealed, text_of
from scalegame.runs.verify import Truth, verify
from tests.runs.games import PLAN, QUIET, finished

CODE = code_of(finished())


@pytest.mark.parametrize("before", [True, False], ids=["before the real one", "behind it"])
def test_of_two_checkpoints_of_one_tick_none_is_believed(before: bool) -> None:
    true = finished()
    real, *rest = true.checkpoints
    twins = (replace(real, digest="00"), real) if before else (real, replace(real, digest="00"))
    verdict = verify(replace(true, checkpoints=(*twins, *rest)), QUIET)
    assert verdict.truth is Truth.FALSE
    assert verdict.tick == 10
    assert verdict.sentence == "it has two checkpoints at tick 10"


def test_two_equal_checkpoints_are_two() -> None:
    true = finished()
    doubled = replace(true, checkpoints=(true.checkpoints[0], *true.checkpoints))
    assert verify(doubled, QUIET).truth is Truth.FALSE


def test_checkpoints_out_of_order_are_named() -> None:
    true = finished()
    verdict = verify(replace(true, checkpoints=true.checkpoints[::-1]), QUIET)
    assert verdict.truth is Truth.FALSE
    assert "out of order" in verdict.sentence


def packed(fields: str) -> str:
    return "sgr2." + urlsafe_b64encode(zlib.compress(fields.encode())).decode()


def fields_of(run: Run) -> str:
    return json.dumps([value for name, value in plain_run(run).items() if name != "checkpoints"])


def test_a_code_with_a_field_that_stands_twice_is_refused_as_a_file_is() -> None:
    """Readers differ in which of two they take."""
    fields = fields_of(finished())
    assert run_of_code(packed(fields)) == run_of_code(CODE)
    twins = fields.replace('"count": 1', '"count": 9, "count": 1', 1)
    assert twins != fields
    with pytest.raises(RunError, match="a field stands twice in one object"):
        run_of_code(packed(twins))
    with pytest.raises(RunError, match="a field stands twice in one object"):
        read(text_of(finished()).replace('"seed": 7', '"seed": 8, "seed": 7').encode(), "twins")


@pytest.mark.parametrize("number", ["1.5", "NaN", "-Infinity", "1e2"])
def test_a_code_with_a_broken_number_is_refused_as_a_file_is(number: str) -> None:
    with pytest.raises(RunError, match="is no whole number"):
        run_of_code(packed(fields_of(finished()).replace('"count": 1', f'"count": {number}', 1)))


@pytest.mark.parametrize("field", ["commands", "used", "split_ms", "checkpoints"])
def test_what_holds_more_than_a_run_can_is_refused_before_its_items_are_looked_at(field: str) -> None:
    plain = plain_run(finished()) | {field: [None] * 200_000}
    with pytest.raises(RunError, match=f"{field}: a run has at most .* of them, and here are 200,000"):
        read(json.dumps(plain | {"seal": "none that was ever computed"}).encode(), "long")


def test_a_code_of_180_000_commands_is_refused_for_its_size() -> None:
    many = [{"at": tick // 10, "do": "add_server", "count": 1} for tick in range(180_000)]
    fields = [value for name, value in plain_run(finished()).items() if name in FIELDS and name != "checkpoints"]
    fields[FIELDS.index("commands")] = many
    with pytest.raises(RunError, match="it holds too much"):
        run_of_code(packed(json.dumps(fields, separators=(",", ":"))))


def test_a_run_of_as_many_commands_as_there_may_be_can_be_read() -> None:
    true = finished()
    full = replace(true, commands=(At(20, AddServer(1)),) * MAX_COMMANDS)
    assert len(run_of_code(code_of(full)).commands) == MAX_COMMANDS
    assert len(read(text_of(full).encode(), "full").commands) == MAX_COMMANDS
    assert verify(full, QUIET).truth is Truth.FALSE  # the first that is refused ends it


# Codes as they are pasted -----------------------------------------------------------------------------------------


def folded(code: str, width: int = 60, end: str = "\n") -> str:
    return end.join(code[at : at + width] for at in range(0, len(code), width))


@pytest.mark.parametrize(
    "wrap",
    [
        folded,
        lambda code: folded(code, end="\r\n"),
        lambda code: folded(code, 7, "\n   "),
        lambda code: f"\n {code} \n",
    ],
)
def test_line_ends_and_spaces_in_a_code_do_not_matter(wrap: Callable[[str], str]) -> None:
    assert run_of_code(wrap(CODE)) == run_of_code(CODE)
    assert run_in(wrap(CODE).encode(), "pasted") == run_of_code(CODE)


def test_what_is_shared_can_be_read_as_it_was_sent() -> None:
    shared = f"scalegame seed 7: Quiet\n★★★ 0:25\n●\n{folded(CODE)}\n"
    assert run_in(shared.encode(), "shared") == run_of_code(CODE)


def test_a_run_file_is_read_as_one_even_if_a_code_stands_in_it() -> None:
    named = replace(finished(), player="x\nsgr2.x")
    plain = sealed(plain_run(named))
    assert run_in(json.dumps(plain).encode(), "file") == named


def test_the_plan_of_these_tests_has_twins_to_make() -> None:
    assert PLAN[0].command == AddServer(1)
    assert isinstance(finished().checkpoints[0], Checkpoint)
