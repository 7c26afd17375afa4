"""Flights in time: distance, block time, and the clocks at both ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod

from sim.errors import DataError

__all__ = ["WEEK_MIN", "block_time_min", "great_circle_km", "local_arrival", "utc_week_min", "zone"]

Floats: TypeAlias = npt.NDArray[np.float64]

WEEK_MIN = 7 * 24 * 60
"""Minutes of a week."""

_WGS84 = Geod(ellps="WGS84")


def great_circle_km(
    lon: npt.ArrayLike, lat: npt.ArrayLike, to_lon: npt.ArrayLike, to_lat: npt.ArrayLike
) -> Floats:
    """Shortest distance over the ellipsoid, element by element, in km.

    Geodesic on WGS84 (Karney 2013). Coordinates are degrees; they are broadcast against each
    other. A missing coordinate gives NaN.

    Examples
    --------
    >>> great_circle_km([121.805], [31.1434], [8.54313], [50.0264]).round().tolist()
    [8880.0]
    """
    lon, lat, to_lon, to_lat = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (lon, lat, to_lon, to_lat))
    )
    _, _, metres = _WGS84.inv(lon.ravel(), lat.ravel(), to_lon.ravel(), to_lat.ravel())
    return np.asarray(metres, dtype=np.float64).reshape(lon.shape) / 1000.0


def block_time_min(distance_km: npt.ArrayLike, bands: pd.DataFrame) -> Floats:
    """Time from stand to stand, modelled: ``fixed_min + 60 · distance / speed_kmh``.

    `bands` is ``air/block_time`` (from_km, fixed_min, speed_kmh): the last band that begins at or
    below the distance counts. Winds are left out: eastward flights are quicker, westward ones
    slower than this. NaN stays NaN.

    Raises
    ------
    DataError
        If there is no band that begins at 0 km.

    Examples
    --------
    >>> bands = pd.DataFrame(
    ...     {"from_km": [0.0, 1500.0], "fixed_min": [30.0, 40.0], "speed_kmh": [850.0, 850.0]})
    >>> block_time_min([850.0, 1700.0], bands).tolist()
    [90.0, 160.0]
    """
    ordered = bands.sort_values("from_km")
    starts = ordered["from_km"].to_numpy(dtype=np.float64)
    if starts.size == 0 or starts[0] > 0:
        raise DataError("air/block_time has no band that begins at 0 km; add one")
    distance = np.asarray(distance_km, dtype=np.float64)
    band = np.clip(np.searchsorted(starts, distance, side="right") - 1, 0, starts.size - 1)
    fixed = ordered["fixed_min"].to_numpy(dtype=np.float64)[band]
    speed = ordered["speed_kmh"].to_numpy(dtype=np.float64)[band]
    return np.asarray(fixed + 60.0 * distance / speed, dtype=np.float64)


def zone(name: str) -> ZoneInfo:
    """Time zone by its IANA name.

    Raises
    ------
    DataError
        If there is no such zone.

    Examples
    --------
    >>> zone("Asia/Shanghai").key
    'Asia/Shanghai'
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DataError(
            f"time zone '{name}' is not known; use an IANA name such as Asia/Shanghai"
        ) from error


def local_arrival(
    departure: datetime, minutes: float, *, origin_zone: str, destination_zone: str
) -> tuple[datetime, int]:
    """Clock and calendar at the destination, and by how many days its date differs.

    `departure` is the local time at the origin, without a zone; so is the time returned. Summer
    time counts on both dates. The difference is −1 for flights that land on the day before, as
    across the date line. Seconds of the flight are rounded to the minute.

    Examples
    --------
    >>> local_arrival(datetime(2019, 7, 1, 20, 0), 690, origin_zone="Asia/Shanghai",
    ...               destination_zone="America/Los_Angeles")
    (datetime.datetime(2019, 7, 1, 16, 30), 0)
    """
    start = departure.replace(tzinfo=zone(origin_zone)).astimezone(UTC)
    end = (start + timedelta(minutes=round(minutes))).astimezone(zone(destination_zone))
    local = end.replace(tzinfo=None)
    return local, (local.date() - departure.date()).days


def utc_week_min(moment: datetime, zone_name: str) -> int:
    """Minute of the week (0 to 10,079, from Monday 00:00) in universal time of a local moment.

    Flights of one week are compared on this scale, whatever zone their airports lie in.

    Examples
    --------
    >>> utc_week_min(datetime(2019, 7, 1, 7, 0), "Asia/Shanghai")  # Sunday 23:00 in Greenwich
    10020
    """
    there = moment.replace(tzinfo=zone(zone_name)).astimezone(UTC)
    minute = there.weekday() * 1440 + there.hour * 60 + there.minute
    return minute % WEEK_MIN
