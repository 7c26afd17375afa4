"""A table together with what its columns mean, ready to be written in any format."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from sim.results.dictionary import ColumnEntry, TableEntry, dictionary

__all__ = ["CRS", "GEOMETRY", "Described", "described", "described_as"]

CRS = "EPSG:4326"
"""Coordinate system of every layer: WGS84, longitude first."""

GEOMETRY = "geometry"
"""Name of the geometry column of a layer; it has no entry of its own."""


@dataclass(frozen=True)
class Described:
    """A table and the entries of its columns, in the order of the columns.

    The frame of a layer is a GeoDataFrame in WGS84; its geometry has no entry.
    """

    entry: TableEntry
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.entry.name


def described(name: str, frame: pd.DataFrame) -> Described:
    """Describe a table by the registry; a column without an entry is kept and marked as such.

    Geometry is added afterwards (`sim.exports.shapes`).

    Examples
    --------
    >>> table = described("centre_times", pd.DataFrame({"zone_id": ["a"], "odd": [1.5]}))
    >>> [(column.name, column.en[:4], column.kind) for column in table.entry.columns]
    [('zone_id', 'zone', 'string'), ('odd', 'not ', 'number')]
    """
    known = dictionary().get(name)
    if known is None:
        known = TableEntry(name, "run", (), name, name, ())
    columns = tuple(
        known.column(column) or _without_meaning(column, frame[column]) for column in frame.columns
    )
    return Described(replace(known, columns=columns), frame)


def described_as(name: str, title: tuple[str, str], table: Described) -> Described:
    """Give a table another name and another title (Chinese, English).

    Examples
    --------
    >>> zones = described("zones", pd.DataFrame({"zone_id": ["a"]}))
    >>> described_as("zones_plan", ("规划", "Plan"), zones).entry.title_en
    'Plan'
    """
    entry = replace(table.entry, name=name, title_zh=title[0], title_en=title[1])
    return Described(entry, table.frame)


def _without_meaning(name: str, values: pd.Series) -> ColumnEntry:
    if pd.api.types.is_bool_dtype(values.dtype):
        kind = "boolean"
    elif pd.api.types.is_integer_dtype(values.dtype):
        kind = "integer"
    else:
        kind = "number" if pd.api.types.is_numeric_dtype(values.dtype) else "string"
    return ColumnEntry(name, kind, "", None, "尚无说明", "not described yet", "unknown")
