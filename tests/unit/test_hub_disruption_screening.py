"""The most critical sections, by hand: a bridge against a ring, queues for the shuttle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.hub.disruption.choices import ChoiceSettings
from sim.hub.disruption.screening import BusyHour, busiest_hour, screened_sections
from sim.hub.disruption.shuttle import ShuttleSettings
from sim.hub.disruption.topology import global_efficiency, rank_correlation, sections_of, topology
from sim.hub.riders.counts import count_places
from sim.hub.riders.examples import line_of
from sim.hub.riders.lines import RailLines
from sim.hub.riders.matrix import MatrixSettings, PeriodDemand, PeriodMatrix, period_matrix
from sim.hub.riders.ways import WaySettings

BUS = ShuttleSettings(speed_kmh=18, detour=1.3, places=80, headway_s=90, first_after_s=900)
HOUR = np.array([1800.0, 2700.0, 3600.0, 4500.0])


def matrix_of(lines: RailLines, pairs: dict[tuple[str, str], float]) -> PeriodMatrix:
    """People of an hour for given pairs."""
    place = {stop: row for row, stop in enumerate(lines.station_ids)}
    seed = np.zeros((len(place), len(place)))
    for (start, end), people in pairs.items():
        seed[place[start], place[end]] = people
    demand = PeriodDemand(
        "hour",
        HOUR,
        np.full(4, 0.25),
        seed.sum(axis=1),
        seed.sum(axis=0),
        count_places(lines).vector({}, {}, {}),
        seed=seed,
    )
    return period_matrix(lines, demand, WaySettings(), MatrixSettings(ways=1))


def screened(lines: RailLines, matrix: PeriodMatrix, km: float = 1.0) -> pd.DataFrame:
    """Stations on a straight road, in the order of their names."""
    xy_m = np.column_stack(
        [1000 * km * np.arange(len(lines.station_ids)), np.zeros(0 or len(lines.station_ids))]
    )
    routes = [name.split(":")[0] for name in lines.group_ids]
    return screened_sections(
        lines, matrix, 1.0, routes, xy_m, way=WaySettings(), shuttle=BUS, settings=ChoiceSettings()
    )


def test_one_section_with_room_in_the_buses() -> None:
    # Usual: 150 + 120 = 270 s. Bus: half of 90, 1300 m at 5 m/s = 260 s: 305 s. Until the first
    # bus 900 x 900 / 2 / 3600 = 112.5 s on average. 100 people lose 147.5 s each.
    lines = line_of("A F")
    table = screened(lines, matrix_of(lines, {("A", "F"): 100}))
    assert table["people_per_h"].tolist() == [100.0]
    assert table["screened_lost_per_h"].iloc[0] == pytest.approx(100 * 147.5 / 60, rel=1e-6)


def test_too_many_for_the_buses_lose_half_of_the_hour() -> None:
    # 6,400 people for 3,200 places: the queue grows until waiting for the trains is as good.
    lines = line_of("A F")
    table = screened(lines, matrix_of(lines, {("A", "F"): 6400}))
    assert table["screened_lost_per_h"].iloc[0] == pytest.approx(6400 * 30, rel=1e-3)


def test_a_bridge_is_more_critical_than_a_piece_of_a_ring() -> None:
    # Ring A B C D (L1) and D E A (L2), and the bridge A - F (L3); 100 people on each of the pairs
    # A-B and A-F, stations 20 km apart on the road, so that nobody takes the bus. A to B goes by E
    # and D instead: 390 + 150 + 390 = 930 s, 660 s more than 270 (and 1020 s of choice, less than
    # 1800 for waiting). A to F waits half an hour.
    lines = line_of("A B C D", "D E A", "A F")
    table = screened(lines, matrix_of(lines, {("A", "B"): 100, ("A", "F"): 100}), km=20.0)
    names = lines.station_ids
    found = {
        (names[start], names[end]): lost
        for start, end, lost in zip(
            table["start"], table["end"], table["screened_lost_per_h"], strict=True
        )
    }
    assert found["A", "F"] == pytest.approx(100 * 30)
    assert found["A", "B"] == pytest.approx(100 * 660 / 60)
    assert found["C", "D"] == 0.0


def test_topology_by_hand() -> None:
    # Ring A B C D E of five sections and the bridge A - F. Of 15 pairs the bridge carries the 5
    # with F. B-C: pairs (B,C), (A,C), (B,D), (F,C): 4.
    lines = line_of("A B C D", "D E A", "A F")
    routes = [name.split(":")[0] for name in lines.group_ids]
    table = sections_of(lines, routes)
    table = table.join(topology(table, 6))
    between = table.set_index(["start", "end"])["betweenness"]
    assert between[0, 5] == pytest.approx(5 / 15)
    assert between[1, 2] == pytest.approx(4 / 15)
    assert table.set_index(["start", "end"])["rank_topology"][0, 5] in {1, 2, 3}
    assert (table["efficiency_loss_pct"] > 0).all()


def test_a_parallel_line_keeps_the_efficiency() -> None:
    rows = [("L", 0, 1, 2.0), ("M", 0, 1, 2.0), ("L", 1, 2, 2.0)]
    table = topology(pd.DataFrame(rows, columns=["route_id", "start", "end", "minutes"]), 3)
    assert table["efficiency_loss_pct"].tolist()[:2] == [0.0, 0.0]
    # pairs 0-1: 1/2, 1-2: 1/2, 0-2: 1/4, both ways, of 6: 2.5 / 6; without 1-2: 1 / 6
    assert table["efficiency_loss_pct"].iloc[2] == pytest.approx(100 * (1 - 1 / 2.5))


def test_efficiency_of_nothing_is_zero() -> None:
    empty = pd.DataFrame(columns=["route_id", "start", "end", "minutes"])
    assert global_efficiency(empty, 5) == 0.0


def test_rank_correlation_by_hand() -> None:
    # ranks 1 2 3 4 against 2 1 4 3: 1 - 6 (1 + 1 + 1 + 1) / (4 x 15) = 0.6
    one, other = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 1.0, 4.0, 3.0])
    assert rank_correlation(one, other) == pytest.approx(0.6)
    assert np.isnan(rank_correlation(one[:2], other[:2]))
    assert np.isnan(rank_correlation(one, np.ones(4)))


def test_the_busiest_hour() -> None:
    lines = line_of("A F")
    matrix = matrix_of(lines, {("A", "F"): 100})
    assert busiest_hour([matrix]) == BusyHour(0, 1800.0, 1.0)
