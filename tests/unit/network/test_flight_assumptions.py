"""What is assumed of flights: one table, its bounds, and the messages when something is missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.gateway.world.examples import RULES
from sim.network.flight_assumptions import (
    JourneyRules,
    connection_minutes,
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
    # the values of the table, written out: twice a day where nobody knows, half as much again far
    assert journey_rules(table) == JourneyRules(90, 14, 720, 1.5, 90, 0) == RULES
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_the_contract_names_the_rules_that_are_read() -> None:
    assert set(RULE_NAMES) == set(JourneyRules.__slots__)


def test_single_rules_can_be_at_their_bounds() -> None:
    table = read_table(DATA, "air/journey_rules")
    rare = journey_rules(table, {"unknown_weekly_frequency": "low", "longest_detour": "high"})
    assert rare == JourneyRules(90, 7, 720, 1.6, 90, 0)


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
