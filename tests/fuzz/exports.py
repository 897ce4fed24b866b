"""Exports of platforms in their real shape, in which something has gone wrong at random."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import polars as pl

import engagement_metrics
from tests.fuzz.inputs import value
from tests.sources import (
    test_activitystreams,
    test_ga4,
    test_hubspot,
    test_klaviyo,
    test_magento,
    test_mailchimp,
    test_mailgun,
    test_meta,
    test_postmark,
    test_reviews,
    test_segment,
    test_sendgrid,
    test_ses,
    test_shopify,
    test_shopify_api,
    test_stripe,
    test_surveys,
    test_woocommerce,
)

em: Any = engagement_metrics


def _table(header: str, rows: list[str]) -> list[dict[str, Any]]:
    return list(csv.DictReader([header, *rows]))


SHOP = [test_segment.FIRST, test_segment.SECOND, test_segment.PART, test_segment.CANCELLED]
SURVEY = {"question": test_surveys.QUESTION, "survey": "nps"}
# The documents of each platform, and what else its function must be told.
EXPORTS: Mapping[str, tuple[list[Any], dict[str, Any]]] = {
    "activitystreams_events": (
        [test_activitystreams.LIKE, test_activitystreams.SHARE, test_activitystreams.FOLLOW],
        {},
    ),
    "facebook_posts": ([test_meta.post(1), test_meta.post(2)], {}),
    "ga4_events": (test_ga4.ROWS, {}),
    "ga4_sessions": (test_ga4.ROWS, {}),
    "google_reviews": ([test_reviews.google(1), test_reviews.google(2)], {}),
    "hubspot_email_events": (test_hubspot.EVENTS, {}),
    "instagram_posts": (test_meta.POSTS, {}),
    "klaviyo_events": (test_klaviyo.EVENTS, {"metrics": test_klaviyo.METRICS}),
    "magento_orders": ([test_magento.ROW, test_magento.GUEST], {}),
    "mailchimp_email_events": (test_mailchimp.EMAILS, {}),
    "mailgun_events": (test_mailgun.EVENTS, {}),
    "postmark_events": (test_postmark.POSTED, {}),
    "segment_orders": (SHOP, {}),
    "segment_refunds": (SHOP, {}),
    "sendgrid_events": (test_sendgrid.POSTED, {}),
    "ses_events": (test_ses.POSTED, {}),
    "shopify_api_orders": ([test_shopify_api.order(1), test_shopify_api.order(2)], {}),
    "shopify_orders": (_table(test_shopify.HEADER, test_shopify.ROWS), {}),
    "stripe_payments": (_table(test_stripe.HEADER, test_stripe.COMMA), {}),
    "survey_responses": ([{"Timestamp": "2025-03-01", test_surveys.QUESTION: "9"}] * 2, SURVEY),
    "woocommerce_orders": ([test_woocommerce.order(1), test_woocommerce.order(2)], {}),
    "woocommerce_reviews": ([test_woocommerce.review(1), test_woocommerce.review(2)], {}),
}


def mutated(random: Random, part: Any) -> Any:  # noqa: ANN401 (a part of a document)
    """The same with some parts gone, and others that are something else."""
    if random.random() < 0.02:
        return value(random)
    if isinstance(part, Mapping):
        kept = {name: one for name, one in part.items() if random.random() > 0.02}
        return {name: mutated(random, one) for name, one in kept.items()}
    if isinstance(part, list):
        return [mutated(random, one) for one in part if random.random() > 0.05]
    return part


def export(random: Random, folder: Path) -> tuple[Callable[..., Any], dict[str, Any]]:
    """A function that reads exports, and what it is given."""
    name = random.choice(sorted(EXPORTS))
    documents, more = EXPORTS[name]
    rows = [mutated(random, one) for one in random.choices(documents, k=random.randint(0, 6))]
    read, raw = getattr(em.sources, name), _given(random, rows, folder)
    if isinstance(raw, Path) and random.random() < 0.5:
        return (lambda raw, **given: read(em.sources.scan(raw), **given)), {"raw": raw, **more}
    return read, {"raw": raw, **more}


def _given(random: Random, rows: list[Any], folder: Path) -> Any:  # noqa: ANN401
    way = random.choice(("documents", "pandas", "polars", "json", "lines"))
    if way in ("json", "lines"):
        path = folder / f"export.{'json' if way == 'json' else 'jsonl'}"
        texts = [json.dumps(row, default=str) for row in rows]
        path.write_text(f"[{','.join(texts)}]" if way == "json" else "\n".join(texts), "utf-8")
        return path
    tables = [row for row in rows if isinstance(row, dict)]
    try:
        if way == "pandas":
            return pd.DataFrame(tables)
        if way == "polars":
            return pl.DataFrame(tables, strict=False, infer_schema_length=None)
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 (such a frame cannot be)
        return rows
    return rows
