"""The debrief tells what would have helped: found beside the screen, shown with both outcomes, watched, practised."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Static

from scalegame.analysis.whatif import best_change
from scalegame.analysis.whatif.best_change import KeepLooking, WhatIf
from scalegame.analysis.whatif.changes import Added, Change, Removed, Shifted
from scalegame.content.level import Level
from scalegame.engine import At, Plan, Policy, SessionPlace, StoreName
from scalegame.engine.commands import ALL, AddServer, AddStore, Connect, DrainServer, NextWave, SetDrain, SetPolicy
from scalegame.playthrough.account.whatif import SUBJECT, condition, sentence
from scalegame.playthrough.playthrough import Playthrough
from scalegame.playthrough.progress.campaign import KeptGame
from scalegame.playthrough.progress.records import library
from scalegame.tui.app import ScaleGame
from scalegame.tui.debrief import whatif
from scalegame.tui.debrief.screen import DebriefScreen
from scalegame.tui.debrief.whatif import Looking, Offered, WhatIfView, rows
from scalegame.tui.kit.columns import lay_out
from scalegame.tui.play.replay_screen import ReplayScreen
from scalegame.tui.play.screen import PlayScreen
from scalegame.tui.screens.briefing import BriefingScreen
from tests.tui.screens.conftest import found_in, kept, play, play_later
from tests.tui.waiting import settle

# The short ways through the screens are tested in every run; these are the long ones.
pytestmark = pytest.mark.deep

SIZE = (80, 24)
BUY, TIE = At(12, AddStore(StoreName.REDIS)), At(21, Connect(ALL, SessionPlace.REDIS))


@pytest.fixture
def answer(lost: Playthrough, monkeypatch: pytest.MonkeyPatch) -> WhatIf:
    """Make the search find at once that Redis would have helped; what it really finds is tested with it."""
    found = found_in(lost, Added((BUY, TIE)), (BUY, TIE))
    monkeypatch.setattr(whatif, "what_if", lambda *_: found)
    return found


async def show(pilot: Pilot[None], playthrough: Playthrough, known: KeptGame) -> tuple[DebriefScreen, WhatIfView]:
    screen = DebriefScreen(playthrough, known)
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen, screen.query_one(WhatIfView)


def text(view: WhatIfView) -> str:
    return view.render().plain


async def test_after_a_first_loss_a_key_shows_what_would_have_helped_then_that_game(
    lost: Playthrough, answer: WhatIf
) -> None:
    known = kept(lost)
    before = len(library().history(lost.level))
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        _, view = await show(pilot, lost, known)
        assert (known.losses, view.state) == (1, Offered())
        assert text(view) == "f shows what would have helped"
        await pilot.press("f")
        await settle(pilot)
        assert view.found == answer
        assert text(view).startswith("If you had bought Redis at 0:12, and let every server keep sessions in\nRedis at")
        await pilot.press("f")
        await settle(pilot)
        assert isinstance(app.screen, ReplayScreen)
        replay = app.screen.replay
        assert (replay.position, replay.subject, replay.run.commands) == (7, SUBJECT, (BUY, TIE))
        replay.seek(12)
        assert replay.told == "What if: you bought Redis."
        assert app.screen.moment().badge == "what if replay"
    # It is a run of its own: nobody played it, nothing is kept of it.
    assert len(library().history(lost.level)) == before


@pytest.mark.parametrize("losses", [1, 2])
async def test_by_mouse_as_well(lost: Playthrough, answer: WhatIf, losses: int) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        _, view = await show(pilot, lost, KeptGame(None, losses=losses))
        await pilot.click("#what-if-button")
        await settle(pilot)
        assert view.found == answer
        assert isinstance(app.screen, DebriefScreen if losses == 1 else ReplayScreen)


async def test_from_the_second_loss_in_a_row_on_it_is_told_unasked(lost: Playthrough, answer: WhatIf) -> None:
    kept(lost)
    known = kept(lost)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, view = await show(pilot, lost, known)
        assert (known.losses, view.found) == (2, answer)
        practise = screen.query_one("#rewind-button", Button)
        assert str(practise.label).endswith("rewind to 0:07")
        await pilot.press("p")
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.view.tick == 7
        assert app.screen.playthrough.practised


def test_a_win_ends_the_row_of_losses(shop: Level) -> None:
    assert [kept(play_later(shop, plan)).losses for plan in ("", "", "reference", "", "")] == [1, 2, 0, 1, 2]


async def test_a_won_game_is_told_what_would_have_been_better_and_can_be_practised(won: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, view = await show(pilot, won, kept(won))
        assert view.found is not None
        assert not screen.query_one("#rewind-button").display
        view.post_message(view.Told(found_in(won, Removed((At(9, TIE.command),)), ())))
        await settle(pilot)
        assert screen.query_one("#rewind-button").display


async def test_how_far_the_search_is_is_told_and_nothing_moves_when_it_is_done(
    won: Playthrough, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        monkeypatch.setattr(whatif, "what_if", lambda *_: None)  # as if it was stopped
        screen, view = await show(pilot, won, kept(won))
        assert view.state == Looking()
        assert not text(view).strip()
        below = screen.query_one("#idea").virtual_region.y
        view.show(Looking(17, 120))
        await pilot.pause()
        assert text(view) == "Playing your game again with one decision changed: 17 of at most 120 games"
        assert screen.query_one("#idea").virtual_region.y == below
        change = Shifted((At(0, BUY.command), At(9, TIE.command)), (BUY, TIE))
        view.show(found_in(won, change, (BUY, TIE)))
        await pilot.pause()
        assert screen.query_one("#idea").virtual_region.y == below


@pytest.mark.parametrize("leave", ["board", "quit"])
async def test_whoever_leaves_the_debrief_ends_the_search(
    won: Playthrough, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    ended: list[int] = []

    def endless(_lesson: object, _seed: int, _plan: Plan, go_on: KeepLooking) -> None:
        games, never = 0, Event()
        while go_on(games, 120):
            games += 1
            never.wait(0.01)  # a game's time
        ended.append(games)

    monkeypatch.setattr(whatif, "what_if", endless)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(DebriefScreen(won, kept(won)))
        await pilot.pause()
        assert not ended
        await pilot.press({"board": "b", "quit": "ctrl+c"}[leave])
        await settle(pilot)
        assert len(ended) == 1
        if leave == "board":
            monkeypatch.setattr(whatif, "what_if", lambda *_: found_in(won, None, won.plan))
            await pilot.press("escape")
            await settle(pilot)
            assert app.screen.query_one(WhatIfView).found is not None


async def test_what_is_found_in_earnest_is_shown(lost: Playthrough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_change, "MOST_GAMES", 24)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        _, view = await show(pilot, lost, KeptGame(None, losses=2))
        assert view.found is not None
        assert view.found.own.plan == ()
        assert "Redis" in text(view)
        assert view.found.other.stars > 0


async def test_one_enter_too_many_does_nothing_at_first(won: Playthrough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DebriefScreen, "FIRST_MOMENT", 3_600)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, _ = await show(pilot, won, kept(won))
        await pilot.press("enter", "space", "enter")
        await settle(pilot)
        assert app.screen is screen


async def test_what_was_typed_for_the_game_leaves_no_debrief(won: Playthrough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DebriefScreen, "FIRST_MOMENT", 3_600)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, _ = await show(pilot, won, kept(won))
        for key in ("n", "r", "ctrl+r", "s", "w", "v", "b", "y", "c", "i", "l", "q", "escape"):
            await pilot.press(key)
            await settle(pilot)
            assert app.screen is screen, key


@pytest.mark.parametrize("key", ["n", "enter"])
async def test_after_the_first_moment_keys_lead_on(won: Playthrough, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr(DebriefScreen, "FIRST_MOMENT", 0.001)
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, _ = await show(pilot, won, kept(won))
        while screen.focused is None:
            await pilot.pause()
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, BriefingScreen)


@pytest.mark.parametrize("key, seed", [("ctrl+r", 0), ("ctrl+n", 1)])
async def test_a_debrief_starts_over_by_the_keys_of_the_game(won: Playthrough, key: str, seed: int) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        await show(pilot, won, kept(won))
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, PlayScreen)
        assert app.screen.playthrough.seed == won.seed + seed
        assert app.screen.playthrough.view.tick == 0


def test_both_outcomes_stand_side_by_side(lost: Playthrough, answer: WhatIf) -> None:
    told = [line.plain.rstrip() for line in lay_out(rows(lost.level.scenario.goals, answer), 76)]
    own, other = answer.own.metrics, answer.other.metrics
    assert told[0].split() == ["you", "what", "if"]
    assert told[1].split() == ["stars", "☆☆☆", "★" * answer.other.stars + "☆" * (3 - answer.other.stars)]
    assert [line.split("  ")[0] for line in told[2:]] == ["logged out", "imbalance", "failed", "cost"]
    assert f"✖ {own.sessions_lost:,} people" in told[2]
    assert f"{other.sessions_lost:,} people" in told[2]


def test_what_is_no_goal_is_told_where_it_differs(lost: Playthrough, answer: WhatIf) -> None:
    told = [line.plain.split("  ")[0] for line in lay_out(rows((), answer), 76)]
    assert told[2:] == ["logged out", "failed", "cost"]
    same = replace(answer, other=answer.own)
    assert len(rows((), same)) == 2


MOVED = Shifted((At(58, TIE.command),), (At(20, TIE.command),))
SAID: dict[str, tuple[Change, str]] = {
    "moved": (MOVED, "let every server keep sessions in Redis at 0:20 instead of 0:58"),
    "half moved": (Shifted((BUY, At(58, TIE.command)), (BUY, TIE)),
                   "bought Redis at 0:12, and let every server keep sessions in Redis at 0:21 instead of 0:58"),
    "added": (Added((At(30, AddServer(3)),)), "added 3 servers at 0:30"),
    "removed": (Removed((At(30, AddServer(1)),)), "not added a server at 0:30"),
    "policy": (Added((At(0, SetPolicy(Policy.STICKY_COOKIE)),)), "set the balancer to sticky cookie at 0:00"),
    "drain": (Added((At(70, DrainServer("zeus")),)), "drained zeus at 1:10"),
    "setting": (Added((At(9, SetDrain(20)),)), "let servers drain for up to 20 s before each deploy at 0:09"),
    "wave": (Removed((At(9, NextWave()),)), "not started the next wave now at 0:09"),
}  # fmt: skip


@pytest.mark.parametrize("change, said", SAID.values(), ids=SAID)
def test_a_decision_is_said_in_half_a_sentence(change: Change, said: str) -> None:
    assert condition(change) == f"If you had {said}"


def test_what_cannot_be_better_is_said(lost: Playthrough, answer: WhatIf) -> None:
    nothing = replace(answer, change=None, other=answer.own)
    assert sentence(nothing) == "No single decision would have changed much. It takes several."
    perfect = replace(nothing, own=replace(nothing.own, stars=3))
    assert sentence(perfect).startswith("Every star, and nothing in it that only cost money.")
    spare = replace(perfect, change=SAID["removed"][0])
    assert sentence(spare) == "If you had not added a server at 0:30, you would still have every star, for less:"


@pytest.fixture
def drawn(shop: Level) -> Playthrough:
    """Return a won game of a level that has a picture of its idea."""
    lines = ("you ──▶ A ──┐", "", "      B ──┴──▶ Redis   [b]not bold[/b]" + "─" * 32)
    return play(replace(shop, picture=lines), "reference")


async def test_the_picture_of_the_idea_is_shown_line_by_line(drawn: Playthrough) -> None:
    app = ScaleGame()
    async with app.run_test(size=SIZE) as pilot:
        screen, _ = await show(pilot, drawn, kept(drawn))
        picture = screen.query_one("#picture", Static)
        assert str(picture.content).split("\n") == list(drawn.level.picture)
        assert picture.size.height == 3
        assert screen.query_one("#idea").virtual_region.bottom <= picture.virtual_region.y


def test_a_lost_game_shows_the_picture_too(drawn: Playthrough) -> None:
    shown = DebriefScreen(play(drawn.level, ""), KeptGame(None)).compose_idea()
    assert "picture" in [widget.id for widget in shown]
