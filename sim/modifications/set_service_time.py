"""Set how long one person takes at a lane, counter or gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem
from sim.modifications.draft import Draft
from sim.modifications.timed import facility_problems
from sim.network.operations import ServiceSetting

__all__ = ["SetServiceTime"]


class SetServiceTime(ModificationBase):
    """Change the mean time that a lane takes for one person: faster scanners, fewer documents.

    Only a simulated day (``operations``) sees it; how much service times vary stays as it is.
    """

    type: Literal["set_service_time"]

    place: str
    """Station or airport, and place: hangzhou_east/security; a wrong name gets the list."""

    mean_s: float = Field(gt=0, le=3600)
    """Mean service time of one person at one lane (seconds)."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the place."""
        yield from facility_problems(draft, self.place, "place")

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Enter the time; a later entry replaces an earlier one."""
        setting = ServiceSetting(self.place, self.mean_s)
        known = draft.operations.service_times
        others = tuple(one for one in known if one.place != self.place)
        if setting not in known:
            draft.operations = replace(draft.operations, service_times=(*others, setting))
        return Effect(
            f"{self.place}: {self.mean_s:g} s a person",
            {"places": (self.place,)},
            {"places": int(setting not in known)},
        )
