"""Reading run files that the library does not know: each is verified, and what is damaged is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scalegame.runs.library.entries import Entry, entry_of
from scalegame.runs.library.run_files import Found, Lost, Shelf
from scalegame.runs.run import Stage
from scalegame.runs.verify import verify

#: Is told how many of how many files were read. What it raises ends the reading; what was read by then is kept.
Watch = Callable[[int, int], None]

#: Entries that are written down together.
_BATCH = 25
#: Damaged files that are told one by one.
_MOST_TOLD = 3


@dataclass(slots=True)
class Reading:
    """What came of reading: the files that were set aside, and what to tell the player."""

    moved: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_files(
    shelf: Shelf,
    files: Sequence[str],
    stages: Mapping[str, Stage],
    write: Callable[[Sequence[Entry]], None],
    watch: Watch,
) -> Reading:
    """Verify the runs in ``files`` on ``stages`` and give their entries to ``write``, some at a time."""
    entries: list[Entry] = []
    reading = Reading()
    try:
        for number, file in enumerate(files, 1):
            match shelf.read(file):
                case Found(run, stamp):
                    verdict = verify(run, stages.get(run.level))
                    entries.append(entry_of(run, verdict, file, stamp, own=shelf.is_own(file)))
                case Lost(note, moved):
                    reading.moved += [file] if moved else []
                    reading.notes.append(note)
            if len(entries) >= _BATCH:
                write(entries)
                entries = []
            watch(number, len(files))
    finally:
        if entries:
            write(entries)
    untold = len(reading.notes) - _MOST_TOLD
    if untold > 0:
        reading.notes[_MOST_TOLD:] = [f"The same has happened to {untold} more."]
    return reading
