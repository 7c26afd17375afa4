"""What every modification has: its common keys, the problems it finds, the record it leaves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel, ConfigDict

from sim.errors import Severity

if TYPE_CHECKING:
    from sim.modifications.draft import Draft

__all__ = [
    "Effect",
    "ModificationBase",
    "Path",
    "Problem",
    "SpecBase",
    "counted",
    "error",
    "info",
    "minutes_text",
    "warning",
]

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions that lead from a modification to one of its values."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a modification, with the way to the value that causes it."""

    severity: Severity
    code: str
    what: str
    fix: str
    path: Path = ()


def error(code: str, what: str, fix: str, *path: str | int) -> Problem:
    """Make a problem that stops the work.

    Examples
    --------
    >>> error("unknown-station", "no stop 'Wulim'", "did you mean 'Wulin'?", "stops", 0).path
    ('stops', 0)
    """
    return Problem(Severity.ERROR, code, what, fix, path)


def warning(code: str, what: str, fix: str, *path: str | int) -> Problem:
    """Make a problem that only asks to be read.

    Examples
    --------
    >>> str(warning("slow-line", "8 km/h", "check the run times").severity)
    'warning'
    """
    return Problem(Severity.WARNING, code, what, fix, path)


def info(code: str, what: str, fix: str, *path: str | int) -> Problem:
    """Make a note on what an entry means: nothing is wrong, but a planner should know.

    Examples
    --------
    >>> str(info("not-urban-rail", "the line does not count", "count it", "type").severity)
    'info'
    """
    return Problem(Severity.INFO, code, what, fix, path)


@dataclass(frozen=True, slots=True)
class Effect:
    """What applying one modification did to the draft.

    ``touched`` names the records by kind (``{"sections": ("5a",)}``), ``counts`` says how many
    things changed, ``sentence`` tells it to a person. Counts that are all zero mean no effect.
    """

    sentence: str
    touched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything at all is different now."""
        return any(self.counts.values())


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one.

    Examples
    --------
    >>> counted(1, "station"), counted(12, "station")
    ('1 station', '12 stations')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def minutes_text(minutes: float) -> str:
    """Return minutes as a planner says them.

    Examples
    --------
    >>> minutes_text(2.5), minutes_text(6.83), minutes_text(9)
    ('2 min 30 s', '6 min 50 s', '9 min')
    """
    whole, seconds = divmod(round(minutes * 60), 60)
    return f"{whole} min {seconds} s" if seconds else f"{whole} min"


class SpecBase(BaseModel):
    """Base of everything a planner writes: frozen, and no key is accepted that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ModificationBase(SpecBase, ABC):
    """One change to the network.

    A type sets its own ``type`` and implements four steps, run in this order for the whole list
    before anything is applied: `references` (does all it names exist?), `check` (is it plausible?),
    `provides` (what later entries of the list may name), and then `apply`.
    """

    note: str = ""
    """Free text for readers of the file: why, by whom proposed, which document."""

    allow_no_effect: bool = False
    """Set to true to accept that this entry changes nothing; else that is an error."""

    @abstractmethod
    def references(self, draft: Draft) -> Iterator[Problem]:
        """Problems with what the entry names, against the draft as earlier entries leave it."""

    def check(self, draft: Draft) -> Iterator[Problem]:  # noqa: ARG002
        """Whatever is possible but looks wrong; called only when all references are right."""
        yield from ()

    def provides(self, draft: Draft) -> None:
        """Enter into the draft what later entries may name.

        The draft of a check may be a sketch without headways, trains and people, so a type whose
        `apply` needs those overrides this.
        """
        self.apply(draft)

    def afterwards(self, draft: Draft) -> Iterator[Problem]:  # noqa: ARG002
        """Whatever looks wrong once the whole list stands; called only if nothing else is wrong."""
        yield from ()

    def promises(self) -> frozenset[str]:
        """Ids and names that would exist if the entry had no mistakes: not reported twice."""
        return frozenset()

    @abstractmethod
    def apply(self, draft: Draft) -> Effect:
        """Change the draft and say what changed."""
