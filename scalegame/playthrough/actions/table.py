"""The one table of player commands: keys, command bar, palette, tooltips and help all read it.

A command that changes the service makes an engine command from what is selected; the engine says what it
costs or why not. The others act on the clock or open something; ``blocked`` says when they cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from scalegame.engine.catalog import STORES
from scalegame.engine.commands import (
    AddPooler,
    AddReplica,
    AddServer,
    CauseIncident,
    Command,
    Connect,
    DrainServer,
    NextWave,
    RemoveServer,
    RestartServer,
    SetAutoscaler,
    SetDrain,
    SetHealthCheck,
    SetPolicy,
    SetRateLimit,
    SetRedis,
    SetTimeout,
    SetTraffic,
    UndrainServer,
)
from scalegame.engine.reasons import Quote, Refusal
from scalegame.engine.scenario import StoreName
from scalegame.engine.view import ServerState
from scalegame.playthrough.actions import choices, rewind, sandbox, settings, shop, wiring
from scalegame.playthrough.playthrough import SPEEDS, Playthrough
from scalegame.playthrough.reachable import stars_in_reach
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.wording import units
from scalegame.wording.refusals import why_refused


class Group(StrEnum):
    """The groups of commands: about the selected part, the whole service, the clock, the game itself, or a replay."""

    SELECTED = "selected"
    SERVICE = "service"
    CLOCK = "clock"
    GAME = "game"
    REPLAY = "replay"


Order = Callable[[Playthrough, Node], Command]
Listed = Callable[[Playthrough, Node], choices.CommandChoices]
Blocked = Callable[[Playthrough, Node], str]


def _never(_session: Playthrough, _node: Node) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class PlayerCommand:
    """One thing a player can do.

    ``keys`` are Textual's names of its keys, ``sign`` what a person reads; ``action`` is the play screen's
    action. ``verbs`` are the engine's words of which a level must allow one (none: always allowed);
    ``selects`` the kind of part it is about (None: any). ``choices`` are what its dialog offers, if it opens one,
    and ``title`` stands above them.
    """

    id: str
    keys: str
    sign: str
    label: str
    help: str
    group: Group
    action: str
    order: Order | None = None
    blocked: Blocked = _never
    verbs: tuple[str, ...] = ()
    selects: tuple[NodeKind, ...] = ()
    choices: Listed | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as it stands now: price (millicents) and lead time (ticks), or why it is refused.

    ``offered`` is False when the level does not have it; ``fits`` when it is about what is selected.
    """

    command: PlayerCommand
    label: str
    price: int
    lead: int
    refusal: str
    offered: bool
    fits: bool

    @property
    def cost(self) -> str:
        """Price and lead time in words, empty if it is free and at once."""
        return units.cost(self.price, self.lead)

    @property
    def tip(self) -> str:
        """The refusal or the cost, with the help, for tooltips and the palette."""
        cost = self.cost or ("free, at once" if self.command.order else "")
        return " · ".join(part for part in (self.refusal, cost if not self.refusal else "", self.command.help) if part)


def _drain(playthrough: Playthrough, node: Node) -> Command:
    server = next((s for s in playthrough.view.servers if s.name == node.name), None)
    if server is not None and server.state is ServerState.DRAINING:
        return UndrainServer(node.name)
    return DrainServer(node.name)


def _no_way_to_connect(playthrough: Playthrough, node: Node) -> str:
    why = choices.why_none(wiring.connections(playthrough, node), "There is nothing to connect in this level.")
    return f"{why} s opens the stores." if why and not playthrough.view.stores and shop.sold(playthrough) else why


def _none_of(listed: Listed, otherwise: str) -> Blocked:
    """Return a function that returns why no choice of a dialog is possible, or an empty text."""
    return lambda playthrough, node: choices.why_none(listed(playthrough, node), otherwise)


def _no_hint(playthrough: Playthrough, _node: Node) -> str:
    return "" if playthrough.level.hints else "This level has no hints."


def _nothing_to_undo(playthrough: Playthrough, _node: Node) -> str:
    return "" if playthrough.planned else "Nothing to undo: time has passed since the last command."


