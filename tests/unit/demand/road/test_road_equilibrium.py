"""User equilibrium: by hand, against a published optimum, and against an independent search."""

from __future__ import annotations

import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import aequilibrae
import networkx as nx
import numpy as np
import openmatrix
import pytest

from sim.demand.model import Floats64
from sim.demand.road import (
    RoadNetwork,
    assign_road,
    beckmann,
    free_flow_skims,
    road_equilibrium,
)
from sim.demand.road.examples import toy_roads
from sim.demand.road.library import library_equilibrium
from sim.demand.road.loading import quickest_ways
from sim.demand.road.warm import carried_over


def _only(size: int, trips: float) -> Floats64:
    """All trips from the first zone to the last."""
    demand = np.zeros((size, size))
    demand[0, -1] = trips
    return demand


@pytest.fixture(scope="module")
def sioux_falls(tmp_path_factory: pytest.TempPathFactory) -> tuple[RoadNetwork, Floats64]:
    """The test case that AequilibraE is installed with."""
    folder = tmp_path_factory.mktemp("sioux_falls")
    home = Path(aequilibrae.__file__).parent / "reference_files" / "sioux_falls.zip"
    with zipfile.ZipFile(home) as package:
        for name in ("project_database.sqlite", "matrices/demand.omx"):
            package.extract(name, folder)
    with sqlite3.connect(folder / "project_database.sqlite") as tables:
        rows = tables.execute(
            "select a_node, b_node, free_flow_time, capacity_ab, alpha, beta from links "
            "order by link_id"
        ).fetchall()
    tables.close()
    links = {f"{a:02d} {b:02d}": (t, c, alpha, beta) for a, b, t, c, alpha, beta in rows}
    matrix = openmatrix.open_file(str(folder / "matrices" / "demand.omx"))
    demand = np.array(matrix["matrix"])
    matrix.close()
    return toy_roads(links, {str(i): f"{i:02d}" for i in range(1, 25)}), demand


def test_two_roads_side_by_side() -> None:
    """10 + 0.1 v on one, 15 + 0.1 v on the other; 150 cars: 100 and 50, both 20 minutes.

    10 + 0.1 v = 15 + 0.1 (150 - v) gives 0.2 v = 20.
    """
    road = toy_roads(
        {"a b": (10.0, 100.0, 1.0, 1.0), "a b 2": (15.0, 150.0, 1.0, 1.0)}, {"A": "a", "B": "b"}
    )
    flows, minutes, km = assign_road(road, _only(2, 150.0), gap=1e-6)
    assert flows.volume_per_h == pytest.approx([100.0, 50.0], abs=0.05)
    assert minutes[0, 1] == pytest.approx(20.0, abs=0.005)
    assert km[0, 1] == 1.0
    assert flows.converged
    assert flows.unassigned == 0.0


def test_braess() -> None:
    """Braess 1968: a short cut for 4000 cars makes everybody slower, 80 minutes instead of 65.

    Each way has a part that takes v / 100 minutes and one of 45. Without the short cut 2000 cars
    take each: 20 + 45 = 65. With it all go by both slow parts: 40 + 40 = 80, and the other ways
    would take 85. Free minutes must be above zero, so 0.01 stands for nothing.
    """
    slow, fixed, short = (0.01, 1.0, 1.0, 1.0), (45.0, 1e9, 1.0, 1.0), (0.01, 1e9, 1.0, 1.0)
    links = {"a b": slow, "b d": fixed, "a c": fixed, "c d": slow}
    zones = {"A": "a", "D": "d"}
    without, minutes, _ = assign_road(toy_roads(links, zones), _only(2, 4000.0), gap=1e-6)
    assert without.volume_per_h == pytest.approx([2000.0] * 4, rel=1e-3)
    assert minutes[0, 1] == pytest.approx(65.01, abs=0.05)
    road = toy_roads(links | {"b c": short}, zones)
    with_it, minutes, _ = assign_road(road, _only(2, 4000.0), gap=1e-6)
    assert with_it.volume_per_h == pytest.approx([4000.0, 0, 0, 4000.0, 4000.0], abs=4)
    assert minutes[0, 1] == pytest.approx(80.03, abs=0.05)


