"""Surveys: published values, repeated answers, weights and the wrong scale."""

from typing import Any

import pandas as pd
import pytest

import engagement_metrics as em


def answers(scores: list[float], survey: str = "nps", **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"score": scores, "survey": survey})
    frame["respondent_id"] = [f"respondent {n}" for n in range(len(scores))]
    return frame.assign(responded_at=pd.Timestamp("2025-03-01"), **columns)


@pytest.mark.parametrize(
    ("counts", "value", "low", "high"),
    [
        ((50, 30, 20), 30.0, 14.051, 44.201),
        ((24, 5, 7), 47.222, 18.417, 68.763),
        ((9, 3, 3), 40.0, -3.592, 70.259),
        ((15, 0, 0), 100.0, 61.556, 100.0),
    ],
)
def test_adjusted_wald(counts: tuple[int, int, int], value: float, low: float, high: float) -> None:
    """The form of MeasuringU (Sauro and Lewis, 2021): +3, of which 3/4 to each side; clipped."""
    promoters, passives, detractors = counts
    nps = em.nps(answers([9] * promoters + [8] * passives + [6] * detractors))
    assert (nps, nps.low, nps.high) == pytest.approx((value, low, high), abs=5e-4)


def test_every_score_once() -> None:
    """The categories of CRAN's NPS::npc(0:10): 7 detractors, 2 passives, 2 promoters."""
    assert em.nps(answers(list(range(11)))) == pytest.approx(100 * (2 - 7) / 11)


def test_all_of_one_respondent_say_nothing_of_others() -> None:
    nps = em.nps(answers([10, 10, 0]).assign(respondent_id="one"))
    assert (nps.units, nps.low, nps.high) == (1, -100, 100)


def test_repeated_answers_widen_the_interval() -> None:
    scores = [10, 10, 10, 10, 0, 0, 10, 10, 8, 8, 10, 10]
    apart, together = (
        em.nps(answers(scores)),
        em.nps(
            answers(scores, respondent=1).assign(respondent_id=[f"r{n // 2}" for n in range(12)])
        ),
    )
    assert together == apart
    assert together.high - together.low > apart.high - apart.low


def test_promoters_who_all_answered_twice_still_have_an_interval() -> None:
    nps = em.nps(answers([10] * 8).assign(respondent_id=[f"r{n // 2}" for n in range(8)]))
    assert (nps, nps.high) == (100, 100)
    assert -100 < nps.low < 100


def test_pooled_nps_is_the_weighted_mean_of_groups() -> None:
    frame = answers([10, 10, 0, 9, 3, 7, 2], touchpoint=list("aaabbbb"))
    groups = em.nps(frame, by="touchpoint", detail=True)
    pooled = (groups["nps"] * groups["units"]).sum() / groups["units"].sum()
    assert em.nps(frame) == pytest.approx(pooled)


def test_weights_are_people() -> None:
    assert em.nps(answers([10, 0], weight=[3.0, 1.0]), weights="weight") == 50


def test_a_scale_of_eleven_is_refused() -> None:
    with pytest.raises(em.InvalidRecordsError, match=r"score of surveys is outside 0 to 10"):
        em.nps(answers([11, 9]))


def test_other_surveys_may_have_other_scales() -> None:
    frame = pd.concat([answers([10, 9]), answers([85], survey="other")])
    frame["respondent_id"] = ["a", "b", "c"]
    nps = em.nps(frame)
    assert (nps, nps.excluded) == (100, {"not_counted": 1})


def test_the_conventions_of_csat() -> None:
    assert em.csat(answers([5, 4, 3, 2], "csat")) == 0.5
    assert em.csat(answers([7, 6, 3, 2], "csat"), scale=(1, 7), top=1) == 0.25
    assert em.csat(answers([1, 1, 0, 1], "csat"), scale=(0, 1), top=1) == 0.75
    assert em.mean_survey_score(answers([5, 4, 3, 2], "csat")) == 3.5
    assert em.satisfaction_index(answers([10, 1], "csat")) == 50


def test_low_effort_is_good_in_the_first_ces_and_bad_in_the_second() -> None:
    first = {"scale": (1, 5), "higher_is_easier": False, "easy": 2}
    assert em.ces(answers([1, 2, 3, 5], "ces"), **first) == 0.5
    assert em.ces(answers([1, 2, 3, 5], "ces")) == 0.25
    assert em.net_ease_score(answers([7, 6, 4, 2], "ces")) == 25


def test_data_without_the_kind_of_survey_is_of_the_one_asked_for() -> None:
    assert em.nps(answers([10, 0]).drop(columns="survey")) == 0


def test_boxes_are_whole_numbers() -> None:
    for top in (0, 1.5, True):
        with pytest.raises(em.InvalidArgumentError, match="whole number of scores"):
            em.csat.using(top=top)


def test_answers_to_invitations() -> None:
    emails = pd.DataFrame({"customer_id": list("abcd"), "opened": False})
    emails["recipient"] = emails["customer_id"] + "@example.org"
    emails["campaign_id"] = ["survey", "survey", "again", "spring"]
    emails["sent_at"] = pd.Timestamp("2025-03-01")
    surveys = answers([9, 7]).assign(customer_id=["a", "b"])
    records: dict[str, Any] = {"surveys": surveys, "emails": emails}
    assert em.survey_response_rate(**records) == 0.5
    assert em.survey_response_rate(**records, campaign="survey") == 1
    several = em.survey_response_rate(**records, campaign=["survey", "again"])
    assert several == pytest.approx(2 / 3)
