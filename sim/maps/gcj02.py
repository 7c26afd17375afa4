"""The shift between WGS84 and GCJ-02, the datum of Chinese web maps.

Chinese tile servers draw everything some hundred metres away from its WGS84 position. Data laid
over such tiles must be shifted the same way, or every station stands beside its street.
"""

from __future__ import annotations

import numpy as np

from sim.geometry import Floats

__all__ = ["gcj02_to_wgs84", "wgs84_to_gcj02"]


# Krasovsky 1940, the ellipsoid the published transformation is written for.
_SEMI_MAJOR_AXIS_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323


def wgs84_to_gcj02(lonlat: Floats) -> Floats:
    """Shift positions to where a Chinese web map shows them.

    The published approximation (two polynomial and sine series around 105° E, 35° N, scaled with
    the radii of curvature of the Krasovsky ellipsoid). It holds inside mainland China only.

    Parameters
    ----------
    lonlat
        Degrees, shape (n, 2): longitude and latitude in WGS84.

    Returns
    -------
    Degrees, same shape, GCJ-02.

    Examples
    --------
    Wulin Square:

    >>> wgs84_to_gcj02(np.array([[120.1589, 30.2731]])).round(3).tolist()
    [[120.164, 30.271]]
    """
    points = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    return points + _shift(points)


def gcj02_to_wgs84(lonlat: Floats) -> Floats:
    """Invert `wgs84_to_gcj02` by fixed-point iteration (error below 1e-9 degrees).

    Examples
    --------
    >>> there = wgs84_to_gcj02(np.array([[120.2085, 30.2935]]))
    >>> gcj02_to_wgs84(there).round(6).tolist()
    [[120.2085, 30.2935]]
    """
    target = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    guess = target.copy()
    for _ in range(8):
        guess = target - _shift(guess)
    return guess


def _shift(points: Floats) -> Floats:
    x = points[:, 0] - 105.0
    y = points[:, 1] - 35.0
    east_m = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(x, ((20.0, 1.0), (40.0, 1 / 3)))
        + _waves(x, ((150.0, 1 / 12), (300.0, 1 / 30)))
    )  # fmt: skip
    north_m = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(y, ((20.0, 1.0), (40.0, 1 / 3)))
        + _waves(y, ((160.0, 1 / 12), (320.0, 1 / 30)))
    )  # fmt: skip
    latitude = np.radians(points[:, 1])
    curvature = 1.0 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    meridian_m = _SEMI_MAJOR_AXIS_M * (1.0 - _ECCENTRICITY_SQUARED) / curvature**1.5
    parallel_m = _SEMI_MAJOR_AXIS_M / np.sqrt(curvature) * np.cos(latitude)
    return np.column_stack([np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)])


def _waves(position: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(position)
    for amplitude, frequency in terms:
        total += amplitude * np.sin(position * frequency * np.pi)
    return total * 2.0 / 3.0
