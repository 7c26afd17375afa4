"""Changes of trains by brute force, the mean over the day, counties by train, road and ferry."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from circle_samples import both_timetables, slow_mean, whole_province

from sim.clock import Window
from sim.errors import DataError
from sim.gateway.circle.county_times import (
    COUNTY_TIMES_COLUMNS,
    county_times,
    road_minutes,
    road_times,
)
from sim.gateway.circle.parts import circle_parts
from sim.gateway.circle.performance import rail_performance, station_minutes, unit_ways
from sim.gateway.circle.place_model import CircleDefinition, CirclePlace
from sim.gateway.circle.place_times import county_places
from sim.gateway.circle.province import (
    DAY,
    hub_departures,
    made_ready,
    province_times,
    province_units,
)
from sim.gateway.circle.small_province import county, hub_town, on_the_map, ready
from sim.gateway.rail.connections import NEVER_S, change_s, connections
from sim.gateway.rail.departures import MeanRide, clock_face, departures, mean_ride, next_ride
from sim.gateway.rail.train_calls import hub_stations, rail_calls
from sim.gateway.rail.ways import Ways, ways_by_feeder, ways_from_table
from sim.indicators.direct_rides import direct_rides
from sim.network.connectors import Point
from sim.network.model import Network, StopId

DAY_S = 86_400


# --- one change of trains, against a plain search --------------------------------------------


def _random_town(seed: int) -> Network:
    """Up to eight trains of two to five calls among six stations, some past midnight."""
    draw = random.Random(seed)
    lines = []
    for number in range(draw.randint(2, 8)):
        stops = draw.sample("HXYZVW", draw.randint(2, 5))
        minute = draw.randint(300, 1500)
        calls = []
        for stop in stops:
            dwell = draw.randint(0, 3)
            first, last = minute, minute + dwell
            calls.append(
                f"{stop} {first // 60:02d}:{first % 60:02d}/{last // 60:02d}:{last % 60:02d}"
            )
            minute = last + draw.randint(5, 90)
        lines.append(f"train T{number} rail: " + ", ".join(calls))
    return hub_town("mode rail: slack 600, alight 120\n" + "\n".join(lines))


def _rides_of(network: Network) -> list[tuple[str, int, str, int]]:
    """Every ride from call to call: station, departure, station, arrival, in the train's clock."""
    return [
        (one.stop_id, one.departure_s, other.stop_id, other.arrival_s)
        for train in network.trains.values()
        for i, one in enumerate(train.calls)
        for other in train.calls[i + 1 :]
    ]


