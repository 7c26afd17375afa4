"""The indicator's counts by known frequency, with what is not known told beside them."""

from __future__ import annotations

from dataclasses import replace

from sim.indicators.air_destinations import compute
from sim.indicators.evidence import Evidence
from sim.indicators.target_model import Definition, Parameter, Target
from sim.indicators.values import IndicatorValue
from sim.network.examples import empty
from sim.network.model import Airport, AirRoute, Network, Quality

ROUTES = {
    "NRT": (7.0, Quality.OFFICIAL),
    "SIN": (2.0, Quality.PUBLISHED),
    "DOH": (None, Quality.PUBLISHED),
    "CDG": (None, Quality.UNVERIFIED),
    "CAN": (70.0, Quality.PUBLISHED),
}


def network() -> Network:
    airports = {
        code: Airport(
            code, code, code, code, "XX", 0.0, 0.0,
            "domestic" if code == "CAN" else "international", "made by hand",
        )
        for code in ROUTES
    }  # fmt: skip
    routes = {
        code: AirRoute(code, "XX", weekly, True, quality, "made by hand")
        for code, (weekly, quality) in ROUTES.items()
    }
    return replace(empty(), air_vintage="2019", airports=airports, air_routes=routes)


def measured_weekly(min_weekly: float, on: Network) -> IndicatorValue:
    definition = Definition(
        id="weekly",
        title_zh="航点",
        title_en="Served so often",
        formula="f >= w",
        unit="destinations",
        headline=True,
        source="made by hand",
        caveat="none",
        parameters=(Parameter(name="min_weekly", value=min_weekly, unit="1/week"),),
    )
    target = Target(
        id="air_destinations",
        title_zh="航点",
        title_en="Destinations",
        clause="7.1",
        status="modelled",
        year=2020,
        unit="destinations",
        threshold=40.0,
        comparator=">=",
        threshold_basis="policy",
        scope="test",
        source="made by hand",
        caveats=("none",),
        definitions=(definition,),
    )
    (value,) = compute(Evidence(on, (target,)))
    return value


def test_known_frequencies_give_a_lower_bound() -> None:
    daily, twice = measured_weekly(7.0, network()), measured_weekly(2.0, network())
    assert (daily.value, twice.value) == (1.0, 2.0)
    assert daily.quality.text() == "official"
    assert daily.caveats[0] == (
        "a lower bound: the frequency of 2 more is not known, so up to 3 "
        "(those: published 50 %, unverified 50 %)"
    )
    assert daily.detail[["iata", "counted"]].to_numpy().tolist() == [
        ["CDG", False],
        ["DOH", False],
        ["NRT", True],
        ["SIN", False],
    ]


def test_when_every_frequency_is_known_it_says_so() -> None:
    routes = {code: route for code, route in network().air_routes.items() if code in {"NRT", "SIN"}}
    value = measured_weekly(1.0, replace(network(), air_routes=routes))
    assert value.value == 2.0
    assert value.caveats[0] == "the frequency of every route is known"


def test_no_list_is_not_zero() -> None:
    value = measured_weekly(1.0, empty())
    assert value.value is None
    assert value.caveats == ("not computed: the network has no air routes",)
