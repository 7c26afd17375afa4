"""Tables of a day of the lines: loads, waits, platforms and trains, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.hub.flow.draws import uniforms
from sim.hub.flow.riders import Riders, no_riders
from sim.hub.metro.examples import EXACT, riders_of, small_line
from sim.hub.metro.line_quarters import (
    LINE_QUARTER_COLUMNS,
    headways,
    line_quarters,
    section_quarters,
)
from sim.hub.metro.platforms import (
    PLATFORM_COLUMNS,
    held_mean,
    level_of_service,
    people_at_stations,
    platform_quarters,
)
from sim.hub.metro.services import StopPattern
from sim.hub.metro.summary import MEASURES, day_measures, train_table
from sim.hub.metro.trains import simulate_lines
from sim.hub.metro.waits import mean_headways_s, mean_waits_s, waits_by_quarter

FRUIN = (("A", 1.21), ("B", 0.93), ("C", 0.65), ("D", 0.28), ("E", 0.19), ("F", 0.0))
STOPS = pd.DataFrame(
    [
        ("A", "甲", "Alpha", 120.0, 30.0),
        ("B", "乙", "Beta", 120.1, 30.0),
        ("C", "丙", "C", 120.2, 30),
    ],
    columns=["station_id", "name_zh", "name_en", "lon", "lat"],
)


def run(services, riders, **options):
    return simulate_lines(services, riders, **{"seed": 1, "replication": 0, **options})


def random_riders(count: int, until_s: float) -> Riders:
    at = until_s * uniforms(5, 0, "appear", np.arange(count))
    return riders_of([(float(time), [(0, row % 2, 2, 0.0)]) for row, time in enumerate(at)])


def test_sections_and_quarters_by_hand() -> None:
    # Trains at 300 and 1200. 3 people A to C and 2 A to B ride the first, 4 B to C the second.
    rows = [(0.0, [(0, 0, 2, 0.0)])] * 3 + [(0.0, [(0, 0, 1, 0.0)])] * 2
    rows += [(1000.0, [(0, 1, 2, 0.0)])] * 4
    day = run(small_line((300.0, 1200.0)), riders_of(rows))
    sections = section_quarters(day)
    assert sections[["from_id", "to_id", "quarter", "load", "capacity"]].to_numpy().tolist() == [
        ["A", "B", 0, 5, 100],
        ["A", "B", 1, 0, 100],
        ["B", "C", 0, 3, 100],
        ["B", "C", 1, 4, 100],
    ]
    names = {"A": ("甲", "Alpha"), "B": ("乙", "Beta")}
    table = line_quarters(day, names).iloc[:2]
    assert tuple(table.columns) == LINE_QUARTER_COLUMNS
    assert table["quarter_start"].tolist() == ["00:00", "00:15"]
    assert table["max_load"].tolist() == [5.0, 4.0]
    assert table["load_factor"].tolist() == [0.05, 0.04]
    assert table["boardings"].tolist() == [5.0, 4.0]
    assert table["from_zh"].tolist() == ["甲", "乙"]
    assert table["to_en"].tolist() == ["Beta", "C"]  # a stop without a name keeps its id
    # five wait 300 s from 0 on; four from 1000 to 1350
    assert table["mean_wait_s"].tolist() == [300.0, 350.0]


def test_newell_over_many_headways() -> None:
    # 100, 500, 100, 500 …: (100² + 500²) / 2 / 600 = 216.67, half of the mean headway is 150
    departures = np.concatenate([[0.0], np.cumsum([100.0, 500.0] * 10)])
    edges = np.array([0.0, 6000.0])
    assert mean_waits_s(departures, edges)[0] == pytest.approx(216.6667, abs=1e-3)
    # the headway that a moment lies in: (100² + 500²) / 600 = 433.33 on average
    assert mean_headways_s(departures, edges)[0] == pytest.approx(433.333, abs=1e-3)


def test_waits_without_trains_or_people_are_missing() -> None:
    edges = np.array([0.0, 900.0])
    assert np.isnan(mean_waits_s(np.zeros(0), edges)).all()
    assert np.isnan(mean_headways_s(np.array([5.0]), edges)).all()
    assert len(waits_by_quarter(run(small_line(), no_riders()), 2)) == 0


def test_simulated_waits_come_near_the_waits_expected_of_the_departures() -> None:
    times = tuple(np.cumsum([150.0, 450.0] * 15))
    day = run(small_line(times, places=10_000), random_riders(20_000, 8100.0))
    found = waits_by_quarter(day, 9)
    # 2000 people a quarter, waits between 0 and 450 s: 99 % of the means within 2.6 * 130 / √2000
    assert (found["mean_wait_s"] - found["expected_wait_s"]).abs().max() < 10.0
    assert found["people"].sum() == 20_000


def test_waits_count_only_trains_that_people_can_take() -> None:
    # A train every 300 s, every second one to X: people for X at B have a headway of 600 s.
    one = small_line()[0]
    trunk = StopPattern("main", (0, 1, 2), (120.0, 120.0), 30.0, tuple(np.arange(300, 9000, 600.0)))
    branch = StopPattern("x", (0, 1, 3), (120.0, 120.0), 30.0, tuple(np.arange(600, 9000, 600.0)))
    service = replace(
        one, stop_ids=("A", "B", "C", "X"), patterns=(trunk, branch), area_m2=(1.0,) * 4
    )
    day = run((service,), riders_of([(2000.0, [(0, 0, 3, 0.0)]), (2000.0, [(0, 0, 1, 0.0)])]))
    found = waits_by_quarter(day, 10)
    assert found["people"].tolist() == [2.0]
    assert found["even_wait_s"].tolist() == [(300.0 + 150.0) / 2]
    # both trains leave A evenly: to X next at 2400 (400 s), to B at 2100 (100 s)
    assert found["mean_wait_s"].tolist() == [250.0]


def test_headways_and_bunching_by_hand() -> None:
    # Planned 300 and 330; the first is late at A (as in the test of trains): 470 and 560 at A,
    # 614 and 704 at B: headways of 90 for planned 30.
    slow = replace(EXACT, board_s=5.0, uneven=1.0, crowded_slower=0.0)
    services = small_line((300.0, 330.0), places=1000, operation=slow)
    day = run(services, riders_of([(0.0, [(0, 0, 2, 0.0)])] * 400))
    assert headways(day)[["headway_s", "planned_s"]].to_numpy().tolist() == [[90.0, 30.0]] * 2
    table = line_quarters(day, {})
    assert table["headway_s"][0] == 90.0
    assert table["headway_cv"][0] == 0.0  # both are off by the same
    assert table["bunched_share_pct"][0] == 0.0


def test_a_train_close_behind_another_is_bunched() -> None:
    # Planned 300 apart; 2400 people at 0.1 s hold the first from 270 to 510: 210 late. The second
    # is on time at 600: 90 s behind, less than half of 300. At B the first is there at 624, leaves
    # at 654 and clears at 714; the second comes at 720, leaves at 750: 96 s.
    slow = replace(EXACT, board_s=1.0, uneven=1.0, crowded_slower=0.0)
    services = small_line((300.0, 600.0), places=5000, operation=slow)
    day = run(services, riders_of([(0.0, [(0, 0, 2, 0.0)])] * 2400))
    assert headways(day)["headway_s"].tolist() == [90.0, 96.0]
    assert line_quarters(day, {})["bunched_share_pct"][0] == 100.0


def test_platforms_by_hand() -> None:
    # 300 people stand at A from 0 to 300: 100 on average of the quarter, 300 at most, on 200 m²:
    # 0.67 m² each, level C.
    day = run(small_line(places=1000), riders_of([(0.0, [(0, 0, 2, 0.0)])] * 300))
    table = platform_quarters(day, STOPS, FRUIN)
    assert tuple(table.columns) == PLATFORM_COLUMNS
    first = table.iloc[0]
    assert first[["station_id", "name_zh", "line_en", "direction"]].tolist() == [
        "A",
        "甲",
        "Line L",
        0,
    ]
    assert first[["waiting_mean", "waiting_max", "density_per_m2"]].tolist() == [100.0, 300.0, 1.5]
    assert first["level_of_service"] == "C"
    # nobody can board at C in direction 0 or at A in direction 1
    assert set(zip(table["station_id"], table["direction"], strict=True)) == {
        ("A", 0),
        ("B", 0),
        ("C", 1),
        ("B", 1),
    }


def test_people_beyond_a_full_platform_are_held_at_the_gates() -> None:
    # 300 people from 0 to 300 on 200 m²; full at 1 per m²: 200 on the platform, 100 held for 300 s
    # of 900: 33.3 on average. Room of 1 m²: level B. They all wait as long as without the limit.
    day = run(small_line(places=1000), riders_of([(0.0, [(0, 0, 2, 0.0)])] * 300))
    table = platform_quarters(day, STOPS, FRUIN, full_per_m2=1.0)
    first = table.iloc[0]
    assert first[["waiting_mean", "waiting_max", "held_max"]].tolist() == [100.0, 300.0, 100.0]
    assert first["held_mean"] == pytest.approx(100 / 3, abs=1e-6)
    assert (first["density_per_m2"], first["level_of_service"]) == (1.0, "B")
    assert (table["held_max"].iloc[1:] == 0).all()
    free = platform_quarters(day, STOPS, FRUIN)
    assert (free["held_max"] == 0).all()
    assert free["waiting_mean"].equals(table["waiting_mean"])
    measures = day_measures(day, line_quarters(day, {}), table)
    assert (measures["max_held"], measures["held_quarters"]) == (100.0, 1.0)


def test_people_held_by_hand() -> None:
    # two come at 0 and 100, the third at 200, all leave at 1000; room for one. Held: one from 100,
    # two from 200: (100 + 2 * 700) / 900 in the first quarter, 2 * 100 / 900 in the second
    from_s, until_s = np.array([0.0, 100.0, 200.0]), np.full(3, 1000.0)
    found = held_mean(from_s, until_s, 1, np.array([0.0, 900.0, 1800.0]))
    assert found == pytest.approx([1500 / 900, 200 / 900])
    assert held_mean(np.zeros(0), np.zeros(0), 1, np.array([0.0, 900.0])).tolist() == [0.0]


def test_people_left_behind_stay_on_the_platform_in_the_table() -> None:
    # 150 people at 0, 100 ride at 300, 50 at 600: (100 * 300 + 50 * 600) / 900
    day = run(small_line(), riders_of([(0.0, [(0, 0, 2, 0.0)])] * 150))
    table = platform_quarters(day, STOPS, FRUIN)
    assert table["waiting_mean"][0] == pytest.approx(60_000 / 900)
    stations = people_at_stations(day)
    assert stations.to_numpy().tolist()[:3] == [["A", 0, 150.0], ["A", 5, 50.0], ["A", 10, 0.0]]


def test_littles_law_on_the_platforms() -> None:
    # people waiting, summed over quarters of 900 s, are the waits of all people
    day = run(
        small_line(tuple(np.arange(300.0, 9000.0, 300.0)), places=60), random_riders(900, 5000.0)
    )
    table = platform_quarters(day, STOPS, FRUIN)
    waited = float((day.board_s - day.arrive_s).sum())
    assert 900.0 * table["waiting_mean"].sum() == pytest.approx(waited, abs=0.1)
    assert 300.0 * people_at_stations(day)["waiting"].sum() == pytest.approx(waited, abs=0.1)


@pytest.mark.parametrize(
    ("room_m2", "level"),
    [(1.21, "A"), (1.2, "B"), (0.93, "B"), (0.92, "C"), (0.65, "C"), (0.64, "D"), (0.28, "D"),
     (0.27, "E"), (0.19, "E"), (0.18, "F")],
)  # fmt: skip
def test_fruins_levels(room_m2: float, level: str) -> None:
    found = level_of_service(np.array([100.0]), np.array([100.0 * room_m2]), FRUIN[::-1])
    assert found.tolist() == [level]


def test_measures_are_those_promised_and_whole() -> None:
    day = run(small_line(), riders_of([(0.0, [(0, 0, 2, 0.0)])] * 150))
    platforms = platform_quarters(day, STOPS, FRUIN)
    found = day_measures(day, line_quarters(day, {}), platforms)
    assert list(found) == [measure.name for measure in MEASURES]
    assert found["riders"] == 150.0
    assert found["failed_boardings"] == 50.0
    assert found["failed_boarding_pct"] == pytest.approx(100 / 3)
    assert found["mean_wait_s"] == pytest.approx((100 * 300 + 50 * 600) / 150)
    assert found["max_load_factor"] == 0.75  # two trains in the quarter with 150 of 200 places
    assert found["max_density_per_m2"] == 0.75
    assert found["p95_journey_min"] == pytest.approx(870 / 60)
    assert all(measure.title_zh and measure.title_en for measure in MEASURES)


def test_measures_of_an_empty_day_are_missing_not_zero() -> None:
    day = run(small_line(), no_riders())
    found = day_measures(day, line_quarters(day, {}), platform_quarters(day, STOPS, FRUIN))
    assert found["riders"] == 0.0
    assert found["trains"] == 2.0
    assert np.isnan(found["mean_wait_s"])
    assert np.isnan(found["p95_journey_min"])
    assert found["max_density_per_m2"] == 0.0


def test_train_table_is_in_order_with_one_id_per_train() -> None:
    services = small_line(tuple(np.arange(300.0, 3000.0, 300.0)), back_s=(400.0,))
    table = train_table(run(services, no_riders()))
    assert table["train_id"].nunique() == 10
    assert table.groupby("train_id")["seq"].apply(list).tolist() == [[0, 1, 2]] * 10
    assert (table["depart_s"] >= table["arrive_s"]).all()
    gaps = table["arrive_s"] - table.groupby("train_id")["depart_s"].shift()
    assert (gaps.dropna() == 120.0).all()
