"""Hangzhou's bundled streets: joined to one network, and the Qiantang crossed by bridges only."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from sim.geometry import projected, to_metres
from sim.network.streets.graph import drive_part, part
from sim.network.streets.readers.bundled import bundled_streets
from sim.routing.streets import drive_index, drive_times, snap_to_edges
from sim.tables.reading import read_table

DATA = Path(__file__).parents[3] / "network_data"
END_2015 = date(2015, 12, 31)


@pytest.fixture(scope="module")
def read():
    return bundled_streets(DATA, as_of=END_2015)


@pytest.fixture(scope="module")
def river():
    water = read_table(DATA, "land/water")
    shapes = water.loc[water["barrier"], "geometry"]
    return shapely.union_all([projected(shapely.geometry.shape(one)) for one in shapes])


def test_nearly_all_streets_hang_together(read) -> None:
    # the table holds 977 km of streets; crossings, ramps and joints add some kilometres
    graph = read.graph
    km = graph.length_m.sum() / 2000
    assert 980 < km < 1000
    assert drive_part(graph).length_m.sum() / 2000 > 0.99 * km


def test_without_the_crossings_no_way_leads_over_the_river(read, river) -> None:
    graph = read.graph
    links = np.array([graph.class_names[c] == "street" for c in graph.road_class])
    xy = to_metres(graph.lon, graph.lat)
    # no street passes from one bank to the other: of its middle line no piece is met by two banks
    west, south, east, north = river.buffer(30).bounds
    land = shapely.box(west, south - 50_000, east, north + 50_000).difference(river.buffer(30))
    banks = sorted(shapely.get_parts(land), key=lambda p: -p.area)[:2]
    side = np.argmin([shapely.distance(bank, shapely.points(xy)) for bank in banks], axis=0)
    assert (side[graph.from_node[links]] == side[graph.to_node[links]]).all()
    over = np.flatnonzero(side[graph.from_node] != side[graph.to_node])
    assert {graph.class_names[c] for c in graph.road_class[over]} == {"crossing"}
    assert len(over) == 2 * 4
    assert min(part(graph, side == k).n_nodes for k in (0, 1)) > 500


def test_what_was_cut_and_what_has_no_street_is_told(read) -> None:
    told = {issue.code: issue.what for issue in read.issues}
    assert set(told) == {"crossing-without-street", "river"}
    assert "3 pieces of street that lead over the Qiantang were cut" in told["river"]
    assert "4 crossings stand for them" in told["river"]
    assert "qianjiang_6" in told["crossing-without-street"]


def test_driving_goes_over_a_bridge_that_is_open(read) -> None:
    # Wulin Square to Binjiang: 8.6 km straight, over the third or fourth bridge
    minutes = []
    for as_of in (END_2015, date(1990, 1, 1)):
        graph = drive_part(bundled_streets(DATA, as_of=as_of).graph)
        at = snap_to_edges(graph, [120.1589, 120.2065], [30.2731, 30.208], use="drive")
        times = drive_times(drive_index(graph), at, at, limit_s=7200)
        minutes.append(times.time_s[(times.from_index == 0) & (times.to_index == 1)] / 60)
    assert 12 < minutes[0][0] < 25
    # in 1990 only the first bridge of 1937, further up the river
    assert minutes[1][0] > minutes[0][0]
