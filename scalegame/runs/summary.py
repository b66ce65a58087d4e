"""The summary of a folder of runs, ``board.json``: what was found of each, and the order in which it was first seen.

Places are worked out from it. They belong to one content of a level, one ruleset, one seed and one category.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scalegame.engine.game import RULESET
from scalegame.runs.designs import design_of
from scalegame.runs.run import Run
from scalegame.runs.verify import Facts, Truth
from scalegame.sanitize import clean_name

FORMAT = 2
#: By what places are given, the least first.
ORDERS = ("ticks", "millicents", "commands")
_SIGNED_BITS = 63

_Count = Annotated[int, Field(ge=0, lt=1 << _SIGNED_BITS)]
_Text = Annotated[str, Field(max_length=200)]
#: Level digest, ruleset, seed, hash of the design, player.
DesignKey = tuple[_Text, _Count, _Count, _Text, _Text]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ToldRun(_Part):
    """A run in a summary; of one that is not true, only the verdict. Amounts are in the engine's whole units.

    A summary of format 1 has no ``ruleset`` (it was that of the whole) and no ``plan``, the hash of a design.
    """

    verdict: _Text
    level: _Text = ""
    level_digest: _Text = ""
    ruleset: _Count = 0
    seed: _Count = 0
    player: _Text = ""
    plan: _Text = ""
    ranked: bool = False
    stars: _Count = 0
    score: _Count = 0
    ticks: _Count = 0
    millicents: _Count = 0
    commands: _Count = 0
    categories: Annotated[list[_Text], Field(max_length=100)] = []

    @property
    def design(self) -> DesignKey:
        """The values that two runs of one design share."""
        return self.level_digest, self.ruleset, self.seed, self.plan, self.player


class _Whole(_Part):
    format: Literal[1, 2]
    ruleset: _Count
    runs: dict[str, ToldRun]
    first_seen: list[Annotated[list[str | int], Field(min_length=5, max_length=5)]] = []


class Board(NamedTuple):
    """The board on which a place is taken."""

    level: str
    level_digest: str
    ruleset: int
    seed: int
    category: str
    order: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The run files of a folder by their paths there, and the designs in the order they were seen."""

    runs: Mapping[str, ToldRun] = field(default_factory=dict)
    first_seen: tuple[DesignKey, ...] = ()

    def with_runs(self, runs: Mapping[str, ToldRun]) -> Summary:
        """Return the summary of the same folder with the files of now; what is new was seen after what was known.

        What comes in together is ordered by name: nothing else is known of it. What has gone keeps its place.
        """
        order = sorted(runs, key=lambda file: (file not in self.runs, file))
        seen = dict.fromkeys((*self.first_seen, *(runs[file].design for file in order if runs[file].ranked)))
        return Summary(runs, tuple(seen))

    def places(self) -> dict[Board, tuple[int, str]]:
        """Return the first place of each board: the value, and the file that has it.

        The same design counts for the player who was seen with it first. Of equals, the first seen comes first.
        """
        number = {design: at for at, design in enumerate(self.first_seen)}
        owners: dict[tuple[str | int, ...], str] = {}
        for design in self.first_seen:
            owners.setdefault(design[:-1], design[-1])
        best: dict[Board, tuple[int, int, str]] = {}
        for file, told in self.runs.items():
            if told.ranked and owners.get(told.design[:-1], told.player) == told.player:
                for board in _boards(told):
                    place = getattr(told, board.order), number.get(told.design, len(number)), file
                    best[board] = min(place, best.get(board, place))
        return {board: (value, file) for board, (value, _, file) in best.items()}


def _boards(told: ToldRun) -> Iterator[Board]:
    for category in told.categories:
        for order in ORDERS:
            yield Board(told.level, told.level_digest, told.ruleset, told.seed, category, order)


def told_of(run: Run | None, truth: Truth, facts: Facts | None) -> ToldRun:
    """Return what is told of ``run`` (None if it could not be read), of which the engine computed ``facts``."""
    if run is None or facts is None:
        return ToldRun(verdict=truth.value)
    metrics = facts.result.metrics
    return ToldRun(
        verdict=truth.value,
        level=run.level,
        level_digest=run.level_digest,
        ruleset=run.ruleset,
        seed=run.seed,
        player=clean_name(run.player),
        plan=design_of(run.commands),
        ranked=facts.result.won and run.claims is not None and not run.practised,
        stars=facts.result.stars,
        score=facts.result.score,
        ticks=metrics.time,
        millicents=metrics.cost,
        commands=metrics.commands,
        categories=sorted(category.value for category in facts.categories),
    )


def changed(known: ToldRun, told: ToldRun) -> Iterable[str]:
    """Return the names of what has changed, or ``verdict`` alone if that has; what was never told has not changed."""
    if known.verdict != told.verdict:
        return ("verdict",)
    return [name for name in ToldRun.model_fields if getattr(known, name) != getattr(told, name)]


def read(text: str) -> Summary:
    """Return the summary in ``text``; raises ``ValueError`` if it is none."""
    try:
        whole = _Whole.model_validate(json.loads(text))
        seen = tuple(_design(one) for one in whole.first_seen)
    except (ValidationError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None
    runs = whole.runs
    for told in runs.values():
        if told.verdict == Truth.TRUE and not (told.level and told.level_digest):
            raise ValueError("a true run is of a level")
        if told.verdict != Truth.TRUE and told != ToldRun(verdict=told.verdict):
            raise ValueError("only of a true run more than the verdict is told")
    if whole.format < FORMAT:
        runs = {
            file: told.model_copy(update={"ruleset": whole.ruleset}) if told.level else told
            for file, told in runs.items()
        }
    return Summary(runs, seen)


def _design(plain: list[str | int]) -> DesignKey:
    digest, ruleset, seed, plan, player = plain
    if not (isinstance(ruleset, int) and isinstance(seed, int)):
        raise TypeError("a design has a ruleset and a seed")
    return str(digest), ruleset, seed, str(plan), str(player)


def text_of(summary: Summary) -> str:
    """Return the content of ``board.json``."""
    runs = {file: told.model_dump(exclude_defaults=told.verdict != Truth.TRUE) for file, told in summary.runs.items()}
    plain = {
        "format": FORMAT,
        "ruleset": RULESET,
        "runs": runs,
        "first_seen": [list(one) for one in summary.first_seen],
    }
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
