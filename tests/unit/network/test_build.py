"""The real network: lengths, stations, run times and trains against published figures."""

import time
from dataclasses import replace
from datetime import date

import pytest

from sim.errors import NetworkError
from sim.network.build import build_network, build_zones, load_network
from sim.network.checks import check_network
from sim.network.connectors import Point, WalkSettings, direct_links
from sim.network.model import Quality
from sim.network.patterns import patterns
from sim.network.runs import stop_is_open

HANGZHOU = {"R_hangzhou", "R_hangzhou_east", "R_hangzhou_west", "R_hangzhou_south"}


@pytest.fixture(scope="module")
def at(package):
    built = {}

    def network(day, **options):
        key = (day, *options.items())
        if key not in built:
            built[key] = build_network(package, date.fromisoformat(day), zones=(), **options)
        return built[key]

    return network


def open_km(network):
    tracks = {
        section.track_id: section.length_km
        for section in network.sections.values()
        if network.is_open(section) and section.in_city_total
    }
    return sum(tracks.values())


@pytest.mark.parametrize(
    ("day", "summed_km", "published_km"),
    [("2015-12-31", 81.57, 81.5), ("2018-12-31", 117.77, 117.6), ("2020-12-31", 307.81, 306.0)],
)
def test_operating_length(at, day, summed_km, published_km):
    length = open_km(at(day))
    assert length == pytest.approx(summed_km, abs=0.005)
    assert length == pytest.approx(published_km, rel=0.006)


def test_the_plan_of_2016_has_257_km(at):
    tracks = {
        section.track_id: section.length_km
        for section in at("2016-07-01").sections.values()
        if section.status_2016_07 in {"operating", "under_construction"}
    }
    assert sum(tracks.values()) == pytest.approx(257.3, abs=0.05)


def test_every_checkpoint_within_the_tolerance_of_its_source(at, package):
    late = {"2022-09-22"}  # the published total counts a section without passengers
    network = at("2020-12-31")
    for row in package["metro/checkpoints"].to_dict("records"):
        day = row["date"].date()
        tolerance = 0.013 if day.isoformat() in late else 0.0065
        length = open_km(replace(network, as_of=day))
        assert length == pytest.approx(row["length_km_published"], rel=tolerance), day


def test_167_stations_at_the_end_of_2020_and_all_are_served(at):
    network = at("2020-12-31")
    rail = {"metro", "suburban_rail"}
    opened = {s.stop_id for s in network.stops.values() if s.mode_id in rail and network.is_open(s)}
    served = {stop for p in patterns(network) if p.mode_id in rail for stop in p.stop_ids}
    assert len(opened) == 167
    assert served == opened


def ride_min(network, route_id, start, end):
    times = [
        pattern.arrival_offset_s[b] - pattern.departure_offset_s[a]
        for pattern in patterns(network)
        if pattern.route_id == route_id and start in pattern.stop_ids and end in pattern.stop_ids
        for a, b in [(pattern.stop_ids.index(start), pattern.stop_ids.index(end))]
        if a < b
    ]
    return min(times) / 60


def test_run_times_within_ten_percent_of_the_published(at, package):
    rows = package["metro/run_times_published"].to_dict("records")
    assert len(rows) >= 12
    for row in rows:
        network = at(row["valid_on"].date().isoformat())
        found = ride_min(network, row["route_id"], row["from_stop_id"], row["to_stop_id"])
        assert found == pytest.approx(row["run_time_min"], rel=0.10), row


def test_line_1_of_2015_runs_to_both_ends_and_adds_up_on_its_trunk(at):
    found = {p.pattern_id: p for p in patterns(at("2015-12-31")) if p.route_id == "metro_1"}
    ends = {key: (p.stop_ids[0], p.stop_ids[-1]) for key, p in found.items()}
    assert ends["metro_1:main:0"] == ("M_xianghu", "M_xiashajiangbin")
    assert ends["metro_1:linping:0"] == ("M_xianghu", "M_linping")
    assert ends["metro_1:trunk0:0"] == ("M_xianghu", "M_coach_center")
    at_eight = [
        b.headway_s for b in found["metro_1:trunk0:0"].bands if b.start_s <= 28_800 < b.end_s
    ]
    assert at_eight == [210]  # 3.5 min, half of the trains to each branch


