"""Copies of the data folder that tests may damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from table_samples import DATA, METRO, by_code

from sim.errors import Issue
from sim.tables.checking import check_package
from sim.tables.reading import TablePackage, read_package


@pytest.fixture(scope="session")
def package() -> TablePackage:
    return read_package(DATA)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The metro tables alone, with what is needed to check them."""
    root = tmp_path / "network_data"
    shutil.copytree(DATA / "metro", root / "metro")
    for name in ("modes.yaml", "sources.yaml", "datapackage.json"):
        shutil.copy(DATA / name, root / name)
    return root


@pytest.fixture
def rail(tmp_path: Path) -> Path:
    """The railway tables alone."""
    root = tmp_path / "network_data"
    shutil.copytree(DATA / "rail", root / "rail")
    for name in ("modes.yaml", "datapackage.json"):
        shutil.copy(DATA / name, root / name)
    return root


@pytest.fixture
def issues(data: Path) -> Callable[[], Mapping[str, Issue]]:
    """Check the metro tables; issues by code, without the hash that any edit breaks."""

    def checked() -> Mapping[str, Issue]:
        return by_code(check_package(data, catalogue=METRO))

    return checked
