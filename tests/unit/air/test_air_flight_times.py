"""Distances and clocks: routes by hand, and the edges of the model."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from sim.air.flight_times import (
    great_circle_km,
    utc_week_min,
    zone,
)
from sim.errors import DataError
from sim.gateway.world.local_time import landing


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# departure, zones, minutes, arrival, days later; universal time in between, worked out by hand
ROUTES = [
    # 05:00 UTC + 12:15 = 17:15, Frankfurt in summer +2
    ("2019-07-01 13:00", "Asia/Shanghai", "Europe/Berlin", 735, "2019-07-01 19:15", 0),
    # 05:00 UTC + 12:15 = 17:15, Frankfurt in winter +1
    ("2019-01-14 13:00", "Asia/Shanghai", "Europe/Berlin", 735, "2019-01-14 18:15", 0),
    # 12:00 UTC + 11:30 = 23:30, Los Angeles in summer −7
    ("2019-07-01 20:00", "Asia/Shanghai", "America/Los_Angeles", 690, "2019-07-01 16:30", 0),
    # 06:50 UTC of the 2nd + 13:30 = 20:20, Hangzhou +8: the 3rd
    ("2019-07-01 23:50", "America/Los_Angeles", "Asia/Shanghai", 810, "2019-07-03 04:20", 2),
    # 11:00 UTC + 10:00 = 21:00, Sydney in its summer +11: the next day
    ("2019-01-10 19:00", "Asia/Shanghai", "Australia/Sydney", 600, "2019-01-11 08:00", 1),
    # Singapore has Hangzhou's clock
    ("2019-07-01 08:00", "Asia/Shanghai", "Asia/Singapore", 300, "2019-07-01 13:00", 0),
    # 17:00 UTC of the day before + 9:30 = 02:30, Honolulu −10: the day before
    ("2019-07-02 01:00", "Asia/Shanghai", "Pacific/Honolulu", 570, "2019-07-01 16:30", -1),
    # 14:00 UTC + 6:00 = 20:00, Delhi +5:30: the next day
    ("2019-07-01 22:00", "Asia/Shanghai", "Asia/Kolkata", 360, "2019-07-02 01:30", 1),
    # 02:00 UTC + 5:00 = 07:00, Kathmandu +5:45
    ("2019-07-01 10:00", "Asia/Shanghai", "Asia/Kathmandu", 300, "2019-07-01 12:45", 0),
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[1]} to {route[2]}")
def test_flights_cross_zones_and_days(route: tuple[str, str, str, int, str, int]) -> None:
    leaves, start, end, minutes, lands, days = route
    found = landing(moment(leaves), minutes, origin_zone=start, destination_zone=end)
    assert (found.local, found.days_later) == (moment(lands), days)


def test_a_flight_over_the_change_to_summer_time() -> None:
    # Berlin goes from +1 to +2 at 01:00 UTC of 2019-03-31: 20:00 UTC + 12 h = 08:00, there 10:00.
    found = landing(
        moment("2019-03-31 04:00"),
        720,
        origin_zone="Asia/Shanghai",
        destination_zone="Europe/Berlin",
    )
    assert (found.local, found.days_later) == (moment("2019-03-31 10:00"), 0)


def test_distance_against_the_sphere() -> None:
    # The haversine on a sphere of 6371 km differs by less than 0.6 % from the ellipsoid.
    def sphere_km(a: tuple[float, float], b: tuple[float, float]) -> float:
        lon, lat, to_lon, to_lat = map(math.radians, (*a, *b))
        half = math.sin((to_lat - lat) / 2) ** 2
        half += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
        return 2 * 6371.0 * math.asin(math.sqrt(half))

    hangzhou = (120.434, 30.2295)
    for place in [(8.543, 50.026), (-118.408, 33.943), (151.177, -33.946), (103.994, 1.350)]:
        assert great_circle_km(*hangzhou, *place).item() == pytest.approx(
            sphere_km(hangzhou, place), rel=0.006
        )


def test_minutes_of_the_week_in_universal_time() -> None:
    assert utc_week_min(moment("2019-07-01 08:00"), "Asia/Shanghai") == 0  # Monday midnight UTC
    assert utc_week_min(moment("2019-07-07 23:00"), "America/Los_Angeles") == 360  # Monday 06:00


def test_an_unknown_zone_is_named() -> None:
    for name in ("Asia/Hangzhou", "../etc/passwd"):
        with pytest.raises(DataError, match="use an IANA name such as Asia/Shanghai"):
            zone(name)
