"""Handing the gateway of a run to its map: which tables, and what airports are called."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.maps.gateway_examples import line_gateway
from sim.maps.style import Words
from sim.study.shown_gateway import airports_of, shown_gateway

DATA = Path(__file__).parents[3] / "network_data"


def test_run_without_a_gateway_has_none() -> None:
    assert shown_gateway({"zone_access": pd.DataFrame()}, DATA) is None


def test_only_what_maps_show_is_handed_over() -> None:
    tables = {**line_gateway().tables, "zone_access": pd.DataFrame()}
    found = shown_gateway(tables, DATA)
    assert found is not None
    assert set(found.tables) == set(line_gateway().tables)


def test_tables_of_another_version_are_refused() -> None:
    tables = {"gateway_ground": pd.DataFrame({"gateway": ["HGH"]})}
    with pytest.raises(DataError, match="gateway_ground lacks the columns name_zh, name_en; run"):
        shown_gateway(tables, DATA)


def test_airports_are_called_by_their_city_in_english() -> None:
    airports = airports_of(DATA)
    assert airports["SYD"].name == Words("悉尼", "Sydney")
    # Sydney lies south of the equator, east of Hangzhou.
    assert airports["SYD"].lat < 0 < airports["SYD"].lon
    # Rivals of the catchment are in the other table.
    assert airports["JUZ"].name.zh == "衢州"
