"""The parts of a day at a station: templates, trains, whole passengers, loads, show-up, lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.hub.flow.places import LaneSchedule, VehicleCalls
from sim.hub.station.day import station_day
from sim.hub.station.day_examples import small_inputs
from sim.hub.station.examples import (
    small_day,
    small_onward,
    small_periods,
    small_rules,
    small_seats,
    small_tables,
    small_template,
    small_trips,
    small_visits,
)
from sim.hub.station.layout import layout_of
from sim.hub.station.lines import LineCalls, more_often, steady
from sim.hub.station.loads import fits, loads_of, trains_with_room
from sim.hub.station.relief import relief_rows, waits_if
from sim.hub.station.tables import waits_by_place
from sim.hub.station.template import PlaceChange, PlaceSpec, changed, template_of
from sim.hub.station.totals import day_totals
from sim.hub.station.trains import at_platforms, station_trains
from sim.hub.station.windows import Periods, ShowUp

RANDOM = np.random.default_rng(7)


def test_template_follows_the_date() -> None:
    """Nine lanes until the end of 2014, the template's one in 2015 and 2016, three from 2017."""
    lanes = [
        template_of(small_tables(), hub_id="H", on=date(year, 6, 1))
        .places["in_gates"]
        .schedule.most
        for year in (2014, 2015, 2016, 2017)
    ]
    assert lanes == [9, 1, 1, 3]
    other = template_of(small_tables(), hub_id="another", on=date(2014, 6, 1))
    assert other.places["in_gates"].schedule.most == 1


def test_wrong_templates_tell_everything() -> None:
    tables = small_tables()
    routes = tables["station_routes"]
    more = pd.DataFrame(
        [("small", "rail", "car", 1, "bridge"), ("small", "car", "rail", 1, "tunnel")],
        columns=routes.columns,
    )
    tables["station_routes"] = pd.concat([routes, more], ignore_index=True)
    with pytest.raises(DataError) as told:
        template_of(tables, hub_id="H", on=date(2016, 1, 1))
    text = str(told.value)
    assert "way car to rail of template small passes 'tunnel', which is no place of it" in text
    assert "way rail to car of template small passes 'bridge'" in text
    assert "add it to operations/station_places" in text

    tables["station_routes"] = pd.concat(
        [routes, more.assign(from_kind="foot", to_kind="car", place_id="hall").head(1)],
        ignore_index=True,
    )
    with pytest.raises(DataError, match="do not share one kind, the train"):
        template_of(tables, hub_id="H", on=date(2016, 1, 1))

    tables["station_hubs"] = tables["station_hubs"].head(0)
    with pytest.raises(DataError, match="station H has no template"):
        template_of(tables, hub_id="H", on=date(2016, 1, 1))


def test_wrong_changes_tell_everything() -> None:
    changes = [
        PlaceChange("gate", "lanes", 3),
        PlaceChange("in_gates", "colour", 3),
        PlaceChange("in_gates", "lanes", -1),
    ]
    with pytest.raises(DataError) as told:
        changed(small_template(), changes)
    lines = str(told.value).splitlines()
    assert len(lines) == 4
    assert "place 'gate' is not known — known are hall, in_gates, in_walk, out_walk" in lines[1]
    assert "'colour' cannot be set — known are lanes, service_mean_s" in lines[2]
    assert "lanes of in_gates is -1 — use zero or more" in lines[3]


def test_changes_set_what_they_say() -> None:
    changes = [
        PlaceChange("in_gates", "service_mean_s", 4.0),
        PlaceChange("in_walk", "length_m", 7.0),
        PlaceChange("in_walk", "fixed_s", 8.0),
        PlaceChange("hall", "opens_before_min", 20.0),
        PlaceChange("hall", "closes_before_min", 3.0),
        PlaceChange("in_gates", "lanes", 4, from_s=25_200, until_s=32_400),
    ]
    places = changed(small_template(), changes).places
    assert places["in_gates"].service.mean_s == 4.0
    assert (places["in_walk"].length_m, places["in_walk"].fixed_s) == (7.0, 8.0)
    assert (places["hall"].opens_before_s, places["hall"].closes_before_s) == (1200.0, 180.0)
    schedule = places["in_gates"].schedule  # from 07:00 to 09:00
    assert [schedule.lanes_at(hour * 3600.0) for hour in (0, 6, 7, 8, 9, 23)] == [1, 1, 4, 4, 1, 1]


