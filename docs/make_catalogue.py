"""Write the page that lists every metric, from the definitions themselves.

python docs/make_catalogue.py            says whether the page is what the metrics are now
python docs/make_catalogue.py --write    writes it
"""

import sys
from pathlib import Path

import engagement_metrics as em
from engagement_metrics.report.catalogue import MODULES

PAGE = Path(__file__).with_name("catalogue.md")
PAGES = PAGE.parent / "metrics"
BETTER = {True: "higher", False: "lower", None: "depends"}
HEAD = """\
# Catalogue

Every metric, as `em.catalogue()` gives it: one definition each, from which this page is made. The
formulas are those of the default parameters, in the words of
[Define your own metric](define-your-own.md): a measure is what a customer's records add up to,
`total` adds a term up over customers, and the names are those of `em.measures`. What e-mails become
is judged as the [open rate's page](metrics/newsletter-open-rate.md) says.

```pycon
>>> import engagement_metrics as em
>>> table = em.catalogue()
>>> list(table.columns)[:5]
['name', 'meaning', 'formula', 'unit', 'bounds']
>>> list(table.columns)[5:]
['interval', 'higher_is_better', 'records', 'columns', 'parameters', 'source']
>>> table.loc[table["name"] == "retention_rate", "formula"].item()
'total((orders >= 1) & (orders.previous >= 1)) / total(orders.previous >= 1)'
```

`em.summarize(metrics=[...])` takes any of them by name.
"""


def page_of(name: str) -> str:
    """The page of a metric: its own, or the one of its family."""
    own = PAGES / f"{name.replace('_', '-')}.md"
    if own.is_file():
        return f"metrics/{own.name}"
    family = next(page for page in sorted(PAGES.glob("*.md")) if f"| `{name}`" in told(page))
    return f"metrics/{family.name}"


def told(page: Path) -> str:
    """The text of a page; metrics that share a row of a table have one each."""
    return page.read_text(encoding="utf-8").replace("`, `", "` |\n| `")


def entry(row: dict[str, object]) -> str:
    """One metric: what it means, its formula, and what there is to know of the number."""
    name, parameters, columns = row["name"], row["parameters"], row["columns"]
    facts = [
        ("formula", f"`{row['formula']}`"),
        (
            "unit",
            f"{row['unit']}{_limits(row['bounds'])}{'' if row['interval'] else ', no interval'}",
        ),
        ("better", BETTER[row["higher_is_better"]]),  # type: ignore[index]
        ("columns", _listed(columns)),
        ("parameters", _listed(parameters)),
        ("source", str(row["source"])),
    ]
    lines = "\n".join(f"| {fact} | {text} |" for fact, text in facts if text)
    return (
        f"### [{name}]({page_of(str(name))})\n\n{row['meaning']}\n\n| | |\n| --- | --- |\n{lines}\n"
    )


def _limits(bounds: object) -> str:
    return f", from {bounds[0]:g} to {bounds[1]:g}" if isinstance(bounds, tuple) else ""


def _listed(names: object) -> str:
    return ", ".join(f"`{name}`" for name in names) if isinstance(names, tuple) else ""


def page() -> str:
    """The whole page."""
    table = em.catalogue()
    parts = [HEAD]
    for module in MODULES:
        about = (module.__doc__ or "").splitlines()[0].rstrip(".")
        parts.append(f"## {about}\n")
        parts += [entry(row) for row in table.to_dict("records") if _is_of(row["name"], module)]
    return "\n".join(parts)


def _is_of(name: object, module: object) -> bool:
    return str(name) in vars(module) and getattr(module, str(name)).__module__ == module.__name__  # type: ignore[attr-defined]


def main(*arguments: str) -> int:
    """Write the page, or say that it is stale."""
    stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page()
    if stale and "--write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
