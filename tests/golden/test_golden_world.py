"""Journeys by air come to minutes and clocks worked out by hand: ten real routes.

Positions are those of the airports; the length of each flight is the geodesic on WGS84, compared
here with the sphere of 6371.0088 km (which differs by less than 0.4 %). Time from gate to gate is
``fixed + 60 * km / 850`` with 30, 40 or 50 min (up to 1500, up to 4000 km, beyond).
"""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from sim.gateway.world.air_journeys import air_journeys
from sim.gateway.world.flights import Flights, flights
from sim.gateway.world.gateways import Gateway, gateways
from sim.gateway.world.local_time import landing
from sim.network.block_time import block_bands
from sim.network.flight_assumptions import journey_rules
from sim.tables import read_table

DATA = Path(__file__).parents[2] / "network_data"

WHERE = {
    "HGH": (120.434, 30.2295, "Asia/Shanghai"),
    "PVG": (121.805, 31.1434, "Asia/Shanghai"),
    "FRA": (8.54313, 50.0264, "Europe/Berlin"),
    "LAX": (-118.408049, 33.942496, "America/Los_Angeles"),
    "SYD": (151.177, -33.9461, "Australia/Sydney"),
    "SIN": (103.994, 1.35019, "Asia/Singapore"),
    "JFK": (-73.778692, 40.639928, "America/New_York"),
    "DEL": (77.1031, 28.5665, "Asia/Kolkata"),
    "AKL": (174.79201, -37.0081, "Pacific/Auckland"),
    "HNL": (-157.92025, 21.317825, "Pacific/Honolulu"),
    "AMS": (4.76389, 52.3086, "Europe/Amsterdam"),
    "LHR": (-0.46194, 51.4706, "Europe/London"),
    "HKG": (113.915, 22.3089, "Asia/Hong_Kong"),
    "JNB": (28.24233, -26.13367, "Africa/Johannesburg"),
}
NONSTOP = (
    ("HGH", "FRA"), ("HGH", "LAX"), ("HGH", "SYD"), ("HGH", "SIN"), ("HGH", "AMS"), ("HGH", "HKG"),
    ("PVG", "JFK"), ("PVG", "DEL"), ("PVG", "AKL"), ("PVG", "HNL"),
    ("AMS", "LHR"), ("HKG", "JNB"),
)  # fmt: skip


@pytest.fixture(scope="module")
def gates() -> tuple[Gateway, ...]:
    return gateways(read_table(DATA, "air/gateways"))[:2]


@pytest.fixture(scope="module")
def flown() -> Flights:
    airports = pd.DataFrame(
        [(code, lon, lat) for code, (lon, lat, _) in WHERE.items()], columns=["iata", "lon", "lat"]
    )
    routes = pd.DataFrame(NONSTOP, columns=["origin", "destination"]).assign(
        weekly_frequency=float("nan"), quality="published"
    )
    return flights([routes], airports, block_bands(read_table(DATA, "air/block_time")))


