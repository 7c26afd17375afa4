"""Web tiles a page may show below its own data. The default is none: the page then needs no net."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.maps.frame import Tiles

__all__ = ["TILE_SOURCES", "TileSource"]


@dataclass(frozen=True, slots=True)
class TileSource:
    """A tile server: address pattern, the hosts the page may ask, and the credit to print."""

    url: str
    hosts: str
    attribution: str
    subdomains: str = "abc"


TILE_SOURCES: Final[dict[Tiles, TileSource]] = {
    "osm": TileSource(
        url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        hosts="https://tile.openstreetmap.org",
        attribution="© OpenStreetMap contributors",
    ),
    "amap": TileSource(
        url=(
            "https://webrd0{s}.is.autonavi.com/appmaptile"
            "?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"
        ),
        hosts="https://*.is.autonavi.com",
        attribution="© 高德地图 AutoNavi",
        subdomains="1234",
    ),
}
