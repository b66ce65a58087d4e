"""The cards of the servers: one of them, pets and cattle, the autoscaler, and deploys."""

from __future__ import annotations

from scalegame.engine.commands import AddServer, Connect, RemoveServer, RestartServer, SetAutoscaler
from scalegame.engine.scenario import IncidentKind
from scalegame.learn.handbook import numbers
from scalegame.learn.handbook.card import Card, Shelf

FLEET: tuple[Card, ...] = (
    Card(
        id="server",
        shelf=Shelf.SERVERS,
        title="The application server",
        does="Does the work of requests, one after another. What is too much waits in its queue; what finds no room "
        "there is refused.",
        use="More of them as load grows, provided that any of them can serve anybody.",
        figures=numbers.server,
        fails="It crashes, slows down, freezes, is deployed; what only it knew goes with it. A new one comes late: it "
        "has to boot first.",
        ask="Scale up, or scale out?",
        answer="Up is simple, ends at the largest machine, and is still one machine. Out needs servers that forget, "
        "and survives the loss of one.",
        related=("server_memory", "cattle", "autoscaler", "rollout", "crash"),
        about=(AddServer, RemoveServer, RestartServer),
    ),
    Card(
        id="pet",
        shelf=Shelf.SERVERS,
        title="A pet",
        does="A server with a name and with things that only it has: sessions, files, settings made by hand.",
        use="When there has to be exactly one of it, and you know why.",
        price="It costs your nights",
        fails="It cannot be replaced, so it is nursed, and people wait while you find out what ails it. Nobody "
        "remembers how to build it again.",
        ask="How do you find out whether a server is a pet?",
        answer="Switch it off. If anybody misses more than its share of the work, it was one.",
        related=("pets_cattle", "cattle", "server_memory", "local_disk"),
    ),
    Card(
        id="cattle",
        shelf=Shelf.SERVERS,
        title="Cattle",
        does="Servers with numbers instead of names, all built from one template. A sick one is replaced, not healed.",
        use="As soon as nothing is lost with a server: then a crash is no more than a boot, and an autoscaler can "
        "take over.",
        figures=numbers.boot,
        fails="Cattle that hold state are pets in disguise: replacing them logs people out. A mistake in the template "
        "is in all of them at once.",
        ask="Cattle, not pets: what must be true first?",
        answer="State lives elsewhere, and a server is built from its template without a hand on it.",
        related=("pets_cattle", "autoscaler", "rollout", "pet"),
    ),
    Card(
        id="autoscaler",
        shelf=Shelf.SERVERS,
        title="The autoscaler",
        does="Watches how busy the servers are, and orders or retires cattle to stay near a target.",
        use="Load that comes and goes, on servers that forget. It replaces what crashes, too.",
        figures=numbers.autoscaler,
        fails="It reacts to load that is there already, and servers must boot: a sharp spike is over by then. Retiring "
        "one loses what its memory held, and every new one opens a pool of database connections.",
        ask="Why does autoscaling not save you from a sudden spike?",
        answer="Measuring, ordering and booting take longer than the spike. Keep room, raise the minimum before known "
        "peaks, shed the rest.",
        related=("cattle", "spike", "pooler", "rate_limiter"),
        about=(SetAutoscaler,),
    ),
    Card(
        id="rollout",
        shelf=Shelf.SERVERS,
        title="A deploy",
        does="New code or new wiring goes to one server after another: out of rotation, restarted, back. Connecting a "
        "server to a store is a deploy, too.",
        use="Early and in calm, and drained first.",
        figures=numbers.deploy,
        fails="The memory is empty afterwards, and the fleet is one server short all the while. Old and new run side "
        "by side: what one writes, the other must be able to read.",
        ask="How do you deploy without downtime?",
        answer="One after another, drained, watched by health checks, with room to spare, and with nothing in memory "
        "that anyone would miss.",
        related=("draining", "server_memory", "cattle", "health_checks"),
        about=(Connect, IncidentKind.ROLLING_DEPLOY),
    ),
)
