"""Run files: a run as one JSON object, sealed against damage, read back strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scalegame.durable_files import write_durably
from scalegame.engine.codec import command_of, plain_plan
from scalegame.engine.commands import At, Plan
from scalegame.engine.state.digest import Checkpoint
from scalegame.engine.view import Metrics
from scalegame.inputs import read_head
from scalegame.runs.run import Aid, Claims, Ending, Run, Use
from scalegame.sanitize import harmless

FORMAT = 2
#: Nobody's run is larger; bytes.
MAX_BYTES = 8 * 1024 * 1024
#: Nobody gives more commands, uses more aids, or plays more waves, in one game.
MAX_COMMANDS, MAX_USES, MAX_SPLITS = 10_000, 20_000, 10_000
#: Nobody's run has more checkpoints: one every ten ticks of the longest game.
MAX_CHECKPOINTS = 20_000
#: Hexadecimal digits of a seal.
_SEAL_DIGITS = 32
_DIGEST = r"^[0-9a-f]{1,64}$"
_SIGNED_BITS = 63
_LONGEST_ECHO = 80


class RunError(ValueError):
    """A file or text is no run that can be read: ``reason`` says why in one sentence, the message also where."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{harmless(where)}: {reason}")
        self.reason = reason


class OtherRulesError(RunError):
    """A run of rules that this version of the game does not play: it was well written, but cannot be judged."""


class NewerFormatError(RunError):
    """A run that a newer version of the game has written."""


# Reading -------------------------------------------------------------------------------------------------------------


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_Count = Annotated[int, Field(ge=0, lt=1 << _SIGNED_BITS)]
_Hash = Annotated[str, Field(pattern=_DIGEST)]
_Short = Annotated[str, Field(max_length=80)]


class _UsePart(_Part):
    at: _Count
    what: Literal["hint", "pause", "practice"]


class _CheckpointPart(_Part):
    tick: _Count
    digest: _Hash
    marks: Annotated[str, Field(pattern=r"^[0-9a-f]*$", max_length=4_000)]


class _MetricsPart(_Part):
    sessions: _Count
    sessions_lost: _Count
    requests: _Count
    requests_failed: _Count
    imbalance_over: _Count
    imbalance_base: _Count
    latency: Annotated[list[_Count], Field(min_length=3, max_length=3)]
    cost: _Count
    time: _Count
    commands: _Count


class _ClaimsPart(_Part):
    won: bool
    stars: Annotated[int, Field(ge=0, le=3)]
    score: Annotated[int, Field(ge=0, le=1000)]
    digest: _Hash
    metrics: _MetricsPart


class _RunPart(_Part):
    format: int
    game_version: _Short
    ruleset: _Count
    level: _Short
    level_digest: _Hash
    seed: _Count
    player: _Short
    started: _Short
    ending: Literal["open", "given_up", "finished"]
    ticks: _Count
    commands: list[dict[str, str | int]]
    used: list[_UsePart]
    real_ms: _Count
    split_ms: list[_Count]
    checkpoints: list[_CheckpointPart]
    claims: _ClaimsPart | None


_MOST = {"commands": MAX_COMMANDS, "used": MAX_USES, "split_ms": MAX_SPLITS, "checkpoints": MAX_CHECKPOINTS}
#: The fields of a run file in their order, without its seal.
FIELDS = tuple(_RunPart.model_fields)


def load(path: Path) -> Run:
    """Read the run in the file at ``path``; raises ``RunError`` (an ``OtherRulesError`` if its rules are older)."""
    return read(content_of(path), str(path))


def content_of(path: Path) -> bytes:
    """Return what is in the file at ``path``; raises ``RunError`` if it cannot be read, or is too large for a run."""
    try:
        data = read_head(path, MAX_BYTES + 1)
    except OSError as error:
        raise RunError(str(path), error.strerror or "it cannot be read") from None
    except ValueError:
        raise RunError(str(path), "no file can have this name") from None
    _hold_size(data, str(path))
    return data


def _hold_size(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise RunError(name, f"a run file has at most {MAX_BYTES:,} bytes")


def read(data: bytes, name: str) -> Run:
    """Read the run in ``data``; ``name`` says in messages where it came from. Raises as ``load``."""
    _hold_size(data, name)
    return run_of(plain_of(data, name), name)


def plain_of(data: bytes, name: str) -> object:
    """Return the JSON value in ``data``: whole numbers only, and no field twice in an object. Raises ``RunError``."""
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_without_twins, parse_float=_whole, parse_constant=_whole
        )
    except UnicodeDecodeError:
        raise RunError(name, "this is not UTF-8 text, so no run file") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RunError(name, f"this is no JSON in {place}: {error.msg}") from None
    except ValueError as error:
        raise RunError(name, f"{_short(str(error))}") from None
    except RecursionError:
        raise RunError(name, "this is nested too deeply for a run file") from None


