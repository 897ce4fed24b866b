"""What the metrics of social interactions mean, from the definitions of the dossier."""

from collections.abc import Sequence
from dataclasses import replace

from .definitions import INTERACTIONS, Definition, first_total, ratio, social_interaction_score
from .shops import SOCIAL_TYPES
from .terms import Row, Term, at_least, interactions

ON_POSTS = ("like", "comment", "share", "save")
X_2023 = {
    "like": 0.5, "share": 1.0, "comment": 13.5, "profile_visit": 12.0, "click": 11.0,
    "hide": -74.0, "report": -369.0,
}  # fmt: skip


def of(types: Sequence[str], *, before: bool = False) -> Term:
    """How many interactions of some types."""
    return interactions(dict.fromkeys(types, 1.0), before=before)


def ratio_of(part: Sequence[str], whole: Sequence[str], *, share: bool) -> Definition:
    """Interactions of some types / interactions of others, whoever had them."""

    def counts(_kind: str, row: Row) -> bool:
        return row["type"] in whole

    return Definition(
        name="ratio",
        records=("social",),
        terms=(of(part), of(whole)),
        formula=ratio,
        guests=True,
        share=share,
        bounds=(0, 1) if share else None,
        counts=counts,
    )


def bare(term: Term, types: Sequence[str], *, guests: bool) -> Definition:
    """A total, which has no interval."""
    return Definition(
        name="bare",
        records=("social",),
        terms=(term,),
        formula=first_total,
        guests=guests,
        degree_zero=False,
        counts=lambda _kind, row: row["type"] in types,
    )


def difference(totals: Sequence[complex]) -> complex:
    """The first total less the second."""
    return totals[0] - totals[1]


def growth(totals: Sequence[complex]) -> complex:
    """What was won, over what there was."""
    return (totals[0] - totals[1]) / (totals[2] - totals[3])


def net_followers() -> Definition:
    """Follows less unfollows."""
    return Definition(
        name="net_followers",
        records=("social",),
        terms=(of(["follow"]), of(["unfollow"])),
        formula=difference,
        guests=True,
        degree_zero=False,
        counts=lambda _kind, row: row["type"] in ("follow", "unfollow"),
    )


def follower_growth_rate() -> Definition:
    """Follows less unfollows, over the same of all that came before."""
    won, lost = of(["follow"]), of(["unfollow"])
    return Definition(
        name="follower_growth_rate",
        records=("social",),
        terms=(won, lost, of(["follow"], before=True), of(["unfollow"], before=True)),
        formula=growth,
        guests=True,
        before=True,
        counts=lambda _kind, row: row["type"] in ("follow", "unfollow"),
    )


def share_of_voice(types: Sequence[str]) -> Definition:
    """Interactions about the own account / about any account."""

    def said(row: Row) -> bool:
        return row["type"] in types and row["account_id"] is not None

    def about(accounts: Sequence[str]) -> Term:
        return lambda unit: float(
            sum(
                row.get("count", 1)
                for row in unit.rows("social")
                if said(row) and row["account_id"] in accounts
            )
        )

    return replace(
        ratio_of(types, types, share=True),
        terms=(about(["own"]), about(["own", "rival"])),
        counts=lambda _kind, row: said(row),
    )


def definitions() -> dict[str, Definition]:
    """All of them, by the public names of the metrics."""
    anything = of(INTERACTIONS)
    return {
        "interaction_count": bare(anything, INTERACTIONS, guests=True),
        "interaction_count_likes": bare(of(["like"]), ["like"], guests=True),
        "engaged_people_count": bare(at_least(anything, 1), INTERACTIONS, guests=False),
        "interaction_share": ratio_of(["share"], INTERACTIONS, share=True),
        "engagement_rate_by_views": replace(
            ratio_of(ON_POSTS, ["view"], share=False), guests=False, unit="object_id"
        ),
        "share_of_voice": share_of_voice(["mention"]),
        "share_of_voice_all": share_of_voice(SOCIAL_TYPES),
        "net_followers": net_followers(),
        "follower_growth_rate": follower_growth_rate(),
        "social_interaction_score_x": social_interaction_score(weights=X_2023),
    }
