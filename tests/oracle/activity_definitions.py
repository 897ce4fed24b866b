"""What being active means: days on which people are there, one person and one day at a time."""

from typing import Any

from .definitions import Definition, first_total
from .family_definitions import Chosen, everything, rows_that
from .ledger import timestamp
from .terms import Row, Term, UnitRows, at_least
from .windows import local_day


def days_with(kind: str, chosen: Chosen = everything) -> Term:
    """On how many calendar days there is a row for which a condition holds."""

    def days(unit: UnitRows) -> float:
        found = (timestamp(kind, row) for row in unit.rows(kind) if chosen(row))
        return float(len({local_day(moment, unit.tz) for moment in found}))

    return days


def mean_share(totals: Any) -> complex:  # noqa: ANN401 (a sequence of numbers)
    """Days of people over people, before it is divided by the days of the window."""
    share: complex = totals[0] / totals[1]
    return share


def sticky(kind: str, chosen: Chosen = everything) -> Definition:
    """Days on which people were there / (people x days of the window)."""
    days = days_with(kind, chosen)
    return Definition(
        name="sticky", records=(kind,), terms=(days, at_least(days, 1)), formula=mean_share,
        bounds=(0, 1), per_day=True, counts=lambda _kind, row: chosen(row),
    )  # fmt: skip


def daily(kind: str, chosen: Chosen = everything) -> Definition:
    """Days on which people were there / days of the window."""
    return Definition(
        name="daily", records=(kind,), terms=(days_with(kind, chosen),), formula=first_total,
        degree_zero=False, per_day=True, counts=lambda _kind, row: chosen(row),
    )  # fmt: skip


def active(kind: str, chosen: Chosen = everything) -> Definition:
    """People who were there."""
    return Definition(
        name="active", records=(kind,), terms=(at_least(rows_that(kind, chosen), 1),),
        formula=first_total, degree_zero=False, counts=lambda _kind, row: chosen(row),
    )  # fmt: skip


def definitions() -> dict[str, Definition]:
    """All of them."""

    def engaged(row: Row) -> bool:
        return row["is_engaged"] is True

    def clicked(row: Row) -> bool:
        return bool(row["name"] == "click")

    return {
        "active_user_count": active("sessions"),
        "active_user_count_engaged": active("sessions", engaged),
        "daily_active_users": daily("sessions"),
        "daily_active_users_events": daily("web_events"),
        "stickiness": sticky("sessions"),
        "stickiness_engaged": sticky("sessions", engaged),
        "days_with_clicks": sticky("web_events", clicked),
    }
