"""Exports of surveys: labels are scores, empty answers partial, second headers no answers."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

QUESTION = "How likely are you to recommend us?"


def answered(*answers: object, **options: object) -> Any:  # noqa: ANN401 (a frame)
    raw = [
        {"Respondent ID": 2**53 + i, "End Date": f"2025-03-{i + 1:02}T10:00Z", QUESTION: answer}
        for i, answer in enumerate(answers)
    ]
    given = {"question": QUESTION, "survey": "nps", **options}
    return em.sources.survey_responses(raw, **given)


def test_labels_are_scores() -> None:
    responses = answered(
        "10 - Extremely likely", "0 - Not at all likely", "9", 7, "8: likely", "Quite likely (6)"
    )

    assert responses["score"].tolist() == [10.0, 0.0, 9.0, 7.0, 8.0, 6.0]
    assert set(responses["survey"]) == {"nps"}
    assert (responses["scale_min"][0], responses["scale_max"][0]) == (0.0, 10.0)
    assert responses["response_id"].tolist()[1] == str(2**53 + 1)


def test_empty_answers_stay_without_a_score() -> None:
    responses = answered("10", None, " ")

    assert responses["score"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("answer", ["Maybe", "11", "9/10", "5%"])
def test_what_is_no_score_is_refused(answer: str) -> None:
    with pytest.raises(em.InvalidRecordsError, match="score"):
        answered("10", answer)


def test_words_have_the_scores_that_the_caller_gives() -> None:
    labels = {"Very satisfied": 5, "satisfied ": 4}
    responses = answered("very satisfied", "Satisfied", "3", survey="csat", labels=labels)

    assert responses["score"].tolist() == [5.0, 4.0, 3.0]
    assert responses["scale_max"][0] == 5.0


def test_a_second_row_of_headers_is_left_out() -> None:
    responses, report = answered("Response", "10", invalid="drop")

    assert responses["score"].tolist() == [10.0]
    assert report.left_out == {"second row of headers": 1}


def test_a_question_without_a_scale_needs_one() -> None:
    with pytest.raises(em.InvalidArgumentError, match="has no scale of its own"):
        answered("3", survey="other")
    assert answered("3", survey="other", scale=(1, 4))["scale_max"][0] == 4.0


def test_files_whose_columns_have_other_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes(
        b'\xef\xbb\xbf"Completed","Email Address","Score"\n3/14/2025 9:30,Ada@Example.org,10\n'
    )
    options = {"columns": {"responded_at": "Completed"}, "dates": "month_first"}

    with pytest.raises(em.MissingColumnError, match="when the survey was answered"):
        em.sources.survey_responses(path, question="Score", survey="nps")
    responses = em.sources.survey_responses(path, question="Score", survey="nps", **options)
    assert responses["responded_at"].tolist() == [pd.Timestamp("2025-03-14 09:30")]
    assert responses["respondent_id"].tolist() == ["ada@example.org"]
