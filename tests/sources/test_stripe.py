"""Stripe: failed payments are no orders, commas are no thousands, currencies are capitals."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

HEADER = (
    '"id","Created date (UTC)","Amount","Amount Refunded","Currency","Description","Fee",'
    '"PaymentIntent ID","Refunded date (UTC)","Status","Customer ID"'
)
COMMA = [
    '"ch_1","2025-03-01 23:30:15","53,91","0,00","eur","","1,50","pi_1","","Paid","cus_1"',
    (
        '"ch_2","2025-03-02 10:00:00","20,00","20,00","eur","","1,00","pi_2","2025-03-04 08:00:00",'
        '"Refunded","cus_2"'
    ),
    '"ch_3","2025-03-02 11:00:00","99,00","0,00","eur","","0,00","pi_3","","Failed","cus_1"',
]


def written(folder: Path, rows: list[str], header: str = HEADER) -> Path:
    path = folder / "payments.csv"
    path.write_text("\n".join([header, *rows]))
    return path


def test_payments_become_orders(tmp_path: Path) -> None:
    orders, report = em.sources.stripe_payments(written(tmp_path, COMMA), invalid="drop")

    assert orders["amount"].tolist() == [53.91, 20.0, 99.0]
    assert any("payment is taken for an order" in note for note in report.notes)
    assert orders["refunded"].tolist() == [0.0, 20.0, 0.0]
    assert orders["currency"].tolist() == ["EUR"] * 3
    assert orders["status"].tolist() == ["completed", "completed", "failed"]
    assert orders["financial_status"].tolist() == ["paid", "refunded", "unknown"]
    assert orders["ordered_at"][0] == pd.Timestamp("2025-03-01 23:30:15", tz="UTC")
    assert orders["refunded_at"][1] == pd.Timestamp("2025-03-04 08:00", tz="UTC")


def test_failed_payments_count_in_no_metric(tmp_path: Path) -> None:
    orders = em.sources.stripe_payments(written(tmp_path, COMMA))

    assert em.revenue(orders, as_of="2025-03-31") == pytest.approx(73.91)


def test_points_and_whole_amounts_are_read(tmp_path: Path) -> None:
    rows = [one.replace(",00", ".00").replace("53,91", "53.91") for one in COMMA]

    assert em.sources.stripe_payments(written(tmp_path, rows))["amount"].sum() == 172.91
    grouped = [COMMA[0].replace("53,91", "1.053,91"), *COMMA[1:]]
    assert em.sources.stripe_payments(written(tmp_path, grouped))["amount"][0] == 1053.91


def test_what_could_be_thousands_is_not_guessed(tmp_path: Path) -> None:
    yen = [COMMA[0].replace("53,91", "1,234")]

    with pytest.raises(em.InvalidRecordsError, match="amount"):
        em.sources.stripe_payments(written(tmp_path, yen))
    said = em.sources.stripe_payments(written(tmp_path, yen), decimal=".", columns={"fee": "Fee"})
    assert said["amount"].tolist() == [1234.0]
    assert said["fee"].tolist() == ["1,50"]


def test_older_headers_and_fewer_columns_are_read(tmp_path: Path) -> None:
    header = '"id","Created (UTC)","Amount","Currency","Status"'
    row = '"ch_1","2025-03-01 23:30","5.00","usd","Paid"'
    orders = em.sources.stripe_payments(written(tmp_path, [row], header))

    assert orders["amount"].tolist() == [5.0]
    assert "refunded" not in orders


def test_objects_of_the_api_in_cents_are_refused() -> None:
    charge = {"id": "ch_1", "amount": 5391, "currency": "eur", "created": 1, "status": "succeeded"}

    with pytest.raises(em.MissingColumnError, match="when the payment was made"):
        em.sources.stripe_payments([charge])
