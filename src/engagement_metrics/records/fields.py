"""What fields of records are made of: money, counts, ids, moments, and what each is counted in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from pydantic import Field


@dataclass(frozen=True)
class Nature:
    """What a type alone does not say of a field; it stands in the JSON Schema too.

    Attributes:
        unit: What its numbers are counted in.
        personal: Whether its values are about a person, so that no message shows them.
        upper: Whether its text is written in capitals, whatever the platform.
        address: Whether it may be an e-mail address, of which case tells nothing.
    """

    unit: str = ""
    personal: bool = False
    upper: bool = False
    address: bool = False

    def __get_pydantic_json_schema__(
        self,
        core: Any,  # noqa: ANN401 (pydantic's own)
        handler: Callable[[Any], dict[str, Any]],
    ) -> dict[str, Any]:
        """The schema of the type, with what is said here."""
        unit = {"unit": self.unit} if self.unit else {}
        personal = {"personal": True} if self.personal else {}
        return {**handler(core), **unit, **personal}


Money: TypeAlias = Annotated[
    float, Field(ge=0, allow_inf_nan=False), Nature(unit="units of the currency")
]
Currency: TypeAlias = Annotated[
    str, Field(pattern="^[A-Z]{3}$"), Nature(unit="ISO 4217", upper=True)
]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Number: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
Milliseconds: TypeAlias = Annotated[int, Field(ge=0), Nature(unit="ms")]
Moment: TypeAlias = Annotated[datetime, Nature(unit="instant")]
# An empty id would make one customer of everybody who has none.
Identifier: TypeAlias = Annotated[str, Field(min_length=1)]
PersonalId: TypeAlias = Annotated[str, Field(min_length=1), Nature(personal=True)]
PersonalText: TypeAlias = Annotated[str, Nature(personal=True)]
Address: TypeAlias = Annotated[str, Nature(personal=True, address=True)]
Recipient: TypeAlias = Annotated[str, Field(min_length=1), Nature(personal=True, address=True)]
