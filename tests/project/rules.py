"""The rules of the house that a machine can see, as functions from a source text to its faults."""

import ast
import re
from collections.abc import Callable, Iterator

Rule = Callable[[ast.Module], Iterator[str]]

MAX_LINES = 350
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
NETWORK = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "urllib3",
}
CLOCK_CALLS = {"now", "today", "utcnow"}

# Put together from parts, since this file too is among the files that may not contain them.
_PLACES = [
    "/" + r"(?:home|Users)/\w",
    "/" + r"root/[\w.]",
    "/" + r"work/(?:main|shared|\.library)",
    "/" + r"tmp/\w",
    r"[A-Z]:\\" + r"Users\\",
]
_REGISTRIES = r"https?:/" + r"/[^\s/]*(?:pypi|pythonhosted|npm|debian)"
_MACHINE = re.compile(r"(?<![\w.])(?:" + "|".join([*_PLACES, _REGISTRIES]) + ")")


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `agg` for `frame.group_by("a").agg()`."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of all that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def is_within(name: str, package: str) -> bool:
    """Say whether a dotted name is a package or something inside it."""
    return name == package or name.startswith(f"{package}.")


def no_condition_in_aggregation(tree: ast.Module) -> Iterator[str]:
    """Some engines silently ignore the condition of a `when` inside `.agg()`."""
    for aggregation in ast.walk(tree):
        if isinstance(aggregation, ast.Call) and called_name(aggregation) == "agg":
            for part in [*aggregation.args, *aggregation.keywords]:
                for node in ast.walk(part):
                    if isinstance(node, ast.Call) and called_name(node) == "when":
                        yield f"line {node.lineno}: when() inside .agg()"


def no_clock(tree: ast.Module) -> Iterator[str]:
    """The same call gives the same number tomorrow."""
    for line, name in imported_modules(tree):
        if is_within(name, "time"):
            yield f"line {line}: imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in CLOCK_CALLS:
            yield f"line {node.lineno}: calls {called_name(node)}()"


def no_network(tree: ast.Module) -> Iterator[str]:
    """The library is a pure one."""
    for line, name in imported_modules(tree):
        if any(is_within(name, package) for package in NETWORK):
            yield f"line {line}: imports {name}"


def no_print(tree: ast.Module) -> Iterator[str]:
    """A library speaks through what it returns and raises."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ):
            yield f"line {node.lineno}: calls print()"


def only_promised_parts(tree: ast.Module) -> Iterator[str]:
    """Narwhals by its stable interface; of SciPy only what is quick to import."""
    for line, name in imported_modules(tree):
        for package, part in (("narwhals", "narwhals.stable.v2"), ("scipy", "scipy.special")):
            if is_within(name, package) and not is_within(name, part):
                yield f"line {line}: imports {name}, not {part}"


def public_names_are_documented(tree: ast.Module) -> Iterator[str]:
    """What users can see says what it does."""
    yield from _undocumented(tree.body, "")


def _undocumented(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        repeated = any(name.endswith(("overload", ".setter")) for name in decorators)
        if node.name.startswith("_") or repeated:
            continue
        if ast.get_docstring(node) is None:
            yield f"line {node.lineno}: {prefix}{node.name} has no docstring"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node.body, f"{node.name}.")


def no_skipped_test(tree: ast.Module) -> Iterator[str]:
    """A check that is skipped is a check that does not exist."""
    skips = {"importorskip", "skip", "skipif", "xfail"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in skips:
            yield f"line {node.lineno}: {ast.unparse(node)}"


SOURCE_RULES: list[Rule] = [
    no_clock,
    no_condition_in_aggregation,
    no_network,
    no_print,
    only_promised_parts,
    public_names_are_documented,
]


def machine_places(text: str) -> list[str]:
    """Find paths of one machine and addresses of package registries in a text."""
    return _MACHINE.findall(text)
