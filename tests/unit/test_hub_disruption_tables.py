"""Closures from a scenario's record to the tables of a run, on a line of three stations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.demand.segments import QuarterHour
from sim.errors import ScenarioError
from sim.hub.metro.examples import small_line
from sim.network.operations import TimedClosure
from sim.study.day.disruption import (
    DisruptionInputs,
    disruption_inputs,
    disruption_outcome,
    disruption_tables,
    replicate_disruption,
)
from sim.study.day.lines import Lines
from sim.study.day.names import OPERATIONS_COLUMNS
from sim.study.day.riders import rider_inputs

STOPS = pd.DataFrame(
    {
        "station_id": ["A", "B", "C"],
        "name_zh": ["甲", "乙", "丙"],
        "name_en": ["North", "Middle", "South"],
        "lon": [120.0, 120.02, 120.04],
        "lat": [30.0, 30.0, 30.0],
    }
)


def inputs_of(*closures: TimedClosure, simulate: int = 1) -> DisruptionInputs:
    times = np.arange(300.0, 14400.0, 300.0).tolist()
    services = small_line(times, places=1000, back_s=times)
    flows = pd.DataFrame(
        [("A", "day", 200.0, 100.0), ("B", "day", 0.0, 80.0), ("C", "day", 100.0, 120.0)],
        columns=["station_id", "period", "entries", "exits"],
    )
    loads = pd.DataFrame(
        columns=[
            *("route_id", "direction", "from_stop_id", "to_stop_id", "period", "quarter_start"),
            *("load", "boardings", "alightings"),
        ]
    )
    walks = pd.DataFrame(
        columns=["from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "transfer_min"]
    )
    tables = {"station_flows": flows, "line_loads": loads, "interchanges": walks}
    quarters = [QuarterHour(900 * n, "day", 1 / 12, 1 / 12) for n in range(1, 13)]
    riders = rider_inputs(services, tables, quarters, stations=STOPS)
    lines = Lines(services, {}, STOPS, pd.DataFrame(), ())
    return disruption_inputs(lines, riders, closures, simulate=simulate)


SECTION = TimedClosure("section", ("B", "C"), 3600, 7200)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    inputs = inputs_of(SECTION, TimedClosure("runway", (), 0, 60))
    frames = [disruption_outcome(inputs, 1, number).frames for number in range(3)]
    return disruption_tables(inputs, frames)


def test_a_closure_is_one_row_with_an_interval(tables: dict[str, pd.DataFrame]) -> None:
    (row,) = tables["operations_disruptions"].to_dict("records")
    assert (
        tuple(tables["operations_disruptions"].columns)
        == (OPERATIONS_COLUMNS["operations_disruptions"])
    )
    assert row["closure_id"] == "section:B-C@01:00"
    assert row["title_en"] == "Middle to South: section closed 01:00–02:00"
    assert row["title_zh"] == "乙—丙 区间封闭 01:00–02:00"
    assert (row["from_time"], row["until_time"], row["route_id"]) == ("01:00", "02:00", "L")
    parts = row["waited"] + row["rerouted"] + row["by_shuttle"] + row["gave_up"]
    assert parts == pytest.approx(row["people_affected"])
    assert row["people_affected"] > 20
    assert row["low"] < row["person_minutes_lost"] < row["high"]
    assert "Assumed: shuttle buses after 15 min" in row["note"]
    least, most = row["person_minutes_within_patience"], row["person_minutes_lost"]
    assert 0 < least <= most
    between = f"is between {least:,.0f} (nobody counted beyond what they bear) and {most:,.0f} "
    assert between in row["note"]
    assert "Recovered: people who set out from then on" in row["note"]


def test_the_curve_comes_back_to_nothing(tables: dict[str, pd.DataFrame]) -> None:
    curve = tables["operations_recovery"]
    assert tuple(curve.columns) == OPERATIONS_COLUMNS["operations_recovery"]
    assert curve["quarter_start"].iloc[0] == "00:15"
    assert curve["extra_min_per_person"].iloc[[0, -1]].tolist() == [0.0, 0.0]
    assert curve["extra_min_per_person"].max() > 3.0


def test_sections_are_ranked_and_some_simulated(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["operations_critical_sections"]
    assert tuple(table.columns) == OPERATIONS_COLUMNS["operations_critical_sections"]
    assert table["rank"].tolist() == [1, 2]
    assert table["simulated"].tolist() == [True, False]
    assert table["screened_lost_per_h"].is_monotonic_decreasing  # one yardstick for the rank
    assert table["rank_simulated"].tolist() == [1, pd.NA]
    assert set(zip(table["from_en"], table["to_en"], strict=True)) == {
        ("North", "Middle"),
        ("Middle", "South"),
    }


def test_everybody_is_in_the_checks(tables: dict[str, pd.DataFrame]) -> None:
    checks = tables["operations_checks"]
    exact = checks[~checks["check"].str.startswith("near_")]
    assert exact["model_total"].tolist() == [300.0]
    assert exact["difference"].tolist() == [0.0]


def test_without_closures_only_sections_are_searched() -> None:
    inputs = inputs_of(simulate=0)
    measures, frames = replicate_disruption(inputs, 1, 0)
    assert measures == {}
    found = disruption_tables(inputs, [frames])
    assert found["operations_disruptions"].empty
    assert found["operations_recovery"].empty
    assert found["operations_critical_sections"]["simulated"].tolist() == [False, False]


def test_wrong_closures_are_all_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        inputs_of(
            TimedClosure("station", ("Midle",), 3600, 7200),
            TimedClosure("section", ("A", "B"), 7200, 3600),
        )
    assert [issue.text() for issue in caught.value.issues] == [
        (
            "error closure-unknown — closure station:Midle@01:00: no train calls at 'Midle' — "
            "did you mean B?"
        ),
        (
            "error closure-time — closure section:A-B@02:00: until 01:00 is not after from 02:00 "
            "— put the earlier time first"
        ),
    ]
