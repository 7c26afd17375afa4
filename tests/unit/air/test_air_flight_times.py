"""Distances, block times and clocks: eight routes by hand, and the edges of the model."""

from __future__ import annotations

import math
from datetime import datetime

import pandas as pd
import pytest

from sim.air.flight_times import (
    block_time_min,
    great_circle_km,
    local_arrival,
    utc_week_min,
    zone,
)
from sim.errors import DataError

BANDS = pd.DataFrame(
    {"from_km": [0.0, 1500.0, 4000.0], "fixed_min": [30.0, 40.0, 50.0], "speed_kmh": 850.0}
)


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
    found = local_arrival(moment(leaves), minutes, origin_zone=start, destination_zone=end)
    assert found == (moment(lands), days)


def test_a_flight_over_the_change_to_summer_time() -> None:
    # Berlin goes from +1 to +2 at 01:00 UTC of 2019-03-31: 20:00 UTC + 12 h = 08:00, there 10:00.
    found = local_arrival(
        moment("2019-03-31 04:00"),
        720,
        origin_zone="Asia/Shanghai",
        destination_zone="Europe/Berlin",
    )
    assert found == (moment("2019-03-31 10:00"), 0)


def test_block_times_by_band() -> None:
    # 30 + 60 · 850 / 850; 40 + 60 · 1700 / 850; 50 + 60 · 8500 / 850; limits belong to the upper band
    assert block_time_min([850.0, 1700.0, 8500.0], BANDS).tolist() == [90.0, 160.0, 650.0]
    assert block_time_min(1500.0, BANDS).item() == pytest.approx(40.0 + 60 * 1500 / 850)
    assert math.isnan(block_time_min(float("nan"), BANDS).item())
    assert (block_time_min(range(0, 16_000, 50), BANDS)[1:] > 0).all()


def test_block_times_need_a_band_from_zero() -> None:
    with pytest.raises(DataError, match=r"no band that begins at 0 km; add one"):
        block_time_min(100.0, BANDS.iloc[1:])


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
