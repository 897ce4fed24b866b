"""What engagement rates of posts mean, one post at a time."""

import math
from collections.abc import Sequence
from dataclasses import replace

from .definitions import Definition, first_total, ratio
from .terms import Row, Term, UnitRows

ON_POSTS = ("likes", "comments", "shares", "saves")


def known(base: str, counters: Sequence[str]) -> Definition:
    """Engagements / base, of posts of which both are known and the base is not 0."""

    def counts(_kind: str, row: Row) -> bool:
        return bool(all(row[name] is not None for name in counters) and row[base])

    def added(names: Sequence[str]) -> Term:
        def term(unit: UnitRows) -> float:
            rows = (row for row in unit.rows("posts") if counts("posts", row))
            return math.fsum(row[name] for row in rows for name in names)

        return term

    return Definition(
        name="rate", records=("posts",), terms=(added(counters), added([base])), formula=ratio,
        unit="post_id", counts=counts,
    )  # fmt: skip


def mean(base: str, counters: Sequence[str]) -> Definition:
    """The mean over posts of engagements / base, each to ten decimals."""
    of = known(base, counters)

    def ratios(unit: UnitRows) -> float:
        rows = (row for row in unit.rows("posts") if of.counts("posts", row))
        return math.fsum(round(sum(row[n] for n in counters) / row[base], 10) for row in rows)

    def posts(unit: UnitRows) -> float:
        return float(sum(1 for row in unit.rows("posts") if of.counts("posts", row)))

    def formula(totals: Sequence[complex]) -> complex:
        return totals[0] / totals[1]

    return replace(of, terms=(ratios, posts), formula=formula)


def daily() -> Definition:
    """The sum over posts of engagements / followers, over the days of the window."""
    of = mean("followers_at_publish", ON_POSTS)
    return replace(
        of, terms=of.terms[:1], formula=first_total, degree_zero=False, per_day=True
    )  # fmt: skip


def definitions() -> dict[str, Definition]:
    """All of them."""
    bases = {
        "reach": "reach",
        "followers": "followers_at_publish",
        "impressions": "impressions",
        "views": "views",
    }
    rates = {
        ("post_" if name == "views" else "") + f"engagement_rate_by_{name}": known(base, ON_POSTS)
        for name, base in bases.items()
    }
    means = {
        f"mean_engagement_rate_by_{name}": mean(base, ON_POSTS) for name, base in bases.items()
    }
    likes = {"engagement_rate_by_reach_likes": known("reach", ("likes",))}
    return {**rates, **means, **likes, "daily_engagement_rate": daily()}