def _over(playthrough: Playthrough, _node: Node) -> str:
    return "The level is over." if playthrough.over else ""


def _not_lost(playthrough: Playthrough, _node: Node) -> str:
    """Return why the rest is not played at once: there are stars still to win, or none at all; empty if it can be."""
    scenario = playthrough.level.scenario
    if playthrough.over:
        return "The level is over."
    if not scenario.goals:
        return "There are no stars to win here."
    if stars_in_reach(playthrough.view, scenario, sum(playthrough.forecast)):
        return "A star can still be won."
    return ""


def _fastest(playthrough: Playthrough, _node: Node) -> str:
    return "" if playthrough.speed < SPEEDS[-1] else f"{SPEEDS[-1]}× is the fastest."


def _slowest(playthrough: Playthrough, _node: Node) -> str:
    return "" if playthrough.speed > SPEEDS[0] else f"{SPEEDS[0]}× is the slowest; the space bar pauses."


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice of a command's dialog, and the keys that lead to it: the command's, then the choice's own."""

    keys: str
    choice: choices.Choice[Command]


_SERVER = (NodeKind.SERVER,)
#: So near its end a game is about that: in ticks, and at a fast clock in the player's own seconds.
_LAST_TICKS, _LAST_SECONDS = 10, 3

PLAYER_COMMANDS: tuple[PlayerCommand, ...] = (
    PlayerCommand(
        "connect", "c", "c", "connect…", "Choose where sessions, files or orders are kept. It restarts the server.",
        Group.SELECTED, "ask('connect')", blocked=_no_way_to_connect, verbs=(Connect.verb,),
        choices=wiring.connections, title="Connect",
    ),
    PlayerCommand(
        "drain", "d", "d", "drain", "Send a server no new people; those it knows may finish. Again: take it back.",
        Group.SELECTED, "order('drain')", _drain, verbs=(DrainServer.verb,), selects=_SERVER,
    ),
    PlayerCommand(
        "remove", "x", "x", "remove", "Take a server away. What only it remembers goes with it.",
        Group.SELECTED, "order('remove')", lambda _, node: RemoveServer(node.name),
        verbs=(RemoveServer.verb,), selects=_SERVER,
    ),
    PlayerCommand(
        "restart", "R", "R", "restart", "Boot a server afresh. Its memory is empty afterwards.",
        Group.SELECTED, "order('restart')", lambda _, node: RestartServer(node.name),
        verbs=(RestartServer.verb,), selects=_SERVER,
    ),
    PlayerCommand(
        "why", "w", "w", "why?", "Say in words how the selected part is and what went wrong there.",
        Group.SELECTED, "why",
    ),
    PlayerCommand(
        "handbook", "i", "i", "handbook", "Read what the selected part does, costs and how it fails. The clock waits.",
        Group.SELECTED, "handbook",
    ),
    PlayerCommand(
        "add", "a", "a", "add server", "Order one more server. It boots first; it is set up like the others.",
        Group.SERVICE, "order('add')", lambda _s, _n: AddServer(), verbs=(AddServer.verb,),
    ),
    PlayerCommand(
        "autoscaler", "A", "A", "autoscaler…", "Let the number of servers follow the load: it orders and retires them.",
        Group.SERVICE, "ask('autoscaler')", blocked=_none_of(settings.autoscaling, "There is no autoscaler."),
        verbs=(SetAutoscaler.verb,), choices=settings.autoscaling, title="Autoscaler",
    ),
    PlayerCommand(
        "balancer", "b", "b", "balancer…", "Choose how the balancer picks a server for each request.",
        Group.SERVICE, "ask('balancer')", blocked=_none_of(settings.balancer, "This level's balancer is fixed."),
        verbs=(SetPolicy.verb, SetHealthCheck.verb, SetTimeout.verb, SetDrain.verb),
        choices=settings.balancer, title="Balancer",
    ),
    PlayerCommand(
        "limit", "l", "l", "rate limit…", "Turn away what is too much before it reaches a server.",
        Group.SERVICE, "ask('limit')", blocked=_none_of(settings.limits, "There is no rate limiter."),
        verbs=(SetRateLimit.verb,), choices=settings.limits, title="Rate limit",
    ),
    PlayerCommand(
        "stores", "s", "s", "stores…", "Buy a store. Nobody uses it until a server is connected to it.",
        Group.SERVICE, "ask('stores')",
        blocked=_none_of(shop.store_counter, "There is no store to buy in this level."),
        verbs=(*StoreName, AddReplica.verb, AddPooler.verb, SetRedis.verb),
        choices=shop.store_counter, title="Stores",
    ),
    PlayerCommand(
        "traffic", "v", "v", "visitors…", "In the sandbox: set how many people come each second.",
        Group.SERVICE, "ask('traffic')", blocked=_none_of(sandbox.traffic, "The traffic is what it is here."),
        verbs=(SetTraffic.verb,), choices=sandbox.traffic, title="How many people come",
    ),
    PlayerCommand(
        "incident", "e", "e", "incident…", "In the sandbox: let something go wrong, where you point or anywhere.",
        Group.SERVICE, "ask('incident')", blocked=_none_of(sandbox.incidents, "Nothing goes wrong by order here."),
        verbs=(CauseIncident.verb,), choices=sandbox.incidents, title="Let something go wrong",
    ),
    PlayerCommand(
        "wave", "n", "n", "next wave", "Start the next wave now: waves overlap, and the level ends sooner.",
        Group.SERVICE, "order('wave')", lambda _s, _n: NextWave(),
    ),
    PlayerCommand(
        "pause", "space", "space", "pause", "Stop the clock and think, or let it run. Pausing costs nothing.",
        Group.CLOCK, "pause", blocked=_over,
    ),
    PlayerCommand(
        "slower", "minus,underscore", "−", "slower", "Let the clock run slower.",
        Group.CLOCK, "speed(-1)", blocked=_slowest,
    ),
    PlayerCommand(
        "faster", "plus,equals_sign", "+", "faster", "Let the clock run faster, up to 8×.",
        Group.CLOCK, "speed(1)", blocked=_fastest,
    ),
    PlayerCommand(
        "step", "full_stop", ".", "step", "Run a single second and stop.",
        Group.CLOCK, "step", blocked=_over,
    ),
    PlayerCommand(
        "undo", "u", "u", "undo", "Take back the last command given since the last tick.",
        Group.CLOCK, "undo", blocked=_nothing_to_undo,
    ),
    PlayerCommand(
        "rewind", "backspace", "⌫", "rewind…", "Take the game back and try again. It is practice then, never ranked.",
        Group.CLOCK, "rewind", blocked=lambda playthrough, _: rewind.why_not(playthrough),
    ),
    PlayerCommand(
        "hint", "h", "h", "hint", "Three steps: what to look at, which way to go, nearly the answer. Costs no score.",
        Group.CLOCK, "hint", blocked=_no_hint,
    ),
    PlayerCommand(
        "outcome", "o", "o", "outcome", "When no star can be won any more: play the rest at once, see what happened.",
        Group.GAME, "outcome", blocked=_not_lost,
    ),
    PlayerCommand(
        "guide", "t", "t", "tutorial", "Hide the tutorial of level 1 or show it again; decline an offered hint.",
        Group.GAME, "guide",
    ),
    PlayerCommand(
        "flow", "f", "f", "flow", "Show requests flowing along the lines, or not.",
        Group.GAME, "flow",
    ),
    PlayerCommand(
        "again", "ctrl+r", "^r", "restart level", "Play this level again from the start, with the same visitors.",
        Group.GAME, "again",
    ),
    PlayerCommand(
        "new_seed", "ctrl+n", "^n", "new seed", "Play this level with the next seed: the same traffic, other visitors.",
        Group.GAME, "new_seed",
    ),
    PlayerCommand(
        "ghost", "g", "g", "ghost…", "Race somebody on the same traffic: your best, the reference, a friend's run.",
        Group.GAME, "ghost", blocked=_over,
    ),
    PlayerCommand(
        "leave", "q,escape", "q", "leave", "Go back to the list of levels.",
        Group.GAME, "leave",
    ),
    PlayerCommand(
        "palette", "ctrl+p", "^p", "everything", "Search all commands by name.",
        Group.GAME, "app.command_palette",
    ),
    PlayerCommand(
        "help", "question_mark,f1", "?", "help", "How to play, every key and every symbol.",
        Group.GAME, "app.open_help",
    ),
)  # fmt: skip

