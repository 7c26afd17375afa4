"""Calls of timetabled trains: let passing trains stop, or stopping trains pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from sim.modifications.draft import Draft
from sim.modifications.line_stops import straight_m
from sim.network.model import Call, Quality, Stop, StopId, Train
from sim.network.runs import ADDED_CALLS, calls_are_assumed

__all__ = ["Passing", "call_removed", "changed_source", "passing_trains", "with_call"]


@dataclass(frozen=True, slots=True)
class Passing:
    """A train that passes between two stops: it calls at one and next at the other."""

    train: Train
    at: int
    """Place of the later of the two calls."""


def passing_trains(
    trains: Iterable[Train], first: StopId, second: StopId, *, stop_id: StopId
) -> tuple[Passing, ...]:
    """Trains whose neighbouring calls are the two stops, either way round, by time of departure.

    Trains that call at `stop_id` already are left out.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> trains = two_line_network().trains.values()
    >>> [passing.train.number for passing in
    ...  passing_trains(trains, "R_central", "R_ningbo", stop_id="R_south")]
    ['G1', 'G2']
    """
    found = []
    for train in trains:
        stops = [call.stop_id for call in train.calls]
        if stop_id in stops:
            continue
        pairs = list(pairwise(stops))
        place = next((p for p, pair in enumerate(pairs) if set(pair) == {first, second}), None)
        if place is not None:
            found.append(Passing(train, place + 1))
    return tuple(
        sorted(found, key=lambda p: (p.train.calls[p.at - 1].departure_s, p.train.trip_id))
    )


def with_call(
    passing: Passing, stop: Stop, stops: dict[StopId, Stop], *, dwell_s: int, extra_s: int
) -> Train:
    """Return the train with a further call; everything after it is `extra_s` later.

    The call lies on the hop by the ratio of the straight distances to its two ends.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> base = two_line_network()
    >>> train = with_call(Passing(base.trains["2016-03_G1"], 1), base.stops["R_south"], base.stops,
    ...     dwell_s=120, extra_s=240)
    >>> [(call.stop_id, call.arrival_s // 60) for call in train.calls]
    [('R_central', 480), ('R_south', 486), ('R_ningbo', 544)]
    """
    train, at = passing.train, passing.at
    before, after = train.calls[at - 1], train.calls[at]
    to_stop, from_stop = straight_m([stops[before.stop_id], stop, stops[after.stop_id]])
    ride_s = (after.arrival_s - before.departure_s) * to_stop / max(to_stop + from_stop, 1.0)
    lost_before_s = (extra_s - dwell_s) // 2
    arrival_s = before.departure_s + round(ride_s) + lost_before_s
    new = Call(stop.stop_id, arrival_s, arrival_s + dwell_s)
    later = tuple(
        replace(call, arrival_s=call.arrival_s + extra_s, departure_s=call.departure_s + extra_s)
        for call in train.calls[at:]
    )
    return replace(
        train, calls=(*train.calls[:at], new, *later), quality=Quality.SCENARIO, source=ADDED_CALLS
    )


def changed_source(train: Train) -> str:
    """Source of a train that a scenario changes: added calls stay a guess."""
    return train.source if calls_are_assumed(train) else "scenario"


def call_removed(draft: Draft, train: Train, stop_id: StopId) -> Train | None:
    """Return the train without its calls at a stop; None if fewer than two calls remain.

    A train that the scenario made call here gets back the time this cost, and is the base
    network's again where nothing else has changed it. Any other keeps its times and its quality:
    what is left of it is still what the timetable says.
    """
    back_s = draft.extra_calls_s.pop((train.trip_id, stop_id), 0.0)
    calls: list[Call] = []
    earlier_s = 0
    for call in train.calls:
        if call.stop_id == stop_id:
            earlier_s = round(back_s)
        else:
            calls.append(
                Call(call.stop_id, call.arrival_s - earlier_s, call.departure_s - earlier_s)
            )
    original = draft.base.trains.get(train.trip_id)
    if original is not None and tuple(calls) == original.calls:
        return original
    return replace(train, calls=tuple(calls)) if len(calls) > 1 else None
