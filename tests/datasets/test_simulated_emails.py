"""The newsletter of the simulated shop: what bounces, what people read, what machines open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from engagement_metrics.datasets import Shop

AFTER = pd.Timestamp("2025-01-01")
"""Midnight after the last day that is simulated."""


def messages(shop: Shop, kind: str, *, machine: bool = False) -> set[str]:
    events = shop.emails
    return set(
        events.loc[(events["type"] == kind) & (events["is_machine"] == machine), "message_id"]
    )


def test_a_message_is_delivered_or_bounces(shop: Shop) -> None:
    sent, delivered = messages(shop, "sent"), messages(shop, "delivered")
    bounced = messages(shop, "bounced")
    assert not delivered & bounced
    assert delivered | bounced <= sent
    # The last newsletter's bounces may be a few minutes away when records end.
    assert len(sent - delivered - bounced) < 5
    assert 0.001 < len(bounced) / len(sent) < 0.03
    for kind in ("opened", "clicked", "unsubscribed", "complained"):
        assert messages(shop, kind) <= delivered
    assert messages(shop, "opened", machine=True) <= delivered


def test_events_of_a_message_agree_and_follow_its_sending(shop: Shop) -> None:
    shared = ["message_id", "recipient", "customer_id", "campaign_id", "sent_at"]
    assert shop.emails[shared].drop_duplicates()["message_id"].is_unique
    assert (shop.emails["occurred_at"] >= shop.emails["sent_at"]).all()
    once = shop.emails[["campaign_id", "recipient", "message_id"]].drop_duplicates()
    assert not once.duplicated(["campaign_id", "recipient"]).any()


def test_newsletters_go_out_every_second_wednesday(shop: Shop) -> None:
    days = sorted(shop.emails["campaign_id"].unique())
    assert days[:2] == ["newsletter-2022-01-05", "newsletter-2022-01-19"]
    assert len(days) == 78
    assert set(shop.emails["sent_at"].dt.day_name()) == {"Wednesday"}
    assert set(shop.emails["sent_at"].dt.hour) == {9}


def test_nothing_is_sent_after_a_hard_bounce_or_an_unsubscription(shop: Shop) -> None:
    events = shop.emails
    ends = events["type"].isin(["unsubscribed", "complained"]) | (events["bounce_type"] == "hard")
    end = events[ends].groupby("recipient")["occurred_at"].min()
    assert len(end) > 20
    later = events["recipient"].map(end).dropna()
    assert (events.loc[later.index, "sent_at"] <= later).all()
    assert set(events["bounce_type"].dropna()) == {"hard", "soft"}
    assert (events["bounce_type"].notna() == (events["type"] == "bounced")).all()


def test_some_people_read_everything_and_some_nothing(shop: Shop) -> None:
    truth = shop.truth.customers.set_index("customer_id")
    visible = truth[~truth["uses_privacy_proxy"] & ~truth["blocks_images"]].index
    events = shop.emails[shop.emails["customer_id"].isin(visible)]
    delivered = events[events["type"] == "delivered"].groupby("customer_id")["message_id"].nunique()
    opened = events[events["type"] == "opened"].groupby("customer_id")["message_id"].nunique()
    rates = opened.reindex(delivered.index, fill_value=0)[delivered >= 20] / delivered
    rates = rates.dropna()
    assert (rates < 0.1).mean() > 0.25
    assert (rates > 0.9).mean() > 0.05
    # The middle fifth is the rarest: the distribution is U-shaped.
    assert rates.between(0.4, 0.6).mean() < (rates > 0.8).mean() < (rates < 0.2).mean()


def test_proxies_open_nearly_everything_and_show_no_human_opens(shop: Shop) -> None:
    truth = shop.truth.customers.set_index("customer_id")
    events = shop.emails
    proxied = events["customer_id"].map(truth["uses_privacy_proxy"]).astype(bool)
    delivered = set(events.loc[proxied & (events["type"] == "delivered"), "message_id"])
    by_machine = messages(shop, "opened", machine=True)
    assert by_machine <= delivered
    assert len(by_machine) / len(delivered) == pytest.approx(0.97, abs=0.01)
    assert not events.loc[proxied & (events["type"] == "opened") & ~events["is_machine"]].size
    assert set(events.loc[events["is_machine"], "type"]) == {"opened"}


def test_most_opens_come_within_two_days_and_few_after_seven(shop: Shop) -> None:
    events = shop.emails[shop.emails["sent_at"] < AFTER - pd.Timedelta(days=30)]
    people = events[(events["type"] == "opened") & ~events["is_machine"]]
    lag = (
        people.groupby("message_id")["occurred_at"].min()
        - people.groupby("message_id")["sent_at"].first()
    )
    assert (lag <= pd.Timedelta(days=2)).mean() > 0.9
    assert 0 < (lag > pd.Timedelta(days=7)).mean() < 0.03


def test_some_clicks_have_no_open(shop: Shop) -> None:
    clicked, opened = messages(shop, "clicked"), messages(shop, "opened")
    assert 0 < len(clicked - opened) < len(clicked & opened)
