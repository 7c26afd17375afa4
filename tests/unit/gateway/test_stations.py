"""Main stations: lines, hours, load, people, redundancy, centrality."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from circle_samples import slow_mean
from station_samples import access, capacity, city, facts

from sim.errors import DataError
from sim.gateway.stations.centrality import hub_centrality, ride_graph_edges
from sim.gateway.stations.cities import city_people, hub_cities
from sim.gateway.stations.load import hub_capacity, hub_hours, peak_hours
from sim.gateway.stations.overview import RailFacts, station_tables
from sim.gateway.stations.reach import access_frame, home_access, nearest_hub, people_near_hubs
from sim.gateway.stations.redundancy import hub_closures
from sim.gateway.stations.right_station import people_near_right_hub, right_station
from sim.gateway.stations.roles import (
    bearing_deg,
    herfindahl,
    hub_lines,
    hub_neighbours,
    specialisation,
)
from sim.gateway.stations.trains import hub_rides, hub_visits, open_hubs, train_calls
from sim.indicators import Evidence, IndicatorValue, read_targets
from sim.indicators.direct_rides import direct_rides
from sim.indicators.five_stations import main_hub
from sim.indicators.target_model import Parameter
from sim.network.build import load_network
from sim.network.examples import empty, hub, section, with_route
from sim.network.model import Network
from sim.tables.reading import read_table

DATA = Path(__file__).parents[3] / "network_data"
NAN = float("nan")


@pytest.fixture
def network() -> Network:
    return city()


@pytest.fixture(scope="module")
def hangzhou() -> Network:
    """The real railway of 2019, without zones."""
    return load_network(DATA, date(2019, 12, 31), zones=())


def rows(frame: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return list(frame.loc[:, list(names)].itertuples(index=False, name=None))


# ------------------------------------------------------------------------------------- trains


def test_open_hubs_are_neither_planned_nor_closed_for_rebuilding(network: Network) -> None:
    assert [hub.hub_id for hub in open_hubs(network)] == ["east", "west"]


def test_visits_say_whether_a_train_comes_from_and_goes_on_to_another_station(
    network: Network,
) -> None:
    visits = hub_visits(train_calls(network))
    # G1, G2, G5, G6 at East (G2 and G6 come and go); G3, G4, G6 at West.
    assert visits.groupby("hub_id").size().to_dict() == {"east": 4, "west": 3}
    assert visits.groupby("hub_id")[["arrives", "departs"]].sum().to_numpy().tolist() == [
        [2, 4],
        [1, 2],
    ]


def test_rides_are_those_that_the_indicators_count(network: Network) -> None:
    for town in (network, city({"N1": "B 23:30, W 24:40/24:50, E 25:05/25:06, A 25:40"})):
        ours = hub_rides(train_calls(town))
        theirs = direct_rides(town)
        stop_of = {"east": "E", "west": "W"}
        mine = sorted(
            zip(
                np.where(ours["outward"], "from_hangzhou", "to_hangzhou"),
                ours["hub_id"].map(stop_of),
                ours["other_stop_id"],
                ours["departure_s"],
                ours["ride_s"],
                strict=True,
            )
        )
        names = ["direction", "hub_stop_id", "other_stop_id", "departure_s", "ride_s"]
        assert mine == sorted(rows(theirs, *names))


def test_rides_of_the_real_timetable_are_those_that_the_indicators_count(
    hangzhou: Network,
) -> None:
    ours, theirs = hub_rides(train_calls(hangzhou)), direct_rides(hangzhou)
    assert len(ours) == len(theirs) > 5_000
    assert ours["ride_s"].sum() == theirs["ride_s"].sum()
    assert ours["outward"].sum() == (theirs["direction"] == "from_hangzhou").sum()


def test_trains_of_the_real_stations_are_the_rows_of_the_timetable(hangzhou: Network) -> None:
    trains = read_table(DATA, "rail/trains")
    calls = read_table(DATA, "rail/calls")
    chosen = trains.loc[trains["vintage"] == "2019-10", "trip_id"]
    own = calls.loc[calls["trip_id"].isin(chosen)]
    counted = own.loc[own["stop_id"] == "R_hangzhou_east", "trip_id"].nunique()
    visits = hub_visits(train_calls(hangzhou)).groupby("hub_id").size()
    assert visits["hangzhou_east"] == counted > 500


# -------------------------------------------------------------------------------------- roles


def test_each_side_of_a_call_belongs_to_a_line_or_a_sector(network: Network) -> None:
    found = hub_lines(network, facts().lines, facts().line_stops)
    # East: G1, G5 leave and G2 comes by "ea"; G2 goes on to B, on West's line; G6 goes to C, whose
    # line is not open: the sector. G6 comes from West, a main station: no line. 3 + 1 + 1 sides.
    # West: G3 leaves and G4 comes by "wb"; G6 goes east past East: the sector. 2 + 1 sides.
    assert rows(found, "hub_id", "line_id", "trains_per_day", "share_pct") == [
        ("east", "ea", 3, 60.0),
        ("east", "toward_east", 1, 20.0),
        ("east", "wb", 1, 20.0),
        ("west", "wb", 2, 66.67),
        ("west", "toward_east", 1, 33.33),
    ]
    assert rows(found, "arrivals_per_day", "departures_per_day")[0] == (1, 2)
    assert rows(found, "name_zh", "name_en")[:2] == [("东线", "East line"), ("东向", "East")]


def test_a_line_counts_from_its_opening(network: Network) -> None:
    later = replace(network, as_of=date(2030, 1, 1))
    found = hub_lines(later, facts().lines, facts().line_stops)
    assert "ec" in found.loc[found["hub_id"] == "east", "line_id"].tolist()


def test_of_two_lines_the_one_that_more_stations_lie_on_counts() -> None:
    network = city({"G1": "E 08:00, A 08:30, C 09:00"})
    known = facts()
    short = known.lines.assign(open_date=pd.Timestamp("2010-01-01"))
    through = known.line_stops.replace({"line_id": {"ec": "zz"}})
    long_line = pd.concat(
        [through, pd.DataFrame([("zz", 2, "A"), ("zz", 3, "C")], columns=through.columns)]
    ).drop_duplicates(["line_id", "stop_id"], keep="last")
    lines = short.replace({"line_id": {"ec": "zz"}})
    assert hub_lines(network, lines, long_line)["line_id"].tolist() == ["zz"]


def test_a_line_outside_the_city_hands_its_trains_to_the_line_that_joins_it() -> None:
    network = city({"G1": "E 08:00, C 08:30"})
    lines = facts().lines.assign(open_date=pd.Timestamp("2010-01-01"))
    columns = ["line_id", "seq", "stop_id"]
    outside = [("ec", 1, "A"), ("ec", 2, "C")]
    alone = pd.DataFrame(outside, columns=columns)
    assert hub_lines(network, lines, alone)["line_id"].tolist() == ["toward_east"]
    joined = pd.DataFrame([*outside, ("ea", 1, "E"), ("ea", 2, "A")], columns=columns)
    assert hub_lines(network, lines, joined)["line_id"].tolist() == ["ea"]


def test_specialisation_shares_each_line_out_among_the_stations(network: Network) -> None:
    matrix = specialisation(hub_lines(network, facts().lines, facts().line_stops))
    assert matrix.loc["wb"].to_dict() == {"east": 33.33, "west": 66.67}
    assert matrix.loc["ea"].to_dict() == {"east": 100.0, "west": 0.0}


def test_herfindahl_runs_from_even_to_one() -> None:
    assert herfindahl([3, 1, 1]) == pytest.approx(0.36 + 0.04 + 0.04)
    assert herfindahl([1] * 8) == pytest.approx(1 / 8)
    assert math.isnan(herfindahl([]))
    assert math.isnan(herfindahl([0, 0]))


def test_neighbours_have_bearings(network: Network) -> None:
    found = hub_neighbours(network)
    assert rows(found.loc[found["hub_id"] == "east"], "stop_id", "sector", "trains_per_day") == [
        ("A", "east", 3),
        ("B", "west", 1),
        ("C", "east", 1),
    ]
    # Due south-west on the sphere at the equator is half of the way between 180° and 270°.
    assert bearing_deg((0.0, 0.0), (-1.0, -1.0)) == pytest.approx(225.0, abs=0.01)


# --------------------------------------------------------------------------------------- load


def test_hours_count_both_ways_and_every_train_once(network: Network) -> None:
    hours = hub_hours(train_calls(network))
    assert len(hours) == 48
    assert hours.groupby("hub_id")["trains"].sum().to_dict() == {"east": 4, "west": 3}
    east = hours.loc[hours["hub_id"] == "east"].set_index("hour")
    # G1 and G5 leave in the hour of 08; G2 comes and leaves in that of 09; G6 in that of 10.
    assert east.loc[8, ["arrivals", "departures", "trains"]].tolist() == [0, 2, 2]
    assert east.loc[9, ["arrivals", "departures", "trains"]].tolist() == [1, 1, 1]
    # West: G4 ends at 13:10.
    west = hours.loc[hours["hub_id"] == "west"].set_index("hour")
    assert west.loc[13, ["arrivals", "departures", "trains"]].tolist() == [1, 0, 1]
    assert rows(peak_hours(hours), "hub_id", "peak_hour", "peak_trains") == [
        ("east", 8, 2),
        ("west", 8, 1),
    ]


def test_a_train_after_midnight_counts_in_the_small_hours() -> None:
    hours = hub_hours(train_calls(city({"N1": "B 23:50, E 24:50"})))
    assert hours.loc[hours["trains"] > 0, ["hour", "arrivals"]].to_numpy().tolist() == [[0, 1]]


def test_capacity_is_the_lesser_of_platforms_and_throat() -> None:
    # 4 edges * 60 / 12 min * 0.75 = 15; 2 tracks * 60 / 6 min * 0.75 = 15; with 1 track 7.5.
    table = capacity(("east", "2013-07-01", None))
    assert hub_capacity(table, date(2020, 1, 1))["capacity_trains_per_h"].tolist() == [15.0]
    narrow = table.assign(approach_tracks=1)
    assert hub_capacity(narrow, date(2020, 1, 1)).iloc[0, 1:4].tolist() == [15.0, 7.5, 7.5]
    assert hub_capacity(table, date(2013, 6, 30)).empty


def test_two_capacities_on_one_date_are_refused() -> None:
    table = capacity(("east", None, None), ("east", "2013-07-01", None))
    with pytest.raises(DataError, match=r"more than one row of east is valid on 2020-01-01; end"):
        hub_capacity(table, date(2020, 1, 1))
    apart = capacity(("east", None, "2013-06-30"), ("east", "2013-07-01", None))
    assert len(hub_capacity(apart, date(2020, 1, 1))) == 1


def test_the_shipped_capacities_are_of_known_hubs_and_graded_as_estimates() -> None:
    table = read_table(DATA, "rail/hub_capacity")
    assert set(table["hub_id"]) <= set(read_table(DATA, "rail/hubs")["hub_id"])
    assert set(table["quality"]) == {"estimate"}
    assert (table["platform_edges"] <= 2 * table["platforms"]).all()
    found = hub_capacity(table, date(2020, 12, 31)).set_index("hub_id")
    # East: 28 * 60 / 12 * 0.75 = 105 at the edges; 6 * 60 / 4 * 0.75 = 67.5 in the throat.
    assert found.loc["hangzhou_east"].iloc[:3].tolist() == [105.0, 67.5, 67.5]
    assert "hangzhou_west" not in found.index


# ------------------------------------------------------------------------------------- people

NEAR = [
    ("a", "east", 10.0, 30.0),
    ("a", "west", 40.0, 30.0),
    ("b", "east", 40.0, 10.0),
    ("b", "west", 35.0, 10.0),
    ("c", "east", NAN, 5.0),
    ("c", "west", NAN, 5.0),
]


def test_people_near_each_station_and_near_any() -> None:
    found = people_near_hubs(access(NEAR)).set_index("hub_id")
    assert found.loc["east"].tolist() == [30.0, 40.0, 40.0]
    assert found.loc["west"].tolist() == [0.0, 40.0, 40.0]
    assert found.loc[""].tolist() == [30.0, 40.0, 40.0]


def test_a_zone_that_reaches_no_station_has_no_nearest() -> None:
    found = nearest_hub(access(NEAR))
    assert rows(found, "zone_id", "hub_id") == [("a", "east"), ("b", "west"), ("c", "")]


def test_cities_are_the_prefectures_of_the_zones_without_home(network: Network) -> None:
    assert rows(city_people(network), "city_id", "people") == [
        ("Alpha", 300.0),
        ("Beta", 100.0),
        ("Gamma", 50.0),
        ("Island", 50.0),
    ]
    assert rows(hub_cities(network), "hub_id", "city_id", "trains_per_day", "fastest_min") == [
        ("east", "Alpha", 2, 30.0),
        ("east", "Beta", 1, 45.0),
        ("east", "Gamma", 1, 40.0),
        ("west", "Beta", 1, 70.0),
        ("west", "Gamma", 1, 60.0),
    ]


def test_right_station_is_weighted_by_the_people_of_both_ends(network: Network) -> None:
    found = right_station(access(NEAR), hub_cities(network), city_people(network))
    # East has all three cities. West has Beta and Gamma: 150 of 450 people. Island has no train
    # from any station, so nobody can be at the wrong one. (30 * 100 + 10 * 33.33) / 40.
    assert rows(found.table, "hub_id", "people", "share_pct") == [
        ("east", 30.0, 100.0),
        ("west", 10.0, 33.33),
    ]
    assert found.share_pct == 83.33
    assert found.people_without_station == 5.0


def test_right_station_by_trains_and_with_more_trains(network: Network) -> None:
    service, people = hub_cities(network), city_people(network)
    # Trains to Alpha 2, Beta 1 + 1, Gamma 1 + 1: West has 4 of 6.
    by_trains = right_station(access(NEAR), service, people, weights="trains")
    assert by_trains.table["share_pct"].tolist() == [100.0, 66.67]
    # Two trains a day: only Alpha, only from East.
    often = right_station(access(NEAR), service, people, min_trains_per_day=2)
    assert often.table["share_pct"].tolist() == [100.0, 0.0]
    never = right_station(access(NEAR), service, people, min_trains_per_day=9)
    assert math.isnan(never.share_pct)


def test_a_train_far_slower_than_the_fastest_is_no_train_that_one_needs(network: Network) -> None:
    useful = hub_cities(network, max_time_ratio=1.5)
    # Beta: 45 minutes from East, 70 from West (1.56 times). Gamma: 40 and 60, just 1.5 times.
    # Alpha from East: 30 and 65 minutes.
    assert rows(useful, "hub_id", "city_id", "trains_per_day") == [
        ("east", "Alpha", 1),
        ("east", "Beta", 1),
        ("east", "Gamma", 1),
        ("west", "Gamma", 1),
    ]


def test_people_of_other_prefectures_are_left_out(network: Network) -> None:
    near = access(
        [("Z_Home", "east", 9.0, 5.0), ("Z_Beta", "east", 9.0, 7.0), ("x", "east", 9.0, 1.0)]
    )
    assert home_access(network, near)["zone_id"].tolist() == ["Z_Home", "x"]
    found = station_tables(network, facts(), access=near).stations.set_index("hub_id")
    assert found.loc["east", "people_30min"] == 6.0


def test_people_near_the_right_station_are_never_more_than_near_any(network: Network) -> None:
    found = people_near_right_hub(access(NEAR), hub_cities(network)).set_index("city_id")
    assert found.loc["Alpha"].tolist() == [30.0, 40.0, 40.0]
    assert found.loc["Beta"].tolist() == [30.0, 40.0, 40.0]
    west_only = hub_cities(network).loc[lambda frame: frame["hub_id"] == "west"]
    assert people_near_right_hub(access(NEAR), west_only)["people_30min"].tolist() == [0.0, 0.0]


def test_faulty_times_to_stations_are_refused_together() -> None:
    with pytest.raises(DataError, match=r"have no column 'median_min'; they need zone_id, hub_id"):
        access_frame(access(NEAR).drop(columns="median_min"), ["east"])
    bad = access([("a", "east", -1.0, 5.0), ("a", "east", 2.0, 6.0)])
    with pytest.raises(DataError) as caught:
        access_frame(bad, ["east"])
    for part in ("a negative time", "stand twice", "two populations"):
        assert part in str(caught.value)


# --------------------------------------------------------------------------------- redundancy


def test_closing_a_station_loses_its_own_trains_and_cities(network: Network) -> None:
    found = hub_closures(network).set_index("hub_id")
    # East alone has G1, G2, G5; G6 still calls at West. Alpha (30 min) loses its only trains, Beta
    # goes from 45 to 70 minutes, Gamma from 40 to 60, which is still within the hour.
    assert found.loc["east"].iloc[:5].tolist() == [4, 3, 2, "Alpha;Beta", 1]
    assert found.loc["west"].iloc[:5].tolist() == [3, 2, 0, "", 0]
    assert found["mean_added_min"].isna().all()


def test_the_circle_is_counted_to_the_main_stations_of_the_cities(network: Network) -> None:
    # B is not Beta's main station: there is no circle to lose there, but still a train to Beta.
    main = {"Alpha": ["A"], "Beta": ["elsewhere"], "Gamma": ["C"]}
    found = hub_closures(network, main_stations=main).set_index("hub_id")
    assert found.loc["east", "cities_lost_ids"] == "Alpha"
    assert found.loc["east", "cities_without_train"] == 1


def hourly(minutes: dict[str, int]) -> dict[str, str]:
    """A train at each full hour of the day from each station to A."""
    return {
        f"{name}{hour}": f"{name} {hour:02d}:00, A {hour + ride // 60:02d}:{ride % 60:02d}"
        for name, ride in minutes.items()
        for hour in range(24)
    }


def test_added_minutes_are_those_of_the_way_and_of_the_mean_ride() -> None:
    network = city(hourly({"E": 30, "W": 50}))
    rides = [
        ("a", "east", 10.0, 30.0),
        ("a", "west", 40.0, 30.0),
        ("b", "east", 40.0, 10.0),
        ("b", "west", 10.0, 10.0),
        ("c", "east", 70.0, 2.0),
        ("c", "west", 50.0, 2.0),
    ]
    found = hub_closures(network, access(rides)).set_index("hub_id")
    # Mean wait 30 min: rides of 60 and 80 min. a: 70, by West 120. b: by West 90, by East 100.
    # c: by West 130, by East 130: equal, nothing added.
    # Without East: a +50, so 30 * 50 / 42. Without West: b +10, so 10 * 10 / 42.
    assert found.loc["east", "mean_added_min"] == pytest.approx(1500 / 42, abs=0.005)
    assert found.loc["west", "mean_added_min"] == pytest.approx(100 / 42, abs=0.005)
    # Without West zone c has only East, 70 minutes away.
    assert found["people_lost_60min"].to_dict() == {"east": 0.0, "west": 2.0}
    assert found["pairs_lost_pct"].tolist() == [0.0, 0.0]


def test_added_minutes_are_those_of_a_plain_loop_over_zones_and_cities(network: Network) -> None:
    rng = np.random.default_rng(21)
    minutes = rng.uniform(5.0, 90.0, (12, 2)).round(1)
    minutes[3, 0], minutes[5] = np.nan, np.nan
    people = rng.integers(1, 50, 12).astype(float)
    near = access(
        [
            (f"z{zone:02d}", hub_id, minutes[zone, place], people[zone])
            for zone in range(12)
            for place, hub_id in enumerate(("east", "west"))
        ]
    )
    found = hub_closures(network, near).set_index("hub_id")
    rides = direct_rides(network)
    outward = rides.loc[rides["direction"] == "from_hangzhou"]

    def door_to_city(zone: int, stop: str, hubs: dict[int, str]) -> float:
        ways = []
        for place, hub_stop in hubs.items():
            own = outward.loc[
                (outward["hub_stop_id"] == hub_stop) & (outward["other_stop_id"] == stop)
            ]
            ride = slow_mean(own, start_s=21_600, end_s=79_200)
            if ride is not None and not math.isnan(minutes[zone, place]):
                ways.append(minutes[zone, place] + ride.total_min)
        return min(ways, default=math.inf)

    for closed, hub_id in enumerate(("east", "west")):
        both = {0: "E", 1: "W"}
        left = {place: stop for place, stop in both.items() if place != closed}
        weight = added = had = lost = 0.0
        for zone in range(12):
            for stop, city_people_n in (("A", 300.0), ("B", 100.0), ("C", 50.0)):
                before, after = door_to_city(zone, stop, both), door_to_city(zone, stop, left)
                n = people[zone] * city_people_n
                had += n * math.isfinite(before)
                if math.isfinite(after):
                    weight, added = weight + n, added + n * (after - before)
                elif math.isfinite(before):
                    lost += n
        assert found.loc[hub_id, "mean_added_min"] == pytest.approx(added / weight, abs=0.006)
        assert found.loc[hub_id, "pairs_lost_pct"] == pytest.approx(100 * lost / had, abs=0.006)


def test_closing_the_only_station_loses_every_pair() -> None:
    network = city(hourly({"E": 30}))
    found = hub_closures(network, access([("a", "east", 10.0, 30.0)])).iloc[0]
    assert found["cities_lost"] == found["cities_without_train"] == 1
    assert found["people_lost_60min"] == 30.0
    assert math.isnan(found["mean_added_min"])
    assert found["pairs_lost_pct"] == 100.0


def test_nothing_gets_faster_by_closing_a_station(network: Network) -> None:
    rng = np.random.default_rng(6)
    for _ in range(5):
        times = rng.uniform(5.0, 90.0, (40, 2))
        near = access(
            [
                (f"z{zone}", hub_id, times[zone, place], float(zone + 1))
                for zone in range(40)
                for place, hub_id in enumerate(("east", "west"))
            ]
        )
        found = hub_closures(network, near)
        assert (found["mean_added_min"] >= 0).all()
        assert found["pairs_lost_pct"].between(0, 100).all()


# --------------------------------------------------------------------------------- centrality


def test_centrality_is_that_of_networkx() -> None:
    rng = np.random.default_rng(12)
    names = list("ABCEW")
    for _ in range(8):
        trains = {}
        for number in range(6):
            stops = rng.permutation(names)[: rng.integers(2, 4)]
            minutes = 480 + np.cumsum(rng.integers(1, 4, len(stops)) * 10)
            trains[f"T{number}"] = ", ".join(
                f"{name} {m // 60:02d}:{m % 60:02d}" for name, m in zip(stops, minutes, strict=True)
            )
        network = city(trains)
        ways = pd.DataFrame({"from_hub": ["east"], "to_hub": ["west"], "median_min": [20.0]})
        edges = ride_graph_edges(network, ways)
        graph = nx.DiGraph()
        graph.add_nodes_from(["east", "west"])
        graph.add_weighted_edges_from(edges.itertuples(index=False, name=None), weight="time_s")
        between = nx.betweenness_centrality(graph, weight="time_s")
        for row in hub_centrality(network, ways).itertuples():
            close = nx.closeness_centrality(graph.reverse(), u=row.hub_id, distance="time_s")
            assert row.betweenness == pytest.approx(between[row.hub_id], abs=1e-5)
            assert row.closeness_per_h == pytest.approx(3600 * close, abs=1e-4)
            assert row.stations_reached == len(nx.descendants(graph, row.hub_id))


def test_a_change_costs_boarding_and_alighting(network: Network) -> None:
    edges = ride_graph_edges(network).set_index(["from_node", "to_node"])["time_s"]
    # The mode of the examples has 60 s to board and 60 s to alight.
    assert edges["east", "A"] == 30 * 60 + 120
    assert edges["west", "east"] == 15 * 60 + 120


def test_a_link_between_stations_counts_only_where_it_has_a_time(network: Network) -> None:
    ways = pd.DataFrame(
        {"from_hub": ["east", "west"], "to_hub": ["west", "east"], "median_min": [25.0, NAN]}
    )
    edges = ride_graph_edges(network, ways).set_index(["from_node", "to_node"])["time_s"]
    assert edges["east", "west"] == 1500
    assert edges["west", "east"] == 15 * 60 + 120
    # From East: A 32, B 47, C 42 minutes, to West by way of Beta 47 + 72, and with the link 25.
    # 4 stations / (240 min) is 1 an hour; 4 / (146 min) is 1.6438.
    before = hub_centrality(network).set_index("hub_id")["closeness_per_h"]
    after = hub_centrality(network, ways).set_index("hub_id")["closeness_per_h"]
    assert (before["east"], after["east"]) == (1.0, 1.6438)
    assert before["west"] == after["west"]


# ---------------------------------------------------------------------------------- together


def test_the_table_of_the_stations(network: Network) -> None:
    found = station_tables(network, facts(), access=access(NEAR))
    table = found.stations.set_index("hub_id")
    assert table.index.tolist() == ["east", "never", "south", "west"]
    assert table["open"].tolist() == [True, False, False, True]
    assert table["trains_per_day"].tolist() == [4, 0, 0, 3]
    assert table["directions"].tolist() == [3, 0, 0, 2]
    assert table["herfindahl"].round(4).tolist()[::3] == [0.44, 0.5556]
    # Two trains in the hour of 08 against 15 an hour.
    assert table.loc["east", ["peak_hour", "peak_trains"]].tolist() == [8, 2]
    assert table.loc["east", "load_ratio"] == pytest.approx(2 / 15, abs=0.0005)
    assert math.isnan(table.loc["west", "load_ratio"])
    assert table.loc["west", "right_station_share_pct"] == 33.33
    assert pd.isna(table.loc["never", "peak_hour"])
    assert found.closures["hub_id"].tolist() == ["east", "west"]
    assert found.transfers.empty


def test_without_times_people_are_missing_and_not_zero(network: Network) -> None:
    table = station_tables(network, facts()).stations
    assert table[["people_30min", "right_station_share_pct"]].isna().all(axis=None)
    assert table["trains_per_day"].sum() == 7


def test_a_network_without_anything_gives_tables_without_rows() -> None:
    known = facts()
    found = station_tables(empty(), known, access=access([]))
    for name in ("stations", "lines", "hours", "transfers", "closures"):
        assert getattr(found, name).empty, name


def test_hubs_without_trains_have_rows_and_no_trains() -> None:
    found = station_tables(city({}), facts(), access=access(NEAR))
    assert found.stations["trains_per_day"].tolist() == [0, 0, 0, 0]
    assert found.stations["people_30min"].tolist()[0] == 30.0
    assert found.stations["herfindahl"].isna().all()
    assert found.lines.empty


def test_the_real_stations_of_2019(hangzhou: Network) -> None:
    known = RailFacts(
        *(read_table(DATA, f"rail/{name}") for name in ("lines", "line_stops", "hub_capacity"))
    )
    found = station_tables(hangzhou, known)
    table = found.stations.set_index("hub_id")
    assert table["open"].to_dict() == {
        "hangzhou": True,
        "hangzhou_east": True,
        "hangzhou_south": False,
        "hangzhou_west": False,
        "jiangdong": False,
    }
    assert table.loc[["hangzhou_south", "hangzhou_west", "jiangdong"], "trains_per_day"].sum() == 0
    lines = found.lines
    assert lines.groupby("hub_id")["share_pct"].sum().round(1).tolist() == [100.0, 100.0]
    east = lines.loc[lines["hub_id"] == "hangzhou_east"].set_index("line_id")["trains_per_day"]
    # The five high-speed lines that meet at East at the end of 2019.
    assert (east[["huhang", "ninghang", "hangyong", "hangchang", "hanghuang"]] > 10).all()
    assert not {"hangtai", "huhang_hs"} & set(east.index)
    hours = found.hours.groupby("hub_id")["trains"].sum()
    assert hours.to_dict() == table.loc[hours.index, "trains_per_day"].to_dict()


# ---------------------------------------------------------------------------------- indicator


def test_a_main_hub_has_trains_directions_and_the_metro(network: Network) -> None:
    town = with_route(network, "L", {"main": "M_e M_w"}, sections=[section("s", "L")])
    hubs = {**town.hubs, "east": hub("east", "E M_e"), "west": hub("west", "W")}
    town = replace(town, hubs=hubs)
    targets = read_targets(DATA / "policy" / "targets.yaml")
    five = next(one for one in targets if one.id == "five_stations")
    items = tuple(
        item.model_copy(update={"id": hub_id, "title_en": hub_id, "parts": (hub_id,)})
        for item, hub_id in zip(five.items, ("east", "west", "south", "never"), strict=False)
    )
    target = five.model_copy(update={"items": items})

    def value(**numbers: float) -> IndicatorValue:
        parameters = tuple(
            Parameter(name=name, value=float(number), unit="1") for name, number in numbers.items()
        )
        definition = five.definitions[0].model_copy(
            update={"id": "main_hub", "parameters": parameters}
        )
        return main_hub(Evidence(town, targets), target, definition)

    # East: A and C to the east with 3 + 1 trains, B to the west with 1. West has no metro.
    usual = value(min_trains_per_day=3, min_directions=2, min_trains_per_direction=1)
    assert usual.value == 1.0
    assert usual.caveats == ("not counted: west, south, never", "directions: east 2, west 2")
    busy = value(min_trains_per_day=3, min_directions=2, min_trains_per_direction=2)
    assert busy.value == 0.0
    assert busy.caveats[-1] == "directions: east 1, west 1"
