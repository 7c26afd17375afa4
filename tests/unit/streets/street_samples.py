"""Small hand-made street networks, and places of the shared test cities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.network.streets.graph import StreetGraph, street_graph

CITIES = Path(__file__).parents[4] / "shared" / "data" / "road" / "testcities"


def city(name: str) -> Path:
    path = CITIES / name
    if not path.is_file():
        pytest.skip(f"the test city file {name} is not there")
    return path


def grid(side: int = 3, length_m: float = 100.0) -> StreetGraph:
    """A square grid, 0.001 degrees apart at the equator; node = row x side + column."""
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    lat, lon = np.divmod(number.ravel(), side)
    return street_graph(
        (number.ravel(), lon * 0.001, lat * 0.001), (u, v), length_m=length_m, walk=True
    )


def block(speed_kmh: float = 36.0) -> StreetGraph:
    """A one-way block 0 > 1 > 2 > 3 > 0, 100 m a side: 10 s each at 36 km/h."""
    return street_graph(
        ([0, 1, 2, 3], [0.0, 0.001, 0.001, 0.0], [0.0, 0.0, 0.001, 0.001]),
        ([0, 1, 2, 3], [1, 2, 3, 0]),
        length_m=100.0,
        walk=False,
        drive=True,
        free_speed_kmh=speed_kmh,
        class_names=("primary",),
    )


OSM_HEAD = '<?xml version="1.0"?><osm version="0.6">'


def osm_text(nodes: dict[int, tuple[float, float]], *ways: str) -> str:
    """An OpenStreetMap file; nodes are {id: (lon, lat)}, ways "1 2 3 key=value key=value"."""
    lines = [OSM_HEAD]
    lines += [f'<node id="{i}" lon="{x}" lat="{y}"/>' for i, (x, y) in nodes.items()]
    for number, way in enumerate(ways, 100):
        words = way.split()
        refs = "".join(f'<nd ref="{word}"/>' for word in words if "=" not in word)
        tags = "".join(
            '<tag k="{}" v="{}"/>'.format(*word.split("=")) for word in words if "=" in word
        )
        lines.append(f'<way id="{number}">{refs}{tags}</way>')
    return "\n".join([*lines, "</osm>"])
