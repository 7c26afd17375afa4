"""The router against a search that tries everything, to the second, on 1,200 random towns."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from brute_force import Town, Walks, arrivals_s
from random_towns import HORIZON_S, random_town

from sim.network.connectors import Links
from sim.routing import (
    UNREACHABLE,
    LinkArrays,
    Query,
    TimetableArrays,
    compile_links,
    compile_timetable,
    fastest_itinerary,
    reach,
    travel_time_profile,
    travel_times,
)

TOWNS_PER_SEED = 100


def links(walks: Walks, from_ids: tuple[str, ...], to_ids: tuple[str, ...]) -> Links:
    rows = [(from_ids.index(a), to_ids.index(b), time_s) for (a, b), time_s in walks.items()]
    table = np.array(sorted(rows), dtype=np.int32).reshape(-1, 3)
    return Links(table[:, 0], table[:, 1], table[:, 2])


def compiled(town: Town) -> tuple[TimetableArrays, LinkArrays, LinkArrays]:
    transfers = links(town.transfers, town.stop_ids, town.stop_ids)
    return (
        compile_timetable(town.patterns, transfers, stop_ids=town.stop_ids, modes=town.modes),
        compile_links(
            links(town.access, town.point_ids, town.stop_ids), town.point_ids, town.stop_ids
        ),
        compile_links(
            links(town.direct, town.point_ids, town.point_ids), town.point_ids, town.point_ids
        ),
    )


def random_query(rng: np.random.Generator) -> Query:
    return Query(
        departures_s=tuple(int(t) for t in rng.integers(0, HORIZON_S // 2, rng.integers(1, 6))),
        percentiles=tuple(int(p) for p in rng.integers(1, 101, 3)),
        max_time_s=int(rng.choice([60, 120, 240, 600])),
        max_rides=[None, None, 0, 1, 2, 3][rng.integers(6)],
    )


def brute_profile(town: Town, query: Query) -> np.ndarray:
    n_points = len(town.point_ids)
    profile = np.full((n_points, n_points, len(query.departures_s)), UNREACHABLE, np.int32)
    for i, origin in enumerate(town.point_ids):
        for k, departure_s in enumerate(query.departures_s):
            found = arrivals_s(
                town, origin, departure_s, max_time_s=query.max_time_s, max_rides=query.max_rides
            )
            for destination, arrival_s in found.items():
                profile[i, town.point_ids.index(destination), k] = arrival_s - departure_s
    return profile


def brute_percentile(times_s: np.ndarray, percentile: int) -> int:
    ordered = sorted(math.inf if t == UNREACHABLE else int(t) for t in times_s)
    chosen = ordered[math.ceil(percentile / 100 * len(ordered)) - 1]
    return UNREACHABLE if chosen == math.inf else int(chosen)


@pytest.mark.parametrize("seed", range(12))
def test_router_equals_brute_force(seed: int) -> None:
    rng = np.random.default_rng(20_160_701 + seed)
    n_reached = n_missed = 0
    rides: Counter[int] = Counter()
    for number in range(TOWNS_PER_SEED):
        town, query = random_town(rng), random_query(rng)
        timetable, access, direct = compiled(town)
        expected = brute_profile(town, query)
        n_reached += int((expected != UNREACHABLE).sum())
        n_missed += int((expected == UNREACHABLE).sum())

        profile = travel_time_profile(timetable, access, access, direct, query)
        assert profile.tolist() == expected.tolist(), f"town {number}, {query}"

        times_s = travel_times(timetable, access, access, direct, query).times_s
        assert times_s.tolist() == [
            [[brute_percentile(cell, p) for p in query.percentiles] for cell in row]
            for row in expected
        ], f"town {number}, {query}"
        check_limit(timetable, access, direct, query, expected)
        check_reach(timetable, access, direct, query, expected)
        rides += check_itineraries(timetable, access, direct, query, expected)
    # Every kind of answer must occur often, else the comparison proves little.
    assert min(n_reached, n_missed) > 800
    assert min(rides[n] for n in (0, 1, 2)) > 30
    assert sum(rides[n] for n in rides if n >= 3) > 0


def check_limit(
    timetable: TimetableArrays,
    access: LinkArrays,
    direct: LinkArrays,
    query: Query,
    expected: np.ndarray,
) -> None:
    """With a found travel time as the limit: it stays, and all longer ones become unreachable."""
    for limit_s in np.unique(expected[expected >= 0])[:3]:
        limited = Query(query.departures_s, (50,), int(limit_s), query.max_rides)
        profile = travel_time_profile(timetable, access, access, direct, limited)
        kept = np.where(expected <= limit_s, expected, UNREACHABLE)
        assert profile.tolist() == kept.tolist(), limit_s


def check_reach(
    timetable: TimetableArrays,
    access: LinkArrays,
    direct: LinkArrays,
    query: Query,
    expected: np.ndarray,
) -> None:
    """Destinations weigh 1, 2 and 4, so that the sum tells exactly which were reached."""
    cutoffs_s = [query.max_time_s // 3, query.max_time_s]
    one = Query(query.departures_s, (query.percentiles[0],), query.max_time_s, query.max_rides)
    sums = reach(
        timetable, access, access, direct, one, weights=[1.0, 2.0, 4.0], cutoffs_s=cutoffs_s
    )
    for i, row in enumerate(expected):
        times_s = [brute_percentile(cell, query.percentiles[0]) for cell in row]
        for c, cutoff_s in enumerate(cutoffs_s):
            assert sums[i, c, 0] == sum(
                2**j for j, t in enumerate(times_s) if t != UNREACHABLE and t <= cutoff_s
            )


def check_itineraries(
    timetable: TimetableArrays,
    access: LinkArrays,
    direct: LinkArrays,
    query: Query,
    expected: np.ndarray,
) -> Counter[int]:
    """Legs must fit together and add up; how many itineraries have how many rides."""
    rides: Counter[int] = Counter()
    departure_s = query.departures_s[0]
    for i, origin_id in enumerate(access.from_ids):
        for j, destination_id in enumerate(access.from_ids):
            found = fastest_itinerary(
                timetable, access, access, direct, query,
                origin_id=origin_id, destination_id=destination_id, departure_s=departure_s,
            )  # fmt: skip
            if found is None:
                assert expected[i, j, 0] == UNREACHABLE
                continue
            assert found.travel_time_s == expected[i, j, 0]
            assert query.max_rides is None or found.n_rides <= query.max_rides
            now_s, here = departure_s, origin_id
            for leg in found.legs:
                assert (leg.start_s, leg.from_id) == (now_s, here)
                assert leg.end_s >= leg.start_s
                now_s, here = leg.end_s, leg.to_id
            assert now_s == departure_s + expected[i, j, 0]
            rides[found.n_rides] += 1
    return rides
