"""Run lines more or less often, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.clock import clock_text, parse_clock
from sim.modifications.base import Effect, ModificationBase, Problem, error, minutes_text
from sim.modifications.draft import Draft
from sim.modifications.headways import (
    bands_of,
    headway_problems,
    laid_over,
    one_band_per_branch,
    scaled,
    with_hours,
)
from sim.modifications.line_stops import branches_on_busiest_hop, mode_of, running_lines
from sim.modifications.names import (
    did_you_mean,
    mode_named,
    mode_problems,
    route_named,
    route_problems,
    routes_problems,
)
from sim.modifications.values import ALL_DAY, ClockText, HeadwayMin, Names
from sim.network.bands import bands_of_branch
from sim.network.model import HeadwayBand, Network, Route
from sim.network.runs import branches_without_headway

__all__ = ["AdjustHeadway"]

_FIRST, _LAST = "06:00", "22:30"
"""Hours of a line that has none yet, where the entry does not say."""


class AdjustHeadway(ModificationBase):
    """Change the headways or the hours of lines, or give a new line its first.

    A headway belongs to a branch: where two branches share a trunk, it sees both, so 5 minutes on
    each branch are 2.5 minutes on the trunk.
    """

    type: Literal["adjust_headway"]

    routes: Names | None = None
    """Lines, by id or name, such as [metro_1, Line 2]. Either this or mode."""

    mode: str | None = None
    """A mode by id or label: every line of it that runs by then. Either this or routes."""

    branch: str | None = None
    """Only this branch of the lines; by default every branch."""

    headway_min: HeadwayMin | None = None
    """New minutes between two vehicles of a branch: one number for all hours, or by period, such as
    {peak: 2.5}; other hours stay. Either this or headway_factor, or neither where only the hours of
    service change."""

    headway_factor: float | None = Field(default=None, gt=0.05, le=20)
    """Multiply every headway by this: 0.5 runs twice as often. Either this or headway_min."""

    first_departure: ClockText | None = None
    """First departure, in quotes: where it is earlier than now, the headway of the first hour
    begins with it; where it is later, what runs before is dropped. A line that is not told keeps
    its own; one without headways begins at 06:00."""

    last_departure: ClockText | None = None
    """Last departure, in quotes: where it is later than now, the headway of the last hour goes on;
    where it is earlier, what runs after is dropped. A line that is not told keeps its own; one
    without headways ends at 22:30."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check lines, mode and branch, and that one of the two keys is given."""
        yield from self._line_problems(draft)
        for route in self._routes(draft):
            names = [branch.branch_id for branch in route.branches]
            if self.branch is not None and self.mode is None and self.branch not in names:
                yield error(
                    "unknown-branch",
                    f"{route.name_en} has no branch '{self.branch}'",
                    did_you_mean(self.branch, names, "branches: " + ", ".join(names)),
                    "branch",
                )
        both = self.headway_min is not None and self.headway_factor is not None
        neither = self.headway_min is None and self.headway_factor is None
        if both or (neither and not self._hours()):
            yield error(
                "headway-or-factor",
                f"of headway_min and headway_factor, {'both are' if both else 'none is'} given",
                "give exactly one of the two, or first_departure and last_departure alone",
                *(("headway_factor",) if both else ()),
            )
        first, last = self.first_departure or _FIRST, self.last_departure or _LAST
        if parse_clock(last) <= parse_clock(first):
            yield error(
                "window-reversed",
                f"the last departure {last} is not after the first {first}",
                'write both; after midnight write "24:30"',
                "first_departure" if self.last_departure is None else "last_departure",
            )
        if self.headway_factor == 1.0 and not self._hours() and not self.allow_no_effect:
            yield error(
                "no-effect",
                "a headway_factor of 1 changes nothing",
                "0.5 runs twice as often, 2 half as often",
                "headway_factor",
            )

    def _line_problems(self, draft: Draft) -> Iterator[Problem]:
        """Problems with what is named by routes or by mode."""
        yield from routes_problems(draft, self.routes or (), "routes")
        if (self.routes is None) == (self.mode is None):
            yield error(
                "routes-or-mode",
                "name either routes or a mode",
                "give exactly one of the two",
                *(() if self.mode is None else ("mode",)),
            )
        elif self.mode is not None and mode_named(draft, self.mode) is None:
            yield from mode_problems(draft, self.mode, "mode")
        elif self.mode is not None and not self._routes(draft):
            yield error(
                "mode-without-lines",
                f"no line of '{self.mode}' runs on {draft.as_of}",
                "name lines with routes, or open one before",
                "mode",
            )
        if self.mode is not None and self.branch is not None:
            yield error(
                "branch-of-mode",
                f"a branch belongs to one line, '{self.mode}' means many",
                "name the line with routes, or leave branch out",
                "branch",
            )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Check the headway on shared track, and new hours against those a line has."""
        found: dict[Problem, None] = {}
        for route in self._routes(draft):
            found.update(dict.fromkeys(self._hour_problems(route)))
            if self.headway_min is not None:
                sharing = 1 if self.branch is not None else branches_on_busiest_hop(draft, route)
                mode = mode_of(draft, route.mode_id)
                found.update(
                    dict.fromkeys(headway_problems(self.headway_min, mode, sharing=sharing))
                )
        yield from found

    def _hour_problems(self, route: Route) -> Iterator[Problem]:
        """One end of the hours written, and on the wrong side of the line's own other end."""
        if (self.first_departure is None) == (self.last_departure is None):
            return
        for bands in self._bands_by_branch(route).values():
            first_s = self._first_s() if self.first_departure else bands[0].start_s
            last_s = self._last_s() if self.last_departure else bands[-1].end_s
            if last_s <= first_s:
                own = "first" if self.first_departure is None else "last"
                own_s = first_s if self.first_departure is None else last_s
                yield error(
                    "window-reversed",
                    f"{route.name_en} would end before it begins: its own {own} departure is "
                    f"{clock_text(own_s)}",
                    "write both first_departure and last_departure",
                    "first_departure" if self.last_departure is None else "last_departure",
                )
                return

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Set the hours, then cut the new headways into the bands."""
        network = draft.freeze()
        routes = self._routes(draft)
        changed = 0
        for route in routes:
            after = replace(route, headways=self._new_bands(network, route))
            if any(
                bands_of_branch(route.headways, branch.branch_id)
                != bands_of_branch(after.headways, branch.branch_id)
                for branch in route.branches
            ):
                draft.routes[route.route_id] = after
                changed += 1
        return Effect(
            f"{self._whom(draft, routes)}: {', '.join(self._what())}",
            {"routes": tuple(route.route_id for route in routes)},
            {"routes": changed},
        )

    def _whom(self, draft: Draft, routes: list[Route]) -> str:
        mode = mode_named(draft, self.mode) if self.mode is not None else None
        if mode is not None:
            return f"every {mode.label_en.lower()} line ({len(routes)})"
        where = f", branch {self.branch}" if self.branch else ""
        return ", ".join(route.name_en for route in routes) + where

    def _what(self) -> Iterator[str]:
        if self.headway_factor is not None:
            yield f"headways times {self.headway_factor:g}"
        elif isinstance(self.headway_min, dict):
            for period, minutes in self.headway_min.items():
                yield f"{period.replace('_', ' ')} every {minutes_text(minutes)}"
        elif self.headway_min is not None:
            yield f"every {minutes_text(self.headway_min)}"
        if self.first_departure is not None:
            yield f"first departure {self.first_departure}"
        if self.last_departure is not None:
            yield f"last departure {self.last_departure}"

    def _hours(self) -> bool:
        return self.first_departure is not None or self.last_departure is not None

    def _first_s(self) -> int:
        return parse_clock(self.first_departure or _FIRST)

    def _last_s(self) -> int:
        return parse_clock(self.last_departure or _LAST)

    def _routes(self, draft: Draft) -> list[Route]:
        if self.routes is not None:
            return [
                route_named(draft, text)
                for text in self.routes
                if not any(route_problems(draft, text)) and text not in draft.promised
            ]
        mode = mode_named(draft, self.mode) if self.mode is not None else None
        return [] if mode is None else running_lines(draft, mode.mode_id)

    def _bands_by_branch(self, route: Route) -> dict[str, tuple[HeadwayBand, ...]]:
        """Bands that count for the branches that are meant, where there are any."""
        found = {
            branch.branch_id: bands_of_branch(route.headways, branch.branch_id)
            for branch in route.branches
            if self.branch in (None, branch.branch_id)
        }
        return {branch_id: bands for branch_id, bands in found.items() if bands}

    def _in_hours(self, route: Route) -> tuple[HeadwayBand, ...]:
        """Bands of the line within the new hours, each branch with its own."""
        if not self._hours():
            return route.headways if self.branch is None else one_band_per_branch(route)
        first_s = self._first_s() if self.first_departure is not None else None
        last_s = self._last_s() if self.last_departure is not None else None
        changed = {
            branch_id: with_hours(bands, first_s=first_s, last_s=last_s)
            for branch_id, bands in self._bands_by_branch(route).items()
        }
        return tuple(
            band
            for branch in route.branches
            for band in changed.get(
                branch.branch_id, bands_of_branch(route.headways, branch.branch_id)
            )
        )

    def _new_bands(self, network: Network, route: Route) -> tuple[HeadwayBand, ...]:
        if not route.headways and self.headway_min is not None:
            return self._first_bands(self.branch or "")
        bands = self._in_hours(route)
        meant = {self.branch} if self.branch is not None else {band.branch_id for band in bands}
        if self.headway_factor is not None:
            return tuple(
                scaled(band, self.headway_factor) if band.branch_id in meant else band
                for band in bands
            )
        if self.headway_min is None:
            return bands
        periods = (
            self.headway_min if isinstance(self.headway_min, dict) else {ALL_DAY: self.headway_min}
        )
        for branch_id in sorted(branch_id for branch_id in meant if branch_id is not None):
            bands = laid_over(bands, periods, branch_id)
        idle = (
            branches_without_headway(network, route)
            if self.branch is None
            else ({self.branch} if not bands_of_branch(bands, self.branch) else ())
        )
        return bands + tuple(band for name in sorted(idle) for band in self._first_bands(name))

    def _first_bands(self, branch_id: str) -> tuple[HeadwayBand, ...]:
        """Bands of a line or branch that has none yet."""
        return bands_of(
            self.headway_min or 0.0,
            start_s=self._first_s(),
            end_s=self._last_s(),
            branch_id=branch_id,
        )
