"""The same inputs give the same bytes, also in formats that like to write down the time."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pyogrio

from sim.exports.geopackage import write_geopackage
from sim.exports.geoparquet import write_geoparquet
from sim.exports.network_tables import station_table
from sim.exports.omx import write_omx
from sim.exports.shapes import as_points
from sim.network.examples import line

TIMES = np.array([[0.0, 12.5], [np.nan, 0.0]], np.float32)


def written(folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    layer = as_points(station_table(line("A B C")))
    write_geopackage([layer], folder / "a.gpkg")
    write_geoparquet(layer, folder / "a.parquet")
    write_omx({"time_min_p50": TIMES}, ["a", "b"], folder / "a.omx", attributes={"unit": "min"})
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_second_later_the_files_are_the_same(tmp_path: Path) -> None:
    first = written(tmp_path / "one")
    time.sleep(1.1)  # times in the files count in seconds
    assert written(tmp_path / "two") == first
    assert set(first) == {"a.gpkg", "a.parquet", "a.omx"}


def test_the_clock_of_the_library_runs_again_afterwards(tmp_path: Path) -> None:
    write_geopackage([as_points(station_table(line("A B")))], tmp_path / "a.gpkg")
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
