"""What is assumed of flights: one table, its bounds, and the messages when something is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.world.examples import RULES
from sim.network.flight_assumptions import (
    UNKNOWN_FREQUENCIES,
    JourneyRules,
    assumed_weekly,
    connection_minutes,
    home_abroad,
    journey_rules,
    shortest_connections,
)
from sim.tables import read_table
from sim.tables.contracts.air_gateways import RULES as RULE_NAMES

DATA = Path(__file__).parents[3] / "network_data"
NO_GATEWAY = pd.DataFrame({"iata": [], "connection_min": []})
PLACES = pd.DataFrame({"iata": ["PEK", "FRA"], "country": ["CN", "DE"]})


def times(*kinds: str, pair: str = "international_international") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "airport_kind": list(kinds),
            "item": "minimum_connection",
            "flights": pair,
            "value_min": [60.0 + 30 * place for place in range(len(kinds))],
            "low_min": 45.0,
        }
    )


def test_rules_of_the_table_are_complete_and_within_their_bounds() -> None:
    table = read_table(DATA, "air/journey_rules")
    # the values of the table, written out: twice a day where nobody knows, daily between Hangzhou
    # and places abroad, half as much again far
    assert journey_rules(table) == JourneyRules(90, 14, 7, 720, 1.5, 90, 0) == RULES
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_the_contract_names_the_rules_that_are_read() -> None:
    assert set(RULE_NAMES) == set(JourneyRules.__slots__)


def test_single_rules_can_be_at_their_bounds() -> None:
    table = read_table(DATA, "air/journey_rules")
    rare = journey_rules(table, {"unknown_weekly_frequency": "low", "longest_detour": "high"})
    assert rare == JourneyRules(90, 7, 7, 720, 1.6, 90, 0)


def test_all_assumed_frequencies_move_together() -> None:
    table = read_table(DATA, "air/journey_rules")
    found = [journey_rules(table, UNKNOWN_FREQUENCIES[bound]) for bound in ("low", "high")]
    assert found == [
        JourneyRules(90, 7, 4, 720, 1.5, 90, 0),
        JourneyRules(90, 28, 14, 720, 1.5, 90, 0),
    ]
    moved = {name for name in JourneyRules.__slots__ if name.startswith("unknown")}
    assert all(set(bounds) == moved for bounds in UNKNOWN_FREQUENCIES.values())


def test_the_frequency_abroad_is_what_the_counts_say() -> None:
    """Half of all movements depart: 420 a week over 34 places, 100 a day over the list's 49."""
    counts = read_table(DATA, "air/counts").set_index(["period", "measure"])["value"]
    routes, airports = read_table(DATA, "air/routes"), read_table(DATA, "air/airports")
    abroad = set(airports.loc[airports["kind"].isin(["international", "regional"]), "iata"])
    listed = routes[(routes["vintage"].astype(str) == "2019") & routes["destination"].isin(abroad)]
    in_2014 = (
        counts["2014-12", "intl_regional_flights"] / 2 / counts["2014-12", "intl_regional_points"]
    )
    in_2018 = counts["2018-winter", "intl_flights"] * 7 / 2 / len(listed)
    assert in_2014 == pytest.approx(6.2, abs=0.05)  # 210 / 34
    assert in_2018 == pytest.approx(7.1, abs=0.05)  # 350 / 49
    rows = read_table(DATA, "air/journey_rules").set_index("name")
    own = rows.loc["unknown_weekly_frequency_home_abroad"]
    assert own["value"] == round((in_2014 + in_2018) / 2)
    # inside the country, 734 a day in winter 2018 over the 196 routes of 2015: 2569 / 196 = 13.1
    inside = (
        (counts["2018-winter", "flights"] - counts["2018-winter", "intl_flights"])
        * 3.5
        / counts["2015-12", "routes_domestic"]
    )
    assert inside == pytest.approx(13.1, abs=0.05)
    other = rows.loc["unknown_weekly_frequency"]
    assert other["low"] <= inside <= other["high"]


def test_only_flights_between_home_and_abroad_have_their_own_frequency() -> None:
    codes = np.array(["FRA", "HGH", "LHR", "PEK"])
    countries = {"FRA": "DE", "HGH": "CN", "LHR": "GB", "PEK": "CN"}
    own = home_abroad(codes[:, None], codes[None, :], home="HGH", countries=countries)
    assert {(codes[a], codes[b]) for a, b in np.argwhere(own)} == {
        ("HGH", "FRA"), ("HGH", "LHR"), ("FRA", "HGH"), ("LHR", "HGH"),
    }  # fmt: skip
    weekly = assumed_weekly(RULES, own)
    assert weekly[1].tolist() == [7, 14, 7, 14]
    assert weekly[0].tolist() == [14, 7, 14, 14]


def test_without_a_country_of_home_nothing_is_abroad() -> None:
    assert not home_abroad(["HGH"], ["FRA"], home="HGH", countries={"FRA": "DE"}).any()
    assert not home_abroad(["HGH"], ["XXX"], home="HGH", countries={"HGH": "CN"}).any()


def test_names_too_many_or_too_few_are_told() -> None:
    names = list(JourneyRules.__slots__)
    surplus = pd.DataFrame({"name": [*names, "luck"], "value": 1.0})
    with pytest.raises(DataError, match="rules nobody uses: luck; remove them"):
        journey_rules(surplus)
    with pytest.raises(DataError, match="air/journey_rules lacks stopover_min; add the rows"):
        journey_rules(pd.DataFrame({"name": [n for n in names if n != "stopover_min"], "value": 1}))
    with pytest.raises(DataError, match="rules nobody uses: detour"):
        journey_rules(read_table(DATA, "air/journey_rules"), {"detour": "low"})


def test_a_kind_without_rows_is_named_where_an_airport_needs_it() -> None:
    only_abroad = times("abroad")
    inside = PLACES[PLACES["country"] == "CN"]
    with pytest.raises(DataError, match="no 'minimum_connection' for airports of kind 'mainland'"):
        shortest_connections(only_abroad, inside, NO_GATEWAY, home_country="CN")
    abroad = PLACES[PLACES["country"] == "DE"]
    found = shortest_connections(only_abroad, abroad, NO_GATEWAY, home_country="CN")
    assert found == {"FRA": 60.0}


def test_a_pair_without_a_row_is_named() -> None:
    table = times("mainland", "abroad", pair="domestic_domestic")
    with pytest.raises(DataError, match="has no 'international_international'; add the row"):
        shortest_connections(table, PLACES, NO_GATEWAY, home_country="CN")


def test_a_bound_can_be_read() -> None:
    assert connection_minutes(times("home"), "home", "low_min") == {
        "international_international": 45.0
    }
