"""The land of the province with its prefectures, counties and districts."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.marks import Drawing, LayerSpec, Pane, PathStyle, Shape

__all__ = ["LAYER"]

_LAND = PathStyle(fill="#faf9f5")
_COUNTY = PathStyle(colour="#a5a29c", width_px=0.7, opacity=0.7)
_PREFECTURE = PathStyle(colour="#87847f", width_px=1.2, opacity=0.8, dash="7 3")
_PROVINCE = PathStyle(colour="#716e69", width_px=1.6, opacity=0.8)
_PREFECTURE_DIGITS = 4

# The city's districts were redrawn in 2021; both sets are in the data.
_REDRAWN = date(2021, 4, 9)


def _draw(inputs: MapInputs, frame: Frame) -> Drawing:
    districts = _valid_on(inputs.base.districts, inputs.network.as_of)
    province = inputs.base.province.geometry.union_all()
    prefectures = districts.geometry.groupby(
        districts["county_id"].str.slice(0, _PREFECTURE_DIGITS)
    )
    outlines = shapely.union_all([_outline(group) for _, group in prefectures])
    lines = (
        Shape(_COUNTY, lines=_county_lines(districts, frame)),
        Shape(_PREFECTURE, lines=frame.lines(_merged(outlines))),
        Shape(_PROVINCE, lines=frame.lines(_merged(province.boundary))),
    )
    land = Shape(_LAND, polygons=frame.polygons(province), pane=Pane.LAND)
    # Over web tiles the land would hide them.
    return Drawing(shapes=(land, *lines) if frame.tiles == "none" else lines)


def _valid_on(districts: gpd.GeoDataFrame, day: date) -> gpd.GeoDataFrame:
    other = "pre2021" if day >= _REDRAWN else "from2021"
    return districts[districts["valid"] != other]


def _county_lines(districts: gpd.GeoDataFrame, frame: Frame) -> tuple[str, ...]:
    """Every border once, although two counties share it."""
    return frame.lines(_merged(shapely.union_all(districts.geometry.boundary.to_numpy())))


def _outline(counties: gpd.GeoSeries) -> BaseGeometry:
    return counties.union_all().boundary


def _merged(lines: BaseGeometry) -> BaseGeometry:
    return shapely.line_merge(lines)


LAYER = LayerSpec(
    layer_id="boundaries",
    zh="行政边界",
    en="Boundaries",
    kind="overlay",
    pane=Pane.WATER,
    draw=_draw,
)
