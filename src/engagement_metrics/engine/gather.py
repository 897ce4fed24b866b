"""Gathering inputs: every table that a plan reads, narrowed to what is read and comparable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.kept import KeptInput, only_records
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.tables import Table
from engagement_metrics.errors import (
    ArgumentTypeError,
    InvalidArgumentError,
    InvalidRecordsError,
    MissingColumnError,
)


def inputs_of(plan: Plan, tables: Mapping[str, Table], question: Question) -> tuple[Input, ...]:
    """The inputs of a plan, one for each source of rows.

    Raises:
        ArgumentTypeError: A kind of record that the metrics read was not given.
        InvalidArgumentError: A grouping cannot be found for each kind of record.
        InvalidRecordsError: Ids of different tables cannot be compared.
    """
    customers = tables.get("customers")
    for source in plan.sources:
        if source.kind.argument not in tables:
            names = ", ".join(d.name for d in plan.definitions)
            message = f"{names} reads {source.kind.argument}; pass {source.kind.argument}=..."
            raise ArgumentTypeError(message)
    if customers is not None and "customer_id" not in customers.schema:
        message = (
            "customers needs the column 'customer_id', one row a customer; its columns are "
            f"{', '.join(customers.columns)}"
        )
        raise MissingColumnError(message)
    for measure in plan.measures:
        if measure.pick and tables[measure.kind.argument].kept is not None:
            what = f"the {measure.pick} record of each of {measure.kind.unit_noun}"
            raise InvalidArgumentError(only_records(what))
    inputs = tuple(
        (Input if tables[source.kind.argument].kept is None else KeptInput)(
            source=source,
            table=tables[source.kind.argument],
            question=question,
            measures=tuple(measure for measure in plan.measures if measure.source == source),
            customers=customers,
            roster=plan.roster,
        )
        for source in plan.sources
    )
    return _numbered(_comparable(_narrowed(inputs)))


def _narrowed(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """The same inputs, with only the columns that any of them reads; frames are lifted once."""
    columns: dict[str, dict[str, None]] = {}
    for one in inputs:
        columns.setdefault(one.kind.argument, {}).update(dict.fromkeys(one.columns))
    tables = {
        name: next(one.table for one in inputs if one.kind.argument == name).narrowed(tuple(read))
        for name, read in columns.items()
    }
    lent = {name: None for one in inputs if one.lenders is not None for name in one.attributes}
    customers = next((one.customers for one in inputs if one.lenders is not None), None)
    if customers is not None:
        customers = customers.narrowed(tuple({"customer_id": None, **lent}))
    if len({table.engine for table in (*tables.values(), customers) if table is not None}) > 1:
        message = (
            "the records and customers are on different engines, so that no query can read them "
            "together; bring them to one, for example by collecting the smaller one there"
        )
        raise InvalidArgumentError(message)
    return tuple(
        replace(one, table=tables[one.kind.argument], customers=customers) for one in inputs
    )


def _comparable(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    kinds = {one.kind.argument for one in inputs if one.kind.time is not None}
    if len(kinds) > 1:
        for one in inputs:
            if "customer_id" not in one.table.schema:
                message = (
                    f"{one.kind.argument} has no column 'customer_id', but a formula over several "
                    f"kinds of record ({', '.join(sorted(kinds))}) needs to know which customer "
                    "each record belongs to; add the column"
                )
                raise InvalidArgumentError(message)
    types = _types_of_ids(inputs)
    if len(set(types.values())) <= 1:
        return inputs
    if "Binary" in types.values():
        held = ", ".join(f"{column} holds {dtype}" for column, dtype in types.items())
        message = (
            f"ids cannot be compared: {held}. UUIDs are bytes, which no text equals; convert them "
            "to text first, for example with .astype(str)"
        )
        raise InvalidRecordsError(message)
    return tuple(replace(one, as_text=True) for one in inputs)


def _types_of_ids(inputs: tuple[Input, ...]) -> dict[str, str]:
    """The type of each column of ids that are compared with one another."""
    types = {
        f"{name} of {one.kind.argument}": str(one.table.schema[name])
        for one in inputs
        for name in one.unit_columns
    }
    for one in inputs:
        if one.customers is not None and (one.attributes or one.roster):
            types["customer_id of customers"] = str(one.customers.schema["customer_id"])
    return types


def _numbered(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """The same inputs, where Polars reads many ids as text with a number for each of these."""
    if not inputs[0].table.local or all(one.table.few for one in inputs):
        return inputs
    if not inputs[0].as_text and set(_types_of_ids(inputs).values()) != {"String"}:
        return inputs
    return tuple(replace(one, numbered=True) for one in inputs)
