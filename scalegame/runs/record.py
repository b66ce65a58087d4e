"""The run file: everything that is needed to play a game again and to judge what it claims."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scalegame.engine.commands import Plan
from scalegame.engine.plain import plain_plan
from scalegame.engine.view import Result
from scalegame.runs.files import write_durably
from scalegame.runs.headless import Checkpoint

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One finished game.

    ``level`` and ``level_digest`` name the content, ``ruleset`` the rules, ``seed`` and ``commands`` what
    happened. ``result`` is a claim: only playing the commands again shows whether it is true, and
    ``checkpoints`` show where it is not.
    """

    game_version: str
    ruleset: int
    level: str
    level_digest: str
    seed: int
    commands: Plan
    result: Result
    checkpoints: tuple[Checkpoint, ...]


def save(record: Record, path: Path) -> None:
    """Write ``record`` to ``path``; raises ``OSError`` if that is impossible."""
    write_durably(path, text_of(record))


def text_of(record: Record) -> str:
    """Return the content of the run file: one JSON object. Amounts are in the engine's whole units."""
    result = record.result
    plain = {
        "format": FORMAT,
        "game_version": record.game_version,
        "ruleset": record.ruleset,
        "level": record.level,
        "level_digest": record.level_digest,
        "seed": record.seed,
        "commands": plain_plan(record.commands),
        "claims": {
            "won": result.won,
            "stars": result.stars,
            "score": result.score,
            "digest": result.digest,
            "metrics": asdict(result.metrics),
        },
        "checkpoints": [asdict(checkpoint) for checkpoint in record.checkpoints],
    }
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
