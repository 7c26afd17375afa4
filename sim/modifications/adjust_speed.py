"""Run lines or whole modes faster or slower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import Effect, ModificationBase, Problem, error, warning
from sim.modifications.draft import Draft
from sim.modifications.names import mode_problems, route_named, routes_problems
from sim.network.model import Call, ModeId, Route, Train

__all__ = ["AdjustSpeed"]

_USUAL_FACTORS = (0.7, 1.4)


class AdjustSpeed(ModificationBase):
    """Change run times by a factor: of some lines, or of all services of some modes."""

    type: Literal["adjust_speed"]

    routes: tuple[str, ...] = ()
    """Lines, by id or name. Either this or modes."""

    modes: tuple[str, ...] = ()
    """Ids of modes: all their lines and trains. Either this or routes."""

    speed_factor: float | None = Field(default=None, ge=0.2, le=5)
    """Multiply speeds by this: 1.1 is 10 % faster. Either this or run_time_factor."""

    run_time_factor: float | None = Field(default=None, ge=0.2, le=5)
    """Multiply run times by this: 0.9 takes 10 % less time. Either this or speed_factor."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check lines or modes, and that one factor is given."""
        yield from routes_problems(draft, self.routes, "routes")
        for place, text in enumerate(self.modes):
            yield from mode_problems(draft, text, "modes", place)
        if bool(self.routes) == bool(self.modes):
            yield error(
                "routes-or-modes",
                "name either routes or modes",
                "give exactly one of the two lists",
                *(("modes",) if self.modes else ()),
            )
        if (self.speed_factor is None) == (self.run_time_factor is None):
            given = "both are" if self.speed_factor is not None else "none is"
            yield error(
                "speed-or-run-time",
                f"of speed_factor and run_time_factor, {given} given",
                "give exactly one of the two",
                *(() if self.speed_factor is None else ("run_time_factor",)),
            )
        elif self._time_factor() == 1.0 and not self.allow_no_effect:
            yield error(
                "no-effect",
                "a factor of 1 changes nothing",
                "speed_factor 1.1 is 10 % faster",
                self._key(),
            )

    def check(self, draft: Draft) -> Iterator[Problem]:  # noqa: ARG002
        """Check that the factor is usual."""
        factor = self._time_factor()
        if not _USUAL_FACTORS[0] <= factor <= _USUAL_FACTORS[1]:
            yield warning(
                "speed-change-large",
                f"run times become {factor:.2f} times as long",
                "1.1 means 10 % more, not 110 %",
                self._key(),
            )

    def provides(self, draft: Draft) -> None:
        """Nothing that could be named later."""

    def apply(self, draft: Draft) -> Effect:
        """Scale hops, mode factors and train calls."""
        factor = self._time_factor()
        routes = [route_named(draft, text) for text in self.routes if text not in draft.promised]
        changed = 0
        for route in routes:
            slower = _scaled_route(route, factor)
            changed += slower != route
            draft.routes[route.route_id] = slower
        modes = {ModeId(mode) for mode in self.modes}
        mode_routes = [route for route in draft.routes.values() if route.mode_id in modes]
        trains = [train for train in draft.trains.values() if train.mode_id in modes]
        if factor != 1.0:
            for mode_id in modes:
                draft.run_time_factor[mode_id] = draft.run_time_factor.get(mode_id, 1.0) * factor
            for train in trains:
                draft.trains[train.trip_id] = _scaled_train(train, factor)
            scaled_trips = {train.trip_id for train in trains}
            for key in draft.extra_calls_s:
                if key[0] in scaled_trips:
                    draft.extra_calls_s[key] *= factor
            changed += len(mode_routes) + len(trains)
        names = [route.name_en for route in routes] or list(self.modes)
        percent = (factor - 1.0) * 100
        return Effect(
            f"{', '.join(names)}: run times {percent:+.0f} % "
            f"({len(routes) + len(mode_routes)} lines, {len(trains)} trains)",
            {
                "routes": tuple(route.route_id for route in routes or mode_routes),
                "modes": tuple(self.modes),
            },
            {"services": changed},
        )

    def _time_factor(self) -> float:
        return self.run_time_factor or 1.0 / (self.speed_factor or 1.0)

    def _key(self) -> str:
        return "run_time_factor" if self.run_time_factor is not None else "speed_factor"


def _scaled_route(route: Route, factor: float) -> Route:
    branches = tuple(
        replace(
            branch,
            stops=tuple(
                replace(stop, run_time_s=round(stop.run_time_s * factor)) for stop in branch.stops
            ),
        )
        for branch in route.branches
    )
    return replace(route, branches=branches)


def _scaled_train(train: Train, factor: float) -> Train:
    start_s = train.calls[0].departure_s if train.calls else 0

    def scaled(time_s: int) -> int:
        return start_s + round((time_s - start_s) * factor) if time_s > start_s else time_s

    return replace(
        train,
        calls=tuple(
            Call(call.stop_id, scaled(call.arrival_s), scaled(call.departure_s))
            for call in train.calls
        ),
    )
