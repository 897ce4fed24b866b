"""Responses to surveys: how satisfied or how likely to recommend people say they are."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Identifier, Moment, Number, PersonalId, PersonalText
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SURVEYS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Survey


class SurveyResponse(Record):
    """One answer to one question on a scale.

    Examples:
        >>> from engagement_metrics import SurveyResponse
        >>> SurveyResponse(
        ...     survey="nps", score=9, scale_min=0, scale_max=10, responded_at="2025-03-01"
        ... ).weight
        1.0
    """

    row_source: ClassVar[RowSource] = SURVEYS
    key: ClassVar[tuple[str, ...]] = ("response_id",)
    ordered: ClassVar[tuple[tuple[str, str], ...]] = (
        ("scale_min", "score"),
        ("score", "scale_max"),
    )

    response_id: Identifier | None = None
    """The response's id, unique in the data."""

    respondent_id: PersonalId | None = None
    """Who answered, as the survey tool knows them."""

    customer_id: PersonalId | None = None
    """The customer who answered, where known."""

    survey: Survey
    """Which question: likelihood to recommend, satisfaction, effort, or another."""

    score: Number | None = None
    """The answer; missing where the survey was begun and not finished."""

    scale_min: Number | None = None
    """The lowest answer that could be given."""

    scale_max: Number | None = None
    """The highest answer that could be given."""

    higher_is_better: bool = True
    """Whether a higher answer is a better one."""

    responded_at: Moment
    """When it was answered."""

    invited_at: Moment | None = None
    """When the invitation was sent."""

    touchpoint: str | None = None
    """After what it was asked: purchase, support, delivery, ..."""

    weight: Number = 1.0
    """How many people the answer stands for."""

    comment: PersonalText | None = None
    """What was written beside the score."""

    source: str | None = None
    """Which survey tool the record is from."""
