"""Text, and what can be read from it without guessing: words, numbers, true and false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engagement_metrics.engine.words import Expression, Words

if TYPE_CHECKING:
    from engagement_metrics.records.accepting.options import Decimal

TRUE = ("true", "t", "yes", "y", "on", "1")
FALSE = ("false", "f", "no", "n", "off", "0")

PLAIN = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$"
_SPACE = r" '’\x{A0}\x{202F}"
_GROUPED = r"^[+-]?([0-9]{{1,3}}([{group}][0-9]{{3}})+|[0-9]+)([{point}][0-9]*)?$"


def trimmed(words: Words, text: Expression) -> Expression:
    """Text without blanks around it; text of nothing but blanks is missing."""
    stripped = text.str.strip_chars()
    return words.when(stripped != "").then(stripped)


def number(words: Words, text: Expression, decimal: Decimal | None) -> Expression:
    """The number that text shows; missing where it shows none."""
    if decimal is None:
        return _only(words, text, PLAIN).cast(words.Float64)
    group = ("," if decimal == "." else ".") + _SPACE
    shown = _only(words, text, _GROUPED.format(group=group, point=decimal))
    digits = shown.str.replace_all(f"[{group}]", "").str.replace_all(",", ".", literal=True)
    return digits.cast(words.Float64)


def flag(words: Words, text: Expression) -> Expression:
    """Whether text says true or false; missing where it says neither."""
    word = text.str.to_lowercase()
    no = words.when(word.is_in(FALSE)).then(words.lit(value=False))
    return words.when(word.is_in(TRUE)).then(words.lit(value=True)).otherwise(no)


def translated(words: Words, text: Expression, values: Mapping[str, object]) -> Expression:
    """Text in which the caller's words are replaced; others stay."""
    groups: dict[str | None, list[str]] = {}
    for word, meaning in values.items():
        groups.setdefault(None if meaning is None else str(meaning), []).append(str(word))
    answer = text
    for meaning, said in groups.items():
        told = words.lit(meaning, dtype=words.String)
        answer = words.when(text.is_in(said)).then(told).otherwise(answer)
    return answer


def _only(words: Words, text: Expression, pattern: str) -> Expression:
    """Text of which only what looks right is left, so that no engine fails to convert it."""
    return words.when(text.str.contains(pattern)).then(text)
