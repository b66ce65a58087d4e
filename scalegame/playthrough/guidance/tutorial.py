"""The tutorial: the coach's steps in level 1, for somebody who has never seen the game. Pure."""

from __future__ import annotations

from collections.abc import Callable

from scalegame.engine.scenario import IncidentKind
from scalegame.engine.view import LossCause, ServerState, ServerView
from scalegame.playthrough.guidance.coach import Sight, Step
from scalegame.playthrough.selection import NodeKind
from scalegame.wording import log_outs, units

#: The id of the level that has a tutorial.
LEVEL = "the-local-bartender"
#: From this tick on the rush comes; before it, nobody new for a while.
RUSH = 38
#: From here on it may be said that the moment for the restart has come; and from here on it costs too many people.
_MOMENT, _LATE = 30, 47
#: The ticks until which the coach speaks of the people inside, and then of the leak.
_PEOPLE, _LEAK = 13, 21
#: Somebody is inside.
_FIRST = 5


def _server(sight: Sight) -> ServerView:
    return sight.view.servers[0]


def _crash(sight: Sight) -> int:
    """Return the tick at which the leak strikes."""
    return next((wave.start + what.at for wave in sight.view.waves for what in wave.incidents), 0)


def _saving_from(sight: Sight) -> int:
    """Return the tick from which on a server must have been started, to live through the leak."""
    leaks = (what for wave in sight.view.waves for what in wave.incidents if what.kind is IncidentKind.LEAK)
    return _crash(sight) - next((leak.ticks for leak in leaks), 0)


def _restarted(sight: Sight) -> bool:
    """Whether the server was restarted, or is being so, and has not crashed."""
    server = _server(sight)
    begun = server.started >= 0 or server.state is ServerState.BOOTING
    return begun and not sight.has_lost(LossCause.SERVER_CRASH)


def _saved(sight: Sight) -> bool:
    """Whether a restart keeps the leak away."""
    server = _server(sight)
    up_at = sight.tick + server.until if server.state is ServerState.BOOTING else server.started
    return _restarted(sight) and up_at >= _saving_from(sight)


def _out(sight: Sight, cause: LossCause) -> str:
    return log_outs.were_logged_out(sight.loss(cause))


def _inside(sight: Sight) -> str:
    return f"{units.people(_server(sight).held)} inside"


def _over(sight: Sight) -> str:
    if not sight.stars:
        return "Not this time. `Enter` shows what happened and why, with its time; there, `r` plays the level again."
    won = units.STAR * sight.stars
    return f"Won, {won}. `Enter` shows what happened and the idea behind it; there, `n` is the next level."


def _start(sight: Sight) -> str:
    if sight.again:
        quiet = f"from {units.clock(_saving_from(sight))} to {units.clock(RUSH)}"
        return f"Once more, with what you know: {quiet} hardly anyone is inside. `space` starts the clock."
    return (
        "The clock is stopped. `space` starts it, and stops it again whenever you want to think: that is always free."
    )


def _when(sight: Sight) -> str:
    if sight.selected.kind is not NodeKind.SERVER:
        return f"The time has come: {_inside(sight)}, and the rush is near. Select A (`↓`, or a click), then press `R`."
    if sight.tick < RUSH:
        return (
            f"The time has come: only {_inside(sight)}, and the rush is near. `R` restarts A; it is back in 6 seconds."
        )
    if sight.tick < _LATE:
        return (
            f"The rush begins: {_inside(sight)}, more every second. Restart A now (`R`), or the crash takes them all."
        )
    return f"{_inside(sight)}: too many for a restart now. See what the crash does to them, or begin again with `^r`."


def _early(sight: Sight) -> str:
    crash, again = units.clock(_crash(sight)), units.clock(_saving_from(sight))
    return f"That was early: A leaks again, and will not last until {crash}. It needs another restart, after {again}."


def _boots(sight: Sight) -> str:
    told = (
        "A starts afresh, with an empty memory: whoever was inside must log in again. A few now, instead of all later."
    )
    return f"{told} `space` goes on." if sight.paused else told


def _badge(sight: Sight) -> str:
    return (
        f"✖ on A: {_out(sight, LossCause.SERVER_CRASH)}, for only its memory knew them."
        ' The goal "logged out" has jumped. `w` tells why.'
    )


def _until(tick: Callable[[Sight], int]) -> Callable[[Sight], bool]:
    return lambda sight: sight.tick >= tick(sight)


