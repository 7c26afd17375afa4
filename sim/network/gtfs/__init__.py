"""GTFS in and out: feeds as one day of columns, and any network as a feed."""

from __future__ import annotations

from sim.network.gtfs.read import read_service_day
from sim.network.gtfs.service import (
    FrequencyTable,
    PathwayTable,
    RouteTable,
    ServiceDay,
    StopTable,
    TransferTable,
    TripTable,
)
from sim.network.gtfs.write import write_gtfs

__all__ = [
    "FrequencyTable",
    "PathwayTable",
    "RouteTable",
    "ServiceDay",
    "StopTable",
    "TransferTable",
    "TripTable",
    "read_service_day",
    "write_gtfs",
]