def test_the_linping_branch_becomes_line_9(at):
    routes = {p.pattern_id for p in patterns(at("2021-12-31"))}
    assert not any(key.startswith("metro_1:linping") for key in routes)
    assert any(key.startswith("metro_9:") for key in routes)


def test_line_6_opens_without_the_station_that_was_not_ready(at):
    stops = {s for p in patterns(at("2020-12-31")) if p.route_id == "metro_6" for s in p.stop_ids}
    assert "M_fengbei" not in stops
    assert "M_qianjiang_century_city" in stops


def fastest_min(network, destination):
    best = []
    for train in network.trains.values():
        calls = [call for call in train.calls if stop_is_open(network, call.stop_id)]
        for place, call in enumerate(calls):
            if call.stop_id in HANGZHOU:
                best += [
                    (later.arrival_s - call.departure_s) // 60
                    for later in calls[place + 1 :]
                    if later.stop_id == destination
                ]
    return min(best)


@pytest.mark.parametrize(
    ("destination", "in_2016", "in_2019"),
    [
        ("R_jiaxing_south", 23, 23),
        ("R_huzhou", 21, 21),
        ("R_shaoxing_north", 18, 18),
        ("R_ningbo", 45, 48),
        ("R_jinhua", 43, 43),
        ("R_quzhou", 66, 66),
        ("R_taizhou_west", 103, 111),
        ("R_lishui", 88, 84),
        ("R_wenzhou_south", 130, 125),
        ("R_huangshan_north", 218, 80),
    ],
)
def test_fastest_trains_as_the_timetable_has_them(at, destination, in_2016, in_2019):
    assert fastest_min(at("2016-03-31"), destination) == in_2016
    assert fastest_min(at("2019-10-31"), destination) == in_2019


def test_no_train_loses_a_call_at_a_station_that_was_open(at):
    for day in ("2016-03-31", "2019-10-31"):
        network = at(day)
        called = {call.stop_id for train in network.trains.values() for call in train.calls}
        assert all(stop_is_open(network, stop_id) for stop_id in called)


def test_hangzhou_south_is_closed_for_rebuilding(at):
    assert not stop_is_open(at("2016-07-01"), "R_hangzhou_south")
    assert stop_is_open(at("2020-12-31"), "R_hangzhou_south")


def test_vintages_follow_the_date_and_can_be_chosen(at):
    assert (at("2015-12-31").rail_timetable, at("2015-12-31").air_vintage) == ("2016-03", "2014")
    assert (at("2020-12-31").rail_timetable, at("2020-12-31").air_vintage) == ("2019-10", "2019")
    chosen = at("2020-12-31", rail_timetable="2016-03", air_vintage="2014")
    assert (chosen.rail_timetable, chosen.air_vintage) == ("2016-03", "2014")
    assert all(train.trip_id.startswith("2016") for train in chosen.trains.values())


def test_an_unknown_vintage_says_which_there_are(at):
    with pytest.raises(
        NetworkError, match="no rail timetable of '2017'; there is 2016-03 and 2019"
    ):
        at("2020-12-31", rail_timetable="2017")


def test_airport_buses_follow_their_periods(at):
    def minutes(day, route_id):
        (branch,) = at(day).routes[route_id].branches
        return round(sum(row.run_time_s for row in branch.stops) / 60)

    assert minutes("2015-12-31", "apbus_wulinmen") == 70  # the expressway was being rebuilt
    assert minutes("2018-12-31", "apbus_wulinmen") == 60
    assert "apbus_wulinmen" not in at("2020-12-31").routes


