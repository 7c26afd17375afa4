"""GMNS tables against the field names and limits of the specification, version 0.96."""

from __future__ import annotations

import numpy as np
import pytest

from sim.exports.gmns import gmns_of_network, gmns_of_streets
from sim.network import to_networkx
from sim.network.examples import line
from sim.network.streets.graph import street_graph

# Names in the specification (github.com/zephyr-data-specs/GMNS, spec/*.schema.json).
SPEC = {
    "node": "node_id name x_coord y_coord z_coord node_type ctrl_type zone_id parent_node_id",
    "link": "link_id name from_node_id to_node_id directed geometry_id geometry parent_link_id "
    "dir_flag length grade facility_type capacity free_speed lanes bike_facility ped_facility "
    "parking allowed_uses toll jurisdiction row_width",
    "zone": "zone_id name boundary super_zone",
    "config": "dataset_name short_length long_length speed crs geometry_field_format currency "
    "version_number id_type",
    "use_definition": "use persons_per_vehicle pce special_conditions description",
    "use_group": "use_group uses description",
}
OWN = {"time_s", "headway_s"}


def tables_of_a_line() -> dict[str, object]:
    town = line("A B C")
    found = gmns_of_network(to_networkx(town), town, name="line", boundaries={})
    return {table.name.removeprefix("gmns/"): table.frame for table in found}


def test_names_are_those_of_the_specification() -> None:
    found = tables_of_a_line()
    assert set(found) == set(SPEC)
    for name, frame in found.items():
        own = OWN if name == "link" else set()
        assert set(frame.columns) <= {*SPEC[name].split(), *own}, name


def test_links_of_a_line_by_hand() -> None:
    """Stops 1,000 m apart, rides of 80 s: 45 km/h; A to B and back, B to C and back."""
    link = tables_of_a_line()["link"].set_index(["from_node_id", "to_node_id"])
    assert sorted(link.index) == [("A", "B"), ("B", "A"), ("B", "C"), ("C", "B")]
    there = link.loc[("A", "B")]
    assert there["length"] == 1.0
    assert there["time_s"] == 80
    assert there["free_speed"] == pytest.approx(45.0, abs=0.05)
    assert there["headway_s"] == 600
    assert there["allowed_uses"] == "train"
    assert there["facility_type"] == "ride"
    assert there["geometry"].startswith("LINESTRING (120.000000 30.000000, 120.0103")


def test_faster_than_the_specification_allows_leaves_the_speed_empty() -> None:
    """13 km in 144 s would be 325 km/h: time_s holds, free_speed is empty."""
    town = line("A B")
    graph = to_networkx(town)
    for edge in graph.edges(keys=True):
        graph.edges[edge].update(distance_m=13_000, time_s=144)
    link = gmns_of_network(graph, town, name="fast", boundaries={})[1].frame
    assert link["free_speed"].isna().all()
    assert link["time_s"].tolist() == [144, 144]


def test_closed_hops_are_left_out() -> None:
    town = line("A B C")
    graph = to_networkx(town)
    for start, end, data in graph.edges(data=True):
        data["open"] = "C" not in (start, end)
    link = gmns_of_network(graph, town, name="line", boundaries={})[1].frame
    assert sorted(link["from_node_id"]) == ["A", "B"]


def test_streets_keep_length_and_uses() -> None:
    """A street of 111.2 m driven one way at 40 km/h takes 10.0 s; walked both ways."""
    streets = street_graph(
        ([7, 9], [120.0, 120.0], [30.0, 30.001]), ([0], [1]), drive=True, free_speed_kmh=40.0
    )
    link = gmns_of_streets(streets, name="s")[1].frame.set_index("from_node_id")
    assert link.loc["7", "allowed_uses"] == "walk,car"
    assert link.loc["9", "allowed_uses"] == "walk"
    assert link.loc["7", "length"] == 0.111
    assert link.loc["7", "time_s"] == 10.0
    assert np.isnan(link.loc["9", "time_s"])
    assert np.isnan(link.loc["9", "free_speed"])
