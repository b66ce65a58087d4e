"""A painted widget: what is on the terminal is its picture, whatever was sent before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from textual.color import Color
from textual.geometry import Region

from scalegame.engine.commands import AddStore
from scalegame.engine.scenario import StoreName
from scalegame.playthrough.scene import look, nodes
from scalegame.tui.kit.painted import Painted, bands
from scalegame.tui.play.command_bar import bar, model
from tests.tui.play.driving import Table, table
from tests.tui.play.samples import played

SIZES = [(80, 24), (120, 40), (200, 60)]


def assert_pictures_are_shown(game: Table) -> None:
    for widget in game.screen.query(Painted):
        if widget.region:
            picture = widget.content_region.translate(-widget.region.offset)
            assert [strip.text for strip in widget.render_lines(picture)] == widget.picture.lines
            whole = widget.render_lines(widget.region.size.region)
            assert [strip.cell_length for strip in whole] == [widget.region.width] * widget.region.height


@pytest.mark.parametrize("size", [SIZES[0], *(pytest.param(size, marks=pytest.mark.deep) for size in SIZES[1:])])
async def test_the_terminal_shows_the_pictures_after_every_tick(size: tuple[int, int]) -> None:
    async with table(size=size) as game:
        while not game.playthrough.over:
            game.screen.advance()
            assert_pictures_are_shown(game)


async def test_a_part_of_a_picture_is_that_part() -> None:
    async with table() as game:
        header = game.screen.query_one("#header", Painted)
        assert [strip.text for strip in header.render_lines(Region(2, 0, 10, 1))] == [header.picture.lines[0][2:12]]
        assert [strip.text for strip in header.render_lines(Region(70, 0, 20, 2))] == [
            header.picture.lines[0][70:] + " " * 10,
            " " * 20,
        ]


async def test_what_was_hidden_shows_the_present_when_it_comes_back() -> None:
    async with table() as game:
        goals = game.screen.query_one("#goals", Painted)
        await game.pilot.resize_terminal(120, 40)
        await game.settle()
        before = goals.picture
        for _ in range(40):
            game.screen.advance()
        assert goals.picture is before
        await game.pilot.resize_terminal(80, 24)
        await game.settle()
        assert goals.picture.lines != before.lines
        assert_pictures_are_shown(game)


async def test_a_change_of_colours_repaints_every_line_and_what_surrounds_it() -> None:
    async with table(size=(120, 40)) as game:
        panel = game.screen.query_one("#panel", Painted)
        await game.pilot.app.run_action("change_theme")
        await game.settle()
        assert_pictures_are_shown(game)
        segments = [segment for strip in panel.render_lines(panel.region.size.region) for segment in strip]
        papers = {segment.style.bgcolor for segment in segments if segment.style is not None}
        assert papers == {panel.background_colors[1].rich_color}
        edge = next(segment.style for segment in segments if segment.text == "│")
        assert edge is not None
        assert edge.color == Color.parse(game.pilot.app.theme_variables["line"]).rich_color


def test_the_bar_looks_the_same_while_its_model_is_equal() -> None:
    """The bar need not be drawn at every tick. Everything that ``bar`` reads must be in ``model``."""
    scenes = []
    for playthrough in (played(0), played(0, AddStore(StoreName.REDIS))):
        while not playthrough.over:
            playthrough.tick()
            for node in nodes(playthrough.view, ()):
                scenes += [look(playthrough, node), look(playthrough, node, flowing=False, held=True)]
    equal = [
        (before, after)
        for step in (1, 2, 7, 8)
        for before, after in zip(scenes, scenes[step:], strict=False)
        if model(before) == model(after)
    ]
    assert 0 < len(equal) < len(scenes) * 4
    for before, after in equal:
        one, other = bar(before, 80, 4), bar(after, 80, 4)
        assert one.changed(other) == []
        assert one.spots == other.spots


def test_neighbouring_rows_make_a_band() -> None:
    assert bands([]) == []
    assert bands([3]) == [(3, 1)]
    assert bands([0, 1, 2, 5, 7, 8]) == [(0, 3), (5, 1), (7, 2)]
    assert all(first + count < after for (first, count), (after, _) in pairwise(bands([1, 2, 4, 9, 10])))
