"""Golden run times of lines that opened after the fit: every row of ``rail/published_runs``.

The prediction is that of a train that does not stop between, by the sketches of the tables and, for
the way on to Hangzhou East, the line from Nanjing. None of these times was used in the fit, and no
sketch was changed to meet one.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from math import inf, sqrt
from pathlib import Path

import pytest

from sim.network.model import Quality, StopId
from sim.network.rail_sketch import DRIVING, RailSketch, SketchStop, large_at_ends, run_between_s
from sim.network.rail_sketch.catalogue import SKETCH_TABLES, rail_sketches

DATA = Path(__file__).parents[2] / "network_data"

# From, to: published min, predicted min, near it (within 8 % or 5 min)?
# By hand, at 300 km/h (83.33 m/s) throughout: (m / 83.33 + 83.33 / 0.3) * 1.02 + 210 s for each
# end of a line. 246.4 km and one end: 3509 s; 103.5 km, none: 1550 s; 142.9 km, one: 2242 s;
# 142.9 + 69.7 km, one: 3096 s. At 350 km/h, 137.8 km, two: 2196 s. The others cross slower tracks.
GOLDEN = {
    ("R_hangzhou_east", "R_taizhou"): (63, 58.5, True),
    ("R_xuancheng", "R_anji"): (22, 25.8, True),
    ("R_xuancheng", "R_huzhou"): (34, 37.4, True),
    ("R_xuancheng", "R_hangzhou_east"): (50, 51.6, True),
    ("R_huzhou", "R_tonglu"): (38, 36.6, True),
    ("R_hefei_south", "R_xuancheng"): (73, 49.8, False),
    ("R_hefei_south", "R_hangzhou_east"): (127, 97.1, False),
    ("R_wuhu", "R_hangzhou_west"): (89, 60.7, False),
}

REASONS = {
    ("R_hefei_south", "R_xuancheng"): (
        "The page says Hefei, not Hefei South, and no stops. No source gives a lower speed than the "
        "sketch has between Feidong and Xuancheng (Xinhua 2020-06-27: 350 km/h, 250 from Wuhu on)."
    ),
    ("R_hefei_south", "R_hangzhou_east"): (
        "The same loss before Xuancheng: 127 min less the 50 from there on are 77. The assumed "
        "service that calls at three stations takes 118 min."
    ),
    ("R_wuhu", "R_hangzhou_west"): (
        "The fastest of eight trains calls between; the assumed service that calls at four stations "
        "takes 93 min (tests/unit/rail_sketch/test_as_built_2022.py)."
    ),
}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def lines() -> list[RailSketch]:
    speed = next(
        float(row["operating_speed_kmh"])
        for row in rows("rail/operating_speeds")
        if row["line_id"] == "ninghang"
    )
    stops = [row for row in rows("rail/line_stops") if row["line_id"] == "ninghang"]
    from_nanjing = RailSketch(
        "ninghang",
        "宁杭高铁",
        "Nanjing-Hangzhou",
        "宁杭",
        350,
        large_at_ends(
            [
                SketchStop(
                    StopId(row["stop_id"]),
                    float(row["distance_from_start_km"]),
                    speed if place else 0.0,
                )
                for place, row in enumerate(stops)
            ]
        ),
        Quality.ESTIMATE,
        "rail/line_stops, rail/operating_speeds",
    )
    return [*rail_sketches(*(rows(name) for name in SKETCH_TABLES)).values(), from_nanjing]


def stepped_s(tracks: Sequence[tuple[float, float]], step_m: float = 20.0) -> float:
    """Seconds of a run by small steps: as fast as starting, limits and braking allow."""
    limits = [kmh / 3.6 for km, kmh in tracks for _ in range(round(km * 1000 / step_m))]
    there = [0.0]
    for limit in limits:
        there.append(min(limit, sqrt(there[-1] ** 2 + 2 * 0.3 * step_m)))
    speed, seconds, later = 0.0, 0.0, inf
    for place in range(len(limits) - 1, -1, -1):
        later, speed = (
            speed,
            min(there[place], limits[place], sqrt(speed**2 + 2 * 0.3 * step_m)),
        )
        seconds += 2 * step_m / (speed + later)
    return seconds


# The tracks by hand from the tables: km, km/h; and how many ends of a line are called at.
HEFEI_XUANCHENG = [(20.1, 200), (107.0, 300), (59.1, 250)]
STEPPED = {
    ("R_hefei_south", "R_xuancheng"): (HEFEI_XUANCHENG, 1),
    ("R_hefei_south", "R_hangzhou_east"): ([*HEFEI_XUANCHENG, (142.9 + 69.7, 300)], 2),
    ("R_wuhu", "R_hangzhou_west"): ([(59.1, 250), (142.9, 300), (70.0, 350)], 0),
    ("R_xuancheng", "R_hangzhou_east"): ([(142.9 + 69.7, 300)], 1),
    ("R_huzhou", "R_tonglu"): ([(137.8, 350)], 2),
}


def test_every_published_row_is_here():
    assert {
        (row["from_stop_id"], row["to_stop_id"]): int(row["published_min"])
        for row in rows("rail/published_runs")
    } == {ends: published for ends, (published, _, _) in GOLDEN.items()}
    assert set(REASONS) == {ends for ends, (_, _, near) in GOLDEN.items() if not near}


@pytest.mark.parametrize("ends", GOLDEN, ids="-".join)
def test_published_run(lines, ends):
    published, predicted, near = GOLDEN[ends]
    seconds = run_between_s(lines, *ends)
    assert seconds / 60 == pytest.approx(predicted, abs=0.06)
    off_min = seconds / 60 - published
    assert (abs(off_min) <= 5 or abs(off_min) <= 0.08 * published) is near


@pytest.mark.parametrize("ends", STEPPED, ids="-".join)
def test_by_small_steps(lines, ends):
    tracks, large = STEPPED[ends]
    expected = stepped_s(tracks) * (1 + DRIVING.margin_share) + large * DRIVING.throat_s
    assert run_between_s(lines, *ends) == pytest.approx(expected, rel=0.002)


def test_large_stations_are_the_ends_of_each_line(lines):
    for line in lines:
        assert line.stops == large_at_ends(line.stops)