def _slow_search(network: Network, start: str, leave_s: int, end: str, change: int) -> float:
    """Earliest arrival of whoever takes a train at `start` at exactly `leave_s` of the first day."""
    rides = _rides_of(network)
    shifted = [(a, d % DAY_S, b, r - d // DAY_S * DAY_S) for a, d, b, r in rides]
    daily = [(a, d + k * DAY_S, b, r + k * DAY_S) for a, d, b, r in shifted for k in range(5)]
    best = np.inf
    for a, d, b, r in shifted:
        if (a, d) != (start, leave_s):
            continue
        if b == end:
            best = min(best, r)
        best = min([best, *(t for s, x, e, t in daily if s == b and e == end and x >= r + change)])
    return best


@pytest.mark.parametrize("seed", range(25))
def test_one_change_equals_a_plain_search(seed: int) -> None:
    network = _random_town(seed)
    change = 720  # 600 s to board + 120 s to leave
    assert change_s(network) == change
    found = connections(network)
    calls = found.calls
    for row in range(len(calls.run)):
        start, whole = calls.stop_ids[calls.stop[row]], calls.departure_s[row] // DAY_S * DAY_S
        leave_s = int(calls.departure_s[row] - whole)
        same = [
            i
            for i in range(len(calls.run))
            if calls.stop[i] == calls.stop[row] and calls.departure_s[i] % DAY_S == leave_s
        ]
        for column, end in enumerate(calls.stop_ids):
            # Trains that leave together are one departure for the plain search.
            mine = min(
                float(found.arrival_s[i, column]) - calls.departure_s[i] // DAY_S * DAY_S
                if found.arrival_s[i, column] < NEVER_S
                else np.inf
                for i in same
            )
            assert mine == _slow_search(network, start, leave_s, end, change)


def test_a_change_that_is_too_short_is_missed() -> None:
    # T2 arrives at X at 08:40, T4 leaves at 09:10: a change of 30 min, not of 31. Then the traveller
    # of 08:00 goes on with the next day's T4.
    town = hub_town()
    for minutes, arrival_s in ((30, 580 * 60), (31, 580 * 60 + DAY_S)):
        rides = connections(town, min_change_s=60 * minutes).between(("H",), ("Z",), days=1)
        assert rides.departure_s[-1] == 480 * 60
        assert rides.arrival_s[-1] == arrival_s


def test_the_evening_changes_for_the_next_morning() -> None:
    town = hub_town("train A rail: H 22:00, X 23:00\ntrain B rail: X 06:00, Z 07:00")
    rides = connections(town, min_change_s=600).between(("H",), ("Z",), days=1)
    assert rides.arrival_s.tolist() == [31 * 3600]  # 07:00 of the next day


def test_direct_is_direct_and_stations_of_change_are_named() -> None:
    found = connections(hub_town())
    assert not len(found.between(("H",), ("Z",), direct_only=True))
    rides = found.between(("H",), ("X",))
    assert found.ends_of(int(rides.label[0])) == ("H", "X", None)


# --- means over the day --------------------------------------------------------------------------


def _pairs(network: Network) -> Iterator[tuple[str, str]]:
    for other in ("R_ningbo", "R_lishui", "R_huangshan_north", "R_taizhou_west", "R_huzhou"):
        yield from (("from_hangzhou", other), ("to_hangzhou", other))


@pytest.mark.parametrize("overnight", [True, False])
def test_mean_of_real_trains_is_that_of_moment_by_moment(overnight: bool) -> None:
    for network in both_timetables().values():
        rides = direct_rides(network)
        trains = connections(network)
        for direction, other in _pairs(network):
            own = rides[(rides["direction"] == direction) & (rides["other_stop_id"] == other)]
            slow = slow_mean(own, start_s=21_600, end_s=79_200, overnight=overnight)
            mine = hub_departures(
                trains,
                hub_stations(network),
                (StopId(other),),
                direction,  # type: ignore[arg-type]
                days=3 if overnight else 1,
            )
            mean = mean_ride(mine, start_s=21_600, end_s=79_200, overnight=overnight)
            assert (slow is None) == (mean is None)
            if slow is not None and mean is not None:
                assert mean.total_min == pytest.approx(slow.total_min)
                assert mean.wait_min == pytest.approx(slow.wait_min)
                assert mean.ride_min == pytest.approx(slow.ride_min)


H = 3600


def _mean(
    *rides: tuple[float, float], start_h: float, end_h: float, overnight: bool = True
) -> MeanRide | None:
    """Mean over a window of rides given as hours of departure and arrival."""
    leave, arrive = (np.array([round(ride[end] * H) for ride in rides]) for end in (0, 1))
    day = departures(leave, arrive, days=3 if overnight else 1)
    return mean_ride(day, start_s=round(start_h * H), end_s=round(end_h * H), overnight=overnight)


def test_mean_of_one_train_an_hour() -> None:
    # Wait is uniform from 0 to 60 min, so 30 on average; then 20 min on the train.
    mean = _mean(*((hour, hour + 1 / 3) for hour in range(24)), start_h=6, end_h=22)
    assert mean is not None
    assert (mean.total_min, mean.wait_min, mean.ride_min) == pytest.approx((50.0, 30.0, 20.0))


def test_a_slow_train_overtaken_is_not_taken() -> None:
    # 07:00 arrives 10:00, 08:00 arrives 09:00: whoever comes by 08:00 takes the second.
    # Window 06:00-08:00: arrival 09:00 always; mean = 9 h - 7 h = 2 h, of which 1 h on the train.
    mean = _mean((7, 10), (8, 9), start_h=6, end_h=8)
    assert mean is not None
    assert (mean.total_min, mean.wait_min, mean.ride_min) == pytest.approx((120.0, 60.0, 60.0))


def test_after_the_last_train_the_next_morning() -> None:
    # One train at 12:00, one hour. Window 11:00-13:00: half of it waits 30 min on average,
    # the other half until 12:00 of the next day, 23.5 h on average. (0.5 + 23.5) / 2 + 1 = 13 h.
    mean = _mean((12, 13), start_h=11, end_h=13)
    assert mean is not None
    assert mean.total_min == pytest.approx(13 * 60)


def test_or_the_window_ends_with_the_last_train() -> None:
    # The same train at 12:00: until then the wait is 30 min on average, then an hour on board.
    mean = _mean((12, 13), start_h=11, end_h=13, overnight=False)
    assert mean is not None
    assert mean.total_min == pytest.approx(90.0)
    assert _mean((12, 13), start_h=12, end_h=13, overnight=False) is None


@pytest.mark.parametrize("overnight", [True, False])
def test_mean_of_random_trains_is_that_of_moment_by_moment(overnight: bool) -> None:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "departure_s": 60 * rng.integers(0, 1440, 25),
            "ride_s": 60 * rng.integers(30, 150, 25),
        }
    )
    day = departures(
        frame["departure_s"], frame["departure_s"] + frame["ride_s"], days=3 if overnight else 1
    )
    mean = mean_ride(day, start_s=6 * H, end_s=22 * H, overnight=overnight)
    slow = slow_mean(frame, start_s=6 * H, end_s=22 * H, overnight=overnight)
    assert mean is not None
    assert slow is not None
    assert (mean.total_min, mean.wait_min, mean.ride_min) == pytest.approx(slow)


