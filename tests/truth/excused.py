"""Measurements that are not compared, each by name and with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase

_SET_UP = "how many requests were made is part of the set-up, not something the software did"
_INSIDE = "the one error in some repeats is a request inside the server when it was killed: chance"
_LATE = "in one repeat of three one person had not come by while the server was out: chance"
_WORKERS = "without a shared zone each of nginx's two workers finds out by itself; the game's balancer is one"
_DEALT = "measured hosts had successive numbers and so were dealt out evenly; in the game addresses are drawn"

#: (cell, metric) → reason. A cell may be a pattern.
EXCUSED: dict[tuple[str, str], str] = {
    ("h.*", "requests_after"): _SET_UP,
    ("h.ha_cookie.default", "last_err_s"): _INSIDE,
    ("h.ha_cookie.fast", "last_err_s"): _INSIDE,
    ("h.ha_cookie.observe", "last_err_s"): _INSIDE,
    ("h.ha_lc.default", "last_err_s"): _INSIDE,
    ("h.ha_cookie.observe", "first_back_on_S2_after_restart_s"): _LATE,
    ("h.ng_rr.nozone", "attempts_on_dead_server_refused"): _WORKERS,
    ("ram.ha_src.few24", "imb_pre"): _DEALT,
    ("ram.ha_src.few24", "imb_post"): _DEALT,
}


def excuse(cell: str, metric: str) -> str:
    """Return why ``metric`` of ``cell`` is not compared; empty if it has to be."""
    return next((why for (which, what), why in EXCUSED.items() if what == metric and fnmatchcase(cell, which)), "")