def test_a_place_out_of_use_is_passed() -> None:
    template = changed(small_template(), [PlaceChange("in_gates", "in_use", 0)])
    way = template.way("rail", "walk")
    assert way is not None
    assert way.places == ("in_walk",)
    names = [p.place_id for p in layout_of("H", ("", ""), template, ()).facility.places]
    assert "in_gates" not in names


def test_zero_lanes_with_people_are_told() -> None:
    inputs = small_inputs()
    none = changed(inputs.template, [PlaceChange("in_gates", "lanes", 0)])
    with pytest.raises(DataError, match="in_gates"):
        station_day(inputs, seed=1, replication=0, template=none)


def test_a_gate_that_closes_before_it_opens_is_told() -> None:
    inputs = small_inputs()
    wrong = changed(inputs.template, [PlaceChange("hall", "closes_before_min", 30)])
    with pytest.raises(DataError, match="hall"):
        station_day(inputs, seed=1, replication=0, template=wrong)


def test_trains_stand_at_the_edge_that_is_free_the_longest() -> None:
    """Two platforms have four edges: 0, 1, 0, 1 for the first four trains, then the first again.

    The fifth train comes when the edges of the first (left at 300 s) and second (left at 400 s)
    are free, and takes the first: platform 0.
    """
    visits = pd.DataFrame(
        {
            "train_id": list("abcde"),
            "train_class": "G",
            "arrival_s": [0, 10, 20, 30, 500],
            "departure_s": [300, 400, 900, 900, 900],
            "arrives": True,
            "departs": True,
        }
    )
    trains = station_trains(visits, small_seats(), exchange_share=0.5)
    assert at_platforms(trains, platforms=2, block_s=60.0).platform.tolist() == [0, 1, 0, 1, 0]


def test_trains_after_midnight_are_of_this_day() -> None:
    visits = small_visits().assign(
        arrival_s=[28_800 + 86_400, 32_400], departure_s=[29_100 + 86_400, 32_400]
    )
    trains = station_trains(visits, small_seats(), exchange_share=0.5)
    assert trains.arrive_s.tolist() == [28_800, 32_400]
    assert trains.depart_s.tolist() == [29_100, 32_400]


def test_long_trains_are_the_same_whatever_else_runs() -> None:
    seats = small_seats().assign(seats_long=200, long_share=0.5)
    ids = [f"G{number}" for number in range(200)]
    visits = pd.DataFrame(
        {"train_id": ids, "train_class": "G", "arrival_s": range(200), "departure_s": range(200)}
    ).assign(arrives=True, departs=True)
    many = station_trains(visits, seats, exchange_share=0.5)
    few = station_trains(visits.tail(50), seats, exchange_share=0.5)
    known = dict(zip(many.train_id, many.seats.tolist(), strict=True))
    assert few.seats.tolist() == [known[one] for one in few.train_id]
    assert 0.35 < np.mean(many.seats == 200) < 0.65


def test_day_totals_add_up_for_any_shares() -> None:
    """City trips are rounded to their sum; the rest changes or is of elsewhere; nobody is lost."""
    for _ in range(20):
        trips = small_trips()
        trips["trips"] = RANDOM.random(2) * 1000
        passengers = float(trips["trips"].sum() * (1 + RANDOM.random()))
        share = float(RANDOM.random())
        day = day_totals(trips, small_onward(), passengers_per_day=passengers, change_share=share)
        city = day.people("from", "city") + day.people("to", "city")
        assert city == round(trips["trips"].sum())
        assert day.passengers == round(passengers)
        assert day.ground["people"].sum() + 2 * day.changing == day.passengers


def test_wrong_day_totals_are_told() -> None:
    with pytest.raises(DataError, match="has 8 trips of the city, but the day has 5 passengers"):
        day_totals(small_trips(), small_onward(), passengers_per_day=5, change_share=0)
    with pytest.raises(DataError, match="'foot' of the demand model leads nowhere"):
        day_totals(small_trips(), small_onward().tail(1), passengers_per_day=9, change_share=0)
    with pytest.raises(DataError, match="how 2 passengers of elsewhere come and go"):
        day_totals(small_trips(), small_onward().head(1), passengers_per_day=10, change_share=0)
    with pytest.raises(DataError, match="negative or not a number"):
        day_totals(small_trips().assign(trips=-1.0), small_onward(), passengers_per_day=9,
                   change_share=0)  # fmt: skip


