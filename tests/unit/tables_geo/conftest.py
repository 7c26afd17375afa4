"""The shipped tables, read through their contracts, and their shapes in metres."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from sim.geometry import to_metres
from sim.tables.checking import checked_table
from sim.tables.contracts import CATALOGUE

DATA = Path(__file__).parents[3] / "network_data"


@cache
def _read(name: str) -> pd.DataFrame:
    table, issues = checked_table(DATA, CATALOGUE[name])
    assert issues == ()
    assert table is not None
    return table.frame


@pytest.fixture(scope="session")
def data_root() -> Path:
    """The shipped ``network_data``."""
    return DATA


@pytest.fixture(scope="session")
def table() -> Callable[[str], pd.DataFrame]:
    """Table by name; a table that breaks its contract fails the test that asks for it."""
    return _read


@pytest.fixture(scope="session")
def metric_shapes() -> Callable[[pd.DataFrame], np.ndarray]:
    """GeoJSON geometries of a table, projected to EPSG:4549."""

    def project(frame: pd.DataFrame) -> np.ndarray:
        shapes = np.array([shape(geometry) for geometry in frame["geometry"]])
        return shapely.transform(shapes, lambda xy: to_metres(xy[:, 0], xy[:, 1]))

    return project


@pytest.fixture(scope="session")
def metric_points() -> Callable[[pd.DataFrame], np.ndarray]:
    """Points of a table, projected to EPSG:4549."""
    return lambda frame: shapely.points(to_metres(frame["lon"], frame["lat"]))
