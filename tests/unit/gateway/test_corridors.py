"""Airport corridors: reliability, flights in time, independent paths; numbers by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import DataError
from sim.gateway.corridors.capacity import (
    Link,
    fast_road_links,
    independent_corridors,
    nodes_near,
    service_links,
)
from sim.gateway.corridors.tables import (
    CAPACITY_TABLES,
    Ends,
    corridor_capacity,
    flights_in_time,
)
from sim.gateway.corridors.times import (
    bank_coverage,
    corridor_reliability,
    direct_services,
    road_times,
    stops_near,
)
from sim.indicators import Item, read_targets
from sim.indicators.airport_corridors import corridor_table
from sim.network.examples import empty, line, section, with_route
from sim.network.model import Crossing, Network, Quality, RouteId

TARGET = next(
    one
    for one in read_targets(Path(__file__).parents[3] / "network_data" / "policy" / "targets.yaml")
    if one.id == "airport_corridors"
)

STEADY = settings(max_examples=40, deadline=None, derandomize=True)
BANK = pd.DataFrame(
    {
        "hour": [0, 7, 12, 23],
        "departures_share": [0.1, 0.4, 0.4, 0.1],
        "arrivals_share": [0.2, 0.0, 0.5, 0.3],
    }
)


def ways(direction: str, *moments_s: float, time_s: float = 3600.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place_id": "wulin",
            "direction": direction,
            "departure_s": list(moments_s),
            "time_s": time_s,
        }
    )


# ------------------------------------------------------------------------------- reliability
def test_buffer_index_by_hand() -> None:
    # Twenty departures: 18 of 40 min, one of 50, one of 60. The 19th of 20 is at 95 %: 50 min.
    minutes = [40.0] * 18 + [50.0, 60.0]
    times = pd.DataFrame(
        {
            "place_id": "wulin",
            "means": "by rail",
            "departure_s": range(20),
            "time_s": [60 * one for one in minutes],
        }
    )
    row = corridor_reliability(times).iloc[0]
    assert (row["median_min"], row["p95_min"], row["buffer_index"]) == (40.0, 50.0, 0.25)
    assert (row["departures"], row["reached_share"]) == (20, 1.0)


def test_what_never_arrives_is_the_longest() -> None:
    times = pd.DataFrame(
        {
            "place_id": ["a", "a", "a", "b", "b"],
            "means": "by rail",
            "departure_s": [0, 1, 2, 0, 1],
            "time_s": [600.0, 600.0, np.nan, np.nan, np.nan],
        }
    )
    table = corridor_reliability(times).set_index("place_id")
    assert table.loc["a", "median_min"] == 10.0
    assert np.isnan(table.loc["a", "p95_min"])
    assert np.isnan(table.loc["a", "buffer_index"])
    assert table.loc["a", "reached_share"] == pytest.approx(2 / 3)
    assert np.isnan(table.loc["b", "median_min"])
    assert table.loc["b", "reached_share"] == 0.0


def test_road_periods_weigh_as_long_as_they_last() -> None:
    # 30 min for 22 h, 75 min for 2 h: 2 of 24 h is more than 5 %, so the 95th percentile is 75.
    roads = pd.DataFrame(
        {
            "place_id": "wulin",
            "period": ["free", "peak"],
            "start_s": [7200, 0],
            "end_s": [86_400, 7200],
            "time_min": [30.0, 75.0],
        }
    )
    row = corridor_reliability(road_times(roads, means="by car")).iloc[0]
    assert (row["median_min"], row["p95_min"], row["buffer_index"]) == (30.0, 75.0, 1.5)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    roads = pd.DataFrame(
        {"place_id": "w", "period": ["peak"], "start_s": [7], "end_s": [7], "time_min": [1.0]}
    )
    with pytest.raises(DataError, match="period 'peak' ends before it begins; end_s must be after"):
        road_times(roads, means="by car")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="'times' has no column 'means'; it needs place_id, means"):
        corridor_reliability(pd.DataFrame({"place_id": ["a"]}))


# --------------------------------------------------------------------------- flights in time
def test_departures_in_time_by_hand() -> None:
    # One way arrives at 10:00. With 90 min to spare it serves flights from 11:30 to 12:30: half
    # of the hour from 12:00 (0.4 of the flights), and none from 11:30 to 12:00.
    table = bank_coverage(ways("to", 9 * 3600), BANK, leads_min=[90.0])
    assert table["flights_share"].tolist() == [pytest.approx(0.4 * 30 / 60)]
    assert table["first_s"].tolist() == [36_000.0]


def test_both_leads_and_the_night_before() -> None:
    # Arriving at 22:00: with 120 min flights of 00:00 to 01:00, all of that hour; with 90 min
    # those of 23:30 to 00:30, half of either hour.
    table = bank_coverage(ways("to", 21 * 3600), BANK).set_index("lead_min")
    assert table.loc[120.0, "flights_share"] == pytest.approx(0.1)
    assert table.loc[90.0, "flights_share"] == pytest.approx(0.1 * 30 / 60 + 0.1 * 30 / 60)


def test_arrivals_served_by_hand() -> None:
    # A way leaves at 13:00. Landing at t one is at the stop at t + 45 and waits an hour at most:
    # t from 11:15 to 12:15, so 15 of the 60 minutes from 12:00 on.
    table = bank_coverage(ways("from", 13 * 3600), BANK)
    assert table["flights_share"].tolist() == [pytest.approx(0.5 * 15 / 60)]
    assert table["lead_min"].tolist() == [45.0]


def test_no_way_serves_no_flight() -> None:
    table = bank_coverage(ways("to", 9 * 3600, time_s=np.nan), BANK, leads_min=[90.0])
    assert table["flights_share"].tolist() == [0.0]
    assert np.isnan(table["first_s"].iloc[0])


@STEADY
@given(
    st.lists(st.integers(0, 86_399), min_size=1, max_size=6),
    st.integers(0, 86_399),
    st.sampled_from([60.0, 90.0, 120.0]),
)
def test_another_way_never_loses_a_flight(moments: list[int], more: int, lead: float) -> None:
    few = bank_coverage(ways("to", *moments), BANK, leads_min=[lead])["flights_share"].iloc[0]
    many = bank_coverage(ways("to", *moments, more), BANK, leads_min=[lead])["flights_share"].iloc[
        0
    ]
    assert 0.0 <= few <= many <= 1.0 + 1e-9


def test_direct_services_both_ways() -> None:
    # Stops 100 s apart with 20 s of dwell: from B to C 80 s in the vehicle.
    table = direct_services(line("A B C"), ["C"], ["B", "A"])
    to, back = (table[table["direction"] == one] for one in ("to", "from"))
    assert set(to["time_s"]) == {80}  # boards at the last stop of the place it serves
    assert set(back["time_s"]) == {80}
    assert len(to) == len(back) > 0
    assert direct_services(line("A B C"), ["C"], ["X"]).empty


def test_stops_near_measures_on_the_ground() -> None:
    # Stops of the example line are 1 km apart.
    network = line("A B C")
    assert stops_near(network, 120.0, 30.0, within_m=1100.0) == ("A", "B")


# ------------------------------------------------------------------------------------- room
def tracked(names: str) -> Network:
    """Make a line whose hops all lie on one track."""
    network = with_route(
        replace(empty(), sections={section("s", "L").section_id: section("s", "L")}),
        "L",
        {"main": names},
    )
    route = network.routes[RouteId("L")]
    branch = route.branches[0]
    stops = tuple(replace(one, section_id=section("s", "L").section_id) for one in branch.stops)
    changed = replace(route, branches=(replace(branch, stops=stops),))
    return replace(network, routes={route.route_id: changed})


def test_room_is_departures_times_places() -> None:
    # Every ten minutes, 6 an hour, of 1,000 places.
    vehicles = pd.DataFrame({"mode_id": ["train"], "route_id": [""], "places": [1000]})
    links = service_links(tracked("A B C"), vehicles, change_m=1.0)
    assert {link.layer for link in links} == {"own track"}
    assert {link.passengers_per_h for link in links} == {6000.0}
    assert links[0].label == "L A-B"
    table = independent_corridors(links, ["A"], ["C"])
    assert table[["corridors", "passengers_per_h"]].to_numpy().tolist() == [[1, 6000.0]]


def test_a_mode_without_vehicles_is_left_out_and_a_line_has_its_own() -> None:
    none = pd.DataFrame({"mode_id": ["tram"], "route_id": [""], "places": [100]})
    assert service_links(line("A B"), none) == ()
    own = pd.DataFrame({"mode_id": ["train"] * 2, "route_id": ["", "L"], "places": [1, 50]})
    rides = [one for one in service_links(line("A B"), own) if not one.is_walk]
    assert {one.passengers_per_h for one in rides} == {300.0}


def test_stops_within_reach_are_joined_on_foot() -> None:
    vehicles = pd.DataFrame({"mode_id": ["train"], "route_id": [""], "places": [1]})
    walks = [one for one in service_links(line("A B C"), vehicles, change_m=1100.0) if one.is_walk]
    assert [(one.start, one.end) for one in walks] == [
        ("A", "B"),
        ("B", "A"),
        ("B", "C"),
        ("C", "B"),
    ]


def test_corridors_by_hand() -> None:
    # Two ways from A to D share the last link; a third is a road. Walking joins D and E.
    links = [
        Link("A", "B", "own track", 100.0, "ab"),
        Link("A", "C", "own track", 100.0, "ac"),
        Link("B", "D", "own track", 100.0, "bd"),
        Link("C", "B", "own track", 100.0, "cb"),
        Link("A", "E", "fast road", 40.0, "ae"),
        Link("D", "E", "on foot", float("inf"), "on foot", is_walk=True),
    ]
    table = independent_corridors(links, ["A"], ["E"]).set_index("layer")
    assert table["corridors"].to_dict() == {
        "fast road": 1,
        "own track": 1,
        "own track and fast road": 2,
    }
    assert table.loc["own track and fast road", "passengers_per_h"] == 140.0
    assert table.loc["own track", "narrowest_links"] == "bd"


def test_parallel_links_are_two_corridors() -> None:
    links = [Link("A", "B", "own track", 10.0, "x"), Link("A", "B", "own track", 20.0, "y")]
    row = independent_corridors(links, ["A"], ["B"]).iloc[0]
    assert (row["corridors"], row["passengers_per_h"]) == (2, 30.0)


def test_without_a_path_there_is_no_corridor() -> None:
    links = [Link("B", "A", "own track", 10.0, "x")]
    assert independent_corridors(links, ["A"], ["B"])["corridors"].tolist() == [0]
    assert independent_corridors(links, ["nowhere"], ["B"])["corridors"].tolist() == [0]
    assert independent_corridors([], ["A"], ["B"]).empty


def test_ends_within_walking_reach_are_refused() -> None:
    walk = Link("A", "B", "on foot", float("inf"), "on foot", is_walk=True)
    links = [walk, Link("A", "C", "own track", 1.0, "x")]
    with pytest.raises(DataError, match="within walking reach of each other; choose ends farther"):
        independent_corridors(links, ["A"], ["B"])


@STEADY
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)), min_size=1, max_size=9
    )
)
def test_flow_is_the_smallest_cut(edges: list[tuple[int, int, int]]) -> None:
    """Compare with every way to part the nodes (maximum flow = minimum cut)."""
    links = [
        Link(str(a), str(b), "own track", float(room), f"{a}{b}") for a, b, room in edges if a != b
    ]
    cuts = []
    for sides in product((True, False), repeat=3):
        near = {"0", *(str(node) for node, inside in zip((1, 2, 3), sides, strict=True) if inside)}
        cut = [one for one in links if one.start in near and one.end not in near]
        cuts.append((sum(one.passengers_per_h for one in cut), len(cut)))
    table = independent_corridors(links, ["0"], ["4"])
    found = (0.0, 0) if table.empty else tuple(table.iloc[0][["passengers_per_h", "corridors"]])
    assert found == (min(room for room, _ in cuts), min(count for _, count in cuts))


# ------------------------------------------------------------------------------------ roads
def road(link_id: str, **changes: object) -> dict[str, object]:
    return {
        "link_id": link_id,
        "from_node_id": "n1",
        "to_node_id": "n2",
        "road_class": "fast",
        "lanes": 2,
        "oneway": False,
        "crossing_id": "",
        "open_date": pd.NaT,
        "name_zh": "",
        **changes,
    }


CLASSES = pd.DataFrame(
    {
        "road_class": ["fast", "street"],
        "capacity_per_lane_h": [1500, 400],
        "local_access": [False, True],
    }
)


def test_fast_roads_of_the_date() -> None:
    # 2 lanes x 1,500 cars x 1.5 people = 4,500 an hour.
    bridge = Crossing(
        "bridge",
        "桥",
        "Bridge",
        ((120.0, 30.0), (120.0, 30.1)),
        1000.0,
        False,
        date(2030, 1, 1),
        Quality.SCENARIO,
        "made by hand",
    )
    network = replace(empty(), crossings={"bridge": bridge})
    links = pd.DataFrame(
        [
            road("a"),
            road("b", oneway=True, name_zh="机场公路"),
            road("c", road_class="street"),
            road("d", open_date=pd.Timestamp(2030, 1, 1)),
            road("e", crossing_id="bridge"),
        ]
    )
    found = fast_road_links(network, links, CLASSES)
    assert [(one.start, one.end, one.label) for one in found] == [
        ("n1", "n2", "a"),
        ("n2", "n1", "a"),
        ("n1", "n2", "机场公路"),
    ]
    assert {one.passengers_per_h for one in found} == {4500.0}


def test_a_road_of_an_unknown_class_is_refused() -> None:
    links = pd.DataFrame([road("a", road_class="canal")])
    with pytest.raises(DataError, match="class 'canal' is not in road/drive_classes; add it there"):
        fast_road_links(empty(), links, CLASSES)


def test_nodes_near_takes_nodes_in_use() -> None:
    nodes = pd.DataFrame(
        {"node_id": ["n1", "n2", "n3"], "lon": [120.0, 120.001, 121.0], "lat": [30.0] * 3}
    )
    assert nodes_near(nodes, 120.0, 30.0, within_m=500.0, used=["n2", "n3"]) == ("n2",)
    assert nodes_near(nodes, 120.0, 30.0, within_m=500.0, used=[]) == ()


def test_the_indicator_shows_the_same_buffer() -> None:
    # Median 40 min, 95th percentile 50 min.
    item = Item(id="wulin", title_zh="武林广场", title_en="Wulin", source="by hand")
    times = pd.DataFrame(
        {
            "destination_id": "wulin",
            "departure_s": range(20),
            "time_s": [60.0 * one for one in [40.0] * 18 + [50.0, 60.0]],
        }
    )
    table = corridor_table(empty(), TARGET.model_copy(update={"items": (item,)}), times)
    assert table["buffer_index"].tolist() == [0.25]
    never = corridor_table(
        empty(), TARGET.model_copy(update={"items": (item,)}), times.assign(time_s=np.nan)
    )
    assert np.isnan(never["buffer_index"].iloc[0])


def test_a_place_without_a_direct_vehicle_reaches_no_flight() -> None:
    # C is the airport's stop; nothing stops at "far".
    ends = Ends((120.0 + 2000 / 96_486, 30.0), (120.0, 30.0), stop_m=100.0)
    places = {"here": (120.0, 30.0), "far": (121.0, 30.0)}
    table = flights_in_time(line("A B C"), BANK, places, ends).set_index("place_id")
    assert table.loc["far", "flights_share"].tolist() == [0.0, 0.0, 0.0]
    assert table.loc["far", "ways"].tolist() == [0, 0, 0]
    assert (table.loc["here", "ways"] > 0).all()
    # The line runs in the day only: flights at noon are reached, both ways.
    assert (table.loc["here", "flights_share"] >= 0.4).all()


def test_roads_and_services_of_a_network_together() -> None:
    # A line of 6 x 100 places an hour, and a road of 2 lanes x 1,500 cars x 1.5 people beside it.
    tables = {
        "demand/vehicles": pd.DataFrame({"mode_id": ["train"], "route_id": [""], "places": [100]}),
        "road/drive_nodes": pd.DataFrame(
            {"node_id": ["n1", "n2"], "lon": [120.0, 120.0207], "lat": [30.0, 30.0]}
        ),
        "road/drive_links": pd.DataFrame([road("a")]),
        "road/drive_classes": CLASSES,
    }
    ends = Ends((120.0, 30.0), (120.0207, 30.0), stop_m=500, airport_road_m=100, centre_road_m=100)
    table = corridor_capacity(tracked("A B C"), tables, ends).set_index("layer")
    assert set(tables) == set(CAPACITY_TABLES)
    assert table["corridors"].to_dict() == {
        "fast road": 1,
        "own track": 1,
        "own track and fast road": 2,
    }
    assert table.loc["own track and fast road", "passengers_per_h"] == 600.0 + 4500.0
