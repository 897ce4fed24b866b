"""What a model says of its fields, read once: what a frame is checked by and tables are made of."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, MinLen
from pydantic.fields import FieldInfo

from engagement_metrics.records.fields import Nature

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record

Form = Literal["text", "word", "number", "whole", "flag", "moment"]
_FORMS: Mapping[object, Form] = {
    str: "text",
    float: "number",
    int: "whole",
    bool: "flag",
    datetime: "moment",
}


@dataclass(frozen=True)
class Field:
    """One field of a model.

    Attributes:
        name: Its name, also of its column.
        form: What it holds; a word is text from a vocabulary.
        required: Whether every record must have it.
        default: What stands in where it is missing; None for nothing.
        nullable: Whether it may be missing.
        meaning: What it is.
        unit: What its numbers are counted in.
        personal: Whether its values are about a person.
        vocabulary: Every word that it may hold; empty for any.
        least: The smallest number that it may hold; None for any.
        pattern: What its text looks like; None for any.
        filled: Whether empty text is refused.
        upper: Whether its text is written in capitals.
        address: Whether it may be an e-mail address.
    """

    name: str
    form: Form
    required: bool
    default: object
    nullable: bool
    meaning: str
    unit: str = ""
    personal: bool = False
    vocabulary: tuple[str, ...] = ()
    least: float | None = None
    pattern: str | None = None
    filled: bool = False
    upper: bool = False
    address: bool = False


@lru_cache(maxsize=64)
def fields_of(model: type[Record]) -> Mapping[str, Field]:
    """The fields of a model by name, in its order."""
    return {name: _field(name, info) for name, info in model.model_fields.items()}


def _field(name: str, info: FieldInfo) -> Field:
    kind, nullable, found = _unwrapped(info.annotation)
    metadata = [*info.metadata, *found]
    nature = next((one for one in metadata if isinstance(one, Nature)), Nature())
    words = tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()
    patterns = (getattr(one, "pattern", None) for one in metadata)
    return Field(
        name=name,
        form="word" if words else _FORMS[kind],
        required=info.is_required(),
        default=None if info.is_required() else info.default,
        nullable=nullable,
        meaning=info.description or "",
        unit=nature.unit,
        personal=nature.personal,
        vocabulary=words,
        least=next((float(str(one.ge)) for one in metadata if isinstance(one, Ge)), None),
        pattern=next((str(one) for one in patterns if one is not None), None),
        filled=any(isinstance(one, MinLen) for one in metadata),
        upper=nature.upper,
        address=nature.address,
    )


def _unwrapped(annotation: object) -> tuple[Any, bool, list[object]]:
    """The plain type of an annotation, whether it may be None, and what was said of it."""
    if get_origin(annotation) in (Union, types.UnionType):
        (one,) = (part for part in get_args(annotation) if part is not type(None))
        kind, _, found = _unwrapped(one)
        return kind, True, found
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        kind, nullable, found = _unwrapped(inner)
        return kind, nullable, [*_flat(said), *found]
    return annotation, False, []


def _flat(said: list[object]) -> Iterator[object]:
    for one in said:
        yield from one.metadata if isinstance(one, FieldInfo) else (one,)
