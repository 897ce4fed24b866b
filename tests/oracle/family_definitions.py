"""What the metrics of reviews, surveys, sites and loyalty mean, from the dossier."""

import cmath
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from .definitions import Definition, first_total, ratio
from .email_definitions import delivered
from .terms import Row, Term, UnitRows, at_least, messages, orders, product, without

Chosen = Callable[[Row], bool]


def rows_that(kind: str, chosen: Chosen = lambda _row: True) -> Term:
    """How many rows of a kind a condition holds for."""
    return lambda unit: float(sum(1 for row in unit.rows(kind) if chosen(row)))


def added(kind: str, value: Callable[[Row], float], chosen: Chosen) -> Term:
    """What the rows of a kind that a condition holds for add up to; kept to 4 decimals each."""
    return lambda unit: math.fsum(round(value(r), 4) for r in unit.rows(kind) if chosen(r))


def of(kind: str, top: Term, below: Term, about: Chosen, **more: Any) -> Definition:
    """A ratio of two terms of one kind, about the rows of a condition."""
    told: dict[str, Any] = {
        "records": (kind,), "terms": (top, below), "formula": ratio,
        "counts": lambda _kind, row: about(row),
    }  # fmt: skip
    return Definition(name="of", **(told | more))


def share(kind: str, part: Chosen, whole: Chosen, *, guests: bool = True) -> Definition:
    """Rows for which both hold / rows for which the second holds."""
    both = rows_that(kind, lambda row: whole(row) and part(row))
    return of(
        kind, both, rows_that(kind, whole), whole, guests=guests, share=True, bounds=(0, 1)
    )  # fmt: skip


def known(name: str) -> Chosen:
    """Whether a column holds something."""
    return lambda row: row[name] is not None


def bare(kind: str, term: Term, *, guests: bool) -> Definition:
    """A total, which has no interval."""
    return Definition(
        name="bare", records=(kind,), terms=(term,), formula=first_total, guests=guests,
        degree_zero=False,
    )  # fmt: skip


def everything(_row: Row) -> bool:
    """Every row."""
    return True


def review_definitions() -> dict[str, Definition]:
    """Reviews."""

    def expected(totals: Sequence[complex]) -> complex:
        return (totals[0] + 7 * 3.5) / (totals[1] + 7)

    def at_least_stars(totals: Sequence[complex]) -> complex:
        """Miller, 2014, with one review of each number of stars: 15 stars, 55 squared ones."""
        number, added_stars, squared = totals[2] + 5, totals[0] + 15, totals[1] + 55
        mean = added_stars / number
        return mean - 1.65 * cmath.sqrt((squared / number - mean**2) / (number + 1))

    def hours(row: Row) -> float:
        start: datetime = row["created_at"]
        end: datetime = row["replied_at"]
        # Python takes the difference of wall times where both have the same zone.
        if start.tzinfo is not None:
            start, end = start.astimezone(UTC), end.astimezone(UTC)
        return (end - start).total_seconds() / 3600

    rated = known("rating")
    stars, ratings = (
        added("reviews", lambda r: float(r["rating"]), rated),
        rows_that("reviews", rated),
    )
    answered = known("replied_at")
    scored = known("sentiment")
    wrote, bought = at_least(rows_that("reviews"), 1), at_least(orders(), 1)
    return {
        "review_count": bare("reviews", rows_that("reviews"), guests=True),
        "mean_rating": of("reviews", stars, ratings, rated, guests=True),
        "rating_share": share("reviews", lambda r: bool(r["rating"] == 5), rated),
        "positive_review_share": share("reviews", lambda r: bool(r["rating"] >= 4), rated),
        "star_rating_lower_bound": replace(
            of("reviews", stars, ratings, rated, guests=True, formula=at_least_stars),
            terms=(stars, added("reviews", lambda r: float(r["rating"]) ** 2, rated), ratings),
            degree_zero=False,
        ),
        "bayesian_mean_rating": of(
            "reviews", stars, ratings, rated, guests=True, formula=expected, degree_zero=False
        ),
        "review_rate": of(
            "orders", rows_that("reviews", known("order_id")), orders(), everything, guests=True,
            records=("reviews", "orders"),
            counts=lambda kind, row: kind == "orders" or row["order_id"] is not None,
        ),
        "reviewing_buyer_share": of(
            "orders", product(bought, wrote), bought, everything, share=True, bounds=(0, 1),
            records=("orders", "reviews"),
        ),
        "verified_review_share": share("reviews", lambda r: bool(r["verified"]), known("verified")),
        "review_response_rate": share("reviews", answered, everything),
        "review_response_time": of(
            "reviews", added("reviews", hours, answered), rows_that("reviews", answered), answered,
            guests=True,
        ),
        "mean_sentiment": of(
            "reviews", added("reviews", lambda r: float(r["sentiment"]), scored),
            rows_that("reviews", scored), scored, guests=True,
        ),
    }  # fmt: skip


