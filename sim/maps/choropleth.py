"""Zones as hexagons and county outlines, shared by every choropleth of a page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from sim.geometry import cell_boundary
from sim.maps.frame import Frame
from sim.maps.inputs import BaseLayers, MapInputs
from sim.maps.marks import OUTSIDE, CellValues
from sim.maps.style import NO_WORDS, Words
from sim.network.model import ZoneId

__all__ = [
    "ZoneShapes",
    "cell_values",
    "column_values",
    "district_values",
    "part_values",
    "shortened",
    "zone_shapes",
]

_COUNTY_PREFIX = "C_"


@dataclass(frozen=True, slots=True)
class ZoneShapes:
    """Geometry and names of the zones, once per page; the order is that of the cells table.

    ``polygons[i]`` is a list of polygons of rings; ``district`` points into ``districts``.
    """

    zone_ids: tuple[str, ...]
    polygons: tuple[tuple[tuple[str, ...], ...], ...]
    district: tuple[int, ...]
    districts: tuple[Words, ...]
    population: tuple[int | None, ...]
    undrawn: int


def zone_shapes(inputs: MapInputs, frame: Frame) -> ZoneShapes:
    """Outlines of all zones of the cells table that have one.

    Counties take the polygon of their id in the base layer; counties without one are counted in
    ``undrawn``. Counties come first, so that hexagons lie on top of them.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> shapes = zone_shapes(line_inputs(), Frame())
    >>> shapes.zone_ids, shapes.districts, shapes.population, shapes.undrawn
    (('C_330100',), (Words(zh='方县', en='Square'),), (90000,), 0)
    """
    cells = _drawable(inputs)
    outline = dict(
        zip(inputs.base.districts["county_id"], inputs.base.districts.geometry, strict=True)
    )
    polygons = tuple(
        frame.polygons(outline[zone_id.removeprefix(_COUNTY_PREFIX)])
        if zone_id.startswith(_COUNTY_PREFIX)
        else ((frame.path(cell_boundary(zone_id)),),)
        for zone_id in cells["zone_id"]
    )
    names = _district_names(inputs.base)
    county_of = [_county_id(inputs, zone_id) for zone_id in cells["zone_id"]]
    order = _districts(inputs)
    return ZoneShapes(
        zone_ids=tuple(cells["zone_id"]),
        polygons=polygons,
        district=tuple(order.index(county) for county in county_of),
        districts=tuple(names.get(county, NO_WORDS) for county in order),
        population=_whole(cells["population"]),
        undrawn=len(inputs.cells) - len(cells),
    )


def cell_values(inputs: MapInputs, column: str) -> CellValues:
    """One column of the cells table in the order of `zone_shapes`, in whole units.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> cell_values(line_inputs(), "minutes_from_hub").values
    (42,)
    >>> cell_values(line_inputs(), "minutes_from_airport").values  # unreachable
    (None,)
    """
    return CellValues(_whole(_drawable(inputs)[column]))


def column_values(inputs: MapInputs, values: pd.Series) -> CellValues:
    """Values by zone id in the order of `zone_shapes`, to four digits; zones without one are grey.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> column_values(line_inputs(), pd.Series([0.123456], index=["C_330100"])).values
    (0.1235,)
    """
    known = values.reindex(_drawable(inputs)["zone_id"])
    return CellValues(tuple(_four_digits(float(value)) for value in known))


def shortened(values: CellValues) -> CellValues:
    """Leave out zones at the end that are no part of the layer, and empty ends of its rows.

    Counties come first and cells last, so that a layer of some cells alone keeps its length.

    Examples
    --------
    >>> shortened(CellValues((3, None, OUTSIDE, OUTSIDE)))
    CellValues(values=(3, None), rows=(), by_district=False)
    """
    rows = tuple(replace(row, values=_cut(row.values, None)) for row in values.rows)
    kept = tuple(row for row in rows if row.values)  # noqa: PD011 - not a frame
    return CellValues(_cut(values.values, OUTSIDE), kept)


def _cut(values: tuple[float | None, ...], nothing: float | None) -> tuple[float | None, ...]:
    end = len(values)
    while end and values[end - 1] == nothing:
        end -= 1
    return values[:end]


def district_values(inputs: MapInputs, values: pd.Series) -> tuple[float | None, ...]:
    """Values by county id, to four digits, in the order of the page's districts.

    NaN: missing; a district that is not in the index is no part of the layer.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> district_values(line_inputs(), pd.Series([42.0], index=["330100"]))
    (42,)
    >>> district_values(line_inputs(), pd.Series([42.0], index=["elsewhere"])) == (OUTSIDE,)
    True
    """
    return tuple(
        _four_digits(float(values[county])) if county in values.index else OUTSIDE
        for county in _districts(inputs)
    )


def _districts(inputs: MapInputs) -> list[str]:
    """Counties of the zones that are drawn, in the order of the page."""
    return sorted({_county_id(inputs, zone_id) for zone_id in _drawable(inputs)["zone_id"]})


def part_values(inputs: MapInputs, values: pd.Series) -> CellValues:
    """Values by zone id as of `column_values`; zones that are not in the index are left blank.

    Examples
    --------
    >>> from sim.maps.examples import line_inputs
    >>> part_values(line_inputs(), pd.Series([float("nan")], index=["C_330100"])).values
    (None,)
    >>> part_values(line_inputs(), pd.Series([1.0], index=["elsewhere"])).values  # no zone
    ()
    """
    known = column_values(inputs, values).values  # noqa: PD011 - not a frame
    is_part = _drawable(inputs)["zone_id"].isin(values.index)
    pairs = zip(known, is_part, strict=True)
    return shortened(CellValues(tuple(one if inside else OUTSIDE for one, inside in pairs)))


def _four_digits(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.4g}") if abs(value) < 1000 else float(round(value))
    return int(rounded) if rounded == int(rounded) else rounded


def _drawable(inputs: MapInputs) -> pd.DataFrame:
    """Rows of the cells table that have an outline, counties first."""
    ids = inputs.cells["zone_id"].astype(str)
    is_county = ids.str.startswith(_COUNTY_PREFIX)
    outlined = ids.str.removeprefix(_COUNTY_PREFIX).isin(inputs.base.districts["county_id"])
    cells = inputs.cells.assign(zone_id=ids, is_county=is_county)[~is_county | outlined]
    return cells.sort_values(["is_county", "zone_id"], ascending=[False, True])


def _county_id(inputs: MapInputs, zone_id: str) -> str:
    zone = inputs.network.zones.get(ZoneId(zone_id))
    return zone.county_id if zone is not None else zone_id.removeprefix(_COUNTY_PREFIX)


def _district_names(base: BaseLayers) -> dict[str, Words]:
    rows = base.districts[["county_id", "name_zh", "name_en"]].itertuples(index=False)
    return {str(county_id): Words(str(zh), str(en)) for county_id, zh, en in rows}


def _whole(column: pd.Series) -> tuple[int | None, ...]:
    """Whole minutes and people; ``None`` where there is no value."""
    return tuple(None if math.isnan(value) else round(value) for value in column.astype(float))
