"""The library: what counts as a best, what is history, what a board shows; all of it can be made again from files."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scalegame.engine.commands import AddServer, At
from scalegame.engine.game import RULESET
from scalegame.runs.headless import play_plan, recorded
from scalegame.runs.library import index
from scalegame.runs.library.entries import RunEntry, Stamp
from scalegame.runs.library.library import Library
from scalegame.runs.library.query_results import Best, BoardOrder
from scalegame.runs.race.categories import Category
from scalegame.runs.run import Aid, Ending, Run, Stage, Use
from scalegame.runs.run_file import save, seal_of
from scalegame.runs.verify import Truth
from tests.runs.games import PLAN, QUIET, Quiet, facts, finished, left, stages

OTHER = Quiet(digest="beef")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return an empty library."""
    found = Library.open(stages, tmp_path / "home")
    yield found
    found.close()


def put(library: Library, run: Run, name: str, folder: str = "runs") -> Path:
    """Lay a run file into the home folder, as a file manager would."""
    path = library.folder / folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(run, path)
    return path


def add(library: Library, run: Run, name: str) -> None:
    """Take in a game as a screen does that was played on."""
    library.add(run, facts(run), put(library, run, name))


def reopened(library: Library, stage: Stage = QUIET, *, anew: bool = False) -> Library:
    """Return the library of the same folder as another game finds it, where the level may have changed."""
    if anew:
        (library.folder / "library.sqlite3").unlink()
    found = Library.open(lambda: {stage.id: stage}, library.folder)
    found.catch_up()
    return found


def test_an_empty_library_answers_nothing(library: Library) -> None:
    assert not library.catch_up()
    assert library.bests((QUIET,)) == {}
    assert library.history(QUIET) == library.board(QUIET) == ()
    assert library.open_runs((QUIET,)) == ()
    assert library.latest() is None
    assert library.take_notes() == ()


def test_the_best_numbers_come_from_won_games_each_by_itself(library: Library) -> None:
    busy, idle = finished(), finished(8, ())
    add(library, busy, "busy")
    add(library, idle, "idle")
    best = library.bests((QUIET,))[QUIET.id]
    results = [facts(run).result for run in (busy, idle)]
    assert best.stars == max(result.stars for result in results)
    assert best.numbers is not None
    assert best.numbers.score == max(result.score for result in results)
    assert best.numbers.cost == min(result.metrics.cost for result in results)
    assert best.numbers.commands == 0


@pytest.mark.parametrize(
    "run",
    [
        left(),
        replace(left(), ending=Ending.GIVEN_UP),
        replace(finished(), used=(Use(3, Aid.PRACTICE),)),
    ],
    ids=["left", "given up", "practised"],
)
def test_what_was_not_won_in_earnest_is_no_best(library: Library, run: Run) -> None:
    add(library, run, "one")
    assert library.bests((QUIET,)) == {}
    assert library.board(QUIET) == ()


def test_every_attempt_is_history_but_an_unfinished_one(library: Library) -> None:
    add(library, finished(started="2025-03-03"), "c")
    add(library, replace(left(20, started="2025-03-02"), ending=Ending.GIVEN_UP), "b")
    add(library, left(started="2025-03-04"), "d")
    add(library, finished(9, started="2025-03-01"), "a")
    assert [entry.ending for entry in library.history(QUIET)] == ["finished", "given_up", "finished"]
    assert [entry.started[-2:] for entry in library.history(QUIET, seed=7)] == ["03", "02"], "as they came in"
    assert library.history(OTHER) == ()
    latest = library.latest()
    assert latest is not None
    assert latest.file == "runs/a.json"


