"""How most people go to a destination, and what the clock shows when they land."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.world.doorsteps import door_to_world
from sim.gateway.world.examples import two_gateways
from sim.gateway.world.places import landings, usual_ways

ZONES = pd.DataFrame(
    {
        "iata": ["FRA", "LAX", "SYD", "HNL"],
        "timezone": [
            "Europe/Berlin",
            "America/Los_Angeles",
            "Australia/Sydney",
            "Pacific/Honolulu",
        ],
    }
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_gateway_of_most_people_counts() -> None:
    """Cell a would go to FRA through HGH too if that took it less than PVG's 170 + 50 + 800 min."""
    ground, air = two_gateways()
    minutes = air.flight_min.copy()
    minutes[0, 0] = 860.0  # a: 70 + 50 + 860 = 980; b: 40 + 50 + 860 = 950 against 1050
    nearer = replace(air, flight_min=minutes, connection_min=np.nan_to_num(air.connection_min),
                     wait_min=np.nan_to_num(air.wait_min))  # fmt: skip
    found = door_to_world(ground, nearer)
    assert usual_ways(found, [1.0, 1.0])["gateway"].astype(str).tolist()[0] == "HGH"
    found = door_to_world(ground, air)
    assert usual_ways(found, [1.0, 1.0])["gateway"].astype(str).tolist() == ["PVG", "HGH"]


def test_a_place_that_nobody_reaches_has_no_way() -> None:
    ground, air = two_gateways()
    lost = replace(ground, access_min=np.full((2, 2), np.nan))
    table = usual_ways(door_to_world(lost, air), [1.0, 1.0])
    assert table[["gateway", "stops", "via", "quality"]].isna().all().all()


# who leaves at 08:00 in Hangzhou (00:00 UTC): clock and days there, worked out by hand
LANDINGS = [
    # 16 h: 16:00 UTC, Frankfurt +1 in winter, +2 in summer
    ("FRA", moment("2019-01-15 08:00"), 16.0, "17:00", 0),
    ("FRA", moment("2019-07-15 08:00"), 16.0, "18:00", 0),
    # 14.5 h: 14:30 UTC, Los Angeles −8: before one has left
    ("LAX", moment("2019-01-15 08:00"), 14.5, "06:30", 0),
    # 13 h: 13:00 UTC, Sydney +11 in its summer: midnight
    ("SYD", moment("2019-01-15 08:00"), 13.0, "00:00", 1),
    # 9.5 h: 09:30 UTC, Honolulu −10: 23:30 of the day before
    ("HNL", moment("2019-01-15 08:00"), 9.5, "23:30", -1),
]


@pytest.mark.parametrize("case", LANDINGS, ids=lambda case: f"{case[0]} {case[1]:%m}")
def test_landings_by_hand(case: tuple[str, datetime, float, str, int]) -> None:
    code, leaves, taken, clock, days = case
    hours = pd.DataFrame({"destination": [code], "median_hours": [taken]})
    found = landings(hours, ZONES, leaves, home_zone="Asia/Shanghai")
    assert found.iloc[0].tolist() == [code, clock, days]


def test_no_hours_no_landing_and_unknown_zones_are_named() -> None:
    hours = pd.DataFrame({"destination": ["FRA"], "median_hours": [float("nan")]})
    leaves = moment("2019-01-15 08:00")
    found = landings(hours, ZONES, leaves, home_zone="Asia/Shanghai")
    assert found[["lands_local", "days_later"]].isna().all().all()
    with pytest.raises(DataError, match="no time zone is known of NIL; add the airports to"):
        landings(hours.assign(destination="NIL"), ZONES, leaves, home_zone="Asia/Shanghai")