def test_clock_face_waits_half_the_gap() -> None:
    # n trains an hour: mean wait 30 / n min. The window is a whole number of gaps.
    for trains_per_hour in (1, 2, 3, 4, 5, 6, 12):
        mean = mean_ride(clock_face(trains_per_hour, 40.0), start_s=21_600, end_s=79_200)
        assert mean is not None
        assert mean.wait_min == pytest.approx(30.0 / trains_per_hour)
        assert mean.ride_min == 40.0


def test_no_departure_gives_nothing() -> None:
    nothing = departures([], [])
    assert mean_ride(nothing, start_s=0, end_s=3600) is None
    leave, arrive, label = next_ride(nothing, [0.0])
    assert np.isnan(leave).all()
    assert np.isnan(arrive).all()
    assert label.tolist() == [-1]


def test_a_window_after_the_last_train_gives_nothing_unless_overnight() -> None:
    one = departures([36_000], [39_600], days=1)
    assert mean_ride(one, start_s=40_000, end_s=50_000, overnight=False) is None
    every_day = departures([36_000], [39_600])
    mean = mean_ride(every_day, start_s=40_000, end_s=50_000)
    # From 40,000 to 50,000 s the next train leaves at 86,400 + 36,000 = 122,400 s.
    assert mean is not None
    assert mean.wait_min == pytest.approx((122_400 - 45_000) / 60)


def test_all_stations_at_once_equal_pair_by_pair() -> None:
    network = both_timetables()["2016-03"]
    trains = connections(network)
    some = trains.calls.stop_ids[:40:4]
    fastest, average = station_minutes(trains, some, DAY)
    for row, start in enumerate(some):
        for column, end in enumerate(some):
            rides = trains.between((start,), (end,)) if start != end else departures([], [])
            mean = mean_ride(rides, start_s=DAY.start_s, end_s=DAY.end_s)
            if mean is None:
                assert np.isinf(fastest[row, column])
                assert np.isinf(average[row, column])
            else:
                shortest = (rides.arrival_s - rides.departure_s).min() / 60
                assert fastest[row, column] == pytest.approx(shortest)
                assert average[row, column] == pytest.approx(mean.total_min)


