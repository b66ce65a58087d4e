"""The design of a run: its commands and their ticks, however they were entered."""

from __future__ import annotations

import json
from hashlib import sha256

from scalegame.engine.codec import plain_plan
from scalegame.engine.commands import AddServer, At, Plan

_HASH_DIGITS = 32


def normalised(plan: Plan) -> Plan:
    """Return ``plan`` with servers that were ordered one after another at one tick as one order.

    Two orders of one server and one order of two are the same design. The score counts commands as they were given: a
    run keeps its own number of them.
    """
    merged: list[At] = []
    for at in plan:
        match merged[-1] if merged else None, at:
            case At(before, AddServer(count)), At(tick, AddServer(more)) if before == tick:
                merged[-1] = At(tick, AddServer(count + more))
            case _:
                merged.append(at)
    return tuple(merged)


def design_of(plan: Plan) -> str:
    """Return a hash of the normalised commands: plans of one design have the same one."""
    text = json.dumps(plain_plan(normalised(plan)))
    return sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