_BY_ID = {command.id: command for command in PLAYER_COMMANDS}


def by_id(command_id: str) -> PlayerCommand:
    """Return the command of that id; raises ``KeyError`` if there is none."""
    return _BY_ID[command_id]


def offer(command: PlayerCommand, playthrough: Playthrough, node: Node) -> Offer:
    """Return how ``command`` stands now, with ``node`` selected."""
    offered = not command.verbs or not playthrough.level.scenario.allowed.isdisjoint(command.verbs)
    fits = not command.selects or node.kind in command.selects
    label, price, lead, refusal = command.label, 0, 0, ""
    if not offered:
        refusal = "This level does not offer that."
    elif not fits:
        refusal = "Select a server first: arrow keys, or click it."
    elif command.order is None:
        refusal = command.blocked(playthrough, node)
    else:
        wanted = command.order(playthrough, node)
        if isinstance(wanted, UndrainServer):
            label = "undrain"
        match playthrough.quote(wanted):
            case Quote(price, lead):
                pass
            case Refusal() as answer:
                refusal = why_refused(answer)
    if command.id == "pause" and playthrough.paused:
        label = "start" if playthrough.view.tick == 0 else "go on"
    return Offer(command, label, price, lead, refusal, offered, fits)


def on_enter(playthrough: Playthrough, node: Node, offered: Iterable[Offer]) -> str:
    """Return the id of the command that Enter stands for: the way on at the end, else what ``node`` is most about.

    ``offered`` are the offers with ``node`` selected.
    """
    if playthrough.over or nearly_over(playthrough):
        return "leave"
    wanted: tuple[str, ...]
    match node.kind:
        case NodeKind.BALANCER:
            wanted = ("balancer", "limit")
        case NodeKind.AUTOSCALER:
            wanted = ("autoscaler",)
        case NodeKind.STORE if _is_sold_or_grows(playthrough, StoreName(node.name)):
            wanted = ("stores",)
        case NodeKind.STORE if STORES[StoreName(node.name)].at_edge:
            wanted = ()
        case _:
            wanted = ("connect",)
    possible = [one.command.id for one in offered if one.command.id in wanted and not one.refusal]
    return possible[0] if possible else "why"