def test_modelled_buses_use_the_fleet_they_are_given(at):
    """219 known lines of 3201 km get the part of 0.85 x 8555 buses that their length gives."""
    network = at("2015-12-31")
    buses = 0.0
    lines = 0
    for route in network.routes.values():
        if route.mode_id not in {"bus", "brt"}:
            continue
        peak = [b for b in route.headways if b.start_s == 25_200 or b.run_time_factor > 1]
        if not peak:
            continue
        assert {b.quality for b in peak} == {Quality.MODELLED}
        lines += 1
        ways = [sum(row.run_time_s for row in branch.stops) for branch in route.branches]
        both = 2 * sum(ways) / len(ways)
        buses += (both * peak[0].run_time_factor + 600) / peak[0].headway_s
    assert lines == 219
    assert buses == pytest.approx(8555 * 0.85 * 3201.3 / 12_791, rel=0.10)


def test_bus_speed_in_the_peak_is_the_measured_one(at):
    network = at("2015-12-31")
    metres = seconds = 0.0
    for pattern in patterns(network):
        if pattern.mode_id == "bus" and "@" in pattern.pattern_id:
            route = network.routes[pattern.route_id]
            branch = next(
                b for b in route.branches if {r.stop_id for r in b.stops} == set(pattern.stop_ids)
            )
            metres += sum(row.distance_m for row in branch.stops)
            seconds += pattern.departure_offset_s[-1]
    assert metres / seconds * 3.6 == pytest.approx(14.1, rel=0.02)


def test_nothing_is_wrong_with_the_network_of_any_year(at):
    for day in ("2015-12-31", "2018-12-31", "2020-12-31", "2022-12-31"):
        errors = [i.text() for i in check_network(at(day)) if i.severity.value == "error"]
        assert errors == []


def test_every_model_is_named_among_the_assumptions(at):
    text = " ".join(at("2020-12-31").assumptions)
    for word in ("timetable of 2019-10", "Headways", "Bus lines", "Population", "Jobs", "Walking"):
        assert word in text


def test_building_twice_gives_the_same_fingerprint(package):
    day = date(2020, 12, 31)
    one, two = (build_network(package, day, zones=()) for _ in range(2))
    assert one.fingerprint == two.fingerprint
    assert replace(one, horizon_year=2030).fingerprint != one.fingerprint


def test_loading_takes_less_than_three_seconds(data_dir):
    started = time.process_time()
    network = load_network(data_dir, date(2020, 12, 31))
    assert time.process_time() - started < 3.0
    assert network.home_airport == "HGH"
    assert 2500 <= len(network.zones) <= 5000


def test_no_station_of_the_metro_is_in_the_water(at):
    wet = [i for i in check_network(at("2020-12-31")) if i.code == "stop-in-water"]
    assert not any("M_" in issue.what for issue in wet)


class Memory:
    def __init__(self):
        self.frame = None
        self.reads = 0

    def read(self):
        self.reads += 1
        return self.frame

    def write(self, frame):
        self.frame = frame


def test_zones_from_a_cache_are_the_zones_that_were_written(data_dir, tmp_path):
    import pandas as pd

    memory = Memory()
    computed = build_zones(data_dir, 2020, memory)
    memory.frame.to_parquet(tmp_path / "zones.parquet")
    memory.frame = pd.read_parquet(tmp_path / "zones.parquet")
    assert build_zones(data_dir, 2020, memory) == computed
    assert memory.reads == 2
    assert build_zones(data_dir, 2020) == computed


def bank_to_bank_s(network, crossing_id):
    crossing = network.crossings[crossing_id]
    (a, b) = (Point(str(n), lon, lat) for n, (lon, lat) in enumerate(crossing.ends))
    return direct_links([a], [b], network, WalkSettings()).time_s.tolist()


def test_the_qiantang_is_crossed_on_foot_where_a_bridge_can_be_walked(at):
    network = at("2020-12-31")
    # Fuxing Bridge: 1376 m at 4.5 km/h; the ends lie on its own two banks
    assert bank_to_bank_s(network, "qianjiang_4") == [1101]
    # expressway bridge, and a road tunnel
    assert bank_to_bank_s(network, "qianjiang_6") == []
    assert bank_to_bank_s(network, "qingchun_tunnel") == []
    dry = replace(network, barriers=())
    assert bank_to_bank_s(dry, "qingchun_tunnel") != []
