"""A map's inputs without data, for examples and tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.maps.inputs import BaseLayers, MapInputs
from sim.network.examples import empty, section, with_route
from sim.network.model import Network

__all__ = ["empty_base", "line_inputs", "sectioned_line"]


def sectioned_line() -> Network:
    """Make a network of one line ``L`` from A to C, all of it one open section ``s``.

    Examples
    --------
    >>> sorted(sectioned_line().sections)
    ['s']
    """
    hops = {("A", "B"): "s", ("B", "C"): "s"}
    sections = [section("s", "L")]
    return with_route(empty(), "L", {"main": "A B C"}, sections=sections, hop_sections=hops)


def empty_base() -> BaseLayers:
    """Make base layers of one square county and nothing else.

    Examples
    --------
    >>> empty_base().districts["name_en"].tolist()
    ['Square']
    """
    square = shapely.box(119.9, 29.9, 120.3, 30.3)
    return BaseLayers(
        province=_layer([square]),
        districts=_layer(
            [square], county_id="330100", name_zh="方县", name_en="Square", valid="always"
        ),
        water=_layer([], name_zh="", name_en="", kind=""),
        streets=_layer([], n_bus_lines=0),
        main_roads=_layer([], kind=""),
        railways=_layer([], name_zh="", name_en="", open_date=None, method=""),
        metro=_layer([], route_id="", branch_id=""),
        places=_layer([], place_id="", name_zh="", name_en="", category="", rank=0),
    )


def line_inputs(network: Network | None = None) -> MapInputs:
    """Make the inputs of a map of one short line, with one county as the only zone.

    Examples
    --------
    >>> line_inputs().cells["zone_id"].tolist()
    ['C_330100']
    """
    cells = {
        "zone_id": ["C_330100"],
        "minutes_from_hub": [42.4],
        "minutes_from_airport": [np.nan],
        "population_60min": [120_000.0],
        "population": [90_000.0],
    }
    return MapInputs(
        network=sectioned_line() if network is None else network,
        title_zh="样例",
        title_en="Example",
        subtitle="",
        scenario="example",
        baseline=None,
        cells=pd.DataFrame(cells),
        base=empty_base(),
    )


def _layer(geometries: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    values = {name: [value] * len(geometries) for name, value in columns.items()}
    return gpd.GeoDataFrame(values, geometry=geometries, crs="EPSG:4326")
