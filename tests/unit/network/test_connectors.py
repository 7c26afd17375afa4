"""Links: straight walks, water with and without a bridge, hubs, feeders."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.geometry import to_lonlat
from sim.network.connectors import (
    Point,
    WalkSettings,
    direct_links,
    point_links,
    stop_order,
    transfer_links,
)
from sim.network.examples import ALWAYS, empty, line, stop, with_route
from sim.network.model import (
    Barrier,
    Crossing,
    Hub,
    HubId,
    ModeId,
    Quality,
    StopId,
    TransferTime,
)

WALK = WalkSettings(speed_kmh=3.6, detour=1.0)  # one metre of straight line is one second
WEST, EAST = (499_000.0, 3_320_000.0), (500_600.0, 3_320_000.0)


def lonlat(x, y):
    lon, lat = to_lonlat([[x, y]])[0]
    return float(lon), float(lat)


def river(x_west=499_800.0, x_east=500_200.0):
    corners = [(x_west, 3_310_000), (x_east, 3_310_000), (x_east, 3_330_000), (x_west, 3_330_000)]
    return Barrier("river", (tuple(lonlat(*corner) for corner in corners),))


def bridge(*, walkable=True, open_date=ALWAYS, y=3_320_300.0):
    return Crossing(
        crossing_id="b",
        name_zh="桥",
        name_en="Bridge",
        ends=(lonlat(499_780.0, y), lonlat(500_220.0, y)),
        length_m=440.0,
        walkable=walkable,
        open_date=open_date,
        quality=Quality.UNVERIFIED,
        source="made by hand",
    )


def bank_points():
    return Point("w", *lonlat(499_780.0, 3_320_000.0)), Point("e", *lonlat(500_220.0, 3_320_000.0))


def pairs(links):
    return {
        (f, t): s
        for f, t, s in zip(
            links.from_index.tolist(), links.to_index.tolist(), links.time_s.tolist(), strict=True
        )
    }


def test_nobody_walks_over_water():
    west, east = bank_points()
    dry, wet = empty(), replace(empty(), barriers=(river(),))
    assert pairs(direct_links([west], [east], dry, WALK)) == {(0, 0): 440}
    assert pairs(direct_links([west], [east], wet, WALK)) == {}


def test_a_bridge_that_is_open_and_walkable_leads_across():
    west, east = bank_points()
    wet = replace(empty(), barriers=(river(),))
    # 300 m to the bridge, 440 m over it, 300 m back
    crossed = replace(wet, crossings={"b": bridge()})
    assert pairs(direct_links([west], [east], crossed, WALK)) == {(0, 0): 1040}
    assert pairs(direct_links([east], [west], crossed, WALK)) == {(0, 0): 1040}
    for useless in (
        bridge(walkable=False),
        bridge(open_date=None),
        bridge(open_date=date(2021, 1, 1)),
    ):
        network = replace(wet, crossings={"b": useless})
        assert pairs(direct_links([west], [east], network, WALK)) == {}


def test_the_detour_counts_before_and_after_the_bridge_only():
    west, east = bank_points()
    network = replace(empty(), barriers=(river(),), crossings={"b": bridge()})
    walk = WalkSettings(speed_kmh=3.6, detour=1.5)
    # 1.5 * 300 + 440 + 1.5 * 300
    assert pairs(direct_links([west], [east], network, walk)) == {(0, 0): 1340}


def test_a_point_drawn_in_the_water_belongs_to_the_nearer_bank():
    network = replace(empty(), barriers=(river(),))
    wet = Point("wet", *lonlat(499_850.0, 3_320_000.0))  # 50 m inside, on the western side
    west, east = bank_points()
    assert set(pairs(direct_links([wet], [west, east], network, WALK))) == {(0, 0)}


def test_access_is_to_every_served_stop_in_reach_and_to_no_other():
    network = line("A B C")  # 0, 1000 and 2000 m east of 120 E
    network = replace(
        network,
        stops={**network.stops, "AA": stop("AA", 10.0)},  # no route stops there
    )
    order = stop_order(network)
    links = point_links([Point("p", 120.0, 30.0)], network, WALK)
    assert {order[t] for _, t in pairs(links)} == {"A", "B"}
    assert pairs(links)[0, order.index("B")] == pytest.approx(1000, abs=2)


def test_access_limit_is_street_distance():
    network = line("A B C")
    walk = WalkSettings(detour=1.3, max_access_m=1200.0)  # 923 m as the crow flies
    links = point_links([Point("p", 120.0, 30.0)], network, walk)
    assert set(pairs(links)) == {(0, 0)}


def test_links_are_sorted_and_small_integers():
    network = line("A B C D E")
    links = transfer_links(network, WalkSettings(max_transfer_m=3000.0))
    keys = list(zip(links.from_index.tolist(), links.to_index.tolist(), strict=True))
    assert keys == sorted(keys)
    assert {a.dtype for a in (links.from_index, links.to_index, links.time_s)} == {
        np.dtype(np.int32)
    }
    assert (links.time_s >= 1).all()
    assert not any(f == t for f, t in keys)


def test_stops_of_a_hub_are_linked_however_far():
    network = line("A B C")
    hub = Hub(
        hub_id=HubId("h"),
        name_zh="h",
        name_en="h",
        role="axis",
        lon=120.0,
        lat=30.0,
        stop_ids=(StopId("A"), StopId("C"), StopId("gone")),
        open_date=ALWAYS,
        closed_from=None,
        closed_until=None,
        quality=Quality.OFFICIAL,
        source="made by hand",
    )
    network = replace(network, hubs={"h": hub})
    assert pairs(transfer_links(network, WALK)) == {
        (0, 2): pytest.approx(2000, abs=3),
        (2, 0): pytest.approx(2000, abs=3),
    }


def test_a_hub_walk_is_never_shorter_than_its_minimum():
    network = line("A B C")
    hub = Hub(
        hub_id=HubId("h"),
        name_zh="h",
        name_en="h",
        role="axis",
        lon=120.0,
        lat=30.0,
        stop_ids=(StopId("A"), StopId("B")),
        open_date=ALWAYS,
        closed_from=None,
        closed_until=None,
        quality=Quality.OFFICIAL,
        source="made by hand",
    )
    near = replace(network.stops["B"], lon=120.0001)
    network = replace(network, hubs={"h": hub}, stops={**network.stops, "B": near})
    assert pairs(transfer_links(network, WALK)) == {(0, 1): 240, (1, 0): 240}


def transfer(a, b, time_s):
    return TransferTime(StopId(a), StopId(b), time_s, Quality.SCENARIO, "measured")


def test_a_transfer_time_replaces_the_computed_one():
    network = replace(
        line("A B C"),
        transfer_times={
            (StopId("A"), StopId("B")): transfer("A", "B", 77),
            (StopId("A"), StopId("C")): transfer("A", "C", 88),
            (StopId("B"), StopId("B")): transfer("B", "B", 99),
        },
    )
    assert pairs(transfer_links(network, WALK)) == {(0, 1): 77, (0, 2): 88, (1, 1): 99}


def test_a_closed_stop_is_never_linked():
    network = line("A B C")
    network = replace(
        network,
        stops={**network.stops, "B": replace(network.stops["B"], open_date=None)},
        transfer_times={(StopId("A"), StopId("B")): transfer("A", "B", 77)},
    )
    walk = WalkSettings(speed_kmh=3.6, detour=1.0, max_transfer_m=2500.0)
    assert set(pairs(transfer_links(network, walk))) == {(0, 2), (2, 0)}


def test_feeders_reach_regional_stops_far_off_and_stations_near_by():
    network = with_route(empty(), "L", {"main": "A B"})
    network = replace(
        network,
        modes={**network.modes, "train": replace(network.modes["train"], system="regional")},
    )
    home = Point("home", 120.0, 30.1, feeder_speed_kmh=36.0)  # 11 km north of A
    links = pairs(point_links([home], network, WalkSettings()))
    # 600 s and 11.1 km x 1.3 at 10 m/s
    assert links[0, 0] == pytest.approx(600 + 11_085 * 1.3 / 10, rel=0.01)
    assert (0, 1) in links
    near_only = replace(home, max_feeder_km=5.0)
    assert pairs(point_links([near_only], network, WalkSettings())) == {}
    on_foot = replace(home, feeder_speed_kmh=0.0)
    assert pairs(point_links([on_foot], network, WalkSettings())) == {}


def test_feeders_reach_urban_stops_only_where_they_are_stations_of_their_own_track():
    from sim.network.examples import section

    street = with_route(empty(), "L", {"main": "A B"})
    rails = with_route(
        empty(), "L", {"main": "A B"}, sections=[section("s", "L")], hop_sections={("A", "B"): "s"}
    )
    home = Point("home", 120.0, 30.03, feeder_speed_kmh=36.0)  # 3.3 km north of A
    assert pairs(point_links([home], street, WalkSettings())) == {}
    assert (0, 1) in pairs(point_links([home], rails, WalkSettings()))


def test_other_cities_are_measured_in_their_own_zone():
    network = with_route(empty(), "L", {"main": "A B"})
    moved = {
        key: replace(one, lon=-51.2 + (one.lon - 120.0), lat=-30.0)
        for key, one in network.stops.items()
    }
    network = replace(network, stops=moved)
    links = pairs(point_links([Point("p", -51.2, -30.0)], network, WALK))
    assert links[0, 0] == 1
    assert links[0, 1] == pytest.approx(1000, rel=0.002)


def test_no_points_no_links():
    assert len(point_links([], line("A B"), WALK)) == 0
    assert len(transfer_links(replace(line("A B"), routes={}), WALK)) == 0
    assert ModeId("train") in line("A").modes
