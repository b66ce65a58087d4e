"""The pictures of the ideas say nothing that arithmetic or the level's own numbers do not bear out."""

from __future__ import annotations

import re

from scalegame.content.level import REFERENCE, Level
from scalegame.content.levels import campaign
from scalegame.engine.scenario import COOKIE_BYTES, StoreName
from scalegame.wording.units import clock

LEVELS = {level.number: level for level in campaign()}


def numbers(line: str) -> list[int]:
    """Return the whole numbers of a line."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", line)]


def line_of(level: Level, words: str) -> str:
    """Return the one line of a level's picture that has ``words``."""
    (line,) = (line for line in level.picture if words in line)
    return line


def test_every_idea_has_its_picture() -> None:
    assert all(level.picture for level in LEVELS.values())


def test_people_tied_by_address_or_by_cookie_are_all_there() -> None:
    level = LEVELS[3]
    people, in_one_office = numbers(level.picture[0])
    by_address, by_cookie = zip(*(numbers(line) for line in level.picture[3:6]), strict=True)
    assert sum(by_address) == sum(by_cookie) == people
    assert max(by_address) == in_one_office + min(by_address)
    assert max(by_cookie) - min(by_cookie) <= 1
    assert numbers(line_of(level, "C crashes")) == [by_address[2], by_cookie[2]]


def test_ordered_in_time_and_too_late_are_moments_of_the_level() -> None:
    level = LEVELS[5]
    (ordered,) = level.plans[REFERENCE]
    assert line_of(level, "serves").startswith(f"order {clock(ordered.tick)}")
    crowd = len(level.scenario.waves[0].arrivals)
    assert any(line.startswith(f"order {clock(crowd)}") for line in level.picture)


def test_a_modulo_moves_whom_it_says() -> None:
    hashes, four, five = (numbers(line) for line in LEVELS[7].picture[:3])
    assert four[1:] == [number % 4 for number in hashes]
    assert five[1:] == [number % 5 for number in hashes]
    moved = [a != b for a, b in zip(four[1:], five[1:], strict=True)]
    marks, told = LEVELS[7].picture[3].rsplit("   ", 1)
    assert [mark == "✖" for mark in marks.split()] == moved
    assert numbers(told) == [sum(moved), len(moved)]


def test_a_cookie_has_the_room_that_is_said() -> None:
    assert numbers(line_of(LEVELS[10], "room for")) == [COOKIE_BYTES]


def test_the_pools_of_three_servers_are_all_there_is() -> None:
    level = LEVELS[11]
    pools = [numbers(line)[0] for line in level.picture if "══" in line]
    assert set(pools) == {level.scenario.server_type("small").pool}
    assert numbers(line_of(level, "in all"))[1:] == [sum(pools)]
    assert sum(pools) == level.scenario.store_specs[StoreName.SQL].connections
