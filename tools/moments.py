"""Run tests of screens, commands and runs at other moments and places, on a machine that is set up oddly.

``make moments``: the tests' clock stands in turn at each of ``MOMENTS``; what shows or files a date is tested at every
one, whatever has files, pictures or a clock at one of them. In each, the locale is C, colours are refused, the terminal
has a strange size, nobody has a home folder, and a folder ``venv`` lies in the tree that is none of the project's. Exit
status 1 if anything fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Tests of whatever shows, files or compares dates.
DATED = (
    "tests/test_architecture.py::test_no_file_names_a_package_host_or_a_folder_of_one_machine",
    "tests/test_clock.py::test_tests_go_by_their_own_clock_whoever_makes_one",
    "tests/cli/racers/test_board.py",
    "tests/runs/test_attempts.py",
    "tests/runs/test_exports.py",
    "tests/runs/test_library.py",
    "tests/tui/modes/test_pictures.py",
    "tests/learn/quiz",
    "tests/tui/screens/test_quiz.py",
    "tests/tui/screens/test_resuming.py",
)
#: How the machine is set up at all of the moments; None takes a variable away.
ODD: dict[str, str | None] = {
    "COLUMNS": "37",
    "HOME": None,
    "LANG": None,
    "LC_ALL": "C",
    "LINES": "7",
    "NO_COLOR": "1",
    # Whoever reads or writes a file in the encoding of the machine is warned, and warnings are errors.
    "PYTHONWARNDEFAULTENCODING": "1",
    "TERM": "dumb",
}
#: What a stranger's folder may hold: a test that fails, bytes that are no text, an address that the project never has.
STRANGERS = {
    "test_of_somebody.py": b"def test_of_somebody():\n    assert False\n",
    "latin.py": b"# -*- coding: latin-1 -*-\n# \xe9\n",
    "pip.txt": b"https://pypi" + b".org/simple\n",
    ".gitignore": b"*\n",  # as in every folder that ``venv`` makes
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment (``at``, with its distance from UTC), the zone as POSIX writes it, and what is tested there."""

    name: str
    at: str
    zone: str
    tests: tuple[str, ...]


MOMENTS = (
    Moment("a leap day", "2024-02-29T12:00:00+00:00", "UTC0", ("tests/tui/screens",)),
    Moment(
        "the last minutes of a year where it ends first",
        "2026-12-31T23:57:30+14:00",
        "<+14>-14",
        (
            "tests/playthrough/guidance/test_guide.py",
            "tests/playthrough/test_beats.py",
            "tests/playthrough/test_game_in_play.py",
            "tests/playthrough/test_journal.py",
            "tests/playthrough/test_race_library.py",
            "tests/playthrough/actions/test_rewind.py",
            "tests/tui/modes",
            "tests/tui/replay",
            "tests/tui/test_picture.py",
        ),
    ),
    Moment(
        "the last minutes of a year where it ends late",
        "2026-12-31T23:57:30-11:00",
        "<-11>11",
        ("tests/cli", "tests/runs"),
    ),
    Moment(
        "the day after 32 bits are full",
        "2038-01-20T03:14:08+00:00",
        "UTC0",
        (
            "tests/tui/play/test_later_pictures.py",
            "tests/tui/play/test_pictures.py",
            "tests/tui/play/test_race_keys.py",
            "tests/tui/play/test_race_pictures.py",
            "tests/tui/play/test_screen.py",
        ),
    ),
)
#: Tests of what is worked out from values alone: no file, no date and no terminal has a part in it.
ELSEWHERE_ALIKE = (
    "tests/learn/handbook",
    "tests/playthrough/account",
    "tests/playthrough/actions",
    "tests/playthrough/explain",
    "tests/playthrough/guidance/test_coach.py",
    "tests/playthrough/guidance/test_third_hints.py",
    "tests/playthrough/test_playthrough.py",
    "tests/playthrough/test_race.py",
    "tests/playthrough/test_replay.py",
    "tests/tui/kit",
    "tests/tui/play/test_keys.py",
    "tests/tui/play/test_later_keys.py",
    "tests/tui/play/test_later_topology.py",
    "tests/tui/play/test_mouse.py",
    "tests/tui/play/test_preselection.py",
    "tests/tui/play/test_topology.py",
    "tests/tui/play/test_widgets.py",
    "tests/tui/test_numbers.py",
    "tests/tui/test_spaces.py",
    "tests/tui/test_style_sheets.py",
    "tests/wording",
)


@contextmanager
def stranger() -> Iterator[None]:
    """Put a folder into the tree that is none of the project's; one that is there stays as it is."""
    folder = ROOT / "venv"
    if folder.exists():
        yield
        return
    folder.mkdir()
    try:
        for name, content in STRANGERS.items():
            (folder / name).write_bytes(content)
        yield
    finally:
        shutil.rmtree(folder)


def environment(moment: Moment) -> dict[str, str]:
    """Return the environment of the tests at ``moment``."""
    odd = ODD | {"SCALEGAME_TESTS_AT": moment.at, "TZ": moment.zone}
    kept = {name: value for name, value in os.environ.items() if name not in odd}
    return kept | {name: value for name, value in odd.items() if value is not None}


def passes(moment: Moment) -> bool:
    """Run the tests of ``moment``; return whether all of them pass."""
    # Few examples: whether a machine's setting matters does not depend on them.
    command = [sys.executable, "-m", "pytest", "-q", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    command += ["--hypothesis-profile", "few", *dict.fromkeys((*moment.tests, *DATED))]
    return subprocess.run(command, check=False, cwd=ROOT, env=environment(moment)).returncode == 0


def main() -> int:
    """Run the tests at every moment, and say how it went."""
    answers = []
    with stranger():
        for moment in MOMENTS:
            print(f"\n{moment.at}, {moment.name}: {' '.join(moment.tests)}", flush=True)
            answers.append((moment, passes(moment)))
    print("\nmoments and places:")
    for moment, passed in answers:
        print(f"  {moment.at}  {'passed' if passed else 'FAILED'}  {moment.name}")
    return 0 if all(passed for _, passed in answers) else 1


if __name__ == "__main__":
    sys.exit(main())
