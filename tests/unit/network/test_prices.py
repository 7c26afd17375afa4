"""Prices of the date, cars of the year, and the real table without gaps or overlaps."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sim.errors import NetworkError
from sim.network.examples import line
from sim.network.model import Quality
from sim.network.modes import read_modes
from sim.network.prices import PRICE_TABLE, cars_in, prices_on, valid_prices
from sim.tables.reading import read_table


@pytest.fixture(scope="module")
def price_rows(data_dir):
    return read_table(data_dir, PRICE_TABLE).to_dict("records")


@pytest.fixture(scope="module")
def car_rows(data_dir):
    return read_table(data_dir, "demand/car_ownership").to_dict("records")


def row(**keys: object) -> dict[str, object]:
    return {
        "price_id": "fuel",
        "title_zh": "汽油",
        "title_en": "Petrol",
        "value": 6.2,
        "unit": "yuan/l",
        "valid_from": "2016-01-01",
        "valid_to": "2016-12-31",
        "note": "",
        "quality": "unverified",
        "source": "x",
    } | keys


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2015, 12, 31), False),
        (date(2016, 1, 1), True),
        (date(2016, 12, 31), True),
        (date(2017, 1, 1), False),
    ],
)
def test_both_ends_are_days_on_which_the_price_holds(day, there):
    assert ("fuel" in valid_prices([row()], day)) is there


def test_two_prices_on_one_day_are_refused():
    with pytest.raises(NetworkError, match="two prices 'fuel' on 2016-07-01") as caught:
        valid_prices([row(), row(valid_from="2016-06-30", valid_to="")], date(2016, 7, 1))
    assert "end the earlier row on the day before" in str(caught.value)


def test_cars_lie_on_the_line_between_two_years_and_are_then_an_estimate():
    rows = [
        {"county_id": "", "year": year, "cars_per_1000": value, "quality": "official", "source": s}
        for year, value, s in ((2015, 180.0, "early"), (2020, 210.0, "late"))
    ]
    # 2018 is three fifths of the way: 180 + 30 * 3 / 5 = 198.
    between = cars_in(rows, 2018)
    assert between is not None
    assert (between.value, between.quality, between.source) == (198.0, Quality.ESTIMATE, "early")
    assert [cars_in(rows, year).value for year in (2010, 2015, 2020, 2040)] == [180, 180, 210, 210]
    assert cars_in(rows, 2020).quality is Quality.OFFICIAL
    assert cars_in(rows, 2040).quality is Quality.ESTIMATE
    assert cars_in([row | {"county_id": "330102"} for row in rows], 2018) is None
    assert prices_on([], [], as_of=date(2016, 7, 1), year=2020) == {}


def test_every_price_holds_on_every_day_just_once(price_rows):
    ids = {row["price_id"] for row in price_rows}
    edges = {row["valid_from"].date() for row in price_rows}
    ends = {r["valid_to"].date() for r in price_rows if str(r["valid_to"]) != "NaT"}
    days = {day + step for day in edges | ends for step in (timedelta(0), timedelta(1))}
    for day in sorted(days | {date(2000, 1, 1), date(2050, 12, 31)}):
        assert valid_prices(price_rows, day).keys() == ids, day


def test_taxi_fares_rise_in_december_2019(price_rows):
    # City Express of 2019-11-29: 13 yuan for 3 km from 1 December, 2.5 yuan/km unchanged.
    before, after = (valid_prices(price_rows, date(2019, m, d)) for m, d in ((11, 30), (12, 1)))
    assert (before["hire_flag_fall"].value, after["hire_flag_fall"].value) == (11, 13)
    assert before["hire_per_km"].value == after["hire_per_km"].value == 2.5
    assert before["hire_included_km"].value == 3


def test_bus_fare_of_2015_by_hand(price_rows):
    # 2 yuan in eight months, half of it in four, 9 % off with the card.
    paid = (8 * 2 + 4 * 1) / 12 * 0.91
    prices = valid_prices(price_rows, date(2015, 12, 31))
    assert prices["fare_bus"].value == pytest.approx(paid, abs=0.005)
    assert prices["fare_local_bus"].value == prices["fare_bus"].value


def test_parking_is_the_mean_of_two_hours(price_rows):
    # Fee table of 2014: first hour 10, 6 and 4 yuan, then 12, 8 and 6.
    prices = valid_prices(price_rows, date(2015, 12, 31))
    found = [prices[f"parking_{zone}"].value for zone in ("core", "zone_1", "zone_2")]
    assert found == [(10 + 12) / 2, (6 + 8) / 2, (4 + 6) / 2]


def test_every_urban_mode_has_a_fare(price_rows, data_dir):
    prices = valid_prices(price_rows, date(2016, 7, 1))
    for mode_id, mode in read_modes(data_dir / "modes.yaml").items():
        if mode.system == "urban":
            assert {f"fare_{mode_id}", f"fare_factor_{mode_id}"} & prices.keys(), mode_id


def test_a_network_keeps_its_prices_closed_and_whole(price_rows, car_rows):
    prices = prices_on(price_rows, car_rows, as_of=date(2016, 7, 1), year=2020)
    assert prices["cars_per_1000"].unit == "cars"
    network = replace(line("A B"), prices=prices)
    with pytest.raises(TypeError):
        network.prices["fuel"] = prices["fuel"]
    assert pickle.loads(pickle.dumps(network)).fingerprint == network.fingerprint
    dearer = prices | {"fuel": replace(prices["fuel"], value=7.0)}
    assert replace(network, prices=dearer).fingerprint != network.fingerprint
