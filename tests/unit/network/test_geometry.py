"""Geometry: metres by projection and by geodesic agree, segments, pairs, cells."""

import numpy as np
import pytest
import shapely

from sim.geometry import (
    cell_boundary,
    cell_centre,
    cell_disk,
    cells,
    distances_m,
    geodesic_m,
    merged_polygon,
    pairs_within,
    projected_epsg,
    segments_blocked,
    to_lonlat,
    to_metres,
)

EAST = (120.2085, 30.2935)
WULIN = (120.1589, 30.2731)


def test_projection_and_geodesic_agree_in_the_city():
    a, b = to_metres(*EAST), to_metres(*WULIN)
    assert float(distances_m(a, b)[0]) == pytest.approx(geodesic_m(EAST, WULIN), rel=1e-4)
    assert geodesic_m(EAST, WULIN) == pytest.approx(5_280, abs=50)  # published: 5.3 km


@pytest.mark.parametrize("lon", [118.5, 120.0, 122.4])
def test_scale_error_in_the_province_is_below_a_thousandth(lon):
    a, b = (lon, 29.0), (lon + 0.05, 29.05)
    projected = float(distances_m(to_metres(*a), to_metres(*b))[0])
    assert projected == pytest.approx(geodesic_m(a, b), rel=1e-3)


def test_there_and_back():
    points = np.array([EAST, WULIN, (118.9, 28.9)])
    again = to_lonlat(to_metres(points[:, 0], points[:, 1]))
    assert np.abs(again - points).max() < 1e-8


def test_every_city_gets_metres():
    for lon, lat in ((-84.5, 39.0), (-51.2, -30.0), (-8.6, 41.1), (151.2, -33.9)):
        epsg = projected_epsg(lon, lat)
        a = to_metres(lon, lat, epsg=epsg)
        b = to_metres(lon + 0.01, lat, epsg=epsg)
        assert float(distances_m(a, b)[0]) == pytest.approx(
            geodesic_m((lon, lat), (lon + 0.01, lat)), rel=2e-3
        )


def test_pairs_within_equals_all_against_all():
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0, 1000, (60, 2)), rng.uniform(0, 1000, (50, 2))
    rows, columns, metres = pairs_within(a, b, 150.0)
    distances = np.hypot(*(a[:, None, :] - b[None, :, :]).transpose(2, 0, 1))
    expected = np.argwhere(distances <= 150.0)
    assert np.column_stack([rows, columns]).tolist() == expected.tolist()
    assert metres == pytest.approx(distances[rows, columns])


def test_pairs_within_nothing():
    assert len(pairs_within(np.empty((0, 2)), np.zeros((3, 2)), 10.0)[0]) == 0


def test_a_ring_with_a_hole_is_an_island_one_can_stand_on():
    outer = [(120.0, 30.0), (120.1, 30.0), (120.1, 30.1), (120.0, 30.1)]
    hole = [(120.04, 30.04), (120.06, 30.04), (120.06, 30.06), (120.04, 30.06)]
    lake = merged_polygon([[outer, hole]])
    island, shore = to_metres(120.05, 30.05), to_metres(120.2, 30.05)
    assert not shapely.intersects(lake, shapely.points(island)[0])
    assert segments_blocked(island, shore, lake).tolist() == [True]
    near = to_metres(120.051, 30.05)
    assert segments_blocked(island, near, lake).tolist() == [False]


def test_nothing_is_blocked_without_water():
    assert segments_blocked(np.zeros((2, 2)), np.ones((2, 2)), merged_polygon([])).sum() == 0


def test_cells_and_their_neighbours():
    (cell,) = cells(*EAST)
    assert cells(*cell_centre(cell)) == [cell]
    assert len(cell_boundary(cell)) == 6
    disk = cell_disk(cell, 2)
    assert disk[0] == (cell, 0)
    assert len(disk) == 19
    assert disk == cell_disk(cell, 2)
