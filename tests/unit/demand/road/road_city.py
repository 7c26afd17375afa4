"""The bundled roads on two dates, with the cells of Hangzhou grouped into some 300 zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import h3
import pandas as pd

from sim.demand.model import DemandZones
from sim.demand.road import ROAD_TABLES, RoadNetwork, road_network
from sim.demand.road.examples import plain_zones
from sim.network.build import build_network
from sim.network.model import Network
from sim.tables.reading import read_package

DATA = Path(__file__).parents[4] / "network_data"


@dataclass(frozen=True)
class City:
    """Everything that the roads are made of, and the roads."""

    tables: Mapping[str, pd.DataFrame]
    network: Network
    zones: DemandZones
    road: RoadNetwork


def built_city(as_of: date) -> City:
    package = read_package(DATA)
    network = build_network(package, as_of)
    groups: dict[str, list[str]] = defaultdict(list)
    for zone in network.zones.values():
        if zone.kind == "cell":
            groups[f"{zone.county_id}_{h3.cell_to_parent(zone.zone_id, 6)}"].append(zone.zone_id)
    zones = plain_zones(network, {name: tuple(groups[name]) for name in sorted(groups)})
    tables = {name: package[name] for name in (*ROAD_TABLES, "road/intercity")}
    return City(tables, network, zones, road_network(tables, network, zones))