def test_province_times_by_hand() -> None:
    # H to Z over X: 08:00 - 09:40, once a day (who leaves at 07:00 arrives no earlier).
    table = province_times(hub_town()).set_index(["station_id", "direction"])
    row = table.loc["Z", "from_hangzhou"]
    assert row["fastest_min"] == 100.0
    assert row["rides_per_day"] == 1
    assert row["change_share"] == 1.0
    # Arrival 09:40 for departures until 08:00 (2 of 16 h, mean 160 min), next day's after: from
    # 08:00 to 22:00 the mean moment is 15:00, 18 h 40 min before the next 09:40.
    assert row["effective_min"] == pytest.approx((2 * 160 + 14 * (18 * 60 + 40)) / 16)
    assert ("Y", "to_hangzhou") not in table.index  # no train back


def test_a_change_never_makes_a_journey_longer() -> None:
    network = both_timetables()["2019-10"]
    trains, hubs = connections(network), hub_stations(network)
    for stop_id in rail_calls(network).stop_ids:
        with_change = hub_departures(trains, hubs, (stop_id,), "from_hangzhou", direct_only=False)
        direct = hub_departures(trains, hubs, (stop_id,), "from_hangzhou")
        if len(direct) and stop_id not in hubs:
            ready_s = np.arange(21_600, 79_200, 1800)
            assert (next_ride(with_change, ready_s)[1] <= next_ride(direct, ready_s)[1]).all()


# --- units, ways, road and ferry -----------------------------------------------------------------


def test_units_keep_every_person() -> None:
    network = whole_province()
    units = province_units(network)
    assert units["population"].sum() == pytest.approx(
        sum(zone.population for zone in network.zones.values())
    )
    assert units["county_id"].is_unique
    assert set(units.loc[units["in_city"], "prefecture"]) == {"Hangzhou"}


def test_ways_by_feeder_keep_to_their_limit() -> None:
    # 0.5° of longitude at 30° N is 48.2 km: beyond the 40 km of a feeder.
    town = on_the_map(hub_town(), {"H": (120.0, 30.0), "X": (120.5, 30.0)})
    ways = ways_by_feeder(town, [Point("home", 120.05, 30.0, 30.0)], ["H", "X"])
    # 4.82 km * 1.3 / 30 km/h = 12.5 min, and 10 min for the feeder itself.
    assert ways.minutes[0, 0] == pytest.approx(22.5, abs=0.1)
    assert np.isnan(ways_by_feeder(town, [Point("h", 120.0, 30.0, 30.0)], ["X"]).minutes[0, 0])


def test_bad_ways_are_told() -> None:
    good = pd.DataFrame({"point_id": ["a"], "stop_id": ["H"], "minutes": [5.0], "weight": [1.0]})
    with pytest.raises(DataError, match="no column 'weight'; it needs point_id, stop_id, minutes"):
        ways_from_table(good.drop(columns="weight"))
    with pytest.raises(DataError, match="has 'a' to 'H' twice"):
        ways_from_table(pd.concat([good, good]))
    with pytest.raises(DataError, match=r"from 'a' to 'H' takes -5\.0 min"):
        ways_from_table(good.assign(minutes=-5.0))


ROADS = pd.DataFrame(
    {
        "county_id": ["330001", "330002", ""],
        "drive_freeflow_min": [55.0, np.nan, 99.0],
        "quality": "estimate",
        "source": "made by hand",
    }
)
BOAT = {
    "county_id": "330002",
    "port_county_id": "330001",
    "boarding_min": 30,
    "boat_min": 90,
    "until_date": "",
    "quality": "unverified",
    "source": "made by hand",
}


def test_road_is_the_drive_both_ways() -> None:
    table = road_times(ready(), ROADS)
    own = table[table["county_id"] == "330001"]
    assert own["total_min"].tolist() == [55.0, 55.0]
    assert own["ride_min"].tolist() == [55.0, 55.0]
    island = table[table["county_id"] == "330002"]
    assert island["total_min"].isna().all()
    assert set(island["status"]) == {"no road time"}


def test_ferry_is_drive_boarding_and_boat_and_mirrored_on_the_way_back() -> None:
    table = road_times(ready(), ROADS, ferries=pd.DataFrame([BOAT]))
    out, back = table[table["county_id"] == "330002"].to_dict("records")
    assert (out["access_min"], out["station_min"], out["ride_min"]) == (55.0, 30.0, 90.0)
    assert (back["access_min"], back["egress_min"]) == (0.0, 55.0)
    assert out["total_min"] == back["total_min"] == 175.0
    assert out["quality"] == "unverified"


