"""Two searches, one answer; arrivals, travellers who know the timetable, parts and draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from towns import POINT_IDS, Town, departures, finite, towns

from sim.routing import (
    Draws,
    Query,
    drawn,
    engine,
    fastest_itinerary,
    sampled_travel_times,
    travel_time_parts,
    travel_time_profile,
    travel_times,
)


@contextmanager
def fewest_starts(number: int) -> Iterator[None]:
    """Take the sweep from so many origins on."""
    known = engine.FEWEST_STARTS
    engine.FEWEST_STARTS = number
    try:
        yield
    finally:
        engine.FEWEST_STARTS = known


def timetable_only(town: Town) -> Town:
    return replace(town, patterns=tuple(p for p in town.patterns if not p.bands))


queries = st.builds(
    Query,
    departures,
    percentiles=st.just((1, 30, 50, 100)),
    max_time_s=st.sampled_from([60, 200, 500, 100_000]),
    max_rides=st.sampled_from([None, None, 0, 1, 2, 3]),
    arrive_by=st.booleans(),
)


@given(towns().map(timetable_only), queries)
def test_sweep_and_rounds_agree(town: Town, query: Query) -> None:
    with fewest_starts(1):
        swept = travel_time_profile(*town.parts(), query)
        picked = travel_times(*town.parts(), query)
    with fewest_starts(10):
        in_rounds = travel_time_profile(*town.parts(), query)
        other = travel_times(*town.parts(), query)
    assert (swept == in_rounds).all()
    assert (picked.times_s == other.times_s).all()
    assert picked.counts.searches == 0
    assert query.max_rides == 0 or other.counts.searches > 0


@given(
    towns(),
    st.lists(st.integers(0, 400), min_size=1, max_size=4).map(tuple),
    st.sampled_from([60, 300]),
    st.sampled_from([0, 20]),
    st.booleans(),
)
def test_arriving_by_is_the_last_departure_in_time(
    town: Town, arrivals_s: tuple[int, ...], max_time_s: int, buffer_s: int, sweep: bool
) -> None:
    """Search every second forwards, and keep the last that is there in time."""
    if sweep:
        town = timetable_only(town)
    # The town's clock begins a day later, so that nobody has to leave before it.
    town = town.shifted(1000)
    query = Query(
        tuple(t + 1000 for t in arrivals_s), max_time_s=max_time_s, arrive_by=True,
        buffer_s=buffer_s,
    )  # fmt: skip
    with fewest_starts(1):
        found = finite(travel_time_profile(*town.parts(), query))
    for k, arrival_s in enumerate(query.departures_s):
        there_s = arrival_s - buffer_s
        leaving_s = np.arange(there_s - max_time_s, there_s + 1)
        times_s = town.profile(Query(tuple(leaving_s.tolist()), max_time_s=max_time_s))
        in_time = leaving_s + times_s <= there_s
        latest = np.where(in_time, leaving_s, -np.inf).max(axis=2)
        assert (found[:, :, k] == there_s - latest).all()


@given(towns(), st.integers(0, 200), st.integers(1, 5), st.sampled_from([0, 7, 60]), st.booleans())
def test_who_knows_the_timetable_leaves_late(
    town: Town, first_s: int, count: int, allowance_s: int, sweep: bool
) -> None:
    """By definition: the least of arrival - t and arrival - latest departure + allowance."""
    town = timetable_only(town) if sweep else town
    step_s, look_ahead_s = 10, 100
    window = tuple(range(first_s, first_s + count * step_s, step_s))
    longer = tuple(range(first_s, window[-1] + look_ahead_s + 1, step_s))
    query = Query(
        window, (1, 50, 100), 400, traveller="timetable_aware",
        allowance_s=allowance_s, look_ahead_s=look_ahead_s,
    )  # fmt: skip
    # One departure has no step of its own: it looks ahead by the minute.
    if count == 1:
        longer = tuple(range(first_s, first_s + look_ahead_s + 1, 60))
    arrival_s = town.profile(Query(longer, max_time_s=400)) + np.array(longer)
    with fewest_starts(1):
        found = finite(travel_time_profile(*town.parts(), query))
        picked = finite(travel_times(*town.parts(), query).times_s)
    for k, leaving_s in enumerate(window):
        same = arrival_s == arrival_s[:, :, [k]]
        latest = np.where(same & (np.array(longer) >= leaving_s), longer, -1).max(axis=2)
        reached = np.isfinite(arrival_s[:, :, k])
        told = np.minimum(arrival_s[:, :, k] - leaving_s, arrival_s[:, :, k] - latest + allowance_s)
        assert (found[:, :, k] == np.where(reached, told, np.inf)).all()
    ordered = np.sort(found, axis=2)
    for k, rank in enumerate(query.ranks()):
        assert (picked[:, :, k] == ordered[:, :, rank]).all()
    random = town.profile(replace(query, traveller="random_arrival"))
    assert (found <= random).all()


@given(towns(), departures, st.sampled_from([None, 1, 2, 3]), st.sampled_from([60, 400]))
def test_parts_are_those_of_the_itinerary_and_add_up(
    town: Town, departures_s: tuple[int, ...], max_rides: int | None, max_time_s: int
) -> None:
    query = Query(departures_s, (1, 50, 100), max_time_s, max_rides)
    found = travel_time_parts(*town.parts(), query)
    times_s = travel_times(*town.parts(), query).times_s
    assert (found.times_s == times_s).all()
    reached = times_s >= 0
    assert (found.parts[..., :5].sum(axis=3)[reached] == times_s[reached]).all()
    assert (found.parts[~reached] == -1).all()
    assert (found.parts[reached] >= 0).all()
    profile = travel_time_profile(*town.parts(), query)
    in_order = np.argsort(departures_s, kind="stable")
    for i, origin_id in enumerate(POINT_IDS):
        for j, destination_id in enumerate(POINT_IDS):
            if not reached[i, j, 1]:
                continue
            first = next(k for k in in_order if profile[i, j, k] == times_s[i, j, 1])
            way = fastest_itinerary(
                *town.parts(), query, origin_id=origin_id, destination_id=destination_id,
                departure_s=departures_s[first],
            )  # fmt: skip
            assert way is not None
            assert way.n_rides == found.parts[i, j, 1, 5]
            told = dict.fromkeys(["access", "wait", "ride", "transfer", "egress"], 0)
            for number, leg in enumerate(way.legs):
                kind = {"alight": "ride"}.get(leg.kind, leg.kind)
                if kind == "walk":
                    # The first walk leads to a stop, unless nobody walks at all before the ride.
                    kind = "access" if number == 0 and leg.from_id == origin_id else "egress"
                told[kind] += leg.duration_s
            assert list(told.values()) == found.parts[i, j, 1, :5].tolist()


@given(towns(), departures, st.integers(0, 3))
def test_a_draw_is_a_timetable(town: Town, departures_s: tuple[int, ...], draw: int) -> None:
    """All draws together: percentiles over every departure of each of them."""
    timetable, access, egress, direct = town.parts()
    query = Query(departures_s, (1, 50, 100), 300)
    each = [
        finite(travel_time_profile(drawn(timetable, n, seed=7), access, egress, direct, query))
        for n in range(draw + 1)
    ]
    found = sampled_travel_times(
        timetable, access, egress, direct, query, draws=Draws(draw + 1, seed=7)
    )
    pooled = np.sort(np.concatenate(each, axis=2), axis=2)
    for k, rank in enumerate(query.ranks_of(pooled.shape[2])):
        assert (finite(found.times_s)[:, :, k] == pooled[:, :, rank]).all()


@given(towns(), st.integers(0, 50))
def test_draws_depend_on_names_only(town: Town, seed: int) -> None:
    """A service keeps its phase whatever else changes: differences hold no noise of it."""
    more = replace(town, patterns=town.patterns[:1])
    one, other = (drawn(t.parts()[0], 0, seed=seed).data for t in (town, more))
    size = one.time_first[1]
    assert other.time_first[1] == size
    assert one.departure_s[:size].tolist() == other.departure_s[:size].tolist()
