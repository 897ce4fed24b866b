"""Every number again: one date at a time, one group at a time, one customer at a time."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from .definitions import Definition, every_row
from .intervals import Unit, interval, totals_of
from .ledger import (
    Data,
    Entry,
    Key,
    Ledger,
    Question,
    columns_of,
    fault,
    first_and_last_day,
    last_email_day,
    matches,
    open_ledger,
    position,
    timestamp,
)
from .order_statistics import Found
from .terms import Row, UnitRows
from .windows import (
    Span,
    Window,
    Windows,
    bucket_windows,
    grid,
    is_instant,
    local_day,
    trailing_windows,
)

UNQUALIFIED = ("not_completed", "test", "not_published", "not_in_customers")


class Answer(TypedDict):
    """One number with all that comes with it. `excluded` has no entry for a reason without rows."""

    value: float
    low: float
    high: float
    std_error: float
    numerator: float | None
    denominator: float | None
    units: int
    rows: int
    excluded: dict[str, int]
    start: date | None
    as_of: date | None
    complete: bool


def groups_within(question: Question, ledger: Ledger, spans: Sequence[Span]) -> list[Key]:
    """The groups with a qualifying row in one of the spans; all rows are one group without `by`.

    The groups of a roster are there even when they are silent.
    """
    if not question.by:
        return [()]
    found = [
        group
        for group, entries in ledger.entries.items()
        if any(e.reason not in UNQUALIFIED and any(s.holds(e.at) for s in spans) for e in entries)
    ]
    of_customers = customers_part(question, dict.fromkeys(question.by))
    given = question.definition.roster or question.definition.audience == "customers"
    if given and len(of_customers) == len(question.by):
        found += [
            tuple(customer.get(column) for column in question.by)
            for customer in question.data["customers"]
            if matches(customers_part(question, question.where or {}), customer.get)
        ]
    return list(dict.fromkeys(found))


def customers_part(question: Question, conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Those conditions whose columns only the customers frame has."""
    own = {column for k in question.definition.records for column in columns_of(question.data[k])}
    return {column: value for column, value in conditions.items() if column not in own}


def members(question: Question, ledger: Ledger, group: Key, windows: Windows) -> list[Unit]:
    """The terms of every unit of a group, one unit at a time."""
    definition = question.definition
    own = ledger.units.get(group, {})
    roster: dict[Hashable, Row] = {
        ("known", row["customer_id"]): row for row in question.data.get("customers", ())
    }

    def terms(unit: Hashable) -> tuple[float, ...]:
        view = UnitRows(own.get(unit, []), windows, customer=roster.get(unit, {}), tz=question.tz)
        return tuple(term(view) for term in definition.terms)

    if definition.audience is None:
        return [Unit(terms(unit)) for unit in own]
    if definition.roster:
        return [Unit(terms(unit)) for unit in own if unit in roster]
    if definition.audience == "customers":
        of_group = dict(zip(question.by, group, strict=True))
        return [
            Unit((*terms(("known", row["customer_id"])), 1.0))
            for row in question.data["customers"]
            if matches(customers_part(question, question.where or {}), row.get)
            and matches(customers_part(question, of_group), row.get)
        ]
    active = [x for x in (terms(unit) for unit in own) if any(x)]
    if len(active) > definition.audience:
        raise ValueError("more people interacted than there are in the audience")
    silent = (0.0,) * len(definition.terms)
    return [
        *(Unit((*x, 1.0)) for x in active),
        Unit((*silent, 1.0), alike=definition.audience - len(active)),
    ]


def is_complete(question: Question, windows: Windows) -> bool:
    """Whether the number can be compared with its neighbours.

    Not if a window that it reads starts before the first record's day, if its calendar period has
    not ended, or if its messages can still be opened.
    """
    first, _ = first_and_last_day(question)
    reach = windows.spans[question.definition.lags].start
    if reach is not None and (first is None or local_day(reach, question.tz) < first):
        return False
    if windows.as_of != windows.full_until:
        return False
    open_days = question.definition.open_days
    if "emails" in question.definition.records and open_days is not None:
        last = last_email_day(question)
        return last is not None and (last - local_day(windows.as_of, question.tz)).days >= open_days
    return True


def rows_about(
    definition: Definition,
    statistic: Found | None,
    rows: int,
    units: Mapping[Hashable, Sequence[Entry]],
    windows: Windows,
) -> int:
    """How many rows the number is about, where that is no matter of each row alone."""
    if definition.picked is not None and definition.counts is not every_row:
        views = (UnitRows(own, windows) for own in units.values())
        return round(sum(definition.picked(view) for view in views))
    if statistic is None:
        return rows
    if statistic.rows is not None and definition.counts is not every_row:
        return statistic.rows
    return rows - statistic.not_observed


def days_of(question: Question, span: Span) -> float:
    """How many days a window has; without a beginning it begins with the first record."""
    moments = [
        position(question, timestamp(kind, row))
        for kind in question.definition.records
        for row in question.data[kind]
        if fault(kind, row) is None
    ]
    start = span.start or min(moments, default=span.end)
    return max(span.end - start, timedelta(0)) / timedelta(days=1)


