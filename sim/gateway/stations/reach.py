"""People near the main stations, by the router's times from zone to station."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.errors import DataError
from sim.gateway.stations.cities import home_prefectures
from sim.network.model import Network

__all__ = ["access_frame", "home_access", "nearest_hub", "people_near_hubs"]

ACCESS_COLUMNS = ("zone_id", "hub_id", "median_min", "population")


def access_frame(access: pd.DataFrame, hub_ids: Sequence[str]) -> pd.DataFrame:
    """Take the access times of some hubs: one row per zone and hub, population once per zone.

    Parameters
    ----------
    access
        zone_id, hub_id, median_min (door to station; NaN is unreachable), population (of the zone).
    hub_ids
        The hubs that count. Rows of others are dropped.

    Raises
    ------
    DataError
        If a column is missing, a time is negative, a pair stands twice, or a zone has more than one
        population.

    Examples
    --------
    >>> frame = pd.DataFrame({"zone_id": ["a", "a"], "hub_id": ["E", "W"],
    ...                       "median_min": [20.0, 50.0], "population": [10.0, 10.0]})
    >>> access_frame(frame, ["E"]).values.tolist()
    [['a', 'E', 20.0, 10.0]]
    """
    missing = [name for name in ACCESS_COLUMNS if name not in access.columns]
    if missing:
        raise DataError(
            f"times to the main stations have no column '{missing[0]}'; they need "
            f"{', '.join(ACCESS_COLUMNS)}"
        )
    taken = access.loc[access["hub_id"].isin(list(hub_ids)), list(ACCESS_COLUMNS)]
    faults = []
    if (taken["median_min"] < 0).any():
        faults.append("a negative time; unreachable is an empty cell")
    if taken.duplicated(["zone_id", "hub_id"]).any():
        faults.append("a zone and hub that stand twice; keep one row of each pair")
    if taken.drop_duplicates(["zone_id", "population"])["zone_id"].duplicated().any():
        faults.append("a zone with two populations; repeat the same in each of its rows")
    if faults:
        raise DataError(f"times to the main stations have {'; '.join(faults)}")
    return taken.reset_index(drop=True)


def home_access(network: Network, access: pd.DataFrame) -> pd.DataFrame:
    """Access times without the zones of other prefectures, whose people have stations of their own.

    Rows of zones that the network does not have, or whose prefecture it does not know, stay; so do
    all rows where no main station lies in a known prefecture.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> frame = pd.DataFrame({"zone_id": ["a"], "hub_id": ["E"]})
    >>> len(home_access(empty(), frame))
    1
    """
    home = home_prefectures(network)
    if not home:
        return access
    away = {
        zone_id
        for zone_id, zone in network.zones.items()
        if zone.prefecture and zone.prefecture not in home
    }
    return access.loc[~access["zone_id"].isin(away)].reset_index(drop=True)


def people_near_hubs(
    access: pd.DataFrame, limits_min: Sequence[int] = (30, 45, 60)
) -> pd.DataFrame:
    """People whose median time to each main station is within some limits.

    The areas of two stations overlap: the rows do not add up to the people near any station, which
    is the row with an empty hub_id.

    Returns
    -------
    DataFrame
        hub_id (``""``: any of them), people_30min, people_45min, people_60min (named by the
        limits). Unreachable counts as beyond every limit.

    Examples
    --------
    >>> access = pd.DataFrame({"zone_id": ["a", "a", "b", "b"], "hub_id": ["E", "W", "E", "W"],
    ...     "median_min": [20.0, 50.0, float("nan"), 30.0], "population": [10.0, 10.0, 5.0, 5.0]})
    >>> people_near_hubs(access).values.tolist()
    [['', 15.0, 15.0, 15.0], ['E', 10.0, 10.0, 10.0], ['W', 5.0, 5.0, 15.0]]
    """
    any_hub = access.groupby("zone_id", as_index=False).agg(
        median_min=("median_min", "min"), population=("population", "first")
    )
    both = pd.concat([any_hub.assign(hub_id=""), access], ignore_index=True)
    table = pd.DataFrame({"hub_id": sorted(both["hub_id"].unique())})
    for limit_min in limits_min:
        near = both.loc[both["median_min"] <= limit_min].groupby("hub_id")["population"].sum()
        found = table["hub_id"].map(near).fillna(0.0)
        table[f"people_{limit_min}min"] = found.astype(np.float64).round(0)
    return table


def nearest_hub(access: pd.DataFrame) -> pd.DataFrame:
    """Nearest main station of each zone by median time; of equals the first by id.

    Returns
    -------
    DataFrame
        zone_id, hub_id (``""`` where none is reached), median_min, population.

    Examples
    --------
    >>> access = pd.DataFrame({"zone_id": ["a", "a"], "hub_id": ["W", "E"],
    ...                        "median_min": [20.0, 20.0], "population": [10.0, 10.0]})
    >>> nearest_hub(access).values.tolist()
    [['a', 'E', 20.0, 10.0]]
    """
    ordered = access.sort_values(["zone_id", "median_min", "hub_id"], na_position="last")
    first = ordered.drop_duplicates("zone_id").reset_index(drop=True)
    first["hub_id"] = first["hub_id"].where(first["median_min"].notna(), "")
    return first.loc[:, ["zone_id", "hub_id", "median_min", "population"]]
