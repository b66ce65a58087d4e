"""A game in play: never far behind on the disk, nobody else's meanwhile, and kept however it is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scalegame.durable_files import in_use
from scalegame.runs import autosave
from scalegame.runs.autosave import Attempt
from scalegame.runs.library.library import Library
from scalegame.runs.library.run_files import lock_of
from scalegame.runs.run import Ending
from scalegame.runs.run_file import load, save
from tests.clocks import CLOCK
from tests.runs.games import QUIET, facts, finished, left, stages
from tests.runs.saving import no_space, wait_for_saving

NOTHING = replace(left(0), commands=())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return an empty library."""
    found = Library.open(stages, tmp_path / "home")
    yield found
    found.close()


def lying(library: Library) -> list[str]:
    """Return what lies in the folder of games."""
    folder = library.folder / "runs"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def resume(library: Library) -> Attempt | None:
    (one,) = library.open_runs((QUIET,))
    return Attempt.resume(library, one)


def test_no_two_attempts_share_a_name(library: Library) -> None:
    assert len({Attempt(library, CLOCK).path for _ in range(1000)}) == 1000


@pytest.mark.parametrize("given_up", [False, True])
def test_where_nothing_happened_there_is_no_file(library: Library, given_up: bool) -> None:
    attempt = Attempt(library, CLOCK)
    attempt.save_soon(NOTHING)
    wait_for_saving()
    assert lying(library) == []
    if given_up:
        attempt.give_up(replace(NOTHING, ending=Ending.GIVEN_UP), facts(NOTHING))
    else:
        attempt.close(NOTHING, facts(NOTHING))
    wait_for_saving()
    assert lying(library) == []
    assert library.latest() is None


def test_a_command_that_was_taken_back_before_the_first_tick_leaves_no_file(library: Library) -> None:
    attempt = Attempt(library, CLOCK)
    attempt.save_soon(replace(left(3), ticks=0, commands=()))
    attempt.save_soon(replace(NOTHING, commands=finished(7, finished().commands[:1]).commands))
    wait_for_saving()
    assert len(lying(library)) == 2
    attempt.close(NOTHING, facts(NOTHING))
    assert lying(library) == []


def test_the_latest_is_written_and_the_file_is_taken_meanwhile(library: Library) -> None:
    attempt = Attempt(library, CLOCK)
    for ticks in range(1, 13):
        attempt.save_soon(left(ticks))
    wait_for_saving()
    assert load(attempt.path) == left(12)
    assert in_use(lock_of(attempt.path))
    assert library.open_runs((QUIET,)) == ()
    other = Library.open(stages, library.folder)
    other.catch_up()
    assert other.open_runs((QUIET,)) == ()
    attempt.close(left(12), facts(left(12)))
    assert not in_use(lock_of(attempt.path))


def test_a_game_that_ended_is_on_the_disk_and_in_the_index(library: Library) -> None:
    attempt = Attempt(library, CLOCK)
    attempt.save_soon(left(3))
    attempt.close(finished(), facts(finished()))
    assert load(attempt.path) == finished()
    assert lying(library) == [attempt.path.name]
    assert len(library.history(QUIET)) == 1
    assert attempt.take_note() == ""


def test_what_comes_after_the_end_changes_nothing(library: Library) -> None:
    attempt = Attempt(library, CLOCK)
    attempt.close(finished(), facts(finished()))
    attempt.close(left(), facts(left()))
    attempt.give_up(left(), facts(left()))
    attempt.save_soon(left(3))
    wait_for_saving()
    assert load(attempt.path) == finished()


def test_a_game_given_up_stays_in_history(library: Library) -> None:
    attempt, run = Attempt(library, CLOCK), replace(left(), ending=Ending.GIVEN_UP)
    attempt.save_soon(left(3))
    attempt.give_up(run, facts(run))
    wait_for_saving()
    assert load(attempt.path) == run
    assert [entry.ending for entry in library.history(QUIET)] == [Ending.GIVEN_UP]
    assert lying(library) == [attempt.path.name]


def test_a_game_that_was_left_is_resumed_in_its_own_file(library: Library) -> None:
    first = Attempt(library, CLOCK)
    first.close(left(), facts(left()))
    second = resume(library)
    assert second is not None
    assert second.begun == left()
    assert second.path == first.path
    assert library.open_runs((QUIET,)) == ()
    second.close(finished(), facts(finished()))
    assert lying(library) == [first.path.name]
    assert library.open_runs((QUIET,)) == ()
    assert len(library.history(QUIET)) == 1


