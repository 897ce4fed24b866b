"""How a metric describes itself: the signature of its call and what `help()` shows."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engagement_metrics.records.kinds import DATA

_SECTION = re.compile(r"^(Args|Returns|Raises|Examples|Notes|References):$", re.MULTILINE)
_ORDER = ("Args", "Returns", "Raises", "Examples", "Notes", "References")
_WIDTH = 92


def signature_of(
    call: Callable[..., object], own: Sequence[inspect.Parameter], read: Sequence[str]
) -> inspect.Signature:
    """The signature of a metric's call: the data, the arguments of every metric, its own.

    Args:
        call: The call of any metric, with `self` first and `**parameters` last.
        own: The metric's own parameters.
        read: The kinds of record that the metric reads; several of them go by name.
    """
    general = inspect.signature(call)
    records = [name for name in read if name not in general.parameters]
    several = len(records) > 1
    hidden = {"self", "parameters", *(("data",) if several else ())}
    shared = [one for name, one in general.parameters.items() if name not in hidden]
    if not several:
        shared[0] = shared[0].replace(default=inspect.Parameter.empty)
    only = inspect.Parameter.KEYWORD_ONLY
    named = [one.replace(kind=only) for one in own]
    if several:
        shared[:0] = [inspect.Parameter(name, only, annotation="object") for name in records]
    return general.replace(parameters=[*shared, *named])


def with_defaults(
    signature: inspect.Signature, defaults: Mapping[str, object]
) -> inspect.Signature:
    """The same signature with other defaults."""
    parameters = [
        one.replace(default=defaults[name]) if name in defaults else one
        for name, one in signature.parameters.items()
    ]
    return signature.replace(parameters=parameters)


@dataclass(frozen=True)
class Facts:
    """What is known of a metric beside its function.

    Attributes:
        name: Its name.
        unit: What the number is counted in.
        bounds: The smallest and largest value that it can have.
        source: Where the definition comes from.
    """

    name: str
    unit: str | None = None
    bounds: tuple[float, float] | None = None
    source: str | None = None

    def returns(self) -> str:
        """What a call gives back."""
        number = ", ".join(part for part in ("Float64", self.unit, self._limits()) if part)
        text = (
            f"An `Estimate`, or with `by` or `every` a frame with the columns `{self.name}`, "
            f"`{self.name}_low` and `{self.name}_high` ({number}; null where undefined)."
        )
        return textwrap.indent(textwrap.fill(text, _WIDTH), "    ")

    def references(self) -> str:
        """Where the definition comes from."""
        return textwrap.indent(textwrap.fill(self.source or "", _WIDTH), "    ")

    def _limits(self) -> str:
        return "" if self.bounds is None else f"from {self.bounds[0]:g} to {self.bounds[1]:g}"


def described(
    facts: Facts,
    function: Callable[..., object],
    signature: inspect.Signature,
    call: Callable[..., object],
) -> dict[str, object]:
    """The attributes from which `help()`, `inspect` and editors learn about a metric.

    Args:
        facts: What is known of the metric.
        function: The function that it was made of.
        signature: The signature of its call.
        call: The call of any metric.
    """
    called = called_as(facts.name, signature)
    return {
        "__doc__": documentation(function.__doc__, signature, call, called, facts),
        "__name__": facts.name,
        "__qualname__": function.__qualname__,
        "__module__": function.__module__,
        "__wrapped__": function,
        "__signature__": signature,
    }


def documentation(
    about: str | None,
    signature: inspect.Signature,
    call: Callable[..., object],
    called: str = "",
    facts: Facts | None = None,
) -> str:
    """What a metric means, how it is called, and what its arguments do.

    Args:
        about: The docstring of its function; its section "Args" describes its own parameters.
        signature: The signature of its call.
        call: The call of any metric, whose docstring describes what all of them share.
        called: The call as a reader writes it.
        facts: From which the sections are made that the docstring leaves out.
    """
    meaning, own = _parted(about)
    _, shared = _parted(call.__doc__)
    kinds = {name: [f"    {name}: {told}"] for name, told in DATA.items()}
    entries = {**kinds, **_entries(shared.pop("Args")), **_entries(own.pop("Args", ""))}
    lines = [line for name in signature.parameters for line in entries.get(name, ())]
    made = {} if facts is None else {"Returns": facts.returns(), "References": facts.references()}
    found = {name: text for name, text in {**shared, **made, **own}.items() if text}
    sections = {"Args": "\n".join(lines), **found}
    parts = [meaning, f"Called as:\n{textwrap.indent(called, '    ')}" if called else ""]
    parts += [f"{name}:\n{sections[name]}" for name in _ORDER if sections.get(name)]
    return "\n\n".join(part for part in parts if part)


def called_as(name: str, signature: inspect.Signature) -> str:
    """A call as a reader writes it, one argument a line."""
    lines = [f"{name}("]
    keyword = False
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not keyword:
            lines.append("    *,")
            keyword = True
        text = str(parameter.replace(annotation=inspect.Parameter.empty))
        if parameter.annotation is not inspect.Parameter.empty:
            default = "" if "=" not in text else f" = {text.partition('=')[2]}"
            kind = parameter.annotation
            shown = kind if isinstance(kind, str) else inspect.formatannotation(kind)
            text = f"{parameter.name}: {shown}{default}"
        lines.append(f"    {text},")
    return "\n".join([*lines, ")"])


def _parted(docstring: str | None) -> tuple[str, dict[str, str]]:
    """A docstring's text, and its sections by name."""
    meaning, *rest = _SECTION.split(inspect.cleandoc(docstring or ""))
    sections = {name: text.strip("\n") for name, text in zip(rest[::2], rest[1::2], strict=True)}
    return meaning.rstrip(), sections


def _entries(section: str) -> dict[str, list[str]]:
    """The lines about each argument, by its name."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in section.splitlines():
        if not line.startswith(" " * 5):
            name = line.strip().partition(":")[0].lstrip("*")
        entries.setdefault(name, []).append(line)
    return entries
