"""Exports of survey tools: one column a question, whose answers may be labels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.records.vocabulary import Survey
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, heights, text
from engagement_metrics.sources.source import Source, Translated, records_of

if TYPE_CHECKING:
    import polars as pl

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "response_id": ("Response ID", "ResponseId", "Respondent ID", "#"),
    "respondent_id": ("Email Address", "Email", "RecipientEmail", "Respondent ID"),
    "responded_at": (
        "End Date", "EndDate", "RecordedDate", "Date Submitted", "Submit Date (UTC)",
        "Submitted at", "Timestamp",
    ),
}  # fmt: skip
# The scales that the questions are asked on unless one is given.
SCALES: Mapping[str, tuple[float, float]] = {
    "nps": (0.0, 10.0),
    "csat": (1.0, 5.0),
    "ces": (1.0, 7.0),
}
# SurveyMonkey has a second row of headers.
SECOND_HEADER = ("response", "open-ended response")
HEADER_ROW = "second row of headers"
# A number before a label, as in "10 - Extremely likely", or behind it, as in "Very good (5)".
_BEFORE = r"^([0-9]{1,3}(?:[.][0-9]+)?)(?:$|[^0-9.,%/])"
_BEHIND = r"^[^0-9]*[ (]([0-9]{1,3})\)?$"


def survey_responses(
    raw: object,
    *,
    question: str,
    survey: Survey,
    scale: tuple[float, float] | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Responses to one question of a survey, from the export of a survey tool.

    An answer is a number, or a label with one, such as "10 - Extremely likely". An empty answer is
    a survey that was begun and not finished; its score is missing.

    Args:
        raw: The export: a frame of any kind, a list of dicts, or the path of a file, of a folder of
            files, or a pattern.
        question: The column that holds the answers: in most tools the question itself.
        survey: What it asks: "nps", "csat", "ces" or "other".
        scale: The lowest and the highest answer that could be given; by default 0 to 10 for "nps",
            1 to 5 for "csat" and 1 to 7 for "ces".
        labels: The scores of labels without a number, as in {"Very satisfied": 5}.
        invalid: What becomes of rows that break a rule, as in every source.
        **options: How the export is to be read, as in every source. Tools differ in what they call
            their columns: `columns={"responded_at": "Completed"}` names yours, and `dates` says
            how dates are written, such as "month_first".

    Returns:
        A canonical frame of the kind that came in; pandas of paths and lists. With "drop" and
        "keep" the pair of it and a `Report`.

    Raises:
        InvalidArgumentError: No scale is known for the survey.
        MissingColumnError: The export lacks a column that is needed; the message says for what.
        InvalidRecordsError: Answers are no numbers, or not on the scale, or other rules are broken.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [{"Submit Date (UTC)": "2025-03-01 10:00Z", "Recommend?": "10 - Very likely"}]
        >>> em.sources.survey_responses(answers, question="Recommend?", survey="nps").score[0]
        np.float64(10.0)
    """
    ends = scale or SCALES.get(survey)
    if ends is None:
        message = (
            f"survey={survey!r} has no scale of its own; say scale=(lowest, highest), or survey= "
            f"one of {', '.join(map(repr, SCALES))}"
        )
        raise InvalidArgumentError(message)
    layout = Layout(
        platform="survey",
        title="export of a survey",
        columns={**COLUMNS, "score": (question,)},
        needed={"responded_at": "when the survey was answered", "score": "the answers"},
    )
    said = {word.strip().lower(): str(score) for word, score in (labels or {}).items()}
    made = partial(translate, survey=survey, scale=ends, labels=said)
    return records_of(raw, Source("SurveyResponse", layout, made), invalid, options)


def translate(
    export: Export,
    asked: Asked,
    *,
    survey: str,
    scale: tuple[float, float],
    labels: Mapping[str, str],
) -> Translated:
    """Answers as scores on a scale."""
    import polars as pl

    answer = text(export, "score")
    header = answer.str.to_lowercase().is_in(SECOND_HEADER).fill_null(value=False)
    rows = export.rows.filter(~header)
    named = rows.select(
        POSITION,
        *as_written(export, "response_id", "responded_at"),
        *export.beside(asked),
        text(export, "respondent_id").str.to_lowercase().alias("respondent_id"),
        _scored(answer, labels).alias("score"),
        pl.lit(survey).alias("survey"),
        pl.lit(scale[0]).alias("scale_min"),
        pl.lit(scale[1]).alias("scale_max"),
    )
    every, answers = heights(export.rows, rows)
    return Translated(named, left_out={HEADER_ROW: every - answers})


def _scored(answer: pl.Expr, labels: Mapping[str, str]) -> pl.Expr:
    """The number in an answer; what has none stays as it is, and is no number."""
    import polars as pl

    known = answer.str.to_lowercase().replace_strict(labels, default=None, return_dtype=pl.String)
    return pl.coalesce(known, answer.str.extract(_BEFORE), answer.str.extract(_BEHIND), answer)
