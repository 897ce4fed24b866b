"""Sites and apps: published examples, intervals by hand, and what is refused."""

import math
from statistics import geometric_mean, mean, stdev
from typing import Any

import pandas as pd
import pytest
from scipy.special import stdtrit

import engagement_metrics as em


def events(*steps: tuple[str, str], **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(list(steps), columns=["device_id", "name"])
    return frame.assign(occurred_at=pd.Timestamp("2025-03-01"), **columns)


def test_pages_of_a_session_do_not_add_up() -> None:
    """Google's own example: /home, /products, /home is 1 and 1 by page, and 1 in all."""
    seen = em.count(em.WebEvent, where={"name": "page_view"})

    @em.metric(unit="visitors")
    def visitors_of_a_page() -> em.Formula:
        return em.total(seen >= 1)

    path = events(*(("a", "page_view"),) * 3, page=["/home", "/products", "/home"])
    assert list(visitors_of_a_page(path, by="page")["visitors_of_a_page"]) == [1, 1]
    assert visitors_of_a_page(path) == 1


def sessions(**columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.assign(
        session_id=range(len(frame)), device_id="d", started_at=pd.Timestamp("2025-03-01")
    )


def test_a_page_read_for_a_minute_bounced_only_in_the_old_sense() -> None:
    frame = sessions(page_views=[1], engagement_ms=[60_000])
    assert em.visit_bounce_rate(frame, engaged="computed") == 0
    assert em.visit_bounce_rate(frame, sense="single_page") == 1


def test_ten_seconds_engage_unless_the_property_says_otherwise() -> None:
    frame = sessions(page_views=[1, 1], engagement_ms=[10_000, 9_999])
    assert em.engaged_visit_rate(frame, engaged="computed") == 0.5
    assert em.engaged_visit_rate(frame, engaged="computed", seconds=60) == 0


@pytest.mark.parametrize(
    ("metric", "wrong"),
    [
        (em.engaged_visit_rate, {"engaged": "guess"}),
        (em.engaged_visit_rate, {"engaged": "computed", "seconds": 0}),
        (em.visit_bounce_rate, {"sense": "old"}),
    ],
)
def test_what_parameters_cannot_be(metric: Any, wrong: dict[str, object]) -> None:  # noqa: ANN401
    with pytest.raises(em.InvalidArgumentError):
        metric.using(**wrong)


def test_what_is_not_known_of_a_session_is_no_zero() -> None:
    rate = em.conversion_rate(sessions(key_events=[1.0, 0.0, None]))
    assert (rate, rate.excluded) == (0.5, {"not_counted": 1})


def test_a_purchase_by_somebody_else_saves_no_cart() -> None:
    frame = events(("a", "add_to_cart"), ("b", "purchase"))
    assert em.cart_abandonment_rate(frame) == 1


def test_names_of_events_are_parameters() -> None:
    frame = events(("a", "basket"), ("b", "cart"), ("b", "sold"))
    assert em.cart_abandonment_rate(frame, cart=["basket", "cart"], purchase="sold") == 0.5


def test_clicks_of_those_who_gave_up_are_not_counted() -> None:
    frame = events(("a", "click"), ("a", "task_complete"), ("b", "click"), ("b", "click"))
    assert em.clicks_per_task(frame) == 1


def test_time_on_task_is_a_geometric_mean_with_the_interval_of_its_logarithm() -> None:
    times = [12.0, 15.5, 31.0, 240.0]
    frame = events(*((who, "task_complete") for who in "abcd"), duration_s=times)
    logs = [math.log(time) for time in times]
    half = float(stdtrit(3, 0.975)) * stdev(logs) / 2
    found = em.time_on_task(frame)
    assert found == pytest.approx(geometric_mean(times), rel=1e-6)
    limits = math.exp(mean(logs) - half), math.exp(mean(logs) + half)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-5)


def test_a_task_that_took_no_time_is_refused() -> None:
    frame = events(("a", "task_complete"), ("b", "task_complete"), duration_s=[0.0, 3.0])
    with pytest.raises(em.InvalidRecordsError, match=r"infinite in 1 row .* position 0"):
        em.time_on_task(frame)


def test_exp_of_what_is_no_mean_has_no_interval() -> None:
    purchases = em.count(em.WebEvent, where={"name": "purchase"})

    @em.metric(unit="nothing")
    def exponential() -> em.Formula:
        return em.exp(em.total(purchases))

    found = exponential(events(("a", "purchase"), ("b", "purchase")))
    assert found == pytest.approx(math.e**2)
    assert math.isnan(found.low)


def test_time_on_task_of_the_window_before() -> None:
    frame = events(("a", "task_complete"), ("a", "task_complete"), duration_s=[4.0, 9.0])
    frame["occurred_at"] = pd.to_datetime(["2025-03-01", "2025-03-02"])
    earlier: Any = em.time_on_task.previous
    assert earlier(frame, window="1d") == pytest.approx(4)
