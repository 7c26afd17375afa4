"""Trains of the cities that meet the airport's flights, from a network's own timetable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.circle.small_province import hub_town
from sim.indicators import Target, read_targets
from sim.indicators.target_model import Item
from sim.study.gateway_air_rail import air_rail_frame

TARGETS = Path(__file__).parents[3] / "network_data" / "policy" / "targets.yaml"
BANK = pd.DataFrame(
    {"iata": "HGH", "hour": range(24), "departures_share": 1 / 24, "arrivals_share": 1 / 24}
)
PARAMETERS = pd.DataFrame(
    {
        "set_id": "air_rail",
        "parameter": ["minimum_transfer_min", "longest_transfer_min"],
        "value": [60.0, 120.0],
    }
)
TABLES = {"air/flight_bank": BANK, "air/netscan_parameters": PARAMETERS}


def circle(**cities: str) -> Target:
    """The target with these cities, by id and station."""
    target = next(one for one in read_targets(TARGETS) if one.id == "one_hour_circle")
    items = tuple(
        Item(id=name, title_zh=f"{name}市", title_en=name.title(), parts=(stop,), source="by hand")
        for name, stop in cities.items()
    )
    return target.model_copy(update={"items": items})


def test_trains_of_each_city_and_direction() -> None:
    """H has trains to X at 07:00 and 08:00, from X at 09:35, to Y at 07:00, none with Z.

    Each train meets an hour of flights, a twenty-fourth; those of 07:00 and 08:00 two hours.
    """
    network = replace(hub_town(), home_airport="HGH")
    found = air_rail_frame(network, {"H": 30.0}, TABLES, circle(x="X", y="Y", z="Z"))
    by = found.set_index(["place_id", "direction"])
    assert by["trains_per_day"].to_dict() == {
        ("x", "from_flight"): 2,
        ("x", "to_flight"): 1,
        ("y", "from_flight"): 1,
    }
    assert by.loc[("x", "from_flight"), "synchronised_share"] == pytest.approx(2 / 24, abs=1e-4)
    assert by.loc[("x", "to_flight"), "synchronised_share"] == pytest.approx(1 / 24, abs=1e-4)
    assert (found["transfer_min"] == 30.0).all()
    assert found.loc[0, ["name_zh", "name_en", "quality"]].tolist() == ["x市", "X", "modelled"]


def test_a_station_without_a_way_to_the_airport_meets_no_flight() -> None:
    network = replace(hub_town(), home_airport="HGH")
    found = air_rail_frame(network, {}, TABLES, circle(x="X"))
    assert (found["synchronised_share"] == 0).all()


def test_without_cities_there_is_nothing_and_a_missing_bound_is_named() -> None:
    network = replace(hub_town(), home_airport="HGH")
    assert air_rail_frame(network, {}, TABLES, None).empty
    short = {**TABLES, "air/netscan_parameters": PARAMETERS.iloc[:1]}
    with pytest.raises(DataError, match="no 'longest_transfer_min' in the set 'air_rail'; add the"):
        air_rail_frame(network, {}, short, circle(x="X"))