#: The first that is not done and whose turn it is speaks: what is over or went wrong comes before what could be done.
STEPS: tuple[Step, ...] = (
    Step("over", lambda sight: sight.view.over, lambda _: False, _over),
    Step(
        "strangers",
        lambda sight: sight.has_lost(LossCause.WRONG_SERVER),
        lambda sight: sight.view.over,
        lambda sight: (
            f'"Who are you?" {_out(sight, LossCause.WRONG_SERVER)} by a server that never met them. Level 2 is about'
            " that. `^r` begins again."
        ),
    ),
    Step(
        "badge",
        lambda sight: sight.has_lost(LossCause.SERVER_CRASH),
        lambda sight: sight.has_asked("why", since=_crash(sight)) or sight.view.over,
        _badge,
    ),
    Step(
        "lost",
        lambda sight: sight.stars == 0 and sight.has_lost(LossCause.SERVER_CRASH),
        lambda sight: sight.view.over,
        lambda _: (
            "A limit is broken, so this attempt cannot be won. `^r` begins again with the same visitors; `h` hints."
        ),
    ),
    Step(
        "dear",
        lambda sight: sight.stars == 0 and _restarted(sight),
        lambda sight: sight.view.over,
        lambda sight: (
            f"Too many at once: {_out(sight, LossCause.SERVER_RESTART)} by the restart."
            " `^r` begins again; try it earlier."
        ),
    ),
    Step(
        "look",
        lambda sight: not sight.again,
        lambda sight: sight.selected.kind is NodeKind.BALANCER or sight.tick > 0,
        lambda _: (
            "This is your service. Visitors come in at the top, the balancer passes their requests on,"
            " server A answers. `↑` goes to the balancer."
        ),
    ),
    Step(
        "back",
        lambda sight: not sight.again,
        lambda sight: sight.selected.kind is NodeKind.SERVER or sight.tick > 0,
        lambda _: (
            "The lines at the bottom say what can be done with the part you select, and for how much."
            " Back to A: `↓`, or click it."
        ),
    ),
    Step("start", lambda _: True, lambda sight: sight.tick > 0 or not sight.paused, _start),
    Step(
        "runs",
        lambda sight: not _restarted(sight),
        _until(lambda _: _FIRST),
        lambda _: (
            "Time runs. Above the picture is the traffic: left of the white line who has come, right of it who will,"
            " below it what is to happen."
        ),
    ),
    Step("early", lambda sight: _restarted(sight) and not _saved(sight), _until(lambda _: _MOMENT), _early),
    Step(
        "people",
        lambda sight: sight.tick >= _FIRST and not _restarted(sight),
        lambda sight: sight.has_asked("why", since=1) or sight.tick >= _PEOPLE,
        lambda sight: (
            f"{_inside(sight)}: they have logged in, and A's memory is the only place that knows them. `w` explains A."
        ),
    ),
    Step(
        "leak",
        lambda sight: sight.tick >= _FIRST and not _restarted(sight),
        _until(lambda _: _LEAK),
        lambda sight: (
            f"At ✖ on the time axis, in {_crash(sight) - sight.tick} s, A runs out of memory and forgets everyone."
            " A restart before that forgets them, too."
        ),
    ),
    Step(
        "wait",
        lambda sight: sight.tick >= _LEAK and not _restarted(sight),
        _until(lambda _: _MOMENT),
        lambda sight: (
            f"{_inside(sight)}. Nobody new comes before {units.clock(RUSH)}, and some leave every second:"
            " the fewer are inside, the less a restart costs."
        ),
    ),
    Step(
        "when",
        lambda sight: sight.tick >= _MOMENT and not _saved(sight),
        _until(lambda sight: _crash(sight) + 1),
        _when,
    ),
    Step(
        "boots",
        _saved,
        lambda sight: _server(sight).state is ServerState.UP,
        _boots,
    ),
    Step(
        "safe",
        _saved,
        _until(lambda sight: _crash(sight) + 1),
        lambda sight: (
            f"A is back and lasts beyond {units.clock(_crash(sight))} now."
            ' "logged out" is a share of all who came: it sinks in the rush. `+` runs faster.'
        ),
    ),
    Step(
        "saved",
        _saved,
        lambda _: False,
        lambda sight: (
            f"A would have crashed at {units.clock(_crash(sight))}: your restart saved it. {_inside(sight)},"
            " and still only A knows them. On to the end: `+` is faster."
        ),
    ),
)
