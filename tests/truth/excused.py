"""What of the measurements is not compared, each by name and with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase

_SET_UP = "how many requests were made is part of the set-up, not something the software did"
_INSIDE = "the one error in some repeats is a request inside the server when it was killed: chance"
_RETRIES = "the engine does not retry a dead server yet: requests to it fail at once"
_REFUSED = "the game counts what people feel; how often nginx tried a dead server in vain is not kept"

#: (cell, metric) → reason. A cell may be a pattern.
EXCUSED: dict[tuple[str, str], str] = {
    ("h.*", "requests_after"): _SET_UP,
    ("h.ha_cookie.default", "last_err_s"): _INSIDE,
    ("h.ha_cookie.fast", "last_err_s"): _INSIDE,
    ("h.ha_cookie.observe", "last_err_s"): _INSIDE,
    ("h.ha_lc.default", "last_err_s"): _INSIDE,
    **{
        (cell, metric): _RETRIES
        for cell in ("h.ha_rr.default.noredisp", "h.ha_cookie.default*", "h.ha_cookie.fast*")
        for metric in ("slow_gt500ms", "last_slow_start_s", "max_latency_s")
    },
    ("h.ng_*", "attempts_on_dead_server_refused"): _REFUSED,
    ("h.ng_*", "in_flight_upstream_errors"): _REFUSED,
}


def excuse(cell: str, metric: str) -> str:
    """Return why ``metric`` of ``cell`` is not compared; empty if it has to be."""
    return next((why for (which, what), why in EXCUSED.items() if what == metric and fnmatchcase(cell, which)), "")
