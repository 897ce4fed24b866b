"""Layout: a query that an engine wrote on one line, broken where a reader would break it."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""(\s*)('(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^\s'"(),]+)""")
_CLAUSES = frozenset({"FROM", "WHERE", "GROUP", "ORDER", "UNION", "LEFT", "INNER", "CROSS"})
_STEP = "  "


def laid_out(query: str) -> str:
    """A query with every clause, and every column of a selection, on a line of its own.

    Only white space changes, and none inside quotes.
    """
    tokens = [(bool(space), token) for space, token in _TOKEN.findall(query)]
    text = ""
    # For each open parenthesis, and for the whole, whether it is a query or an expression.
    queries = [True]
    selecting = [False]

    def line(further: int = 0) -> str:
        return "\n" + _STEP * (len(selecting) - 1 + further)

    for i, (spaced, token) in enumerate(tokens):
        word, before = token.upper(), tokens[i - 1][1].upper() if i else ""
        if token == "(":
            text += " (" if spaced and not text[-1:].isspace() else "("
            queries.append(i + 1 < len(tokens) and tokens[i + 1][1].upper() in ("SELECT", "WITH"))
            if queries[-1]:
                selecting.append(False)
                text += line()
        elif token == ")":
            if queries.pop():
                selecting.pop()
                text += line()
            text += token
        elif queries[-1] and word == "SELECT":
            selecting[-1] = True
            text = text.rstrip() + line() + token + line(1)
        elif queries[-1] and word in _CLAUSES and before != "DISTINCT":
            selecting[-1] = False
            text += line() + token
        elif queries[-1] and token == ",":
            text += token + line(1 if selecting[-1] else 0)
        else:
            text += f" {token}" if spaced and not text[-1:].isspace() else token
    return text.strip()