def test_loads_keep_every_period_and_the_seats() -> None:
    """Three trains an hour all day, two periods; whatever the totals, rows and caps hold."""
    periods = Periods.of({"a": [(0.0, 43_200.0)], "b": [(43_200.0, 86_400.0)]})
    visits = pd.DataFrame(
        {
            "train_id": [f"G{n}" for n in range(60)],
            "train_class": "G",
            "arrival_s": 18_000 + 1200 * np.arange(60),
            "departure_s": 18_240 + 1200 * np.arange(60),
        }
    ).assign(arrives=True, departs=True)
    trains = station_trains(visits, small_seats(), exchange_share=0.5)
    rows = [(p, d, "foot", t) for p, d, t in (
        ("a", "from", 900.0), ("b", "from", 1500.0), ("a", "to", 1200.0), ("b", "to", 1100.0))]  # fmt: skip
    trips = pd.DataFrame(rows, columns=["period", "direction", "alternative_id", "trips"])
    totals = day_totals(trips, small_onward(), passengers_per_day=5000, change_share=0.5)
    loads = loads_of(trains, totals, periods, small_rules())
    # 300 of elsewhere: 75 change trains, 150 come and go by other ways, half of them each way
    assert totals.changing == 75
    assert loads.down.sum(axis=1).tolist() == [900, 1500, 75]
    assert loads.up.sum(axis=1).tolist() == [1200, 1100, 75]
    assert loads.set_down.sum() + loads.picked_up.sum() == 5000
    assert loads.set_down.max() <= 100
    assert loads.picked_up.max() <= 101  # whole people: at most one over the 100 seats
    # people who are set down in period a leave trains that arrive in it
    assert loads.down[0][trains.arrive_s >= 43_200].sum() == 0
    gaps = trains.depart_s[loads.change_to] - trains.arrive_s[loads.change_from]
    assert gaps.min() >= 900
    assert gaps.max() <= 7200


def test_a_period_without_trains_is_told() -> None:
    trains, totals = small_day()
    late = Periods.of({"night": [(0.0, 3600.0)], "day": [(3600.0, 86_400.0)]})
    ground = totals.ground.assign(period="night")
    with pytest.raises(DataError, match="no train sets anybody down then"):
        loads_of(trains, replace(totals, ground=ground), late, small_rules())


def test_fits_spreads_in_proportion_until_a_column_is_full() -> None:
    weights = np.array([[1.0, 1.0, 2.0], [0.0, 1.0, 1.0]])
    people = fits(np.array([8.0, 6.0]), weights, np.array([9.0, 9.0, 4.0]))
    assert people.sum(axis=1).round(4).tolist() == [8.0, 6.0]
    assert people.sum(axis=0)[2] <= 4.0 + 1e-4
    # too many for all: what has no room is missing
    assert fits(np.array([30.0]), np.ones((1, 2)), np.array([9.0, 9.0])).sum() <= 18.0 + 1e-6


def test_a_timetable_that_lacks_trains_gets_more_of_them() -> None:
    """240 people each way, of whom the two trains exchange 50 and 0 (100): too few.

    From the trains: (240 - 0.8 x 50) / (0.8 x 50) = 5 trains of 50; to them, where 150 are
    exchanged: (240 - 0.8 x 150) / 40 = 3. So five more.
    """
    trains, _ = small_day()
    trips = small_trips().assign(trips=[240.0, 240.0])
    totals = day_totals(trips, small_onward(), passengers_per_day=480, change_share=0)
    more = trains_with_room(
        trains,
        totals,
        small_periods(),
        small_rules(),
        seats=small_seats(),
        first_h=6.0,
        last_h=22.0,
    )
    assert (~more.listed).sum() == 5
    loads = loads_of(more, totals, small_periods(), small_rules())
    assert (loads.set_down.sum(), loads.picked_up.sum()) == (240, 240)
    with pytest.raises(DataError, match="find no seat in the trains of the timetable"):
        trains_with_room(
            trains,
            totals,
            small_periods(),
            small_rules(),
            seats=small_seats().head(1),
            first_h=6.0,
            last_h=22.0,
        )


