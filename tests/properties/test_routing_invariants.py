"""What must hold for every network, query and machine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from towns import LONG_S, POINT_IDS, STOP_IDS, Town, departures, finite, services, towns

from sim.network.model import StopId
from sim.routing import Query, fastest_itinerary, travel_times


@given(towns(), st.integers(0, 300), st.integers(1, 60))
def test_leaving_later_never_arrives_earlier(town: Town, departure_s: int, wait_s: int) -> None:
    """Also across the ends of headway bands. True of arrivals without a limit on the time."""
    profile = town.profile(Query((departure_s, departure_s + wait_s), max_time_s=LONG_S))
    assert (profile[:, :, 0] <= profile[:, :, 1] + wait_s).all()


@given(towns(), services("new"), departures)
def test_a_new_line_never_hurts(town: Town, line: object, departures_s: tuple[int, ...]) -> None:
    query = Query(departures_s, (50,), max_time_s=300)
    more = replace(town, patterns=(*town.patterns, line))
    assert (more.profile(query) <= town.profile(query)).all()
    assert (finite(more.matrix(query).times_s) <= finite(town.matrix(query).times_s)).all()
    weights, cutoffs_s = np.ones(3), [0, 100, 300]
    assert (
        more.reached(query, weights, cutoffs_s) >= town.reached(query, weights, cutoffs_s)
    ).all()


@given(towns(), departures, st.integers(1, 100_000))
def test_shifting_timetable_and_query_changes_nothing(
    town: Town, departures_s: tuple[int, ...], seconds: int
) -> None:
    here, there = Query(departures_s), Query(tuple(t + seconds for t in departures_s))
    assert (town.profile(here) == town.shifted(seconds).profile(there)).all()


@given(towns(), departures, st.permutations(STOP_IDS), st.permutations(POINT_IDS), st.randoms())
def test_names_and_order_change_nothing(
    town: Town,
    departures_s: tuple[int, ...],
    stop_order: list[StopId],
    point_order: list[str],
    random: object,
) -> None:
    query = Query(departures_s)
    mixed = list(town.patterns)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    other = replace(
        town, stop_ids=tuple(stop_order), point_ids=tuple(point_order), patterns=tuple(mixed)
    )
    rows = [point_order.index(point_id) for point_id in POINT_IDS]
    assert (town.profile(query) == other.profile(query)[np.ix_(rows, rows)]).all()


@given(towns(), departures, st.sampled_from([1, 25, 50, 75, 99, 100]))
def test_larger_cutoff_reaches_no_less(
    town: Town, departures_s: tuple[int, ...], percentile: int
) -> None:
    query = Query(departures_s, (percentile,), max_time_s=500)
    weights = np.array([[1.0, 0.5], [2.0, 0.25], [4.0, 0.0]])
    sums = town.reached(query, weights, [0, 20, 100, 250, 500])
    assert (np.diff(sums, axis=1) >= 0).all()


@given(towns(), departures, st.sampled_from([None, 0, 1, 2]), st.integers(0, 400))
def test_reach_is_membership_in_the_matrix(
    town: Town, departures_s: tuple[int, ...], max_rides: int | None, cutoff_s: int
) -> None:
    """Destinations weigh 1, 2, 4: the sum names the destinations."""
    query = Query(departures_s, (50,), max_time_s=400, max_rides=max_rides)
    times_s = finite(town.matrix(query).at(50))
    sums = town.reached(query, [1.0, 2.0, 4.0], [cutoff_s])[:, 0, 0]
    assert (sums == ((times_s <= cutoff_s) * [1.0, 2.0, 4.0]).sum(axis=1)).all()


@given(towns(), departures)
def test_number_of_threads_changes_no_byte(town: Town, departures_s: tuple[int, ...]) -> None:
    query = Query(departures_s * 8, (5, 50, 95))
    one, two, five = (town.matrix(query, threads=threads) for threads in (1, 2, 5))
    assert one.times_s.tobytes() == two.times_s.tobytes() == five.times_s.tobytes()
    assert one.counts == two.counts == five.counts


@given(towns(), departures)
def test_longer_limit_keeps_every_answer(town: Town, departures_s: tuple[int, ...]) -> None:
    free = town.profile(Query(departures_s, max_time_s=LONG_S))
    limited = town.profile(Query(departures_s, max_time_s=120))
    assert (limited == np.where(free <= 120, free, np.inf)).all()


@given(towns(), departures, st.integers(0, 4))
def test_one_more_ride_never_hurts(town: Town, departures_s: tuple[int, ...], rides: int) -> None:
    fewer = town.profile(Query(departures_s, max_rides=rides))
    more = town.profile(Query(departures_s, max_rides=rides + 1))
    assert (town.profile(Query(departures_s)) <= more).all()
    assert (more <= fewer).all()


@given(towns(), departures, st.integers(1, 30))
def test_more_slack_never_helps(town: Town, departures_s: tuple[int, ...], slack_s: int) -> None:
    query = Query(departures_s, max_time_s=LONG_S)
    slower = replace(town, slack_s=town.slack_s + slack_s)
    assert (slower.profile(query) >= town.profile(query)).all()


@given(towns(), departures, st.integers(1, 89))
def test_shorter_headway_never_hurts(
    town: Town, departures_s: tuple[int, ...], headway_s: int
) -> None:
    query = Query(departures_s, max_time_s=LONG_S)
    denser = replace(
        town,
        patterns=tuple(
            replace(
                pattern,
                bands=tuple(
                    replace(band, headway_s=min(band.headway_s, headway_s))
                    for band in pattern.bands
                ),
            )
            for pattern in town.patterns
        ),
    )
    assert (denser.profile(query) <= town.profile(query)).all()


@given(towns(), st.integers(0, 200))
def test_a_detour_via_a_stop_is_no_shortcut(town: Town, departure_s: int) -> None:
    """Triangle inequality at one stop, at no distance from the point: rides compose.

    Holds without a limit on the rides only, and for single departures, never for percentiles.
    """
    at_stop = replace(town, direct={}, access={**town.access, ("q", "A"): 0})
    at_stop = replace(
        at_stop,
        access={pair: t for pair, t in at_stop.access.items() if pair[0] != "q" or pair[1] == "A"},
        transfers={pair: t for pair, t in at_stop.transfers.items() if pair != ("A", "A")},
    )
    there = at_stop.profile(Query((departure_s,), max_time_s=LONG_S))[:, :, 0]
    if there[0, 1] < np.inf:
        arrival_s = departure_s + int(there[0, 1])
        onward = at_stop.profile(Query((arrival_s,), max_time_s=LONG_S))[:, :, 0]
        assert there[0, 2] <= there[0, 1] + onward[1, 2]


@given(towns(), departures)
def test_percentiles_are_picked_from_the_profile(town: Town, departures_s: tuple[int, ...]) -> None:
    """The p-th is the smallest travel time that at least p % of the departures do not exceed."""
    query = Query(departures_s, (1, 20, 50, 80, 100), max_time_s=200)
    profile = town.profile(query)
    picked = finite(town.matrix(query).times_s)
    for k, percentile in enumerate(query.percentiles):
        within = (profile <= picked[:, :, k, np.newaxis]).mean(axis=2)
        below = (profile < picked[:, :, k, np.newaxis]).mean(axis=2)
        assert (within * 100 >= percentile - 1e-9).all()
        assert (below * 100 < percentile).all()


@given(towns(), departures, st.sampled_from([None, 1, 2]))
def test_itinerary_adds_up_to_the_matrix(
    town: Town, departures_s: tuple[int, ...], max_rides: int | None
) -> None:
    query = Query(departures_s[:1], (50,), max_time_s=400, max_rides=max_rides)
    times_s = travel_times(*town.parts(), query).times_s[:, :, 0]
    for i, origin_id in enumerate(POINT_IDS):
        for j, destination_id in enumerate(POINT_IDS):
            found = fastest_itinerary(
                *town.parts(), query,
                origin_id=origin_id, destination_id=destination_id, departure_s=departures_s[0],
            )  # fmt: skip
            assert (-1 if found is None else found.travel_time_s) == times_s[i, j]
            assert found is None or max_rides is None or found.n_rides <= max_rides
