"""From the bytes of a file to a level or a plan: read, validate, check, build. The one way in.

Whatever is wrong, ``LevelError`` says all of it at once; nothing else is raised for any bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from scalegame.content import positions
from scalegame.content.advice import advise
from scalegame.content.build import plan_from, scenario_of
from scalegame.content.check_plans import check_plan, offer_of_file, offer_of_scenario
from scalegame.content.checks import check_level
from scalegame.content.complaints import complain
from scalegame.content.fields import Shapes
from scalegame.content.level import Level, Question
from scalegame.content.limits import MAX_BYTES
from scalegame.content.migrations import check_format
from scalegame.content.positions import Document, Value
from scalegame.content.problems import Complaints, LevelError, Problem, of_file, read_document
from scalegame.content.remarks import without_remarks
from scalegame.content.schema import LevelPart, PlanPart
from scalegame.engine.commands import Plan
from scalegame.engine.scenario import Scenario

_DIGEST_BYTES = 16
#: What is only told of a level: no game ends otherwise because of it, so a better hint spoils no record.
_TOLD = frozenset({"$schema", "number", "title", "teaser", "briefing", "teaches", "hints", "debrief", "quiz", "plans"})
_COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Examined:
    """What is to be said about a level file: the level, if it can be played, and every error and warning."""

    level: Level | None
    problems: tuple[Problem, ...]


def read_level(data: bytes, path: Path) -> Level:
    """Return the level that ``data`` holds; ``path`` names its file in messages."""
    document, part, complaints = _checked(data, path)
    complaints.settle()
    return _level(part, _digest(document.value), path)


def examine_level(data: bytes, path: Path) -> Examined:
    """Return the level that ``data`` holds with all that can be said about it. A broken one raises nothing."""
    try:
        document, part, complaints = _checked(data, path)
    except LevelError as error:
        return Examined(None, error.problems)
    advise(part, complaints)
    level = None if complaints.fatal else _level(part, _digest(document.value), path)
    return Examined(level, complaints.problems())


def complain_of_id(data: bytes, path: Path, message: str) -> Examined:
    """Return what is to be said about a level whose ``id`` is wrong beside other files, as ``message`` tells."""
    _, part, complaints = _checked(data, path)
    complaints.say(("id",), message)
    advise(part, complaints)
    return Examined(None, complaints.problems())


def _checked(data: bytes, path: Path) -> tuple[Document, LevelPart, Complaints]:
    """Return a level's file, what it says, and what does not fit together; raises if it does not say a level."""
    document = _document(data, path)
    complaints, shapes = Complaints(document, str(path)), Shapes()
    check_format(document.value, complaints)
    complaints.settle()
    try:
        part = LevelPart.model_validate(document.value, context=shapes)
    except ValidationError as error:
        complain(error, document, shapes, complaints)
        complaints.settle()
        raise
    check_level(part, complaints)
    offer = offer_of_file(part)
    for name, moves in part.plans.items():
        check_plan(moves, offer, ("plans", name), complaints)
    return document, part, complaints


def read_plan(data: bytes, path: Path, scenario: Scenario) -> Plan:
    """Return the plan that ``data`` holds: a list of commands, or an object with such a list in ``commands``."""
    document = _document(data, path)
    complaints, shapes = Complaints(document, str(path)), Shapes()
    try:
        part = PlanPart.model_validate(_as_object(document.value), context=shapes)
    except ValidationError as error:
        complain(error, document, shapes, complaints)
        complaints.settle()
        raise
    where: positions.Path = () if isinstance(document.value, list) else (_COMMANDS,)
    check_plan(part.commands, offer_of_scenario(scenario), where, complaints)
    complaints.settle()
    return plan_from(part.commands)


def read_file(path: Path) -> bytes:
    """Return what a file holds, as far as a level may be long (and one byte more, so that more is noticed)."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise of_file(str(path), f"cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise of_file(str(path), "is not a name a file can have") from None


def _document(data: bytes, path: Path) -> Document:
    return without_remarks(read_document(data, str(path)))


def _as_object(value: Value) -> Value:
    return {_COMMANDS: value} if isinstance(value, list) else value


def _digest(value: Value) -> str:
    """Return the same digest for files whose games are the same, whatever their spacing, order, comments and texts."""
    decides = {key: inner for key, inner in value.items() if key not in _TOLD} if isinstance(value, dict) else value
    text = json.dumps(decides, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_decimal)
    return blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _decimal(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _level(part: LevelPart, digest: str, path: Path) -> Level:
    debrief = part.debrief
    return Level(
        id=part.id,
        number=part.number,
        title=part.title,
        teaser=part.teaser or "",
        briefing=tuple(part.briefing),
        seed=part.seed,
        scenario=scenario_of(part),
        hints=tuple(part.hints),
        idea=debrief.idea if debrief else "",
        interview=(debrief.interview or "") if debrief else "",
        quiz=tuple(Question(quiz.ask, tuple(quiz.choices), quiz.answer, quiz.why) for quiz in part.quiz),
        plans=MappingProxyType({name: plan_from(moves) for name, moves in part.plans.items()}),
        teaches=tuple(part.teaches),
        digest=digest,
        path=path,
    )
