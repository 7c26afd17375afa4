"""Cities that the main stations have direct trains to, and the people who live there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.gateway.rail.train_calls import rail_stations
from sim.gateway.stations.trains import hub_rides, train_calls
from sim.network.model import Network

__all__ = ["city_of_stops", "city_people", "home_prefectures", "hub_cities"]


def city_people(network: Network) -> pd.DataFrame:
    """Prefectures of the zones with their people, without those in which the main stations lie.

    Returns
    -------
    DataFrame
        city_id (the prefecture as zones name it), people; sorted by city.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> city_people(empty()).columns.tolist()
    ['city_id', 'people']
    """
    home = home_prefectures(network)
    totals: dict[str, float] = {}
    for zone in network.zones.values():
        if zone.prefecture and zone.prefecture not in home:
            totals[zone.prefecture] = totals.get(zone.prefecture, 0.0) + zone.population
    return pd.DataFrame(sorted(totals.items()), columns=["city_id", "people"])


def hub_cities(network: Network, *, max_time_ratio: float = np.inf) -> pd.DataFrame:
    """Direct trains a day from each main station to each prefecture, and the fastest.

    A train that calls at several stations of a prefecture counts once. With `max_time_ratio` a
    train counts only if its ride takes at most that many times the fastest from any main station: a
    train of seven hours is no way to a city that others reach in two. Stations whose county is in
    no zone, such as those outside the province, are left out, and so is the stations' own
    prefecture.

    Returns
    -------
    DataFrame
        hub_id, city_id, trains_per_day, fastest_min; pairs without a train have no row.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> hub_cities(empty()).columns.tolist()
    ['hub_id', 'city_id', 'trains_per_day', 'fastest_min']
    """
    rides = hub_rides(train_calls(network))
    city_of = city_of_stops(network)
    outward = rides.loc[rides["outward"]].copy()
    outward["city_id"] = outward["other_stop_id"].map(city_of).fillna("")
    least_s = outward.groupby("city_id")["ride_s"].transform("min")
    useful = outward["ride_s"] <= max_time_ratio * least_s
    known = outward.loc[(outward["city_id"] != "") & useful]
    table = known.groupby(["hub_id", "city_id"], as_index=False).agg(
        trains_per_day=("service", "nunique"), fastest_s=("ride_s", "min")
    )
    table["fastest_min"] = (table["fastest_s"] / 60.0).round(1)
    return table.drop(columns="fastest_s")


def city_of_stops(network: Network) -> dict[str, str]:
    """Prefecture of every railway stop that lies in a zone's county, other than the hubs' own.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> city_of_stops(empty())
    {}
    """
    home = home_prefectures(network)
    counties = _prefectures(network)
    found = {
        stop: counties.get(network.stops[stop].county_id, "") for stop in rail_stations(network)
    }
    return {stop: city for stop, city in sorted(found.items()) if city and city not in home}


def home_prefectures(network: Network) -> frozenset[str]:
    """Prefectures in which the railway stops of the main stations lie, as zones name them.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> sorted(home_prefectures(empty()))
    []
    """
    rail, counties = rail_stations(network), _prefectures(network)
    return frozenset(
        counties.get(network.stops[stop].county_id, "")
        for hub in network.hubs.values()
        for stop in hub.stop_ids
        if stop in rail
    ) - {""}


def _prefectures(network: Network) -> dict[str, str]:
    return {z.county_id: z.prefecture for _, z in sorted(network.zones.items()) if z.county_id}
