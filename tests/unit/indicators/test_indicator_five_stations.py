"""Main stations: open, served, joined to the metro."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from indicator_samples import hub, train

from sim.indicators import Evidence, IndicatorValue
from sim.indicators.five_stations import compute, hub_is_open
from sim.network.examples import empty, section, with_route
from sim.network.model import Network


def by_id(evidence: Evidence) -> dict[str, IndicatorValue]:
    return {value.definition_id: value for value in compute(evidence)}


@pytest.fixture
def network(rail: Callable[..., Network]) -> Network:
    """East with trains and metro, Hangzhou with metro only, West to come, Jiangdong never."""
    trains = rail(train("G1", "R_hangzhou_east 08:00", "R_huzhou 08:21"))
    metro = with_route(trains, "L", {"main": "M_east M_city"}, sections=[section("s", "L")])
    hubs = [
        hub("hangzhou_east", "R_hangzhou_east", "M_east"),
        hub("hangzhou", "R_hangzhou", "M_city"),
        hub("hangzhou_south", "R_south"),
        hub("hangzhou_west", "R_west", open_date=date(2022, 9, 22)),
        hub("jiangdong", open_date=None),
    ]
    return replace(metro, hubs={one.hub_id: one for one in hubs})


def test_four_definitions(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    values = by_id(evidence_of(network))
    assert {key: value.value for key, value in values.items()} == {
        "open": 3.0,
        "functional": 1.0,
        "metro_connected": 2.0,
        "main_hub": 0.0,
    }
    assert values["open"].caveats == ("not counted: Hangzhou West, Jiangdong",)
    rows = values["functional"].detail.set_index("hub_id")
    assert rows.loc["hangzhou_east", ["trains_per_day", "direct_stations"]].tolist() == [1, 1]
    assert rows.loc["hangzhou", "metro_lines"] == "L"


def test_a_hub_that_the_network_does_not_have_is_said(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    hubs = {key: one for key, one in network.hubs.items() if key != "jiangdong"}
    value = by_id(evidence_of(replace(network, hubs=hubs)))["open"]
    assert value.value == 3.0
    assert "not in the network's hubs: Jiangdong" in value.caveats


def test_closed_for_rebuilding() -> None:
    south = replace(
        hub("hangzhou_south"), closed_from=date(2013, 7, 1), closed_until=date(2020, 7, 1)
    )
    assert hub_is_open(south, date(2013, 6, 30))
    assert not hub_is_open(south, date(2013, 7, 1))
    assert not hub_is_open(south, date(2020, 6, 30))
    assert hub_is_open(south, date(2020, 7, 1))
    assert not hub_is_open(replace(south, closed_until=None), date(2030, 1, 1))
    assert not hub_is_open(hub("jiangdong", open_date=None), date(2030, 1, 1))


def test_without_trains_function_cannot_be_told(evidence_of: Callable[..., Evidence]) -> None:
    values = by_id(evidence_of(empty()))
    assert values["functional"].value is None
    assert values["open"].value == 0.0
