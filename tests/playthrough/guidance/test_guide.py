"""The tutorial and offered hints on the play screen: shown, hidden, declined, remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scalegame.content.level import Level
from scalegame.content.levels import find_level
from scalegame.playthrough.guidance import tutorial
from scalegame.playthrough.guidance.guide import Guide, HintOffers, HintReason
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress import preferences
from scalegame.playthrough.progress.campaign import keep
from scalegame.playthrough.progress.preferences import Preferences
from scalegame.playthrough.progress.records import library
from scalegame.playthrough.scene import Scene, look
from scalegame.playthrough.selection import Node, NodeKind
from scalegame.runs.autosave import Attempt
from tests.clocks import CLOCK
from tests.tui.play.driving import table
from tests.tui.play.samples import level as sample

OFFER = "hint 1 of 3, if you want one"


@pytest.fixture
def first() -> Level:
    """Return level 1."""
    return find_level(tutorial.LEVEL)


def finish(level: Level, *, won: bool = False) -> None:
    """Play ``level`` to its end, later than what was played before, and write that down."""
    CLOCK.go_on(ms=60_000)
    playthrough = Playthrough(level, level.seed, clock=CLOCK)
    playthrough.replay(level.plans["reference"] if won else (), 10_000)
    keep(playthrough, Attempt(library(), CLOCK))


# The tutorial --------------------------------------------------------------------------------------------------------


async def test_the_tutorial_goes_on_by_doing_what_it_says(first: Level) -> None:
    async with table(on=first) as game:
        assert "This is your service." in game.text("#coach")
        await game.press("up")
        assert "Back to A" in game.text("#coach")
        await game.press("down")
        assert "space starts it" in game.text("#coach")
        await game.press("full_stop")
        assert "Time runs." in game.text("#coach")


async def test_its_key_hides_it_and_shows_it_again(first: Level) -> None:
    async with table(on=first) as game:
        room = game.screen.query_one("#topology").size
        await game.press("t")
        assert "The tutorial is hidden" in game.text("#coach")
        assert game.screen.query_one("#topology").size == room
        assert preferences.load().tutorial is False
        await game.press("ctrl+r")
        assert not game.screen.query_one("#coach").display
        await game.press("t")
        assert "This is your service." in game.text("#coach")
        assert preferences.load().tutorial is True


async def test_a_click_hides_it(first: Level) -> None:
    async with table(on=first) as game:
        await game.click("#coach", "guide")
        assert "The tutorial is hidden" in game.text("#coach")


async def test_other_levels_have_none_and_say_so() -> None:
    async with table() as game:
        assert not game.screen.query_one("#coach").display
        await game.press("t")
        assert "The tutorial is part of level 1." in game.text("#events")


def test_it_does_not_come_back_once_the_level_was_won(first: Level) -> None:
    finish(first)
    assert Guide(first).teaches
    finish(first, won=True)
    assert not Guide(first).teaches


def test_it_does_not_come_back_once_it_was_dismissed(first: Level) -> None:
    preferences.change(tutorial=False)
    assert not Guide(first).teaches


def test_it_comes_back_for_whoever_asks_until_the_level_is_won_again(first: Level) -> None:
    finish(first, won=True)
    preferences.change(tutorial=True)
    guide, playthrough = Guide(first), Playthrough(first, first.seed)
    assert guide.teaches
    playthrough.replay(first.plans["reference"], 10_000)
    assert guide.look(moment(playthrough), playthrough).coach.startswith("Won")
    assert not Guide(first).teaches


# Offered hints -------------------------------------------------------------------------------------------------------


def moment(playthrough: Playthrough) -> Scene:
    return look(playthrough, Node(NodeKind.SERVER, "A"))


def test_an_offer_is_made_once_for_each_trouble_and_does_not_stand_for_ever() -> None:
    offers = HintOffers().after(frozenset(), 3)
    assert not offers.open
    offers = offers.after({HintReason.PEOPLE}, 10)
    assert offers.open
    assert offers.after({HintReason.PEOPLE}, 29).open
    offers = offers.after({HintReason.PEOPLE}, 30)
    assert not offers.open
    assert not offers.after({HintReason.PEOPLE}, 31).open
    assert offers.after({HintReason.PEOPLE, HintReason.LIMIT}, 31).open
    assert HintOffers().after({HintReason.PEOPLE}, 10, speed=8).after({HintReason.PEOPLE}, 169).open


async def test_a_hint_is_offered_when_losses_cost_stars_and_h_takes_it() -> None:
    async with table() as game:
        while game.scene.stars == 3:
            assert OFFER not in game.text("#events")
            game.screen.advance()
        await game.settle()
        assert OFFER in game.text("#events")
        await game.press("h")
        assert game.playthrough.hints_used == 1
        await game.press("escape")
        assert "if you want one" not in game.text("#events")
        assert not game.scene.offer


async def test_an_offer_can_be_declined_by_key_and_mouse_and_after_twice_none_comes() -> None:
    async with table() as game:
        for times, by_mouse in ((1, False), (2, True)):
            while not game.scene.offer:
                game.screen.advance()
            await (game.click("#events", "guide") if by_mouse else game.press("t"))
            assert not game.scene.offer
            assert preferences.load().declined == times
            await game.press("ctrl+r")
        await game.run_to_the_end()
        assert not preferences.load().wants_offers
    playthrough = Playthrough(sample(), 7)
    guide = Guide(sample())
    while not playthrough.over:
        playthrough.tick()
        assert not guide.look(moment(playthrough), playthrough).offer


async def test_an_offer_can_be_clicked() -> None:
    async with table() as game:
        while not game.scene.offer:
            game.screen.advance()
        await game.settle()
        await game.click("#events", "hint")
        assert game.playthrough.hints_used == 1


def test_taking_a_hint_that_was_offered_makes_offers_welcome_again() -> None:
    preferences.change(declined=1)
    playthrough, guide = Playthrough(sample(), 7), Guide(sample())
    while not guide.look(moment(playthrough), playthrough).offer:
        playthrough.tick()
    guide.used("hint", playthrough.view.tick)
    assert preferences.load().declined == 0


def test_after_a_lost_attempt_a_hint_is_offered_from_the_start(first: Level) -> None:
    preferences.change(tutorial=False)
    fresh = Playthrough(first, first.seed)
    assert not Guide(first).look(moment(fresh), fresh).offer
    finish(first)
    assert Guide(first).look(moment(fresh), fresh).offer == "hint 1 of 3"
    finish(first, won=True)
    assert not Guide(first).look(moment(fresh), fresh).offer


def test_nothing_is_offered_when_all_hints_are_known() -> None:
    level = sample(hints=())
    playthrough, guide = Playthrough(level, 7), Guide(level)
    while not playthrough.over:
        playthrough.tick()
        assert not guide.look(moment(playthrough), playthrough).offer


# What is remembered --------------------------------------------------------------------------------------------------


def test_habits_are_kept_and_a_damaged_file_is_nobodys_trouble(home: Path) -> None:
    assert preferences.load() == Preferences()
    preferences.change(tutorial=False)
    assert preferences.change(declined=1) == preferences.load() == Preferences(tutorial=False, declined=1)
    for text in ("", "[]", json.dumps({"tutorial": "yes", "declined": 1}), "\x00", "[" * 100_000):
        (home / "habits.json").write_text(text, encoding="utf-8")
        assert preferences.load() == Preferences()


def test_a_disk_that_refuses_stops_no_game(home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert preferences.change(declined=1).declined == 1
