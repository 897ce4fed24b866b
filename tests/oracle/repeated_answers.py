"""Surveys of which each respondent counts with one answer: the last in the window, or the first."""

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Literal

from .definitions import Definition, minus, previous
from .family_definitions import answers_to, survey_definitions
from .terms import Row, Term, UnitRows

Which = Literal["first", "last"]


@dataclass(frozen=True)
class OneAnswer(UnitRows):
    """A respondent, as seen from a window in which one answer counts."""

    survey: str = ""
    which: Which = "last"

    def rows(self, kind: str, *, lag: int = 0, before: bool = False) -> list[Row]:
        """The one answer, if there is any."""
        finished = answers_to(self.survey)
        found = [row for row in super().rows(kind, lag=lag, before=before) if finished(row)]
        ordered = sorted(found, key=itemgetter("responded_at", "response_id"))
        return ordered[:1] if self.which == "first" else ordered[-1:]


def one_answer(definition: Definition, survey: str, which: Which) -> Definition:
    """The metric of one answer of each respondent."""

    def seen(unit: UnitRows) -> OneAnswer:
        return OneAnswer(unit.entries, unit.windows, unit.shift, survey=survey, which=which)

    def of_one(term: Term) -> Term:
        return lambda unit: term(seen(unit))

    return replace(
        definition,
        terms=tuple(of_one(term) for term in definition.terms),
        picked=lambda unit: float(len(seen(unit).rows("surveys"))),
    )


def definitions() -> dict[str, Definition]:
    """Some of them."""
    of_all = survey_definitions()
    return {
        "nps_last": one_answer(of_all["nps"], "nps", "last"),
        "nps_first_weighted": one_answer(of_all["nps_weighted"], "nps", "first"),
        "csat_first": one_answer(of_all["csat"], "csat", "first"),
        "csat_last": one_answer(of_all["csat"], "csat", "last"),
        "mean_survey_score_last": one_answer(of_all["mean_survey_score"], "csat", "last"),
        "ces_last": one_answer(of_all["ces"], "ces", "last"),
        "csat_change_of_first": change(one_answer(of_all["csat"], "csat", "first")),
        "csat_change_of_last": change(one_answer(of_all["csat"], "csat", "last")),
    }


def change(metric: Definition) -> Definition:
    """The metric less that of the window before."""
    return replace(minus(metric, previous(metric)), picked=metric.picked)
