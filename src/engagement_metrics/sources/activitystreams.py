"""ActivityStreams 2.0: what people did on Mastodon and other networks of the fediverse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.records.vocabulary import Network
from engagement_metrics.sources.opened import Opened, is_plain, opened
from engagement_metrics.sources.translated import Translation, accepted

if TYPE_CHECKING:
    import polars as pl

# The types of activities that are an interaction by themselves.
INTERACTIONS = {
    "like": "like",
    "dislike": "dislike",
    "announce": "share",
    "add": "save",
    "follow": "follow",
    "view": "view",
    "read": "view",
    "listen": "view",
    "block": "hide",
    "ignore": "hide",
    "flag": "report",
}
PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
UNDONE = "taken back later"
UNDOING = "taking back another activity"
NO_INTERACTION = "no interaction"


def activitystreams_events(
    raw: object,
    *,
    ambassadors: Collection[str] = (),
    network: Network | None = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Social interactions from activities in the vocabulary of ActivityStreams 2.0.

    - `Undo` cancels what the same actor did: both are left out and counted. To undo a `Follow` is
      an `unfollow`, and the follow stays, since both change how many follow.
    - `Create` is a `comment` where its object replies to something, a `review` where it is one, a
      `message` where it is not public, and a `mention` where it mentions somebody; else it is a
      post, and no interaction. A `Delete` of what was created cancels it.
    - An activity that several servers delivered is one, by its `id`.
    - Other types, such as `Accept` and `Update`, are left out and counted.

    Args:
        raw: Activities or collections of them (`items`, `orderedItems`): a frame of any kind,
            dicts, or the path of a file or folder.
        ambassadors: The ids of the brand's ambassadors; to follow one is an `ambassador_follow`.
        network: Where it was done, such as "mastodon".
        invalid: What becomes of rows that break a rule, as in `as_social_events`.
        **options: How the data is to be read, as in `as_social_events`.

    Returns:
        Canonical interactions, as `as_social_events` returns them. `object_id` is what was liked,
        shared or replied to; of a follow it is who was followed.

    Raises:
        MissingColumnError: A field of the activities is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> liked = {
        ...     "@context": "https://www.w3.org/ns/activitystreams",
        ...     "id": "https://a.example/1",
        ...     "type": "Like",
        ...     "actor": "https://a.example/ada",
        ...     "object": "https://b.example/post",
        ...     "published": "2025-03-01T10:00:00Z",
        ... }
        >>> events = em.sources.activitystreams_events({"orderedItems": [liked, liked]})
        >>> events[["type", "object_id"]].to_dict("records")
        [{'type': 'like', 'object_id': 'https://b.example/post'}]

    Definition:
        W3C, "Activity Vocabulary".
    """
    import polars as pl

    data = opened(raw, "social", "ActivityStreams")
    data = data.unwrapped("orderedItems").unwrapped("items")
    data.needs("type", ("actor", "actor.id"), ("object", "object.id"), "published")
    known = _Activities(data)
    data = data.with_rows(known.rows())
    kind, object_id = pl.col("em_kind"), pl.col("em_object")
    follow = pl.when(object_id.is_in([*ambassadors])).then(pl.lit("ambassador_follow"))
    unfollow = (kind == "undo") & pl.col("em_undoes").eq_missing(pl.lit("follow"))
    interaction = (
        pl.when(unfollow)
        .then(pl.lit("unfollow"))
        .when(kind == "create")
        .then(known.created())
        .when(kind == "follow")
        .then(follow.otherwise(pl.lit("follow")))
        .otherwise(kind.replace_strict(INTERACTIONS, default=None, return_dtype=pl.String))
    )
    reply = known.reference("object.inReplyTo")
    fields: dict[str, pl.Expr] = {
        "type": interaction,
        "occurred_at": data.plain("published"),
        "actor_id": pl.col("em_actor"),
        "object_id": pl.when(unfollow)
        .then(known.reference("object.object"))
        .otherwise(pl.coalesce(reply, object_id)),
        "source": pl.lit("activitystreams"),
        **data.present(event_id="id"),
    }
    if network is not None:
        fields["network"] = pl.lit(network)
    undoing = kind.is_in(["undo", "delete"]) & ~unfollow
    # What has no type at all is a broken row.
    strange = kind.is_not_null() & interaction.is_null()
    leave_out = {
        UNDONE: pl.col("em_undone") & (kind != "follow"),
        UNDOING: undoing,
        NO_INTERACTION: strange,
    }
    identity = ("type", "occurred_at", "actor_id", "object_id")
    translation = Translation(fields, leave_out=leave_out, identity=identity)
    return accepted("SocialEvent", data, translation, invalid, options)