def balance(survey: str, favour: Chosen, against: Chosen, *, weighted: bool = False) -> Definition:
    """100 times answers for less answers against, over all answers."""
    whole = answers_to(survey)

    def stands_for(chosen: Chosen) -> Term:
        def both(row: Row) -> bool:
            return whole(row) and chosen(row)

        return (
            added("surveys", lambda r: float(r["weight"]), both)
            if weighted
            else rows_that("surveys", both)
        )

    def formula(totals: Sequence[complex]) -> complex:
        return 100 * (totals[0] - totals[1]) / totals[2]

    return Definition(
        name="balance", records=("surveys",), guests=True, bounds=(-100, 100), balance=True,
        terms=(stands_for(favour), stands_for(against), stands_for(everything)), formula=formula,
        counts=lambda _kind, row: whole(row),
    )  # fmt: skip


def answers_to(survey: str) -> Chosen:
    """Whether a row is a finished answer to a survey."""
    return lambda row: row["survey"] == survey and row["score"] is not None


def survey_definitions() -> dict[str, Definition]:
    """Surveys."""

    def index(totals: Sequence[complex]) -> complex:
        return totals[0] * (100 / 9) / totals[1]

    csat = answers_to("csat")
    finished = known("score")
    return {
        "nps": balance("nps", lambda r: r["score"] >= 9, lambda r: r["score"] <= 6),
        "nps_weighted": balance(
            "nps", lambda r: r["score"] >= 9, lambda r: r["score"] <= 6, weighted=True
        ),
        "csat": share("surveys", lambda r: bool(r["score"] >= 4), csat),
        "mean_survey_score": of(
            "surveys", added("surveys", lambda r: float(r["score"]), csat),
            rows_that("surveys", csat), csat, guests=True,
        ),
        "satisfaction_index": of(
            "surveys", added("surveys", lambda r: r["score"] - 1.0, csat),
            rows_that("surveys", csat), csat, guests=True, formula=index, bounds=(0, 100),
        ),
        "ces": share("surveys", lambda r: bool(r["score"] >= 5), answers_to("ces")),
        "ces_low_is_easy": share("surveys", lambda r: bool(r["score"] <= 2), answers_to("ces")),
        "net_ease_score": balance("ces", lambda r: r["score"] >= 5, lambda r: r["score"] <= 3),
        "survey_completion_rate": share("surveys", finished, everything),
        "survey_response_rate": of(
            "surveys", rows_that("surveys", finished), messages(delivered), everything,
            records=("surveys", "emails"), open_days=7,
            counts=lambda kind, row: delivered(row) if kind == "emails" else finished(row),
        ),
    }  # fmt: skip


def session_definitions() -> dict[str, Definition]:
    """Sessions."""
    pages, engaged = known("page_views"), known("is_engaged")
    timed, keyed = known("engagement_ms"), known("key_events")

    def seen_enough(row: Row) -> bool:
        return timed(row) and pages(row)

    def enough(row: Row) -> bool:
        keys = row["key_events"] or 0
        return row["engagement_ms"] >= 10_000 or keys >= 1 or row["page_views"] >= 2

    def converted(row: Row) -> bool:
        return keyed(row) and row["key_events"] >= 1

    seconds = added("sessions", lambda r: r["engagement_ms"] / 1000, timed)
    visit = rows_that("sessions")
    return {
        "visit_count": bare("sessions", visit, guests=True),
        "visitor_count": bare("sessions", at_least(visit, 1), guests=False),
        "visits_per_visitor": of("sessions", visit, at_least(visit, 1), everything),
        "pages_per_visit": of(
            "sessions", added("sessions", lambda r: float(r["page_views"]), pages),
            rows_that("sessions", pages), pages, guests=True,
        ),
        "engaged_visit_rate": share("sessions", lambda r: bool(r["is_engaged"]), engaged),
        "engaged_visit_rate_computed": share("sessions", enough, seen_enough),
        "visit_bounce_rate": share("sessions", lambda r: not r["is_engaged"], engaged),
        "visit_bounce_rate_single_page": share(
            "sessions", lambda r: bool(r["page_views"] < 2), pages
        ),
        "time_on_site": of("sessions", seconds, rows_that("sessions", timed), timed, guests=True),
        "time_per_visitor": of(
            "sessions", seconds, at_least(rows_that("sessions", timed), 1), timed
        ),
        "conversion_rate": share("sessions", converted, keyed),
        "visitor_conversion_rate": of(
            "sessions", at_least(rows_that("sessions", converted), 1),
            at_least(rows_that("sessions", keyed), 1), keyed, share=True, bounds=(0, 1),
        ),
    }  # fmt: skip


