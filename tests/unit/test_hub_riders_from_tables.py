"""From tables of a run to riders: walks between lines, zones to stations, checks that are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.demand.segments import QuarterHour
from sim.hub.metro.examples import small_line
from sim.hub.metro.services import LineService
from sim.study.day.riders import (
    RiderInputs,
    SeedSettings,
    rail_lines,
    rider_checks,
    rider_inputs,
    riders_of_day,
    station_seed,
)

STOPS = pd.DataFrame(
    {
        "station_id": ["A", "B", "C"],
        "name_zh": ["甲", "乙", "丙"],
        "name_en": ["A", "B", "C"],
        "lon": [120.0, 120.02, 120.04],
        "lat": [30.0, 30.0, 30.0],
    }
)
QUARTERS = [QuarterHour(3600, "peak", 0.5, 0.75), QuarterHour(4500, "peak", 0.5, 0.25)]


def services() -> tuple[LineService, LineService]:
    times = np.arange(300.0, 9000.0, 300.0).tolist()
    return small_line(times, back_s=times)


def tables() -> dict[str, pd.DataFrame]:
    # 8 from A to B, 12 from A to C, 5 from C to A
    flows = pd.DataFrame(
        [("A", "peak", 20.0, 5.0), ("B", "peak", 0.0, 8.0), ("C", "peak", 5.0, 12.0)],
        columns=["station_id", "period", "entries", "exits"],
    )
    loads = pd.DataFrame(
        [
            ("L", 0, "A", "B", "peak", "", 20.0, 20.0, 8.0),
            ("L", 0, "B", "C", "peak", "", 12.0, 0.0, 12.0),
            ("L", 0, "B", "C", "peak", "01:00", 9.0, 0.0, 9.0),
            ("L", 1, "C", "B", "peak", "", 5.0, 5.0, 0.0),
            ("L", 1, "B", "A", "peak", "", 5.0, 0.0, 5.0),
        ],
        columns=[
            *("route_id", "direction", "from_stop_id", "to_stop_id", "period", "quarter_start"),
            *("load", "boardings", "alightings"),
        ],
    )
    walks = pd.DataFrame(
        [("B", "B", "L", "L", 1.5), ("B", "other", "L", "bus", 9.0)],
        columns=["from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "transfer_min"],
    )
    return {"station_flows": flows, "line_loads": loads, "interchanges": walks}


@pytest.fixture
def inputs() -> RiderInputs:
    names = {"peak": ("高峰", "Peak")}
    return rider_inputs(services(), tables(), QUARTERS, stations=STOPS, period_names=names)


def test_riders_are_those_of_the_tables(inputs: RiderInputs) -> None:
    people = riders_of_day(inputs, 1, 0)
    pairs = np.zeros((3, 3), dtype=int)
    np.add.at(pairs, (people.origin, people.destination), 1)
    assert pairs.tolist() == [[0, 8, 12], [0, 0, 0], [5, 0, 0]]
    assert people.riders.appear_s.min() >= 3600
    assert people.riders.appear_s.max() < 5400


def test_checks_say_what_ties_out(inputs: RiderInputs) -> None:
    table = rider_checks(inputs, riders_of_day(inputs, 1, 0), STOPS)
    assert table["check"].tolist() == [
        "riders_peak",
        "stations_peak",
        "near_largest_section_peak",
        "near_boardings_peak",
    ]
    assert table["difference"].round(9).tolist() == [0, 0, 0, 0]
    assert table["model_total"].tolist()[:2] == [25, 3]
    assert table["title_en"].iloc[0] == "Peak: people entering (whole) and riders simulated"
    assert (table["title_zh"].str[:2] == "高峰").all()


def test_walks_hold_for_all_directions_of_the_lines() -> None:
    lines = rail_lines(services(), tables()["interchanges"])
    known = lines.changes
    assert known.walk_s.tolist() == [90.0] * 4  # two directions to two; the bus is none of ours
    assert sorted(zip(known.from_group.tolist(), known.to_group.tolist(), strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]


def test_people_far_from_stations_ride_less() -> None:
    zones = pd.DataFrame({"lon": [120.0, 120.04], "lat": [30.0, 30.0]})
    far = pd.DataFrame({"lon": [120.0, 120.04], "lat": [30.0, 30.02]})  # 2.2 km
    trips = np.array([[0.0, 10.0], [0.0, 0.0]])
    settings = SeedSettings()
    near = station_seed(trips, zones, STOPS, settings)
    away = station_seed(trips, far, STOPS, settings)
    assert near[0, 2] > away[0, 2] > 0
    assert (np.diag(near) == 0).all()
    beyond = pd.DataFrame({"lon": [120.0, 120.04], "lat": [30.0, 31.0]})
    assert station_seed(trips, beyond, STOPS, settings).sum() == 0