def one_number(
    question: Question,
    ledger: Ledger,
    group: Key,
    windows: Windows,
) -> Answer:
    """The metric of one group, as of the end of the current window."""
    definition = question.definition
    current = windows.spans[0]
    units = members(question, ledger, group, windows)
    terms = len(definition.terms) + (definition.audience is not None)
    days = days_of(question, current) if definition.per_day else 1.0

    def formula(totals: Sequence[complex]) -> complex:
        return definition.formula(totals) / days

    found = interval(
        units,
        formula,
        terms,
        share=definition.share,
        degree_zero=definition.degree_zero,
        balance=definition.balance,
        exponential=definition.exponential,
        bounds=definition.bounds,
        confidence=question.confidence,
    )
    parts = totals_of(units, terms) if definition.formula.__name__ == "ratio" else None
    statistic = None
    if definition.statistic is not None:
        own = ledger.units.get(group, {})
        statistic = definition.statistic(own, windows, question.confidence)
    rows = 0
    excluded: Counter[str] = Counter()
    for entry in ledger.entries.get(group, []):
        if entry.at >= current.end:
            excluded["after_as_of"] += 1
        elif current.holds(entry.at) and entry.reason is not None:
            excluded[entry.reason] += 1
        elif current.holds(entry.at):
            rows += definition.counts(entry.kind, entry.row)
    rows = rows_about(definition, statistic, rows, ledger.units.get(group, {}), windows)
    if statistic is not None and statistic.not_observed:
        excluded["not_observed"] = statistic.not_observed
    numbers = statistic or found
    return Answer(
        value=numbers.value,
        low=numbers.low,
        high=numbers.high,
        std_error=numbers.std_error,
        numerator=parts[0] if parts else None,
        denominator=parts[1] if parts else None,
        units=numbers.units,
        rows=rows,
        excluded=dict(excluded),
        start=current.start,
        as_of=windows.as_of,
        complete=is_complete(question, windows),
    )


def point(
    definition: Definition,
    data: Data,
    *,
    window: Window = "365d",
    as_of: date | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    tz: str | None = None,
    week_start: str = "monday",
    bucket: str | None = None,
) -> dict[Key, Answer]:
    """The metric as of one date, by group key.

    Args:
        definition: The metric.
        data: Rows by kind of record: `orders`, `emails`, `social`; `customers` supplies columns
            of `by` and `where` that the rows lack, and the roster.
        window: The length of the window, which ends with `as_of`.
        as_of: A day, as a whole, or an instant. Default: the day of the last qualifying record.
        by: Columns whose combinations of values are the groups.
        where: Columns and the value, or the list of values, that they must have.
        confidence: The confidence of the intervals.
        tz: The zone in which days begin, for aware timestamps.
        week_start: The first day of the week, for buckets of weeks.
        bucket: Instead of `window`, the calendar period of `as_of`, cut there.
    """
    by_instant = is_instant(as_of)
    question = Question(definition, data, tuple(by), where, tz, confidence, by_instant)
    if as_of is None:
        _, as_of = first_and_last_day(question)
    if as_of is None:
        # No record, so any day will do: nothing happened on it, and it is not told.
        some_day = trailing_windows(date(2000, 1, 1), window, definition.lags)
        nothing = one_number(question, Ledger({}, {}), (), some_day)
        return {} if by else {(): {**nothing, "start": None, "as_of": None}}
    as_of = position(question, as_of)
    if bucket is None:
        windows = trailing_windows(as_of, window, definition.lags)
    else:
        windows = bucket_windows(as_of, bucket, definition.lags, week_start)
    ledger = open_ledger(question, windows.spans[0].end)
    spans = [*windows.spans, *([windows.before()] if definition.before else [])]
    return {
        group: one_number(question, ledger, group, windows)
        for group in groups_within(question, ledger, spans)
    }


def sweep(
    definition: Definition,
    data: Data,
    *,
    every: str,
    window: Window = "365d",
    as_of: date | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    tz: str | None = None,
    week_start: str = "monday",
) -> list[dict[str, Any]]:
    """The history: each group at each date of the grid, each number computed for itself.

    A row holds the columns of `by` and the entries of an `Answer`. The arguments are those of
    `point`; `every` is the grid, and where it is also the window, each row is a calendar period.
    """
    question = Question(definition, data, tuple(by), where, tz, confidence)
    first, last = first_and_last_day(question)
    as_of = last if as_of is None else local_day(as_of, tz)
    if as_of is None:
        return []
    dates = grid(first, as_of, every, week_start)
    until = trailing_windows(as_of, None, 0).spans[0]
    ledger = open_ledger(question, until.end)
    groups = groups_within(question, ledger, [until])
    history: list[dict[str, Any]] = []
    for day in dates:
        if window == every:
            windows = bucket_windows(day, every, definition.lags, week_start)
        else:
            windows = trailing_windows(day, window, definition.lags)
        if "emails" in definition.records and definition.open_days is None:
            ledger = open_ledger(question, windows.spans[0].end)
        for group in groups:
            keys = dict(zip(by, group, strict=True))
            history.append({**keys, **one_number(question, ledger, group, windows)})
    return history
