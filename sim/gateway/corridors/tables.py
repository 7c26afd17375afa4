"""Airport corridors of a whole network: independent ways to the centre, and flights in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sim.gateway.corridors.capacity import (
    fast_road_links,
    independent_corridors,
    nodes_near,
    service_links,
)
from sim.gateway.corridors.times import (
    bank_coverage,
    coverage_by_hour,
    direct_services,
    stops_near,
)
from sim.network.model import Network

__all__ = ["CAPACITY_TABLES", "Ends", "corridor_capacity", "flights_by_hour", "flights_in_time"]

CAPACITY_TABLES = ("demand/vehicles", "road/drive_nodes", "road/drive_links", "road/drive_classes")
"""Tables that `corridor_capacity` reads."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where corridors begin and end: the terminals and the centre, longitude and latitude.

    Radii are assumptions: ``stop_m`` how far a stop may lie from either end, ``airport_road_m``
    and ``centre_road_m`` how far the last fast road may: at the centre the streets do the rest.
    """

    airport: tuple[float, float]
    centre: tuple[float, float]
    stop_m: float = 1500.0
    airport_road_m: float = 3000.0
    centre_road_m: float = 7000.0


def corridor_capacity(
    network: Network, tables: Mapping[str, pd.DataFrame], ends: Ends
) -> pd.DataFrame:
    """Independent corridors from the terminals to the centre in the peak hour, by layer.

    Columns as in `sim.gateway.corridors.capacity.independent_corridors`. Modelled: fast roads are
    schematic where no map of them was at hand, and their room is that of cars with 1.5 people.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> roads = {"road/drive_nodes": ["node_id", "lon", "lat"],
    ...     "road/drive_links": ["link_id", "from_node_id", "to_node_id", "road_class", "lanes",
    ...                          "oneway", "crossing_id", "open_date", "name_zh"],
    ...     "road/drive_classes": ["road_class", "capacity_per_lane_h", "local_access"]}
    >>> tables = {name: pd.DataFrame(columns=columns) for name, columns in roads.items()}
    >>> tables["demand/vehicles"] = pd.DataFrame(
    ...     {"mode_id": ["train"], "route_id": [""], "places": [100]})
    >>> ends = Ends((120.0, 30.0), (120.0207, 30.0), stop_m=500.0)
    >>> found = corridor_capacity(line("A B C"), tables, ends)
    >>> found[["layer", "corridors", "passengers_per_h"]].to_numpy().tolist()
    [['on the road', 1, 600.0]]
    """
    links = tables["road/drive_links"]
    roads = fast_road_links(network, links, tables["road/drive_classes"])
    used = {node for link in roads for node in (link.start, link.end)}
    nodes = tables["road/drive_nodes"]
    starts = nodes_near(nodes, *ends.airport, within_m=ends.airport_road_m, used=used)
    goals = nodes_near(nodes, *ends.centre, within_m=ends.centre_road_m, used=used)
    return independent_corridors(
        (*service_links(network, tables["demand/vehicles"]), *roads),
        [*stops_near(network, *ends.airport, within_m=ends.stop_m), *starts],
        [*stops_near(network, *ends.centre, within_m=ends.stop_m), *goals],
    )


def flights_in_time(
    network: Network, bank: pd.DataFrame, places: Mapping[str, tuple[float, float]], ends: Ends
) -> pd.DataFrame:
    """Share of the flights that direct vehicles from and to each place reach in time.

    `places` are points by id, `bank` is ``air/flight_bank`` of the airport. Only vehicles that run
    through count; with a change more flights may be reached. Columns as in `bank_coverage`; a
    place without a direct vehicle in a direction has a share of zero there.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> bank = pd.DataFrame({"hour": range(24), "departures_share": 1 / 24,
    ...                      "arrivals_share": 1 / 24})
    >>> ends = Ends((120.0207, 30.0), (120.0, 30.0), stop_m=500.0)
    >>> found = flights_in_time(line("A B C"), bank, {"here": (120.0, 30.0)}, ends)
    >>> found[["direction", "lead_min"]].to_numpy().tolist()
    [['from', 45.0], ['to', 90.0], ['to', 120.0]]
    """
    return bank_coverage(_direct_ways(network, places, ends), bank)


def flights_by_hour(
    network: Network, bank: pd.DataFrame, places: Mapping[str, tuple[float, float]], ends: Ends
) -> pd.DataFrame:
    """Share of each hour's flights that direct vehicles from and to each place reach in time.

    Shows from which hour on those who land find no vehicle any more. As `flights_in_time`, with 120
    minutes before a departure and 45 after a landing. Columns as in `coverage_by_hour`.

    Examples
    --------
    >>> from sim.network.examples import line
    >>> bank = pd.DataFrame({"hour": range(24), "departures_share": 1 / 24,
    ...                      "arrivals_share": 1 / 24})
    >>> ends = Ends((120.0207, 30.0), (120.0, 30.0), stop_m=500.0)
    >>> found = flights_by_hour(line("A B C"), bank, {"here": (120.0, 30.0)}, ends)
    >>> found.groupby("direction")["flights_share"].sum().round(6).to_dict()
    {'from': 1.0, 'to': 1.0}
    """
    return coverage_by_hour(_direct_ways(network, places, ends), bank)


def _direct_ways(
    network: Network, places: Mapping[str, tuple[float, float]], ends: Ends
) -> pd.DataFrame:
    """Direct vehicles of every place, both ways: place_id, direction, departure_s, time_s."""
    airport = stops_near(network, *ends.airport, within_m=ends.stop_m)
    # One row without a way, so that a place out of reach is there with nothing.
    none = pd.DataFrame(
        {"direction": ["to", "from"], "departure_s": [0, 0], "time_s": [float("nan")] * 2}
    )
    frames = []
    for place_id, point in places.items():
        own = stops_near(network, *point, within_m=ends.stop_m)
        found = direct_services(network, airport, own)[["direction", "departure_s", "time_s"]]
        frames.append(
            pd.concat([found.astype({"time_s": "float64"}), none]).assign(place_id=place_id)
        )
    columns = ["direction", "departure_s", "time_s", "place_id"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
