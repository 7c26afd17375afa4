"""GeoPackage: all layers in one file, with titles and meanings of the columns inside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sim.errors import OutputError
from sim.exports.described import GEOMETRY, Described

__all__ = ["write_geopackage"]

_EPOCH = "2000-01-01T00:00:00.000Z"
"""Written as the time of change of every layer: the same inputs shall give the same bytes."""

_SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"

_CREATE = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""


def write_geopackage(tables: Sequence[Described], path: Path) -> None:
    """Write layers (with geometry) and tables (without) to one new file.

    Titles of tables and meanings of columns go into the file as the GeoPackage schema extension
    has them; programs show them beside the names. Polygons become multipolygons, so a layer has one
    type of geometry. An unreachable value is NULL.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> from sim.exports.network_tables import station_table
    >>> from sim.exports.shapes import as_points
    >>> from sim.network.examples import line
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "line.gpkg"
    ...     write_geopackage([as_points(station_table(line("A B C")))], target)
    ...     gpd.read_file(target, layer="stations")["stop_id"].tolist()
    ['A', 'B', 'C']
    """
    import pyogrio  # noqa: PLC0415 - slow to load

    try:
        with _still_clock():
            for number, table in enumerate(tables):
                is_layer = GEOMETRY in table.frame.columns
                options = {
                    "IDENTIFIER": f"{table.entry.title_zh} {table.entry.title_en} ({table.name})",
                    "DESCRIPTION": f"{table.entry.title_zh}；{table.entry.title_en}",
                }
                pyogrio.write_dataframe(
                    table.frame,
                    path,
                    layer=table.name,
                    driver="GPKG",
                    append=number > 0,
                    promote_to_multi=is_layer and _has_polygons(table),
                    layer_options=options,
                    dataset_options={"VERSION": "1.3"} if number == 0 else None,
                )
        with closing(sqlite3.connect(path)) as database, database:
            _describe(database, tables)
    except (OSError, sqlite3.Error, pyogrio.errors.DataSourceError) as error:
        raise OutputError(f"the GeoPackage cannot be written ({error})") from error


def _has_polygons(table: Described) -> bool:
    return bool(table.frame[GEOMETRY].geom_type.dropna().str.endswith("Polygon").any())


@contextmanager
def _still_clock() -> Iterator[None]:
    """Let the library write a fixed time instead of now."""
    import pyogrio  # noqa: PLC0415

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _EPOCH})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _describe(database: sqlite3.Connection, tables: Sequence[Described]) -> None:
    database.executescript(
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
        "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
        "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));" + _CREATE
    )
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [
            (name, _SCHEMA_EXTENSION)
            for name in ("gpkg_data_columns", "gpkg_data_column_constraints")
        ],
    )
    database.executemany(
        "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
        [
            (table.name, entry.name, entry.name, _title(entry.zh, entry.unit), entry.meaning)
            for table in tables
            for entry in table.entry.columns
        ],
    )


def _title(zh: str, unit: str) -> str:
    return f"{zh} ({unit})" if unit else zh