@pytest.mark.parametrize("ended", [False, True], ids=["left again", "played to its end"])
@pytest.mark.parametrize("name", ["", "copy.json"], ids=["in its place", "under another name"])
@pytest.mark.parametrize("anew", [False, True], ids=["", "without the index"])
def test_an_older_state_of_a_game_that_is_laid_back_is_practice(
    library: Library, ended: bool, name: str, anew: bool
) -> None:
    first = Attempt(library, CLOCK)
    first.close(left(12), facts(left(12)))
    older = first.path.read_bytes()
    second = resume(library)
    assert second is not None
    assert second.begun is not None
    assert not second.begun.practised, "nothing was laid back yet"
    farther = finished() if ended else left(20)
    second.close(farther, facts(farther))
    back = first.path.with_name(name or first.path.name)
    back.write_bytes(older)
    if anew:
        (library.folder / "library.sqlite3").unlink()
    other = Library.open(stages, library.folder)
    other.catch_up()
    (one,) = (one for one in other.open_runs((QUIET,)) if one.entry.file == f"runs/{back.name}")
    third = Attempt.resume(other, one)
    assert third is not None
    assert third.begun is not None
    assert third.begun.practised
    assert (third.begun.ticks, third.begun.commands) == (12, left(12).commands)
    third.close(third.begun, facts(third.begun))
    other.close()


def test_a_game_that_was_killed_is_remembered_as_far_as_it_was_noted(library: Library) -> None:
    """A game in play is noted now and then; what a killed one did after that, nobody remembers."""
    path = library.folder / "runs" / "killed.json"
    path.parent.mkdir(parents=True)
    for ticks in (1, 2, 20):
        library.note_progress(path, ticks, exactly=False)
    assert library.reached(left(0), path) == 1
    library.note_progress(path, 31, exactly=False)
    assert library.reached(left(0), path) == 31
    library.note_progress(path, 33, exactly=True)
    assert library.reached(left(0), path) == 33


def test_a_game_is_resumed_once(library: Library) -> None:
    Attempt(library, CLOCK).close(left(), facts(left()))
    (one,) = library.open_runs((QUIET,))
    taken = Attempt.resume(library, one)
    assert taken is not None
    assert Attempt.resume(library, one) is None
    taken.close(left(20), facts(left(20)))
    assert Attempt.resume(library, one) is None, "it was played on since it was listed"
    again = resume(library)
    assert again is not None
    again.close(left(20), facts(left(20)))


def test_a_game_that_was_killed_is_found_where_it_was(library: Library) -> None:
    """A lock that nobody holds and half a file are all that a killed game can leave beside its own."""
    path = library.folder / "runs" / "killed.json"
    path.parent.mkdir(parents=True)
    save(left(), path)
    lock_of(path).touch()
    lock_of(path.with_name("before-its-first-save.json")).touch()
    (path.parent / ".killed.json.x1y2.new").write_text("{", encoding="utf-8")
    library.catch_up()
    assert lying(library) == ["killed.json"]
    attempt = resume(library)
    assert attempt is not None
    assert attempt.begun == left()
    attempt.close(left(), facts(left()))


def test_a_full_disk_is_told_once_and_the_game_goes_on(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt, heard = Attempt(library, CLOCK), list[str]()
    attempt.when_noted(lambda: heard.append("noted"))
    with monkeypatch.context() as patch:
        patch.setattr(autosave, "save", no_space)
        attempt.save_soon(left(3))
        wait_for_saving()
        assert heard == ["noted"], "it is told when it is found"
        assert attempt.take_note() == f"Games cannot be saved in {attempt.path.parent}: No space left on device."
        attempt.save_soon(left(4))
        wait_for_saving()
        assert heard == ["noted"]
        assert attempt.take_note() == ""
    assert not attempt.kept
    attempt.close(finished(), facts(finished()))
    assert attempt.kept
    assert load(attempt.path) == finished()
    assert len(library.history(QUIET)) == 1


def test_a_folder_that_cannot_be_made_is_told_and_the_game_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    library = Library.open(stages, tmp_path / "file" / "home")
    attempt = Attempt(library, CLOCK)
    attempt.close(finished(), facts(finished()))
    assert "cannot be saved" in attempt.take_note()
    assert not attempt.kept
    assert library.bests((QUIET,)) == {}
    library.close()
