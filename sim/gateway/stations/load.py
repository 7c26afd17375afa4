"""Load of the main stations: trains by hour, and the busiest hour against what the tracks take."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.stations.trains import DAY_S, hub_visits

__all__ = ["hub_capacity", "hub_hours", "peak_hours"]

_HOUR_S = 3_600
_HOURS = 24
_TERMS = ("platform_edges", "occupancy_min", "approach_tracks", "headway_min")


def hub_hours(calls: pd.DataFrame) -> pd.DataFrame:
    """Trains by main station and hour of the day, both ways.

    `calls` are those of `sim.gateway.stations.trains.train_calls`. A train counts in the hour in
    which it leaves the hub, one that ends there in the hour of its arrival. ``arrivals`` are trains
    that come from another station, ``departures`` those that go on to one; a through train is both.

    Returns
    -------
    DataFrame
        hub_id, hour (0 to 23), arrivals, departures, trains; 24 rows for each hub with a train.

    Examples
    --------
    >>> calls = pd.DataFrame({"service": ["T", "T", "T"], "seq": [0, 1, 2],
    ...     "stop_id": ["A", "B", "C"], "hub_id": ["", "H", ""],
    ...     "arrival_s": [0, 7_100, 9_000], "departure_s": [0, 7_260, 9_000]})
    >>> hours = hub_hours(calls)
    >>> hours.loc[hours["hour"].isin([1, 2])].drop(columns="hub_id").values.tolist()
    [[1, 1, 0, 0], [2, 0, 1, 1]]
    """
    visits = hub_visits(calls)
    arrival = (visits["arrival_s"] % DAY_S) // _HOUR_S
    departure = (visits["departure_s"] % DAY_S) // _HOUR_S
    counted = departure.where(visits["departs"], arrival)
    hubs = sorted(visits["hub_id"].unique())
    rows = pd.MultiIndex.from_product([hubs, range(_HOURS)], names=["hub_id", "hour"])

    def count(hour: pd.Series[int], chosen: pd.Series[bool]) -> pd.Series[int]:
        found = visits.loc[chosen].groupby([visits["hub_id"], hour]).size()
        found.index.names = ["hub_id", "hour"]
        return found.reindex(rows, fill_value=0)

    table = pd.DataFrame(
        {
            "arrivals": count(arrival, visits["arrives"]),
            "departures": count(departure, visits["departs"]),
            "trains": count(counted, visits["arrives"] | visits["departs"]),
        }
    )
    return table.reset_index()


def peak_hours(hours: pd.DataFrame) -> pd.DataFrame:
    """Busiest clock hour of each main station, the earlier of two that are equal.

    Returns
    -------
    DataFrame
        hub_id, peak_hour (0 to 23), peak_trains. Hubs without a train are not in it.

    Examples
    --------
    >>> hours = pd.DataFrame({"hub_id": "H", "hour": [7, 8, 9], "trains": [2, 5, 5]})
    >>> peak_hours(hours).values.tolist()
    [['H', 8, 5]]
    """
    best = hours.sort_values(["hub_id", "trains", "hour"], ascending=[True, False, True])
    first = best.drop_duplicates("hub_id").loc[:, ["hub_id", "hour", "trains"]]
    named = first.rename(columns={"hour": "peak_hour", "trains": "peak_trains"})
    return named.reset_index(drop=True)


def hub_capacity(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Trains an hour that each main station takes, from platform edges and approach tracks.

    ``platform = platform_edges * 60 / occupancy_min * usable_share`` and ``throat =
    approach_tracks * 60 / headway_min * usable_share``; the capacity is the lesser. This is the
    occupation of UIC leaflet 406 (2013) turned round: the share of an hour that may be occupied,
    divided by how long one train occupies an edge, or one track into the station. Routes that
    cross each other in the throat are not looked at, so it is an upper bound.

    Parameters
    ----------
    table
        ``rail/hub_capacity``: hub_id, valid_from, valid_until, platform_edges, occupancy_min,
        approach_tracks, headway_min, usable_share, quality, source.
    as_of
        The row of each hub that is valid on this date counts. A hub without one is left out.

    Returns
    -------
    DataFrame
        hub_id, platform_trains_per_h, throat_trains_per_h, capacity_trains_per_h, quality, source.

    Raises
    ------
    DataError
        If two rows of a hub are valid on the date.

    Examples
    --------
    >>> table = pd.DataFrame({"hub_id": ["H"], "valid_from": [pd.Timestamp("2013-07-01")],
    ...     "valid_until": [pd.NaT], "platform_edges": [28], "occupancy_min": [12.0],
    ...     "approach_tracks": [6], "headway_min": [4.0], "usable_share": [0.75],
    ...     "quality": ["estimate"], "source": ["made by hand"]})
    >>> hub_capacity(table, date(2020, 12, 31)).iloc[:, :4].values.tolist()
    [['H', 105.0, 67.5, 67.5]]
    """
    day = pd.Timestamp(as_of)
    first, last = pd.to_datetime(table["valid_from"]), pd.to_datetime(table["valid_until"])
    begun, lasts = first.isna() | (first <= day), last.isna() | (last >= day)
    valid = table.loc[begun & lasts].sort_values("hub_id", ignore_index=True)
    twice = valid.loc[valid["hub_id"].duplicated(), "hub_id"].unique().tolist()
    if twice:
        raise DataError(
            f"rail/hub_capacity.csv: more than one row of {', '.join(twice)} is valid on {as_of}; "
            "end one with 'valid_until' before the next begins"
        )
    share = valid["usable_share"].to_numpy(np.float64)
    numbers = valid.loc[:, list(_TERMS)].astype(np.float64)
    platform = numbers["platform_edges"] * 60.0 / numbers["occupancy_min"] * share
    throat = numbers["approach_tracks"] * 60.0 / numbers["headway_min"] * share
    return pd.DataFrame(
        {
            "hub_id": valid["hub_id"],
            "platform_trains_per_h": platform.round(1),
            "throat_trains_per_h": throat.round(1),
            "capacity_trains_per_h": platform.clip(upper=throat).round(1),
            "quality": valid["quality"],
            "source": valid["source"],
        }
    )
