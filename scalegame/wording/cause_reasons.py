"""Who was hurt and why, as a debrief tells it afterwards: for every cause, with the name of the place. Pure."""

from __future__ import annotations

from scalegame.engine.view import Failure, FailureCause, Loss, LossCause
from scalegame.wording import log_outs

#: What stood only in the memory of what stopped; "they" are several servers.
_ONLY_THERE = "their sessions were only in {owner} memory when {it} {stopped}"

_LOSSES = {
    LossCause.WRONG_SERVER: "{name} had never met them; another server's memory had their sessions",
    LossCause.SERVER_CRASH: _ONLY_THERE.replace("{stopped}", "crashed"),
    LossCause.SERVER_REMOVED: _ONLY_THERE.replace("{stopped}", "{was} removed"),
    LossCause.SERVER_RESTART: _ONLY_THERE.replace("{stopped}", "restarted"),
    LossCause.DEPLOY: _ONLY_THERE.replace("{stopped}", "restarted for a deploy"),
    LossCause.REHASH: "the hash sent them to {name}, and another server's memory had their sessions",
    LossCause.STORE_RESTART: "their sessions were only in {owner} memory, which came back empty",
    LossCause.EVICTED: "{name} was full and forgot the sessions that were unused longest",
    LossCause.COOKIE_TOO_LARGE: "their sessions outgrew a cookie; browsers drop one over 4 KB",
    LossCause.MIGRATION: "{name} looked in the new place for sessions, and theirs were still in the old one",
}

_FAILURES = {
    FailureCause.OVERLOAD: "{owner} queue was full",
    FailureCause.TIMEOUT: "{name} did not answer in time",
    FailureCause.SERVER_DOWN: "{name} {was} down, and the balancer had not noticed yet",
    FailureCause.NO_SERVER: "no server was in rotation",
    FailureCause.STORE_DOWN: "{name} {was} down, and the servers could not work without",
    FailureCause.STORE_OVERLOAD: "{name} {was} at the limit of what it can do in a second",
    FailureCause.STORE_FULL: "{name} was full, and nobody could log in",
    FailureCause.NO_CONNECTION: "{name} got no connection to the database; none was left",
    FailureCause.QUEUE_FULL: "the queue was full; its worker was behind",
    FailureCause.RATE_LIMITED: "more came than the rate limiter let through",
    FailureCause.NOT_REVOKED: "a signed cookie cannot be revoked, and {name} believed it",
    FailureCause.MEMORY_FULL: "{owner} memory was full, and nobody could log in there",
    FailureCause.FILE_MISSING: "{name} did not have the pictures; they were uploaded to another disk or store",
    FailureCause.ORDER_LOST: "the orders were only in {owner} memory",
}
_WHAT = {
    FailureCause.NOT_REVOKED: ("1 request of a banned person was answered", "{n} requests of the banned were answered"),
    FailureCause.FILE_MISSING: ("1 picture was not found", "{n} pictures were not found"),
    FailureCause.ORDER_LOST: ("1 order was lost", "{n} orders were lost"),
}

_QUEUES = "the queues of {name} were"


def who(whole: Loss | Failure) -> str:
    """Say who was hurt: people with their first time, log-outs where there were more of them, or requests."""
    if isinstance(whole, Failure):
        one, many = _WHAT.get(whole.cause, ("1 request failed", "{n} requests failed"))
        return one if whole.count == 1 else many.format(n=f"{whole.count:,}")
    return log_outs.were_logged_out(whole)


def reason(whole: Loss | Failure, name: str, *, several: bool) -> str:
    """Say why, what went wrong at the place called ``name`` (several servers, if so) having passed."""
    told = _LOSSES[whole.cause] if isinstance(whole, Loss) else _FAILURES[whole.cause]
    if several:
        told = told.replace("{owner} memory", "the memory of {name}").replace("{owner} queue was", _QUEUES)
        return told.format(name=name, it="they", was="were")
    return told.format(name=name, owner=f"{name}'s", it="it", was="was")