def sphere_km(origin: str, destination: str) -> float:
    (lon, lat, _), (to_lon, to_lat, _) = WHERE[origin], WHERE[destination]
    a, b, turn = math.radians(lat), math.radians(to_lat), math.radians(to_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 6371.0088 * 2 * math.asin(math.sqrt(half))


def test_lengths_are_those_of_the_great_circle(flown: Flights) -> None:
    for leg in flown.legs.to_dict("records"):
        on_sphere = sphere_km(leg["origin"], leg["destination"])
        assert leg["distance_km"] == pytest.approx(on_sphere, rel=0.004)


# origin, destination, local departure, minutes in the air and between, local landing, days
ROUTES = [
    # 8881 km: 50 + 626.9 = 677 min = 11:17; 13:00 is 05:00 UTC, 16:17 UTC is 18:17 summer time
    ("HGH", "FRA", "2019-07-15 13:00", 677, 0, "2019-07-15 18:17", 0),
    # the same in winter: an hour earlier by the clock
    ("HGH", "FRA", "2019-01-15 13:00", 677, 0, "2019-01-15 17:17", 0),
    # 10 601 km: 50 + 748.3 = 798 = 13:18; 12:00 UTC, 01:18 UTC, seven hours back: before leaving
    ("HGH", "LAX", "2019-07-15 20:00", 798, 0, "2019-07-15 18:18", 0),
    # 7804 km: 50 + 550.9 = 601 = 10:01; 13:00 UTC, 23:01 UTC, eleven hours on in southern summer
    ("HGH", "SYD", "2019-01-15 21:00", 601, 0, "2019-01-16 10:01", 1),
    # ten hours on in southern winter
    ("HGH", "SYD", "2019-07-15 21:00", 601, 0, "2019-07-16 09:01", 1),
    # 3638 km: 40 + 256.8 = 297 = 4:57, the same clock
    ("HGH", "SIN", "2019-07-15 08:00", 297, 0, "2019-07-15 12:57", 0),
    # 11 897 km: 50 + 839.8 = 890 = 14:50; 03:00 UTC, 17:50 UTC, four hours back
    ("PVG", "JFK", "2019-07-15 11:00", 890, 0, "2019-07-15 13:50", 0),
    # 4300 km: 50 + 303.5 = 354 = 5:54; 11:00 UTC, 16:54 UTC, five and a half hours on
    ("PVG", "DEL", "2019-07-15 19:00", 354, 0, "2019-07-15 22:24", 0),
    # 9346 km: 50 + 659.7 = 710 = 11:50; 08:00 UTC, 19:50 UTC, thirteen hours on
    ("PVG", "AKL", "2019-01-15 16:00", 710, 0, "2019-01-16 08:50", 1),
    # 7927 km: 50 + 559.6 = 610 = 10:10; 16:30 UTC of the 14th, 02:40 UTC, ten hours back: the 14th
    ("PVG", "HNL", "2019-07-15 00:30", 610, 0, "2019-07-14 16:40", -1),
    # 8942 + 372 km: 681.2 + 56.2 = 737.4, between them 75 and half of the twelve hours from flight
    # to flight: 1172 = 19:32; 03:00 UTC, 22:32 UTC, summer time in London
    ("HGH", "LHR", "2019-07-15 11:00", 737, 435, "2019-07-15 23:32", 0),
    # 1092 + 10 672 km: 107.1 + 803.3 = 910.4, between them 435: 1345 = 22:25; 07:00 UTC, 05:25 UTC
    ("HGH", "JNB", "2019-07-15 15:00", 910, 435, "2019-07-16 07:25", 1),
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: "-".join(route[:3]))
def test_routes_by_hand(
    gates: tuple[Gateway, ...],
    flown: Flights,
    route: tuple[str, str, str, int, int, str, int],
) -> None:
    origin, destination, leaves, flight_min, between_min, lands, days = route
    found = air_journeys(
        flown,
        gates,
        (destination,),
        rules=journey_rules(read_table(DATA, "air/journey_rules")),
        connection_min={"AMS": 75.0, "HKG": 75.0},
    )
    row = found.gateways.index(origin)
    assert found.flight_min[row, 0] == pytest.approx(flight_min, abs=0.5)
    assert found.connection_min[row, 0] == between_min
    there = landing(
        datetime.fromisoformat(leaves),
        round(found.total_min[row, 0]),
        origin_zone=WHERE[origin][2],
        destination_zone=WHERE[destination][2],
    )
    assert there.local == datetime.fromisoformat(lands)
    assert there.days_later == days


def test_at_the_terminal_before_departure(gates: tuple[Gateway, ...]) -> None:
    """Check-in closes 50 min before at both, and the way to the gate takes 45 min."""
    assert [(gate.iata, gate.lead_min) for gate in gates] == [("HGH", 50.0), ("PVG", 50.0)]
