"""Whose orders they are: guests, addresses, ids that are one, and pseudonyms."""

import hashlib
import hmac
from typing import Any

import polars as pl
import pytest

from tests.policies.orders import broken, decided, em, raw, refused

KEY = "a key of sixteen bytes"


def orders(**columns: list[Any]) -> dict[str, list[Any]]:
    return raw(amount=[10.0] * 5, **columns)


IDS = ["c1", None, None, None, "c2"]
MAILS = ["Ada@Example.com", "ada@example.COM ", "bob@example.com", None, "eve@example.com"]


def test_guests_are_told_apart_by_address() -> None:
    table = orders(customer_id=IDS, email=MAILS)

    for policies in ({}, {"guests": "email"}):
        frame, report = decided(table, **policies)
        # The guest with Ada's address is Ada; Bob is nobody else; the fourth stays unknown.
        assert frame["customer_id"].to_list() == ["c1", "c1", "bob@example.com", None, "c2"]
        assert report.policies == {"guests": "email"}
        assert report.notes == ("guests with an address: 2",)
    assert frame["email"].to_list()[:2] == ["ada@example.com"] * 2


def test_an_address_of_two_customers_stands_for_neither() -> None:
    table = orders(customer_id=["c1", "c2", None, None, None], email=["x@y.de"] * 5)

    assert decided(table)[0]["customer_id"].to_list() == ["c1", "c2", *["x@y.de"] * 3]


def test_orders_with_only_addresses() -> None:
    frame, _ = decided(orders(email=MAILS))

    assert frame["customer_id"].to_list() == [
        "ada@example.com", "ada@example.com", "bob@example.com", None, "eve@example.com",
    ]  # fmt: skip
    assert frame.columns[:3] == ["order_id", "customer_id", "email"]


def test_guests_otherwise() -> None:
    table = orders(customer_id=IDS, email=MAILS)

    frame, report = decided(table, guests="exclude")
    assert frame["order_id"].to_list() == ["o0", "o4"]
    assert report.left_out == {"guest": 3}
    frame, _ = decided(table, guests="each")
    assert frame["customer_id"].n_unique() == 5
    _, report = decided(table, guests="error")
    assert broken(report) == [("customer_id", "guest", (1, 2, 3))]
    assert "guests='email'" in refused(em.InvalidRecordsError, table, guests="error")
    assert decided(orders(customer_id=["a"] * 5), guests="error")[0].height == 5
    assert "no email" in refused(em.MissingColumnError, orders(), guests="email")
    assert "no customer_id" in refused(em.MissingColumnError, orders(), guests="each")


def test_a_customer_numbered_zero_is_a_guest() -> None:
    frame, _ = decided(
        orders(customer_id=[0, 0, 7, 0, 8]), values={"customer_id": {"0": None}}, guests="each"
    )

    assert frame["customer_id"].n_unique() == 5


def test_identities_are_merged() -> None:
    table = orders(customer_id=["a", "b", "c", None, "e"], email=[*[None] * 3, "d@x.de", None])

    frame, report = decided(table, identity={"a": "b", "b": "c", "d@x.de": "e"})

    assert frame["customer_id"].to_list() == ["c", "c", "c", "e", "e"]
    assert report.policies["identity"] == "3 ids replaced"
    assert "a" not in repr(report.policies["identity"]).split()
    same = decided(orders(customer_id=[1, 2, 1, 2, 3]), identity={1: 2, 2: 2})[0]
    assert same["customer_id"].to_list() == ["2", "2", "2", "2", "3"]


def test_identities_of_other_records() -> None:
    likes = pl.DataFrame(
        {"type": ["like"], "occurred_at": ["2025-03-01"], "customer_id": ["old"]}
    )  # fmt: skip

    assert em.as_social_events(likes, identity={"old": "new"})["customer_id"].to_list() == ["new"]
    with pytest.raises(em.MissingColumnError):
        em.as_social_events(likes.drop("customer_id"), identity={"old": "new"})


def test_identities_that_cannot_be_used() -> None:
    table = orders(customer_id=IDS)

    said = refused(em.InvalidArgumentError, table, identity={"ada": "bob", "bob": "ada"})
    assert "circle of 2" in said
    assert "ada" not in said
    for given in (["a"], {"a": 1.5}, {True: "a"}):
        refused(em.ArgumentTypeError, table, identity=given)


def hashed(value: str) -> str:
    return hmac.new(KEY.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]


def test_pseudonyms() -> None:
    table = orders(customer_id=IDS, email=MAILS, Name=["Ada"] * 5, Segment=["x"] * 5)

    frame, report = decided(table, pseudonymise=KEY, columns={"segment": "Segment"})

    assert frame["email"].to_list()[:3] == [
        *[hashed("ada@example.com")] * 2, hashed("bob@example.com"),
    ]  # fmt: skip
    assert frame["customer_id"].to_list() == [
        hashed("c1"), hashed("c1"), hashed("bob@example.com"), None, hashed("c2"),
    ]  # fmt: skip
    assert frame.columns == [
        "order_id", "customer_id", "email", "ordered_at", "amount", "segment",
    ]  # fmt: skip
    assert report.policies["pseudonymise"] == "HMAC-SHA-256"
    assert "columns left out, since they may be personal: 1" in report.notes
    assert KEY not in repr(report.to_dict())


def test_pseudonyms_of_other_records() -> None:
    events = pl.DataFrame(
        {"type": ["opened"], "occurred_at": ["2025-03-01"], "message_id": ["m"],
         "recipient": ["Ada@x.de"]}
    )  # fmt: skip

    frame = em.as_email_events(events, pseudonymise=KEY.encode())

    assert frame["recipient"].to_list() == [hashed("ada@x.de")]
    assert frame["message_id"].to_list() == ["m"]


def test_keys_that_cannot_be_used() -> None:
    assert "short" not in refused(em.InvalidArgumentError, orders(), pseudonymise="short")
    assert "not int" in refused(em.ArgumentTypeError, orders(), pseudonymise=12345)
