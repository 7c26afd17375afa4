"""The measures agree with what the router sums up by itself, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from sim import accessibility as access
from sim import toy
from sim.network.patterns import patterns
from sim.routing import (
    Query,
    compile_links,
    compile_timetable,
    reach,
    travel_time_profile,
    travel_times,
)
from sim.routing.opportunities import time_to_nth as router_time_to_nth
from sim.routing.percentiles import weighted_sums

TOWN = """
line red tram every 10 06:00-22:00: A +0, B +5, C +10, D +17
line blue tram every 15 06:00-22:00: D +0, E +9, B +21
line night tram every 15 02:00-03:00: F +0, G +5
point home: A 4
point school: B 2
point work: C 1, E 6
point clinic: E 3
point island: F 5
"""
OPPORTUNITIES = np.array([[0.1, 3.0], [0.2, 0.0], [0.7, 1.3], [1.1, 9.0], [2.3, 4.0]])


@pytest.fixture(scope="module")
def links() -> tuple[object, ...]:
    town = toy.build(TOWN)
    timetable = compile_timetable(
        patterns(town.network), town.transfers, stop_ids=town.stop_ids, modes=town.network.modes
    )
    points = compile_links(town.access, town.point_ids, town.stop_ids)
    return timetable, points, points, compile_links(town.direct, town.point_ids, town.point_ids)


@pytest.mark.parametrize("percentile", [5, 50, 95])
def test_cumulative_is_reach(links: tuple[object, ...], percentile: int) -> None:
    query = Query.over("08:00-08:30", percentiles=(percentile,))
    cutoffs_min = (0, 10, 15, 22.5, 40)
    wanted = reach(
        *links, query, weights=OPPORTUNITIES, cutoffs_s=[int(c * 60) for c in cutoffs_min]
    )
    times_min = access.to_minutes(travel_times(*links, query).at(percentile))
    found = access.cumulative_by_cutoff(times_min, OPPORTUNITIES, cutoffs_min=cutoffs_min)
    assert (found == wanted).all()
    assert found[:, -1].max() > found[:, 1].max() > 0


@pytest.mark.parametrize("percentile", [5, 50, 95])
def test_percentile_of_the_profile_is_the_router_s(
    links: tuple[object, ...], percentile: int
) -> None:
    query = Query.over("08:00-08:30", percentiles=(percentile,))
    cube_min = access.to_minutes(travel_time_profile(*links, query))
    found = access.percentile_time(cube_min, percentile=percentile)
    wanted = access.to_minutes(travel_times(*links, query).at(percentile))
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("seed", range(5))
def test_sums_of_fractions_are_the_router_s(seed: int) -> None:
    draw = np.random.default_rng(seed)
    times_s = draw.integers(0, 7200, (300, 900)).astype(np.int32)
    times_s[draw.random(times_s.shape) < 0.1] = -1
    weights = draw.random((900, 3)) * 1000
    cutoffs_s = np.array([1800, 2700, 3600], dtype=np.int32)
    wanted = np.zeros((300, 3, 3))
    weighted_sums(times_s, weights, cutoffs_s, wanted)
    for kind in (np.float64, np.float32):
        times_min = access.to_minutes(times_s).astype(kind)
        found = access.cumulative_by_cutoff(times_min, weights, cutoffs_min=(30, 45, 60))
        assert (found == wanted).all()


@pytest.mark.parametrize("seed", range(5))
def test_time_to_nth_is_the_router_s(seed: int) -> None:
    draw = np.random.default_rng(seed)
    times_s = (draw.integers(0, 60, (80, 120)) * 60).astype(np.int32)
    times_s[draw.random(times_s.shape) < 0.1] = -1
    weights = draw.integers(0, 4, (120, 3)) * draw.integers(0, 2, (120, 3)) * 1.0
    weights[:, 2] *= draw.random(120) < 0.1
    wanted = (1, 2, 3.5, 40, 10_000)
    router = router_time_to_nth(times_s, weights, wanted)
    for column, n in enumerate(wanted):
        found = access.time_to_nth(access.to_minutes(times_s), weights, n=n)
        np.testing.assert_array_equal(found, access.to_minutes(router[:, column]))
