"""False claims on the command line: stolen runs, easier levels, faked dailies, names, and what is no summary."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.content.levels import Level, find_level, load_level
from scalegame.engine.commands import At, NextWave
from scalegame.playthrough.progress.share_text import daily_name, daily_of
from scalegame.runs import summary
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.run import Run
from scalegame.runs.run_code import code_of
from scalegame.runs.run_file import plain_run, read, save, sealed
from scalegame.runs.summary import Summary, ToldRun
from tests.cli.invoking import inside
from tests.clocks import CLOCK
from tests.content.packing import folder_pack, manifest
from tests.depth import examples

# They forge, damage and interrupt what other tests write and read.
pytestmark = pytest.mark.deep

HEART = "make-it-stateless"


def run(level: Level | None = None, *, early: bool = False, player: str = "Ada") -> Run:
    level = level or find_level(HEART)
    plan = (*level.plans["reference"], *((At(45, NextWave()),) if early else ()))
    return replace(recorded(level, 4, play_plan(level.scenario, 4, plan)), player=player)


def put(run: Run, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    save(run, folder / name)
    return folder / name


@pytest.fixture(scope="module")
def ada() -> Run:
    """Return a true run of Ada's."""
    return run()


@pytest.fixture
def easy(tmp_path: Path) -> Path:
    """Return the file of an easier level of the same id: short waves, few people, nothing breaks."""
    plain = json.loads(find_level(HEART).path.read_bytes())
    plain["waves"] = [{"title": wave["title"], "ticks": 65, "arrivals": [[0, 1], [65, 1]]} for wave in plain["waves"]]
    path = tmp_path / "easy.json"
    path.write_text(json.dumps(plain), encoding="utf-8")
    return path


# Easier levels --------------------------------------------------------------------------------------------------------


def test_an_easier_level_of_the_same_id_is_named_and_takes_no_place(tmp_path: Path, easy: Path, ada: Run) -> None:
    folder = tmp_path / "board"
    put(ada, folder, "ada.json")
    assert inside("board", "--check", folder, "--update").exit_code == 0
    cheat = load_level(easy)
    assert cheat.id == ada.level
    fast = put(run(cheat, player="Cheat"), folder, "000.json")
    named = f"on other content than is installed: {HEART}, content {cheat.digest[:12]}…, here {ada.level_digest[:12]}…"

    told = inside("verify", fast, "--level", easy)
    assert told.exit_code == 0
    assert named in told.stdout
    plain = json.loads(inside("verify", fast, "--level", easy, "--json").stdout)["runs"][0]
    assert (plain["level_digest"], plain["installed"]) == (cheat.digest, False)
    assert named not in inside("verify", folder / "ada.json", "--level", easy).stdout

    answer = inside("board", "--check", folder, "--level", easy, "--update").stdout
    assert f"000.json: {named}" in answer
    places = [line for line in answer.splitlines() if line.startswith("first place")]
    assert places
    assert all(line.startswith(f"first place: {HEART} ({cheat.digest[:12]})") for line in places)
    assert all(": nobody → " in line for line in places)


def test_an_import_on_a_level_that_is_named_says_so(tmp_path: Path, easy: Path) -> None:
    cheat = load_level(easy)
    file = put(run(cheat, player="Cheat"), tmp_path, "run.json")
    assert inside("board", "--import", file).exit_code == 1
    answer = inside("board", "--import", file, "--level", easy)
    assert answer.exit_code == 0
    assert f"; on other content than is installed: {HEART}, content {cheat.digest[:12]}…" in answer.stdout
    assert "nobody has won it so yet" in inside("board", HEART).stdout
    assert "Cheat" in inside("board", easy).stdout


# Stolen runs ----------------------------------------------------------------------------------------------------------


def test_a_stolen_run_is_refused_by_name(ada: Run) -> None:
    assert inside("board", "--import", code_of(ada)).exit_code == 0
    thief = replace(ada, player="Thief", started="1999-01-01T00:00:00Z")
    answer = inside("board", "--import", code_of(thief))
    assert answer.exit_code == 1
    assert "it is the same game as a run of Ada that was seen first" in answer.stdout
    assert "Thief" not in inside("board", HEART, "--all").stdout
    assert inside("board", "--import", code_of(ada)).exit_code == 0, "who was first may come again"


def test_a_copy_that_comes_first_by_name_takes_no_place(tmp_path: Path, ada: Run) -> None:
    folder = tmp_path / "board"
    put(ada, folder, "z.json")
    inside("board", "--check", folder, "--update")
    put(replace(ada, player="Thief"), folder, "000.json")
    assert "first place" not in inside("board", "--check", folder).stdout
    answer = inside("board", "--check", folder, "--update").stdout
    assert "new: 000.json: true" in answer
    assert "first place" not in answer
    (folder / "z.json").rename(folder / "y.json")
    answer = inside("board", "--check", folder).stdout
    assert "gone: z.json" in answer
    assert "2:10 (z.json) → 2:10 (y.json)" in answer, "the design is still Ada's"


