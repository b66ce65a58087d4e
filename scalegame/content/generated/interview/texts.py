"""The interviewer's texts: the briefing with its requirements, three hints, the idea, and questions to keep."""

from __future__ import annotations

from scalegame.content.generated.interview.design import CALM, LOGGED_OUT, LOGGED_OUT_GOLD, ORDER_AT, SET_AT, Design
from scalegame.content.generated.interview.questions import EMPTY, FOLLOW_UPS, HALF_GONE, Asked
from scalegame.content.reader.json_reader import JsonValue
from scalegame.engine.scenario import StoreName
from scalegame.wording.components import STORE_WORDS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def briefing(design: Design) -> list[str]:
    """Return the paragraphs that state what is there, what is coming, and what is required."""
    drawn, company = design.drawn, design.drawn.company
    place = "in A's memory and on A's disk" if company.pictures else "in A's memory"
    task = (
        f'"{drawn.greeting} Draw me {company.name}," says the interviewer. "{company.people} There is one server, A, '
        f'and all of it is {place}."'
    )
    crowd = (
        f'"Nobody is here yet. The first come at {clock(EMPTY)}, and at {clock(CALM)} {drawn.growth.told}, '
        f"{_rate(design.peak)} visitors a second at the peak. A bears {_rate(design.bears)}. Then I shall take things "
        f'away from you, and ask what your people notice. {_whole(design)}"'
    )
    required = (
        f'"I let {percent(LOGGED_OUT_GOLD)} of the people be logged out and {percent(design.failed_gold)} of the '
        f"requests fail, and am glad. Beyond {percent(LOGGED_OUT)} or {percent(design.failed_pass)} we shake hands and "
        'part. The busiest server should not have much more to do than the others."'
    )
    money = (
        f'"You have ${design.budget_dollars}; beyond ${design.gold_dollars} I shall ask what it was for. Each '
        "connection restarts the servers, one after the other, so do it while you have one. And tell me what you do "
        'not buy."'
    )
    return [task, crowd, *_zones(design), required, money]


def hints(design: Design) -> list[str]:
    """Return the three hints: an observation, a direction, nearly the answer."""
    company = design.drawn.company
    kept = _listed(["who is logged in", *(["orders"] if company.orders else []), *_pictures(design)])
    directions = [FOLLOW_UPS[asked].direction for asked in design.drawn.questions]
    needs = _listed(["Sessions", *(["orders"] if company.orders else []), *_pictures(design)])
    several = " each" if company.orders or company.pictures else ""
    observe = (
        f"Go through what {company.name} has to remember: {kept}. Ask of each: if A were gone now, who would still "
        "know?"
    )
    direction = (
        f"{needs} need a place{several} that every server can reach. Servers come last: they are set up like the "
        f"others by then. {' '.join(directions)}"
    )
    return [observe, direction, " ".join(_nearly(design))]


def _nearly(design: Design) -> list[str]:
    """Return the reference in sentences."""
    told = [f"At once press s and buy {_listed([STORE_WORDS[store].named for store in design.stores])}."]
    connects = [step for step in design.reference if step.do == "connect"]
    stores = [StoreName(str(dict(step.arguments)["to"])) for step in connects]
    where = [f"to {STORE_WORDS[to].named} at {clock(step.at)}" for to, step in zip(stores, connects, strict=True)]
    told.append(f"Connect all servers (c) {_listed(where)}.")
    if design.asks(Asked.SLOW):
        told.append(f"At {clock(SET_AT)} let the balancer (b) go by least connections.")
    if design.asks(Asked.FROZEN):
        told.append(f"At {clock(SET_AT)} give the balancer (b) an HTTP health check.")
    told.append(f"Order {_NUMBERS[design.servers - 1]} servers (a) at {clock(ORDER_AT)}.")
    for store, at in design.replicas:
        told.append(f"Before {clock(at + 10)} buy a replica of {STORE_WORDS[store].named} (s).")
    return told


def debrief(design: Design) -> dict[str, JsonValue]:
    """Return the idea and the question behind the questions."""
    company = design.drawn.company
    places = ["sessions in Redis" + (" with a replica" if _has_replica(design, StoreName.REDIS) else "")]
    if company.orders:
        places.append("orders in a database" + (" with a replica" if _has_replica(design, StoreName.SQL) else ""))
    if company.pictures:
        places.append("pictures in object storage")
    spared = [] if company.orders else ["database"]
    spared += [] if company.pictures else ["object storage"]
    unneeded = f" It needs no {' and no '.join(spared)}: nothing would be in it." if spared else ""
    cookie = (
        " A signed cookie would have done without Redis, until somebody had to be locked out."
        if design.asks(Asked.BAN)
        else " Nobody had to be locked out, so a signed cookie would have done without Redis. Say so, and say what it "
        "cannot do."
    )
    drawing = f"{_listed(places)}, and {_NUMBERS[design.servers]} servers that know nothing."
    return {
        "idea": "An application server should forget; state belongs in a place built to remember it. For "
        f"{company.name}: {drawing}{unneeded}{cookie}",
        "interview": "For each piece of state: where does it live, who can reach it, what happens when that place "
        "fails, and what does it cost? Whoever asks the four aloud is halfway through any design interview.",
    }


def quiz(design: Design) -> list[JsonValue]:
    """Return a question for each follow-up."""
    asked = [FOLLOW_UPS[one].quiz for one in design.drawn.questions]
    return [
        {"ask": one.ask, "choices": list[JsonValue](one.choices), "answer": one.answer, "why": one.why} for one in asked
    ]


def clock(ticks: int) -> str:
    """Return a time in ticks as ``m:ss``."""
    return f"{ticks // 60}:{ticks % 60:02}"


def percent(per_mille: int) -> str:
    """Return a share as level files and sentences write it: ``2%``, ``1.4%``."""
    return f"{_rate(per_mille)}%"


def _whole(design: Design) -> str:
    """Return a sentence about the orders and pictures that must never be gone."""
    company = design.drawn.company
    match company.orders, company.pictures:
        case True, True:
            return "No order and no picture may be lost."
        case True, False:
            return "No order may be lost."
        case False, True:
            return "No picture may be missing."
        case _:
            return "Nothing but sessions is kept here."


def _zones(design: Design) -> list[str]:
    """Return a paragraph about zones, if there are two."""
    if not design.asks(*HALF_GONE):
        return []
    told = "Servers stand in two zones, a and b; a new one goes where there are fewer. Stores that you buy stand in a."
    return [f'"{told}"']


def _has_replica(design: Design, store: StoreName) -> bool:
    return store in {one for one, _ in design.replicas}


def _pictures(design: Design) -> list[str]:
    return ["pictures"] if design.drawn.company.pictures else []


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _rate(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)
