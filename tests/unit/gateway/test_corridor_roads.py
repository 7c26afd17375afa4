"""Minutes by road from the airport, by period and from day to day; numbers by hand."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.corridors.roads import DaySpread, day_to_day, road_minutes
from sim.gateway.corridors.times import corridor_reliability, road_times
from sim.network.examples import empty

NODES = pd.DataFrame(
    {"node_id": ["n1", "n2", "n3"], "lon": [120.0, 120.1, 120.2], "lat": [30.0, 30.0, 30.0]}
)
LINKS = pd.DataFrame(
    [
        ("free", "n1", "n2", 10.0, 10.0, True),
        ("free", "n2", "n3", 10.0, 10.0, True),
        ("free", "n1", "n3", 25.0, 25.0, True),
        ("free", "n1", "n3", 24.0, 24.0, True),
        ("peak", "n1", "n2", 20.0, 10.0, True),
        ("peak", "n2", "n3", 20.0, 10.0, True),
        ("peak", "n1", "n3", 26.0, 25.0, True),
        ("peak", "n1", "n3", 25.0, 24.0, True),
    ],
    columns=["period", "from_node_id", "to_node_id", "minutes", "free_min", "is_door"],
)
START, GOAL = (120.0, 30.0), (120.2, 30.0)


def test_each_period_has_its_own_quickest_way() -> None:
    # Free: 10 + 10 by n2. In the peak that takes 40, and the quicker of the two direct links 25.
    found = road_minutes(empty(), LINKS, NODES, start=START, goals={"there": GOAL})
    assert found.to_numpy().tolist() == [
        ["there", "free", 20.0, 20.0],
        ["there", "peak", 25.0, 20.0],
    ]


def test_no_road_leads_against_one_way_links() -> None:
    # From n3 nothing leads west, and n2, the next junction on foot, is the only way round: both
    # ends are joined to all three junctions, so the way is by the streets, 9.65 km x 1.3 at
    # 20 km/h, to n2 and the same on to n1.
    found = road_minutes(empty(), LINKS, NODES, start=GOAL, goals={"back": START})
    assert found["time_min"].tolist() == [pytest.approx(2 * 9.65 * 1.3 / 20 * 60, rel=1e-2)] * 2


def test_a_place_far_from_every_junction_is_not_reached() -> None:
    found = road_minutes(empty(), LINKS, NODES, start=START, goals={"far": (121.0, 30.0)})
    assert found[["time_min", "free_min"]].isna().all(axis=None)


def test_a_node_without_a_position_is_named() -> None:
    with pytest.raises(DataError, match=r"has no node 'n3' of a link \(1 in all\); add it"):
        road_minutes(empty(), LINKS, NODES[:2], start=START, goals={"there": GOAL})


def test_a_missing_column_of_links_is_named() -> None:
    with pytest.raises(DataError, match="'links' has no column 'is_door'; it needs period"):
        road_minutes(empty(), LINKS.drop(columns="is_door"), NODES, start=START, goals={})


def test_days_of_a_period_have_the_median_and_the_percentile_asked_for() -> None:
    # Mean 39 of 30 free minutes: ratio 1.3. Median 30 x 1.3^0.86, 95th percentile
    # 30 x (1 + 3.67 ln 1.3); with many slices both are met.
    days = np.array(DaySpread(0.86, 3.67).minutes(39.0, 30.0, slices=4001))
    assert np.median(days) == pytest.approx(30.0 * exp(0.86 * log(1.3)), rel=1e-3)
    assert np.quantile(days, 0.95) == pytest.approx(30.0 * (1.0 + 3.67 * log(1.3)), rel=1e-3)


def test_a_free_road_does_not_vary() -> None:
    assert DaySpread(0.86, 3.67).minutes(30.0, 30.0, slices=2) == [30.0, 30.0]
    assert DaySpread(0.86, 3.67).minutes(29.0, 30.0, slices=2) == [30.0, 30.0]
    assert np.isnan(DaySpread(0.86, 3.67).minutes(float("nan"), 30.0, slices=2)).all()


def test_more_spread_is_a_later_percentile_and_the_same_weight() -> None:
    roads = pd.DataFrame(
        {
            "place_id": "there",
            "period": ["peak", "midday"],
            "start_s": [25_200, 32_400],
            "end_s": [32_400, 61_200],
            "time_min": [60.0, 33.0],
            "free_min": [30.0, 30.0],
        }
    )
    p95 = []
    for p95_log in (2.5, 3.67, 4.5):
        days = day_to_day(roads, DaySpread(0.86, p95_log), extra_min=6.0)
        assert days["weight_s"].sum() == pytest.approx(36_000.0)
        p95.append(corridor_reliability(road_times(days, means="road"))["p95_min"].iloc[0])
    assert p95 == sorted(p95)
    assert p95[0] < p95[2]
    # Without a spread: the peak's 2 of 10 hours hold the 95th percentile, 60 + 6 minutes.
    plain = corridor_reliability(road_times(day_to_day(roads, None, extra_min=6.0), means="road"))
    assert plain[["median_min", "p95_min"]].to_numpy().tolist() == [[39.0, 66.0]]
