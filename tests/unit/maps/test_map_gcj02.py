"""The shift to the datum of Chinese web maps, against points known in both."""

from __future__ import annotations

import numpy as np
import pytest

from sim.maps.gcj02 import gcj02_to_wgs84, wgs84_to_gcj02


@pytest.mark.parametrize(
    ("name", "wgs84", "gcj02", "within"),
    [
        # Figures as they are quoted, to three decimals (rounded or cut off).
        ("Wulin Square", (120.1589, 30.2731), (120.163, 30.271), 0.001),
        ("Hangzhou East", (120.2085, 30.2935), (120.213, 30.291), 0.001),
        # Stations of the metro table, where both positions are given to six decimals.
        ("Xianghu", (120.229900, 30.170037), (120.234391, 30.167585), 2e-6),
        ("Binkang Road", (120.226505, 30.186313), (120.231003, 30.183864), 2e-6),
    ],
)
def test_points_known_in_both_datums(
    name: str, wgs84: tuple[float, float], gcj02: tuple[float, float], within: float
) -> None:
    shifted = wgs84_to_gcj02(np.array([wgs84]))[0]
    assert np.abs(shifted - gcj02).max() <= within, name


def test_there_and_back_is_exact_over_the_province() -> None:
    lon, lat = np.meshgrid(np.linspace(118.0, 123.0, 11), np.linspace(27.0, 31.5, 10))
    points = np.column_stack([lon.ravel(), lat.ravel()])
    assert np.abs(gcj02_to_wgs84(wgs84_to_gcj02(points)) - points).max() < 1e-9


def test_shift_is_about_half_a_kilometre() -> None:
    # 0.0047 degrees east at 30.27 N are 0.0047 * 96.2 km = 0.45 km, 0.0023 north are 0.26 km.
    east, north = (wgs84_to_gcj02(np.array([[120.1589, 30.2731]])) - [120.1589, 30.2731])[0]
    assert 0.3 < np.hypot(east * 96.2, north * 110.9) < 0.7
