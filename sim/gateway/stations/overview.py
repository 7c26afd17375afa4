"""The main stations side by side: what each does, who is near, how full it is, what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.gateway.stations.centrality import hub_centrality
from sim.gateway.stations.cities import city_people, hub_cities
from sim.gateway.stations.load import hub_capacity, hub_hours, peak_hours
from sim.gateway.stations.reach import access_frame, home_access, people_near_hubs
from sim.gateway.stations.redundancy import hub_closures
from sim.gateway.stations.right_station import people_near_right_hub, right_station
from sim.gateway.stations.roles import herfindahl, hub_lines
from sim.gateway.stations.trains import hub_visits, open_hubs, train_calls
from sim.gateway.stations.transfers import hub_transfers
from sim.network.model import Network

__all__ = [
    "LIMITS_MIN",
    "MAX_TIME_RATIO",
    "RailFacts",
    "StationTables",
    "hub_stations",
    "station_tables",
]

LIMITS_MIN = (30, 45, 60)
"""Minutes within which people are counted."""

MAX_TIME_RATIO = 1.5
"""Assumption: a direct train is a useful one up to this many times the fastest from any station."""


@dataclass(frozen=True)
class RailFacts:
    """Tables of facts about the railway that a network does not hold.

    ``lines`` is ``rail/lines`` (opening dates as the scenario has them), ``line_stops``
    ``rail/line_stops``, ``capacity`` ``rail/hub_capacity``.
    """

    lines: pd.DataFrame
    line_stops: pd.DataFrame
    capacity: pd.DataFrame


@dataclass(frozen=True)
class StationTables:
    """Tables of the main stations. ``transfers`` is empty where no times were given."""

    stations: pd.DataFrame
    lines: pd.DataFrame
    hours: pd.DataFrame
    transfers: pd.DataFrame
    closures: pd.DataFrame
    right_station_people: pd.DataFrame


def station_tables(
    network: Network,
    facts: RailFacts,
    *,
    access: pd.DataFrame | None = None,
    transfer_times: pd.DataFrame | None = None,
    road: pd.DataFrame | None = None,
    main_stations: Mapping[str, Sequence[str]] | None = None,
) -> StationTables:
    """Every table of the main stations.

    Parameters
    ----------
    access
        zone_id, hub_id, median_min, population: the router's median times from every zone to every
        hub. Zones of other prefectures are left out: their people have stations of their own.
        Without it what counts people is NaN.
    transfer_times, road
        As in `sim.gateway.stations.transfers.hub_transfers`.
    main_stations
        As in `sim.gateway.stations.redundancy.hub_closures`.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> facts = RailFacts(
    ...     pd.DataFrame({"line_id": [], "name_zh": [], "name_en": [], "open_date": []}),
    ...     pd.DataFrame({"line_id": [], "seq": [], "stop_id": []}),
    ...     pd.DataFrame({"hub_id": [], "valid_from": [], "valid_until": [], "platform_edges": [],
    ...         "occupancy_min": [], "approach_tracks": [], "headway_min": [], "usable_share": [],
    ...         "quality": [], "source": []}))
    >>> len(station_tables(empty(), facts).stations)
    0
    """
    if access is not None:
        access = home_access(network, access)
    nothing = pd.DataFrame({"from_hub": [], "to_hub": [], "departure_s": [], "time_s": []})
    transfers = hub_transfers(
        network, nothing if transfer_times is None else transfer_times, road=road
    )
    if transfer_times is None:
        transfers = transfers.iloc[:0]
    right = (
        pd.DataFrame(columns=["city_id", *(f"people_{limit}min" for limit in LIMITS_MIN)])
        if access is None
        else people_near_right_hub(
            access_frame(access, list(network.hubs)), hub_cities(network), LIMITS_MIN
        )
    )
    lines = hub_lines(network, facts.lines, facts.line_stops)
    return StationTables(
        stations=hub_stations(network, facts, lines, access=access, transfers=transfers),
        lines=lines,
        hours=hub_hours(train_calls(network)),
        transfers=transfers,
        closures=hub_closures(network, access, main_stations=main_stations),
        right_station_people=right,
    )


def hub_stations(
    network: Network,
    facts: RailFacts,
    lines: pd.DataFrame,
    *,
    access: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per main station, open or not, in the order of their ids.

    Parameters
    ----------
    lines
        Trains by line, from `sim.gateway.stations.roles.hub_lines`.
    access
        zone_id, hub_id, median_min, population. Without it what counts people is NaN.
    transfers
        from_hub, to_hub, median_min: ways between the stations in the graph of centrality.

    Returns
    -------
    DataFrame
        hub_id, name_zh, name_en, role, open, trains_per_day, directions (lines or sectors with a
        train), herfindahl (of its arrivals and departures over them, `herfindahl`; NaN without
        trains), peak_hour (hour of the day; missing without trains), peak_trains,
        capacity_trains_per_h, load_ratio (peak_trains over capacity; NaN where it is not known),
        capacity_quality, people_30min, people_45min, people_60min (of all hubs, also those not
        open), people_nearest (whose nearest station with trains it is), right_station_share_pct
        (of their trips, cities weighted by people), right_station_share_trains_pct (cities weighted
        by trains), right_station_share_useful_pct (only trains up to `MAX_TIME_RATIO` times as
        slow as the fastest), betweenness, closeness_per_h.

    Examples
    --------
    See `station_tables`.
    """
    table = _hubs(network)
    calls = train_calls(network)
    trains = hub_visits(calls).groupby("hub_id").size()
    table["trains_per_day"] = table["hub_id"].map(trains).fillna(0).astype(np.int64)
    sides = lines.assign(n=lines["arrivals_per_day"] + lines["departures_per_day"])
    by_hub = {hub_id: group["n"].tolist() for hub_id, group in sides.groupby("hub_id")}
    table["directions"] = [len(by_hub.get(hub_id, [])) for hub_id in table["hub_id"]]
    table["herfindahl"] = [herfindahl(by_hub.get(hub_id, [])) for hub_id in table["hub_id"]]
    table["herfindahl"] = table["herfindahl"].astype(np.float64).round(4)
    table = _with_load(table, calls, hub_capacity(facts.capacity, network.as_of))
    table = _with_people(table, network, access)
    central = hub_centrality(network, transfers).set_index("hub_id")
    for name in ("betweenness", "closeness_per_h"):
        table[name] = table["hub_id"].map(central[name]).astype(np.float64)
    return table


