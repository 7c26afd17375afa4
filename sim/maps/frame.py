"""How coordinates reach the page: the datum of the chosen tiles and a compact text form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sim.geometry import Floats
from sim.maps.gcj02 import wgs84_to_gcj02

__all__ = ["Frame", "Tiles", "encode_path"]

Tiles = Literal["none", "osm", "amap"]

_STEPS_PER_DEGREE = 100_000


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame everything on one page is placed in.

    Chinese tiles (``amap``) are in GCJ-02, so everything laid over them is shifted; otherwise the
    page is in WGS84.
    """

    tiles: Tiles = "none"

    def place(self, lonlat: Floats) -> Floats:
        """Degrees (n, 2) in the datum of the page.

        Examples
        --------
        >>> Frame().place(np.array([[120.2085, 30.2935]])).tolist()
        [[120.2085, 30.2935]]
        >>> Frame("amap").place(np.array([[120.2085, 30.2935]])).round(3).tolist()
        [[120.213, 30.291]]
        """
        return wgs84_to_gcj02(lonlat) if self.tiles == "amap" else lonlat

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """``(lat, lon)`` as Leaflet wants it, to 5 decimals (about a metre).

        Examples
        --------
        >>> Frame().point(120.2084999, 30.2935)
        (30.2935, 120.2085)
        """
        placed = self.place(np.array([[lon, lat]]))[0]
        return round(float(placed[1]), 5), round(float(placed[0]), 5)

    def path(self, lonlat: Floats | Sequence[tuple[float, float]]) -> str:
        """One path as text; see `encode_path`."""
        return encode_path(self.place(np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)))

    def lines(self, geometry: BaseGeometry) -> tuple[str, ...]:
        """Every line of a line geometry; empty parts are left out."""
        return tuple(
            self.path(shapely.get_coordinates(part))
            for part in _parts(geometry)
            if not part.is_empty
        )

    def polygons(self, geometry: BaseGeometry) -> tuple[tuple[str, ...], ...]:
        """Every polygon as its rings, the outer ring first."""
        return tuple(
            tuple(
                self.path(shapely.get_coordinates(ring)[:-1])
                for ring in (part.exterior, *part.interiors)
            )
            for part in _parts(geometry)
            if not part.is_empty
        )


def _parts(geometry: BaseGeometry) -> Sequence[BaseGeometry]:
    return list(shapely.get_parts(geometry))


def encode_path(lonlat: Floats) -> str:
    """Write a path in the encoded polyline format: 5 decimals, a fifth of the size of numbers.

    Steps between points are zigzag-coded and written in 5-bit groups, as map services have
    published it; the page decodes them in a dozen lines.

    Examples
    --------
    The example of the format's description:

    >>> encode_path(np.array([[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]]))
    '_p~iF~ps|U_ulLnnqC_mqNvxq`@'
    """
    steps = np.rint(np.asarray(lonlat)[:, ::-1] * _STEPS_PER_DEGREE).astype(np.int64)
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    zigzag = np.where(differences < 0, ~(differences << 1), differences << 1)
    return "".join(map(_chunks, zigzag.ravel().tolist()))


@lru_cache(maxsize=1 << 16)
def _chunks(value: int) -> str:
    text = []
    while value >= 0x20:
        text.append(chr((0x20 | (value & 0x1F)) + 63))
        value >>= 5
    text.append(chr(value + 63))
    return "".join(text)
