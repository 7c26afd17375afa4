"""The project's own tables, read once."""

from pathlib import Path

import pytest

from sim.tables.reading import read_package

DATA = Path(__file__).parents[3] / "network_data"


@pytest.fixture(scope="session")
def data_dir():
    return DATA


@pytest.fixture(scope="session")
def package():
    return read_package(DATA)
