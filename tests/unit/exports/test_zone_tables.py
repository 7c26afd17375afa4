"""Joining what is known of zones: one row a zone, nothing lost, nothing invented."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.errors import OutputError
from sim.exports.zone_tables import compared_zones, zone_table

ZONES = pd.DataFrame({"zone_id": ["a", "b"], "population": [10.0, 20.0]})


def access(*rows: tuple[str, str, str, str, str, float | None, str]) -> pd.DataFrame:
    columns = ["zone_id", "measure", "layer", "parameter", "statistic", "value", "unit"]
    return pd.DataFrame(rows, columns=columns)


def test_long_access_becomes_a_column_for_each_measure() -> None:
    long = access(
        ("a", "cumulative", "jobs", "60 min", "p50", 5.0, "jobs"),
        ("b", "cumulative", "jobs", "60 min", "p50", 0.0, "jobs"),
        ("b", "time_to_closest", "hospitals", "", "p50", None, "min"),
    )
    table = zone_table({"zone_access": ZONES, "access": long})
    assert table.frame["cumulative_jobs_60_min_p50"].tolist() == [5.0, 0.0]
    assert table.frame["time_to_closest_hospitals_p50"].isna().all()  # missing is never zero
    entry = table.entry.column("time_to_closest_hospitals_p50")
    assert entry is not None
    assert (entry.unit, entry.kind) == ("min", "number")
    assert entry.en == "Access: Time to the closest · hospitals · p50"
    assert entry.zh == "可达性：到最近设施的时间 · hospitals · p50"


def test_names_that_become_the_same_stay_apart() -> None:
    long = access(
        ("a", "gravity", "jobs", "half-life 20 min", "p50", 1.0, "jobs"),
        ("a", "gravity", "jobs", "half life 20 min", "p50", 2.0, "jobs"),
    )
    table = zone_table({"zone_access": ZONES, "access": long})
    names = [name for name in table.frame if name.startswith("gravity")]
    assert names == ["gravity_jobs_half_life_20_min_p50", "gravity_jobs_half_life_20_min_p50_2"]
    assert table.frame[names].iloc[0].tolist() == [1.0, 2.0]


def test_opportunities_are_summed_by_layer_and_nothing_is_zero() -> None:
    """Two hospitals in b; a has no row, which means none, not unknown."""
    amounts = pd.DataFrame(
        {
            "layer": ["hospitals"] * 2,
            "zone_id": ["b", "b"],
            "amount": [1.0, 1.0],
            "place_id": ["x", "y"],
        }
    )
    layers = pd.DataFrame(
        {
            "layer": ["hospitals"],
            "title_zh": ["医院"],
            "title_en": ["Hospitals"],
            "unit": ["places"],
        }
    )
    tables = {"zone_access": ZONES, "opportunities": amounts, "opportunity_layers": layers}
    table = zone_table(tables)
    assert table.frame["opportunity_hospitals"].tolist() == [0.0, 2.0]
    entry = table.entry.column("opportunity_hospitals")
    assert entry is not None
    assert (entry.unit, entry.missing) == ("places", "never")
    assert entry.meaning == "机会数量：医院；Amount here: Hospitals"


def test_tables_about_something_else_are_not_joined() -> None:
    pairs = pd.DataFrame({"origin_id": ["a"], "zone_id": ["b"], "time_s": [1.0]})
    table = zone_table({"zone_access": ZONES, "door_to_door": pairs, "unheard_of": ZONES})
    assert table.frame.columns.tolist() == ["zone_id", "population"]
    assert len(table.frame) == 2


def test_no_zones_is_an_error() -> None:
    with pytest.raises(OutputError, match="no table zone_access"):
        zone_table({})


def test_differences_are_alternative_minus_reference_and_missing_where_one_is() -> None:
    zones = pd.DataFrame(
        {
            "alternative": ["plan", "plan", "base", "base"],
            "zone_id": ["b", "a", "a", "b"],
            "minutes_from_hub": [50.0, 30.0, 40.0, None],
            "jobs_60min": [7.0, 9.0, 4.0, 7.0],
        }
    )
    base, plan = compared_zones(zones, "base")
    assert (base.name, plan.name) == ("zones_base", "zones_plan")
    by_zone = plan.frame.set_index("zone_id")
    assert by_zone.loc["a", "difference_minutes_from_hub"] == -10.0  # 30 - 40
    assert pd.isna(by_zone.loc["b", "difference_minutes_from_hub"])
    assert by_zone["difference_jobs_60min"].to_dict() == {"b": 0.0, "a": 5.0}
    assert "difference_minutes_from_hub" not in base.frame


def test_cells_get_what_is_known_of_their_zone_of_demand() -> None:
    """Two cells in one zone of the demand model, a third (a county) in none."""
    zones = pd.DataFrame({"zone_id": ["a", "b", "C_1"], "population": [10.0, 20.0, 30.0]})
    tables = {
        "zone_access": zones,
        "demand_cells": pd.DataFrame({"cell_id": ["b", "a"], "zone_id": ["z1", "z1"]}),
        "demand_zones": pd.DataFrame(
            {"zone_id": ["z1"], "pt_share_pct": [48.0], "car_share": [0.4], "parking_id": ["core"]}
        ),
        "unconnected_zones": pd.DataFrame({"zone_id": ["z1"], "trips": [1.0]}),
    }
    table = zone_table(tables)
    assert table.frame.columns.tolist() == [
        "zone_id",
        "population",
        "demand_zone_id",
        "demand_pt_share_pct",
        "demand_car_share",
        "demand_parking_id",
    ]
    assert table.frame["demand_pt_share_pct"].tolist()[:2] == [48.0, 48.0]
    assert table.frame.iloc[2, 2:].isna().all()
    entry = table.entry.column("demand_pt_share_pct")
    assert entry is not None
    assert entry.unit == "%"