def test_an_entry_holds_what_the_engine_computed(library: Library) -> None:
    run = replace(finished(), real_ms=9_000, split_ms=(8_500,), used=(Use(1, Aid.HINT), Use(2, Aid.PAUSE)))
    add(library, run, "one")
    (entry,) = library.history(QUIET)
    result = facts(run).result
    assert (entry.won, entry.stars, entry.score) == (result.won, result.stars, result.score)
    assert (entry.time, entry.cost, entry.commands) == (25, result.metrics.cost, 2)
    assert [(split.tick, split.real_ms) for split in entry.splits] == [(25, 8_500)]
    assert (entry.hints, entry.pauses, entry.real_ms) == (1, 1, 9_000)
    assert entry.categories == facts(run).categories
    assert entry == library.entry(seal_of(run))
    assert library.load(entry) == run


def test_an_index_made_again_from_the_files_is_the_same(library: Library) -> None:
    for number, run in enumerate((finished(), finished(8, ()), left(), replace(left(20), ending=Ending.GIVEN_UP))):
        add(library, run, f"{number}")
    again = reopened(library, anew=True)
    assert again.history(QUIET) == library.history(QUIET)
    assert again.bests((QUIET,)) == library.bests((QUIET,))
    assert again.board(QUIET) == library.board(QUIET)
    assert again.open_runs((QUIET,)) == library.open_runs((QUIET,))
    assert again.take_notes() == ()


def test_files_that_come_change_and_go_are_noticed(library: Library) -> None:
    path = put(library, left(), "one")
    assert library.catch_up()
    assert not library.catch_up()
    put(library, finished(), "one")
    assert library.catch_up()
    assert len(library.history(QUIET)) == 1
    path.unlink()
    assert library.catch_up()
    assert library.history(QUIET) == ()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system refuses such a name")
def test_a_file_whose_name_is_no_text_is_left_alone(library: Library) -> None:
    path = put(library, finished(), "one")
    (path.parent / "line\nend.json").write_bytes(path.read_bytes())
    (path.parent / os.fsdecode(b"bad\xff.json")).write_bytes(path.read_bytes())
    library.catch_up()
    assert sorted(entry.file for entry in library.history(QUIET)) == ["runs/line\nend.json", "runs/one.json"]


def test_stars_stay_when_the_level_changes_and_numbers_do_not(library: Library) -> None:
    add(library, finished(), "one")
    stars = library.bests((QUIET,))[QUIET.id].stars
    assert stars > 0
    changed = reopened(library, OTHER)
    assert changed.bests((OTHER,)) == {OTHER.id: Best(stars)}
    assert changed.board(OTHER) == changed.history(OTHER) == ()
    assert changed.unproven_stars() == {}
    lost = reopened(library, OTHER, anew=True)  # it cannot verify the run, and nobody takes its word for the stars
    assert (lost.bests((OTHER,)), lost.stars()) == ({}, {})
    assert lost.unproven_stars() == {OTHER.id: stars}
    back = reopened(library)
    assert back.bests((QUIET,))[QUIET.id].numbers is not None
    assert len(back.board(QUIET)) == 1


def test_a_run_that_lies_counts_for_nothing_and_is_named(library: Library) -> None:
    run = finished()
    assert run.claims is not None
    put(library, replace(run, claims=replace(run.claims, score=1000)), "liar")
    library.catch_up()
    assert library.bests((QUIET,)) == {}
    assert library.board(QUIET) == library.history(QUIET) == ()
    (entry,) = library.false_runs()
    assert entry.reason.startswith("it claims score 1000; played again it is ")


def test_stars_of_version_0_1_are_told_and_do_not_count(library: Library) -> None:
    library.folder.mkdir(exist_ok=True)
    earlier = library.folder / "progress.json"
    earlier.write_text('{"format": 1, "levels": {"quiet": {"stars": 2}, "loud": {"stars": "3"}}}', encoding="utf-8")
    assert (library.bests((QUIET,)), library.stars()) == ({}, {})
    assert library.unproven_stars() == {QUIET.id: 2}
    add(library, finished(), "one")
    assert library.unproven_stars() == {}, "as many are proven now"
    for damage in ("", "{", "[]", '{"levels": 3}', '{"levels": {"loud": 3}}', '{"levels": {"loud": {"stars": 4}}}'):
        earlier.write_text(damage, encoding="utf-8")
        assert library.unproven_stars() == {}
        assert earlier.read_text(encoding="utf-8") == damage


