"""Means of ratios over campaigns and shops, which are not the ratio of all."""

import math
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

DAY = date(2025, 3, 1)


def emails(*campaigns: tuple[str | None, int, int]) -> pl.DataFrame:
    """Messages of campaigns: how many were delivered, and how many of these opened."""
    rows = [
        {"campaign_id": campaign, "opened": number < opened}
        for campaign, delivered, opened in campaigns
        for number in range(delivered)
    ]
    return pl.DataFrame(rows).with_columns(
        sent_at=pl.lit(DAY), recipient=pl.int_range(pl.len()).cast(pl.String)
    )


# 2 %, 10 % and 30 %.
THREE = emails(("large", 100, 2), ("middle", 20, 2), ("small", 10, 3))


@pytest.mark.parametrize("make", [pl.DataFrame.to_pandas, lambda f: duckdb.from_df(f.to_pandas())])
def test_large_campaigns_weigh_no_more_than_small_ones(make: Any) -> None:  # noqa: ANN401
    rows = make(THREE)
    pooled, mean = em.newsletter_open_rate(rows), em.mean_open_rate_of_campaigns(rows)
    of_each = em.newsletter_open_rate(rows, by="campaign_id")
    assert pooled == 7 / 130
    assert list(of_each["newsletter_open_rate"]) == pytest.approx([0.02, 0.1, 0.3])
    assert mean == pytest.approx(0.14, abs=1e-12)
    error = math.sqrt(((0.02 - 0.14) ** 2 + (0.1 - 0.14) ** 2 + (0.3 - 0.14) ** 2) / 2 / 3)
    assert mean.std_error == pytest.approx(error)
    # Student's t with 2 degrees of freedom at 97.5 %, as in every table of it; clipped.
    assert mean.high == pytest.approx(0.14 + 4.302653 * error, abs=1e-6)
    assert mean.low == 0
    assert (mean.units, mean.rows, mean.denominator) == (3, 130, 3)


def test_messages_of_no_campaign_are_left_out() -> None:
    rows = emails(("a", 10, 5), (None, 90, 0))
    one = em.mean_open_rate_of_campaigns(rows)
    assert (one, one.excluded) == (0.5, {"no_campaign": 90})
    assert em.newsletter_open_rate(rows) == 0.05


def test_campaigns_of_which_nothing_arrived_have_no_rate() -> None:
    rows = emails(("a", 10, 5), ("b", 3, 0)).with_columns(delivered=pl.col("campaign_id") == "a")
    one = em.mean_open_rate_of_campaigns(rows)
    assert (one, one.units) == (0.5, 1)
    assert em.mean_delivery_rate_of_campaigns(rows) == 0.5
    assert math.isnan(em.mean_open_rate_of_campaigns(rows.filter(campaign_id="b")))


def test_any_ratio_of_counts_and_sums() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "b", "a", None],
            "ordered_at": DAY,
            "shop": ["north", "north", "south", "south"],
            "amount": [10.0, 30.0, 7.0, 8.0],
        }
    )
    mean = em.mean_of(em.average_order_value, "shop")
    assert mean.name == "mean_average_order_value_of_shops"
    assert mean(orders) == (20 + 7.5) / 2
    assert em.average_order_value(orders) == 55 / 4
    named = em.mean_of(em.average_order_value, "shop", name="shop_value")
    table = named(orders, every="1d", window="1d", detail=True)
    assert table["shop_value"].to_list() == [13.75]
    assert table["units"].to_list() == [2]
    state = em.reduce(orders, [named])
    assert named(state) == 13.75


def test_the_mean_of_the_window_before() -> None:
    earlier = emails(("spring", 10, 4), ("spring two", 2, 1)).with_columns(sent_at=date(2025, 2, 1))
    rows = pl.concat([THREE, earlier])
    before = em.mean_open_rate_of_campaigns.previous
    assert before(rows, window="28d", as_of=DAY) == pytest.approx(0.45)


def test_parameters_stay() -> None:
    mean = em.mean_of(em.click_rate, "campaign_id").using(denominator="sent")
    rows = THREE.with_columns(clicked=pl.col("opened"))
    assert mean(rows) == pytest.approx(0.14)


@pytest.mark.parametrize(
    "metric", ["repeat_purchase_rate", "order_count", "median_order_value", "stickiness"]
)
def test_what_is_counted_by_customer_is_no_ratio_of_a_campaign(metric: str) -> None:
    with pytest.raises(em.DefinitionError, match=f"{metric} is no ratio .* by='shop' gives"):
        em.mean_of(getattr(em, metric), "shop")


def test_only_metrics_have_means() -> None:
    with pytest.raises(em.ArgumentTypeError, match="mean_of takes a metric such as"):
        em.mean_of("click_rate", "campaign_id")
    with pytest.raises(em.DefinitionError, match="column name"):
        em.mean_of(em.click_rate, "campaign id")
    members = em.total(em.measures.members)

    def of_members() -> Any:  # noqa: ANN401
        return em.total(em.measures.orders) / members

    made = engagement_metrics.metric(unit="orders per customer")(of_members)
    with pytest.raises(em.DefinitionError, match="of_members is no ratio"):
        em.mean_of(made, "shop")


def test_it_is_written_and_explained() -> None:
    table = em.catalogue().set_index("name")["formula"]
    assert table["mean_delivery_rate_of_campaigns"] == (
        "total(count(emails where delivered) / count(emails where counts)) / "
        "total(count(emails where counts) != 0)"
    )
    told = str(
        em.explain(
            em.mean_of(em.average_order_value, "shop"),
            duckdb.from_df(
                pl.DataFrame({"ordered_at": [DAY], "amount": [1.0], "shop": ["a"]}).to_pandas()
            ),
        )
    )
    assert "sum of (amount / orders) * 10000000000" in told


def test_pooled_and_mean_are_not_put_together() -> None:
    with pytest.raises(em.DefinitionError, match="a formula is over one kind of unit"):
        _ = em.mean_open_rate_of_campaigns - em.newsletter_open_rate
    both = em.summarize(
        emails=THREE, metrics=["newsletter_open_rate", "mean_open_rate_of_campaigns"]
    )
    assert both["value"].to_list() == pytest.approx([7 / 130, 0.14])