@dataclass(frozen=True)
class _Activities:
    """Activities, whose actors and objects are ids or documents that have one."""

    data: Opened

    def reference(self, name: str) -> pl.Expr:
        """The id of what a property refers to; of several the first."""
        import polars as pl

        dtype = self.data.schema.get(name)
        inner = dtype.inner if isinstance(dtype, pl.List) else None
        if isinstance(inner, pl.Struct) and _told(inner, "id"):
            return pl.col(name).list.first().struct.field("id").cast(pl.String)
        return self.data.text(f"{name}.id", name)

    def rows(self) -> pl.LazyFrame:
        """The activities with what they are, who did them to what, and what became of them."""
        import polars as pl

        rows = self.data.rows.with_columns(
            em_kind=self._kind("type"),
            em_actor=self.reference("actor"),
            em_object=self.reference("object"),
            em_id=self.data.text("id"),
        )
        undo, delete = (rows.filter(pl.col("em_kind") == one) for one in ("undo", "delete"))
        cancelled = _once(undo, "em_id", em_cancelled=pl.lit(value=True))
        deleted = _once(delete, "em_object", em_deleted=pl.lit(value=True))
        named = _once(rows.with_columns(em_object="em_id"), "em_object", em_meant=pl.col("em_kind"))
        for name, told in (("em_id", cancelled), ("em_object", deleted), ("em_object", named)):
            rows = rows.join(told, on=[name, "em_actor"], how="left", maintain_order="left")
        created = pl.col("em_kind") == "create"
        undone = pl.col("em_cancelled") | (created & pl.col("em_deleted"))
        return rows.with_columns(
            em_undone=undone.fill_null(value=False),
            em_undoes=pl.coalesce(self._kind("object.type"), "em_meant"),
        )

    def created(self) -> pl.Expr:
        """Which interaction it is to create something; none where it is a post."""
        import polars as pl

        audience = [
            self._addressed(name)
            for name in ("to", "cc", "object.to", "object.cc")
            if name in self.data
        ]
        heard = pl.any_horizontal([pl.lit(value=False), *(given for given, _ in audience)])
        public = pl.any_horizontal([pl.lit(value=False), *(one for _, one in audience)])
        return (
            pl.when(self._kind("object.type") == "review")
            .then(pl.lit("review"))
            .when(heard & ~public)
            .then(pl.lit("message"))
            .when(self.reference("object.inReplyTo").is_not_null())
            .then(pl.lit("comment"))
            .when(self._mentions())
            .then(pl.lit("mention"))
        )

    def _kind(self, name: str) -> pl.Expr:
        """A type in small letters, without the vocabulary that it is of."""
        return self.data.text(name).str.replace("^.*[#:/]", "").str.to_lowercase()

    def _addressed(self, name: str) -> tuple[pl.Expr, pl.Expr]:
        """Whether something is addressed to anybody, and whether to everybody."""
        import polars as pl

        if isinstance(self.data.schema[name], pl.List):
            listed = pl.col(name).cast(pl.List(pl.String))
            everybody = listed.list.eval(pl.element().is_in(PUBLIC)).list.any()
            return (listed.list.len() > 0).fill_null(value=False), everybody.fill_null(value=False)
        said = self.data.text(name)
        return said.is_not_null(), said.is_in(PUBLIC).fill_null(value=False)

    def _mentions(self) -> pl.Expr:
        """Whether an object mentions somebody."""
        import polars as pl

        dtype = self.data.schema.get("object.tag")
        inner = dtype.inner if isinstance(dtype, pl.List) else None
        if not isinstance(inner, pl.Struct) or not _told(inner, "type"):
            return pl.lit(value=False)
        tag = pl.element().struct.field("type").cast(pl.String) == "Mention"
        return pl.col("object.tag").list.eval(tag).list.any().fill_null(value=False)


def _told(document: pl.Struct, name: str) -> bool:
    """Whether documents have a plain value of that name."""
    return any(one.name == name and is_plain(one.dtype) for one in document.fields)


def _once(rows: pl.LazyFrame, name: str, **said: pl.Expr) -> pl.LazyFrame:
    """What is said of each thing that an actor did something to, once, with it under a name."""
    import polars as pl

    known = rows.filter(pl.col("em_object").is_not_null())
    told = known.select(pl.col("em_object").alias(name), "em_actor", **said)
    return told.unique([name, "em_actor"], keep="first", maintain_order=True)