def test_show_up_stays_in_its_period_and_follows_its_distribution() -> None:
    """Departure at 10:00, median lead 40 min: half come after 09:20, which begins period b."""
    periods = Periods.of({"a": [(0.0, 33_600.0)], "b": [(33_600.0, 86_400.0)]})
    show_up = ShowUp(2400.0, 0.5)
    shares = show_up.shares(np.array([36_000.0]), periods)
    assert shares.ravel().tolist() == pytest.approx([0.5, 0.5])
    drawn = (np.arange(2000) + 0.5) / 2000
    departures = np.full(2000, 36_000.0)
    early = show_up.leads(drawn, departures, np.zeros(2000, dtype=np.int64), periods)
    late = show_up.leads(drawn, departures, np.ones(2000, dtype=np.int64), periods)
    assert early.min() >= 2400.0 - 1e-6
    assert late.max() <= 2400.0 + 1e-6
    # both halves together are the whole distribution
    whole = show_up.at((np.arange(4000) + 0.5) / 4000)
    assert np.sort(np.concatenate([early, late])) == pytest.approx(whole, rel=1e-6)


def test_show_up_of_a_period_in_two_windows() -> None:
    """Rest before 06:00 and after 09:00, departure at 10:00: leads under 1 h or over 4 h."""
    periods = Periods.of({"rest": [(0.0, 21_600.0), (32_400.0, 80_000.0)],
                          "peak": [(21_600.0, 32_400.0)]})  # fmt: skip
    show_up = ShowUp(7200.0, 1.0)
    drawn = (np.arange(500) + 0.5) / 500
    lead = show_up.leads(drawn, np.full(500, 36_000.0), np.zeros(500, dtype=np.int64), periods)
    assert ((lead <= 3600.0 + 1e-6) | (lead >= 14_400.0 - 1e-6)).all()
    assert (lead < 3600).any()
    assert (lead > 14_400).any()


@pytest.mark.parametrize("percent", [5, 10, 50, 100, 300])
def test_more_often_never_lets_anybody_wait_longer_in_the_mean(percent: int) -> None:
    calls = steady(6.0, 5, from_s=0.0, until_s=7200.0)
    more = more_often(calls, percent)
    assert more.depart_s.size >= calls.depart_s.size
    assert (more.depart_s[0], more.depart_s[-1]) <= (calls.depart_s[0], calls.depart_s[-1])
    gaps = [later - sooner for sooner, later in pairwise(more.depart_s)]
    assert max(gaps) == pytest.approx(600 / (1 + percent / 100))


def test_people_board_the_line_drawn_for_them_and_come_by_it() -> None:
    """A second kind of onward travel with two lines: three of four choose line one (weights 3:1)."""
    inputs = small_inputs()
    spec = PlaceSpec("stop", "rank", "站台", "Stop", calls="lines")
    places = {**inputs.template.places, "stop": spec}
    ways = tuple(
        replace(way, places=(*way.places, "stop")) if way.to_kind == "walk" else way
        for way in inputs.template.ways
    )
    every = VehicleCalls(np.arange(21_600.0, 80_000.0, 300.0), np.full(195, 1))
    lines = (
        LineCalls("L:0", "一往甲", "L to A", every, np.array([3.0]), np.array([0.0])),
        LineCalls("L:1", "一往乙", "L to B", every, np.array([1.0]), np.array([2.0])),
    )
    scene = replace(inputs.scene, lines=lines, line_kinds=frozenset({"walk"}))
    inputs = replace(
        inputs, template=replace(inputs.template, places=places, ways=ways), scene=scene
    )
    day = station_day(inputs, seed=1, replication=0)
    names = [place.place_id for place in day.layout.facility.places]
    assert {"stop@L:0", "stop@L:1"} <= set(names)
    # one place in each vehicle: the four who are set down leave by different ones, 300 s apart
    down = day.crowd.arrival >= 0
    ends = np.sort(day.log.end_s[down & (day.crowd.departure < 0)])
    assert np.isin(ends, every.depart_s).all()
    # who is not the first of a line saw a full vehicle leave
    waits = waits_by_place(day).set_index("place_id")
    by_line = [int((day.log.visits.place == names.index(f"stop@L:{n}")).sum()) for n in (0, 1)]
    behind = sum(max(count - 1, 0) for count in by_line)
    assert waits.loc["stop", "left_behind_pct"] == 100 * behind / 4
    assert np.isnan(waits.loc["in_gates", "left_behind_pct"])
    # who comes by a line appears when one of its vehicles is there
    up = (day.crowd.departure >= 0) & ~down
    assert np.isin(day.crowd.people.appear_s[up], every.depart_s).all()
    # half as many waits with vehicles twice as often, from the same arrivals
    before = waits_if(day, "stop", lambda place: place, seed=1, replication=0)
    after = waits_if(
        day,
        "stop",
        lambda place: replace(place, calls=more_often(place.calls, 100)),
        seed=1,
        replication=0,
    )
    assert (after <= before + 1e-9).all()


