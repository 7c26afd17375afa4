"""The tables of a run about flights, from the bundled facts and the lists of Hangzhou."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.air.overview import AirFacts, air_facts, air_growth, air_tables, home_world
from sim.errors import DataError
from sim.gateway.world.air_journeys import air_journeys
from sim.gateway.world.flights import world_flights
from sim.gateway.world.gateways import gateways
from sim.gateway.world.search import WORLD_TABLES
from sim.network.block_time import block_bands
from sim.network.examples import empty
from sim.network.flight_assumptions import journey_rules, shortest_connections
from sim.network.model import Airport, AirRoute, Network, Quality
from sim.scenario.sketch import sketch_network
from sim.tables import read_package, read_table

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
    # Twice a day is every twelve hours, of which half are waited: 360 min, and before that 75 min
    # at airports abroad, 90 at Hongqiao, 120 at Pudong and at others of the mainland.
    unknown = one_stop[~one_stop["frequency_known"]]
    assert unknown["transfer_min"].isin([435.0, 450.0, 480.0]).all()
    at = unknown.set_index("hub")["transfer_min"]
    assert set(at[at.index.isin(["PEK", "PVG", "CAN"])]) == {480.0}


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


def test_journeys_are_those_from_the_doorstep(
    tables: dict[str, pd.DataFrame], network: Network, facts: AirFacts
) -> None:
    """Two ways to compute them, one set of assumptions and lists: the same hours.

    But where a flight lands on the way: only the search from the doorstep takes those. It searches
    places abroad alone, and nobody changes planes to come back to another gateway.
    """
    places = tables["air_journeys"]
    codes = sorted(
        set(places["destination"]) - set(facts.airports.query("country == 'CN'")["iata"])
    )
    facts_of = {name: read_table(ROOT, name) for name in WORLD_TABLES}
    flown = world_flights(
        network,
        gateway_flights=facts_of["air/gateway_flights"],
        world_routes=facts.routes,
        world_airports=facts.airports,
        bands=block_bands(facts.block_time),
    )
    own = flown.legs[flown.legs["home_abroad"]]
    assert set(own.loc[own["origin"] == "HGH", "destination"]) == set(network.air_routes)
    assert ((own["origin"] == "HGH") | (own["destination"] == "HGH")).all()
    nonstop = replace(flown, legs=flown.legs[flown.legs["nonstop"]])
    gates = tuple(one for one in gateways(facts.gateways) if one.iata in GATEWAYS)
    air = air_journeys(
        nonstop,
        gates,
        tuple(codes),
        rules=journey_rules(facts.journey_rules),
        connection_min=shortest_connections(
            facts.connection_times, facts.airports, facts.gateways, home_country="CN"
        ),
    )
    by_pair = places.set_index(["origin", "destination"])["hours"]
    for row, gate in enumerate(gates):
        there = by_pair.loc[gate.iata].reindex(codes).to_numpy()
        np.testing.assert_allclose(air.total_min[row] / 60, there, atol=1e-6)


def test_a_missing_assumption_is_named(network: Network, facts: AirFacts) -> None:
    parameters = facts.parameters[facts.parameters["parameter"] != "longest_transfer_min"]
    short = replace(facts, parameters=parameters)
    with pytest.raises(DataError, match="no 'longest_transfer_min' in the set 'spread'; add the"):
        air_tables(network, short, gateways=("HGH",))
    rules = facts.journey_rules[facts.journey_rules["name"] != "longest_detour"]
    with pytest.raises(DataError, match="air/journey_rules lacks longest_detour; add the rows"):
        air_tables(network, replace(facts, journey_rules=rules), gateways=("HGH",))


def test_bounds_of_connectivity_are_those_of_the_unknown_frequency(
    tables: dict[str, pd.DataFrame],
) -> None:
    """No frequency of Pudong's list is known: half and twice as many flights of its own."""
    found = tables["air_connectivity"].query("airport == 'PVG' and measure == 'direct'")
    assert (found["frequency_known"] == 0).all()
    assert (found["cnu"] == 14 * found["destinations"]).all()
    assert (found["cnu_low"] == found["cnu"] / 2).all()
    assert (found["cnu_high"] == found["cnu"] * 2).all()


def test_own_flights_abroad_are_assumed_to_fly_as_often_as_counted(
    network: Network, facts: AirFacts, tables: dict[str, pd.DataFrame]
) -> None:
    """A week: what the list knows, 7 for each other place abroad (4 to 14), 14 inside (7 to 28)."""
    world = home_world(network, facts)
    home = world.place("HGH")
    country = facts.airports.set_index("iata")["country"]
    inland = np.array([country.get(code) == "CN" for code in world.codes])
    unknown = world.flown[home] & np.isnan(world.weekly[home])
    known = float(np.nansum(world.weekly[home]))
    near, far = int((unknown & inland).sum()), int((unknown & ~inland).sum())
    assert near > 0
    assert far > 0
    found = tables["air_connectivity"].query("airport == 'HGH' and measure == 'direct'")
    for name, inside, abroad in (("cnu", 14, 7), ("cnu_low", 7, 4), ("cnu_high", 28, 14)):
        assert (found[name] == known + inside * near + abroad * far).all()
