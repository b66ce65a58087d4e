"""The level file of an interview: the numbers of its design and the words of its interviewer."""

from __future__ import annotations

from decimal import Decimal

from scalegame.content.generated.interview.design import CALM, LOGGED_OUT, LOGGED_OUT_GOLD, Design
from scalegame.content.generated.interview.drawing import Drawn
from scalegame.content.generated.interview.questions import FOLLOW_UPS, HALF_GONE
from scalegame.content.generated.interview.texts import briefing, debrief, hints, percent, quiz
from scalegame.content.reader.json_reader import JsonValue
from scalegame.engine.units import WHOLE

#: The busiest server's load above the mean: what passes, and what is gold.
_UNEVEN, _EVEN = "40%", "10%"


def file_of(drawn: Drawn, name: str) -> JsonValue:
    """Return the whole file of an interview; ``name`` is its id."""
    design, company = Design(drawn), drawn.company
    return {
        "$schema": "./level.schema.json",
        "format": 1,
        "id": name,
        "title": f"Interview {drawn.number}: {company.name}",
        "teaser": f"A whiteboard, {company.name}, and {len(drawn.questions) + 1} questions.",
        "assessed": True,
        "briefing": list[JsonValue](briefing(design)),
        "seed": drawn.number,
        "budget": design.budget_dollars,
        "start": {"servers": [{"names": ["A"]}]},
        **({"zones": ["a", "b"]} if design.asks(*HALF_GONE) else {}),
        "catalog": _catalog(design),
        "allowed": [
            "redis", "sql", "object_storage", "signed_cookie", "connect", "add_server", "add_replica",
            "set_policy", "set_health_check",
        ],
        "policies": ["round_robin", "least_connections", "source_hash", "sticky_cookie"],
        "sources": _sources(drawn),
        "waves": _waves(design),
        "goals": {
            "session_loss": {"pass": percent(LOGGED_OUT), "gold": percent(LOGGED_OUT_GOLD)},
            "load_imbalance": {"pass": _UNEVEN, "gold": _EVEN},
            "failed_requests": {"pass": percent(design.failed_pass), "gold": percent(design.failed_gold)},
            "cost": {"pass": design.budget_dollars, "gold": design.gold_dollars},
        },
        "teaches": list[JsonValue](design.teaches),
        "hints": list[JsonValue](hints(design)),
        "debrief": debrief(design),
        "quiz": quiz(design),
        "plans": {"reference": _reference(design), "tempting": _tempting(design)},
    }  # fmt: skip


def _catalog(design: Design) -> JsonValue:
    return {
        "servers": {"small": {"capacity": design.drawn.capacity, "queue": 60}},
        "stores": {
            "redis": {"restart": 15, "failover": 1},
            "sql": {"capacity": design.operations, "restart": 30, "failover": 1, "connections": 0},
        },
    }


def _sources(drawn: Drawn) -> list[JsonValue]:
    company = drawn.company
    people: dict[str, JsonValue] = {
        "requests": list[JsonValue](company.requests),
        "think": company.think,
        "does": dict[str, JsonValue](company.does.weights),
    }
    homes: dict[str, JsonValue] = {"name": "homes", "addresses": company.addresses}
    if not company.office:
        return [{**homes, **people}]
    share = company.office_share
    office: dict[str, JsonValue] = {"name": company.office, "addresses": 1, "share": share}
    return [{**homes, "share": 10 - share, **people}, {**office, **people}]


def _waves(design: Design) -> list[JsonValue]:
    growth, peak = design.drawn.growth, design.peak
    name = design.drawn.company.name
    waves: list[JsonValue] = [
        {
            "title": f"Draw me {name}.",
            "ticks": CALM,
            "arrivals": [_point(tick, share * peak) for tick, share in growth.calm],
        },
        {
            "title": growth.title,
            "ticks": growth.ticks,
            "arrivals": [_point(tick, share * peak) for tick, share in growth.wave],
        },
    ]
    last = len(design.drawn.questions) - 1
    for number, asked in enumerate(design.drawn.questions):
        follow_up = FOLLOW_UPS[asked]
        ticks = follow_up.ticks(design.servers)
        # Towards the evening fewer come.
        share = WHOLE - 40 * number
        end = 600 if number == last else share - 40
        waves.append({
            "title": follow_up.title,
            "ticks": ticks,
            "arrivals": [_point(0, share * peak), _point(ticks, end * peak)],
            "incidents": follow_up.brings(design.servers),
        })  # fmt: skip
    return waves


def _point(tick: int, ten_thousandths: int) -> JsonValue:
    """Return a point of arrivals: the rate is given in so many ten thousandths of a visitor a tick."""
    return [tick, (Decimal(ten_thousandths) / 10_000).quantize(Decimal("0.1")).normalize() + Decimal(0)]


def _reference(design: Design) -> list[JsonValue]:
    return [{"at": step.at, "do": step.do, **dict(step.arguments)} for step in design.reference]


def _tempting(design: Design) -> list[JsonValue]:
    """Return the beginner's answer: whoever came to a server comes back to it, and there are more of them."""
    return [
        {"at": 0, "do": "set_policy", "policy": "sticky_cookie"},
        {"at": 40, "do": "add_server", "count": design.servers},
    ]
