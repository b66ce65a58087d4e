"""Changes to one server that a player, an incident, a rollout or the autoscaler order."""

from __future__ import annotations

from dataclasses import replace

from scalegame.engine.decisions import servers
from scalegame.engine.decisions.queries import lit_zones
from scalegame.engine.enums import Place
from scalegame.engine.scenario import FilePlace
from scalegame.engine.state.ledger import Ledger
from scalegame.engine.state.world import FILE_CODES, FILE_KEEPERS, Server, World
from scalegame.engine.tick.effects import empty_queue, forget, grow_fleet, keep_entries, throw_disk_away
from scalegame.engine.view import EventKind, FailureCause, LossCause, ServerState


def order_servers(world: World, ledger: Ledger, count: int) -> None:
    """Order cattle: they boot first, follow the template and stand in the lit zone (one there is) with the fewest."""
    kind = world.scenario.server_type(world.scenario.added_type)
    taken = {server.name for server in world.servers}
    for _ in range(count):
        world.added += 1
        while (name := f"s{world.added:03d}") in taken:
            world.added += 1
        server = Server(name, kind, world.template, ServerState.BOOTING, zone=_emptiest_zone(world), cattle=True)
        grow_fleet(world, servers.booting(server, world.tick))
        ledger.event(EventKind.SERVER_ORDERED, name, kind.boot)


def _emptiest_zone(world: World) -> str:
    standing = [server.zone for server in world.servers if not server.gone]
    return min(lit_zones(world), key=standing.count)


def remove(world: World, ledger: Ledger, index: int) -> None:
    """Take a server away with all that only its memory and disk held; what is inside is still answered."""
    server = world.servers[index]
    ledger.event(EventKind.SERVER_REMOVED, server.name)
    empty_queue(world, index)
    forget(world, ledger, index, LossCause.SERVER_REMOVED)
    world.servers[index] = replace(server, gone=True, seen_up=False)
    throw_disk_away(world, index)


def restart(world: World, ledger: Ledger, index: int) -> None:
    """Stop and boot a server."""
    server = world.servers[index]
    ledger.event(EventKind.SERVER_RESTARTING, server.name, server.type.boot)
    ledger.failure(FailureCause.SERVER_DOWN, server.name, empty_queue(world, index))
    forget(world, ledger, index, LossCause.SERVER_RESTART)
    world.servers[index] = servers.booting(server, world.tick)


def drain(world: World, ledger: Ledger, index: int, until: int = 0, *, retiring: bool = False) -> None:
    """Send a server no new people; ``until`` is the tick at which whoever ordered it stops waiting (0: never)."""
    server = world.servers[index]
    world.servers[index] = replace(server, state=ServerState.DRAINING, drained=False, until=until, retiring=retiring)
    kind = EventKind.SERVER_RETIRING if retiring else EventKind.SERVER_DRAINING
    ledger.event(kind, server.name, int(world.held[index]))


def deploy(world: World, ledger: Ledger, index: int, to: Place | None) -> None:
    """Deploy a server, with new wiring if ``to`` says so; one that is not running simply starts with it."""
    server = world.servers[index]
    wiring = server.wiring if to is None else server.wiring.rewired(to)
    if isinstance(to, FilePlace) and to in FILE_CODES:
        _copy_files(world, index, FILE_CODES[to])
    if not server.alive:
        world.servers[index] = replace(server, wiring=wiring, loops=0)
        return
    ledger.event(EventKind.DEPLOY_STARTED, server.name, server.type.deploy, to.value if to else "")
    # A deploy and a removal let the requests inside finish; a restart and a crash do not.
    empty_queue(world, index)
    forget(world, ledger, index, LossCause.DEPLOY)
    world.servers[index] = servers.deploying(server, wiring, world.tick)


def crash(world: World, ledger: Ledger, index: int, *, loops: int | None = None, loop_after: int = 0) -> None:
    """Kill a server; it lies there for a while, or as long as its zone is dark, and boots again."""
    server = world.servers[index]
    if loops is not None:
        server = replace(server, loops=loops, loop_after=loop_after)
    ledger.event(EventKind.SERVER_CRASHED, server.name, int(world.held[index]))
    ledger.failure(FailureCause.SERVER_DOWN, server.name, empty_queue(world, index))
    forget(world, ledger, index, LossCause.SERVER_CRASH)
    until = max(world.tick + servers.DOWN_TICKS, world.zones_down.get(server.zone, 0))
    world.servers[index] = servers.crashed(server, until)


def _copy_files(world: World, index: int, code: int) -> None:
    """Copy what is on a server's disk to the store with a code, as the deploy of such a change does."""
    people = world.sessions
    file = people.file[: people.size]
    file[file == index] = code
    keep_entries(world, FILE_KEEPERS[code], int(world.files[index]))
    world.files[index] = 0
