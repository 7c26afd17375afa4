"""Reading the base map, and what a damaged one says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.maps import BaseLayers, read_base_layers

DATA = Path(__file__).parents[3] / "network_data"
NEEDED = (
    "land/province.geojson",
    "land/boundaries.geojson",
    "land/water.geojson",
    "land/places.csv",
    "road/streets.csv",
    "base/main_roads.geojson",
    "base/rail_geometry.geojson",
    "base/metro_geometry.geojson",
)


@pytest.fixture(scope="module")
def base() -> BaseLayers:
    return read_base_layers(DATA)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in NEEDED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def test_all_layers_have_content_in_wgs84(base: BaseLayers) -> None:
    for frame in (
        base.province, base.districts, base.water, base.streets, base.main_roads, base.railways,
        base.metro, base.places,
    ):  # fmt: skip
        assert len(frame) > 0
        assert frame.crs.to_epsg() == 4326
        west, south, east, north = frame.total_bounds
        assert 100 < west < east < 130
        assert 20 < south < north < 40


def test_names_to_label_are_ranked(base: BaseLayers) -> None:
    ranks = base.places.set_index("place_id")["rank"]
    assert ranks["hangzhou"] == 0
    assert ranks["ningbo"] == 1
    assert ranks["wulin"] == 4
    assert "hgh_airport" not in ranks


def test_opening_of_railways_is_a_date_or_nothing(base: BaseLayers) -> None:
    opened = dict(zip(base.railways["name_zh"], base.railways["open_date"], strict=True))
    assert opened["杭黄高铁"].isoformat() == "2018-12-25"
    assert any(day is None for day in opened.values())


@pytest.mark.parametrize("name", NEEDED)
def test_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(DataError, match=f"{Path(name).name}: the base map needs this file"):
        read_base_layers(copy)


def test_damaged_geojson_is_named(copy: Path) -> None:
    path = copy / "land" / "water.geojson"
    path.write_text(path.read_text(encoding="utf-8")[:1000], encoding="utf-8")
    with pytest.raises(DataError, match=r"water\.geojson: not a GeoJSON FeatureCollection"):
        read_base_layers(copy)


def test_missing_column_is_named(copy: Path) -> None:
    path = copy / "road" / "streets.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("n_bus_lines", "lines", 1), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"streets\.csv: column n_bus_lines is missing"):
        read_base_layers(copy)
