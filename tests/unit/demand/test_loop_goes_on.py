"""A loop that goes on from another comes to what it comes to from nothing, in fewer rounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.demand.case import CASE_TABLES, DemandCase, LoopSettings, build_case
from sim.demand.loop import Solved, solve_demand
from sim.demand.parameters import parameters_of, with_values
from sim.network.opportunities import opportunity_layers
from sim.study.cache import StageCache
from sim.study.prepare import prepare
from sim.tables import read_table

ROOT = Path(__file__).parents[3]
DATA = ROOT / "network_data"
SETTINGS = LoopSettings(zones=40, road_gap=2e-3)


@pytest.fixture(scope="module")
def case(networks: StageCache) -> DemandCase:
    prepared = prepare("base-2015", DATA, ROOT / "scenarios").with_network(networks)
    tables = {name: read_table(DATA, name) for name in CASE_TABLES}
    rows = parameters_of(read_table(DATA, "demand/parameters"))
    values = {**with_values(rows, {}), "walk_speed_kmh": prepared.settings.walk.speed_kmh}
    return build_case(
        prepared.network,
        tables,
        opportunity_layers(DATA, prepared.network),
        values,
        walk=prepared.settings.walk,
        settings=SETTINGS,
    )


@pytest.fixture(scope="module")
def solved(case: DemandCase) -> Solved:
    return solve_demand(case, SETTINGS)


def dearer(case: DemandCase, factor: float) -> DemandCase:
    """The case with other prices of parking."""
    prices = {
        name: value * factor if name.startswith("parking_") else value
        for name, value in case.prices.items()
    }
    return replace(case, prices=prices)


def apart(one: Solved, other: Solved) -> float:
    """Share of the trips that differ."""
    first, second = one.result.trips, other.result.trips
    moved = np.abs(first - second).sum(dtype=np.float64)
    return float(moved / 2 / second.sum(dtype=np.float64))


def test_the_same_prices_move_next_to_nothing(case: DemandCase, solved: Solved) -> None:
    again = solve_demand(case, SETTINGS, start=solved.standing)
    assert again.result.converged
    assert again.result.iterations[0].change == 0, "the choices at the old prices are the new ones"
    assert len(again.result.iterations) > 1, "streets and vehicles answer once, whatever moves"
    assert apart(again, solved) < SETTINGS.tolerance


def test_other_prices_come_to_what_they_come_to_from_nothing(
    case: DemandCase, solved: Solved
) -> None:
    dear = dearer(case, 1.5)
    near = solve_demand(dear, SETTINGS, start=solved.standing)
    far = solve_demand(dear, SETTINGS)
    assert near.result.converged
    assert far.result.converged
    assert len(near.result.iterations) < len(far.result.iterations)
    assert apart(near, far) < SETTINGS.tolerance
    moved = apart(far, solved)
    assert moved > 2 * apart(near, far), "what the price does is larger than where it began"
    assert near.standing.prices == dear.prices
    # the choices at the old prices are known again, so the first change is no 100 %
    assert 0 < near.result.iterations[0].change < 0.05
