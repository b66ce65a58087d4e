"""A player's preferences, kept on the disk beside the runs: whether tutorial and offered hints are welcome."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scalegame.durable_files import write_durably
from scalegame.home import home
from scalegame.inputs import read_bounded

#: The number of offered hints, declined in a row, after which none is offered any more.
ENOUGH = 2
#: The file's name (players' folders have it under this one), and more bytes than it ever has.
PREFERENCES, MAX_PREFERENCES_BYTES = "habits.json", 4096


@dataclass(frozen=True, slots=True)
class Preferences:
    """The player's answers to the tutorial and to offered hints.

    ``tutorial`` is whether they asked for it (True) or dismissed it (False), None if neither; ``declined`` how many
    offered hints were declined, the last ones in a row.
    """

    tutorial: bool | None = None
    declined: int = 0

    @property
    def wants_offers(self) -> bool:
        """Whether a hint may be offered."""
        return self.declined < ENOUGH


def load() -> Preferences:
    """Return what is remembered; nothing, if the file is not there or is no such file."""
    with suppress(OSError, ValueError, RecursionError):
        match json.loads(read_bounded(_file(), MAX_PREFERENCES_BYTES).decode("utf-8")):
            case {"tutorial": bool() | None as tutorial, "declined": int(declined)}:
                return Preferences(tutorial, declined)
    return Preferences()


def change(**changes: bool | int | None) -> Preferences:
    """Remember ``changes`` of the fields of ``Preferences``, for the next game even if the disk refuses."""
    changed = replace(load(), **changes)  # type: ignore[arg-type]
    with suppress(OSError):  # A preference is not worth a word to the player.
        home().mkdir(parents=True, exist_ok=True)
        write_durably(_file(), json.dumps(asdict(changed)) + "\n")
    return changed


def _file() -> Path:
    return home() / PREFERENCES
