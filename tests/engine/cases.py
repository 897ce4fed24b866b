"""Questions about random shops, put to the library and to the brute force alike."""

# Chance is not secrecy here.

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Self, TypeAlias, get_args

import polars as pl

import engagement_metrics as em
from tests.engine.catalogue import EVERY_METRIC
from tests.oracle.brute_force import point, sweep
from tests.oracle.catalogue import catalogue
from tests.oracle.comparison import assert_same, estimate_row, expected_rows, frame_rows, plain
from tests.oracle.definitions import Definition, every_row, ratio
from tests.oracle.frames import to_pandas, to_polars
from tests.oracle.ledger import Question, fault, first_and_last_day, timestamp
from tests.oracle.shops import DATES_TO_ASK, TURNS, WINDOWS_TO_ASK, Shop, at
from tests.oracle.windows import instant

Row: TypeAlias = dict[str, Any]
Library = Literal["pandas", "polars", "lazy", "pyarrow"]
Make: TypeAlias = Callable[[pl.DataFrame], Any]
Every = Literal["1d", "1w", "1mo", "1q", "1y"]

DEFINITIONS = catalogue()
LIBRARIES: tuple[Library, ...] = get_args(Library)
GRIDS: tuple[Every, ...] = get_args(Every)
OWN_KEYS = {
    "orders": "channel", "emails": "campaign_id", "social": "network", "reviews": "product_id",
    "surveys": "touchpoint", "web_events": "page", "sessions": "channel", "loyalty": "source",
    "posts": "account_id",
    "order_lines": "channel",
}  # fmt: skip
CONDITIONS: dict[str, tuple[Any, ...]] = {
    "channel": ("web", ["web", "app"], ["web", None], None),
    "campaign_id": ("spring", ["autumn", None]),
    "network": ("tiktok", ["instagram", None]),
    "segment": ("vip", ["regular", "rare"], None),
}
NUMBERS = ("value", "low", "high", "std_error")
EXACT = ("units", "rows", "complete", "start")


def as_frame(rows: list[Row], kind: str, clock: str, library: Library | Make) -> Any:  # noqa: ANN401
    """The rows as a frame of one of the libraries that users have."""
    if callable(library):
        return library(to_polars(rows, kind, clock=clock))
    if library == "pandas":
        return to_pandas(rows, kind, clock=clock)
    frame = to_polars(rows, kind, clock=clock)
    made: Mapping[Library, Callable[[], Any]] = {
        "polars": lambda: frame,
        "lazy": frame.lazy,
        "pyarrow": frame.to_arrow,
    }
    return made[library]()


def column_names(frame: Any) -> list[str]:  # noqa: ANN401
    """The names of the columns of a frame of any of these libraries."""
    return list(frame.column_names if hasattr(frame, "column_names") else frame.columns)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A metric and a question about it.

    Attributes:
        name: The metric, in the catalogues of the library's metrics and of the brute force.
        library: What kind of frame the library gets, or how it is made of one of Polars.
        through_summarize: Whether it is asked through `summarize`, which shows every number.
    """

    name: str
    every: Every | None = None
    window: str | timedelta | None = "365d"
    as_of: date | None = None
    by: tuple[str, ...] = ()
    where: Mapping[str, Any] | None = None
    confidence: float = 0.95
    tz: str | None = None
    week_start: str = "monday"
    library: Library | Make = "polars"
    through_summarize: bool = False

    @property
    def definition(self) -> Definition:
        """What the brute force computes."""
        return DEFINITIONS[self.name]

    @property
    def metric(self) -> em.Metric:
        """What the library computes."""
        return EVERY_METRIC[self.name]

    @property
    def keys(self) -> list[str]:
        """The columns that tell the rows of an answer apart."""
        return [*self.by, *(["as_of"] if self.every else [])]

    def asked_with(self, make: Make, shop: Shop, *, keeps_zones: bool) -> Self:
        """The same question about frames of another engine.

        Some engines keep instants without the zone that they came in; days are then asked for in
        that zone.
        """
        local = shop.clock == "berlin" and self.tz is None and not keeps_zones
        return replace(self, library=make, tz="Europe/Berlin" if local else self.tz)

    def frames(self, shop: Shop) -> dict[str, Any]:
        """The frames that the library is given."""
        kinds = list(self.definition.records)
        named = {*self.by, *(self.where or {})}
        if named & {"country", "segment"} or lists_customers(self.definition):
            kinds.append("customers")
        return {kind: as_frame(shop.data[kind], kind, shop.clock, self.library) for kind in kinds}

    def arguments(self) -> dict[str, Any]:
        """What a metric's call and `summarize` both take."""
        return {
            "every": self.every, "window": self.window, "as_of": self.as_of,
            "by": list(self.by) or None, "where": self.where, "confidence": self.confidence,
            "tz": self.tz, "week_start": self.week_start,
        }  # fmt: skip

    def expected(self, shop: Shop) -> list[Row]:
        """The rows of the brute force.

        `reasons` are why rows of the window were left out and `excluded` is how many; a window
        without a beginning starts with the first record.
        """
        rows = self._brute(self.definition, shop)
        if self.definition.counts is every_row:
            everything = rows
        else:
            everything = self._brute(replace(self.definition, counts=every_row), shop)
        for row, every in zip(rows, everything, strict=True):
            row["reasons"] = within_window(row["excluded"])
            if every["rows"] > row["rows"]:
                row["reasons"]["not_counted"] = every["rows"] - row["rows"]
            row["excluded"] = sum(row["reasons"].values())
            if self.window is None:
                row["start"] = self._first(shop)
        return rows

    def _first(self, shop: Shop) -> date | None:
        if not is_instant(self.as_of):
            return first_and_last_day(Question(self.definition, shop.data, tz=self.tz))[0]
        moments = [
            instant(timestamp(kind, row), self.tz)
            for kind in self.definition.records
            for row in shop.data[kind]
            if fault(kind, row) is None
        ]
        return min(moments, default=None)

    def _brute(self, definition: Definition, shop: Shop) -> list[Row]:
        common: dict[str, Any] = {
            "window": self.window, "as_of": self.as_of, "by": self.by, "where": self.where,
            "confidence": self.confidence, "tz": self.tz, "week_start": self.week_start,
        }  # fmt: skip
        if self.every is not None:
            return sweep(definition, shop.data, every=self.every, **common)
        found = expected_rows(point(definition, shop.data, **common), self.by)
        return [dict(row) for row in found]

    def answered(self, shop: Shop) -> list[Row]:
        """The rows of the library."""
        rows = self._answered(self.frames(shop))
        if is_instant(self.as_of) and shop.clock == "naive":
            # The brute force reads wall times without a zone as those of UTC.
            starts = [plain(row["start"]) for row in rows]
            rows = [
                {**row, "start": start and instant(start, None)}
                for row, start in zip(rows, starts, strict=True)
            ]
        return rows

    def _answered(self, frames: Mapping[str, Any]) -> list[Row]:
        if self.through_summarize:
            answer = em.summarize(metrics=[self.metric], **frames, **self.arguments())
            return frame_rows(answer)
        metric: Any = self.metric
        if self.keys:
            return frame_rows(metric(**frames, **self.arguments(), detail=True), self.name)
        row = estimate_row(metric(**frames, **self.arguments()))
        reasons = within_window(row["excluded"])
        return [{**row, "reasons": reasons, "excluded": sum(reasons.values())}]

    def check(self, shop: Shop) -> None:
        """Fail unless the library says what the brute force says."""
        if self.definition.records == ("emails",) and self.week_start == "sunday":
            shop = without_customers_of_emails(shop)
        try:
            expected, answered = self.expected(shop), self.answered(shop)
            fields = [*NUMBERS, *EXACT, "excluded"]
            if self.definition.formula is ratio:
                fields += ["numerator", "denominator"]
            if self.keys and not self.through_summarize:
                fields.remove("std_error")
            if not self.keys and not self.through_summarize:
                fields.append("reasons")
            assert_same(expected, answered, keys=self.keys, fields=fields)
        except Exception as error:
            error.add_note(f"{self} of {shop.about}")
            raise


