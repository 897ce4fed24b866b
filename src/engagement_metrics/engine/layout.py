"""Layout: a query that an engine wrote on one line, broken where a reader would break it."""

from __future__ import annotations

import re

_PIECE = re.compile(r"""(\s*)('(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^\s'"(),]+)""")
_CLAUSES = frozenset({"FROM", "WHERE", "GROUP", "ORDER", "UNION", "LEFT", "INNER", "CROSS"})
_STEP = "  "


def laid_out(query: str) -> str:
    """A query with every clause, and every column of a selection, on a line of its own.

    Only white space changes, and none inside quotes.
    """
    pieces = [(bool(space), piece) for space, piece in _PIECE.findall(query)]
    text = ""
    # For each open parenthesis, and for the whole, whether it is a query or an expression.
    queries = [True]
    selecting = [False]

    def line(further: int = 0) -> str:
        return "\n" + _STEP * (len(selecting) - 1 + further)

    for i, (spaced, piece) in enumerate(pieces):
        word, before = piece.upper(), pieces[i - 1][1].upper() if i else ""
        if piece == "(":
            text += " (" if spaced and not text[-1:].isspace() else "("
            queries.append(i + 1 < len(pieces) and pieces[i + 1][1].upper() in ("SELECT", "WITH"))
            if queries[-1]:
                selecting.append(False)
                text += line()
        elif piece == ")":
            if queries.pop():
                selecting.pop()
                text += line()
            text += piece
        elif queries[-1] and word == "SELECT":
            selecting[-1] = True
            text = text.rstrip() + line() + piece + line(1)
        elif queries[-1] and word in _CLAUSES and before != "DISTINCT":
            selecting[-1] = False
            text += line() + piece
        elif queries[-1] and piece == ",":
            text += piece + line(1 if selecting[-1] else 0)
        else:
            text += f" {piece}" if spaced and not text[-1:].isspace() else piece
    return text.strip()