def journey_definitions() -> dict[str, Definition]:
    """Events on the way to a goal."""

    def named(name: str) -> Chosen:
        return lambda row: row["name"] == name

    def did(name: str) -> Term:
        return at_least(rows_that("web_events", named(name)), 1)

    def of_those(first: str, term: Term) -> Definition:
        return of(
            "web_events", term, did(first), named(first), share=True, bounds=(0, 1)
        )  # fmt: skip

    def timed(row: Row) -> bool:
        return row["name"] == "task_complete" and row["duration_s"] is not None

    def geometric(totals: Sequence[complex]) -> complex:
        return cmath.exp(totals[0] / totals[1] / 100)

    done = rows_that("web_events", named("task_complete"))
    clicks = rows_that("web_events", named("click"))
    logarithms = added("web_events", lambda r: math.log(r["duration_s"]) * 100, timed)
    return {
        "cart_abandonment_rate": of_those(
            "add_to_cart", without(did("add_to_cart"), did("purchase"))
        ),
        "checkout_abandonment_rate": of_those(
            "begin_checkout", without(did("begin_checkout"), did("purchase"))
        ),
        "funnel_step_rate": of_those("view_item", product(did("view_item"), did("add_to_cart"))),
        "task_completion_rate": of_those(
            "task_start", product(did("task_start"), did("task_complete"))
        ),
        "clicks_per_task": of(
            "web_events", product(clicks, at_least(done, 1)), done, named("task_complete")
        ),
        "time_on_task": of(
            "web_events",
            logarithms,
            rows_that("web_events", timed),
            timed,
            formula=geometric,
            exponential=True,
        ),
    }


def loyalty_definitions() -> dict[str, Definition]:
    """The programme, and who came by whom."""

    def active(row: Row) -> bool:
        return row["type"] in ("earn", "redeem")

    def points(kind: str) -> Term:
        return added("loyalty", lambda r: float(r["points"]), lambda r: r["type"] == kind)

    def customer(column: str, value: object) -> Term:
        return lambda unit: float(unit.customer.get(column) == value)

    def new(unit: UnitRows) -> float:
        return float(bool(unit.rows("orders")) and not unit.rows("orders", before=True))

    took_part = at_least(rows_that("loyalty", active), 1)
    bought, referred = at_least(orders(), 1), customer("acquired_via", "referral")
    part: dict[str, Any] = {"share": True, "bounds": (0, 1), "roster": True}
    return {
        "programme_participation_rate": of(
            "loyalty", took_part, took_part, active, share=True, bounds=(0, 1),
            terms=(took_part,), audience="customers",
        ),
        "member_share_of_buyers": of(
            "orders", product(bought, customer("is_member", value=True)), bought, everything, **part
        ),
        "redemption_rate": of(
            "loyalty", points("redeem"), points("earn"), lambda r: bool(r["type"] == "earn")
        ),
        "points_earned_per_member": of("loyalty", points("earn"), took_part, active),
        "points_redeemed_per_member": of("loyalty", points("redeem"), took_part, active),
        "referral_rate": of("orders", product(orders(), referred), orders(), everything, **part),
        "referred_share_of_new_customers": of(
            "orders", product(new, referred), new, everything, before=True, **part
        ),
    }  # fmt: skip


def basket_definitions() -> dict[str, Definition]:
    """Lines of orders, by how they were sold."""
    known_way = known("sold_as")

    def worth(chosen: Chosen) -> Term:
        return added("order_lines", lambda r: float(r["amount"]), chosen)

    def sold(way: str) -> Definition:
        return of(
            "order_lines", worth(lambda r: bool(r["sold_as"] == way)), worth(known_way), known_way,
            guests=True, share=True, bounds=(0, 1),
        )  # fmt: skip

    return {"cross_sell_share": sold("cross_sell"), "up_sell_share": sold("up_sell")}


def definitions() -> dict[str, Definition]:
    """All of them."""
    return (
        review_definitions()
        | basket_definitions()
        | survey_definitions()
        | session_definitions()
        | journey_definitions()
        | loyalty_definitions()
    )
