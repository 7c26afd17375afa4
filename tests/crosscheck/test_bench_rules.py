"""The brute force itself: by hand on one street, and against a plainer search on random towns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bench_rules import (
    UNREACHABLE,
    Town,
    by_start,
    expected_matrix,
    latest_departures,
    matrix,
    percentiles,
    town,
)
from plain_gtfs import Day, running
from plain_search import Plain
from plain_streets import Graph

TOWNS = 150
BANDS = ["trip", "start_s", "end_s", "headway_s", "exact"]


def day_of(
    n_stops: int, trips: list[list[tuple[int, int, int]]], bands: list[tuple[int, ...]] = ()
) -> Day:
    """A day from trips of (stop, arrival, departure) and bands (trip, start, end, headway)."""
    calls = [call for trip in trips for call in trip]
    stop, arrival_s, departure_s = np.array(calls, np.int64).reshape(-1, 3).T.copy()
    frequencies = pd.DataFrame([(*band, False) for band in bands], columns=BANDS)
    stops = pd.DataFrame({"id": [f"s{i}" for i in range(n_stops)], "lon": 0.0, "lat": 0.0})
    return Day(
        stops=stops,
        trip_ids=tuple(f"t{i}" for i in range(len(trips))),
        runs=~np.isin(np.arange(len(trips)), [band[0] for band in bands]),
        first=np.cumsum([0, *(len(trip) for trip in trips)]).astype(np.int64),
        stop=stop,
        arrival_s=arrival_s,
        departure_s=departure_s,
        may_board=np.ones(len(stop), bool),
        may_alight=np.ones(len(stop), bool),
        frequencies=frequencies,
    )


def random_town(rng: np.random.Generator, *, headways: bool) -> Town:
    """Two to six stops, up to eight trips (loops, standstills, overtaking), any walks."""
    n_stops, n_points = int(rng.integers(2, 7)), 3
    trips = []
    for _ in range(rng.integers(1, 9)):
        length = int(rng.integers(2, 6))
        events = rng.integers(0, 5, 2 * length).cumsum() + (0 if headways else rng.integers(0, 60))
        trips.append(
            [(int(rng.integers(n_stops)), int(a), int(d)) for a, d in events.reshape(-1, 2)]
        )
    bands = []
    if headways:
        for trip in range(len(trips)):
            start_s = int(rng.integers(0, 30))
            for _ in range(rng.integers(1, 4)):
                end_s = start_s + int(rng.integers(1, 25))
                bands.append((trip, start_s, end_s, int(rng.integers(1, 12))))
                start_s = end_s + int(rng.integers(0, 9))
    day = day_of(n_stops, trips, bands)
    day = replace(
        day,
        may_board=rng.random(len(day.stop)) < 0.85,
        may_alight=rng.random(len(day.stop)) < 0.85,
    )

    def some_walks(n_from: int, n_to: int, share: float) -> pd.DataFrame:
        source, target = np.nonzero(rng.random((n_from, n_to)) < share)
        return pd.DataFrame(
            {"source": source, "target": target, "time_s": rng.integers(0, 20, len(source))}
        )

    transfers = some_walks(n_stops, n_stops, 0.3)
    transfers = transfers[transfers.source != transfers.target]
    stay = pd.DataFrame({"source": range(n_stops), "target": range(n_stops), "time_s": 0})
    direct_s = np.where(rng.random((n_points, n_points)) < 0.2, 50, 1 << 30).astype(np.int32)
    return Town(
        day,
        by_start(some_walks(n_points, n_stops, 0.5), n_points),
        by_start(pd.concat([transfers, stay]), n_stops),
        by_start(some_walks(n_stops, n_points, 0.5), n_stops),
        direct_s,
    )


@pytest.mark.parametrize("headways", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_labels_equal_trying_everything(seed: int, *, headways: bool) -> None:
    rng = np.random.default_rng(20_190_513 + seed)
    search = expected_matrix if headways else matrix
    reached = rides = 0
    for number in range(TOWNS):
        place = random_town(rng, headways=headways)
        limits = {
            "max_time_s": int(rng.choice([30, 60, 120])),
            "max_rides": [None, None, 0, 1, 2, 3][rng.integers(6)],
        }
        slack_s = int(rng.choice([0, 0, 1, 5]))
        departures_s = [int(t) for t in rng.integers(0, 60, 3)]
        found = search(place, departures_s, boarding_slack_s=slack_s, **limits)
        plain = Plain(place, slack_s=slack_s, **limits)
        tried = [[plain.times_s(o, t) for t in departures_s] for o in range(3)]
        assert found.tolist() == tried, f"town {number}"
        reached += int((found != UNREACHABLE).sum())
        rides += int(((found != UNREACHABLE) & (found < 50)).sum())
    # Both kinds of answer must be common, else the comparison proves little.
    assert 0.1 < reached / (27 * TOWNS) < 0.9
    assert rides > TOWNS


def test_arrive_by_is_the_last_second_in_time() -> None:
    """Against the plain search: in time when leaving then, too late when leaving any later."""
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(40):
        place = random_town(rng, headways=False)
        deadlines_s = [70, 110]
        latest = latest_departures(place, deadlines_s, boarding_slack_s=2, max_time_s=60)
        plain = Plain(place, slack_s=2, max_time_s=60, max_rides=None)
        for origin in range(3):
            times_s = {t: plain.times_s(origin, t) for t in range(10, 111)}
            for d, deadline_s in enumerate(deadlines_s):
                for place_number in range(3):
                    in_time = [
                        t
                        for t in range(deadline_s - 60, deadline_s + 1)
                        if times_s[t][place_number] != UNREACHABLE
                        and t + times_s[t][place_number] <= deadline_s
                    ]
                    assert latest[origin, d, place_number] == max(in_time, default=UNREACHABLE)
                    found += bool(in_time)
    assert found > 100


STREET_M = 1000.0
DEGREE_M = 6_371_008.8 * np.pi / 180  # one degree along the equator, about 111,195 m


def street() -> Graph:
    """Eleven nodes in a row on the equator, 1,000 m apart."""
    nodes = pd.DataFrame(
        {"node": range(11), "osm_id": range(11), "lon": np.arange(11) * STREET_M / DEGREE_M}
    ).assign(lat=0.0)
    edges = pd.DataFrame({"u": range(10), "v": range(1, 11), "m": STREET_M})
    return Graph(nodes, edges)


def places(**at_m: tuple[float, float]) -> pd.DataFrame:
    rows = [(name, x / DEGREE_M, y / DEGREE_M) for name, (x, y) in at_m.items()]
    return pd.DataFrame(rows, columns=["id", "lon", "lat"])


def on_street(trips: list[list[tuple[int, int, int]]], stops: pd.DataFrame, **ends) -> Town:
    day = replace(day_of(len(stops), trips), stops=stops)
    return town(day, street(), ends["origins"], ends["destinations"])


def test_walks_by_hand() -> None:
    # a: 100.4 m beside node 0. b: 300.2 m beside node 3 (3,000 m along).
    # Direct 100.4 + 3000 + 300.2 = 3400.6 m: 3401 s. c is 1,601 m from its node: no walk but its own.
    ends = places(a=(0.0, 100.4), b=(3000.0, 300.2), c=(5000.0, 1601.0))
    found = on_street(
        [[(0, 0, 0), (1, 9, 9)]], places(s=(0, 0), t=(1000, 0)), origins=ends, destinations=ends
    )
    assert matrix(found, [0])[:, 0].tolist() == [[0, 3401, -1], [3401, 0, -1], [-1, -1, 0]]


def test_limits_of_access_transfer_and_egress_by_hand() -> None:
    # Stops 0, 1, 2, 3 at 2000, 5000, 6000 and 8000 m; home at 0 m, 0.5 m beside the street.
    # Access 0.5 + 2000 = 2000.5 m: 2001 s, one too many; 0.3 m along the street it is 1999.7 + 0.5
    # = 2000.2: still too far. With home on the street itself 2000 s: at the stop 2000, slack 60.
    stops = places(s=(2000, 0), t=(5000, 0), u=(6000, 0), v=(8000, 0))
    trips = [[(0, 2060, 2060), (1, 2100, 2100)], [(2, 3160, 3160), (3, 3200, 3200)]]
    there = places(work=(10_000.0, 0.0))
    off = on_street(trips, stops, origins=places(home=(0.0, 0.5)), destinations=there)
    assert matrix(off, [0]).tolist() == [[[-1]]]
    # Transfer t to u 1000 s: 3100, slack 60: boards at 3160. Egress 2000 s from 3200: 5200.
    on = on_street(trips, stops, origins=places(home=(0.0, 0.0)), destinations=there)
    assert matrix(on, [0, 1]).tolist() == [[[5200], [-1]]]
    assert matrix(on, [0], boarding_slack_s=61).tolist() == [[[-1]]]
    assert matrix(on, [0], max_rides=1).tolist() == [[[-1]]]
    assert matrix(on, [0], max_time_s=5199).tolist() == [[[-1]]]


def test_footpaths_are_not_chained_and_a_far_stop_can_be_changed_at() -> None:
    # The first vehicle sets down at stop 1, 900 m from stop 2 (transfer 900 s); stop 3 is 900 m
    # further: 1800 m is not one walk. Stop 4 lies 2 km off the street: one can change there.
    stops = places(a=(0, 0), b=(3000, 0), c=(4000, 0), d=(5000, 0), e=(8000, 2000))
    first, second = [(0, 100, 100), (1, 200, 200)], [(3, 2500, 2500), (4, 2600, 2600)]
    home, work = places(home=(0, 0)), places(work=(10_000, 0))
    chained = on_street([first, second], stops, origins=home, destinations=work)
    assert matrix(chained, [0], max_time_s=9000).tolist() == [[[-1]]]
    change = [[(0, 100, 100), (4, 200, 200)], [(4, 260, 260), (3, 300, 300)]]
    far = on_street(change, stops, origins=home, destinations=places(mid=(5000, 0)))
    assert matrix(far, [0]).tolist() == [[[300]]]
    assert matrix(far, [0], boarding_slack_s=61)[0, 0, 0] == 5000


def test_percentiles_by_hand() -> None:
    # Of 60: p5 the 3rd, p25 the 15th, p50 the 30th, p95 the 57th smallest; 5 unreachable are last.
    times_s = np.r_[np.full(5, UNREACHABLE), 100 + np.arange(55)[::-1]].reshape(1, 60, 1)
    assert percentiles(times_s, [1, 5, 25, 50, 91, 92, 95]).tolist() == [
        [[100, 102, 114, 129, 154, -1, -1]]
    ]


def test_frequencies_become_trips() -> None:
    # The pattern leaves at 100 s, rides 30 s. Start 1000, phase 50, every 200, end 1450 excluded:
    # 1050, 1250; 1450 is the end.
    day = day_of(2, [[(0, 100, 100), (1, 130, 130)]], [(0, 1000, 1450, 200)])
    expanded = running(day, [50])
    assert expanded.departure_s.tolist() == [1050, 1080, 1250, 1280]
    with pytest.raises(ValueError, match="need phases"):
        running(day)
