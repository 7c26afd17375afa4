"""Coordinates on their way to the page: compact, to a metre, in the datum of the tiles."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sim.maps.frame import Frame, encode_path

LON = st.floats(117, 124)
LAT = st.floats(26, 33)


def decode(text: str) -> list[tuple[float, float]]:
    """The inverse of `encode_path`, written as the page's script does it."""
    points, at, place = [], 0, [0, 0]
    while at < len(text):
        for axis in (0, 1):
            value = shift = 0
            while True:
                byte = ord(text[at]) - 63
                at += 1
                value |= (byte & 0x1F) << shift
                shift += 5
                if byte < 0x20:
                    break
            place[axis] += ~(value >> 1) if value & 1 else value >> 1
        points.append((place[1] / 1e5, place[0] / 1e5))
    return points


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=40))
def test_paths_come_back_to_half_a_step(path: list[tuple[float, float]]) -> None:
    # Half of 1e-5 degrees is half a metre.
    assert np.abs(np.array(decode(encode_path(np.array(path)))) - path).max() <= 0.5000001e-5


def test_polygon_rings_are_open_and_holes_follow() -> None:
    square = shapely.Polygon(
        [(120, 30), (121, 30), (121, 31), (120, 31)],
        [[(120.4, 30.4), (120.6, 30.4), (120.6, 30.6)]],
    )
    ((outer, hole),) = Frame().polygons(square)
    assert decode(outer) == [(120, 30), (121, 30), (121, 31), (120, 31)]
    assert len(decode(hole)) == 3


def test_only_chinese_tiles_shift_the_data() -> None:
    # Hangzhou East, WGS84 and GCJ-02 (120.213, 30.291).
    assert Frame("none").point(120.2085, 30.2935) == (30.2935, 120.2085)
    assert Frame("osm").point(120.2085, 30.2935) == (30.2935, 120.2085)
    lat, lon = Frame("amap").point(120.2085, 30.2935)
    assert abs(lon - 120.213) < 0.001
    assert abs(lat - 30.291) < 0.001
    (shifted,) = decode(Frame("amap").path([(120.2085, 30.2935)]))
    assert abs(shifted[0] - 120.213) < 0.001
