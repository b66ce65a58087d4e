"""A server's queue: first come, first served, by one worker.

Rules

* A request takes its work ÷ the server's capacity of the worker's time, in whole microseconds, and it begins when
  everything before it is done.
* Beside the request that is being served, so many may wait as the server's type says; one more is turned away.
* A request is in the queue from its arrival to its answer: that is an open connection of the server.
* When the speed changes, what is left of every request takes longer or shorter in the same proportion; at a frozen
  server from when it thaws on.
* People who gave up waiting are served all the same: the server does not know.
* A frozen server stops in the middle of its work: what is inside comes so much later. Requests that come meanwhile hang
  (they are open connections, and nobody works on them) until their people give up. When it answers again, it goes on
  with its old work, and whoever hangs there still is in nobody's way.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.requests import Request


class Line:
    """Requests inside a server, by the time they leave; times are µs since the game began.

    ``free`` is when the last of them will be done, or was. ``given_up`` says until when connections are open that the
    balancer has given up on in this tick and sent on; after the tick they are no longer looked at.
    """

    def __init__(self) -> None:
        self.inside: list[Request] = []
        self.free = 0
        self.given_up: list[int] = []

    def connections(self, now: int) -> int:
        """Return how many connections are open; ``now`` never goes back."""
        while self.inside and self.inside[0].answer <= now:
            self.inside.pop(0)
        return len(self.inside) + sum(until > now for until in self.given_up)

    def enter(self, request: Request, service_us: int, limit: int) -> bool:
        """Queue a request, or turn it away when ``limit`` wait already; returns whether it is in."""
        if self.connections(request.moment) > limit:
            return False
        self.free = max(self.free, request.moment) + service_us
        request.answer = self.free
        self.inside.append(request)
        return True

    def hang(self, request: Request, until: int) -> None:
        """Hold a request there ``until`` somebody gives up."""
        request.answer = until
        insort(self.inside, request, key=lambda each: each.answer)

    def clear(self, now: int) -> int:
        """Throw everything out; returns how many people were still waiting for an answer."""
        waiting = sum(request.awaited for request in self.inside if request.answer > now)
        self.inside.clear()
        self.free = now
        return waiting

    def change_speed(self, now: int, old: int, new: int) -> None:
        """Work at ``new`` units a tick instead of ``old`` from ``now`` on."""
        for request in self.inside:
            if request.answer > now:
                request.answer = now + (request.answer - now) * old // new
        if self.free > now:
            self.free = now + (self.free - now) * old // new

    def freeze(self, now: int, longer: int) -> None:
        """Do nothing for ``longer`` µs."""
        for request in self.inside:
            if request.answer > now:
                request.answer += longer
        if self.free > now:
            self.free += longer

    def thaw(self) -> None:
        """Release the requests that hang there, together with the old work."""
        for request in self.inside:
            request.answer = min(request.answer, self.free)
