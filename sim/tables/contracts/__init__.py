"""Every table of ``network_data/``: one module per folder, one contract per table.

A folder's module defines its contracts and lists them in ``TABLES``; `CATALOGUE` puts them
together, in the order in which ``datapackage.json`` names them. Where the rows of a table come
from stands in ``network_data/sources.yaml`` under the name of the table.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sim.tables.contracts import (
    air,
    air_gateways,
    air_ground,
    air_world,
    base,
    bus,
    demand,
    demand_calibration,
    demand_prices,
    demand_transit,
    documents,
    land,
    metro,
    operations_metro,
    operations_station,
    operations_terminal,
    rail,
    rail_sketch,
    road,
)
from sim.tables.spec import TableSpec

__all__ = ["CATALOGUE"]

CATALOGUE: Mapping[str, TableSpec] = MappingProxyType(
    {
        spec.name: spec
        for folder in (
            metro,
            bus,
            rail,
            rail_sketch,
            air,
            air_gateways,
            air_ground,
            air_world,
            land,
            road,
            base,
            demand,
            demand_transit,
            demand_prices,
            demand_calibration,
            documents,
            operations_metro,
            operations_station,
            operations_terminal,
        )
        for spec in folder.TABLES
    }
)
