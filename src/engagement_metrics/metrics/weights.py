"""What an interaction of each type counts: published sets of weights, with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ENGAGEMENT = (
    "like", "comment", "share", "save", "follow", "ambassador_follow", "review", "message",
    "mention",
)  # fmt: skip
"""The types of interaction that are engagement; views, clicks and complaints are none."""


@dataclass(frozen=True)
class WeightSet:
    """Weights and where they come from.

    Attributes:
        weights: What an interaction of each type counts; types that are not named count nothing.
        source: Who published them, and what they were made for.
    """

    weights: Mapping[str, float]
    source: str


WEIGHT_SETS: Mapping[str, WeightSet] = MappingProxyType(
    {
        "equal": WeightSet(
            MappingProxyType(dict.fromkeys(ENGAGEMENT, 1)),
            "every engagement counts 1, as in the formulas of Rival IQ and Hootsuite",
        ),
        "x_2023": WeightSet(
            MappingProxyType(
                {
                    "like": 0.5, "share": 1, "comment": 13.5, "profile_visit": 12, "click": 11,
                    "hide": -74, "report": -369,
                }
            ),
            "the heavy ranker of X, twitter/the-algorithm-ml, projects/home/recap, 2023-04-05; "
            "made for predicted probabilities of one reader, not for counts",
        ),
        "facebook_2018": WeightSet(
            MappingProxyType({"like": 1, "share": 5, "comment": 15}),
            "meaningful social interactions of Facebook, 2018, as reported from leaked documents: "
            "like 1, reshare 5, comment 15; comments found significant counted 30, and all were "
            "multiplied by closeness, which records do not tell",
        ),
    }
)  # fmt: skip
"""The sets that `social_interaction_score` takes by name; "equal" is the default."""

__all__ = ["ENGAGEMENT", "WEIGHT_SETS", "WeightSet"]
