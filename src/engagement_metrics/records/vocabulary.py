"""The words that fields of records may hold."""

from __future__ import annotations

from typing import Literal, get_args

Status = Literal["completed", "pending", "cancelled", "failed", "draft"]
STATUSES: tuple[str, ...] = get_args(Status)

Interaction = Literal[
    "like",
    "comment",
    "share",
    "save",
    "follow",
    "unfollow",
    "ambassador_follow",
    "message",
    "review",
    "mention",
    "click",
    "profile_visit",
    "view",
    "dislike",
    "hide",
    "report",
    "other",
]
INTERACTIONS: tuple[str, ...] = get_args(Interaction)

# The vocabulary of django-anymail, which normalises the events of every e-mail service.
EmailEventType = Literal[
    "queued",
    "sent",
    "rejected",
    "failed",
    "bounced",
    "deferred",
    "delivered",
    "autoresponded",
    "opened",
    "clicked",
    "complained",
    "unsubscribed",
    "subscribed",
    "unknown",
]
EVENT_TYPES: tuple[str, ...] = get_args(EmailEventType)
# What can happen to a subscription without a message.
SUBSCRIPTION_CHANGES = ("subscribed", "unsubscribed")

# Services name them differently; anymail keeps none.
BounceType = Literal["hard", "soft", "undetermined"]
BOUNCE_TYPES: tuple[str, ...] = get_args(BounceType)
