"""What users call: `as_orders` and its siblings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack, overload

from engagement_metrics.records.accepting.options import Invalid, Options, asked, refuse_unknown_way
from engagement_metrics.records.models import model_named

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from engagement_metrics.records.accepting.report import Report
    from engagement_metrics.records.record import Record

    _Frame = TypeVar("_Frame", pd.DataFrame, pl.DataFrame, pl.LazyFrame)

Rows = Sequence["Mapping[str, Any] | Record"]


@dataclass(frozen=True)
class Acceptor:
    """Takes raw data as canonical records of one kind.

    Attributes:
        model_name: The name of the model that each row is checked by.
    """

    model_name: str

    @property
    def model(self) -> type[Record]:
        """The model that each row is checked by."""
        return model_named(self.model_name)

    @overload
    def __call__(
        self, raw: _Frame, *, invalid: Literal["raise"] = ..., **options: Unpack[Options]
    ) -> _Frame: ...

    @overload
    def __call__(
        self, raw: _Frame, *, invalid: Literal["drop", "keep"], **options: Unpack[Options]
    ) -> tuple[_Frame, Report]: ...

    @overload
    def __call__(
        self, raw: Rows, *, invalid: Literal["raise"] = ..., **options: Unpack[Options]
    ) -> pd.DataFrame: ...

    @overload
    def __call__(
        self, raw: Rows, *, invalid: Literal["drop", "keep"], **options: Unpack[Options]
    ) -> tuple[pd.DataFrame, Report]: ...

    @overload
    def __call__(
        self, raw: object, *, invalid: Invalid = ..., **options: Unpack[Options]
    ) -> Any: ...  # noqa: ANN401 (a frame of any kind)

    def __call__(
        self, raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
    ) -> Any:
        """Check and convert raw data.

        Args:
            raw: The data: a pandas, Polars, PyArrow or other frame, eager or lazy, or a list of
                records or dicts. It is never changed.
            invalid: What becomes of rows that break a rule of the model: "raise" an error that
                names every broken rule, "drop" them, or "keep" them, with what could not be
                converted missing.
            **options: How the data is to be read (`columns`, `values`, `dates`, `decimal`, `tz`)
                and what is decided about it, such as `duplicates`, `guests` or `revenue`.

        Returns:
            A canonical frame of the kind that came in (of a list: pandas), lazy where that was
            lazy: the fields that the data has, in the order of the model, then its other columns.
            With "drop" and "keep" the pair of it and a `Report`.

        Raises:
            MissingColumnError: A column that is needed is not there.
            InvalidRecordsError: Rows break a rule; the message names each rule with the number of
                rows and the first positions, and shows no value.
            EngagementError: The data or an argument cannot be used; the message says why.
        """
        from engagement_metrics.records.accepting.accept import accept

        refuse_unknown_way(invalid)
        return accept(self.model, raw, asked(options, self.model_name), invalid).answer(invalid)


as_orders = Acceptor("Order")
"""Orders from raw data, one row each."""

as_order_lines = Acceptor("OrderLine")
"""Lines of orders from raw data."""

as_refunds = Acceptor("Refund")
"""Refunds from raw data."""

as_email_events = Acceptor("EmailEvent")
"""E-mail events from raw data."""

as_email_sends = Acceptor("EmailSend")
"""Messages with what became of them, from raw data."""

as_social_events = Acceptor("SocialEvent")
"""Social interactions from raw data."""

as_post_stats = Acceptor("PostStats")
"""Posts with their counters from raw data."""

as_reviews = Acceptor("Review")
"""Reviews from raw data."""

as_survey_responses = Acceptor("SurveyResponse")
"""Responses to surveys from raw data."""

as_web_events = Acceptor("WebEvent")
"""Events on a site or in an app from raw data."""

as_web_sessions = Acceptor("WebSession")
"""Sessions on a site or in an app from raw data."""

as_loyalty_events = Acceptor("LoyaltyEvent")
"""Changes of members' points from raw data."""

as_customers = Acceptor("Customer")
"""Customers from raw data, one row each."""
