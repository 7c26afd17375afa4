"""Minutes by direct train between the main stations and every other railway station."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.gateway.rail.station_names import names_on
from sim.gateway.rail.train_calls import hub_stations, later_calls, rail_calls
from sim.network.model import Network

__all__ = ["RAIL_TIMES_COLUMNS", "direct_minutes", "rail_times"]

RAIL_TIMES_COLUMNS: Final = (
    "from_station",
    "to_station",
    "fastest_min",
    "median_min",
    "trains_per_day",
    "from_id",
    "to_id",
    "from_en",
    "to_en",
    "fastest_train",
    "assumed_trains",
)
"""Columns of `rail_times`, in their order."""


def rail_times(network: Network, *, former_names: pd.DataFrame | None = None) -> pd.DataFrame:
    """Fastest and median minutes of the direct trains between pairs of stations, both directions.

    One end at least is a main station (a railway stop of a hub); the other is any railway station
    of the network: those of the province and the gateways outside it. A train counts once per
    pair: of several calls at one of the two stations the pair with the shortest ride is taken.
    Minutes are arrival less departure, exactly as the timetable has them; the median of an even
    number of trains is the mean of the middle two. ``assumed_trains`` of them have calls that the
    scenario added; without any, all figures are the timetable's. Pairs that no direct train joins
    are not there. No train at all: an empty table.

    Parameters
    ----------
    former_names
        ``stop_id, name_zh, until_date``: Chinese names are those of the network's date
        (`names_on`).

    Returns
    -------
    DataFrame
        `RAIL_TIMES_COLUMNS`, sorted by the ids of the stations.

    Examples
    --------
    >>> from sim.gateway.circle.small_province import hub_town
    >>> rail_times(hub_town()).loc[:, ["from_id", "to_id", "fastest_min", "trains_per_day"]]
      from_id to_id  fastest_min  trains_per_day
    0       H     X         30.0               2
    1       H     Y         90.0               1
    2       X     H         35.0               1
    """
    rides = direct_minutes(network)
    hubs = set(hub_stations(network))
    rides = rides[rides["from_id"].isin(hubs) | rides["to_id"].isin(hubs)]
    rides = rides.sort_values(["from_id", "to_id", "ride_s", "departure_s", "service"])
    pairs = rides.groupby(["from_id", "to_id"], sort=True)
    table = pd.DataFrame(
        {
            "fastest_min": pairs["ride_s"].min() / 60.0,
            "median_min": pairs["ride_s"].median() / 60.0,
            "trains_per_day": pairs.size().astype(np.int64),
            "fastest_train": pairs["service"].first(),
            "assumed_trains": pairs["assumed"].sum().astype(np.int64),
        }
    ).reset_index()
    names = names_on(network, former_names)
    english = {stop_id: stop.name_en for stop_id, stop in network.stops.items()}
    for end in ("from", "to"):
        table[f"{end}_station"] = table[f"{end}_id"].map(names)
        table[f"{end}_en"] = table[f"{end}_id"].map(english)
    return table.loc[:, list(RAIL_TIMES_COLUMNS)]


def direct_minutes(network: Network) -> pd.DataFrame:
    """Shortest ride of every train between every two stations at which it calls in that order.

    Returns
    -------
    DataFrame
        ``from_id, to_id, run, service, departure_s, ride_s, assumed``: one row per run and pair;
        departures are of the run's own service day and may pass 24 h.

    Examples
    --------
    >>> from sim import toy
    >>> town = toy.build("train T rail: D 07:10, E 07:40/07:42, F 08:30").network
    >>> direct_minutes(town).loc[:, ["from_id", "to_id", "ride_s"]].values.tolist()
    [['D', 'E', 1800], ['D', 'F', 4800], ['E', 'F', 2880]]
    """
    calls = rail_calls(network)
    board, alight = later_calls(calls.run)
    stop_ids = np.array(calls.stop_ids, dtype=object)
    services = np.array(calls.services, dtype=object)
    assumed = calls.assumed
    run = calls.run[board]
    rides = pd.DataFrame(
        {
            "from_id": stop_ids[calls.stop[board]] if len(board) else [],
            "to_id": stop_ids[calls.stop[alight]] if len(board) else [],
            "run": run,
            "service": services[run] if len(board) else [],
            "departure_s": calls.departure_s[board],
            "ride_s": calls.arrival_s[alight] - calls.departure_s[board],
            "assumed": assumed[run] if len(board) else np.empty(0, dtype=np.bool_),
        }
    )
    rides = rides[rides["from_id"] != rides["to_id"]]
    rides = rides.sort_values(["from_id", "to_id", "run", "ride_s", "departure_s"])
    return rides.drop_duplicates(["from_id", "to_id", "run"]).reset_index(drop=True)
