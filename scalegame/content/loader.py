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

from scalegame.content.build import plan_from, scenario_of
from scalegame.content.checks import check_level
from scalegame.content.checks.plans import check_plan, scope_of_file, scope_of_scenario
from scalegame.content.checks.warnings import advise
from scalegame.content.extends import Whole, whole_level
from scalegame.content.level import Level, Question
from scalegame.content.packs.folders import Folder, read_file
from scalegame.content.reader import json_reader
from scalegame.content.reader.comments import without_remarks
from scalegame.content.reader.diagnostics import Complaints, LevelError, Problem, SourceFile, read_document
from scalegame.content.reader.json_reader import JsonValue
from scalegame.content.reader.schema_errors import complain
from scalegame.content.schema.fields import Shapes
from scalegame.content.schema.level import LevelPart, PlanPart
from scalegame.engine.commands import Plan
from scalegame.engine.scenario import Scenario

__all__ = ["Examined", "examine_level", "read_file", "read_level", "read_plan"]

_DIGEST_BYTES = 16
#: The fields that change no game and so are not part of the digest: a better hint spoils no record.
_TOLD = frozenset(
    {"$schema", "number", "title", "teaser", "briefing", "assessed", "teaches", "hints", "debrief", "quiz", "plans"}
)
_COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Examined:
    """The result of reading a level file: the level, if it can be played, and every error and warning."""

    level: Level | None
    problems: tuple[Problem, ...]


def read_level(data: bytes, path: Path, folder: Folder | None = None) -> Level:
    """Return the level that ``data`` holds; ``path`` names its file in messages.

    What it extends is read from ``folder``, without one from the folder of its file or its pack.
    """
    whole = whole_level(data, path, folder)
    part, complaints = _checked(whole)
    complaints.settle()
    return _level(part, _digest(whole.value), path)


def examine_level(data: bytes, path: Path, folder: Folder | None = None) -> Examined:
    """Return the level that ``data`` holds with all that can be said about it. A broken one raises nothing."""
    try:
        whole = whole_level(data, path, folder)
        part, complaints = _checked(whole)
    except LevelError as error:
        return Examined(None, error.problems)
    advise(part, complaints)
    level = None if complaints.fatal else _level(part, _digest(whole.value), path)
    return Examined(level, complaints.problems())


def complain_of_id(data: bytes, path: Path, message: str, folder: Folder | None = None) -> Examined:
    """Return the result for a level whose ``id`` clashes with other files: ``message`` at the ``id``."""
    part, complaints = _checked(whole_level(data, path, folder))
    complaints.say(("id",), message)
    advise(part, complaints)
    return Examined(None, complaints.problems())


def _checked(whole: Whole) -> tuple[LevelPart, Complaints]:
    """Return the checked file of a level with its errors and warnings; raises ``LevelError`` if it is no level file."""
    complaints, shapes = Complaints(whole), Shapes()
    try:
        part = LevelPart.model_validate(whole.value, context=shapes)
    except ValidationError as error:
        complain(error, whole.value, shapes, complaints)
        complaints.settle()
        raise
    check_level(part, complaints)
    scope = scope_of_file(part)
    for name, moves in part.plans.items():
        check_plan(moves, scope, ("plans", name), complaints)
    return part, complaints


def read_plan(data: bytes, path: Path, scenario: Scenario) -> Plan:
    """Return the plan that ``data`` holds: a list of commands, or an object with such a list in ``commands``."""
    document = without_remarks(read_document(data, str(path)))
    complaints, shapes = Complaints(SourceFile(str(path), document)), Shapes()
    try:
        part = PlanPart.model_validate(_as_object(document.value), context=shapes)
    except ValidationError as error:
        complain(error, document.value, shapes, complaints)
        complaints.settle()
        raise
    where: json_reader.JsonPath = () if isinstance(document.value, list) else (_COMMANDS,)
    check_plan(part.commands, scope_of_scenario(scenario), where, complaints)
    complaints.settle()
    return plan_from(part.commands)


def _as_object(value: JsonValue) -> JsonValue:
    return {_COMMANDS: value} if isinstance(value, list) else value


def _digest(value: JsonValue) -> str:
    """Return the same digest for files whose games are the same, whatever their spacing, key order and texts."""
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
        assessed=part.assessed,
        digest=digest,
        path=path,
        picture=tuple(debrief.picture) if debrief else (),
    )
