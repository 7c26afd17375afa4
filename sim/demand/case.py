"""A case: everything about the demand of one scenario that does not move while it is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.demand.fares import FareBands, fare_bands_of
from sim.demand.model import DemandZones, SlowSkims, TripEnds
from sim.demand.parameters import Parameters
from sim.demand.road.network import ROAD_TABLES, RoadNetwork, road_network
from sim.demand.road.slow import slow_skims
from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.demand.transit.crowding import CrowdingCurve, crowding_curve
from sim.demand.transit.fleet import fleet_of
from sim.demand.transit.graph import TransitGraph, build_transit
from sim.demand.trip_ends import TRIP_END_TABLES, trip_ends
from sim.demand.zones import ZONE_TABLES, demand_zones
from sim.errors import DataError
from sim.network.connectors import WalkSettings
from sim.network.model import Network
from sim.network.opportunities import OpportunityLayer

__all__ = ["CASE_TABLES", "DemandCase", "LoopSettings", "build_case", "plain_prices"]

_FARES = "metro/fares"
_VEHICLES = "demand/vehicles"
_CROWDING = "demand/crowding"
_CARS = "cars_per_1000"

CASE_TABLES: tuple[str, ...] = tuple(
    dict.fromkeys(
        (*SEGMENT_TABLES, *ZONE_TABLES, *TRIP_END_TABLES, *ROAD_TABLES, _FARES, _VEHICLES,
         _CROWDING)
    )
)  # fmt: skip
"""Tables a case is built from, beside the network and its layers of opportunities."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How far a case is solved, and how fine.

    ``tolerance`` is the share of trips that may still change their mode, place or time from one
    round to the next; ``road_gap`` the relative gap of the road equilibrium of the last round.
    """

    zones: int = 600
    crowding: bool = True
    max_iterations: int = 8
    tolerance: float = 0.003
    road_gap: float = 1e-4


@dataclass(frozen=True)
class DemandCase:
    """Zones, trip ends, networks, prices and parameters of one scenario."""

    network: Network
    zones: DemandZones
    segments: Segments
    ends: TripEnds
    graphs: tuple[TransitGraph, ...]
    curve: CrowdingCurve | None
    road: RoadNetwork
    slow: SlowSkims
    bands: FareBands
    prices: Mapping[str, float]
    parameters: Parameters

    @property
    def year(self) -> int:
        """Horizon year: people, cars and the value of time are of this year."""
        return self.network.horizon_year


def plain_prices(network: Network) -> dict[str, float]:
    """Prices of a network by id.

    Raises
    ------
    DataError
        If there are none: the network was built without ``demand/prices``.
    """
    if not network.prices:
        raise DataError(
            "the network has no prices: demand/prices has no row that is valid on "
            f"{network.as_of}; add one, or switch the demand model off (demand: enabled: false)"
        )
    return {price_id: price.value for price_id, price in network.prices.items()}


def build_case(
    network: Network,
    tables: Mapping[str, pd.DataFrame],
    layers: Sequence[OpportunityLayer],
    parameters: Parameters,
    *,
    walk: WalkSettings,
    settings: LoopSettings,
) -> DemandCase:
    """Put a case together; nothing is searched or assigned yet.

    Raises
    ------
    DataError, NetworkError
        With what is wrong in a table, or demand that cannot be balanced.
    """
    prices = plain_prices(network)
    zones = demand_zones(
        network,
        tables,
        parameters,
        target_count=settings.zones,
        cars_per_1000=prices.get(_CARS),
    )
    segments = read_segments(tables)
    return DemandCase(
        network=network,
        zones=zones,
        segments=segments,
        ends=trip_ends(
            network,
            zones,
            segments.purposes,
            tables=tables,
            layers=layers,
            parameters=parameters,
        ),
        graphs=build_transit(
            network,
            zones,
            segments.periods,
            parameters,
            fleet_of(tables[_VEHICLES]),
            walk=walk,
        ),
        curve=crowding_curve(tables[_CROWDING]) if settings.crowding else None,
        road=road_network(tables, network, zones),
        slow=slow_skims(network, zones),
        bands=fare_bands_of(_valid(tables[_FARES], network)),
        prices=prices,
        parameters=parameters,
    )


def _valid(fares: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Rows of ``metro/fares`` valid on the network's date."""
    day = pd.Timestamp(network.as_of)
    begun = fares["valid_from"].isna() | (fares["valid_from"] <= day)
    return fares[begun & (fares["valid_to"].isna() | (fares["valid_to"] >= day))]
