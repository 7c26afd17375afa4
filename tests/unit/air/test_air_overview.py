"""The tables of a run about flights, from the bundled facts and the lists of Hangzhou."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.air.overview import AirFacts, air_facts, air_growth, air_tables, home_world
from sim.errors import DataError
from sim.network.examples import empty
from sim.network.model import Airport, AirRoute, Network, Quality
from sim.scenario.sketch import sketch_network
from sim.tables import read_package

ROOT = Path(__file__).parents[3] / "network_data"
GATEWAYS = ("HGH", "PVG")


@pytest.fixture(scope="module")
def facts() -> AirFacts:
    return air_facts(read_package(ROOT).tables)


@pytest.fixture(scope="module")
def network() -> Network:
    return sketch_network(ROOT, date(2020, 12, 31), air_vintage="2019")


@pytest.fixture(scope="module")
def tables(network: Network, facts: AirFacts) -> dict[str, pd.DataFrame]:
    return air_tables(network, facts, gateways=GATEWAYS)


def with_route(network: Network, code: str, weekly: float | None) -> Network:
    route = AirRoute(code, "", weekly, True, Quality.SCENARIO, "scenario")
    return replace(network, air_routes={**network.air_routes, code: route})


def test_every_table_is_there_and_adds_up(
    tables: dict[str, pd.DataFrame], network: Network
) -> None:
    assert list(tables) == [
        "air_destination_list",
        "air_destination_counts",
        "air_regions",
        "air_countries",
        "air_diversity",
        "air_connectivity",
        "air_journeys",
    ]
    number = len(tables["air_destination_list"])
    assert number == len(network.air_routes)  # the list of 2019 has no domestic routes
    counts = tables["air_destination_counts"].set_index("definition")
    assert counts.loc["airports", "lower"] == number
    assert (counts["lower"] <= counts["upper"]).all()
    assert counts.loc["weekly_7", "lower"] < counts.loc["weekly_7", "upper"]
    for name in ("air_regions", "air_countries"):
        assert tables[name]["airports"].sum() == number
        assert tables[name]["share"].sum() == pytest.approx(1.0)


def test_journeys_name_every_airport_of_the_world(tables: dict[str, pd.DataFrame]) -> None:
    found = tables["air_journeys"]
    assert len(found) == 2 * 263
    assert not found[["name_zh", "name_en", "region"]].isna().any().any()
    one_stop = found[found["stops"] == 1]
    # Transfers on the mainland take 120 min at least, at airports abroad 75: half a day's headway
    # is cut at the six hours that are offered, so (75 + 360) / 2 = 217.5 and 45 more at PVG.
    abroad = one_stop[~one_stop["hub"].isin(["PEK", "PVG", "CAN", "SZX", "XIY", "CTU", "KMG"])]
    assert (abroad.loc[~abroad["frequency_known"], "transfer_min"].isin([217.5, 262.5])).all()


def test_connectivity_has_both_published_forms(tables: dict[str, pd.DataFrame]) -> None:
    found = tables["air_connectivity"]
    assert set(found["parameters"]) == {"veldhuis_1997", "seo_later"}
    direct = found[(found["airport"] == "HGH") & (found["measure"] == "direct")]
    assert len(set(direct["cnu"])) == 1  # non-stop flights do not depend on the form
    assert (found["cnu_low"] <= found["cnu"]).all()
    assert (found["cnu"] <= found["cnu_high"]).all()


def test_a_new_route_shows_everywhere(network: Network, facts: AirFacts) -> None:
    # Johannesburg is in the world's table and not in Hangzhou's: a scenario brings the airport.
    place = facts.airports.set_index("iata").loc["JNB"]
    airport = Airport(
        "JNB", "约翰内斯堡", "Johannesburg", "Johannesburg", "ZA", place["lon"], place["lat"],
        "international", "made by hand",
    )  # fmt: skip
    known = replace(network, airports={**network.airports, "JNB": airport})
    after = with_route(known, "JNB", 3.0)
    world = home_world(after, facts)
    row = (world.place("HGH"), world.place("JNB"))
    assert world.flown[row]
    assert world.weekly[row] == 3.0
    assert world.flown[row[::-1]]
    assert not home_world(known, facts).flown[row]
    change = air_growth(known, after, facts.regions).set_index("destination")
    assert change.loc["JNB", ["change", "region", "quality_after"]].tolist() == [
        "gained",
        "africa",
        "scenario",
    ]
    assert (change["change"] == "kept").sum() == len(network.air_routes)


def test_a_flight_that_lands_on_the_way_is_not_nonstop(network: Network, facts: AirFacts) -> None:
    world = home_world(network, facts)
    for route in network.air_routes.values():
        flown = world.flown[world.place("HGH"), world.place(route.destination)]
        assert flown == route.nonstop
    assert not all(route.nonstop for route in network.air_routes.values())


def test_an_airport_that_only_the_scenario_knows_comes_in(
    network: Network, facts: AirFacts
) -> None:
    airport = Airport(
        "QQQ", "新机场", "New", "New", "NZ", 170.0, -44.0, "international", "made by hand"
    )
    known = replace(network, airports={**network.airports, "QQQ": airport})
    world = home_world(with_route(known, "QQQ", None), facts)
    assert len(world.codes) == 265
    assert world.flown[world.place("HGH"), world.place("QQQ")]
    found = air_tables(with_route(known, "QQQ", None), facts, gateways=("HGH",))["air_journeys"]
    row = found.set_index("destination").loc["QQQ", ["stops", "name_zh", "country_en", "region"]]
    assert row.tolist() == [0, "新机场", "New Zealand", "oceania"]


def test_a_network_without_flights_keeps_the_world(facts: AirFacts, network: Network) -> None:
    bare = replace(empty(), airports=network.airports, home_airport="HGH")
    tables = air_tables(bare, facts, gateways=("PVG",))
    assert list(tables) == ["air_connectivity", "air_journeys"]
    assert len(tables["air_journeys"]) == 263


def test_a_missing_assumption_is_named(network: Network, facts: AirFacts) -> None:
    parameters = facts.parameters[facts.parameters["parameter"] != "assumed_weekly"]
    short = replace(facts, parameters=parameters)
    with pytest.raises(DataError, match="has no 'assumed_weekly' in the set 'spread'; add the row"):
        air_tables(network, short, gateways=("HGH",))
