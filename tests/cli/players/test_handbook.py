"""``scalegame handbook``: a card as text, the list of all, and an answer to names that there are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.learn.handbook.book import BOOK
from tests.cli.invoking import Shell
from tests.content.example import SHORT


def test_without_a_name_it_lists_all(shell: Shell) -> None:
    answer = shell("handbook")
    assert (answer.status, answer.err) == (0, "")
    assert all(f"  {entry.id} " in answer.out and entry.title in answer.out for entry in BOOK)
    assert [card["id"] for card in json.loads(shell("handbook", "--json").out)["cards"]] == [one.id for one in BOOK]


@pytest.mark.parametrize("name", ["sticky_cookie", "Sticky-Cookie"])
def test_a_card_is_printed_within_eighty_columns(shell: Shell, name: str) -> None:
    answer = shell("handbook", name)
    assert answer.status == 0
    assert answer.out.startswith("Sticky cookie (The balancer)\n\ndoes    The balancer sets a cookie")
    assert "see also: balancer, server_memory" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_costs_are_those_of_a_level(shell: Shell) -> None:
    level = json.loads(SHORT) | {
        "budget": 100, "allowed": ["redis", "connect"], "catalog": {"stores": {"redis": {"price": 12345}}},
    }  # fmt: skip
    Path("dear.json").write_text(json.dumps(level), encoding="utf-8")
    assert "$12,345 once" in shell("handbook", "redis", "--level", "dear.json").out
    assert (
        "$12,345 once"
        in dict(json.loads(shell("handbook", "redis", "--level", "dear.json", "--json").out)["rows"])["costs"]
    )
    assert "$12,345" not in shell("handbook", "redis").out


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (("redsi",), 'no card "redsi"; did you mean "redis"?'),
        (("\x1b[2J",), "`scalegame handbook` lists all"),
        (("redis", "--level", "nope"), 'no level "nope"'),
    ],
    ids=["near", "far", "level"],
)
def test_what_there_is_not_is_bad_input(shell: Shell, arguments: tuple[str, ...], expected: str) -> None:
    answer = shell("handbook", *arguments)
    assert answer.status == 2
    assert answer.out == ""
    assert expected in answer.err
    assert answer.err.count("\n") == 1
    assert "\x1b" not in answer.err
