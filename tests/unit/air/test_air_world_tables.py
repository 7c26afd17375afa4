"""The bundled tables of the world: sound among themselves and with the tables of Hangzhou."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.air.flight_times import great_circle_km, zone
from sim.air.onward import journeys, world_network
from sim.air.regions import with_regions
from sim.air.spread import SpreadRules
from sim.network.flight_assumptions import connection_minutes, shortest_connections
from sim.tables import read_table

ROOT = Path(__file__).parents[3] / "network_data"
GATEWAYS = ["HGH", "PVG", "SHA", "NGB", "WNZ", "YIW"]


def table(name: str) -> pd.DataFrame:
    return read_table(ROOT, f"air/{name}")


def test_every_airport_has_a_zone_and_a_region() -> None:
    airports = table("world_airports")
    for name in set(airports["timezone"]):
        assert zone(name).key == name
    placed = with_regions(airports, table("regions"))
    assert (placed["region"] != "").all()
    assert placed["region"].nunique() == 10
    with_regions(table("airports"), table("regions"))  # every country of Hangzhou's own table too


def test_airports_in_both_tables_are_the_same() -> None:
    own, world = table("airports").set_index("iata"), table("world_airports").set_index("iata")
    both = own.index.intersection(world.index)
    assert len(both) > 80
    columns = ["name_zh", "city", "country", "lon", "lat"]
    pd.testing.assert_frame_equal(own.loc[both, columns], world.loc[both, columns])
    abroad = own[own["kind"].isin(["international", "regional"])].index
    assert set(abroad) <= set(world.index)
    assert set(GATEWAYS) <= set(world.index)


def test_routes_run_both_ways_but_for_a_few() -> None:
    routes = table("world_routes")
    newest = routes[routes["vintage"] == "2021-08"]
    pairs = set(zip(newest["origin"], newest["destination"], strict=True))
    one_way = sum((b, a) not in pairs for a, b in pairs)
    assert one_way <= 15
    assert set(GATEWAYS) <= set(newest["origin"])


@pytest.mark.parametrize("airport", ["PVG", "HGH"])
def test_the_list_of_2021_has_not_lost_a_route_since_2017(airport: str) -> None:
    # The reason for calling it an upper bound; when this fails, change the words in sources.yaml.
    routes = table("world_routes")
    of = {
        vintage: set(rows.loc[rows["origin"] == airport, "destination"])
        for vintage, rows in routes.groupby("vintage")
    }
    assert of["2017-10"] < of["2021-08"]


def test_places_abroad_from_hangzhou_in_october_2017() -> None:
    # 28 in version 0.77, counted by hand, of which 6 in Hong Kong, Macau and Taiwan
    routes, airports = table("world_routes"), table("world_airports").set_index("iata")
    of = routes[(routes["vintage"] == "2017-10") & (routes["origin"] == "HGH")]
    countries = airports.loc[of["destination"], "country"]
    assert (countries != "CN").sum() == 28
    assert countries.isin(["HK", "MO", "TW"]).sum() == 6


def test_connection_times_are_complete_and_ordered() -> None:
    times = table("connection_times")
    assert (times["low_min"] <= times["value_min"]).all()
    assert (times["value_min"] <= times["high_min"]).all()
    assert set(times["item"]) == {"minimum_connection"}  # check-in is in air/gateways alone
    for kind in ("home", "mainland", "abroad"):
        assert len(connection_minutes(times, kind)) == 4
    terminals = table("terminals").set_index("item")["value"]
    home = connection_minutes(times, "home")
    for pair, minutes in home.items():
        assert terminals[f"mct_{pair}"] == minutes
    own = table("gateways").set_index("iata")["connection_min"]
    assert own["HGH"] == home["international_international"]


def test_every_airport_of_the_world_has_a_shortest_connection() -> None:
    airports = table("world_airports")
    found = shortest_connections(
        table("connection_times"), airports, table("gateways"), home_country="CN"
    )
    assert set(found) == set(airports["iata"])
    # a gateway's own, another airport of the mainland, places behind a border
    assert [found[code] for code in ("SHA", "PEK", "HKG", "FRA")] == [90.0, 120.0, 75.0, 75.0]


def test_eight_distances_of_the_list() -> None:
    # As air-routes 0.77 gives them in whole miles on a sphere (5501 to Frankfurt), here in km.
    places = table("world_airports").set_index("iata")
    for start, end, km in [
        ("PVG", "FRA", 8853), ("PVG", "LAX", 10408), ("PVG", "SYD", 7860), ("PVG", "SIN", 3803),
        ("PVG", "LHR", 9234), ("PVG", "JFK", 11866), ("PVG", "NRT", 1794), ("PVG", "DXB", 6444),
    ]:  # fmt: skip
        found = great_circle_km(
            *places.loc[start, ["lon", "lat"]], *places.loc[end, ["lon", "lat"]]
        )
        assert found.item() == pytest.approx(km, rel=0.01), (start, end)


def test_the_world_from_the_gateways() -> None:
    routes = table("world_routes")
    world = world_network(
        table("world_airports"), routes[routes["vintage"] == "2021-08"], table("block_time")
    )
    found = journeys(world, GATEWAYS, SpreadRules(90, 720), assumed_weekly=7, longest_detour=1.6)
    assert len(found) == 6 * (len(world.codes) - 1)
    reached = found.dropna(subset=["hours"])
    assert reached["hours"].between(0.5, 40).all()
    by_pair = found.set_index(["origin", "destination"])
    assert by_pair.loc[("PVG", "FRA"), "stops"] == 0
    assert by_pair.loc[("YIW", "FRA"), "stops"] == 1
