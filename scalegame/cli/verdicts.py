"""Judging run files for the commands that take them: the verdict, what is said of it, and its exit status."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scalegame.content.level import Level
from scalegame.content.levels import all_levels
from scalegame.runs.run import Run
from scalegame.runs.runfile import OtherRulesError, RunError, load
from scalegame.runs.verify import Truth, Verdict, verify

#: The exit status for each answer.
STATUS = {
    Truth.TRUE: 0,
    Truth.FALSE: 1,
    Truth.UNREADABLE: 2,
    Truth.OTHER_CONTENT: 3,
    Truth.OTHER_RULES: 4,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A run file, as far as it could be read, and the verdict."""

    path: str
    run: Run | None
    level: Level | None
    verdict: Verdict

    @property
    def status(self) -> int:
        """The exit status."""
        return STATUS[self.verdict.truth]

    @property
    def told(self) -> str:
        """One line for a person: the file, the answer and why."""
        truth, sentence = self.verdict.truth, self.verdict.sentence
        if self.run is None:
            return sentence  # It begins with the name of the file.
        return f"{self.path}: {sentence if truth is Truth.TRUE else f'{truth}: {sentence}'}"


def judge(path: str) -> Judged:
    """Read the run in the file at ``path`` and play it again."""
    try:
        run = load(Path(path))
    except OtherRulesError as error:
        return Judged(path, None, None, Verdict(Truth.OTHER_RULES, str(error)))
    except RunError as error:
        return Judged(path, None, None, Verdict(Truth.UNREADABLE, str(error)))
    level = next((level for level in all_levels().levels if level.id == run.level), None)
    return Judged(path, run, level, verify(run, level))
