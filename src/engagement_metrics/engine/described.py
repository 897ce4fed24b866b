"""How a metric describes itself: the signature of its call and what `help()` shows."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence

from engagement_metrics.records.kinds import DATA


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


def described(
    name: str,
    function: Callable[..., object],
    signature: inspect.Signature,
    call: Callable[..., object],
) -> dict[str, object]:
    """The attributes from which `help()`, `inspect` and editors learn about a metric.

    Args:
        name: The metric's name.
        function: The function that it was made of.
        signature: The signature of its call.
        call: The call of any metric.
    """
    return {
        "__doc__": documentation(function.__doc__, signature, call, called_as(name, signature)),
        "__name__": name,
        "__qualname__": function.__qualname__,
        "__module__": function.__module__,
        "__wrapped__": function,
        "__signature__": signature,
    }


def documentation(
    about: str | None, signature: inspect.Signature, call: Callable[..., object], called: str = ""
) -> str:
    """What a metric means, how it is called, and what its arguments do.

    Args:
        about: The docstring of its function; its section "Args" describes its own parameters.
        signature: The signature of its call.
        call: The call of any metric, whose docstring describes what all of them share.
        called: The call as a reader writes it.
    """
    meaning, own, ending = _parted(about)
    _, shared, answer = _parted(call.__doc__)
    kinds = {name: [f"    {name}: {told}"] for name, told in DATA.items()}
    entries = {**kinds, **_entries(shared), **_entries(own)}
    lines = [line for name in signature.parameters for line in entries.get(name, ())]
    usage = f"Called as:\n{textwrap.indent(called, '    ')}" if called else ""
    arguments = "\n".join(["Args:", *lines]) if lines else ""
    parts = (meaning, usage, arguments, ending or answer)
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


def _parted(docstring: str | None) -> tuple[str, list[str], str]:
    """A docstring's text, the lines of its arguments, and what comes after them."""
    text = inspect.cleandoc(docstring or "")
    meaning, found, rest = text.partition("\nArgs:\n")
    if not found:
        return text, [], ""
    entries, _, ending = rest.partition("\n\n")
    return meaning.rstrip(), entries.splitlines(), ending


def _entries(lines: Sequence[str]) -> dict[str, list[str]]:
    """The lines about each argument, by its name."""
    entries: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if not line.startswith(" " * 5):
            name = line.strip().partition(":")[0].lstrip("*")
        entries.setdefault(name, []).append(line)
    return entries
