"""Direct trains from the city's stations to the railheads of the gateway airports."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from sim.gateway.rail.departures import departures, mean_ride
from sim.gateway.rail.times import direct_minutes
from sim.gateway.rail.train_calls import hub_stations
from sim.network.model import Network, StopId

__all__ = ["RAIL_LEG_COLUMNS", "rail_legs"]

RAIL_LEG_COLUMNS: Final = (
    "station_id",
    "railhead_id",
    "board_min",
    "wait_min",
    "ride_min",
    "alight_min",
    "trains_per_day",
)
"""Columns of `rail_legs`, in their order."""


def rail_legs(
    network: Network,
    railheads: Collection[str],
    *,
    start_s: int = 6 * 3600,
    end_s: int = 22 * 3600,
) -> pd.DataFrame:
    """Mean wait and ride of the direct trains from each main station to each railhead.

    Means over every moment between `start_s` and `end_s` (`sim.gateway.rail.departures.mean_ride`):
    who has a flight to catch rides no closer to it than the train before, which costs the same on
    average. Boarding and alighting are those of the station's mode. Pairs that no direct train
    joins are not there; journeys with a change of trains are not looked for.

    Examples
    --------
    Trains at 07:00 (30 min) and 08:00 (40 min), seen from 06:30 to 07:30: half of the time the
    first counts (15 min of waiting on average), half of the time the second (45 min).

    >>> from sim.gateway.circle.small_province import hub_town
    >>> legs = rail_legs(hub_town(), ["X"], start_s=23_400, end_s=27_000)
    >>> legs.loc[0, ["wait_min", "ride_min", "board_min", "alight_min"]].astype(float).tolist()
    [30.0, 35.0, 15.0, 4.0]
    """
    rides = direct_minutes(network)
    hubs = set(hub_stations(network))
    rides = rides[rides["from_id"].isin(hubs) & rides["to_id"].isin(set(railheads) - hubs)]
    rows = []
    for (station_id, railhead_id), own in rides.groupby(["from_id", "to_id"], sort=True):
        day = departures(own["departure_s"], own["departure_s"] + own["ride_s"])
        mean = mean_ride(day, start_s=start_s, end_s=end_s)
        if mean is None:
            continue
        rows.append(
            (
                station_id,
                railhead_id,
                _mode_min(network, str(station_id), "boarding_slack_s"),
                mean.wait_min,
                mean.ride_min,
                _mode_min(network, str(railhead_id), "alighting_s"),
                len(own),
            )
        )
    return pd.DataFrame(rows, columns=list(RAIL_LEG_COLUMNS))


def _mode_min(network: Network, stop_id: str, name: str) -> float:
    return float(getattr(network.modes[network.stops[StopId(stop_id)].mode_id], name)) / 60
