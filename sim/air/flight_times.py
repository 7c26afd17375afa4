"""Flights in space and time: distances, time zones and minutes of the week."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from sim.errors import DataError

__all__ = ["WEEK_MIN", "great_circle_km", "utc_week_min", "zone"]

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
