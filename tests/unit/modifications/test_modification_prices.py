"""Prices and cars: only what a scenario names changes, and every mistake is told."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError, Severity
from sim.modifications import SetCarOwnership, SetPrice, apply_modifications
from sim.modifications.draft import Draft
from sim.modifications.examples import two_line_network
from sim.network.model import Quality


def price(**keys: object) -> SetPrice:
    return SetPrice(**({"type": "set_price", "price": "parking_core"} | keys))


def cars(**keys: object) -> SetCarOwnership:
    return SetCarOwnership(**({"type": "set_car_ownership"} | keys))


def issues(*modifications):
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), modifications)
    assert all(issue.what and issue.fix for issue in caught.value.issues)
    return caught.value.issues


def codes(*modifications):
    return [issue.code for issue in issues(*modifications)]


def values(network):
    return {price_id: one.value for price_id, one in network.prices.items()}


def test_an_amount_replaces_the_price_and_nothing_else():
    base = two_line_network()
    network, report = apply_modifications(base, [price(yuan=22.0)])
    assert values(network) == values(base) | {"parking_core": 22.0}
    set_price = network.prices["parking_core"]
    assert (set_price.quality, set_price.source) == (Quality.SCENARIO, "scenario")
    assert report.text() == "1. Parking in the core: 10 → 22 yuan/h"
    assert report.changes[0].touched == {"prices": ("parking_core",)}
    # Everything but the prices is the base's own: no travel time is searched again.
    assert network.routes is base.routes
    assert network.stops is base.stops
    assert network.fingerprint != base.fingerprint


def test_a_factor_multiplies_each_of_a_list():
    network, report = apply_modifications(
        two_line_network(),
        [price(price=("fare_bus", "Factor on the fare by distance"), factor=0.5)],
    )
    assert network.prices["fare_bus"].value == 1.0  # 2 * 0.5
    assert network.prices["fare_factor_train"].value == 0.45  # 0.9 * 0.5
    assert (
        report.text()
        == "1. Bus fare: 2 → 1 yuan; Factor on the fare by distance: 0.9 → 0.45 factor"
    )


@pytest.mark.parametrize("name", ["fare_bus", "Bus fare", "bus  FARE", "公交票价"])
def test_a_price_is_named_by_id_or_title(name):
    network, _ = apply_modifications(two_line_network(), [price(price=name, yuan=0.0)])
    assert network.prices["fare_bus"].value == 0.0


def test_entries_build_on_each_other():
    network, _ = apply_modifications(
        two_line_network(), [price(price="fuel", factor=2.0), price(price="fuel", factor=0.5)]
    )
    assert network.prices["fuel"].value == 6.2


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "yuan-or-factor"),
        ({"yuan": 1.0, "factor": 2.0}, "yuan-or-factor"),
        ({"price": "parking_cor", "yuan": 1.0}, "unknown-price"),
        ({"price": ("fuel", "Petrol"), "yuan": 1.0}, "named-twice"),
        ({"price": "fare_factor_train", "yuan": 1.0}, "unit-differs"),
        ({"price": "cars_per_1000", "factor": 0.5}, "not-a-price"),
        ({"factor": 1.0}, "no-effect"),
        ({"yuan": 10.0}, "no-effect"),
        ({"price": "road_charge_core", "factor": 2.0}, "no-effect"),
    ],
)
def test_price_mistakes(keys, code):
    assert codes(price(**keys)) == [code]


def test_unknown_prices_are_told_with_what_is_near():
    (near,) = issues(price(price="parking_cor", yuan=1.0))
    assert near.what == "there is no price 'parking_cor'"
    assert near.fix == "did you mean 'parking_core'?"
    (far,) = issues(price(price="xyz", yuan=1.0))
    assert far.fix.startswith("prices: fare_bus, parking_core")


def test_a_factor_on_nothing_is_told_what_to_write():
    (issue,) = issues(price(price="road_charge_core", factor=2.0))
    assert issue.what == "road_charge_core is 0 yuan: a factor leaves it so"
    assert issue.fix == "give yuan instead"
    apply_modifications(two_line_network(), [price(price="road_charge_core", yuan=15.0)])


def test_no_effect_may_be_meant():
    base = two_line_network()
    same, _ = apply_modifications(base, [price(yuan=10.0, allow_no_effect=True)])
    assert same is base


def test_a_large_change_is_a_warning():
    _, report = apply_modifications(two_line_network(), [price(yuan=101.0)])
    (issue,) = report.issues
    assert (issue.code, issue.severity) == ("price-change-large", Severity.WARNING)
    assert "from 10 yuan/h to 101" in issue.what


@pytest.mark.parametrize(
    ("model", "keys", "code"),
    [
        (SetPrice, {"yuan": -1.0}, "price-negative"),
        (SetPrice, {"factor": -0.5}, "price-negative"),
        (SetPrice, {"yuan": 20_000.0}, "price-too-high"),
        (SetPrice, {"yuan": float("nan")}, "price-too-high"),
        (SetCarOwnership, {"factor": -1.0}, "price-negative"),
    ],
)
def test_impossible_numbers(model, keys, code):
    entry = (
        {"type": "set_price", "price": "fuel"}
        if model is SetPrice
        else {"type": "set_car_ownership"}
    )
    with pytest.raises(ValueError) as caught:
        model(**(entry | keys))
    assert [found["type"] for found in caught.value.errors()] == [code]


@pytest.mark.parametrize(
    ("keys", "value"), [({"cars_per_1000": 150.0}, 150.0), ({"factor": 0.9}, 180.0)]
)
def test_cars_by_number_or_by_factor(keys, value):
    network, report = apply_modifications(two_line_network(), [cars(**keys)])
    assert network.prices["cars_per_1000"].value == value  # of 200
    assert report.text() == f"1. cars per 1,000 people: 200 → {value:g}"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "cars-or-factor"),
        ({"cars_per_1000": 150.0, "factor": 0.9}, "cars-or-factor"),
        ({"factor": 1.0}, "no-effect"),
        ({"cars_per_1000": 200.0}, "no-effect"),
    ],
)
def test_car_mistakes(keys, code):
    assert codes(cars(**keys)) == [code]


def test_odd_numbers_of_cars_are_a_warning():
    _, report = apply_modifications(two_line_network(), [cars(cars_per_1000=700.0)])
    assert [issue.code for issue in report.issues] == ["car-ownership-odd"]


def test_without_a_number_of_cars_there_is_nothing_to_change():
    draft = Draft(two_line_network())
    del draft.prices["cars_per_1000"]
    (problem,) = cars(factor=0.9).references(draft)
    assert problem.code == "no-car-ownership"
    assert "network_data/demand/car_ownership.csv" in problem.fix
