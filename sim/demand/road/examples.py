"""Tiny road networks for tests and docs: by tables, or link by link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from sim.demand.model import DemandZones, Floats64
from sim.demand.road.network import RoadNetwork
from sim.network.examples import empty
from sim.network.model import Network, Zone, ZoneId

__all__ = ["plain_zones", "toy_roads", "two_roads"]

Tables = Mapping[str, pd.DataFrame]


def plain_zones(network: Network, groups: Mapping[str, tuple[str, ...]]) -> DemandZones:
    """Zones of the cells that each group names; people and jobs are those of the cells.

    Examples
    --------
    >>> _, network, _ = two_roads()
    >>> plain_zones(network, {"both": ("west", "east")}).population.tolist()
    [200.0]
    """
    cell_ids = tuple(cell for cells in groups.values() for cell in cells)
    row = np.repeat(np.arange(len(groups)), [len(cells) for cells in groups.values()])
    cells = [network.zones[ZoneId(cell)] for cell in cell_ids]

    def total(values: list[float]) -> Floats64:
        return np.bincount(row, weights=np.array(values), minlength=len(groups)).astype(np.float64)

    number = np.maximum(np.bincount(row, minlength=len(groups)), 1)
    return DemandZones(
        zone_ids=tuple(groups),
        names_zh=tuple(groups),
        names_en=tuple(groups),
        county_ids=tuple(
            network.zones[ZoneId(cells[0])].county_id if cells else "" for cells in groups.values()
        ),
        kind=("area",) * len(groups),
        lon=total([cell.lon for cell in cells]) / number,
        lat=total([cell.lat for cell in cells]) / number,
        population=total([cell.population for cell in cells]),
        jobs=total([cell.jobs for cell in cells]),
        car_share=np.zeros(len(groups)),
        parking_id=("",) * len(groups),
        areas={},
        cell_ids=cell_ids,
        cell_row=row.astype(np.int64),
        special_stop_ids=((),) * len(groups),
    )


def two_roads() -> tuple[Tables, Network, DemandZones]:
    """Tables, network and zones: a west and an east node with a zone each, two roads between.

    Both are 10 km long: one at 60 km/h (10 min), one at 40 km/h (15 min). Lanes pass 1000 cars an
    hour.

    Examples
    --------
    >>> tables, _, _ = two_roads()
    >>> tables["road/drive_links"]["length_km"].tolist()
    [10.0, 10.0]
    """
    places = {"west": 120.1, "east": 120.2}
    nodes = pd.DataFrame(
        {"node_id": ["node_0001", "node_0002"], "lon": [120.1, 120.2], "lat": [30.4, 30.4]}
    )
    classes = pd.DataFrame(
        {
            "road_class": ["fast", "slow"],
            "name_zh": "",
            "name_en": "",
            "capacity_per_lane_h": [1000, 1000],
            "signal_factor": [1.0, 0.8],
            "alpha": 0.15,
            "beta": 4.0,
            "local_access": [True, True],
            "note": "",
            "quality": "estimate",
            "source": "example",
        }
    )
    links = pd.DataFrame(
        {
            "link_id": ["drive_0001", "drive_0002"],
            "from_node_id": "node_0001",
            "to_node_id": "node_0002",
            "length_km": 10.0,
            "road_class": ["fast", "slow"],
            "lanes": [2, 1],
            "speed_kmh": [60, 50],
            "oneway": False,
            "crossing_id": "",
            "open_date": pd.Series([pd.NaT, pd.NaT], dtype="datetime64[ns]"),
            "name_zh": "",
            "geometry": "120.1 30.4;120.2 30.4",
            "quality": "estimate",
            "source": "example",
        }
    )
    tables = {
        "road/drive_nodes": nodes,
        "road/drive_links": links,
        "road/drive_classes": classes,
    }
    cells = {ZoneId(name): _cell(name, lon, 30.4) for name, lon in places.items()}
    network = replace(empty(date(2015, 12, 31)), zones=cells)
    return tables, network, plain_zones(network, {name: (name,) for name in places})


def toy_roads(
    links: Mapping[str, tuple[float, float, float, float]], zones: Mapping[str, str]
) -> RoadNetwork:
    """Roads from one-way links ``"a b"``: free minutes, capacity, alpha, beta; 1 km each.

    `zones` names the node at which each zone lies; a zone at a node that no link has is
    unconnected. Ways on to the roads take no time.

    Examples
    --------
    >>> toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"}).free_min.tolist()
    [10.0]
    """
    node_ids = tuple(sorted({node for link in links for node in link.split()[:2]}))
    row = {node_id: i for i, node_id in enumerate(node_ids)}
    values = np.array(list(links.values()), dtype=np.float64)
    joined = [(i, row[node]) for i, node in enumerate(zones.values()) if node in row]
    n = len(links)
    return RoadNetwork(
        link_ids=tuple(links),
        names_zh=("",) * n,
        road_classes=("",) * n,
        geometry=("",) * n,
        from_node=np.array([row[link.split()[0]] for link in links], dtype=np.int64),
        to_node=np.array([row[link.split()[1]] for link in links], dtype=np.int64),
        km=np.ones(n),
        free_min=values[:, 0].copy(),
        capacity_per_h=values[:, 1].copy(),
        alpha=values[:, 2].copy(),
        beta=values[:, 3].copy(),
        node_ids=node_ids,
        lon=np.zeros(len(node_ids)),
        lat=np.zeros(len(node_ids)),
        zone_ids=tuple(zones),
        connector_zone=np.array([zone for zone, _ in joined], dtype=np.int64),
        connector_node=np.array([node for _, node in joined], dtype=np.int64),
        connector_min=np.zeros(len(joined)),
        connector_km=np.zeros(len(joined)),
        inside_min=np.full(len(zones), 2.0),
        inside_km=np.full(len(zones), 0.5),
    )


def _cell(zone_id: str, lon: float, lat: float) -> Zone:
    return Zone(
        zone_id=ZoneId(zone_id),
        kind="cell",
        name_zh=zone_id,
        name_en=zone_id,
        lon=lon,
        lat=lat,
        county_id="330104",
        prefecture="",
        population=100.0,
        jobs=50.0,
    )
