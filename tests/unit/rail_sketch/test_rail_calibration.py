"""The fit to lines that exist, and lines held back from it."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from sim.network.model import Quality, StopId
from sim.network.rail_sketch import DRIVING, SketchStop, large_at_ends
from sim.network.rail_sketch.calibration import (
    ERROR_COLUMNS,
    calibrate_kinematics,
    fit_driving,
    nonstop_pairs,
    predicted_min,
)
from sim.network.rail_sketch.catalogue import SKETCH_TABLES, rail_sketches
from sim.network.rail_sketch.sketch import RailSketch, run_between_s, sketch_faults
from sim.tables.reading import read_table

DATA = Path(__file__).parents[3] / "network_data"
NAMES = ("rail/trains", "rail/calls", "rail/lines", "rail/line_stops", "rail/operating_speeds")


@pytest.fixture(scope="module")
def tables():
    return {name: read_table(DATA, name) for name in NAMES}


@pytest.fixture(scope="module")
def known_in_2016(tables):
    """What a planner of 2016 has: no train of 2019, no line or speed that came later."""
    trains = tables["rail/trains"]
    trains = trains[trains["vintage"] == "2016-03"]
    calls = tables["rail/calls"]
    lines, speeds = tables["rail/lines"], tables["rail/operating_speeds"]
    return {
        "rail/trains": trains,
        "rail/calls": calls[calls["trip_id"].isin(trains["trip_id"])],
        "rail/lines": lines[lines["open_date"] < "2016-03-01"],
        "rail/line_stops": tables["rail/line_stops"],
        "rail/operating_speeds": speeds[speeds["valid_from"] < "2016-03-01"],
    }


@pytest.fixture(scope="module")
def fitted(known_in_2016):
    return fit_driving(nonstop_pairs(known_in_2016, "2016-03"))


def test_the_shipped_values_are_those_of_the_fit(fitted):
    assert fitted == DRIVING


def test_line_opened_later_is_predicted_from_the_timetable_of_2016(tables, fitted):
    """Hangzhou East to Huangshan North, 287 km, opened in December 2018: 80 min in October 2019.

    The speed is the 250 km/h announced for the line before it opened. 287 km / 69.44 m/s + 69.44 /
    0.3 = 4132.8 + 231.5 s; 2 % more is 4451.6 s; two ends of the line, 420 s: 81.2 min.
    """
    stops = tables["rail/line_stops"]
    stops = stops[stops["line_id"] == "hanghuang"].sort_values("seq")
    sketch = RailSketch(
        "hanghuang",
        "杭黄高铁",
        "Hangzhou-Huangshan",
        "杭黄",
        250,
        large_at_ends(
            [
                SketchStop(row.stop_id, row.distance_from_start_km, 250.0 if row.seq > 1 else 0.0)
                for row in stops.itertuples()
            ]
        ),
        Quality.ESTIMATE,
        "rail/line_stops",
    )
    seconds = run_between_s([sketch], "R_hangzhou_east", "R_huangshan_north", driving=fitted)
    assert seconds / 60 == pytest.approx(81.2, abs=0.1)
    assert seconds / 60 == pytest.approx(80, rel=0.08)  # the timetable of 2019
    assert abs(seconds / 60 - 80) <= 5
    # A trial run without a stop, Hangzhou South to Huangshan North, in December 2018: 73 min.
    trial = run_between_s([sketch], "R_hangzhou_south", "R_huangshan_north", driving=fitted)
    assert abs(trial / 60 - 73) <= 5


def test_design_speed_alone_predicts_worse(fitted):
    """With the mean share of the design speed, 0.85 of 250 km/h: 93.0 min, 16 % too slow."""
    pair = pd.DataFrame(
        {
            "distance_km": [287.0],
            "throats": 2,
            "design_speed_kmh": 250.0,
            "operating_speed_kmh": float("nan"),
        }
    )
    assert predicted_min(pair, fitted).iloc[0] == pytest.approx(93.0, abs=0.1)


@pytest.mark.parametrize("vintage", ["2016-03", "2019-10"])
def test_errors_by_line(tables, vintage):
    errors = calibrate_kinematics(tables, vintage, driving=DRIVING)
    assert tuple(errors.columns) == ERROR_COLUMNS
    assert errors["line_id"].is_unique
    assert {"huhang", "ninghang", "hangyong", "hangchang", "yongtaiwen"} <= set(errors["line_id"])
    assert ("hanghuang" in set(errors["line_id"])) == (vintage == "2019-10")
    # The longest run of every line within 8 % or 5 minutes; pairs on average within 8 %.
    near = (errors["error_pct"].abs() <= 8) | (errors["error_min"].abs() <= 5)
    assert near.all(), errors[~near]
    assert (errors["mean_abs_error_pct"] <= 8).all()


def test_observed_runs_counted_by_hand(tables):
    """Hangzhou East to Ningbo without a stop, over the trains one by one."""
    trains = tables["rail/trains"].set_index("trip_id")
    best = 10**6
    ends = {"R_hangzhou_east", "R_ningbo"}
    for trip, calls in tables["rail/calls"].sort_values("seq").groupby("trip_id"):
        if trains.loc[trip, "vintage"] != "2016-03":
            continue
        rows = list(calls.itertuples())
        for before, after in pairwise(rows):
            if {before.stop_id, after.stop_id} == ends:
                best = min(best, after.arrival_min - before.departure_min)
    pairs = nonstop_pairs(tables, "2016-03")
    row = pairs[(pairs["from_stop_id"] == "R_hangzhou_east") & (pairs["to_stop_id"] == "R_ningbo")]
    assert row["observed_min"].tolist() == [best]
    assert row["throats"].tolist() == [2]
    assert row["distance_km"].tolist() == [155.0]


def test_nothing_to_fit_is_said():
    pairs = pd.DataFrame(
        {
            "line_id": ["x"],
            "distance_km": [30.0],
            "throats": [0],
            "design_speed_kmh": [250.0],
            "operating_speed_kmh": [float("nan")],
            "observed_min": [12.0],
        }
    )
    with pytest.raises(ValueError, match="operating speed is known"):
        fit_driving(pairs)


def sketches():
    rows = []
    for name in SKETCH_TABLES:
        with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
            rows.append(list(csv.DictReader(file)))
    return rail_sketches(*rows)


def test_sketches_of_the_tables_are_possible():
    for sketch in sketches().values():
        names = [stop.stop_id for stop in sketch.stops]
        assert [*sketch_faults(sketch.stops, names, design_speed_kmh=sketch.design_speed_kmh)] == []
        assert sketch.services


def test_typed_rows_give_the_same_sketches_as_text():
    typed = rail_sketches(*(read_table(DATA, name).to_dict("records") for name in SKETCH_TABLES))
    assert typed == sketches()


def test_impossible_lines_are_told():
    stops = (
        SketchStop(StopId("A"), 0, 0),
        SketchStop(StopId("B"), 29.3, 200),
        SketchStop(StopId("C"), 60, 0),
        SketchStop(StopId("D"), 60, 300),
    )
    faults = sketch_faults(stops, "ABCD", design_speed_kmh=250, straight_km=[30, 30, 30])
    # 29.3 km are less than 0.98 of 30 km, 30.7 km are not; km that do not rise are told once.
    assert [(fault.code, fault.place, fault.what) for fault in faults] == [
        ("sketch-no-speed", 2, "nothing says how fast trains run to C"),
        ("sketch-too-fast", 3, "trains would run to D at 300 km/h on a line designed for 250 km/h"),
        (
            "sketch-too-short",
            1,
            "29.3 km of track lead from A to B, less than the straight line of 30.0 km",
        ),
        ("stop-order", 3, "D lies at km 60, not after C at km 60"),
    ]
