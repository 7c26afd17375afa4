"""Close a section, a station or the runway for a part of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from sim.modifications.base import Effect, ModificationBase, Problem
from sim.modifications.draft import Draft
from sim.modifications.timed import closure_of, closure_problems, closure_text
from sim.modifications.values import ClockText

__all__ = ["CloseForATime"]


class CloseForATime(ModificationBase):
    """Close something for some hours of the simulated day, and see what it costs.

    The day is simulated with it and without it (``operations``). For good: `close_section`.
    """

    type: Literal["close_for_a_time"]

    section: tuple[str, str] | None = None
    """The stops at its two ends, by id or name. One of section, station and runway."""

    station: str | None = None
    """A station, by id or name: trains pass it. One of section, station and runway."""

    runway: bool = False
    """True for the runway of the airport. One of section, station and runway."""

    from_time: ClockText
    """From when, in quotes."""

    until_time: ClockText
    """Until when, in quotes: the first moment at which it runs again."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check what is closed, and when."""
        yield from closure_problems(draft, *self._given())

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Enter the closure."""
        closure = closure_of(draft, *self._given())
        known = draft.operations.closures
        if closure not in known:
            draft.operations = replace(draft.operations, closures=(*known, closure))
        return Effect(
            closure_text(draft, closure),
            {"stops": closure.stop_ids},
            {"closures": int(closure not in known)},
        )

    def _given(self) -> tuple[tuple[tuple[str, str] | None, str | None, bool], tuple[str, str]]:
        return (self.section, self.station, self.runway), (self.from_time, self.until_time)
