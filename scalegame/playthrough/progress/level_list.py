"""The list of levels in sections: the campaign, the player's own, each pack; and what a search leaves of it."""

from __future__ import annotations

from dataclasses import dataclass

from scalegame.content.generated.modes import mode_called
from scalegame.content.level import BrokenLevel, Level
from scalegame.content.levels import LevelList
from scalegame.content.packs.packs import Pack
from scalegame.home import own_levels, packs_folder

ListedLevel = Level | BrokenLevel


@dataclass(frozen=True, slots=True)
class LevelSection:
    """One section: its heading (the campaign needs none), a quiet word beside it, and what stands in it."""

    title: str
    more: str
    entries: tuple[ListedLevel, ...]
    pack: Pack | None = None


#: One line of the list: a heading, a level, or a file that cannot be played.
ListLine = LevelSection | ListedLevel


def is_in_a_list(level: Level) -> bool:
    """Return whether the list of levels has, or could have, ``level``: those of modes are in none."""
    return bool(level.pack) or mode_called(level.id) is None


def sections(found: LevelList) -> tuple[LevelSection, ...]:
    """Return the sections of all levels, in the order of the list. What is broken stands where it belongs."""
    own, packs = own_levels(), packs_folder()
    in_packs = {one for pack in found.packs for one in pack.broken}
    loose: list[list[ListedLevel]] = [[], [], []]
    for level in found.levels:
        if not level.pack:
            loose[level.path.parent == own].append(level)
    for broken in found.broken:
        if broken not in in_packs:
            folder = broken.path.parent
            loose[1 if folder == own else 2 if folder == packs else 0].append(broken)
    campaign, mine, unusable = (tuple(entries) for entries in loose)
    listed = [LevelSection("", "", campaign), LevelSection("Your levels", "" if mine else "none yet", mine)]
    listed += [
        LevelSection(pack.title, f"{pack.version}, by {', '.join(pack.authors)}", (*pack.levels, *pack.broken), pack)
        for pack in found.packs
    ]
    if unusable:
        listed.append(LevelSection("Packs that cannot be used", "", unusable))
    return tuple(listed)


def lines(listed: tuple[LevelSection, ...], wanted: str = "") -> tuple[ListLine, ...]:
    """Return the lines of the list; with ``wanted``, only what has all of its words in title, teaser or id."""
    words = wanted.casefold().split()
    shown: list[ListLine] = []
    for section in listed:
        entries = [entry for entry in section.entries if all(word in _text(entry) for word in words)]
        if section.title and (entries or not words):
            shown.append(section)
        shown += entries
    return tuple(shown)


def key(line: ListLine) -> str:
    """Return what a line is known by, from one list to the next."""
    match line:
        case LevelSection():
            return f"section {line.pack.id if line.pack else line.title}"
        case Level():
            return f"level {line.id}"
        case BrokenLevel():
            return f"file {line.path}"


def _text(entry: ListedLevel) -> str:
    if isinstance(entry, BrokenLevel):
        return f"{entry.path.name} {entry.reason}".casefold()
    return f"{entry.number or ''} {entry.id} {entry.title} {entry.teaser}".casefold()