def test_a_design_stays_whose_it_was_when_its_file_has_gone(tmp_path: Path, ada: Run) -> None:
    folder = tmp_path / "board"
    put(ada, folder, "z.json")
    inside("board", "--check", folder, "--update")
    put(replace(ada, player="Thief"), folder, "001.json")
    (folder / "z.json").unlink()
    for _ in range(2):
        assert "(001.json)" not in inside("board", "--check", folder, "--update").stdout
    put(ada, folder, "z.json")
    assert "nobody → 2:10 (z.json)" in inside("board", "--check", folder).stdout


def test_a_summary_of_the_older_format_is_read_and_keeps_its_order(tmp_path: Path, ada: Run) -> None:
    folder = tmp_path / "board"
    put(ada, folder, "z.json")
    inside("board", "--check", folder, "--update")
    plain = json.loads((folder / "board.json").read_text(encoding="utf-8"))
    del plain["first_seen"], plain["runs"]["z.json"]["plan"], plain["runs"]["z.json"]["ruleset"]
    (folder / "board.json").write_text(json.dumps(plain | {"format": 1}), encoding="utf-8")
    assert inside("board", "--check", folder).stdout == "1 of 1 run true, 0 changes\n"
    put(replace(ada, player="Thief"), folder, "000.json")
    assert "first place" not in inside("board", "--check", folder, "--update").stdout


# The daily ------------------------------------------------------------------------------------------------------------

DAY = date(2026, 2, 3)


@pytest.fixture
def that_day() -> date:
    """Set the clock to a certain day; returns it."""
    CLOCK.begin(datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC))
    return DAY


def test_only_the_level_of_the_day_with_the_seed_of_the_day_is_the_daily(that_day: date) -> None:
    level, seed = daily_of(that_day)
    assert daily_name(level, seed, that_day) == "daily 2026-02-03"
    assert daily_name(level, seed + 1, that_day) == ""
    other = find_level("1" if level.number != 1 else "2")
    assert daily_name(other, seed, that_day) == ""
    assert daily_name(replace(level, id="other"), seed, that_day) == ""
    for days in (-1, 1, 400):
        assert daily_name(*daily_of(that_day + timedelta(days=days)), that_day) == ""


def test_other_content_of_the_level_of_the_day_is_not_the_daily(that_day: date, tmp_path: Path) -> None:
    level, seed = daily_of(that_day)
    plain = json.loads(level.path.read_bytes())
    plain["budget"] += 1
    (tmp_path / "easy.json").write_text(json.dumps(plain), encoding="utf-8")
    easier = load_level(tmp_path / "easy.json")
    assert easier.id == level.id
    assert daily_name(easier, seed, that_day) == ""


def test_a_day_to_come_is_not_shared(that_day: date) -> None:
    answer = inside("daily", "--share", "--date", "2026-02-04")
    assert answer.exit_code != 0
    assert "the daily of 2026-02-04 has not begun yet; it is 2026-02-03 (UTC)" in answer.output
    assert "you have not won the daily of 2026-02-03 yet" in inside("daily", "--share", "--date", "2026-02-03").output


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ad\u200ba", "Ada\u00a0", "\U000e0041Ada", "\u202eAda", "\u0410da"])
def test_a_name_that_only_looks_like_another_is_shown_as_such(tmp_path: Path, name: str, ada: Run) -> None:
    inside("board", "--import", put(replace(run(early=True), player=name), tmp_path, "x.json"))
    shown = inside("board", HEART).stdout
    assert "\ufffd" in shown or "(look-alike letters)" in shown
    (listed,) = json.loads(inside("board", HEART, "--json").stdout)["boards"][HEART]
    assert listed["player"] not in (name, "Ada")
    folder = tmp_path / "board"
    put(ada, folder, "x.json")
    inside("board", "--check", folder, "--update")
    put(replace(ada, player=name), folder, "x.json")
    assert f"player Ada → {listed['player']}" in inside("board", "--check", folder).stdout


def test_what_a_stranger_calls_a_level_does_nothing_to_the_terminal(tmp_path: Path, ada: Run) -> None:
    file = put(replace(ada, level="x\x1b[2J\u202e"), tmp_path / "board", "x.json")
    for arguments in (("board", "--import", file), ("verify", file), ("board", "--check", file.parent)):
        told = inside(*arguments).output
        assert "\x1b" not in told
        assert "\u202e" not in told


# Codes as they are pasted ---------------------------------------------------------------------------------------------


def test_a_code_is_verified_as_it_is_wrapped_kept_in_a_file_or_piped(tmp_path: Path, ada: Run) -> None:
    code = code_of(ada)
    folded = "\n".join(code[at : at + 60] for at in range(0, len(code), 60))
    file = tmp_path / "code.txt"
    for text in (code, folded, f"scalegame seed 4: Make it stateless\n★★★\n{folded}\n"):
        file.write_text(text, encoding="utf-8")
        assert inside("verify", file).exit_code == 0
        assert inside("verify", "-", stdin=text).exit_code == 0
    assert inside("verify", folded).exit_code == 0
    assert inside("board", "--import", folded).exit_code == 0
    assert inside("share", "-", stdin=folded).stdout == f"{code}\n"
    for nothing in ("", "nothing"):
        answer = inside("verify", "-", stdin=nothing)
        assert (answer.exit_code, answer.stdout.count("\n")) == (2, 1)


