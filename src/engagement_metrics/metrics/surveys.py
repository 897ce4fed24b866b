"""What people answer when they are asked: would they recommend, are they satisfied, was it easy."""

from __future__ import annotations

from collections.abc import Sequence

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.metrics.answers import Answers, Asked
from engagement_metrics.metrics.email import messages_judged
from engagement_metrics.metrics.scales import Scale, scale_of
from engagement_metrics.records.kinds import SURVEYS

# Reichheld, 2003.
PROMOTERS_FROM = 9
DETRACTORS_TO = 6


def _ends(scale: Scale, boxes: int, *, high: bool) -> RowExpression:
    """Whether a score is among so many at one end of the scale."""
    low_end, high_end = scale_of(scale)
    number: object = boxes
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        message = f"{boxes!r} must be a whole number of scores at one end of the scale"
        raise InvalidArgumentError(message)
    score = column("score")
    return score >= high_end - (boxes - 1) if high else score <= low_end + (boxes - 1)


@metric(
    unit="points",
    bounds=(-100, 100),
    guests=True,
    higher_is_better=True,
    source="F. Reichheld, 2003; interval: B. Rocks, The American Statistician 70, 2016, and "
    "J. Sauro and J. Lewis, 2021",
)
def nps(weights: str | None = None, *, answers: Answers = "all") -> Formula:
    """How likely people are to recommend the company: the Net Promoter Score.

    `100 * (promoters - detractors) / answers`, where promoters answer 9 or 10 and detractors 0 to 6
    on a scale from 0 to 10. Who answered more than once counts each time, and the interval knows.

    Args:
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> scores = [10] * 50 + [8] * 30 + [3] * 20
        >>> answers = [
        ...     {"respondent_id": n, "survey": "nps", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate(scores)
        ... ]
        >>> em.nps(answers, window="1d")
        nps 30 (95 % CI 14 to 44, 100 respondents, 2025-03-01 to 2025-03-01)
    """
    asked, score = Asked("nps", (0, 10), weights, answers), column("score")
    promoters = asked.count(score >= PROMOTERS_FROM)
    detractors = asked.count(score <= DETRACTORS_TO)
    return 100 * ((total(promoters) - total(detractors)) / total(asked.count()))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="top-two-box: answers of 4 and 5 / answers; Zendesk with scale=(0, 1), top=1",
)
def csat(
    scale: Scale = (1, 5), *, top: int = 2, weights: str | None = None, answers: Answers = "all"
) -> Formula:
    """Which share of those asked is satisfied: customer satisfaction as a top-two-box score.

    `answers among the top scores / answers`.

    Args:
        scale: The lowest and the highest score; a score outside is an error.
        top: How many scores at the top count as satisfied.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": n, "survey": "csat", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate([5, 4, 4, 3, 1])
        ... ]
        >>> float(em.csat(answers))
        0.6
    """
    asked = Asked("csat", scale, weights, answers)
    return total(asked.count(_ends(scale, top, high=True))) / total(asked.count())


@metric(
    unit="score",
    guests=True,
    source="mean of the answers, the other way to report satisfaction and effort",
)
def mean_survey_score(
    survey: str = "csat",
    scale: Scale = (1, 5),
    *,
    weights: str | None = None,
    answers: Answers = "all",
) -> Formula:
    """What the average answer to a survey is.

    `sum of scores / answers`.

    Args:
        survey: Which survey: "csat", "ces", "nps" or "other".
        scale: The lowest and the highest score; a score outside is an error.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": n, "survey": "csat", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate([5, 4, 4, 3, 1])
        ... ]
        >>> float(em.mean_survey_score(answers))
        3.4
    """
    asked = Asked(survey, scale, weights, answers)
    return total(asked.added(column("score"))) / total(asked.count())