@pytest.mark.parametrize("first_s", [21_600.0, 28_925.0])
def test_relief_of_a_line_leaves_out_who_comes_before_its_first_vehicle(first_s: float) -> None:
    """Four leave G1 (08:00) for a stop with room for all, a vehicle every 300 s.

    With the first at 06:00 nobody comes before it. The one gate takes 10 s each: they come at about
    28 910, 920, 930 and 940 s. With the first at 28 925 s two of them, 50 %, are left out; the others
    wait for the second at 29 225 s.
    """
    inputs = small_inputs()
    spec = PlaceSpec("stop", "rank", "站台", "Stop", calls="lines", standard_p95_s=300.0)
    ways = tuple(
        replace(way, places=(*way.places, "stop")) if way.to_kind == "walk" else way
        for way in inputs.template.ways
    )
    leaves = np.arange(first_s, 80_000.0, 300.0)
    calls = VehicleCalls(leaves, np.full(leaves.size, 9))
    line = LineCalls("L:0", "一往甲", "L to A", calls, np.array([3.0]), np.array([0.0]))
    places = {**inputs.template.places, "stop": spec}
    template = replace(inputs.template, places=places, ways=ways)
    scene = replace(inputs.scene, lines=(line,), line_kinds=frozenset({"walk"}))
    inputs = replace(inputs, template=template, scene=scene)
    day = station_day(inputs, seed=1, replication=0)
    at = [place.place_id for place in day.layout.facility.places].index("stop@L:0")
    visits = day.log.visits
    come = visits.arrive_s[visits.place == at]
    early = come < first_s
    rows = relief_rows(day, inputs, seed=1, replication=0).set_index("place_id")
    row = rows.loc["stop"]
    later = leaves[np.searchsorted(leaves, come[~early])] - come[~early]
    assert row["wait_p95_before_min"] == pytest.approx(np.percentile(later, 95) / 60)
    share = 100 * early.mean()
    assert share == (50.0 if first_s > 28_000.0 else 0.0)
    told = f"the first vehicle leaves after {share:.1f} % of the people have come: run earlier"
    assert (told in row["change_en"]) == bool(early.any())
    assert (f"首班晚于{share:.1f}%的人到达，须提早首班" in row["change_zh"]) == bool(early.any())


def test_relief_of_a_rank_says_that_nobody_gives_up() -> None:
    inputs = small_inputs()
    spec = PlaceSpec("stop", "rank", "候车区", "Rank", calls="steady", calls_per_h=60.0,
                     places_per_call=2, standard_p95_s=600.0)  # fmt: skip
    ways = tuple(
        replace(way, places=(*way.places, "stop")) if way.to_kind == "walk" else way
        for way in inputs.template.ways
    )
    places = {**inputs.template.places, "stop": spec}
    inputs = replace(inputs, template=replace(inputs.template, places=places, ways=ways))
    day = station_day(inputs, seed=1, replication=0)
    row = relief_rows(day, inputs, seed=1, replication=0).set_index("place_id").loc["stop"]
    assert row["change_en"].endswith("nobody gives up waiting, so the waits are an upper bound")
    assert row["change_zh"].endswith("假设无人放弃候车，等候为上限")


def test_ways_the_station_does_not_have_are_told() -> None:
    inputs = small_inputs()
    ways = tuple(way for way in inputs.template.ways if way.from_kind != "walk")
    template = replace(inputs.template, ways=ways)
    with pytest.raises(DataError, match=r"ways that station H does not have: walk to rail; add"):
        station_day(inputs, seed=1, replication=0, template=template)


def test_a_schedule_with_closed_hours_makes_people_wait() -> None:
    """Gates open at 08:10 only: all four wait from 08:01:40 or so until then."""
    inputs = small_inputs()
    spec = inputs.template.places["in_gates"]
    late = replace(spec, schedule=LaneSchedule((0.0, 29_400.0), (0, 1)))
    template = replace(inputs.template, places={**inputs.template.places, "in_gates": late})
    day = station_day(inputs, seed=1, replication=0, template=template)
    number = day.layout.facility.index["in_gates"]
    assert day.log.visits.begin_s[day.log.visits.place == number].min() == 29_400.0