@pytest.mark.parametrize("library", [True, False])
def test_sioux_falls_optimum(sioux_falls: tuple[RoadNetwork, Floats64], library: bool) -> None:
    """Optimum of the objective: 42.31335287107440 x 1e5 (Transportation Networks test problems)."""
    road, demand = sioux_falls
    assert demand.sum() == 360_600.0
    flows = road_equilibrium(road, demand, gap=1e-4, max_iterations=500, library=library).flows
    found = beckmann(road.free_min, flows.volume_per_h, road.capacity_per_h, road.alpha, road.beta)
    assert flows.converged
    assert flows.gap <= 1e-4
    assert found == pytest.approx(4_231_335.287, rel=5e-5)
    assert found > 4_231_335.2  # nothing is below the optimum


def test_own_steps_and_the_library_agree(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    """Flows of an equilibrium are unique: both searches find the same, within their gaps."""
    road, demand = sioux_falls
    theirs, _, _ = library_equilibrium(road, demand, np.zeros(76), gap=1e-4, max_iterations=500)
    ours = road_equilibrium(road, demand, gap=1e-6, max_iterations=500, library=False)
    assert ours.flows.volume_per_h == pytest.approx(theirs, rel=0.02, abs=100)


def test_a_start_saves_rounds_and_ends_at_the_same(
    sioux_falls: tuple[RoadNetwork, Floats64],
) -> None:
    """Trips change by up to a tenth either way; some pairs lose all of theirs."""
    road, demand = sioux_falls
    changed = demand * np.random.default_rng(1).uniform(0.9, 1.1, demand.shape)
    changed[demand <= 100.0] = 0.0
    options = {"gap": 1e-5, "max_iterations": 500, "library": False}
    before = road_equilibrium(road, demand, **options)
    cold = road_equilibrium(road, changed, **options)
    warm = road_equilibrium(road, changed, start=before, **options)
    assert warm.flows.converged
    assert warm.flows.iterations < cold.flows.iterations
    assert warm.flows.volume_per_h == pytest.approx(cold.flows.volume_per_h, rel=0.01, abs=20)
    into = np.bincount(road.to_node, weights=warm.flows.volume_per_h, minlength=24)
    out = np.bincount(road.from_node, weights=warm.flows.volume_per_h, minlength=24)
    balance = changed.sum(axis=0) - changed.sum(axis=1)
    assert into - out == pytest.approx(balance, abs=0.01)  # trips are rounded to 2**-16


def test_a_start_with_the_same_trips_needs_no_round(
    sioux_falls: tuple[RoadNetwork, Floats64],
) -> None:
    road, demand = sioux_falls
    first = road_equilibrium(road, demand, gap=1e-3)
    again = road_equilibrium(road, demand, gap=1e-3, start=first)
    assert again.flows.iterations == 0
    assert again.flows.volume_per_h.tobytes() == first.flows.volume_per_h.tobytes()


def test_more_taken_off_than_was_there() -> None:
    """The way that is quickest now carried 10 of 110 cars; 100 fewer are to be carried.

    Taken off that way alone, it would carry -90. Instead: 1/11 of all flows, or a mix with it.
    """
    links = {"a b": (10.0, 1000.0, 0.15, 4.0), "a b 2": (10.1, 1000.0, 0.15, 4.0)}
    ways = quickest_ways(toy_roads(links, {"A": "a", "B": "b"}))
    flows, trips = np.array([10.0, 100.0]), _only(2, 110.0)
    volume, _ = carried_over(ways, (flows, 0.0, trips), _only(2, 10.0), np.array([10.0, 10.1]))
    assert volume.sum() == pytest.approx(10.0)
    assert (volume >= 0).all()


def test_gap_from_an_independent_search(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    """Shortest paths of networkx on the final minutes give the same gap and the same minutes."""
    road, demand = sioux_falls
    flows, minutes, _ = assign_road(road, demand, gap=1e-3)
    graph = nx.DiGraph()
    for a, b, cost in zip(road.from_node, road.to_node, flows.minutes, strict=True):
        graph.add_edge(int(a), int(b), cost=cost)
    found = dict(nx.all_pairs_dijkstra_path_length(graph, weight="cost"))
    shortest = np.array([[found[i][j] for j in range(24)] for i in range(24)])
    spent = float(flows.minutes @ flows.volume_per_h)
    assert flows.gap == pytest.approx((spent - np.sum(shortest * demand)) / spent, abs=1e-7)
    apart = ~np.eye(24, dtype=bool)
    assert minutes[apart] == pytest.approx(shortest[apart], rel=1e-6)


def test_what_flows_in_flows_out(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    """At each node: in - out = trips that end there - trips that begin there."""
    road, demand = sioux_falls
    oneway = np.triu(demand)  # more begin than end at the first nodes
    flows, _, _ = assign_road(road, oneway, gap=1e-2)
    into = np.bincount(road.to_node, weights=flows.volume_per_h, minlength=24)
    out = np.bincount(road.from_node, weights=flows.volume_per_h, minlength=24)
    assert into - out == pytest.approx(oneway.sum(axis=0) - oneway.sum(axis=1), abs=1e-4)
    assert flows.unassigned == 0.0


def test_same_bytes_for_any_number_of_threads(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    road, demand = sioux_falls
    third = demand / 3.0  # no round numbers
    start = road_equilibrium(road, demand / 7.0, gap=1e-3)
    warm = [
        road_equilibrium(road, third, gap=1e-3, cores=cores, start=start).flows.volume_per_h
        for cores in (1, 2)
    ]
    assert warm[0].tobytes() == warm[1].tobytes()
    found = [assign_road(road, third, gap=1e-3, cores=cores) for cores in (1, 2, 2)]
    for flows, minutes, km in found[1:]:
        assert flows.volume_per_h.tobytes() == found[0][0].volume_per_h.tobytes()
        assert minutes.tobytes() == found[0][1].tobytes()
        assert km.tobytes() == found[0][2].tobytes()
        assert flows.gap == found[0][0].gap


def test_what_is_on_the_roads_already_counts() -> None:
    """10 + 0.1 v: 50 cars in the background and 100 of ours take 25 minutes."""
    road = toy_roads({"a b": (10.0, 100.0, 1.0, 1.0)}, {"A": "a", "B": "b"})
    flows, minutes, _ = assign_road(road, _only(2, 100.0), background_per_h=np.array([50.0]))
    assert flows.volume_per_h.tolist() == [150.0]
    assert minutes[0, 1] == pytest.approx(25.0)
    assert flows.gap < 1e-9


def test_unreachable_zones_are_counted() -> None:
    """A zone without a road, and one that only leads away: their trips are unassigned."""
    road = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "far": "x", "B": "b"})
    demand = np.full((3, 3), 1.0)
    flows, minutes, km = assign_road(road, demand)
    assert road.unconnected.tolist() == [1]
    assert flows.volume_per_h.tolist() == [1.0]
    assert flows.unassigned == 5.0  # six pairs of different zones, one of which has a way
    inf = np.inf
    assert minutes.tolist()[0][1:] == [inf, pytest.approx(10.0)]
    assert minutes.tolist()[1:] == [[inf, 2.0, inf], [inf, inf, 2.0]]
    assert np.isinf(km).tolist() == np.isinf(minutes).tolist()


def test_trips_within_a_zone_use_no_link() -> None:
    road = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    flows, minutes, km = assign_road(road, np.diag([70.0, 30.0]))
    assert flows.volume_per_h.tolist() == [0.0]
    assert (flows.gap, flows.iterations, flows.converged) == (0.0, 0, True)
    assert np.diag(minutes).tolist() == [2.0, 2.0]
    assert np.diag(km).tolist() == [0.5, 0.5]


def test_nobody_drives() -> None:
    road = toy_roads({"a b": (10.0, 100.0, 0.15, 4.0)}, {"A": "a", "B": "b"})
    _, minutes, km = assign_road(road, np.zeros((2, 2)))
    empty_minutes, empty_km = free_flow_skims(road)
    assert minutes.tobytes() == empty_minutes.tobytes()
    assert km.tobytes() == empty_km.tobytes()


def test_a_round_too_few_is_told(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    road, demand = sioux_falls
    flows, _, _ = assign_road(road, demand, gap=1e-6, max_iterations=3)
    assert not flows.converged
    assert flows.iterations == 3
    assert flows.gap > 1e-6


def test_no_noise_and_no_files(
    sioux_falls: tuple[RoadNetwork, Floats64],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    road, demand = sioux_falls
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with caplog.at_level("DEBUG"):
        assign_road(road, demand, gap=1e-6, max_iterations=3)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert list(tmp_path.iterdir()) == []


def test_arguments_are_left_alone(sioux_falls: tuple[RoadNetwork, Floats64]) -> None:
    road, demand = sioux_falls
    before, frozen = demand.copy(), replace(road)
    assign_road(road, demand, gap=1e-2)
    assert np.array_equal(demand, before)
    assert np.array_equal(road.free_min, frozen.free_min)
