"""A comparison page's inputs without data, for examples and tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs
from sim.maps.demand_examples import line_demand
from sim.maps.examples import empty_base
from sim.network.examples import ALWAYS, empty, section, with_route
from sim.network.model import Network

__all__ = ["two_lines"]


def two_lines(*, with_demand: bool = False) -> ComparisonInputs:
    """Make two alternatives of a line: ``now`` it ends at B, in the ``plan`` it goes on to C.

    The one county is 42.4 minutes from the hub now and 30 in the plan; the airport is reached in
    the plan only. With demand the plan has that of `line_demand`, the line of today has none.

    Examples
    --------
    >>> [one.name for one in two_lines().alternatives]
    ['now', 'plan']
    >>> [measure.column for measure in two_lines().measures]
    ['minutes_from_hub', 'minutes_from_airport', 'population_60min']
    """
    now = _alternative("now", "现状", _line(is_long=False), (42.4, np.nan, 120_000.0))
    plan = _alternative("plan", "规划", _line(is_long=True), (30.0, 55.0, 150_000.0))
    if with_demand:
        plan = replace(plan, demand=line_demand())
    return ComparisonInputs(alternatives=(now, plan), base=empty_base())


def _line(*, is_long: bool) -> Network:
    hops = {("A", "B"): "s1", ("B", "C"): "s2"}
    sections = [section("s1", "L"), section("s2", "L", open_date=ALWAYS if is_long else None)]
    return with_route(empty(), "L", {"main": "A B C"}, sections=sections, hop_sections=hops)


def _alternative(
    name: str, title_zh: str, network: Network, values: tuple[float, float, float]
) -> ComparedAlternative:
    zones = {
        "zone_id": ["C_330100"],
        "population": [90_000.0],
        "minutes_from_hub": [values[0]],
        "minutes_from_airport": [values[1]],
        "population_60min": [values[2]],
    }
    return ComparedAlternative(name, title_zh, name.capitalize(), network, pd.DataFrame(zones))
