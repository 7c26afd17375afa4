"""Two cells, two gateways, two airports: a hand-made world for examples and tests."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.gateway.circle.small_province import hub_town
from sim.gateway.world.air_journeys import AirJourneys, air_journeys
from sim.gateway.world.flights import Flights
from sim.gateway.world.gateways import Gateway, GroundAccess, ground_access
from sim.network.flight_assumptions import JourneyRules
from sim.network.model import Airport, AirRoute, Network, Quality

__all__ = ["RULES", "flying_town", "two_gateways"]

RULES = JourneyRules(
    connection_min=90,
    unknown_weekly_frequency=14,
    unknown_weekly_frequency_home_abroad=7,
    longest_wait_min=720,
    longest_detour=1.5,
    stopover_min=90,
    schedule_delay_weight=0,
)
"""Rules of the examples: those of the table, written out."""

_HERE = Gateway("HGH", "杭州", "Hangzhou", 120.43, 30.24, 50, 45, 90, "published")
_THERE = Gateway("PVG", "浦东", "Pudong", 121.80, 31.15, 50, 45, 120, "published")
_WHERE = {
    "HGH": (120.43, 30.23),
    "PVG": (121.80, 31.14),
    "FRA": (8.54, 50.03),
    "SIN": (103.99, 1.36),
}


def two_gateways(*, ride_min: float = 50.0) -> tuple[GroundAccess, AirJourneys]:
    """Ways and flights: SIN from HGH in 2 h, FRA from PVG in 13 h 20 min.

    Cell ``a`` has the terminal at 70 min and the station at 20 min, cell ``b`` at 40 and 50 min.
    From the station it is 15 min to the platform, 5 min of waiting, the ride, 4 min to the exit and
    76 min to PVG. A gateway wants people there 50 min before.

    Examples
    --------
    >>> ground, air = two_gateways()
    >>> ground.total_min.tolist(), air.total_min.tolist()
    ([[70.0, 170.0], [40.0, 200.0]], [[nan, 120.0], [800.0, nan]])
    """
    minutes = {"a": (70.0, 20.0), "b": (40.0, 50.0)}
    cells = list(minutes)
    ground = ground_access(
        cells,
        (_HERE, _THERE),
        direct=pd.DataFrame(
            {"cell_id": cells, "gateway": "HGH", "minutes": [minutes[cell][0] for cell in cells]}
        ),
        to_stations=pd.DataFrame(
            {"cell_id": cells, "station_id": "E", "minutes": [minutes[cell][1] for cell in cells]}
        ),
        rail=pd.DataFrame(
            {
                "station_id": ["E"],
                "railhead_id": ["S"],
                "board_min": [15.0],
                "wait_min": [5.0],
                "ride_min": [ride_min],
                "alight_min": [4.0],
            }
        ),
        transfers=pd.DataFrame(
            {"gateway": ["PVG"], "stop_id": ["S"], "transfer_min": [76.0], "quality": ["derived"]}
        ),
    )
    legs = pd.DataFrame(
        {
            "origin": ["HGH", "PVG"],
            "destination": ["SIN", "FRA"],
            "weekly_frequency": [7.0, float("nan")],
            "nonstop": True,
            "distance_km": [3800.0, 8850.0],
            "flight_min": [120.0, 800.0],
            "quality": ["published", "published"],
        }
    )
    air = air_journeys(
        Flights(legs, _WHERE), (_HERE, _THERE), ("FRA", "SIN"), rules=RULES, connection_min={}
    )
    return ground, air


def flying_town(*destinations: str) -> Network:
    """The town of trains with a home airport HGH, flying to `destinations` of `two_gateways`.

    Examples
    --------
    >>> sorted(flying_town("FRA", "SIN").air_routes)
    ['FRA', 'SIN']
    """
    country = {"HGH": "CN", "PVG": "CN", "FRA": "DE", "SIN": "SG"}
    airports = {
        code: Airport(code, code, code, code, country[code], *place, "international", "by hand")
        for code, place in _WHERE.items()
    }
    routes = {
        code: AirRoute(code, "", 7.0, True, Quality.PUBLISHED, "by hand") for code in destinations
    }
    return replace(
        hub_town(), home_airport="HGH", air_vintage="2019", airports=airports, air_routes=routes
    )
