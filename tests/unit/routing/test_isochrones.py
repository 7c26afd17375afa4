"""Isochrones hold what the matrix reaches, and only that."""

from __future__ import annotations

import json
from pathlib import Path

import h3
import numpy as np
import pytest
import shapely

from sim.errors import OutputError, RoutingError
from sim.geometry import cell_boundary, cell_centre
from sim.routing.isochrones import (
    cell_shapes,
    disc_shapes,
    isochrones,
    reached,
    write_isochrones,
)

CELLS = sorted(h3.grid_disk("88309a553dfffff", 6))
CUTOFFS_S = [600, 1200, 2400]


def random_times() -> np.ndarray:
    times_s = np.random.default_rng(3).integers(-1, 3000, len(CELLS)).astype(np.int32)
    times_s[:3] = (600, 601, -1)
    return times_s


def test_membership_is_the_matrix() -> None:
    times_s = random_times()
    frame = isochrones(times_s, cell_shapes(CELLS), CUTOFFS_S)
    assert frame.crs.to_epsg() == 4326
    centres = shapely.points([cell_centre(cell) for cell in CELLS])
    inside = reached(times_s, CUTOFFS_S)
    for column, (cutoff, shape) in enumerate(zip(CUTOFFS_S, frame.geometry, strict=True)):
        expected = (times_s >= 0) & (times_s <= cutoff)
        assert inside[:, column].tolist() == expected.tolist()
        assert shapely.contains(shape, centres).tolist() == expected.tolist()
        assert frame.n_places[column] == expected.sum()
    # 600 s is within 600 s, 601 s is not, -1 is nowhere.
    assert inside[:3, 0].tolist() == [True, False, False]


def test_no_land_is_added_or_lost() -> None:
    times_s = random_times()
    frame = isochrones(times_s, cell_shapes(CELLS), CUTOFFS_S)
    areas = np.array([shapely.Polygon(cell_boundary(cell)).area for cell in CELLS])
    for cutoff, shape in zip(CUTOFFS_S, frame.geometry, strict=True):
        # Cells share edges only, so the union's area is the sum of theirs.
        wanted = areas[(times_s >= 0) & (times_s <= cutoff)].sum()
        assert shape.area == pytest.approx(wanted, rel=1e-4)
        assert shape.is_valid


def test_a_full_disk_has_no_slivers_inside() -> None:
    frame = isochrones(np.zeros(len(CELLS), np.int32), cell_shapes(CELLS), [60])
    assert len(frame.geometry[0].geoms) == 1
    assert len(frame.geometry[0].geoms[0].interiors) == 0


def test_islands_stay_islands_and_holes_stay_holes() -> None:
    around, far = h3.grid_ring("88309a553dfffff", 1), h3.grid_ring("88309a553dfffff", 5)[:1]
    cells = [*around, *far, "88309a553dfffff"]
    times_s = np.array([60] * 7 + [-1], dtype=np.int32)
    shape = isochrones(times_s, cell_shapes(cells), [60]).geometry[0]
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]


def test_larger_cutoffs_hold_smaller_ones() -> None:
    lon, lat = zip(*(cell_centre(cell) for cell in CELLS), strict=True)
    for shapes in (cell_shapes(CELLS), disc_shapes(lon, lat, radius_m=800.0)):
        frame = isochrones(random_times(), shapes, range(0, 3000, 300))
        for smaller, larger in zip(frame.geometry[:-1], frame.geometry[1:], strict=True):
            assert smaller.difference(larger).area == pytest.approx(0.0, abs=1e-13)


def test_cutoffs_are_sorted_and_unreached_ones_are_kept_empty() -> None:
    frame = isochrones(np.array([900]), disc_shapes([120.1], [30.2], radius_m=300.0), [900, 60, 60])
    assert frame.cutoff_s.tolist() == [60, 900]
    assert frame.n_places.tolist() == [0, 1]
    assert [shape.is_empty for shape in frame.geometry] == [True, False]
    assert set(frame.geometry.geom_type) == {"MultiPolygon"}


def test_discs_have_their_radius_anywhere() -> None:
    # Porto Alegre: 300 m around a point; a polygon of 64 corners has 0.9984 of the circle's area.
    disc = disc_shapes([-51.2], [-30.0], radius_m=300.0)[0]
    metres = shapely.transform(
        disc, lambda xy: (xy - [-51.2, -30.0]) * [111_320 * np.cos(np.radians(30.0)), 110_852]
    )
    assert metres.area == pytest.approx(np.pi * 300**2, rel=0.01)
    assert disc_shapes([], [], radius_m=1.0).size == 0


def test_the_order_of_places_changes_no_byte(tmp_path: Path) -> None:
    times_s, shapes = random_times(), cell_shapes(CELLS)
    order = np.random.default_rng(1).permutation(len(CELLS))
    write_isochrones(isochrones(times_s, shapes, CUTOFFS_S), tmp_path / "a.geojson")
    write_isochrones(isochrones(times_s[order], shapes[order], CUTOFFS_S), tmp_path / "b.geojson")
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()


def test_geojson(tmp_path: Path) -> None:
    square = [shapely.box(120.0, 30.0, 120.01, 30.01)]
    path = tmp_path / "new" / "reach.geojson"
    write_isochrones(isochrones(np.array([600]), square, [600, 1800]), path)
    read = json.loads(path.read_text(encoding="utf-8"))
    assert [f["properties"] for f in read["features"]] == [
        {"cutoff_s": 1800, "cutoff": "00:30", "n_places": 1},
        {"cutoff_s": 600, "cutoff": "00:10", "n_places": 1},
    ]
    ring = shapely.LinearRing(read["features"][0]["geometry"]["coordinates"][0][0])
    assert ring.is_ccw
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_isochrones(isochrones(np.array([600]), square, [600]), tmp_path / "file" / "a.json")


def test_a_bad_call_is_told() -> None:
    square = [shapely.box(120.0, 30.0, 120.01, 30.01)]
    with pytest.raises(RoutingError, match="1 shapes for times of shape"):
        isochrones(np.array([1, 2]), square, [60])
    with pytest.raises(RoutingError, match="cut-offs must be 0 s or more"):
        isochrones(np.array([1]), square, [-60])
    with pytest.raises(RoutingError, match="'C_330122' is no H3 cell"):
        cell_shapes(["C_330122"])
    with pytest.raises(RoutingError, match="radius_m must be more than 0"):
        disc_shapes([120.0], [30.0], radius_m=0.0)
