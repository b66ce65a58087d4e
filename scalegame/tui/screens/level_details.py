"""Details beside the level list: about a level, a section, or a file that cannot be played."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from scalegame.content.level import BrokenLevel, Level
from scalegame.content.packs.packs import Pack
from scalegame.home import own_levels, packs_folder
from scalegame.playthrough.progress.level_list import LevelSection
from scalegame.runs.library.query_results import Best, OpenRun
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns
from scalegame.tui.kit.literal import literal
from scalegame.wording import units


def section_detail(section: LevelSection) -> list[Static]:
    """Return what a section is, and where its files live."""
    name = Static(literal(section.title, "bold"), classes="name")
    if section.pack is not None:
        return [name, *_pack_detail(section.pack)]
    return [
        name,
        Static("`scalegame new my-level.json` writes a first level. A pack is a folder or a .zip file.", markup=False),
        Static(literal(f"your levels: {own_levels()}", "$text-muted"), classes="facts"),
        Static(literal(f"your packs: {packs_folder()}", "$text-muted"), classes="facts"),
    ]


def _pack_detail(pack: Pack) -> list[Static]:
    count = units.counted(len(pack.levels), "levels")
    broken = f", {len(pack.broken)} more cannot be played" if pack.broken else ""
    facts = f"version {pack.version}, by {', '.join(pack.authors)}, licence {pack.licence}; {count}{broken}."
    return [
        Static(literal(pack.about), classes="teaser"),
        Static(literal(facts, "$text-muted"), classes="facts"),
        Static(literal(f"from {pack.path}", "$text-muted"), classes="facts"),
    ]


def level_detail(level: Level, best: Best | None, left: Sequence[OpenRun] = ()) -> list[Static | Columns]:
    """Return what there is to say about a level before its briefing."""
    scenario = level.scenario
    length = units.clock(sum(len(wave.arrivals) for wave in scenario.waves))
    facts = f"{length} long, {len(scenario.waves)} waves, budget {units.money(scenario.budget)}"
    if level.pack:
        facts += f", {level.id}"
    elif level.number is None:
        facts += f", from {level.path.name}"
    reached = "not won yet"
    if best is not None and (numbers := best.numbers) is not None:
        told = f"time {units.clock(numbers.time)}, cost {units.money(numbers.cost)}, commands {numbers.commands}"
        reached = f"best: score {numbers.score}, {told}"
    elif best is not None:
        reached = "won, before the level or the rules changed"
    return [
        Static(parts.level_name(level), classes="name"),
        Static(literal(level.teaser), classes="teaser"),
        Static(parts.section("Goals")),
        Columns(parts.goal_rows(scenario.goals)),
        *([Static(parts.left_games(left), classes="facts")] if left else []),
        Static(literal(f"{facts}; {reached}.", "$text-muted"), classes="facts"),
        Static(literal("\n\n".join(level.briefing), lines=True), classes="briefing"),
    ]


def broken_detail(broken: BrokenLevel) -> list[Static]:
    """Return why a file cannot be played."""
    kind, used = ("level", "played") if broken.path.suffix == ".json" else ("pack", "used")
    return [
        Static(literal(broken.path.name, "bold"), classes="name"),
        Static(Content.assemble(("✖ ", "$error"), f"This {kind} cannot be {used}:"), classes="teaser"),
        Static(literal(broken.reason)),
    ]
