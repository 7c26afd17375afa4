"""Errors and issues: what went wrong, where, and what to do about it.

The tree of exceptions::

    SimError
    ├── DataError          (also ValueError)   a table of facts is missing, damaged or implausible
    ├── ScenarioError      (also ValueError)   a scenario file cannot be used
    ├── NetworkError       (also ValueError)   a network cannot be built from the tables
    ├── RoutingError       (also ValueError)   a query the router cannot answer
    └── OutputError        (also OSError)      results cannot be written or read

A person mends files, so problems in files are collected as `Issue` objects and shown all at once;
the exception that carries them is raised once, after the last check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = [
    "DataError",
    "Issue",
    "NetworkError",
    "OutputError",
    "RoutingError",
    "ScenarioError",
    "Severity",
    "SimError",
    "has_errors",
]


class Severity(StrEnum):
    """How bad an issue is: an error stops the work, a warning asks to be read, info informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem, told so that a planner can mend it.

    Examples
    --------
    >>> Issue(Severity.ERROR, "unknown-key", "key 'headwy_min' is not known",
    ...       "did you mean 'headway_min'?", Path("a.yaml"), 7).text()
    "a.yaml:7 error unknown-key — key 'headwy_min' is not known — did you mean 'headway_min'?"
    """

    severity: Severity
    code: str
    what: str
    fix: str
    file: Path | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """``file:line``, as far as they are known."""
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line is not None else str(self.file)

    def text(self) -> str:
        """One line: ``file:line severity code — what — what to do``."""
        head = f"{self.where} {self.severity} {self.code}".strip()
        return " — ".join(part for part in (head, self.what, self.fix) if part)


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether any issue stops the work.

    Examples
    --------
    >>> has_errors([Issue(Severity.WARNING, "slow-line", "12 km/h", "check the run times")])
    False
    """
    return any(issue.severity is Severity.ERROR for issue in issues)


class SimError(Exception):
    """Anything this package raises on purpose; `issues` tells every single problem."""

    def __init__(self, message: str, issues: Sequence[Issue] = ()) -> None:
        super().__init__(message)
        self.issues: tuple[Issue, ...] = tuple(issues)

    def __str__(self) -> str:
        lines = [super().__str__(), *(f"  {issue.text()}" for issue in self.issues)]
        return "\n".join(lines)


class DataError(SimError, ValueError):
    """A table of facts is missing, damaged or implausible."""


class ScenarioError(SimError, ValueError):
    """A scenario file cannot be used."""


class NetworkError(SimError, ValueError):
    """A network cannot be built from the tables."""


class RoutingError(SimError, ValueError):
    """A query the router cannot answer."""


class OutputError(SimError, OSError):
    """Results cannot be written or read."""
