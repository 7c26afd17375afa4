"""Direct rides between Hangzhou's main stations and other railway stations, and their mean time.

A ride is one train, without change, from the departure at one station to the arrival at another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

import numpy as np
import pandas as pd

from sim.network.model import Network, Quality, RouteId, StopId
from sim.network.patterns import Pattern, patterns
from sim.network.runs import calls_are_assumed, stop_is_open

__all__ = ["MeanTime", "direct_rides", "hub_stops", "mean_time", "railway_stops"]

_DAY_S = 86_400
_COLUMNS = (
    "direction",
    "hub_stop_id",
    "other_stop_id",
    "departure_s",
    "ride_s",
    "service",
    "quality",
    "assumed",
)

Direction = Literal["from_hangzhou", "to_hangzhou"]


@dataclass(frozen=True, slots=True)
class MeanTime:
    """Mean minutes over a window of departures: the whole, its wait and its ride."""

    total_min: float
    wait_min: float
    ride_min: float


def railway_stops(network: Network) -> frozenset[StopId]:
    """Find the stops where trains can call: those in the timetable and those of the same modes.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T rail: D 07:10, E 07:40").network
    >>> sorted(railway_stops(town))
    ['D', 'E']
    """
    called = {call.stop_id for train in network.trains.values() for call in train.calls}
    modes = {network.stops[stop_id].mode_id for stop_id in called if stop_id in network.stops}
    return frozenset(stop_id for stop_id, stop in network.stops.items() if stop.mode_id in modes)


def hub_stops(network: Network, hub_ids: Collection[str] = ()) -> frozenset[StopId]:
    """Railway stops of some hubs, or of all where none is named; open or not."""
    rail = railway_stops(network)
    return frozenset(
        stop_id
        for hub in network.hubs.values()
        if not hub_ids or hub.hub_id in hub_ids
        for stop_id in hub.stop_ids
        if stop_id in rail
    )


def direct_rides(network: Network, hub_ids: Collection[str] = ()) -> pd.DataFrame:
    """Every direct ride between a main station of Hangzhou and another railway station.

    `hub_ids` restricts the main stations; by default all hubs are. Stations that are not open on
    the network's date are passed. Rides among the main stations are left out. Services run at
    headways on railway modes count with departures laid out from the start of each period.

    Returns
    -------
    DataFrame
        direction (``from_hangzhou`` or ``to_hangzhou``), hub_stop_id, other_stop_id, departure_s
        (0 to 86 399, after midnight wrapped), ride_s, service (train number or line), quality,
        assumed (a train of the timetable to which the scenario added calls).
    """
    calls = network.derived.get(direct_rides)
    if calls is None:
        calls = network.derived[direct_rides] = (*_train_calls(network), *_headway_calls(network))
    found = _all_rides(cast("tuple[_Calls, ...]", calls), hub_stops(network))
    asked = hub_stops(network, hub_ids)
    return found.loc[found["hub_stop_id"].isin(asked)].reset_index(drop=True)


def mean_time(
    rides: pd.DataFrame, *, start_s: int, end_s: int, overnight: bool = True
) -> MeanTime | None:
    """Mean of waiting and riding over every moment of a window, exactly.

    With the earliest arrival ``A(t) = min {arrival of rides departing at or after t}``, which is
    constant between two departures, the mean is the sum over those pieces of
    ``A * (b - a) - (b² - a²) / 2``, divided by the window's length.

    Parameters
    ----------
    rides
        departure_s (0 to 86 399) and ride_s, in any order.
    start_s, end_s
        The window, within one day.
    overnight
        What becomes of those who come after the last ride: they wait for the same ride of the next
        morning (true), or the window ends with the last ride (false).

    Returns
    -------
    MeanTime or None
        ``None`` where there is no ride, or with `overnight` false none after `start_s`.

    Examples
    --------
    One train an hour, 30 min on the way: 30 min of waiting on average.

    >>> hourly = pd.DataFrame({"departure_s": range(0, 86_400, 3_600), "ride_s": 1_800})
    >>> mean_time(hourly, start_s=6 * 3_600, end_s=22 * 3_600)
    MeanTime(total_min=60.0, wait_min=30.0, ride_min=30.0)
    """
    if rides.empty:
        return None
    departure = rides["departure_s"].to_numpy(np.float64)
    ride = rides["ride_s"].to_numpy(np.float64)
    if overnight:
        departure = np.concatenate([departure, departure + _DAY_S])
        ride = np.concatenate([ride, ride])
    else:
        end_s = min(end_s, int(departure.max()))
        if end_s <= start_s:
            return None
    arrival = departure + ride
    order = np.lexsort((arrival, departure))
    departure, arrival = departure[order], arrival[order]
    # From the back: the best arrival of this and every later departure, and which ride gives it.
    best = np.minimum.accumulate(arrival[::-1])[::-1]
    last_best = np.where(arrival == best, np.arange(len(best)), len(best))
    chosen = np.minimum.accumulate(last_best[::-1])[::-1]
    begin = np.clip(np.concatenate([[-np.inf], departure[:-1]]), start_s, end_s)
    finish = np.clip(departure, start_s, end_s)
    length = finish - begin
    whole = float(end_s - start_s)
    total_s = np.sum(best * length - (finish**2 - begin**2) / 2) / whole
    ride_s = np.sum((arrival - departure)[chosen] * length) / whole
    return MeanTime(
        total_min=float(total_s) / 60,
        wait_min=float(total_s - ride_s) / 60,
        ride_min=float(ride_s) / 60,
    )


@dataclass(frozen=True, slots=True)
class _Calls:
    """Open railway calls of one service; `departures_s` shifts the whole sequence."""

    service: str
    quality: Quality
    stop_ids: tuple[StopId, ...]
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]
    starts_s: tuple[int, ...] = (0,)
    assumed: bool = False


@lru_cache(maxsize=4)
def _all_rides(calls: tuple[_Calls, ...], hubs: frozenset[StopId]) -> pd.DataFrame:
    """Every ride of some calls; networks whose trains are the same share it, so never change it."""
    rows = [row for one in calls for row in _rides(one, hubs)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _train_calls(network: Network) -> Iterator[_Calls]:
    is_open = {stop_id: stop_is_open(network, stop_id) for stop_id in network.stops}
    for trip_id in sorted(network.trains):
        train = network.trains[trip_id]
        calls = [call for call in train.calls if is_open.get(call.stop_id, False)]
        yield _Calls(
            train.number,
            train.quality,
            tuple(call.stop_id for call in calls),
            tuple(call.arrival_s for call in calls),
            tuple(call.departure_s for call in calls),
            assumed=calls_are_assumed(train),
        )


def _headway_calls(network: Network) -> Iterator[_Calls]:
    rail = railway_stops(network)
    for pattern in patterns(network):
        if pattern.bands and rail.issuperset(pattern.stop_ids):
            route = network.routes[RouteId(pattern.route_id)]
            yield _Calls(
                route.name_en,
                route.quality,
                pattern.stop_ids,
                pattern.arrival_offset_s,
                pattern.departure_offset_s,
                _starts_s(pattern),
            )


def _starts_s(pattern: Pattern) -> tuple[int, ...]:
    return tuple(
        start_s
        for band in pattern.bands
        for start_s in range(band.start_s, band.end_s, band.headway_s)
    )


def _rides(
    calls: _Calls, hubs: frozenset[StopId]
) -> Iterator[tuple[Direction, StopId, StopId, int, int, str, str, bool]]:
    for position, stop_id in enumerate(calls.stop_ids):
        for later in range(position + 1, len(calls.stop_ids)):
            other_id = calls.stop_ids[later]
            if (stop_id in hubs) == (other_id in hubs):
                continue
            ride_s = calls.arrival_s[later] - calls.departure_s[position]
            direction: Direction = "from_hangzhou" if stop_id in hubs else "to_hangzhou"
            ends = (stop_id, other_id) if stop_id in hubs else (other_id, stop_id)
            for start_s in calls.starts_s:
                departure_s = (start_s + calls.departure_s[position]) % _DAY_S
                yield (
                    direction,
                    *ends,
                    departure_s,
                    ride_s,
                    calls.service,
                    str(calls.quality),
                    calls.assumed,
                )
