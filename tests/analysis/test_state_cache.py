"""States that are kept: copies, the first of several keys, and the one used longest ago makes room."""

from __future__ import annotations

from scalegame.analysis.state_cache import StateCache
from scalegame.engine import AddServer, Game
from tests.engine.builders import level


def game_at(tick: int) -> Game:
    game = Game(level(arrivals=[2] * 8), 7)
    for _ in range(tick):
        game.step()
    return game


def test_what_is_kept_and_what_is_returned_are_copies() -> None:
    cache, game = StateCache[str, Game](2), game_at(1)
    cache.keep("a", game)
    game.give(AddServer())
    first = cache.first(["a"])
    assert first is not None
    assert first.digest() == game_at(1).digest()
    first.step()
    again = cache.first(["a"])
    assert again is not None
    assert again.tick == 1


def test_the_first_key_that_has_a_state_is_taken() -> None:
    cache = StateCache[int, Game](2)
    cache.keep(1, game_at(1))
    cache.keep(2, game_at(2))
    found = cache.first([3, 2, 1])
    assert found is not None
    assert found.tick == 2
    assert cache.first([3, 4]) is None


def test_a_state_that_is_there_is_not_kept_again() -> None:
    cache = StateCache[str, Game](2)
    cache.keep("a", game_at(1))
    cache.keep("a", game_at(2))
    found = cache.first(["a"])
    assert found is not None
    assert found.tick == 1


def test_the_state_that_was_used_longest_ago_makes_room() -> None:
    cache = StateCache[int, Game](2)
    cache.keep(1, game_at(1))
    cache.keep(2, game_at(2))
    assert cache.first([1]) is not None
    cache.keep(3, game_at(3))
    assert cache.first([2]) is None
    assert cache.first([1]) is not None
    assert cache.first([3]) is not None
