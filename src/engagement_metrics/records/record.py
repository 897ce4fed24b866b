"""The base of every record: a pydantic model that knows its kind."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from engagement_metrics.records.kind import RowSource


class Record(BaseModel):
    """One thing that happened, or one customer.

    Fields beyond the declared ones are kept, so that they can be grouped and filtered by.

    Attributes:
        row_source: How the engine reads a frame of such records.
        key: The fields that together tell one record from all others.
        ordered: Pairs of fields of which the first is never greater than the second.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        coerce_numbers_to_str=True,
        defer_build=True,
        # What stands below a field is its description, also in the JSON Schema.
        use_attribute_docstrings=True,
    )

    row_source: ClassVar[RowSource]
    key: ClassVar[tuple[str, ...]] = ()
    ordered: ClassVar[tuple[tuple[str, str], ...]] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for small, great in self.ordered:
            low, high = getattr(self, small), getattr(self, great)
            if low is None or high is None:
                continue
            try:
                wrong = low > high
            except TypeError:
                message = f"of {small} and {great} only one has a zone"
                raise ValueError(message) from None
            if wrong:
                message = f"{small} is greater than {great}"
                raise ValueError(message)
        return self