def nearly_over(playthrough: Playthrough) -> bool:
    """Return whether a game ends so soon that Enter is meant for the debrief."""
    left = playthrough.view.end - playthrough.view.tick
    return left <= max(_LAST_TICKS, _LAST_SECONDS * playthrough.speed)


def _is_sold_or_grows(playthrough: Playthrough, store: StoreName) -> bool:
    """Return whether a store is still to be bought, or something can be added to it."""
    bought = any(one.name is store for one in playthrough.view.stores)
    return not bought or any(not choice.refusal for choice in shop.upgrades(playthrough, store))


def offers(playthrough: Playthrough, node: Node) -> tuple[Offer, ...]:
    """Return how every command stands now, with ``node`` selected, in the table's order."""
    return tuple(offer(command, playthrough, node) for command in PLAYER_COMMANDS)


def picks(playthrough: Playthrough, node: Node) -> tuple[Pick, ...]:
    """Return everything that the dialogs offer, with ``node`` selected, in the table's order."""
    dialogs = ((one.sign, one.choices(playthrough, node)) for one in PLAYER_COMMANDS if one.choices)
    return tuple(
        Pick(f"{sign} {key}", choice)
        for sign, listed in dialogs
        for key, choice in zip(choices.KEYS, listed, strict=False)
        if choice.value != sandbox.ASK
    )
