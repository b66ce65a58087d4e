"""The handbook: everything in the game has a card, every card fits its place, and no number in it is typed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scalegame.content.levels import campaign
from scalegame.engine.commands import (
    COMMANDS,
    AddReplica,
    AddServer,
    AddStore,
    CauseIncident,
    Command,
    Connect,
    SetPolicy,
    SetRedis,
    SetTraffic,
)
from scalegame.engine.scenario import (
    DEFAULT_STORES,
    Balancer,
    Check,
    Eviction,
    FilePlace,
    Incident,
    IncidentKind,
    LimitPer,
    OrderPlace,
    Persistence,
    Policy,
    RateLimit,
    Scenario,
    SessionPlace,
    StoreName,
    WorkPlace,
)
from scalegame.learn.handbook import book, numbers
from scalegame.learn.handbook.card import Card, Entry, Figures, Shelf, Topic
from scalegame.learn.handbook.numbers import USUAL
from scalegame.playthrough import handbook_links
from scalegame.tui.kit.handbook_entry import told

TOPICS: list[Topic] = [
    *COMMANDS, *Policy, *Check, *SessionPlace, *FilePlace, *OrderPlace, *WorkPlace, *StoreName, *Eviction,
    *Persistence, *LimitPer, *IncidentKind,
]  # fmt: skip
#: Where a card is read at 80×24: the screen less its head and foot, its sides and a scroll bar.
WIDTH, HEIGHT = 74, 21


def has_card(topic: Topic) -> bool:
    try:
        return any(known is topic for known in book.about(topic).about)
    except LookupError:
        return False


def test_whatever_can_be_chosen_bought_ordered_or_broken_has_a_card() -> None:
    """A new policy, store, place, setting, incident or command needs one; equal texts of other kinds do not count."""
    assert [topic for topic in TOPICS if not has_card(topic)] == []


def test_what_nobody_wrote_a_card_about_is_found_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "BOOK", tuple(entry for entry in book.BOOK if entry.id != "queue"))
    missing = [topic for topic in TOPICS if not has_card(topic)]
    assert [str(topic) for topic in missing] == ["inline", "queue", "queue"]


def test_names_are_used_once_and_links_lead_somewhere() -> None:
    ids = [entry.id for entry in book.BOOK]
    assert len(set(ids)) == len(ids)
    assert len({entry.title for entry in book.BOOK}) == len(ids)
    for entry in book.BOOK:
        assert entry.id not in entry.related
        assert 2 <= len(set(entry.related)) == len(entry.related) <= 9  # a key each
        assert [other.id for other in book.related(entry)] == list(entry.related)


def test_every_entry_can_be_reached_from_the_first_by_links() -> None:
    reached, waiting = set[str](), [book.FIRST]
    while waiting:
        entry = waiting.pop()
        if entry.id not in reached:
            reached.add(entry.id)
            waiting += book.related(entry)
    assert reached == {entry.id for entry in book.BOOK}


def test_each_policy_leads_to_the_balancer() -> None:
    assert all("balancer" in book.about(policy).related for policy in Policy)


def height(entry: Entry, scenario: Scenario) -> int:
    lines = list(told(entry, scenario, WIDTH, airy=False))
    assert max(line.cell_length for line in lines) <= WIDTH, entry.id
    return len(lines)


def test_entries_fit_a_small_terminal_without_scrolling_whatever_the_level() -> None:
    assert {entry.id: height(entry, USUAL) for entry in book.BOOK if height(entry, USUAL) > HEIGHT} == {}
    # Pages say the same everywhere.
    cards = [entry for entry in book.BOOK if isinstance(entry, Card)]
    scenarios = [level.scenario for level in campaign()]
    assert [card.id for card in cards if max(height(card, scenario) for scenario in scenarios) > HEIGHT] == []


def test_texts_are_whole_sentences() -> None:
    for entry in book.BOOK:
        assert all(cell == cell.strip() and "  " not in cell for row in entry.rows(USUAL) for cell in row), entry.id
        if isinstance(entry, Card):
            assert all(text.endswith((".", "?")) for _, text in entry.rows(USUAL)), entry.id
            assert entry.ask.endswith("?"), entry.id
            assert not entry.price.endswith("."), entry.id


def test_no_price_or_time_of_the_game_is_typed() -> None:
    """Outside of the figures there is no amount of money and no number with a unit."""
    typed = re.compile(r"\$|\d ?(s|ms|KB|bytes|operations|seconds)\b")
    for entry in book.BOOK:
        if isinstance(entry, Card):
            texts = (entry.does, entry.use, entry.price, entry.fails, entry.ask, entry.answer)
            assert [text for text in texts if typed.search(text)] == [], entry.id


def test_costs_are_those_of_the_scenario() -> None:
    spec = replace(DEFAULT_STORES[StoreName.REDIS], price=1_234_500_000, lead=77, memory=4321, capacity=0)
    scenario = replace(USUAL, store_specs=DEFAULT_STORES | {StoreName.REDIS: spec})
    costs = dict(row for row in book.about(StoreName.REDIS).rows(scenario) if len(row) == 2)["costs"]
    assert costs == (
        "$12,345 once · $0.10 a second · ready after 77 s · adds 1 ms to a request · operations without limit · "
        "room for 4,321 sessions."
    )
    assert costs not in str(book.about(StoreName.REDIS).rows(USUAL))


@pytest.mark.parametrize(
    "figures, scenario, expected",
    [
        (numbers.checks, replace(USUAL, balancer=Balancer(check=Check.NONE, max_fails=1)), "no active check"),
        (numbers.checks, replace(USUAL, balancer=Balancer(check=Check.HTTP, fall=3)), "out after 3 failed checks"),
        (numbers.patience, replace(USUAL, timeout_us=2_500_000), "people wait 2,500 ms, the balancer as long as they"),
        (numbers.drain, replace(USUAL, deploy_drain=30), "for up to 30 s"),
        (numbers.modulo, replace(USUAL, balancer=Balancer(keep_dead_slots=False)), "HAProxy"),
        (numbers.limiter, replace(USUAL, limit=RateLimit(5, LimitPer.ADDRESS)), "5/s an address"),
        (numbers.cookie, replace(USUAL, cookie_item=0), "a session takes 500 · checking"),
        (numbers.cookie, replace(USUAL, cookie_base=500, cookie_item=700), "cart: 5 fit"),
        (numbers.connections, USUAL, "enough for 5 servers"),
        (numbers.zones, replace(USUAL, zones=("a", "b", "c")), "3 zones"),
        (numbers.memory, USUAL, "room for 1,000 (small), 4,000 (large) sessions"),
        (numbers.store(StoreName.OBJECT_STORAGE), USUAL, "$0.40 for a thousand requests"),
    ],
)  # fmt: skip
def test_figures_say(figures: Figures, scenario: Scenario, expected: str) -> None:
    assert expected in " · ".join(figures(scenario))


def test_stores_without_limits_or_replicas_say_so() -> None:
    specs = {name: replace(spec, connections=0, most_replicas=0, memory=0) for name, spec in DEFAULT_STORES.items()}
    scenario = replace(USUAL, store_specs=specs)
    assert numbers.sql_replica(scenario) == ("none to be had",)
    assert "sets no limit" in numbers.connections(scenario)[0]
    assert "room without limit" in numbers.queue(scenario)


def test_the_search_wants_all_words_and_puts_titles_first() -> None:
    assert book.found("") == book.BOOK
    assert book.found("  ") == book.BOOK
    assert book.found("redis")[0].id == "redis", "not a title with redis in the middle of a word"
    assert book.found("REDIS replica")[0].id == "redis_replica"
    assert book.found("kubernetes") == ()
    assert "whale" in [entry.id for entry in book.found("nat mobile")]


def test_shelves_hold_every_entry_once() -> None:
    on_shelves = [entry for _, entries in book.shelves(book.BOOK) for entry in entries]
    assert on_shelves == list(book.BOOK)
    assert [shelf for shelf, _ in book.shelves(book.BOOK)] == list(Shelf)


@pytest.mark.parametrize(
    "command, card",
    [
        (SetPolicy(Policy.STICKY_COOKIE), "sticky_cookie"),
        (AddStore(StoreName.CDN), "cdn"),
        (Connect("A", SessionPlace.SQL), "sql"),
        (Connect("A", SessionPlace.SERVER_MEMORY), "server_memory"),
        (Connect("A", FilePlace.SQL_BLOB), "sql_blob"),
        (AddReplica(StoreName.REDIS), "redis_replica"),
        (AddReplica(StoreName.SQL), "sql_replica"),
        (SetRedis(Eviction.ALLKEYS_LRU), "redis_memory"),
        (SetRedis(Persistence.AOF), "redis_persistence"),
        (AddServer(), "server"),
        (SetTraffic(5), "spike"),
        (CauseIncident(Incident(IncidentKind.ZONE_OUTAGE, at=0)), "zone_outage"),
    ],
)
def test_a_choice_of_a_dialog_leads_to_its_card(command: Command, card: str) -> None:
    assert handbook_links.of_command(command) == card


def test_what_a_level_teaches_has_a_card() -> None:
    for level in campaign():
        assert all(handbook_links.of_component(name) for name in level.teaches), level.id
        assert book.entry(handbook_links.of_level(level)) is not None
    assert handbook_links.of_component("signed_cookie") == "signed_cookie"
    assert handbook_links.of_component("juggling") == ""