def test_the_faster_ferry_counts_and_one_that_has_ended_does_not() -> None:
    slow = {**BOAT, "boat_min": 200}
    both = pd.DataFrame([slow, BOAT])
    table = road_times(ready(), ROADS, ferries=both).set_index("county_id")
    assert table.loc["330002", "total_min"].tolist() == [175.0, 175.0]
    ended = pd.DataFrame([{**BOAT, "until_date": "2000-01-01"}])
    table = road_times(ready(), ROADS, ferries=ended).set_index("county_id")
    assert table.loc["330002", "total_min"].isna().all()


def test_bad_roads_and_ferries_are_told() -> None:
    with pytest.raises(DataError, match="road/intercity has no column 'drive_freeflow_min'"):
        road_times(ready(), ROADS.drop(columns="drive_freeflow_min"))
    nowhere = pd.DataFrame([{**BOAT, "port_county_id": "330009"}])
    with pytest.raises(DataError, match=r"ferry to 330002 starts in 330009.*name another unit"):
        road_times(ready(), ROADS, ferries=nowhere)
    with pytest.raises(DataError, match="of ferries has no column 'boat_min'"):
        road_times(ready(), ROADS, ferries=pd.DataFrame([BOAT]).drop(columns="boat_min"))


def test_road_minutes_by_place() -> None:
    roads = ROADS.assign(name_zh=["甲县", "乙县", "丙市"], level=["county", "county", "prefecture"])
    places = [
        CirclePlace("c", "city", "丙", "C", "C", (), ()),
        CirclePlace("d", "city", "丁", "D", "D", (), ()),
        *county_places(ready()),
    ]
    assert road_minutes(roads, places) == {"c": 99.0, "330001": 55.0}


def test_the_road_is_named_where_no_train_goes() -> None:
    province = ready()
    hour = CircleDefinition("hour", "fastest", 60.0)
    table = circle_parts(province, county_places(province), [hour], road_min={"330002": 250.0})
    texts = table.loc[table["place_id"] == "330002", ["change_zh", "change_en"]]
    assert texts.to_numpy().tolist()[0] == [
        "无铁路车站；公路250分钟",
        "no railway station; by road 250 min",
    ]


def test_county_times_have_every_unit_by_both_modes() -> None:
    province = ready()
    hour = CircleDefinition("hour", "fastest", 60.0)
    table = county_times(province, circle_parts(province, county_places(province), [hour]), ROADS)
    assert tuple(table.columns) == COUNTY_TIMES_COLUMNS
    counted = table.groupby(["county_id", "mode"]).size()
    assert counted.to_dict() == {
        (county_id, mode): 2 for county_id in ("330001", "330002") for mode in ("rail", "road")
    }
    rail = table[(table["mode"] == "rail") & (table["county_id"] == "330002")]
    assert set(rail["status"]) == {"no railway"}
    assert set(rail["quality"]) == {"published"}


# --- rail transport performance ------------------------------------------------------------------


def _two_towns(trains: str) -> Network:
    """Units at H (300 people) and X (100), 48 km apart, each at its station."""
    town = on_the_map(hub_town(trains), {"H": (120.0, 30.0), "X": (120.5, 30.0)})
    zones = (county("330001", 120.0, 30.0, people=300.0), county("330002", 120.5, 30.0))
    return replace(town, zones={zone.zone_id: zone for zone in zones})


def test_performance_by_hand() -> None:
    # H to X once a day in 30 min: door to door 0 + 15 + 30 + 4 + 0 = 49 min (a walk of 1 s each).
    # Optimal: X is reached from H, not H from X. Average: the wait of a whole day is too long.
    town = _two_towns("mode rail: slack 900, alight 240\ntrain T rail: H 08:00, X 08:30")
    table = rail_performance(town).set_index("county_id")
    assert table["people_near"].tolist() == [400.0, 400.0]
    assert table["people_optimal"].tolist() == [400.0, 100.0]
    assert table["people_average"].tolist() == [300.0, 100.0]
    assert table["optimal_pct"].tolist() == [100.0, 25.0]
    assert table["average_pct"].tolist() == [75.0, 25.0]


