"""Matrix, profile and reach: shapes, tables, messages, and the amount of work."""

from __future__ import annotations

import numpy as np
import pytest
from grid_town import SIZE, parts, timed_parts

from sim.errors import RoutingError
from sim.network.connectors import Links
from sim.routing import (
    UNREACHABLE,
    OperationCounts,
    Query,
    compile_links,
    reach,
    travel_time_profile,
    travel_times,
)
from sim.routing.chunks import spread

EIGHT = 8 * 3600
NOTHING = Links(*(np.zeros(0, np.int32) for _ in range(3)))


def test_operation_counts_are_pinned() -> None:
    """More work for the same answer is a slow-down on every machine; less is a reason to rejoice.

    12 origins at 5 departures: 60 searches, whose rounds all departures share. 24 egress links are
    relaxed once an origin, as every stop is in reach.
    """
    query = Query.over("08:00-08:05", max_time_s=3600)
    assert travel_times(*parts(), query).counts == OperationCounts(
        searches=60,
        rounds=37,
        patterns_ridden=1_185,
        positions_scanned=10_256,
        stops_improved=1_773,
        transfers_relaxed=1_773,
        egress_relaxed=12 * 24,
    )
    assert travel_times(*timed_parts(20), query).counts == OperationCounts(
        rows_swept=7_894, rows_joined=118
    )


def test_one_more_departure_costs_the_sweep_only_what_runs_in_it() -> None:
    """A longer window sweeps the events of its own minutes, not all of them again."""
    few, many = (
        travel_times(*timed_parts(20), Query.over(window, max_time_s=3600)).counts.rows_swept
        for window in ("08:00-08:05", "08:00-09:00")
    )
    # 65 min of events against 120 min: less than twice as many.
    assert few < many < 2 * few


def test_table_is_tidy() -> None:
    query = Query((EIGHT, EIGHT + 60), (50, 90), max_time_s=1200)
    result = travel_times(*parts(), query)
    table = result.to_frame()
    assert list(table.columns) == ["from_id", "to_id", "percentile", "travel_time_s"]
    assert len(table) == SIZE * SIZE * 2
    assert table.dtypes.astype(str).tolist() == ["str", "str", "int32", "Int32"]
    i, j, k = 2, 5, 1
    row = table[(table.from_id == "p02") & (table.to_id == "p05") & (table.percentile == 90)]
    assert row.travel_time_s.tolist() == [int(result.times_s[i, j, k])]
    assert int(table.travel_time_s.isna().sum()) == int((result.times_s == UNREACHABLE).sum()) > 0


def test_one_percentile() -> None:
    result = travel_times(*parts(), Query((EIGHT,), (5, 50)))
    assert (result.at(50) == result.times_s[:, :, 1]).all()
    with pytest.raises(RoutingError, match=r"asked for \(5, 50\), not percentile 95"):
        result.at(95)


def test_shows_itself() -> None:
    text = repr(travel_times(*parts(), Query((EIGHT,))))
    assert text == (
        "<TravelTimes 12 x 12 · seconds · percentiles (50,) · 100 % reachable · "
        "1 departures 08:00-08:00, at most 120 min, any number of rides>"
    )


def test_results_cannot_be_written_into() -> None:
    result = travel_times(*parts(), Query((EIGHT,)))
    with pytest.raises(ValueError, match="read-only"):
        result.times_s[0, 0, 0] = 1


def test_progress_counts_origins() -> None:
    for chosen in (parts(), timed_parts(20)):
        seen: list[tuple[int, int]] = []
        told = travel_times(*chosen, Query((EIGHT,)), progress=lambda *at: seen.append(at))  # noqa: B023
        size = len(told.origin_ids)
        assert seen[-1] == (size, size)
        assert seen == sorted(seen)
        silent = travel_times(*chosen, Query((EIGHT,)))
        assert (told.times_s == silent.times_s).all()
        assert told.counts == silent.counts


def test_no_origins_no_destinations() -> None:
    timetable, access, _, _ = parts()
    nobody = compile_links(NOTHING, (), timetable.stop_ids)
    query = Query((EIGHT,))
    assert travel_times(timetable, nobody, access, None, query).times_s.shape == (0, 12, 1)
    assert travel_times(timetable, access, nobody, None, query).times_s.shape == (12, 0, 1)
    assert travel_times(timetable, nobody, nobody, None, query).to_frame().empty
    sums = reach(timetable, access, nobody, None, query, weights=np.zeros((0, 2)), cutoffs_s=[60])
    assert sums.tolist() == [[[0.0, 0.0]]] * 12


def test_origins_and_destinations_may_differ() -> None:
    timetable, access, _, _ = parts()
    rows = [(0, timetable.stop_ids.index("S0300"), 30)]
    table = np.array(rows, dtype=np.int32)
    one = compile_links(Links(*table.T.copy()), ("gate",), timetable.stop_ids)
    query = Query((EIGHT,))
    there = travel_times(timetable, access, one, None, query)
    assert there.destination_ids == ("gate",)
    assert there.times_s.shape == (12, 1, 1)
    assert travel_time_profile(timetable, one, access, None, query).shape == (1, 12, 1)


def test_parts_of_different_networks() -> None:
    timetable, access, _, direct = parts()
    elsewhere = compile_links(NOTHING, access.from_ids, ("X",))
    query = Query((EIGHT,))
    with pytest.raises(RoutingError, match="the access links lead to other stops"):
        travel_times(timetable, elsewhere, access, direct, query)
    with pytest.raises(RoutingError, match="the egress links lead to other stops"):
        travel_times(timetable, access, elsewhere, direct, query)
    other = compile_links(NOTHING, ("a",), ("b",))
    with pytest.raises(RoutingError, match="the direct links join other points"):
        travel_times(timetable, access, access, other, query)


def test_reach_says_what_is_wrong() -> None:
    query = Query((EIGHT,), max_time_s=3600)
    with pytest.raises(RoutingError, match="weights have 3 rows for 12 destinations"):
        reach(*parts(), query, weights=[1.0, 1.0, 1.0], cutoffs_s=[600])
    with pytest.raises(RoutingError, match=r"3601 s is longer than .* 3600 s; raise max_time_s"):
        reach(*parts(), query, weights=np.ones(12), cutoffs_s=[600, 3601])
    with pytest.raises(RoutingError, match=r"reach needs one percentile, not \(5, 50\)"):
        reach(*parts(), Query((EIGHT,), (5, 50)), weights=np.ones(12), cutoffs_s=[600])


def test_reach_equals_the_matrix() -> None:
    query = Query.over("08:00-08:10", percentiles=(50,))
    weights = np.arange(24.0).reshape(12, 2)
    times_s = travel_times(*parts(), query).at(50)
    sums = reach(*parts(), query, weights=weights, cutoffs_s=[900, 1800, 3600])
    for c, cutoff_s in enumerate([900, 1800, 3600]):
        within = (times_s >= 0) & (times_s <= cutoff_s)
        assert (sums[:, c] == within @ weights).all()


def test_a_failing_thread_fails_the_whole() -> None:
    def broken() -> int:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        spread([lambda: 1, broken, lambda: 2], threads=2)
