"""Pseudonyms: keyed hashes in place of what is personal, so that a frame can leave the building."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass, field

from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.policies.policy import Kept, Policy

# Below, a key is guessed sooner than a hash is reversed.
SHORTEST = 16
# 128 bits, as hexadecimal digits: no two values of any data share them by chance.
DIGITS = 32


@dataclass(frozen=True)
class Pseudonyms(Policy):
    """Personal values are replaced by their keyed hash (HMAC with SHA-256).

    Attributes:
        key: The caller's key; no message, report or repr shows it.
        personal: The fields that hold personal values.
        known: The columns that may stay: the fields, and what the caller named.
    """

    argument: str = field(default="pseudonymise", init=False)
    key: bytes = field(repr=False)
    personal: Collection[str]
    known: Collection[str]

    def said(self) -> object:
        """How it is done."""
        return "HMAC-SHA-256"

    def applied(self, kept: Kept) -> Kept:
        """Hash each distinct value once, and leave out columns of which nothing is known."""
        import polars as pl

        rows = kept.rows
        for name in (one for one in kept.columns if one in self.personal):
            values = rows.select(pl.col(name).drop_nulls().unique()).collect()[name].to_list()
            hashed = [self._hash(value) for value in values]
            replaced = pl.col(name).replace_strict(
                values, hashed, default=None, return_dtype=pl.String
            )
            rows = rows.with_columns(replaced.alias(name))
        others = [name for name in kept.columns if name not in self.known]
        after = kept.with_rows(rows.drop(others))
        if not others:
            return after
        return after.noting(f"columns left out, since they may be personal: {len(others)}")

    def _hash(self, value: str) -> str:
        return hmac.new(self.key, value.encode(), hashlib.sha256).hexdigest()[:DIGITS]


def key_of(given: object) -> bytes:
    """The key of a hash.

    Raises:
        ArgumentTypeError: It is neither text nor bytes.
        InvalidArgumentError: It is too short to keep a secret.
    """
    if not isinstance(given, str | bytes):
        message = f"pseudonymise takes a secret key, text or bytes, not {type(given).__name__}"
        raise ArgumentTypeError(message)
    key = given.encode() if isinstance(given, str) else given
    if len(key) < SHORTEST:
        message = f"pseudonymise needs a key of at least {SHORTEST} bytes"
        raise InvalidArgumentError(message)
    return key
