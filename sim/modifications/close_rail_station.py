"""Close a railway station: trains pass it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from sim.modifications.base import Effect, ModificationBase, Problem, counted, error
from sim.modifications.draft import Draft
from sim.modifications.rail_places import RailPlace, place_is_open, rail_place, rail_problems
from sim.modifications.train_calls import call_removed
from sim.network.model import Hub, Quality, Stop

__all__ = ["CloseRailStation"]


class CloseRailStation(ModificationBase):
    """Close a railway station or main station, or take back its opening.

    Trains that called there pass with their times unchanged; trains left with one call are
    cancelled. Metro stations of the hub stay open.
    """

    type: Literal["close_rail_station"]

    station: str
    """Main station (hub id) or railway station, by id or name."""

    def references(self, draft: Draft) -> Iterator[Problem]:
        """Check the station, and that it is open."""
        yield from rail_problems(draft, self.station, "station")
        place = rail_place(draft, self.station)
        if place is not None and not place_is_open(draft, place) and not self.allow_no_effect:
            yield error(
                "station-not-open",
                f"{place.name_en} is not open on {draft.as_of}",
                "remove this entry",
                "station",
            )

    def apply(self, draft: Draft) -> Effect:
        """Take the calls out, then close the station and its hub."""
        place = rail_place(draft, self.station)
        if place is None:
            raise KeyError(self.station)
        passed, cancelled = [], []
        if place.stop is not None:
            for train in list(draft.trains.values()):
                if all(call.stop_id != place.stop.stop_id for call in train.calls):
                    continue
                shorter = call_removed(draft, train, place.stop.stop_id)
                if shorter is None:
                    del draft.trains[train.trip_id]
                    cancelled.append(train.trip_id)
                else:
                    draft.trains[train.trip_id] = shorter
                    passed.append(train.trip_id)
        if place.hub is not None and not _was_open(draft, place):
            _take_back(draft, place.hub, place.stop)
        else:
            if place.stop is not None:
                _close_stop(draft, place.stop)
            if place.hub is not None:
                _close_hub(draft, place.hub)
        return Effect(
            f"closes {place.name_en} station: {counted(len(passed), 'train')} no longer "
            f"stop, {len(cancelled)} cancelled",
            {"stops": (place.stop.stop_id,) if place.stop else (), "trains": (*passed, *cancelled)},
            {"stations": 1, "trains": len(passed) + len(cancelled)},
        )


def _was_open(draft: Draft, place: RailPlace) -> bool:
    """Whether trains can call in the base network."""
    hub = draft.base.hubs[place.hub.hub_id] if place.hub is not None else None
    stop = draft.base.stops.get(place.stop.stop_id) if place.stop is not None else None
    return place_is_open(draft, RailPlace(hub, stop))


def _close_stop(draft: Draft, stop: Stop) -> None:
    original = draft.base.stops.get(stop.stop_id)
    if original is not None and not draft.is_open(original):
        draft.stops[stop.stop_id] = original
    else:
        draft.stops[stop.stop_id] = replace(
            stop, close_date=draft.as_of, quality=Quality.SCENARIO, source="scenario"
        )


def _close_hub(draft: Draft, hub: Hub) -> None:
    draft.hubs[hub.hub_id] = replace(
        hub,
        closed_from=draft.as_of,
        closed_until=None,
        quality=Quality.SCENARIO,
        source="scenario",
    )


def _take_back(draft: Draft, hub: Hub, stop: Stop | None) -> None:
    """Undo what the scenario opened: hub and station are again those of the base network."""
    draft.hubs[hub.hub_id] = draft.base.hubs[hub.hub_id]
    if stop is None:
        return
    original = draft.base.stops.get(stop.stop_id)
    if original is None:
        del draft.stops[stop.stop_id]
    else:
        draft.stops[stop.stop_id] = original