def lists_customers(definition: Definition) -> bool:
    """Whether a metric is about the people of a given table."""
    return definition.roster or definition.audience == "customers"


def without_customers_of_emails(shop: Shop) -> Shop:
    """The shop as many have it: nobody knows which customer is behind an address."""
    emails = [{k: v for k, v in row.items() if k != "customer_id"} for row in shop.emails]
    return replace(shop, emails=emails)


def within_window(excluded: Mapping[str, int]) -> dict[str, int]:
    """Why rows of the window were left out, and how many for each reason."""
    return {reason: count for reason, count in excluded.items() if reason != "after_as_of"}


def random_case(name: str, rng: random.Random, shop: Shop, *, history: bool) -> Case:
    """A question that the shop's columns allow."""
    definition = DEFINITIONS[name]
    limited = definition.lags > 0 or definition.before
    windows: tuple[Any, ...] = (*WINDOWS_TO_ASK, timedelta(days=45), *(() if limited else (None,)))
    window = rng.choice(windows)
    every = rng.choice(GRIDS) if history else None
    if every and window is not None and rng.random() < 0.4:
        window = every
    as_of: date | None = rng.choice((*DATES_TO_ASK, None, None))
    fixed = window is None or isinstance(window, timedelta) or window.endswith(("d", "w"))
    if not history and fixed and rng.random() < 0.25:
        as_of = at(rng.choice(TURNS), shop.clock)
    by, where = random_keys(definition, rng, shop)
    if every == "1d":
        # Many dates times many groups take the brute force long and show nothing more.
        by = by[:1]
    return Case(
        name=name,
        every=every,
        window=window,
        as_of=as_of,
        by=by,
        where=where,
        confidence=rng.choice((0.95, 0.95, 0.8)),
        # Wall times are counted by the wall clock, which no zone turns back.
        tz=None if shop.clock == "naive" and is_instant(as_of) else shop.tz,
        week_start=rng.choice(("monday", "sunday", "thursday")),
        library=rng.choice(LIBRARIES),
        through_summarize=rng.random() < 0.5,
    )


def random_keys(
    definition: Definition, rng: random.Random, shop: Shop
) -> tuple[tuple[str, ...], Mapping[str, Any] | None]:
    """Columns to group by, and a condition, of the records and of the customers."""
    columns = ["country", "segment"] if definition.unit is None else []
    own = OWN_KEYS[definition.records[0]]
    if len(definition.records) == 1 and not lists_customers(definition):
        columns += [own] * all(own in row for row in shop.data[definition.records[0]])
    by = tuple(rng.sample(columns, k=min(rng.choice((0, 0, 1, 1, 2)), len(columns))))
    where = None
    named = [name for name in columns if name in CONDITIONS]
    if named and rng.random() < 0.3:
        column = rng.choice(named)
        where = {column: rng.choice(CONDITIONS[column])}
    return by, where


def is_instant(as_of: date | None) -> bool:
    """Whether a date to ask has a time of day; midnight without a zone is a whole day."""
    return isinstance(as_of, datetime) and (as_of.tzinfo is not None or as_of.time() != time())


def polars_of(shop: Shop, kind: str) -> pl.DataFrame:
    """The rows of a kind as a Polars frame."""
    return to_polars(shop.data[kind], kind, clock=shop.clock)
