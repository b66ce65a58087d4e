"""Commands as plain values and back, the way levels, plans and runs write them: ``{"at": 12, "do": "add_redis"}``.

Buying a store is named after the store (``add_redis``). ``connect`` says where ``to``, and what to
``keep`` there only where the place alone does not tell: a server's memory holds sessions or orders, and so
does an SQL database. All other commands are written field by field, as their classes declare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scalegame.engine.commands import COMMANDS, At, Command, PlainCommand, Plan
from scalegame.engine.commands.fields import count, word

_BY_VERB: dict[str, type[Command]] = {verb: command for command in COMMANDS for verb in command.written_verbs()}


def plain_command(command: Command) -> PlainCommand:
    """Return a command as plain values."""
    return command.plain()


def command_of(plain: Mapping[str, object]) -> Command:
    """Return the command that ``plain`` describes; raises ``ValueError`` with a sentence if it describes none."""
    verb = word(plain, "do")
    if verb not in _BY_VERB:
        raise ValueError(f"there is no command {verb!r}")
    return _BY_VERB[verb].read(plain)


def plain_plan(plan: Plan) -> list[PlainCommand]:
    """Return a plan as plain values, each command with its tick in ``at``."""
    return [{"at": given.tick, **plain_command(given.command)} for given in plan]


def plan_of(plain: Iterable[Mapping[str, object]]) -> Plan:
    """Return the plan that ``plain`` describes in the order of its ticks; raises ``ValueError`` as ``command_of``."""
    given = [At(count(one, "at", 0), command_of(one)) for one in plain]
    return tuple(sorted(given, key=lambda at: at.tick))
