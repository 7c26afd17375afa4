"""Railway stations of the hub's own city beside the main ones, and the units that lie at them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.gateway.rail.train_calls import hub_stations, rail_calls, rail_stations
from sim.geometry import distances_m, to_metres
from sim.network.model import Network, StopId

__all__ = ["city_stations", "outer_units"]


def city_stations(network: Network, units: pd.DataFrame) -> tuple[StopId, ...]:
    """Stations of the city where trains call and that belong to no main station, sorted.

    The city is made of the units that consist of cells (``in_city`` of `province_units`); a station
    lies in it when it carries the id of one. Its people may board there as well.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town
    >>> city = pd.DataFrame({"county_id": [""], "in_city": [True]})
    >>> city_stations(hub_town(), city)
    ('X', 'Y', 'Z')
    """
    own = set(units.loc[units["in_city"], "county_id"])
    hubs = set(hub_stations(network))
    return tuple(
        stop_id
        for stop_id in rail_calls(network).stop_ids
        if stop_id not in hubs and network.stops[stop_id].county_id in own
    )


def outer_units(network: Network, units: pd.DataFrame) -> tuple[str, ...]:
    """Units of the city whose seat is nearer to another station than to a main one, by id.

    All stations count, whether open on the date or not, so that every alternative has the same
    units. As the crow flies. Without a main station or another station: none.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town, on_the_map
    >>> town = on_the_map(hub_town(), {s: (120.0 + i, 30.0) for i, s in enumerate("HXYZ")})
    >>> units = pd.DataFrame(
    ...     [("core", 120.1, True), ("outer", 120.9, True), ("far", 121.0, False)],
    ...     columns=["county_id", "lon", "in_city"],
    ... ).assign(lat=30.0)
    >>> outer_units(town, units)
    ('outer',)
    """
    hubs = set(hub_stations(network))
    others = sorted(rail_stations(network) - hubs)
    own = units[units["in_city"]]
    if not hubs or not others or own.empty:
        return ()
    nearest_hub, nearest_other = (
        _nearest_m(network, own, stop_ids) for stop_ids in (sorted(hubs), others)
    )
    return tuple(sorted(own.loc[nearest_other < nearest_hub, "county_id"]))


def _nearest_m(
    network: Network, units: pd.DataFrame, stop_ids: list[StopId]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    stops = [network.stops[stop_id] for stop_id in stop_ids]
    lon = [*units["lon"], *(stop.lon for stop in stops)]
    xy = to_metres(lon, [*units["lat"], *(stop.lat for stop in stops)])
    seats, ends = xy[: len(units)], xy[len(units) :]
    away = distances_m(np.repeat(seats, len(ends), axis=0), np.tile(ends, (len(seats), 1)))
    return np.asarray(away.reshape(len(seats), len(ends)).min(axis=1), dtype=np.float64)
