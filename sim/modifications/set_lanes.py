"""Set how many lanes, counters or gates of a station or terminal are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.clock import parse_clock
from sim.modifications.base import Effect, ModificationBase, Problem
from sim.modifications.draft import Draft
from sim.modifications.timed import DAY_END, facility_problems, hours_problems
from sim.modifications.values import ClockText
from sim.network.operations import LaneSetting

__all__ = ["SetLanes"]


class SetLanes(ModificationBase):
    """Open more or fewer lanes at a place of a main station or of the airport.

    Only a simulated day (``operations``) sees them.
    """

    type: Literal["set_lanes"]

    place: str
    """Station or airport, and place: hangzhou_east/security; a wrong name gets the list."""

    lanes: int = Field(ge=0, le=1000)
    """Lanes that are open; 0 closes the place for these hours."""

    from_time: ClockText = "00:00"
    """From when, in quotes; by default all day."""

    until_time: ClockText = DAY_END
    """Until when, in quotes; by default all day. Outside these hours lanes are as before."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the place and the hours."""
        yield from facility_problems(draft, self.place, "place")
        yield from hours_problems(
            self.from_time,
            self.until_time,
            "until_time" if "until_time" in self.model_fields_set else "from_time",
        )

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Enter the lanes; a later entry counts before an earlier one."""
        setting = LaneSetting(
            self.place, self.lanes, parse_clock(self.from_time), parse_clock(self.until_time)
        )
        known = draft.operations.lanes
        if setting not in known[-1:]:
            draft.operations = replace(draft.operations, lanes=(*known, setting))
        whole = self.from_time == "00:00" and self.until_time == DAY_END
        hours = "" if whole else f" from {self.from_time} until {self.until_time}"
        return Effect(
            f"{self.place}: {self.lanes} lanes{hours}",
            {"places": (self.place,)},
            {"lanes": int(setting not in known[-1:])},
        )
