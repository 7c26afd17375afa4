"""Lanes needed: the search against every number of lanes, and levels of service by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.hub.flow.places import Lanes, LaneSchedule, Service
from sim.hub.terminal.case import ServiceLevel, ShowUp
from sim.hub.terminal.day import terminal_day
from sim.hub.terminal.examples import small_case, two_flights
from sim.hub.terminal.flights import filled
from sim.hub.terminal.lanes_needed import (
    Visitors,
    lanes_for_standards,
    lanes_needed,
    peak_wait_s,
    visitors,
    waits_s,
)
from sim.hub.terminal.measures import measure_titles, measures, peak_hour_passengers
from sim.hub.terminal.service_levels import relief_rows, service_level_rows, space_rows


def check(mean_s=60.0, cv=0.0, family="constant"):
    return Lanes("check", "安检", "Check", Service(mean_s, cv, family), LaneSchedule.always(1))


def crowd(seed, people=300):
    rng = np.random.default_rng(seed)
    return Visitors(np.sort(rng.uniform(0.0, 7200.0, people)), np.arange(people))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("standard_s", [0.0, 45.0, 600.0, 7200.0])
def test_the_search_finds_what_trying_all_finds(seed, standard_s):
    place, who = check(50.0, 0.6, "lognormal"), crowd(seed)
    peaks = [
        peak_wait_s(who.arrive_s, waits_s(place, lanes, who, seed=seed, replication=0))
        for lanes in range(1, 41)
    ]
    assert all(after <= before + 1e-9 for before, after in pairwise(peaks))
    first = next(lanes for lanes, peak in enumerate(peaks, 1) if peak <= standard_s)
    assert lanes_needed(place, who, standard_s, seed=seed, replication=0) == first


def test_nobody_needs_no_lanes():
    nobody = Visitors(np.empty(0), np.empty(0, dtype=np.int64))
    assert lanes_needed(check(), nobody, 60.0, seed=1, replication=0) == 0
    assert np.isnan(peak_wait_s(np.empty(0), np.empty(0)))


def test_the_worst_hour_counts_and_small_hours_do_not():
    # 20 people without wait at nine; one at ten waits 100 s: too few to count
    arrive = np.array([32_400.0] * 20 + [36_000.0])
    assert peak_wait_s(arrive, np.array([0.0] * 20 + [100.0])) == 0.0


def test_a_place_alone_is_the_place_in_the_whole():
    flights = filled(replace(two_flights(), seats=np.array([99, 99])), departing=60, arriving=5)
    show_up = {"domestic": ShowUp(np.array([90.0, 60.0]), np.array([0.0, 1.0]))}
    day = terminal_day(
        replace(small_case(), flights=flights, show_up=show_up), seed=3, replication=1
    )
    who = visitors(day, 1)
    alone = waits_s(day.who.facility.places[1], 1, who, seed=3, replication=1)
    assert alone.tolist() == day.log.visits.wait_s[day.log.visits.place == 1].tolist()


def test_relieving_one_place_does_not_drown_the_next():
    # Two checks of a minute one behind the other. Three come at once, one minute is allowed: the
    # first check needs 2 lanes (waits 0, 0, 60 s). It then lets two through at once, so the second
    # needs what keeps them within a minute: 1 lane (waits 0, 60, 60 s).
    base = small_case()
    first = base.terminal.places[1]
    second = replace(first, place_id="second")
    places = (*base.terminal.places[:2], second, *base.terminal.places[2:])
    legs = tuple(
        replace(leg, places=("check", "second", "gate")) if leg.leg_id == "through" else leg
        for leg in base.terminal.legs
    )
    case = replace(base, terminal=replace(base.terminal, places=places, legs=legs))
    found, then = lanes_for_standards(
        terminal_day(case, seed=1, replication=0), {"check": 60.0, "second": 60.0}
    )
    assert found == {"check": 2, "second": 1}
    waits = then.log.visits.wait_s[then.log.visits.place == 2]
    assert sorted(waits.tolist()) == [0.0, 60.0, 60.0]


def test_levels_by_hand():
    # Waits of 0, 60 and 120 s: mean 1 min, 95th percentile 114 s = 1.9 min, over the standard of 1
    day = terminal_day(small_case(), seed=1, replication=0)
    row = service_level_rows(day).iloc[0]
    assert (row["people"], row["standard_min"], row["wait_mean_min"]) == (3, 1.0, 1.0)
    assert row["peak_hour_wait_min"] == pytest.approx(1.9)
    assert (row["level_zh"], row["level_en"]) == ("不足", "below standard")
    # two lanes: waits 0, 0, 60: the 95th percentile is 54 s
    assert (row["lanes_now"], row["lanes_needed"]) == (1, 2)
    assert row["quality"] == "estimate"
    # the longest queue is two people of 1.0 to 1.2 m2
    assert space_rows(day).iloc[0, 3:].tolist() == [2, 2.0, 2.4]


def test_what_could_be_spared_is_told_too():
    wide = ServiceLevel("security", "安检", "Security", 0.5, 5.0, 1.0, 1.2, "estimate", "x")
    case = replace(small_case(), levels={"security": wide})
    day = terminal_day(case, seed=1, replication=0)
    rows = relief_rows(day, service_level_rows(day))
    assert rows[["change_zh", "change_en"]].values.tolist() == [["刚好达标", "just enough"]]


def test_measures_have_titles_and_units():
    case = small_case()
    found = measures(terminal_day(case, seed=1, replication=0))
    titles = measure_titles(case)
    assert set(found) == set(titles)
    assert all(one.title_zh and one.title_en and one.unit for one in titles.values())
    assert np.isnan(found["connection_mean_min"])
    assert found["peak_hour_wait_min/check"] == pytest.approx(1.9)


def test_the_peak_hour_is_of_the_clock():
    # landing at 09:00 with 2, departure at 10:00 with 3: two clock hours
    assert peak_hour_passengers(small_case().flights) == 3
