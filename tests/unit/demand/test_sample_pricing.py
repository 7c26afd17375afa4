"""Fares, prices and kinds of modes that a sample of a real network needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.demand.sample_examples import PARAMETERS, service
from sim.errors import DataError
from sim.network.examples import mode
from sim.study.demand_pricing import pricing_of
from sim.tables import read_table


def network(**prices: float) -> SimpleNamespace:
    """A network as far as prices and modes go: one mode on rails, one on the street."""
    return SimpleNamespace(
        prices={name: SimpleNamespace(value=value) for name, value in prices.items()},
        modes={
            "rail": replace(mode(), gtfs_route_type=1),
            "street": replace(mode(), gtfs_route_type=3),
        },
        as_of=date(2015, 12, 31),
        horizon_year=2015,
    )


FARES = {"fare_factor_rail": 0.9, "fare_street": 2.0, "fare_near": 1.0,
         "transfer_discount_yuan": 0.0}  # fmt: skip


def test_modes_on_rails_are_told_from_the_street_and_fares_from_the_table() -> None:
    level = service()
    rail = level.transit.entries["rail"]
    skims = replace(level.transit, entries={"rail": rail, "street": rail, "near": 0 * rail})
    found = pricing_of(
        network(**FARES), replace(level, transit=skims), PARAMETERS,
        read_table(Path("network_data"), "metro/fares"),
    )  # fmt: skip
    # The mode that no table has rides on the street, too.
    assert found.street_modes == {"street", "near"}
    assert (found.year, found.prices["fare_street"]) == (2015, 2.0)
    assert found.parameters is PARAMETERS
    # 1.2 entries in each: 2.4 yuan on the street, and at least 1.2 x 2 x 0.9 behind the gates.
    used = np.isfinite(skims.cost_min) & (rail > 0)
    assert found.fares_yuan[used].min() >= 2.4 + 1.2 * 1.8 - 1e-5
    assert found.fares_yuan.dtype == np.float32


def test_a_network_without_prices_is_told() -> None:
    with pytest.raises(DataError, match="the network has no prices"):
        pricing_of(
            network(), service(), PARAMETERS, read_table(Path("network_data"), "metro/fares")
        )
