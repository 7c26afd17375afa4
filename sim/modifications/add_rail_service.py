"""Add trains of one stopping pattern, on lines that exist or that earlier entries build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim.modifications.add_rail_line import service_text
from sim.modifications.base import Effect, ModificationBase, Problem
from sim.modifications.draft import Draft
from sim.modifications.rail_plausible import plausible_problems
from sim.modifications.rail_services import (
    ServiceKeys,
    closed_problems,
    drawn_lines,
    run_time_problems,
    service_problems,
    service_trains,
)

__all__ = ["AddRailService"]


class AddRailService(ServiceKeys, ModificationBase):
    """Run more trains: a stopping pattern at regular minutes or at given times.

    Run times are those given, else those of the sketch of a line that an earlier entry adds, else
    those of the fastest train of the timetable between the two stations. Numbers begin with S.
    """

    type: Literal["add_rail_service"]

    name_zh: str = ""
    """Short name for the numbers of the trains, such as 杭黄; by default the id."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the stations, that they are open, and the times."""
        yield from service_problems(draft, self)
        yield from plausible_problems(draft, self, [*drawn_lines(draft).values()])
        for place, text in enumerate(self.calls):
            yield from closed_problems(draft, text, "calls", place)

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check that the run times are known."""
        yield from run_time_problems(draft, self, [*drawn_lines(draft).values()])

    def provides(self, draft: Draft) -> None:
        """Enter the trains, where the draft has any."""
        if draft.trains:
            self.apply(draft)

    def promises(self) -> frozenset[str]:
        """Return the id of the service."""
        return frozenset({self.service})

    def apply(self, draft: Draft) -> Effect:
        """Enter the trains."""
        added = service_trains(
            draft,
            self,
            [*drawn_lines(draft).values()],
            name=self.name_zh or self.service,
            source="scenario",
        )
        draft.trains.update({train.trip_id: train for train in added.trains})
        bases = sorted({run.basis for run in added.runs})
        return Effect(
            f"adds trains {service_text(added)}; run times: {', '.join(bases)}",
            {
                "trains": tuple(train.trip_id for train in added.trains),
                "stops": tuple(stop.stop_id for stop in added.stops),
            },
            {"trains": len(added.trains)},
        )
