"""The written assessment on the debrief of an interview: the recommendation, then each criterion with its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from scalegame.analysis.assessment.grades import Assessment, Grade, Recommendation, assess_game
from scalegame.playthrough.account.interviewer import CriterionWords, not_asked, recommendation, risks, told
from scalegame.playthrough.playthrough import Playthrough
from scalegame.tui.kit import parts
from scalegame.tui.kit.columns import Columns, Row
from scalegame.tui.kit.literal import literal

#: A sign for each grade, so that colour is never the only one.
_SIGNS = {
    Grade.STRONG: ("✔", "bold $success"),
    Grade.GOOD: ("●", "bold $warning"),
    Grade.WEAK: ("✖", "bold $error"),
    Grade.NOT_SHOWN: ("○", "bold $text-muted"),
    Grade.NOT_ASKED: ("", "$text-muted"),
}
_STYLES = {
    Recommendation.HIRE: "bold $success",
    Recommendation.RESERVATIONS: "bold $warning",
    Recommendation.NOT_YET: "bold $error",
}


class AssessmentSection(Vertical):
    """The assessment of a finished game, as tall as it is."""

    DEFAULT_CSS = """
    AssessmentSection { height: auto; max-width: 100; margin-bottom: 1; }
    AssessmentSection > .recommendation { height: auto; margin-bottom: 1; }
    """

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(id="assessment")
        self.assessment = assessment

    def compose(self) -> ComposeResult:
        """Show the recommendation first: who reads no further has read the most important."""
        style = _STYLES[self.assessment.recommendation]
        yield Static(parts.section("The interviewer's assessment"))
        yield Static(literal(recommendation(self.assessment), style), classes="recommendation")
        yield Columns(list(rows(self.assessment)), id="judgements")


def assessment_section(playthrough: Playthrough) -> ComposeResult:
    """Yield the section for a finished game whose level wants one."""
    if playthrough.level.assessed:
        yield AssessmentSection(assess_game(playthrough.level.scenario, playthrough.seed, playthrough.plan))


def rows(assessment: Assessment) -> Iterator[Row]:
    """Yield a criterion's heading, its evidence and its advice, a row each, then risks and what was not asked."""
    for one in told(assessment):
        yield from _rows(one)
    for sentence in risks(assessment):
        yield Content.styled("▲", "bold $warning"), literal(sentence)
    if rest := not_asked(assessment):
        yield Content(""), literal(rest, "$text-muted")


def _rows(one: CriterionWords) -> Iterator[Row]:
    sign, style = _SIGNS[one.grade]
    name = one.criterion.value
    heading = Content.assemble((f"{name[:1].upper()}{name[1:]}", "bold"), ": ", (one.grade.value, style))
    yield Content.styled(sign, style), heading
    for sentence in one.evidence:
        yield Content(""), literal(sentence)
    yield Content(""), literal(one.advice, "$text-muted")
    yield Content(""), Content("")
