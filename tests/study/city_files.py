"""A city of one street and one line, as files: what the tests of cities read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.network.gtfs.examples import small_feed, write_feed

_NODES = 9
_STEP = 0.005


def street(folder: Path, *, highway: str = "residential", name: str = "town.osm") -> Path:
    """Write a street along the parallel of 30, from 120.0 to 120.04 degrees east."""
    nodes = "".join(
        f'<node id="{number + 1}" lat="30.0" lon="{120 + number * _STEP:.4f}"/>'
        for number in range(_NODES)
    )
    refs = "".join(f'<nd ref="{number + 1}"/>' for number in range(_NODES))
    way = f'<way id="7">{refs}<tag k="highway" v="{highway}"/></way>'
    path = folder / name
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    return path


def feed(folder: Path, changes: Mapping[str, str | None] | None = None, name: str = "bus") -> Path:
    """Write the small feed, files of it replaced or (`None`) left out."""
    files: dict[str, str | None] = {**small_feed(), **(changes or {})}
    texts = {key: text for key, text in files.items() if text is not None}
    return write_feed(texts, folder / f"{name}.zip")


def points(folder: Path, *rows: tuple[str, float, float], name: str = "points.csv") -> Path:
    """Write points as id, lon, lat."""
    lines = ["id,lon,lat", *(f"{row[0]},{row[1]},{row[2]}" for row in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
