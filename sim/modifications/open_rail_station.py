"""Open or reopen a railway station, and let trains call there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from sim.modifications.base import (
    Effect,
    ModificationBase,
    Problem,
    SpecBase,
    counted,
    error,
    warning,
)
from sim.modifications.draft import Draft
from sim.modifications.rail_places import (
    hub_is_open,
    new_stop_id,
    place_is_open,
    rail_place,
    rail_problems,
    rail_stop,
    rail_stop_problems,
    railway_mode,
)
from sim.modifications.train_calls import passing_trains, with_call
from sim.network.model import Quality, Stop, StopId

__all__ = ["OpenRailStation", "TrainsCall"]


class TrainsCall(SpecBase):
    """Trains of the timetable that pass the station and shall call there."""

    between: tuple[str, str]
    """Two stations, by id or name: trains that call at one and next at the other, both ways."""

    every: int = Field(default=1, ge=1, le=100)
    """1: every such train calls; 3: every third, in each direction, from the first of the day."""

    extra_min: float = Field(default=4, ge=0, le=30)
    """Time the call costs: braking, dwell, starting (minutes). All later calls move by this."""

    dwell_min: float = Field(default=2, ge=0, le=30)
    """Time at the platform (minutes), part of extra_min."""


class OpenRailStation(ModificationBase):
    """Open a railway station: a closed one again, or a planned main station.

    No train calls at a new station by itself: trains_call lets trains of the chosen timetable stop.
    """

    type: Literal["open_rail_station"]

    station: str
    """Main station (hub id) or railway station, by id or name."""

    trains_call: tuple[TrainsCall, ...] = ()
    """Passing trains that shall call here."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the station, that it is closed, and the stations trains pass between."""
        yield from rail_problems(draft, self.station, "station")
        place = rail_place(draft, self.station)
        needless = place is not None and place_is_open(draft, place) and not self.trains_call
        if place is not None and needless and not self.allow_no_effect:
            yield error(
                "station-already-open",
                f"{place.name_en} is open",
                "remove this entry, or name trains under trains_call",
                "station",
            )
        for number, calls in enumerate(self.trains_call):
            for end, text in enumerate(calls.between):
                yield from rail_stop_problems(draft, text, "trains_call", number, "between", end)
            if calls.dwell_min > calls.extra_min:
                yield error(
                    "dwell-too-long",
                    f"the stop costs {calls.extra_min:g} min, of which "
                    f"{calls.dwell_min:g} at the platform",
                    "extra_min is the whole loss, dwell included",
                    "trains_call",
                    number,
                    "dwell_min",
                )

    def check(self, draft: Draft) -> Iterator[Problem]:
        """Say between which stations no train passes."""
        place = rail_place(draft, self.station)
        if place is None or not draft.trains:
            return
        stop_id = place.stop.stop_id if place.stop else StopId("")
        for number, calls in enumerate(self.trains_call):
            first, second = (rail_stop(draft, text) for text in calls.between)
            if first is None or second is None:
                continue
            if not passing_trains(
                draft.trains.values(), first.stop_id, second.stop_id, stop_id=stop_id
            ):
                yield warning(
                    "no-passing-train",
                    f"no train runs between {first.name_en} and "
                    f"{second.name_en} without calling on the way",
                    "name neighbouring calls of a train in the timetable",
                    "trains_call",
                    number,
                    "between",
                )

    def provides(self, draft: Draft) -> None:
        """Enter the station, without trains."""
        self._open(draft)

    def promises(self) -> frozenset[str]:
        """Return the name of the station."""
        return frozenset({self.station})

    def apply(self, draft: Draft) -> Effect:
        """Open hub and station, then let trains call."""
        was_open, stop = self._open(draft)
        called: dict[str, None] = {}
        for calls in self.trains_call:
            first, second = (rail_stop(draft, text) for text in calls.between)
            if first is None or second is None:
                continue
            seen: dict[str, int] = {}
            for passing in passing_trains(
                draft.trains.values(), first.stop_id, second.stop_id, stop_id=stop.stop_id
            ):
                direction = passing.train.calls[passing.at].stop_id
                turn = seen.get(direction, 0)
                seen[direction] = turn + 1
                if turn % calls.every == 0:
                    draft.trains[passing.train.trip_id] = with_call(
                        passing,
                        stop,
                        draft.stops,
                        dwell_s=round(calls.dwell_min * 60),
                        extra_s=round(calls.extra_min * 60),
                    )
                    called[passing.train.trip_id] = None
                    draft.extra_calls_s[passing.train.trip_id, stop.stop_id] = calls.extra_min * 60
        trains = f"calls by {counted(len(called), 'train')}" if called else "no train calls"
        return Effect(
            f"{'keeps' if was_open else 'opens'} {stop.name_en} ({stop.name_zh}) station: {trains}",
            {"stops": (stop.stop_id,), "trains": tuple(called)},
            {"stations": 0 if was_open else 1, "trains": len(called)},
        )

    def _open(self, draft: Draft) -> tuple[bool, Stop]:
        place = rail_place(draft, self.station)
        if place is None:
            raise KeyError(self.station)
        was_open = place_is_open(draft, place)
        stop, hub = place.stop, place.hub
        if stop is None and hub is not None:
            stop = Stop(
                new_stop_id(hub),
                railway_mode(draft),
                hub.name_zh,
                hub.name_en,
                hub.lon,
                hub.lat,
                None,
                None,
                Quality.SCENARIO,
                "scenario",
            )
        if stop is None:
            raise KeyError(self.station)
        if not draft.is_open(stop):
            stop = replace(
                stop,
                open_date=draft.as_of,
                close_date=None,
                quality=Quality.SCENARIO,
                source="scenario",
            )
            draft.stops[stop.stop_id] = stop
        if hub is not None and not hub_is_open(draft, hub):
            draft.hubs[hub.hub_id] = replace(
                hub,
                open_date=draft.as_of,
                closed_from=None,
                closed_until=None,
                stop_ids=tuple(dict.fromkeys((*hub.stop_ids, stop.stop_id))),
                quality=Quality.SCENARIO,
                source="scenario",
            )
        return was_open, stop