def test_runs_of_levels_in_packs_are_exported(tmp_path: Path, own_home: Path) -> None:
    plain = json.loads(find_level(HEART).path.read_bytes()) | {"id": "first"}
    plain.pop("number", None)
    contents = {"pack.json": manifest(id="night", levels=["first.json"]), "first.json": json.dumps(plain).encode()}
    folder_pack(own_home / "packs" / "night", contents)
    level = find_level("night/first")
    assert inside("board", "--import", code_of(run(level))).exit_code == 0
    for arguments in (("night/first", "--export", tmp_path / "one"), ("--export", tmp_path / "all")):
        assert "1 run written" in inside("board", *arguments).stdout
        (file,) = Path(str(arguments[-1])).iterdir()
        assert file.name.startswith("night-first-4-")


# Summaries that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"format":1,"runs":{"x.json":{"ranked":true}}}',
        '{"format":1,"ruleset":2,"runs":{"x.json":{"verdict":"true","ranked":true}}}',
        '{"format":2,"ruleset":2,"runs":{"x.json":{"verdict":"false","ranked":true,"level":"x"}}}',
        '{"format":2,"ruleset":2,"runs":{},"first_seen":[[1,2,3]]}',
        '{"format":2,"ruleset":2,"runs":{},"first_seen":[[1,"a",3,4,5]]}',
        '{"format":2,"ruleset":2,"runs":[]}',
        '{"format":3,"ruleset":2,"runs":{}}',
        "[" * 100_000,
        "1" * 5_000,
        "",
    ],
    ids=range(10),
)  # fmt: skip
def test_a_damaged_summary_is_told_in_one_sentence(tmp_path: Path, text: str, ada: Run) -> None:
    put(ada, tmp_path, "x.json")
    (tmp_path / "board.json").write_text(text, encoding="utf-8")
    answer = inside("board", "--check", tmp_path)
    assert answer.exit_code != 0
    assert "board.json is no summary of a board; remove it and use --update to write it anew" in answer.output
    assert (tmp_path / "board.json").read_text(encoding="utf-8") == text


def told(player: str = "Ada", plan: str = "p", ticks: int = 9) -> ToldRun:
    return ToldRun(
        verdict="true", level="x", level_digest="d", ruleset=2, seed=1, player=player, plan=plan, ranked=True,
        ticks=ticks, millicents=9, commands=9, categories=["any%"],
    )  # fmt: skip


SUMMARY = summary.text_of(Summary().with_runs({"a.json": told(), "b.json": ToldRun(verdict="false")}))


def test_a_summary_is_read_as_it_was_written() -> None:
    assert summary.text_of(summary.read(SUMMARY)) == SUMMARY


@settings(max_examples=examples(40, 150))
@given(data=st.data())
def test_a_changed_summary_is_refused_or_used(data: st.DataObject) -> None:
    """Any value may stand in it: what is read has places, can be gone on with, and can be written again."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    )
    plain = json.loads(SUMMARY)
    target = plain
    for name in data.draw(st.sampled_from([(), ("runs",), ("runs", "a.json"), ("runs", "b.json")])):
        target = target[name]
    key = data.draw(st.sampled_from(sorted(target)))
    if data.draw(st.booleans()):
        target[key] = data.draw(values)
    else:
        del target[key]
    try:
        found = summary.read(json.dumps(plain))
    except ValueError:
        return
    again = found.with_runs({"a.json": told(), "c.json": told("Bob", "q", 3)})
    assert summary.read(summary.text_of(again)).places() == again.places()
    assert all(file in found.runs for _, file in found.places().values())


@settings(max_examples=examples(8, 25))
@given(data=st.data())
def test_a_changed_run_is_told_and_never_breaks_a_command(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    level = find_level("the-local-bartender")
    plain = plain_run(recorded(level, 1, play_plan(level.scenario, 1, ())))
    key = data.draw(st.sampled_from(sorted(plain)))
    plain[key] = data.draw(
        st.none() | st.integers(-1, 2**70) | st.text(max_size=90) | st.lists(st.integers(), max_size=3) | st.just({})
    )
    folder = tmp_path_factory.mktemp("changed")
    (folder / "x.json").write_text(json.dumps(sealed(plain)), encoding="utf-8")
    assert inside("verify", folder).exit_code in (0, 1, 2, 3, 4)
    assert inside("board", "--check", folder).exit_code == 1
    try:
        changed = read((folder / "x.json").read_bytes(), "x")
    except ValueError:
        return
    assert inside("verify", code_of(changed)).exit_code in (0, 1, 2, 3, 4)
