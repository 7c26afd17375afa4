"""Run lines more or less often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.clock import parse_clock
from sim.modifications.base import Effect, ModificationBase, Problem, error, minutes_text, warning
from sim.modifications.draft import Draft
from sim.modifications.headways import (
    bands_of,
    headway_problems,
    laid_over,
    one_band_per_branch,
    scaled,
)
from sim.modifications.line_stops import branches_on_busiest_hop, mode_of
from sim.modifications.names import did_you_mean, route_named, route_problems, routes_problems
from sim.modifications.values import ALL_DAY, ClockText, HeadwayMin, Names
from sim.network.bands import bands_of_branch
from sim.network.model import HeadwayBand, Route
from sim.network.runs import branches_without_headway

__all__ = ["AdjustHeadway"]


class AdjustHeadway(ModificationBase):
    """Change the headways of lines within their hours of service, or give a new line its first.

    A headway belongs to a branch: where two branches share a trunk, it sees both, so 5 minutes on
    each branch are 2.5 minutes on the trunk.
    """

    type: Literal["adjust_headway"]

    routes: Names
    """Lines, by id or name, such as [metro_1, Line 2]."""

    branch: str | None = None
    """Only this branch of the lines; by default every branch."""

    headway_min: HeadwayMin | None = None
    """New minutes between two vehicles of a branch: one number for all hours, or by period, such as
    {peak: 2.5}; other hours stay. Either this or headway_factor."""

    headway_factor: float | None = Field(default=None, gt=0.05, le=20)
    """Multiply every headway by this: 0.5 runs twice as often. Either this or headway_min."""

    first_departure: ClockText = "06:00"
    """First departure of a line that has no headways yet, in quotes; other lines keep theirs."""

    last_departure: ClockText = "22:30"
    """Last departure of a line that has no headways yet, in quotes; other lines keep theirs."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check lines and branch, and that one of the two keys is given."""
        yield from routes_problems(draft, self.routes, "routes")
        for route in self._routes(draft):
            names = [branch.branch_id for branch in route.branches]
            if self.branch is not None and self.branch not in names:
                yield error(
                    "unknown-branch",
                    f"{route.name_en} has no branch '{self.branch}'",
                    did_you_mean(self.branch, names, "branches: " + ", ".join(names)),
                    "branch",
                )
        if (self.headway_min is None) == (self.headway_factor is None):
            given = "both are" if self.headway_min is not None else "none is"
            yield error(
                "headway-or-factor",
                f"of headway_min and headway_factor, {given} given",
                "give exactly one of the two",
                *(() if self.headway_min is None else ("headway_factor",)),
            )
        if parse_clock(self.last_departure) <= parse_clock(self.first_departure):
            yield error(
                "window-reversed",
                f"the last departure {self.last_departure} is not after the first "
                f"{self.first_departure}",
                'after midnight write "24:30"',
                "last_departure",
            )
        if self.headway_factor == 1.0 and not self.allow_no_effect:
            yield error(
                "no-effect",
                "a headway_factor of 1 changes nothing",
                "0.5 runs twice as often, 2 half as often",
                "headway_factor",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check the headway on track that several branches share, and hours that are not taken."""
        yield from self._hours_not_taken(draft)
        if self.headway_min is None:
            return
        for route in self._routes(draft):
            sharing = 1 if self.branch is not None else branches_on_busiest_hop(draft, route)
            yield from headway_problems(
                self.headway_min, mode_of(draft, route.mode_id), sharing=sharing
            )

    def _hours_not_taken(self, draft: Draft) -> Iterator[Problem]:
        """Hours written for lines that have hours of their own, and keep them."""
        written = [
            key for key in ("first_departure", "last_departure") if key in self.model_fields_set
        ]
        keeping = [
            route.name_en
            for route in self._routes(draft)
            if all(bands_of_branch(route.headways, one.branch_id) for one in route.branches)
        ]
        if written and keeping:
            yield warning(
                "hours-kept",
                f"{', '.join(keeping)} runs already and keeps its hours: {' and '.join(written)} "
                f"{'has' if len(written) == 1 else 'have'} no effect on it",
                "remove what has no effect; only a line without headways takes its hours from here",
                written[0],
            )

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Cut the new headways into the old bands."""
        changed = 0
        for route in self._routes(draft):
            bands = self._new_bands(draft, route)
            if bands != route.headways:
                draft.routes[route.route_id] = replace(route, headways=bands)
                changed += 1
        routes = self._routes(draft)
        if self.headway_factor is not None:
            what = f"headways times {self.headway_factor:g}"
        elif isinstance(self.headway_min, dict):
            what = ", ".join(
                f"{period.replace('_', ' ')} every {minutes_text(minutes)}"
                for period, minutes in self.headway_min.items()
            )
        else:
            what = f"every {minutes_text(self.headway_min or 0.0)}"
        where = f", branch {self.branch}" if self.branch else ""
        return Effect(
            f"{', '.join(route.name_en for route in routes)}{where}: {what}",
            {"routes": tuple(route.route_id for route in routes)},
            {"routes": changed},
        )

    def _routes(self, draft: Draft) -> list[Route]:
        return [
            route_named(draft, text)
            for text in self.routes
            if not any(route_problems(draft, text)) and text not in draft.promised
        ]

    def _new_bands(self, draft: Draft, route: Route) -> tuple[HeadwayBand, ...]:
        if not route.headways and self.headway_min is not None:
            return self._first_bands(self.branch or "")
        bands = route.headways if self.branch is None else one_band_per_branch(route)
        meant = {self.branch} if self.branch is not None else {band.branch_id for band in bands}
        if self.headway_factor is not None:
            return tuple(
                scaled(band, self.headway_factor) if band.branch_id in meant else band
                for band in bands
            )
        periods = (
            self.headway_min
            if isinstance(self.headway_min, dict)
            else {ALL_DAY: self.headway_min or 0.0}
        )
        for branch_id in sorted(branch_id for branch_id in meant if branch_id is not None):
            bands = laid_over(bands, periods, branch_id)
        idle = (
            branches_without_headway(draft.freeze(), route)
            if self.branch is None
            else ({self.branch} if not bands_of_branch(bands, self.branch) else ())
        )
        return bands + tuple(band for name in sorted(idle) for band in self._first_bands(name))

    def _first_bands(self, branch_id: str) -> tuple[HeadwayBand, ...]:
        """Bands of a line or branch that has none yet."""
        return bands_of(
            self.headway_min or 0.0,
            start_s=parse_clock(self.first_departure),
            end_s=parse_clock(self.last_departure),
            branch_id=branch_id,
        )