def test_a_run_on_unknown_content_claims_stars_that_do_not_count(library: Library) -> None:
    run = finished()
    assert run.claims is not None
    put(library, replace(run, level_digest="beef", claims=replace(run.claims, won=True, stars=3)), "claims")
    library.catch_up()
    assert (library.bests((QUIET,)), library.stars()) == ({}, {})
    assert library.unproven_stars() == {QUIET.id: 3}


# What is seen first --------------------------------------------------------------------------------------------------


def five_in_a_second(library: Library, order: Sequence[str]) -> None:
    """Play five games in one second, in files whose names say nothing."""
    for number, name in enumerate(order):
        run = finished(number, (), started="2025-03-01T12:00:00Z")
        add(library, run, f"20250301T120000Z-{name}")


@settings(max_examples=5)
@given(order=st.permutations("abcde"))
def test_games_of_one_second_are_in_the_order_in_which_they_came(order: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(stages, Path(folder) / "home")
        five_in_a_second(library, order)
        assert [entry.seed for entry in library.history(QUIET)] == [0, 1, 2, 3, 4]
        assert [entry.seed for entry in library.finished(QUIET.id)] == [0, 1, 2, 3, 4]
        assert [entry.seed for entry in library.board(QUIET, every_run=True)] == [0, 1, 2, 3, 4]
        latest = library.latest()
        assert latest is not None
        assert latest.seed == 4
        again = reopened(library, anew=True)
        assert again.history(QUIET) == library.history(QUIET), "an index that is made again has the same order"


def test_without_its_order_a_library_takes_that_in_which_files_were_written(library: Library) -> None:
    for name, moment in (("a", 3), ("b", 1), ("c", 2), ("d", 2)):
        path = put(library, finished(moment, (), started="2025-03-01"), name)
        os.utime(path, ns=(moment, moment))
    assert [entry.file for entry in reopened(library).history(QUIET)] == [f"runs/{one}.json" for one in "bcda"]
    (library.folder / "seen.jsonl").unlink()
    assert [entry.file for entry in reopened(library, anew=True).history(QUIET)] == [f"runs/{o}.json" for o in "bcda"]


@settings(max_examples=5)
@given(damage=st.binary(max_size=40), at=st.integers(0, 200))
def test_a_damaged_order_breaks_nothing(damage: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(stages, Path(folder) / "home")
        five_in_a_second(library, "abcde")
        order = library.folder / "seen.jsonl"
        data = order.read_bytes()
        order.write_bytes(data[:at] + damage + data[at:])
        again = reopened(library, anew=True)
        assert {entry.seed for entry in again.history(QUIET)} == {0, 1, 2, 3, 4}
        assert again.history(QUIET) == reopened(library, anew=True).history(QUIET)


def test_two_libraries_of_one_folder_share_one_order(library: Library) -> None:
    other = Library.open(stages, library.folder)
    add(library, finished(1, ()), "z")
    add(other, finished(2, ()), "y")
    add(library, finished(3, ()), "x")
    other.catch_up()
    assert [entry.seed for entry in other.history(QUIET)] == [1, 2, 3]
    assert [entry.seen for entry in other.history(QUIET)] == [1, 2, 3]
    assert other.history(QUIET) == library.history(QUIET)


# The board -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rivals(library: Library) -> Library:
    """Return a library with runs of three people."""
    add(library, finished(7, PLAN, started="2025-03-02"), "mine")
    add(library, finished(7, PLAN, started="2025-03-03"), "mine-again")
    for player, seed, plan in (("ada", 7, ()), ("bob", 7, (At(21, AddServer(1)),)), ("ada", 8, ())):
        verdict, entry = library.take_in(finished(seed, plan, started="2025-03-01", player=player))
        assert verdict.truth is Truth.TRUE
        assert entry is not None
        assert not entry.own
    return library


def test_a_board_has_one_row_a_player_and_of_equals_the_first_seen_comes_first(rivals: Library) -> None:
    assert [(one.player, one.seed) for one in rivals.board(QUIET)] == [("", 7), ("ada", 7), ("bob", 7)]
    assert [one.player for one in rivals.board(QUIET, seed=7, order=BoardOrder.COMMANDS)] == ["ada", "bob", ""]
    costs = [one.cost for one in rivals.board(QUIET, order=BoardOrder.COST)]
    assert costs == sorted(costs)
    assert len(rivals.board(QUIET, limit=2)) == 2


def test_a_board_of_every_run_names_each_design_once(rivals: Library) -> None:
    listed = [(one.player, one.seed, one.started) for one in rivals.board(QUIET, every_run=True)]
    assert listed == [
        ("", 7, "2025-03-02"), ("ada", 7, "2025-03-01"), ("bob", 7, "2025-03-01"), ("ada", 8, "2025-03-01"),
    ]  # fmt: skip


@pytest.mark.parametrize("started", ["", "1999-01-01T00:00:00Z", "2025-03-01T12:00:00Z"])
def test_a_stolen_run_has_no_place(library: Library, started: str) -> None:
    _, ada = library.take_in(finished(player="ada"))
    assert ada is not None
    thief = finished(player="thief", started=started)
    _, known = library.take_in(thief)
    assert known == ada, "the answer names whose run it is"
    put(library, thief, "000", folder="imported")
    put(library, thief, "000")
    library.catch_up()
    for every_run in (False, True):
        for order in BoardOrder:
            assert [one.player for one in library.board(QUIET, order=order, every_run=every_run)] == ["ada"]


def test_two_orders_of_one_server_and_one_of_two_are_the_same_design(library: Library) -> None:
    one_by_one, at_once = (At(20, AddServer(1)), At(20, AddServer(1))), (At(20, AddServer(2)),)
    _, ada = library.take_in(finished(7, one_by_one, player="ada"))
    _, bob = library.take_in(finished(7, at_once, player="bob"))
    assert bob == ada
    put(library, finished(7, at_once, player="bob"), "bob", folder="imported")
    library.catch_up()
    (place,) = library.board(QUIET, every_run=True)
    assert (place.player, place.commands) == ("ada", 2), "the score counts commands as they were given"


def test_a_player_may_do_better_in_a_category_with_the_same_design(library: Library) -> None:
    _, hinted = library.take_in(replace(finished(player="ada"), used=(Use(1, Aid.HINT),)))
    _, alone = library.take_in(finished(player="ada"))
    _, thief = library.take_in(finished(player="bob"))
    assert thief == hinted
    assert library.board(QUIET) == (hinted,)
    assert library.board(QUIET, category=Category.NO_HINTS) == (alone,)


def test_a_board_is_of_one_content_and_one_ruleset(library: Library) -> None:
    easy = Quiet(digest="ea57", ticks=15)
    run = recorded(easy, 7, play_plan(easy.scenario, 7, ()))
    verdict, entry = library.take_in(run, easy)
    assert verdict.truth is Truth.TRUE
    assert entry is not None
    add(library, finished(), "mine")
    assert [one.time for one in library.board(QUIET)] == [25]
    assert [one.time for one in library.board(easy)] == [15]
    assert library.board(QUIET, ruleset=RULESET + 1) == ()


def write_row(library: Library, entry: RunEntry) -> None:
    """Write a row into the index as a forger can who knows our source, its checksum computed anew."""
    with closing(sqlite3.connect(library.folder / "library.sqlite3")) as connection, connection:
        index.write(connection, entry)


def test_a_row_that_was_written_by_hand_is_held_against_its_file(library: Library) -> None:
    add(library, finished(), "mine")
    (true,) = library.board(QUIET)
    write_row(library, replace(true, time=7, cost=100, commands=1))
    for found in (library, reopened(library)):
        assert found.board(QUIET) == (true,)
        found.catch_up()
        assert found.board(QUIET) == (true,)
    assert "is not what the index said of it" in " ".join(library.take_notes())


def test_a_row_and_a_file_that_were_forged_together_are_seen_through(library: Library) -> None:
    true = finished()
    assert true.claims is not None
    add(library, true, "mine")
    (entry,) = library.board(QUIET)
    lie = replace(true, claims=replace(true.claims, metrics=replace(true.claims.metrics, commands=1)))
    path = put(library, lie, "mine")
    write_row(library, replace(entry, key=seal_of(lie), stamp=Stamp.of(path), commands=1))
    found = reopened(library)
    assert found.board(QUIET) == ()
    assert [one.file for one in found.false_runs()] == ["runs/mine.json"]


def test_a_row_without_a_file_has_no_place(library: Library) -> None:
    add(library, finished(), "mine")
    (entry,) = library.board(QUIET)
    write_row(library, replace(entry, file="runs/nothing.json", player="ghost", time=1))
    assert library.board(QUIET) == (entry,)


def test_what_is_known_is_not_played_again_for_each_look(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    add(library, finished(), "mine")
    found = reopened(library)
    assert len(found.board(QUIET)) == 1
    monkeypatch.setattr("scalegame.runs.library.library.verify", None)
    assert len(found.board(QUIET)) == 1


# Who and what ---------------------------------------------------------------------------------------------------------


def test_a_board_can_be_of_one_category(rivals: Library) -> None:
    assert [one.player for one in rivals.board(QUIET, category=Category.ONE_SERVER, seed=7)] == ["ada"]
    assert rivals.board(QUIET, category=Category.STATELESS) == ()


def test_bests_and_history_are_the_players_own(rivals: Library) -> None:
    best = rivals.bests((QUIET,))[QUIET.id].numbers
    assert best is not None
    assert best.commands == len(PLAN)
    assert len(rivals.history(QUIET)) == 2


@pytest.mark.parametrize(
    "run, truth",
    [
        (left(), Truth.TRUE),
        (replace(finished(), level_digest="beef"), Truth.OTHER_CONTENT),
        (replace(finished(), ruleset=RULESET + 1), Truth.OTHER_RULES),
        (replace(finished(), seed=8), Truth.FALSE),
    ],
    ids=["unfinished", "other content", "other rules", "false"],
)
def test_only_true_finished_runs_are_taken_in(library: Library, run: Run, truth: Truth) -> None:
    verdict, entry = library.take_in(run)
    assert (verdict.truth, entry) == (truth, None)
    assert not (library.folder / "imported").exists()


def test_a_run_that_is_here_is_not_taken_in_twice(library: Library) -> None:
    add(library, finished(), "mine")
    _, entry = library.take_in(finished())
    assert entry is not None
    assert entry.own


# Games that were left ------------------------------------------------------------------------------------------------


def test_games_that_were_left_are_offered_the_newest_first(library: Library) -> None:
    add(library, left(10, started="2025-03-01"), "a")
    add(library, left(20, started="2025-03-02"), "b")
    assert [(one.entry.ticks, one.reason) for one in library.open_runs((QUIET,))] == [(20, ""), (10, "")]


@pytest.mark.parametrize(
    "run, reason",
    [
        (replace(left(), level_digest="beef"), "the level has changed since"),
        (replace(left(), ruleset=1), f"it was played under ruleset 1, and this is ruleset {RULESET}"),
        (replace(left(), seed=9), "at tick 10 the state differs in "),
    ],
    ids=["other content", "other rules", "false"],
)
def test_what_cannot_be_resumed_is_listed_with_the_reason(library: Library, run: Run, reason: str) -> None:
    put(library, run, "one")
    library.catch_up()
    (one,) = library.open_runs((QUIET,))
    assert one.reason.startswith(reason)


def test_a_level_that_changed_after_the_game_was_left_is_noticed(library: Library) -> None:
    add(library, left(), "one")
    (one,) = library.open_runs((OTHER,))
    assert one.reason == "the level has changed since"
    assert library.open_runs(()) == ()
