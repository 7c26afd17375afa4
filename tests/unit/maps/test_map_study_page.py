"""Handing a run to the map: whose modifications are whose, how minutes were measured, isochrones."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.clock import Window
from sim.network.build import load_network
from sim.network.connectors import WalkSettings
from sim.routing.matrix import reach
from sim.routing.settings import Query
from sim.scenario import load_scenario
from sim.study.page import measured_words
from sim.study.prepare import inherited_modifications
from sim.study.reach_page import zone_reach
from sim.study.settings import SearchSettings
from sim.study.world import build_world

ROOT = Path(__file__).parents[3]
SCENARIOS = ROOT / "scenarios"


def written(name: str) -> int:
    """How many modifications stand in a file itself: each begins with ``- type:``."""
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    return len(re.findall(r"^\s*- (?:\{)?type:", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "parent"),
    [("plan-2020", None), ("alternatives/line-5-late", "plan-2020"), ("base-2015", None)],
)
def test_modifications_of_the_parents_come_first(name: str, parent: str | None) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    inherited = inherited_modifications(scenario)
    assert inherited == (written(parent) if parent else 0)
    assert inherited + written(name) == len(scenario.document.modifications)


def test_scenario_without_its_own_inherits_all(tmp_path: Path) -> None:
    parent = (SCENARIOS / "plan-2020.yaml").resolve()
    child = tmp_path / "child.yaml"
    child.write_text(f"scenario: child\ntitle: Child\nextends: {parent}\n", encoding="utf-8")
    assert inherited_modifications(load_scenario(child)) == written("plan-2020")


def test_measuring_is_said_in_words() -> None:
    document = load_scenario(SCENARIOS / "base-2015.yaml").document
    access = document.accessibility.model_copy(update={"departures": "08:00-09:00"})
    document = document.model_copy(update={"accessibility": access})
    assert measured_words(document).zh == "门到门，08:00-09:00 出发，中位数"
    other = document.model_copy(
        update={"accessibility": access.model_copy(update={"percentile": 90})}
    )
    assert measured_words(other).en == "door to door, departures 08:00-09:00, percentile 90"


def test_isochrones_count_what_the_sums_count() -> None:
    """Zones within an hour: counted in the matrix of the page, and by the sums of the router."""
    network = load_network(ROOT / "network_data", date(2020, 12, 31))
    few = sorted(network.zones)[::200]
    network = replace(network, zones={zone_id: network.zones[zone_id] for zone_id in few})
    window = Window.parse("08:00-09:00", step_min=30)
    settings = SearchSettings(
        walk=WalkSettings(), map_window=window, access_window=window, corridor_window=window,
        circle_window=window, circle_origins=1, percentile=50, cutoffs_min=(60,),
        max_time_s=7200, max_rides=None,
    )  # fmt: skip
    found = zone_reach(network, settings)
    assert found.zone_ids == tuple(few)
    world = build_world(network, settings.walk)
    sums = reach(
        world.timetable, world.zone_links, world.zone_links, world.zone_to_zone,
        Query.over(window, percentiles=(50,), max_time_s=3600),
        weights=np.ones((len(few), 1)), cutoffs_s=[3600],
    )  # fmt: skip
    within = ((found.times_s >= 0) & (found.times_s <= 3600)).sum(axis=1)
    assert within.tolist() == np.asarray(sums).reshape(len(few)).astype(int).tolist()
    assert within.max() > 1
