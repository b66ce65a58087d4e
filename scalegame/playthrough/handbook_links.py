"""The handbook entry for whatever a player points at: a part of the service, a command, a level."""

from __future__ import annotations

from scalegame.content.level import Level
from scalegame.engine.commands import (
    COMMANDS,
    AddReplica,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    SetPolicy,
    SetRedis,
)
from scalegame.engine.scenario import Persistence, Policy, SessionPlace, StoreName
from scalegame.engine.view import ServerState, ServerView
from scalegame.learn.handbook.book import about
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.selection import Node, NodeKind


def of_node(playthrough: Playthrough, node: Node) -> str:
    """Return the id of the entry about a part of the service as it is now."""
    match node.kind:
        case NodeKind.BALANCER:
            return about(playthrough.view.balancer.policy).id
        case NodeKind.AUTOSCALER:
            return "autoscaler"
        case NodeKind.STORE:
            return about(StoreName(node.name)).id
        case NodeKind.SERVER:
            found = next((server for server in playthrough.view.servers if server.name == node.name), None)
            return "server" if found is None else _of_server(found)


def _of_server(server: ServerView) -> str:
    """Return the id of the entry about a server's trouble, else about its sessions' place, if that is no store."""
    if server.frozen or server.slow:
        return "slow"
    match server.state:
        case ServerState.DOWN:
            return "crash"
        case ServerState.DRAINING:
            return "draining"
        case ServerState.DEPLOYING:
            return "rollout"
        case _ if server.wiring.sessions in (SessionPlace.SERVER_MEMORY, SessionPlace.SIGNED_COOKIE):
            return about(server.wiring.sessions).id
        case _:
            return "server"


def of_command(command: Command) -> str:
    """Return the id of the entry about what a command would choose, buy or change."""
    match command:
        case SetPolicy(policy):
            return about(policy).id
        case AddStore(store):
            return about(store).id
        case Connect(to=place):
            return about(place).id
        case CauseIncident(incident):
            return about(incident.kind).id
        case AddReplica(StoreName.SQL):
            return "sql_replica"
        case SetRedis(Persistence() as to):
            return about(to).id
        case _:
            return about(type(command)).id


def of_level(level: Level) -> str:
    """Return the id of the entry about what ``level`` teaches first, or nothing if it does not say."""
    return next((of_component(name) for name in level.teaches), "")


def of_component(name: str) -> str:
    """Return the id of the entry about what a level calls ``name``: a policy, a store, a place or a command."""
    for kind in (Policy, StoreName, SessionPlace):
        for member in kind:
            if member.value == name:
                return about(member).id
    return next((about(command).id for command in COMMANDS if command.verb == name), "")