def run_of(plain: object, name: str) -> Run:
    """Return the run that the object of a run file describes; raises as ``load``."""
    if not isinstance(plain, dict) or type(plain.get("format")) is not int:
        raise RunError(name, 'this is no run file: it has no "format"')
    if plain["format"] == 1:
        raise OtherRulesError(name, "a run in format 1, of ruleset 1; scalegame 0.1 can verify it")
    _hold_sizes(plain, name)
    seal, real = plain.pop("seal", None), _seal(plain)
    if plain["format"] != FORMAT and seal in (None, real):
        raise NewerFormatError(
            name, f"format {plain['format']} is newer than this version of the game; it reads {FORMAT}"
        )
    if seal != real:
        raise RunError(name, "its seal does not match: the file was damaged or changed after it was written")
    try:
        return _run(_RunPart.model_validate(plain))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise RunError(name, f"{_where(first['loc'])}: {_short(first['msg'])}") from None
    except ValueError as error:
        raise RunError(name, f"{_short(str(error))}") from None


def _hold_sizes(plain: Mapping[str, object], name: str) -> None:
    """Check that no list is longer than a run's, before any work is done for its items; raises ``RunError``."""
    for field, most in _MOST.items():
        value = plain.get(field)
        if isinstance(value, list) and len(value) > most:
            raise RunError(name, f"{field}: a run has at most {most:,} of them, and here are {len(value):,}")


def _run(part: _RunPart) -> Run:
    claims = part.claims
    if (claims is not None) != (part.ending == "finished"):
        raise ValueError("a run has claims if it is finished, and only then")
    return Run(
        game_version=part.game_version,
        ruleset=part.ruleset,
        level=part.level,
        level_digest=part.level_digest,
        seed=part.seed,
        player=part.player,
        started=part.started,
        ending=Ending(part.ending),
        ticks=part.ticks,
        commands=_commands(part.commands),
        used=tuple(Use(use.at, Aid(use.what)) for use in part.used),
        real_ms=part.real_ms,
        split_ms=tuple(part.split_ms),
        checkpoints=tuple(Checkpoint(one.tick, one.digest, one.marks) for one in part.checkpoints),
        claims=None if claims is None else _claims(claims),
    )


def _claims(part: _ClaimsPart) -> Claims:
    p50, p95, p99 = part.metrics.latency
    numbers = part.metrics.model_dump() | {"latency": (p50, p95, p99)}
    return Claims(part.won, part.stars, part.score, part.digest, Metrics(**numbers))


def _commands(plain: Sequence[Mapping[str, str | int]]) -> Plan:
    """Return the commands of a file, in the order of their ticks; each has the fields of its class and no other."""
    given: list[At] = []
    for number, one in enumerate(plain, start=1):
        tick = one.get("at")
        if type(tick) is not int or tick < 0:
            raise ValueError(f'command {number} needs its tick in "at"')
        at = At(tick, command_of(one))
        if plain_plan((at,))[0] != one:
            raise ValueError(f"command {number} holds more or less than its kind of command does")
        if given and given[-1].tick > tick:
            raise ValueError(f"command {number} stands behind a later one")
        given.append(at)
    return tuple(given)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice in one object")
    return found


def _whole(text: str) -> int:
    raise ValueError(f"{_short(text)} is no whole number; a run holds only those")


def _where(path: tuple[str | int, ...]) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{_short(step)}" for step in path)
    return steps.removeprefix(".") or "the run"


def _short(text: str) -> str:
    """Return a stranger's text, or a message about it, so that it fits into a sentence."""
    line = harmless(text)
    return line if len(line) <= _LONGEST_ECHO else line[: _LONGEST_ECHO - 1] + "…"


# Writing -------------------------------------------------------------------------------------------------------------


def save(run: Run, path: Path) -> None:
    """Write ``run`` to ``path``, on the disk when this returns; raises ``OSError`` if that is impossible."""
    write_durably(path, text_of(run))


def text_of(run: Run) -> str:
    """Return the content of the run file: one JSON object. Amounts are in the engine's whole units."""
    return json.dumps(sealed(plain_run(run)), indent=1, ensure_ascii=False) + "\n"


def sealed(plain: Mapping[str, object]) -> dict[str, object]:
    """Return the plain values of a run with their seal, as they stand in its file."""
    return {**plain, "seal": _seal(plain)}


def seal_of(run: Run) -> str:
    """Return the seal of the run's file: it names a run as its content does."""
    return _seal(plain_run(run))


def plain_run(run: Run) -> dict[str, object]:
    """Return ``run`` as plain values, without a seal."""
    return {
        "format": FORMAT,
        "game_version": run.game_version,
        "ruleset": run.ruleset,
        "level": run.level,
        "level_digest": run.level_digest,
        "seed": run.seed,
        "player": run.player,
        "started": run.started,
        "ending": run.ending.value,
        "ticks": run.ticks,
        "commands": plain_plan(run.commands),
        "used": [{"at": use.tick, "what": use.aid.value} for use in run.used],
        "real_ms": run.real_ms,
        "split_ms": list(run.split_ms),
        "checkpoints": [asdict(checkpoint) for checkpoint in run.checkpoints],
        "claims": None if run.claims is None else _plain_claims(run.claims),
    }


def _plain_claims(claims: Claims) -> dict[str, object]:
    metrics = asdict(claims.metrics) | {"latency": list(claims.metrics.latency)}
    return {
        "won": claims.won,
        "stars": claims.stars,
        "score": claims.score,
        "digest": claims.digest,
        "metrics": metrics,
    }


def _seal(plain: Mapping[str, object]) -> str:
    """Hash the run's content, whatever its spacing and the order of its fields.

    It shows damage and careless edits. It is no secret: whoever forges a run can seal it, so ``verify`` plays it.
    """
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:_SEAL_DIGITS]
