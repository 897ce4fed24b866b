"""What the library says when data or a question cannot be answered honestly.

Every error names what was wrong, where, and what to do. None prints the values of personal
fields (e-mail addresses, names, customer ids).
"""

from __future__ import annotations


class EngagementError(Exception):
    """The base of every error that this library raises on purpose."""


class InvalidArgumentError(EngagementError, ValueError):
    """An argument of a call has a value that cannot be used."""


class ArgumentTypeError(EngagementError, TypeError):
    """An argument is of the wrong type, or a call has too many or too few of them."""


class InvalidRecordsError(EngagementError, ValueError):
    """Rows among those that count cannot be computed with as they are."""


class MissingColumnError(EngagementError, KeyError):
    """A column that the metric needs is not in the data."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, which would escape the line breaks.
        return str(self.args[0])


class DefinitionError(EngagementError, ValueError):
    """A metric is defined in a way that has no meaning."""


class UnsupportedFrameError(EngagementError, TypeError):
    """The data is not a frame or a list of records that the library can read."""


class UnreadableFileError(EngagementError, OSError):
    """A file is not there, or its content is not what its name says."""
