"""Times of calls that a feed leaves blank, filled in by distance."""

from __future__ import annotations

import numpy as np

from sim.network.gtfs.service import Bools, Floats, Ints

__all__ = ["filled_times", "haversine_m"]

_EARTH_RADIUS_M = 6_371_008.8  # mean radius (2a + b) / 3 of GRS 80


def haversine_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Distance on the sphere in metres.

    The only distance that fills in times, so that they do not depend on a projection.

    Examples
    --------
    >>> one = [np.array([value]) for value in (120.0, 30.0, 120.0, 31.0)]
    >>> haversine_m(*one).round(1).tolist()
    [111195.1]
    """
    lon, lat, to_lon, to_lat = map(np.radians, (lon, lat, to_lon, to_lat))
    half = (
        np.sin((to_lat - lat) / 2) ** 2
        + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(half)), dtype=np.float64)


def filled_times(
    arrival_s: Ints, departure_s: Ints, lon: Floats, lat: Floats
) -> tuple[Ints, Ints, Bools]:
    """Fill in blank times (negative) of calls that stand one after the other, trip by trip.

    Between two given times they are linear in the straight-line distance along the stops, from
    the departure of the one to the arrival of the other, floored to whole seconds; arrival and
    departure are then equal. Where all the stops lie on one point they are evenly spaced. The
    first and last call of each trip must have times. Returned with which calls were filled in.

    Examples
    --------
    >>> times = np.array([0, -1, 91], dtype=np.int32)
    >>> filled_times(times, times, np.array([0.0, 1.0, 3.0]), np.zeros(3))[0].tolist()
    [0, 30, 91]
    """
    blank = departure_s < 0
    starts = np.flatnonzero(~blank[:-1] & blank[1:])  # last given time before each gap
    ends = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    hops = np.zeros(len(blank))
    hops[1:] = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    along = _along(hops, starts, ends)
    arrival, departure = arrival_s.copy(), departure_s.copy()
    width = ends - starts
    calls = np.flatnonzero(blank)
    gap = np.repeat(np.arange(len(starts)), width - 1)
    total = along[ends][gap]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, along[calls] / total, (calls - starts[gap]) / width[gap])
    given = departure_s[starts][gap].astype(np.int64)
    span = arrival_s[ends][gap].astype(np.int64) - given
    departure[calls] = np.floor(given + span * share).astype(np.int32)
    arrival[calls] = departure[calls]
    return arrival, departure, blank


def _along(hops: Floats, starts: np.ndarray, ends: np.ndarray) -> Floats:
    """Distance from the start of each gap, added hop by hop from there.

    One running total over all gaps would differ in the last digit, and the floor in a second.
    """
    along = np.zeros(len(hops))
    order = np.argsort(starts - ends, kind="stable")  # longest gap first
    starts, width = starts[order], (ends - starts)[order]
    step = 1
    while len(starts) and step <= width[0]:
        active = starts[: int(np.searchsorted(-width, -step, side="right"))]
        along[active + step] = along[active + step - 1] * (step > 1) + hops[active + step]
        step += 1
    return along
