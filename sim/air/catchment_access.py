"""Minutes from zones to airports: as a matrix, and modelled where no road is at hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.catchment_parameters import CatchmentParameters
from sim.errors import DataError
from sim.network.model import Network

__all__ = ["access_frame", "modelled_road_access", "road_minutes"]

Floats = npt.NDArray[np.float64]

_EARTH_KM = 6371.0088


def modelled_road_access(
    network: Network, airports: Sequence[str], parameters: CatchmentParameters
) -> pd.DataFrame:
    """Minutes by car from every zone to the airports, from straight distances: a rough model.

    ``minutes = fixed + great-circle km x detour / speed x 60`` (haversine on the mean sphere).
    Water is not gone round: across Hangzhou Bay this holds since the bridge of 2008. For want of
    roads outside the province; where routed minutes are at hand, take those.

    Columns: zone_id, airport, minutes. Airports that the network does not know are an error.

    Raises
    ------
    DataError
        If an airport is unknown.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> modelled_road_access(empty(), [], CatchmentParameters()).empty
    True
    """
    unknown = [code for code in airports if code not in network.airports]
    if unknown:
        raise DataError(
            f"catchment: airport {', '.join(unknown[:5])} is not in air/airports; add it there"
        )
    zones = sorted(network.zones.values(), key=lambda zone: zone.zone_id)
    lon = np.array([zone.lon for zone in zones])
    lat = np.array([zone.lat for zone in zones])
    frames = []
    for code in airports:
        airport = network.airports[code]
        minutes = road_minutes(lon, lat, (airport.lon, airport.lat), parameters)
        frames.append(
            pd.DataFrame(
                {"zone_id": [z.zone_id for z in zones], "airport": code, "minutes": minutes}
            )
        )
    columns = ["zone_id", "airport", "minutes"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def road_minutes(
    lon: Floats, lat: Floats, to: tuple[float, float], parameters: CatchmentParameters
) -> Floats:
    """Minutes by car from places to one place, as in `modelled_road_access`.

    Degrees of WGS84, `to` as longitude and latitude. Without congestion; NaN stays NaN.

    Examples
    --------
    A tenth of a degree on the equator is 11.12 km, by road 14.46 km: 12.4 min and 15 fixed.

    >>> road_minutes(np.array([0.0]), np.array([0.0]), (0.1, 0.0), CatchmentParameters()).round(1)
    array([27.4])
    """
    km = _great_circle_km(lon, lat, *to)
    by_distance = km * parameters.road_detour * (60 / parameters.road_speed_kmh)
    return np.asarray(parameters.road_fixed_min + by_distance, dtype=np.float64)


def access_frame(access: pd.DataFrame) -> pd.DataFrame:
    """Turn rows zone_id, airport, minutes into a matrix: zones down, airports across, sorted.

    Where a pair stands there twice (by car and by train) the shorter way counts. A pair without a
    row, or with NaN, is unreachable.

    Raises
    ------
    DataError
        If minutes are negative.

    Examples
    --------
    >>> rows = pd.DataFrame({"zone_id": ["a", "a", "b"], "airport": ["HGH", "HGH", "PVG"],
    ...                      "minutes": [50.0, 40.0, 90.0]})
    >>> access_frame(rows).to_numpy().tolist()
    [[40.0, nan], [nan, 90.0]]
    """
    if (access["minutes"] < 0).any():
        zone = access.loc[access["minutes"] < 0, "zone_id"].iloc[0]
        raise DataError(f"catchment: zone '{zone}' has negative minutes to an airport; mend them")
    return access.pivot_table(
        index="zone_id", columns="airport", values="minutes", aggfunc="min", dropna=False
    ).sort_index()


def _great_circle_km(lon: Floats, lat: Floats, lon_to: float, lat_to: float) -> Floats:
    a, b = np.radians(lat), np.radians(lat_to)
    half = np.sin((a - b) / 2) ** 2 + (
        np.cos(a) * np.cos(b) * np.sin(np.radians(lon - lon_to) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(half)), dtype=np.float64)
