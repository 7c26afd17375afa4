"""Crossings lead from bank to bank; streets, roads and lines are drawable."""

import numpy as np
import pytest
import shapely

from sim.geometry import distances_m, to_metres


@pytest.fixture
def banks(table, metric_shapes):
    """Land north and south of the river between Fuyang and the bay."""
    water = table("land/water")
    wet = shapely.union_all(metric_shapes(water[water["barrier"] | (water["kind"] == "sea")]))
    (west, south), (east, north) = to_metres([119.85, 120.69], [29.98, 30.46])
    # the pieces of the river were joined to within 2 m
    land = shapely.box(west, south, east, north).difference(wet.buffer(5))
    parts = sorted(shapely.get_parts(land), key=lambda part: -part.area)[:2]
    return sorted(parts, key=lambda part: -part.centroid.y)


def test_the_river_parts_the_land_in_two(banks):
    north, south = banks
    assert north.area > 1.5e9
    assert south.area > 1.5e9
    assert north.distance(south) > 300


def test_every_crossing_leads_to_the_other_bank(table, banks):
    crossings = table("road/crossings")
    a = to_metres(crossings["lon_a"], crossings["lat_a"])
    b = to_metres(crossings["lon_b"], crossings["lat_b"])
    sides = [
        [
            next(side for side, bank in enumerate(banks) if bank.contains(shapely.Point(end)))
            for end in pair
        ]
        for pair in zip(a, b, strict=True)
    ]
    assert all(sorted(pair) == [0, 1] for pair in sides)
    straight = distances_m(a, b)
    assert (crossings["length_m"].to_numpy() >= straight - 2).all()
    assert straight.max() < 5000


def test_ends_stand_clear_of_the_water(table, metric_shapes):
    crossings, water = table("road/crossings"), table("land/water")
    river = shapely.union_all(metric_shapes(water[water["barrier"]]))
    for end in ("a", "b"):
        points = shapely.points(to_metres(crossings[f"lon_{end}"], crossings[f"lat_{end}"]))
        gaps = shapely.distance(river, points)
        assert gaps.min() > 55
        assert gaps.max() < 100


def test_nobody_walks_through_a_tunnel_or_over_an_expressway_bridge(table):
    crossings = table("road/crossings").set_index("crossing_id")
    assert len(crossings) == 16
    assert not crossings.loc[crossings["kind"] == "tunnel", "walkable"].any()
    closed = ["qianjiang_2", "qianjiang_5", "qianjiang_6"]
    assert not crossings.loc[closed, "walkable"].any()
    open_in_2015 = crossings[crossings["walkable"] & (crossings["open_date"] < "2015-01-01")]
    assert sorted(open_in_2015.index) == [
        "fuchun_1",
        "qianjiang_1",
        "qianjiang_3",
        "qianjiang_4",
        "qianjiang_7",
        "qianjiang_8",
        "qianjiang_9",
    ]


def test_buses_that_cross_the_river_do_so_at_a_bridge(table, banks):
    hops = table("bus/route_stops").merge(table("bus/stops")[["stop_id", "lon", "lat"]])
    hops = hops.sort_values(["route_id", "direction", "seq"])
    xy = to_metres(hops["lon"], hops["lat"])
    points = shapely.points(xy)
    north = shapely.distance(banks[0], points) < shapely.distance(banks[1], points)
    line = (hops["route_id"] + hops["direction"].astype(str)).to_numpy()
    over = np.flatnonzero((north[1:] != north[:-1]) & (line[1:] == line[:-1]))
    assert len(set(line[over])) == 32
    crossings = table("road/crossings").set_index("crossing_id")
    bridges = crossings.loc[["qianjiang_1", "qianjiang_3", "qianjiang_4"]]
    assert (bridges["accuracy_m"] <= 60).all()
    ends = np.stack(
        [
            to_metres(bridges["lon_a"], bridges["lat_a"]),
            to_metres(bridges["lon_b"], bridges["lat_b"]),
        ],
        axis=1,
    )
    ways = shapely.union_all(shapely.linestrings(ends))
    rides = shapely.linestrings(np.stack([xy[over], xy[over + 1]], axis=1))
    # the straight line of a hop may pass beside the bridge
    assert shapely.distance(rides, ways).max() < 500


def test_streets_can_be_drawn(table):
    streets = table("road/streets")
    assert 1000 < len(streets) < 1500
    assert streets["length_m"].sum() / 1000 == pytest.approx(977, rel=0.02)
    drawn = [
        shapely.LineString(to_metres(*np.array([p.split() for p in text.split(";")], float).T))
        for text in streets["geometry"]
    ]
    ratio = shapely.length(drawn) / streets["length_m"].to_numpy()
    assert ((ratio > 0.9) & (ratio < 1.02)).all()


def test_road_distances_are_not_shorter_than_the_great_circle(table):
    units = table("road/intercity")
    known = units[units["road_km"].notna() & (units["great_circle_km"] > 20)]
    ratio = known["road_km"] / known["great_circle_km"]
    assert ratio.between(1.05, 1.45).all()
    assert len(units) == 103


def test_lines_for_drawing(table, metric_shapes):
    metro = table("base/metro_geometry")
    stops = table("metro/line_stops")
    branches = set(stops["route_id"] + "_" + stops["branch_id"])
    assert set(metro["geometry_id"]) == branches
    assert len(table("base/rail_geometry")) == 29
    assert len(table("base/main_roads")) == 59
    for name in ("base/metro_geometry", "base/rail_geometry", "base/main_roads"):
        assert shapely.is_valid(metric_shapes(table(name))).all()


def test_drawn_metro_lines_pass_their_stations(table, metric_shapes):
    metro = table("base/metro_geometry").reset_index(drop=True)
    lines = dict(zip(metro["geometry_id"], metric_shapes(metro), strict=True))
    stops = table("metro/line_stops").merge(table("metro/stations")[["stop_id", "lon", "lat"]])
    stops = stops[stops["open_date"].notna()]
    points = shapely.points(to_metres(stops["lon"], stops["lat"]))
    gaps = [
        lines[f"{route}_{branch}"].distance(point)
        for route, branch, point in zip(stops["route_id"], stops["branch_id"], points, strict=True)
    ]
    assert max(gaps) < 200
