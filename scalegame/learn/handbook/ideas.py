"""The pages beside the cards: stateful and stateless, pets and cattle, where state lives, and the classic traps."""

from __future__ import annotations

from scalegame.engine.commands import AddStore
from scalegame.learn.handbook.card import Page

IDEAS: tuple[Page, ...] = (
    Page(
        id="stateful_stateless",
        title="Stateful or stateless",
        heads=("", "stateful server", "stateless server"),
        table=(
            ("like", "a bartender who knows you", "any register of a burger chain"),
            ("knows you by", "its own memory and disk", "a store, or what you bring along"),
            ("who answers", "the one that knows you", "anyone"),
            ("balancer", "must be sticky", "may go by load"),
            ("a request", "needs no look-up", "costs a look-up"),
            ("a crash", "logs out all it knew", "costs the requests inside it"),
            ("a deploy", "drain it, or lose sessions", "one after another, unnoticed"),
            ("a new server", "gets newcomers only", "takes its share at once"),
            ("scaling down", "wait until it is empty", "just do it"),
            ("weak spot", "each server", "the store, for all at once"),
        ),
        closing="Neither is better everywhere: a database is stateful and should be. The rule is about application "
        "servers: they should forget; state belongs in a place built to remember it.",
        related=("where_state_lives", "server_memory", "redis", "signed_cookie"),
    ),
    Page(
        id="where_state_lives",
        title="Stateless is not dataless",
        opening="A stateless server has as much data as any other. It only keeps none of it for itself.",
        heads=("state", "belongs in", "because"),
        table=(
            ("sessions", "Redis, or a signed cookie", "asked for at every click"),
            ("carts", "Redis, or SQL", "in SQL if they must last"),
            ("orders", "the database (SQL)", "confirmed must mean written"),
            ("pictures", "object storage", "large; SQL keeps the names"),
            ("their copies", "the CDN", "can be fetched again"),
            ("caches", "memory, or Redis", "can be made again: may vanish"),
            ("slow work", "a queue", "must not be lost meanwhile"),
            ("settings", "the fleet's template", "every server is the same"),
            ("logs", "off the server", "read when the server is gone"),
        ),
        closing="The question for each: who misses it when this server is gone?",
        related=("redis", "signed_cookie", "sql", "object_storage", "cdn", "queue"),
        about=(AddStore,),
    ),
    Page(
        id="pets_cattle",
        title="Pets and cattle",
        opening="The image is Bill Baker's; Randy Bias made it known. It is about how you would take a loss.",
        heads=("", "pets", "cattle"),
        table=(
            ("names", "zeus, apollo", "s001, s002"),
            ("built", "by hand, once", "from a template, at any time"),
            ("ill", "nursed while people wait", "replaced, looked at later"),
            ("lost with one", "sessions, files, know-how", "a share of the work"),
            ("how many", "few, each known", "as many as the load wants"),
            ("a deploy", "changes it where it stands", "puts a fresh one in its place"),
            ("wiring", "its own", "the fleet's template"),
            ("needs", "somebody at three in the morning", "state that lives elsewhere"),
        ),
        closing="The name is only the symptom: a server is a pet if something is lost with it.",
        related=("pet", "cattle", "autoscaler", "rollout"),
    ),
    Page(
        id="traps",
        title="The classic traps",
        table=(
            ("sticky by address", "An office behind NAT is one address: one server drowns. Stick by cookie, or not."),
            ("avatars on a disk", "Other servers cannot find them. Use object storage."),
            ("a deploy at noon", "Takes the sessions in memory along. Drain, or move them."),
            ("cache as database", "What can be evicted needs a place to be loaded from. Orders have none."),
            ("orders in memory", "The thank-you was sent, then the crash came. Write first, then say yes."),
            ("retry at once", "All come back together. Back off, with a random part."),
            ("the long queue", "Everyone is served too late. Refuse early what you cannot do in time."),
            ("one more server", "Each opens database connections; the last ones get none. Use a pooler."),
            ("TCP health check", "The port of a hung process accepts. Ask for an answer."),
            ("ordering too late", "Booting takes longer than the spike. Act before it."),
        ),
        related=("source_hash", "local_disk", "rollout", "redis_memory", "retry_storm", "pooler"),
    ),
)