@metric(
    unit="points",
    bounds=(0, 100),
    guests=True,
    higher_is_better=True,
    source="American Customer Satisfaction Index: (mean - lowest) / (highest - lowest) * 100",
)
def satisfaction_index(
    scale: Scale = (1, 10), *, weights: str | None = None, answers: Answers = "all"
) -> Formula:
    """How satisfied people are, from 0 to 100.

    `100 * (mean score - lowest) / (highest - lowest)`.

    Args:
        scale: The lowest and the highest score; a score outside is an error.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": n, "survey": "csat", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate([10, 7, 4])
        ... ]
        >>> round(em.satisfaction_index(answers), 2)
        66.67
    """
    low, high = scale_of(scale)
    asked = Asked("csat", scale, weights, answers)
    above = asked.added(column("score") - low)
    return total(above) * (100 / (high - low)) / total(asked.count())


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="Gartner: answers of 5 and more on 1 to 7 (CES 2); CEB, 2010, for the scale of CES 1",
)
def ces(
    scale: Scale = (1, 7),
    *,
    higher_is_easier: bool = True,
    easy: int = 3,
    weights: str | None = None,
    answers: Answers = "all",
) -> Formula:
    """Which share of those asked found it easy: the Customer Effort Score.

    `answers at the easy end / answers`. By default "the company made it easy" on 1 to 7 (CES 2),
    of which 5 to 7 is easy. The older question, "how much effort did you have to put forth" on 1 to
    5 (CES 1), is `scale=(1, 5), higher_is_easier=False, easy=2`. The two are not comparable.

    Args:
        scale: The lowest and the highest score; a score outside is an error.
        higher_is_easier: Which end of the scale is the easy one.
        easy: How many scores at that end count as easy.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": n, "survey": "ces", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate([7, 5, 4, 1])
        ... ]
        >>> float(em.ces(answers))
        0.5
    """
    asked = Asked("ces", scale, weights, answers)
    return total(asked.count(_ends(scale, easy, high=higher_is_easier))) / total(asked.count())


@metric(
    unit="points",
    bounds=(-100, 100),
    guests=True,
    higher_is_better=True,
    source="net easy score: % of 5 to 7 less % of 1 to 3",
)
def net_ease_score(
    scale: Scale = (1, 7),
    *,
    higher_is_easier: bool = True,
    easy: int = 3,
    hard: int = 3,
    weights: str | None = None,
    answers: Answers = "all",
) -> Formula:
    """How many more found it easy than hard, in points.

    `100 * (answers at the easy end - answers at the hard end) / answers`.

    Args:
        scale: The lowest and the highest score; a score outside is an error.
        higher_is_easier: Which end of the scale is the easy one.
        easy: How many scores at that end count as easy.
        hard: How many scores at the other end count as hard.
        weights: The column that says how many people an answer stands for; None for one each.
        answers: Which answers of a respondent count: "all"; "last" or "first" of each window.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": n, "survey": "ces", "score": s, "responded_at": "2025-03-01"}
        ...     for n, s in enumerate([7, 5, 4, 1])
        ... ]
        >>> float(em.net_ease_score(answers))
        25.0
    """
    asked = Asked("ces", scale, weights, answers)
    found_easy = asked.count(_ends(scale, easy, high=higher_is_easier))
    found_hard = asked.count(_ends(scale, hard, high=not higher_is_easier))
    return 100 * ((total(found_easy) - total(found_hard)) / total(asked.count()))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="responses with an answer / responses begun",
)
def survey_completion_rate() -> Formula:
    """Which share of those who began a survey finished it.

    `responses with a score / responses`, of all surveys unless `where` says which.

    Examples:
        >>> import engagement_metrics as em
        >>> answers = [
        ...     {"respondent_id": "a", "survey": "nps", "score": 9, "responded_at": "2025-03-01"},
        ...     {"respondent_id": "b", "survey": "nps", "responded_at": "2025-03-01"},
        ... ]
        >>> float(em.survey_completion_rate(answers))
        0.5
    """
    return total(count(SURVEYS, where=~column("score").is_null())) / total(count(SURVEYS))


@metric(
    unit="responses per invitation",
    higher_is_better=True,
    source="completed responses / invitations delivered",
)
def survey_response_rate(
    campaign: str | Sequence[str] | None = None, *, open_days: int | None = 7
) -> Formula:
    """How many of the invitations by e-mail were answered.

    `responses with a score / messages delivered`, both of the window. It reads two kinds of record,
    both of which must carry the customer's id. Answers come after invitations: take a window that
    is long against that.

    Args:
        campaign: The `campaign_id`, or several, of the messages that invite; None if all do.
        open_days: After how many days a message's fate is settled, which is what `complete` tells;
            None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = [
        ...     {
        ...         "customer_id": name,
        ...         "recipient": f"{name}@example.org",
        ...         "sent_at": "2025-03-01",
        ...         "opened": True,
        ...     }
        ...     for name in "abcd"
        ... ]
        >>> surveys = [
        ...     {"customer_id": "a", "survey": "nps", "score": 9, "responded_at": "2025-03-04"}
        ... ]
        >>> float(em.survey_response_rate(surveys=surveys, emails=emails))
        0.25
    """
    messages = messages_judged("delivered", open_days=open_days, click_implies_open=True)
    invited = column("counts") == True  # noqa: E712 (a condition on rows)
    if campaign is not None:
        wanted = (campaign,) if isinstance(campaign, str) else tuple(campaign)
        invited &= column("campaign_id").is_in(wanted)
    answered = count(SURVEYS, where=~column("score").is_null())
    return total(answered) / total(count(messages, where=invited))
