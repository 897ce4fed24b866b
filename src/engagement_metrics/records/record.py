"""The base of every record: a pydantic model that knows its kind."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from engagement_metrics.records.kind import RowSource


class Record(BaseModel):
    """One thing that happened, or one customer.

    Fields beyond the declared ones are kept, so that they can be grouped and filtered by.
    """

    model_config = ConfigDict(
        frozen=True, extra="allow", coerce_numbers_to_str=True, defer_build=True
    )

    row_source: ClassVar[RowSource]
