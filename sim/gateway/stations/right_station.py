"""The right station: whether people's nearest main station has the direct train they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.gateway.stations.reach import nearest_hub, people_near_hubs

__all__ = ["RightStation", "people_near_right_hub", "right_station"]


@dataclass(frozen=True)
class RightStation:
    """Whether people's nearest main station has the direct train they need.

    ``table``: hub_id, people (whose nearest it is), share_pct (of their trips). ``share_pct`` is
    that of all people together; NaN where no city has a direct train or nobody reaches a station.
    ``people_without_station`` reach none and are in no share.
    """

    table: pd.DataFrame
    share_pct: float
    people_without_station: float


def right_station(
    access: pd.DataFrame,
    service: pd.DataFrame,
    people: pd.DataFrame,
    *,
    weights: Literal["people", "trains"] = "people",
    min_trains_per_day: int = 1,
) -> RightStation:
    """Share of trips whose nearest main station has the direct train they need.

    ``Σ_z p_z Σ_d w_d [trains(h(z), d) >= n] / (Σ_z p_z Σ_d w_d)``: p people of zone z, h(z) its
    nearest station, d the cities to which at least one station has n trains a day. This is the
    "functional hub test" with the share of a prefecture's trips from the nearest station.

    Parameters
    ----------
    access
        zone_id, hub_id, median_min, population; of the stations that count as a choice.
    service
        hub_id, city_id, trains_per_day, as from `hub_cities`.
    people
        city_id, people, as from `city_people`.
    weights
        What w is: the city's people, or the direct trains that all stations together send there
        (what the railway offers). Trips themselves are not known.

    Examples
    --------
    East has trains to both cities, West to the small one only; 30 of 40 people live near East.

    >>> access = pd.DataFrame({"zone_id": ["a", "b"], "hub_id": ["E", "W"],
    ...                        "median_min": [10.0, 10.0], "population": [30.0, 10.0]})
    >>> service = pd.DataFrame({"hub_id": ["E", "E", "W"], "city_id": ["big", "small", "small"],
    ...                         "trains_per_day": [9, 5, 5]})
    >>> people = pd.DataFrame({"city_id": ["big", "small"], "people": [300.0, 100.0]})
    >>> right_station(access, service, people).share_pct  # (30 * 1 + 10 * 0.25) / 40
    81.25
    """
    enough = service.loc[service["trains_per_day"] >= min_trains_per_day]
    trains = enough.groupby("city_id")["trains_per_day"].sum()
    cities = people.set_index("city_id")["people"].reindex(trains.index).fillna(0.0)
    weight = (cities if weights == "people" else trains).astype(np.float64)
    near = nearest_hub(access)
    reached = near.loc[near["hub_id"] != ""].groupby("hub_id")["population"].sum()
    total = float(weight.sum())
    shares = []
    for hub_id in reached.index:
        served = weight.index.isin(enough.loc[enough["hub_id"] == hub_id, "city_id"])
        shares.append(100.0 * float(weight[served].sum()) / total if total > 0 else np.nan)
    table = pd.DataFrame(
        {
            "hub_id": reached.index.astype(str),
            "people": reached.to_numpy(np.float64).round(0),
            "share_pct": np.array(shares, np.float64).round(2),
        }
    )
    whole = float(reached.sum())
    mean = float(np.dot(shares, reached)) / whole if whole > 0 else np.nan
    without = float(near.loc[near["hub_id"] == "", "population"].sum())
    return RightStation(table, round(mean, 2), round(without, 0))


def people_near_right_hub(
    access: pd.DataFrame, service: pd.DataFrame, limits_min: Sequence[int] = (30, 45, 60)
) -> pd.DataFrame:
    """People within some minutes of a main station that has a direct train to each city.

    Returns
    -------
    DataFrame
        city_id, people_30min, people_45min, people_60min (named by the limits).

    Examples
    --------
    >>> access = pd.DataFrame({"zone_id": ["a", "a"], "hub_id": ["E", "W"],
    ...                        "median_min": [50.0, 20.0], "population": [10.0, 10.0]})
    >>> service = pd.DataFrame({"hub_id": ["E"], "city_id": ["big"], "trains_per_day": [9]})
    >>> people_near_right_hub(access, service).values.tolist()
    [['big', 0.0, 0.0, 10.0]]
    """
    rows = []
    for city_id, served in service.groupby("city_id"):
        right = access.loc[access["hub_id"].isin(served["hub_id"])]
        near = people_near_hubs(right, limits_min)
        rows.append(near.loc[near["hub_id"] == ""].assign(city_id=city_id))
    names = ["city_id", *(f"people_{limit_min}min" for limit_min in limits_min)]
    found = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=names)
    return found.loc[:, names]
