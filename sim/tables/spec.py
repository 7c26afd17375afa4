"""What the catalogue knows of a table: where it lies, its contract, its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["ForeignKey", "TableSpec"]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Every value of `column` must be found in one of `targets` (``"metro/stations.stop_id"``).

    Empty cells are not checked. With a `separator` the cell is a list.
    """

    column: str
    targets: tuple[str, ...]
    separator: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One file of ``network_data/``.

    ``name`` is the path without its ending (``metro/sections``). ``form`` is ``csv``; ``geojson``
    (a FeatureCollection: the contract covers the properties, the frame has a further column
    ``geometry`` with GeoJSON dictionaries); or ``yaml`` (no contract here: the module that uses the
    document checks it). ``geometry`` says what the rows show on a map. ``graded_by``
    (``"rail/trains.trip_id"``) names the table whose rows carry the quality and source of this
    table's rows, and the key that both have.
    """

    name: str
    title: str
    model: type[Any] | None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    form: Literal["csv", "geojson", "yaml"] = "csv"
    geometry: Literal["none", "point", "line", "polygon"] = "none"
    graded_by: str = ""

    @property
    def path(self) -> str:
        """Path below ``network_data/``.

        Examples
        --------
        >>> TableSpec("metro/lines", "Metro lines", None).path
        'metro/lines.csv'
        """
        return f"{self.name}.{self.form}"
