"""What users call: `read_orders` and its siblings."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Unpack, get_args, overload

from engagement_metrics.errors import InvalidArgumentError, InvalidRecordsError
from engagement_metrics.records.accepting.options import Invalid, Options, asked, refuse_unknown_way
from engagement_metrics.records.files.raw import Frame, Writing, rows_of_files
from engagement_metrics.records.models import model_named

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from engagement_metrics.records.accepting.report import Report
    from engagement_metrics.records.record import Record

Path = str | PathLike[str]
FRAMES: tuple[str, ...] = get_args(Frame)


@dataclass(frozen=True)
class FileReader:
    """Reads files as canonical records of one kind.

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
        self,
        path: Path,
        *,
        invalid: Literal["raise"] = ...,
        frame: Literal["pandas"] = ...,
        separator: str | None = ...,
        encoding: str = ...,
        **options: Unpack[Options],
    ) -> pd.DataFrame: ...

    @overload
    def __call__(
        self,
        path: Path,
        *,
        invalid: Literal["drop", "keep"],
        frame: Literal["pandas"] = ...,
        separator: str | None = ...,
        encoding: str = ...,
        **options: Unpack[Options],
    ) -> tuple[pd.DataFrame, Report]: ...

    @overload
    def __call__(
        self,
        path: Path,
        *,
        invalid: Literal["raise"] = ...,
        frame: Literal["polars"],
        separator: str | None = ...,
        encoding: str = ...,
        **options: Unpack[Options],
    ) -> pl.DataFrame: ...

    @overload
    def __call__(
        self,
        path: Path,
        *,
        invalid: Literal["raise"] = ...,
        frame: Literal["lazy"],
        separator: str | None = ...,
        encoding: str = ...,
        **options: Unpack[Options],
    ) -> pl.LazyFrame: ...

    @overload
    def __call__(
        self,
        path: Path,
        *,
        invalid: Invalid = ...,
        frame: Frame = ...,
        separator: str | None = ...,
        encoding: str = ...,
        **options: Unpack[Options],
    ) -> Any: ...  # noqa: ANN401 (a frame of any kind)

    def __call__(
        self,
        path: Path,
        *,
        invalid: Invalid = "raise",
        frame: Frame = "pandas",
        separator: str | None = None,
        encoding: str = "utf-8",
        **options: Unpack[Options],
    ) -> Any:
        """Read, check and convert files.

        Args:
            path: A CSV (.csv, .tsv, .txt), Parquet (.parquet, .pq) or JSON file (.json, .jsonl,
                .ndjson), perhaps with .gz behind; a folder of them, or a pattern such as
                "exports/2025-*.csv". The rows of several files stand below one another, in the
                order of their names; positions count through all of them.
            invalid: What becomes of rows that break a rule of the model: "raise" an error that
                names every broken rule, "drop" them, or "keep" them, with what could not be
                converted missing.
            frame: What comes out: a "pandas" or a "polars" DataFrame, or a "lazy" Polars LazyFrame,
                for files that are larger than memory (CSV, Parquet and JSON lines; a JSON document
                is read at once).
            separator: What stands between the values of a CSV, such as ";"; by default it is found
                in the header.
            encoding: How text is written where no byte-order mark says so, such as "cp1252".
            **options: How the data is to be read, as in the function that takes frames.

        Returns:
            The canonical frame: the fields that the data has, in the order of the model, then its
            other columns. With "drop" and "keep" the pair of it and a `Report`.

        Raises:
            UnreadableFileError: A file is not there, empty, or not what its name says.
            MissingColumnError: A column that is needed is not there.
            InvalidRecordsError: Rows break a rule; the message names each rule with the number of
                rows and the first positions, and shows no value.
            EngagementError: The data or an argument cannot be used; the message says why.
        """
        from engagement_metrics.records.accepting.accept import accept

        refuse_unknown_way(invalid)
        if frame not in FRAMES:
            message = f"frame={frame!r} must be one of {', '.join(map(repr, FRAMES))}"
            raise InvalidArgumentError(message)
        wanted = asked(options, self.model_name)
        argument = self.model.row_source.kind.argument
        writing = Writing(separator, encoding)
        rows = rows_of_files(path, argument, writing, lazy=frame == "lazy")
        flavour = "pandas" if frame == "pandas" else "polars"
        try:
            return accept(self.model, rows, wanted, invalid, flavour=flavour).answer(invalid)
        except _failures():
            # What a lazy reader meets on its way may be text of the file.
            message = (
                f"the rows of {argument} cannot be read to the end; frame='polars' reads them at "
                "once and says where they cannot"
            )
            raise InvalidRecordsError(message) from None


def _failures() -> tuple[type[BaseException], ...]:
    import polars as pl

    return pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError


read_orders = FileReader("Order")
"""Orders from files, one row each."""

read_order_lines = FileReader("OrderLine")
"""Lines of orders from files."""

read_refunds = FileReader("Refund")
"""Refunds from files."""

read_email_events = FileReader("EmailEvent")
"""E-mail events from files."""

read_email_sends = FileReader("EmailSend")
"""Messages with what became of them, from files."""

read_social_events = FileReader("SocialEvent")
"""Social interactions from files."""

read_post_stats = FileReader("PostStats")
"""Posts with their counters from files."""

read_reviews = FileReader("Review")
"""Reviews from files."""

read_survey_responses = FileReader("SurveyResponse")
"""Responses to surveys from files."""

read_web_events = FileReader("WebEvent")
"""Events on a site or in an app from files."""

read_web_sessions = FileReader("WebSession")
"""Sessions on a site or in an app from files."""

read_loyalty_events = FileReader("LoyaltyEvent")
"""Changes of members' points from files."""

read_customers = FileReader("Customer")
"""Customers from files, one row each."""
