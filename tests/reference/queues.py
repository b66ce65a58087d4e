"""A server's queue: first come, first served, by one worker.

Rules

* A request takes its work ÷ the server's capacity of the worker's time, in whole microseconds, and it begins when
  everything before it is done.
* Beside the request that is being served, so many may wait as the server's type says; one more is turned away.
* A request is in the queue from its arrival to its answer: that is an open connection of the server.
* When the speed changes, what is left of every request takes longer or shorter in the same proportion.
* People who gave up waiting are served all the same: the server does not know.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.requests import Request


class Line:
    """Requests inside a server, in order; times are µs since the game began.

    ``free`` is when the last of them will be done, or was.
    """

    def __init__(self) -> None:
        self.inside: deque[Request] = deque()
        self.free = 0

    def connections(self, now: int) -> int:
        """Return how many connections are open; ``now`` never goes back."""
        while self.inside and self.inside[0].answer <= now:
            self.inside.popleft()
        return len(self.inside)

    def enter(self, request: Request, service_us: int, limit: int) -> bool:
        """Let a request in, or turn it away when ``limit`` wait already; tells which."""
        if self.connections(request.moment) > limit:
            return False
        self.free = max(self.free, request.moment) + service_us
        request.answer = self.free
        self.inside.append(request)
        return True

    def clear(self, now: int) -> int:
        """Throw everything out; returns how many people were still waiting for an answer."""
        waiting = sum(request.awaited for request in self.inside if request.answer > now)
        self.inside.clear()
        self.free = now
        return waiting

    def change_speed(self, now: int, old: int, new: int) -> None:
        """Work at ``new`` units a tick instead of ``old`` from now on."""
        for request in self.inside:
            if request.answer > now:
                request.answer = now + (request.answer - now) * old // new
        if self.free > now:
            self.free = now + (self.free - now) * old // new