def _hubs(network: Network) -> pd.DataFrame:
    is_open = {hub.hub_id for hub in open_hubs(network)}
    return pd.DataFrame(
        [
            (hub_id, hub.name_zh, hub.name_en, hub.role, hub_id in is_open)
            for hub_id, hub in sorted(network.hubs.items())
        ],
        columns=["hub_id", "name_zh", "name_en", "role", "open"],
    )


def _with_load(table: pd.DataFrame, calls: pd.DataFrame, capacity: pd.DataFrame) -> pd.DataFrame:
    peak = peak_hours(hub_hours(calls)).set_index("hub_id")
    known = capacity.set_index("hub_id")
    hub_id = table["hub_id"]
    trains = hub_id.map(peak["peak_trains"]).fillna(0).astype(np.int64)
    takes = hub_id.map(known["capacity_trains_per_h"]).astype(np.float64)
    return table.assign(
        peak_hour=hub_id.map(peak["peak_hour"]).astype("Int64"),
        peak_trains=trains,
        capacity_trains_per_h=takes,
        load_ratio=(trains / takes).round(3),
        capacity_quality=hub_id.map(known["quality"]).fillna("").astype(str),
    )


def _with_people(
    table: pd.DataFrame, network: Network, access: pd.DataFrame | None
) -> pd.DataFrame:
    names = [
        *(f"people_{limit}min" for limit in LIMITS_MIN),
        "people_nearest", "right_station_share_pct", "right_station_share_trains_pct",
        "right_station_share_useful_pct",
    ]  # fmt: skip
    if access is None:
        return table.assign(**dict.fromkeys(names, np.nan))
    near = people_near_hubs(access_frame(access, table["hub_id"].tolist()), LIMITS_MIN)
    served = access_frame(access, table.loc[table["trains_per_day"] > 0, "hub_id"].tolist())
    service, cities = hub_cities(network), city_people(network)
    by_people = right_station(served, service, cities).table
    by_trains = right_station(served, service, cities, weights="trains").table
    near = near.set_index("hub_id")
    found = table.assign(**{name: table["hub_id"].map(near[name]) for name in near.columns})
    found["people_nearest"] = found["hub_id"].map(by_people.set_index("hub_id")["people"])
    useful = hub_cities(network, max_time_ratio=MAX_TIME_RATIO)
    by_useful = right_station(served, useful, cities).table
    for name, shares in (
        ("right_station_share_pct", by_people),
        ("right_station_share_trains_pct", by_trains),
        ("right_station_share_useful_pct", by_useful),
    ):
        found[name] = found["hub_id"].map(shares.set_index("hub_id")["share_pct"])
    return found
