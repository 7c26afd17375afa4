"""Rail trips from door to door, taken apart: access, station, wait, ride, egress.

A trip leaves at ``t``, is at the station at ``t + access``, through the checks after the boarding
time, waits for the next departure that arrives first, rides (a change of trains included), leaves
the station in the alighting time and goes on to its end. Of all pairs of stations the one that
arrives first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sim.gateway.rail.departures import Departures, next_ride
from sim.network.model import StopId

__all__ = ["Leg", "Parts", "Trips", "median_parts", "middle", "quickest_min", "trips"]

Floats = npt.NDArray[np.float64]
Pair = tuple[StopId, StopId]

_PARTS = ("access", "station", "wait", "ride", "egress")


@dataclass(frozen=True, slots=True)
class Leg:
    """Ways to or from stations at one end: minutes [place or 1, station] and the station's own.

    `station_min` is boarding time where the trip starts, alighting time where it ends.
    """

    stop_ids: tuple[StopId, ...]
    minutes: Floats
    station_min: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """Minutes of one trip by part; all NaN where there is none. ``label`` names the ride.

    ``change_min`` is the time between two trains at a change. `trips` knows trains only by their
    label and has it in the ride; `place_parts` takes it out.
    """

    access_min: float = np.nan
    station_min: float = np.nan
    wait_min: float = np.nan
    ride_min: float = np.nan
    change_min: float = np.nan
    egress_min: float = np.nan
    total_min: float = np.nan
    from_stop_id: str = ""
    to_stop_id: str = ""
    label: int = -1

    @property
    def on_rails_min(self) -> float:
        """From the first departure to the last arrival: riding and changing."""
        return self.ride_min + self.change_min


@dataclass(frozen=True)
class Trips:
    """Trips of places and departures: parts [5, place, departure] in minutes, NaN: no trip."""

    parts_min: Floats
    weight: Floats
    pair: npt.NDArray[np.int64]
    label: npt.NDArray[np.int64]
    pairs: tuple[Pair, ...] = field(default=())

    @property
    def total_min(self) -> Floats:
        """Door to door."""
        return np.asarray(self.parts_min.sum(axis=0), dtype=np.float64)


def trips(
    first: Leg,
    last: Leg,
    services: Mapping[Pair, Departures],
    departures_s: npt.ArrayLike,
    *,
    weight: npt.ArrayLike,
    ride_cut_min: float = 0.0,
    least_ride_min: Mapping[Pair, float] | None = None,
) -> Trips:
    """Fastest trip of every place for every departure.

    Either leg may have one row, which then holds for all places. `weight` has one number per
    place. `ride_cut_min` takes so many minutes off every ride, departures as they are, but not
    below `least_ride_min` of the pair (0 if not given). Departures are seconds from midnight.

    Examples
    --------
    Leave at 7:00, 20 min to the station, 15 min to board, train 7:40 - 8:40, 5 + 10 min to the end.

    >>> from sim.gateway.rail.departures import departures
    >>> rides = {("H", "X"): departures([27_600], [31_200])}
    >>> found = trips(
    ...     Leg(("H",), np.array([[20.0]]), np.array([15.0])),
    ...     Leg(("X",), np.array([[10.0]]), np.array([5.0])),
    ...     rides, [25_200], weight=[1.0],
    ... )
    >>> found.parts_min[:, 0, 0].tolist()
    [20.0, 20.0, 5.0, 60.0, 10.0]
    """
    leave = np.asarray(departures_s, dtype=np.float64)
    n_places = max(first.minutes.shape[0], last.minutes.shape[0])
    shape = (n_places, len(leave))
    found = Trips(
        np.full((len(_PARTS), *shape), np.nan),
        np.repeat(np.asarray(weight, dtype=np.float64), len(leave)).reshape(shape),
        np.full(shape, -1),
        np.full(shape, -1),
    )
    floors = least_ride_min or {}
    best = np.full(shape, np.inf)
    pairs: list[Pair] = []
    for row, start in enumerate(first.stop_ids):
        access = first.minutes[:, row, None]
        ready_s = leave + 60.0 * (access + first.station_min[row])
        for column, end in enumerate(last.stop_ids):
            rides = services.get((start, end))
            if rides is None or not len(rides):
                continue
            go_s, arrive_s, label = next_ride(rides, ready_s)
            ride = _cut((arrive_s - go_s) / 60.0, ride_cut_min, floors.get((start, end), 0.0))
            wait = (go_s - ready_s) / 60.0
            egress = last.minutes[:, column, None]
            station = first.station_min[row] + last.station_min[column]
            total = access + station + wait + ride + egress
            better = np.broadcast_to(total, shape) < best
            best = np.where(better, total, best)
            for part, value in enumerate((access, station, wait, ride, egress)):
                np.copyto(found.parts_min[part], value, where=better)
            np.copyto(found.pair, len(pairs), where=better)
            np.copyto(found.label, label, where=better)
            pairs.append((start, end))
    return replace(found, pairs=tuple(pairs))


def median_parts(found: tuple[Trips, ...]) -> Parts:
    """Parts of the trip in the middle: half of the weight travels no longer.

    It is a trip of the list, so its parts sum to its total. Who has no trip travels longer than
    anybody; where that is half of the weight, or there is no weight, every part is NaN.

    Examples
    --------
    >>> median_parts(()).total_min
    nan
    """
    if not found:
        return Parts()
    totals = np.concatenate([one.total_min.ravel() for one in found])
    place = middle(totals, np.concatenate([one.weight.ravel() for one in found]))
    if place is None or np.isnan(totals[place]):
        return Parts()
    for one in found:
        if place < one.label.size:
            return _one_trip(one, place)
        place -= one.label.size
    raise AssertionError("the trip lies in one of the lists")


def middle(values: Floats, weight: Floats) -> int | None:
    """Place of the least value within which half of the weight lies; NaN is larger than any other.

    ``None`` where nothing weighs anything.

    Examples
    --------
    >>> middle(np.array([30.0, np.nan, 10.0]), np.array([1.0, 1.0, 1.0]))
    0
    """
    order = np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")
    heads = np.cumsum(weight[order])
    if not len(heads) or heads[-1] <= 0:
        return None
    # A hair below the half, so that rounding in the sum does not push the answer one up.
    return int(order[np.searchsorted(heads, 0.5 * heads[-1] * (1 - 1e-12), side="left")])


def quickest_min(
    first: Leg,
    last: Leg,
    services: Mapping[Pair, Departures],
    *,
    ride_cut_min: float = 0.0,
    least_ride_min: Mapping[Pair, float] | None = None,
) -> Floats:
    """Minutes of each place without waiting and with the fastest trains: no trip is shorter.

    Infinite where there is no trip.

    Examples
    --------
    >>> from sim.gateway.rail.departures import departures
    >>> leg = Leg(("H",), np.array([[20.0]]), np.array([15.0]))
    >>> end = Leg(("X",), np.array([[10.0]]), np.array([5.0]))
    >>> quickest_min(leg, end, {("H", "X"): departures([27_600], [31_200])}).tolist()
    [110.0]
    """
    floors = least_ride_min or {}
    least = np.full(max(first.minutes.shape[0], last.minutes.shape[0]), np.inf)
    for row, start in enumerate(first.stop_ids):
        for column, end in enumerate(last.stop_ids):
            rides = services.get((start, end))
            if rides is None or not len(rides):
                continue
            fastest = np.asarray((rides.arrival_s - rides.departure_s).min() / 60.0)
            ride = _cut(fastest, ride_cut_min, floors.get((start, end), 0.0))
            station = first.station_min[row] + last.station_min[column]
            total = first.minutes[:, row] + station + ride
            least = np.fmin(least, total + last.minutes[:, column])
    return least


def _cut(ride_min: Floats, cut_min: float, floor_min: float) -> Floats:
    """Rides after a cut: none goes below the floor, none gets longer."""
    return np.minimum(ride_min, np.maximum(floor_min, ride_min - cut_min))


def _one_trip(found: Trips, place: int) -> Parts:
    access, station, wait, ride, egress = found.parts_min.reshape(len(_PARTS), -1)[:, place]
    start, end = found.pairs[int(found.pair.ravel()[place])]
    return Parts(
        access_min=float(access),
        station_min=float(station),
        wait_min=float(wait),
        ride_min=float(ride),
        change_min=0.0,
        egress_min=float(egress),
        total_min=float(found.total_min.ravel()[place]),
        from_stop_id=start,
        to_stop_id=end,
        label=int(found.label.ravel()[place]),
    )
