"""Departures of a day between two places: the next that arrives first, and the mean over hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "Departures",
    "MeanRide",
    "clock_face",
    "departures",
    "mean_of",
    "mean_ride",
    "next_ride",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DAY_S = 86_400
_DAYS = 3


@dataclass(frozen=True, slots=True)
class Departures:
    """Departures worth taking, sorted; none is overtaken by a later one.

    They repeat from day to day (three days are laid out), so that who comes after the last of a
    day takes the next morning's. ``last_s`` is the last departure of the first day, overtaken or
    not. ``label`` is what the caller put on each.
    """

    departure_s: Ints
    arrival_s: Ints
    label: Ints
    last_s: int

    def __len__(self) -> int:
        return len(self.departure_s)


@dataclass(frozen=True, slots=True)
class MeanRide:
    """Mean minutes over a window of moments: the whole, its wait and its ride."""

    total_min: float
    wait_min: float
    ride_min: float


def departures(
    departure_s: npt.ArrayLike,
    arrival_s: npt.ArrayLike,
    label: npt.ArrayLike | None = None,
    *,
    days: int = _DAYS,
) -> Departures:
    """Put departures in order, drop the overtaken ones and repeat the day.

    Departures after midnight are taken as those of the same clock time (whole days are subtracted
    from departure and arrival). With `days` 1 nothing is repeated. No departure: an empty record.

    Examples
    --------
    The slow train of 07:00 is overtaken by that of 07:10.

    >>> one_day = departures([25_200, 25_800], [32_400, 29_400], days=1)
    >>> one_day.departure_s.tolist(), one_day.arrival_s.tolist()
    ([25800], [29400])
    """
    leave = np.asarray(departure_s, dtype=np.int64)
    arrive = np.asarray(arrival_s, dtype=np.int64) - leave // _DAY_S * _DAY_S
    leave = leave % _DAY_S
    mark = np.full(len(leave), -1) if label is None else np.asarray(label, dtype=np.int64)
    order = np.lexsort((arrive, leave))
    leave, arrive, mark = leave[order], arrive[order], mark[order]
    last_s = int(leave[-1]) if len(leave) else -1
    shift = np.repeat(np.arange(days) * _DAY_S, len(leave))
    leave, arrive = np.tile(leave, days) + shift, np.tile(arrive, days) + shift
    mark = np.tile(mark, days)
    best = np.minimum.accumulate(arrive[::-1])[::-1]
    kept = arrive <= best
    return Departures(leave[kept], arrive[kept], mark[kept], last_s)


def next_ride(rides: Departures, ready_s: npt.ArrayLike) -> tuple[Floats, Floats, Ints]:
    """Departure, arrival and label of the first ride from each moment on.

    Moments lie in the first two days. No ride at all: NaN and -1.

    Examples
    --------
    >>> leave, arrive, _ = next_ride(departures([3_600], [5_400]), [0, 7_200])
    >>> leave.tolist(), arrive.tolist()
    ([3600.0, 90000.0], [5400.0, 91800.0])
    """
    ready = np.asarray(ready_s, dtype=np.float64)
    if not len(rides):
        nothing = np.full(ready.shape, np.nan)
        return nothing, nothing.copy(), np.full(ready.shape, -1)
    place = np.searchsorted(rides.departure_s, ready, side="left")
    known = (place < len(rides)) & ~np.isnan(ready)
    place = np.minimum(place, len(rides) - 1)
    return (
        np.where(known, rides.departure_s[place], np.nan),
        np.where(known, rides.arrival_s[place], np.nan),
        np.where(known, rides.label[place], -1),
    )


def mean_ride(
    rides: Departures, *, start_s: int, end_s: int, overnight: bool = True
) -> MeanRide | None:
    """Mean of waiting and riding over every moment of a window, exactly.

    Between two departures the earliest arrival ``A`` is constant, so the mean is the sum over
    those pieces ``[a, b]`` of ``A (b - a) - (b² - a²) / 2``, divided by the window's length. Who
    comes after the day's last departure takes the next morning's; with `overnight` false the window
    ends with that last departure; give departures of one day (``days=1``) then. ``None`` without a
    departure, or where the window is empty.

    Examples
    --------
    One train an hour, 30 min on the way: 30 min of waiting on average.

    >>> hourly = departures(range(0, 86_400, 3_600), range(1_800, 88_200, 3_600))
    >>> mean_ride(hourly, start_s=6 * 3_600, end_s=22 * 3_600)
    MeanRide(total_min=60.0, wait_min=30.0, ride_min=30.0)
    """
    end_s = end_s if overnight else min(end_s, rides.last_s)
    if not len(rides) or end_s <= start_s:
        return None
    leave = rides.departure_s.astype(np.float64)
    arrive = rides.arrival_s.astype(np.float64)
    begin = np.clip(np.concatenate([[-np.inf], leave[:-1]]), start_s, end_s)
    finish = np.clip(leave, start_s, end_s)
    length = finish - begin
    whole = float(end_s - start_s)
    total_s = float(np.sum(arrive * length - (finish**2 - begin**2) / 2)) / whole
    ride_s = float(np.sum((arrive - leave) * length)) / whole
    return MeanRide(total_s / 60, (total_s - ride_s) / 60, ride_s / 60)


def mean_of(rides: Departures, values: npt.ArrayLike, *, start_s: int, end_s: int) -> float | None:
    """Mean over every moment of a window of what the ride taken then has, as `mean_ride` averages.

    `values` has one number per ride. Who comes after the day's last departure takes the next
    morning's. ``None`` without a departure, or where the window is empty.

    Examples
    --------
    From 06:30 to 07:30 half of the time the train of 07:00 is the next, half that of 08:00.

    >>> rides = departures([25_200, 28_800], [27_000, 31_200])
    >>> mean_of(rides, [0.0, 12.0] * 3, start_s=23_400, end_s=27_000)
    6.0
    """
    if not len(rides) or end_s <= start_s:
        return None
    leave = rides.departure_s.astype(np.float64)
    begin = np.clip(np.concatenate([[-np.inf], leave[:-1]]), start_s, end_s)
    length = np.clip(leave, start_s, end_s) - begin
    return float(np.sum(np.asarray(values, dtype=np.float64) * length)) / float(end_s - start_s)


def clock_face(trains_per_hour: int, ride_min: float, *, days: int = _DAYS) -> Departures:
    """Departures at equal gaps round the clock, each with the same ride.

    Mean wait ``30 / trains_per_hour`` minutes where the hour is a multiple of the gap. `days` is
    that of `departures`.

    Examples
    --------
    >>> mean_ride(clock_face(4, 50.0), start_s=6 * 3_600, end_s=22 * 3_600).total_min
    57.5
    """
    leave = np.arange(24 * trains_per_hour, dtype=np.int64) * 3_600 // trains_per_hour
    return departures(leave, leave + round(ride_min * 60), days=days)
