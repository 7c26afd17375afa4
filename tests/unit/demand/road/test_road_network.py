"""The bundled roads: open on their dates, joined on their bank, as long as they are known to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from road_city import City
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from sim.demand.road import RoadNetwork, free_flow_skims, road_network
from sim.demand.road.examples import plain_zones, two_roads
from sim.errors import NetworkError
from sim.geometry import to_metres
from sim.network.ground import ground_of
from sim.network.model import ZoneId

BRIDGE_NOT_IN_THE_TABLE = {"长深高速"}  # the expressway's own bridge over the Fuchun


def _graph(road: RoadNetwork, weight: np.ndarray) -> csr_array:
    n = len(road.node_ids)
    best = pd.DataFrame({"a": road.from_node, "b": road.to_node, "w": weight})
    best = best.groupby(["a", "b"], as_index=False)["w"].min()
    return csr_array((best["w"], (best["a"], best["b"])), shape=(n, n))


def _node(road: RoadNetwork, lon: float, lat: float) -> int:
    here = to_metres([lon], [lat])
    return int(np.argmin(np.hypot(*(to_metres(road.lon, road.lat) - here).T)))


def _km_along_quickest(road: RoadNetwork, start: int, ends: list[int]) -> list[float]:
    _, before = dijkstra(_graph(road, road.free_min), indices=start, return_predecessors=True)
    km = _graph(road, road.km)
    found = []
    for end in ends:
        total, node = 0.0, end
        while node != start:
            total, node = total + km[before[node], node], before[node]
        found.append(total)
    return found


def test_size(city: City) -> None:
    assert 4000 < len(city.road.link_ids) < 7000
    assert 1000 < len(city.road.node_ids) < 3000


def test_every_node_reaches_every_other(city: City) -> None:
    parts, _ = connected_components(_graph(city.road, city.road.km), connection="strong")
    assert parts == 1


def test_every_zone_is_joined(city: City) -> None:
    assert city.road.unconnected.tolist() == []
    per_zone = np.bincount(city.road.connector_zone)
    assert per_zone.min() >= 1
    assert per_zone.max() <= 3
    minutes, km = free_flow_skims(city.road)
    assert np.isfinite(minutes).all()
    assert np.isfinite(km).all()
    assert (np.diag(minutes) > 0).all()


def test_only_crossings_cross_the_river(city: City) -> None:
    """From bank to bank leads a crossing of the table, or the bridge of an expressway at Fuyang."""
    links, nodes = city.tables["road/drive_links"], city.tables["road/drive_nodes"]
    banks = ground_of(city.network, on_foot=False).bank(to_metres(nodes["lon"], nodes["lat"]))
    bank = dict(zip(nodes["node_id"], banks, strict=True))
    a, b = links["from_node_id"].map(bank), links["to_node_id"].map(bank)
    over = links[(a != b) & (a >= 0) & (b >= 0)]
    strange = over[over["crossing_id"] == ""]
    assert set(strange["name_zh"]) <= BRIDGE_NOT_IN_THE_TABLE
    assert len(over) - len(strange) == 15  # all crossings but the one beyond the network's edge


def test_connectors_stay_on_their_bank(city: City) -> None:
    road, zones = city.road, city.zones
    ground = ground_of(city.network, on_foot=False)
    cells = [city.network.zones[ZoneId(cell)] for cell in zones.cell_ids]
    cell_bank = ground.bank(to_metres([c.lon for c in cells], [c.lat for c in cells]))
    node_bank = ground.bank(to_metres(road.lon, road.lat))[road.connector_node]
    for zone, bank in zip(road.connector_zone, node_bank, strict=True):
        mine = set(cell_bank[zones.cell_row == zone])
        assert bank in mine or bank < 0 or -1 in mine


@pytest.mark.parametrize(
    ("crossing_id", "in_2015", "in_2020"),
    [("qianjiang_4", True, True), ("wangjiang_tunnel", False, True), ("boao_tunnel", False, False)],
)
def test_crossings_open_with_the_network(
    city: City, later_city: City, crossing_id: str, in_2015: bool, in_2020: bool
) -> None:
    links = city.tables["road/drive_links"]
    mine = set(links.loc[links["crossing_id"] == crossing_id, "link_id"])
    assert bool(mine & set(city.road.link_ids)) is in_2015
    assert bool(mine & set(later_city.road.link_ids)) is in_2020


def test_the_airport_road_of_2016_saves_time(city: City, later_city: City) -> None:
    """From Wulin Square: the new road of May 2016 takes at least ten minutes off."""
    found = []
    for road in (city.road, later_city.road):
        start, end = _node(road, 120.1595, 30.2723), _node(road, 120.4302, 30.2387)
        found.append(dijkstra(_graph(road, road.free_min), indices=start)[end])
    assert found[1] < found[0] - 10
    assert 28 < found[1] < 45


# Road distance (km) as in road/intercity; what the roads here may differ, a quarter.
@pytest.mark.parametrize(
    "county_id", ["330122", "330127", "330182", "330112", "330111", "330109", "330108"]
)
def test_distances_from_wulin_square(later_city: City, county_id: str) -> None:
    facts = later_city.tables["road/intercity"].set_index("unit_id").loc[county_id]
    road = later_city.road
    start, end = _node(road, 120.1595, 30.2723), _node(road, facts["lon"], facts["lat"])
    (km,) = _km_along_quickest(road, start, [end])
    assert km == pytest.approx(facts["road_km"], rel=0.25)


def test_known_distance_to_the_east_station(city: City) -> None:
    """Wulin Square to Hangzhou East: 7.1 km and 7.7 min by OSRM, which knows no signals."""
    road = city.road
    start, end = _node(road, 120.1595, 30.2723), _node(road, 120.2085, 30.2935)
    (km,) = _km_along_quickest(road, start, [end])
    minutes = dijkstra(_graph(road, road.free_min), indices=start)[end]
    assert km == pytest.approx(7.1, abs=1.0)
    assert 7.7 < minutes < 20


def test_free_speeds_are_plausible(city: City) -> None:
    """Signals included, empty streets are driven at 20 to 40 km/h, expressways at 60 to 100."""
    speed = city.road.km / city.road.free_min * 60
    classes = np.array(city.road.road_classes)
    means = {one: speed[classes == one].mean() for one in ("primary", "secondary", "tertiary")}
    assert all(20 < mean < 40 for mean in means.values())
    assert means["primary"] > means["secondary"] > means["tertiary"]
    assert 60 < speed[classes == "urban_expressway"].mean() < speed[classes == "motorway"].mean()
    assert speed.max() <= 100


def test_links_are_as_long_as_their_ends_are_apart(city: City) -> None:
    """A road is no shorter than the straight line, but for rounding."""
    road = city.road
    xy = to_metres(road.lon, road.lat)
    straight = np.hypot(*(xy[road.from_node] - xy[road.to_node]).T) / 1000
    assert (road.km > straight - 0.003).all()


def test_way_back_is_the_same_road() -> None:
    tables, network, zones = two_roads()
    links = tables["road/drive_links"].assign(
        oneway=[True, False], geometry="120.1 30.4;120.15 30.41;120.2 30.4"
    )
    # One way there only: both nodes still reach each other by the second road.
    road = road_network({**tables, "road/drive_links": links}, network, zones)
    assert road.link_ids == ("drive_0001", "drive_0002", "-drive_0002")
    assert road.geometry[2] == "120.2 30.4;120.15 30.41;120.1 30.4"
    assert road.from_node.tolist() == [0, 0, 1]


def test_capacity_is_lanes_times_that_of_the_class() -> None:
    road = road_network(*two_roads())
    assert road.capacity_per_h.tolist() == [2000.0, 1000.0, 2000.0, 1000.0]


def test_a_road_opens_on_its_date() -> None:
    tables, network, zones = two_roads()
    links = tables["road/drive_links"].assign(open_date=pd.to_datetime(["2016-05-03", None]))
    dated = {**tables, "road/drive_links": links}
    assert len(road_network(dated, network, zones).link_ids) == 2
    on_the_day = replace(network, as_of=date(2016, 5, 3))
    assert len(road_network(dated, on_the_day, zones).link_ids) == 4


def test_a_zone_far_from_every_road_is_unconnected() -> None:
    """The last junction is 1.3 x 19.2 km away: more than 15 km."""
    tables, network, _ = two_roads()
    far = replace(network.zones[ZoneId("east")], zone_id=ZoneId("far"), lon=120.4)
    network = replace(network, zones={**network.zones, ZoneId("far"): far})
    zones = plain_zones(network, {"west": ("west",), "far": ("far",)})
    assert road_network(tables, network, zones).unconnected.tolist() == [1]


def test_a_place_without_cells_is_joined_by_its_position() -> None:
    tables, network, zones = two_roads()
    zones = replace(zones, cell_ids=("west",), cell_row=np.array([0]))
    road = road_network(tables, network, zones)
    assert sorted(set(road.connector_zone.tolist())) == [0, 1]
    assert road.inside_km[1] == pytest.approx(0.44 * 1.3)


def test_nothing_open_says_what_to_do() -> None:
    tables, network, zones = two_roads()
    closed = tables["road/drive_links"].assign(open_date=pd.Timestamp("2030-01-01"))
    with pytest.raises(NetworkError, match="no road of road/drive_links is open on 2015-12-31"):
        road_network({**tables, "road/drive_links": closed}, network, zones)


def test_a_missing_table_is_named() -> None:
    tables, network, zones = two_roads()
    del tables["road/drive_classes"]
    with pytest.raises(NetworkError, match="the road network needs the table road/drive_classes"):
        road_network(tables, network, zones)
