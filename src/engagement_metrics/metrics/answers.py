"""Answers to a survey, of which respondents may give several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.metrics.email import one_of
from engagement_metrics.metrics.scales import Scale, scale_of
from engagement_metrics.records.kinds import SURVEYS

Answers: TypeAlias = Literal["all", "last", "first"]


@dataclass(frozen=True)
class Asked:
    """The answers to a survey.

    Attributes:
        survey: Which survey.
        scale: The lowest and the highest score.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count.
    """

    survey: str
    scale: Scale
    weights: str | None
    answers: Answers

    def __post_init__(self) -> None:
        one_of("answers", self.answers, get_args(Answers))

    @property
    def finished(self) -> RowExpression:
        """Whether a response is an answer to the survey."""
        score = column("score", within=scale_of(self.scale))
        answered: RowExpression = column("survey", default=self.survey) == self.survey
        return answered & ~score.is_null()

    def count(self, condition: RowExpression | None = None) -> Measure:
        """How many answers there are, or how many people they stand for."""
        where = self.finished if condition is None else self.finished & condition
        if self.weights is not None:
            return self._picked(sum_of(SURVEYS, self.weights, where=where))
        return self._picked(count(SURVEYS, where=where))

    def added(self, value: RowExpression) -> Measure:
        """What the answers add up to."""
        weighted = value if self.weights is None else value * column(self.weights)
        return self._picked(sum_of(SURVEYS, weighted, where=self.finished))

    def _picked(self, measure: Measure) -> Measure:
        if self.answers == "all":
            return measure
        return replace(measure, pick=self.answers, among=self.finished)