def test_station_time_and_limits_count() -> None:
    town = _two_towns("mode rail: slack 900, alight 240\ntrain T rail: H 08:00, X 08:30")
    limits = {True: 49.1, False: 30.1}  # the two walks of 1 s each
    for station_time, limit in limits.items():
        for minutes, people in ((limit, 400.0), (limit - 0.2, 300.0)):
            table = rail_performance(town, cutoff_min=minutes, station_time=station_time)
            assert table["people_optimal"].iloc[0] == people
    near = rail_performance(town, radius_km=48.0)
    assert near["people_near"].tolist() == [300.0, 100.0]


def test_ways_of_the_router_stand_in_for_feeders_where_they_are_known() -> None:
    """Two cells of one unit: the heavier one decides; stations without such ways keep feeders."""
    zones = {
        name: replace(county("330106", 120.0, 30.0, people=people), zone_id=name, kind="cell")
        for name, people in (("a", 10.0), ("b", 30.0))
    }
    town = replace(hub_town(), zones=zones)
    units = Ways(("330106", "330999"), ("H", "X"), np.array([[90.0, 50.0], [5.0, 6.0]]), np.ones(2))
    cells = Ways(("a", "b"), ("H",), np.array([[20.0], [30.0]]), np.array([10.0, 30.0]))
    assert unit_ways(town, units, cells).minutes.tolist() == [[30.0, 50.0], [5.0, 6.0]]
    lost = replace(cells, minutes=np.array([[20.0], [np.nan]]))
    assert np.isnan(unit_ways(town, units, lost).minutes[0, 0])  # most have no way
    none = replace(cells, minutes=np.full((2, 1), np.nan))
    assert unit_ways(town, units, none).minutes.tolist() == units.minutes.tolist()


def test_performance_takes_the_ways_it_is_given() -> None:
    """330001 (300 people) at H, 330002 (100) at X: with 61 min to H the train is too far off."""
    town = _two_towns("mode rail: slack 900, alight 240\ntrain T rail: H 08:00, X 08:30")
    first = min(town.zones.values(), key=lambda zone: zone.county_id)
    for minutes, people in ((40.0, 400.0), (42.0, 300.0)):  # 40 + 15 + 30 + 4 and a second: 89
        ways = Ways((first.zone_id,), (StopId("H"),), np.array([[minutes]]), np.ones(1))
        table = rail_performance(town, city_ways=ways).set_index("county_id")
        assert table.loc[first.county_id, "people_optimal"] == people


def test_average_never_beats_optimal() -> None:
    table = rail_performance(whole_province())
    assert (table["people_average"] <= table["people_optimal"]).all()
    assert (table["optimal_pct"].dropna() >= table["average_pct"].dropna()).all()


def test_made_ready_keeps_to_the_main_stations_asked_for() -> None:
    province = ready()
    ways = province.city_ways
    none = made_ready(province.network, ways, ways, hub_ids=("elsewhere",))
    assert none.hub_ids == ()
    assert not none.services
    assert none.window == Window(21_600, 79_200, 600)


def test_without_trains_nothing_is_reached_and_nothing_fails() -> None:
    province = ready()
    bare = replace(province.network, trains={})
    empty = made_ready(bare, province.city_ways, province.centre_ways)
    definitions = [
        CircleDefinition("hour", family, 60.0)  # type: ignore[arg-type]
        for family in ("fastest", "effective", "door_to_door", "people")
    ]
    table = circle_parts(empty, county_places(empty), definitions)
    assert table["total_min"].isna().all()
    assert (table["change_en"] != "").all()
    assert province_times(bare).empty
    performance = rail_performance(bare)
    assert (performance["people_optimal"] == 100.0).all()  # everybody reaches home


def test_closed_main_station_is_no_end() -> None:
    network = both_timetables()["2016-03"]
    assert network.as_of == date(2015, 12, 31)
    assert "R_hangzhou_south" not in rail_calls(network).stop_ids
