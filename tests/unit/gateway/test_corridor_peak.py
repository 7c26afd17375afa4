"""Passengers of the airport's peak hour and the load of its corridors; numbers by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.corridors.examples import peak_tables
from sim.gateway.corridors.parameters import corridor_parameters
from sim.gateway.corridors.peak import peak_hour, with_load


def peak(horizon_year: int = 2020, as_of: date = date(2020, 12, 31)) -> pd.DataFrame:
    found = peak_hour(peak_tables(), "HGH", horizon_year=horizon_year, as_of=as_of)
    return found.set_index("method")


def test_three_methods_by_hand() -> None:
    # 36.5 million passengers over 273,750 movements are 133.33 each; 45 an hour: 6,000.
    # 100,000 a day over 20 equal hours: 5,000. Typical: 0.035 % of 36.5 million: 12,775.
    found = peak()
    assert found["passengers_per_h"].to_dict() == {
        "movements": 6000.0,
        "flight_bank": 5000.0,
        "typical": 12_775.0,
    }
    # A tenth change planes, six tenths of the rest go one way: 6,000 x 0.9 x 0.6.
    row = found.loc["movements"]
    assert (row["ground_per_h"], row["one_way_per_h"]) == (5400.0, 3240.0)
    # Least: 0.8 x 0.5 of them; most: all, 0.7.
    assert (row["one_way_low_per_h"], row["one_way_high_per_h"]) == (2400.0, 4200.0)
    assert found["used"].tolist() == [True, False, False]


def test_the_busiest_year_counts_not_the_last() -> None:
    assert set(peak()["year"]) == {2019}
    assert set(peak(horizon_year=2015)["year"]) == {2019}  # the first on record


def test_movements_are_those_of_the_date() -> None:
    later = peak(as_of=date(2024, 1, 1))
    assert later.loc["movements", "passengers_per_h"] == pytest.approx(53 * 36.5e6 / 273_750)


def test_without_movements_on_record_flights_by_hour_are_used() -> None:
    tables = peak_tables()
    tables["air/terminals"] = tables["air/terminals"].iloc[:0]
    found = peak_hour(tables, "HGH", horizon_year=2020, as_of=date(2020, 1, 1))
    assert found.loc[found["used"], "method"].tolist() == ["flight_bank"]
    assert "air/flight_bank (estimate)" in found["source"].iloc[0]


def test_an_airport_without_traffic_has_no_peak_and_no_load() -> None:
    none = peak_hour(peak_tables(), "XXX", horizon_year=2020, as_of=date(2020, 1, 1))
    assert none.empty
    capacity = pd.DataFrame({"layer": ["own track"], "passengers_per_h": [100.0]})
    assert with_load(capacity, none, None)["load_ratio"].isna().all()


CAPACITY = pd.DataFrame(
    {
        "layer": ["fast road", "on the road", "own track", "own track and fast road"],
        "passengers_per_h": [9000.0, 324.0, 0.0, 6480.0],
    }
)


def test_each_layer_is_loaded_with_its_takers() -> None:
    found = with_load(CAPACITY, peak().reset_index(), {"public": 0.4, "road": 0.6})
    by_layer = found.set_index("layer")
    # 3,240 people: 0.6 of them in 9,000 places, 0.4 in 324, everybody in 6,480.
    assert by_layer["load_ratio"].dropna().to_dict() == {
        "fast road": 0.216,
        "on the road": 4.0,
        "own track and fast road": 0.5,
    }
    assert np.isnan(by_layer.loc["own track", "load_ratio"])
    assert by_layer["taken_share"].tolist() == [0.6, 0.4, 0.4, 1.0]
    assert by_layer.loc["on the road", "load_low_ratio"] == pytest.approx(2400 * 0.4 / 324)
    assert set(found["share_from"]) == {"demand"}


def test_without_demand_everybody_takes_each() -> None:
    found = with_load(CAPACITY, peak().reset_index(), None)
    assert found["taken_share"].tolist() == [1.0] * 4
    assert found["load_ratio"].iloc[0] == 0.36
    assert set(found["share_from"]) == {"everybody"}


def test_loading_anew_replaces_the_load() -> None:
    twice = with_load(with_load(CAPACITY, peak().reset_index(), None), peak().reset_index(), None)
    pd.testing.assert_frame_equal(twice, with_load(CAPACITY, peak().reset_index(), None))


def test_parameters_that_are_missing_unknown_or_out_of_range_are_all_named() -> None:
    table = peak_tables()["air/corridor_parameters"]
    table.loc[table["parameter"] == "transfer_share", "value"] = 0.5
    table.loc[table["parameter"] == "road_p95_log", "parameter"] = "road_p99_log"
    with pytest.raises(DataError) as caught:
        corridor_parameters(table)
    assert str(caught.value).startswith(
        "air/corridor_parameters: 'road_p95_log' is missing; 'road_p99_log' is not a parameter; "
        "'transfer_share' is 0.5, outside its range 0 to 0.2; mend the table's rows"
    )
