"""What a player reached in each level: stars and bests, in one file that two games may write at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Self

from scalegame.engine.view import Result
from scalegame.home import progress_file
from scalegame.runs.files import locked, write_durably

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Best:
    """The best of all games won in a level, each number by itself.

    ``score`` is 0 to 1000, ``time`` in ticks, ``cost`` in millicents, ``commands`` a count.
    """

    stars: int
    score: int
    time: int
    cost: int
    commands: int

    def merged(self, other: Best) -> Best:
        """Return the better of both in every number."""
        return Best(
            stars=max(self.stars, other.stars),
            score=max(self.score, other.score),
            time=min(self.time, other.time),
            cost=min(self.cost, other.cost),
            commands=min(self.commands, other.commands),
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Bests by level id. ``note`` is a sentence for the player when the file could not be read or written."""

    bests: Mapping[str, Best]
    path: Path
    note: str = ""

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the progress; a damaged file is set aside under another name, and nothing is raised."""
        path = path or progress_file()
        try:
            return cls(_bests_in(path.read_text(encoding="utf-8")), path)
        except FileNotFoundError:
            return cls(MappingProxyType({}), path)
        except OSError as error:
            return cls(MappingProxyType({}), path, f"Your progress in {path} cannot be read: {error.strerror}.")
        except (ValueError, RecursionError):
            return cls(MappingProxyType({}), path, _set_aside(path))

    def best(self, level: str) -> Best | None:
        """Return the best of the level with the id ``level``, or ``None`` if it was never won."""
        return self.bests.get(level)

    def record(self, level: str, result: Result) -> Self:
        """Return the progress with a finished game in it, and write it down. Lost games change nothing.

        What another game wrote meanwhile is kept. If writing fails, ``note`` says so.
        """
        if not result.won:
            return self
        metrics = result.metrics
        reached = Best(result.stars, result.score, metrics.time, metrics.cost, metrics.commands)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.with_name(f"{self.path.name}.lock")):
                on_disk = self.load(self.path)
                merged = _merged(on_disk.bests, {**self.bests, level: _better(self.best(level), reached)})
                write_durably(self.path, _text(merged))
        except OSError as error:
            bests = _merged(self.bests, {level: reached})
            note = f"Your progress cannot be saved in {self.path}: {error.strerror}."
            return replace(self, bests=bests, note=note)
        return replace(self, bests=merged, note=on_disk.note)


def _better(before: Best | None, reached: Best) -> Best:
    return reached if before is None else before.merged(reached)


def _merged(bests: Mapping[str, Best], others: Mapping[str, Best]) -> Mapping[str, Best]:
    return MappingProxyType({**bests, **{level: _better(bests.get(level), best) for level, best in others.items()}})


def _text(bests: Mapping[str, Best]) -> str:
    levels = {level: asdict(best) for level, best in sorted(bests.items())}
    return json.dumps({"format": _FORMAT, "levels": levels}, indent=2, ensure_ascii=False) + "\n"


def _bests_in(text: str) -> Mapping[str, Best]:
    """Return the bests that the text of a progress file holds; raises ``ValueError`` if it is damaged."""
    whole = json.loads(text)
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT or not isinstance(whole.get("levels"), dict):
        raise ValueError("this is no progress file")
    return MappingProxyType({level: _best_of(plain) for level, plain in whole["levels"].items()})


def _best_of(plain: object) -> Best:
    names = [field.name for field in fields(Best)]
    if not isinstance(plain, dict) or set(plain) != set(names):
        raise ValueError("a best has other fields")
    numbers = [plain[name] for name in names]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a best holds whole numbers")
    return Best(*numbers)


def _set_aside(path: Path) -> str:
    """Rename a damaged file so that it is kept; return what to tell the player."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        return f"Your progress in {path} is damaged and cannot be set aside: {error.strerror}."
    return f"Your progress was damaged; it was set aside as {aside}."
