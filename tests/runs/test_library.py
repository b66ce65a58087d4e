"""The library: what counts as a best, what is history, what a board shows; all of it can be made again from files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.engine.commands import AddServer, At
from scalegame.engine.game import RULESET
from scalegame.runs.answers import Best, Order
from scalegame.runs.categories import Category
from scalegame.runs.library import Library
from scalegame.runs.run import Aid, Ending, Run, Stage, Use
from scalegame.runs.runfile import save, seal_of
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
    assert [entry.started[-2:] for entry in library.history(QUIET, seed=7)] == ["02", "03"]
    assert library.history(OTHER) == ()
    latest = library.latest()
    assert latest is not None
    assert latest.file == "runs/d.json"


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


def test_stars_stay_when_the_level_changes_and_numbers_do_not(library: Library) -> None:
    add(library, finished(), "one")
    stars = library.bests((QUIET,))[QUIET.id].stars
    assert stars > 0
    for anew in (False, True):  # an index that is made again cannot verify the run, and takes its word for the stars
        changed = reopened(library, OTHER, anew=anew)
        assert changed.bests((OTHER,)) == {OTHER.id: Best(stars)}
        assert changed.board(OTHER) == changed.history(OTHER) == ()
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


def test_stars_of_version_0_1_count(library: Library) -> None:
    library.folder.mkdir(exist_ok=True)
    earlier = library.folder / "progress.json"
    earlier.write_text('{"format": 1, "levels": {"quiet": {"stars": 2}, "loud": {"stars": "3"}}}', encoding="utf-8")
    assert library.bests((QUIET,)) == {QUIET.id: Best(2)}
    for damage in ("", "{", "[]", '{"levels": 3}', '{"levels": {"quiet": 3}}', '{"levels": {"quiet": {"stars": 4}}}'):
        earlier.write_text(damage, encoding="utf-8")
        assert library.bests((QUIET,)) == {}
        assert earlier.read_text(encoding="utf-8") == damage


# The board -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rivals(library: Library, tmp_path: Path) -> Library:
    """Return a library with runs of three people."""
    add(library, finished(7, PLAN, started="2025-03-02"), "mine")
    add(library, finished(7, PLAN, started="2025-03-03"), "mine-again")
    for player, seed, plan in (("ada", 7, ()), ("bob", 7, (At(21, AddServer(1)),)), ("ada", 8, ())):
        path = tmp_path / "theirs.json"
        save(finished(seed, plan, started="2025-03-01", player=player), path)
        verdict, entry = library.take_in(path)
        assert verdict.truth is Truth.TRUE
        assert entry is not None
        assert not entry.own
    return library


def test_a_board_is_ordered_and_names_each_deed_once(rivals: Library) -> None:
    assert [one.started for one in rivals.board(QUIET)] == ["2025-03-01"] * 3 + ["2025-03-02"]
    assert [one.player for one in rivals.board(QUIET, seed=7, order=Order.COMMANDS)] == ["ada", "bob", ""]
    costs = [one.cost for one in rivals.board(QUIET, order=Order.COST)]
    assert costs == sorted(costs)
    assert len(rivals.board(QUIET, limit=2)) == 2


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
def test_only_true_finished_runs_are_taken_in(library: Library, tmp_path: Path, run: Run, truth: Truth) -> None:
    save(run, tmp_path / "theirs.json")
    verdict, entry = library.take_in(tmp_path / "theirs.json")
    assert (verdict.truth, entry) == (truth, None)
    assert not (library.folder / "imported").exists()


def test_what_is_no_run_is_not_taken_in(library: Library, tmp_path: Path) -> None:
    (tmp_path / "theirs.json").write_text("{", encoding="utf-8")
    verdict, entry = library.take_in(tmp_path / "theirs.json")
    assert (verdict.truth, entry) == (Truth.UNREADABLE, None)
    assert (tmp_path / "theirs.json").exists()


def test_a_run_that_is_here_is_not_taken_in_twice(library: Library, tmp_path: Path) -> None:
    add(library, finished(), "mine")
    save(finished(), tmp_path / "mine.json")
    _, entry = library.take_in(tmp_path / "mine.json")
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
