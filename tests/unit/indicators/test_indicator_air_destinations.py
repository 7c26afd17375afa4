"""Air destinations by airport, city, stops and evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from indicator_samples import air_route, airport

from sim.indicators import Evidence, IndicatorValue
from sim.indicators.air_destinations import compute
from sim.network.examples import empty
from sim.network.model import Network, Quality


def by_id(evidence: Evidence) -> dict[str, IndicatorValue]:
    return {value.definition_id: value for value in compute(evidence)}


@pytest.fixture
def network() -> Network:
    airports = [
        airport("TPE", "regional", "Taipei"),
        airport("TSA", "regional", "Taipei"),
        airport("DOH", "international"),
        airport("CDG", "international"),
        airport("CAN", "domestic"),
    ]
    routes = [
        air_route("TPE", Quality.OFFICIAL),
        air_route("TSA", Quality.UNVERIFIED),
        air_route("DOH", Quality.DERIVED),
        air_route("CDG", Quality.ESTIMATE, nonstop=False),
        air_route("CAN"),
        air_route("XXX"),
    ]
    return replace(
        empty(),
        air_vintage="2019",
        airports={one.iata: one for one in airports},
        air_routes={one.destination: one for one in routes},
    )


def test_four_counts(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    values = by_id(evidence_of(network))
    assert {key: value.value for key, value in values.items()} == {
        "airports": 4.0,  # Guangzhou is domestic, XXX has no airport
        "cities": 3.0,  # Taipei once
        "nonstop": 3.0,  # Paris has a stop
        "documented": 2.0,  # official and derived
        "weekly_1": 0.0,  # no frequency is known
        "weekly_2": 0.0,  # no frequency is known
        "weekly_7": 0.0,  # no frequency is known
    }
    assert values["airports"].quality.text() == (
        "official 25 %, derived 25 %, estimate 25 %, unverified 25 %"
    )
    assert values["airports"].caveats == (
        "of 4 places in the list of 2019 2 have a document",
        "not counted, as their airport is unknown: XXX",
    )
    assert values["cities"].quality.text() == "official 33 %, derived 33 %, estimate 33 %"


def test_details_tell_which_count(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    detail = by_id(evidence_of(network))["nonstop"].detail
    assert detail[["iata", "counted"]].to_numpy().tolist() == [
        ["CDG", False],
        ["DOH", True],
        ["TPE", True],
        ["TSA", True],
    ]


def test_what_a_scenario_adds_is_no_document(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    planned = air_route("CDG", Quality.SCENARIO)
    routes = {**network.air_routes, "CDG": planned}
    values = by_id(evidence_of(replace(network, air_routes=routes)))
    assert values["nonstop"].value == 4.0
    assert values["nonstop"].caveats[:2] == (
        "of 3 places in the list of 2019 2 have a document",
        "places assumed by the scenario: 1",
    )
    assert values["documented"].value == 2.0


def test_a_list_shorter_than_the_official_count_says_so(
    network: Network, evidence_of: Callable[..., Evidence]
) -> None:
    values = by_id(evidence_of(replace(network, air_vintage="2014")))
    assert values["airports"].caveats[1] == (
        "the official count of 2014 is 34, so the list is incomplete"
    )


def test_no_list_is_not_zero_destinations(evidence_of: Callable[..., Evidence]) -> None:
    assert {value.value for value in compute(evidence_of(empty()))} == {None}
