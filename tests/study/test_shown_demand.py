"""Demand handed to maps and pages: which tables, whose names, and runs that have none."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.maps.compare_examples import two_lines
from sim.maps.demand_examples import line_demand
from sim.maps.examples import empty_base, line_inputs
from sim.scenario import ScenarioDocument
from sim.study import compare_page, page
from sim.study.compare_page import comparison_page, on_page
from sim.study.page import map_inputs
from sim.study.shown_demand import segments_of, shown_demand

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from demand_examples import welfare

DATA = Path(__file__).parents[2] / "network_data"
DOCUMENT = ScenarioDocument(scenario="now", title="Now", as_of=date(2016, 7, 1))


def few_tables() -> dict[str, pd.DataFrame]:
    """Shares by way to travel and line boardings, as a run has them."""
    shares = {
        "area_id": "urban", "name_zh": "八城区", "name_en": "Eight urban districts",
        "travellers": "residents", "purpose": "all", "period": "day", "alternative": "walk",
        "trips": [1.0], "share_pct": 100.0, "share_motorised_pct": 0.0,
    }  # fmt: skip
    boardings = {"route_id": "L", "name_zh": "L", "name_en": "L", "period": "am_peak"}
    return {
        "mode_shares": pd.DataFrame(shares),
        "line_boardings": pd.DataFrame({**boardings, "boardings": [2.0]}),
    }


def test_tables_that_are_shown_with_names_of_the_data() -> None:
    tables = few_tables()
    shown = shown_demand({**tables, "zone_access": pd.DataFrame()}, DATA)
    assert shown is not None
    assert "zone_access" not in shown.tables
    assert shown.table("mode_shares") is tables["mode_shares"]
    assert [one.period_id for one in shown.periods] == ["am_peak", "midday", "pm_peak", "rest"]
    assert shown.alternatives == segments_of(DATA).alternatives


def test_a_run_without_demand_shows_none() -> None:
    assert shown_demand({"zone_access": pd.DataFrame()}, DATA) is None


def test_ways_to_travel_of_another_version_are_told() -> None:
    tables = few_tables()
    flying = tables["mode_shares"].assign(alternative="balloon")
    with pytest.raises(DataError, match="alternative balloon, which has no name; run the scenario"):
        shown_demand({**tables, "mode_shares": flying}, DATA)


def test_map_has_the_demand_of_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "read_base_layers", lambda _folder: empty_base())
    given = line_inputs()
    demand = line_demand()
    for one in (None, demand):
        inputs = map_inputs(
            DOCUMENT, given.network, None, given.cells, board=(), data_dir=DATA, demand=one
        )
        assert inputs.demand is one


def test_comparison_has_shares_and_welfare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_page, "read_base_layers", lambda _folder: empty_base())
    now, plan = two_lines().alternatives
    shown = [
        on_page(one.name, DOCUMENT, one.network, one.zones, (), demand=line_demand())
        for one in (now, plan)
    ]
    gains = welfare(["now", "plan"], plan.network)
    text = comparison_page(shown, reference="now", document=DOCUMENT, data_dir=DATA, welfare=gains)
    found = re.search(r'id="data-demand">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    demand = json.loads(found[1])
    assert len(demand["shares"]) == 2
    assert None not in demand["shares"]
    assert [row["yuan"] for row in demand["welfare"]] == gains[
        "logsum_yuan_per_day"
    ].round().tolist()


def test_comparison_without_demand_has_no_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_page, "read_base_layers", lambda _folder: empty_base())
    shown = [replace(one, demand=None) for one in two_lines().alternatives]
    text = comparison_page(shown, reference="now", document=DOCUMENT, data_dir=DATA)
    assert 'id="data-demand">' not in text
