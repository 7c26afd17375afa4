"""The roads open on a date, and how each zone gets on to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.demand.model import DemandZones, Floats64, Ints
from sim.demand.road.connectors import CONNECTORS, REACH_KM, zone_connectors
from sim.demand.road.inside import inside_km
from sim.demand.road.links import open_links
from sim.errors import NetworkError
from sim.geometry import to_metres
from sim.network.model import Network

__all__ = ["ROAD_ASSUMPTIONS", "ROAD_TABLES", "RoadNetwork", "road_network"]

ROAD_TABLES = ("road/drive_nodes", "road/drive_links", "road/drive_classes")
"""Tables that `road_network` reads."""

ACCESS_KMH = 20.0
"""Speed between a zone's houses and the roads of the tables: an assumption."""

ROAD_ASSUMPTIONS = (
    (
        "Roads to drive: OpenStreetMap of 2024 in the north of the main city, bus streets of 2015 "
        "around it, elsewhere modelled from where people live and work; lanes, capacities and "
        "speeds are assumed by class, not surveyed."
    ),
    (
        f"Driving: each zone is joined to at most {CONNECTORS} junctions on its bank of the river "
        f"within {REACH_KM:.0f} km, at {ACCESS_KMH:.0f} km/h."
    ),
)


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Directed links between nodes, and connectors between zones and nodes (both ways).

    Link arrays [L] follow ``link_ids``; a link driven both ways is there twice, the way back with
    ``-`` before its id. ``from_node`` and ``to_node`` are rows of ``node_ids``. Connectors [K]:
    rows of zone and node with minutes and km, the same in both directions. ``inside_min`` and
    ``inside_km`` [Z] are trips within a zone.
    """

    link_ids: tuple[str, ...]
    names_zh: tuple[str, ...]
    road_classes: tuple[str, ...]
    geometry: tuple[str, ...]
    from_node: Ints
    to_node: Ints
    km: Floats64
    free_min: Floats64
    capacity_per_h: Floats64
    alpha: Floats64
    beta: Floats64
    node_ids: tuple[str, ...]
    lon: Floats64
    lat: Floats64
    zone_ids: tuple[str, ...]
    connector_zone: Ints
    connector_node: Ints
    connector_min: Floats64
    connector_km: Floats64
    inside_min: Floats64
    inside_km: Floats64

    @property
    def unconnected(self) -> Ints:
        """Rows of the zones that no road reaches."""
        return np.setdiff1d(np.arange(len(self.zone_ids)), self.connector_zone)


def road_network(
    tables: Mapping[str, pd.DataFrame], network: Network, zones: DemandZones
) -> RoadNetwork:
    """Roads of the tables that are open on the network's date, joined to the zones.

    Free minutes are length over speed and signal factor, capacity (cars per hour) is that of a
    lane of the class times lanes. Of what is open, the largest part in which every node reaches
    every other is kept (`open_links`). Zones begin and end at nodes of classes with
    ``local_access`` (`zone_connectors`); one without such a node nearby stays unconnected.

    Raises
    ------
    NetworkError
        If a table is missing or no road is open on the date.

    Examples
    --------
    >>> from sim.demand.road.examples import two_roads
    >>> roads = road_network(*two_roads())
    >>> roads.link_ids, roads.free_min.round(6).tolist()
    (('drive_0001', 'drive_0002', '-drive_0001', '-drive_0002'), [10.0, 15.0, 10.0, 15.0])
    """
    missing = [name for name in ROAD_TABLES if name not in tables]
    if missing:
        raise NetworkError(f"the road network needs the table {' and '.join(missing)}")
    links = open_links(tables["road/drive_links"], tables["road/drive_classes"], network)
    if links.empty:
        raise NetworkError(
            f"no road of road/drive_links is open on {network.as_of}: check open_date there and "
            f"the crossings of the scenario"
        )
    node_ids = pd.Index(sorted(set(links["from_node_id"])))
    nodes = tables["road/drive_nodes"].set_index("node_id").loc[node_ids]
    start = node_ids.get_indexer(links["from_node_id"])
    end = node_ids.get_indexer(links["to_node_id"])
    lon, lat = nodes["lon"].to_numpy(np.float64), nodes["lat"].to_numpy(np.float64)
    served = np.unique(start[links["local_access"].to_numpy(np.bool_)])
    joined = zone_connectors(network, zones, to_metres(lon[served], lat[served]))
    inside = inside_km(network, zones)
    km = links["length_km"].to_numpy(np.float64)
    speed_kmh = (links["speed_kmh"] * links["signal_factor"]).to_numpy(np.float64)
    return RoadNetwork(
        link_ids=tuple(links["link_id"]),
        names_zh=tuple(links["name_zh"]),
        road_classes=tuple(links["road_class"]),
        geometry=tuple(links["geometry"]),
        from_node=start.astype(np.int64),
        to_node=end.astype(np.int64),
        km=km,
        free_min=km / speed_kmh * 60.0,
        capacity_per_h=(links["capacity_per_lane_h"] * links["lanes"]).to_numpy(np.float64),
        alpha=links["alpha"].to_numpy(np.float64),
        beta=links["beta"].to_numpy(np.float64),
        node_ids=tuple(node_ids),
        lon=lon,
        lat=lat,
        zone_ids=zones.zone_ids,
        connector_zone=joined.zone,
        connector_node=served[joined.node].astype(np.int64),
        connector_min=joined.km / ACCESS_KMH * 60.0,
        connector_km=joined.km,
        inside_min=inside / ACCESS_KMH * 60.0,
        inside_km=inside,
    )
