"""Connections against brute force, and a hub small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.air.connections import (
    ConnectionRules,
    connecting_pairs,
    connectivity_ratio,
    danesi_units,
    hub_connections,
    hub_units,
    synchronised_share,
)
from sim.air.netscan import NetScanParameters

WEEK = 10_080
TIMES = st.lists(st.integers(0, WEEK - 1), max_size=25)

AIRPORTS = pd.DataFrame(
    {
        "iata": ["H", "E", "W", "N"],
        "lon": [0.0, 20.0, -20.0, 0.0],
        "lat": [0.0, 0.0, 0.0, 30.0],
    }
)


def flights(*rows: tuple[str, str, str, int, str, str]) -> pd.DataFrame:
    """Flights of a hub: id, origin, destination, minute at the hub, kind, group; two hours each."""
    table = pd.DataFrame(
        rows, columns=["flight_id", "origin", "destination", "minute", "kind", "group"]
    )
    return table.assign(arrival_min=table["minute"], departure_min=table["minute"], block_min=120.0)


@given(TIMES, TIMES, st.integers(0, 300), st.integers(0, 4000))
def test_pairs_are_those_of_brute_force(
    arrivals: list[int], departures: list[int], minimum: int, window: int
) -> None:
    found = connecting_pairs(
        arrivals, departures, minimum_min=minimum, maximum_min=minimum + window
    )
    expected = {
        (a, d, (departure - arrival) % WEEK)
        for a, arrival in enumerate(arrivals)
        for d, departure in enumerate(departures)
        if minimum <= (departure - arrival) % WEEK <= minimum + window
    }
    triples = list(
        zip(
            found.arrival.tolist(),
            found.departure.tolist(),
            found.transfer_min.tolist(),
            strict=True,
        )
    )
    assert len(triples) == len(expected)
    assert set(triples) == expected
    assert triples == sorted(triples, key=lambda one: (one[0], one[2]))


@given(TIMES, TIMES, st.integers(0, WEEK))
def test_shifting_the_week_changes_nothing(
    arrivals: list[int], departures: list[int], shift: int
) -> None:
    here = connecting_pairs(arrivals, departures, minimum_min=45, maximum_min=200)
    there = connecting_pairs(
        [one + shift for one in arrivals],
        [one + shift for one in departures],
        minimum_min=45,
        maximum_min=200,
    )
    assert sorted(here.transfer_min.tolist()) == sorted(there.transfer_min.tolist())


def test_bad_bounds_are_a_programming_error() -> None:
    with pytest.raises(ValueError, match="0 <= minimum <= maximum < period"):
        connecting_pairs([0], [0], minimum_min=90, maximum_min=60)


def test_a_hub_by_hand() -> None:
    arrivals = flights(
        ("1", "W", "H", 600, "international", "x"),
        ("2", "W", "H", 10_060, "domestic", "x"),
        ("3", "N", "H", 600, "international", ""),
    )
    departures = flights(
        ("a", "H", "E", 690, "international", "x"),  # 90 min after 1 and 3
        ("b", "H", "E", 650, "international", "y"),  # 50 min: too short
        ("c", "H", "W", 700, "international", "x"),  # back to where 1 came from; N to W turns off
        ("d", "H", "E", 40, "international", "x"),  # 60 min after 2, over Sunday midnight
    )
    rules = ConnectionRules(
        {"international_international": 60, "domestic_international": 60}, 180, 1.3
    )
    found = hub_connections(arrivals, departures, AIRPORTS, rules)
    # From W to E the hub lies on the way (detour 1). From N to E: 30 + 20 degrees against about
    # 35.5 on the great circle (cos 30° cos 20° = 0.8138), detour 1.41, above 1.3.
    assert found[["inbound", "outbound", "transfer_min"]].to_numpy().tolist() == [
        ["1", "a", 90],
        ["2", "d", 60],
    ]
    assert found["detour"].tolist() == pytest.approx([1.0, 1.0], abs=1e-6)
    wider = hub_connections(
        arrivals, departures, AIRPORTS, ConnectionRules(rules.minimum_min, 180, 1.5)
    )
    assert set(zip(wider["inbound"], wider["outbound"], strict=True)) == {
        ("1", "a"),
        ("2", "d"),
        ("3", "a"),
        ("3", "c"),
    }
    alone = hub_connections(
        arrivals, departures, AIRPORTS, ConnectionRules(rules.minimum_min, 180, 1.5, True)
    )
    assert alone["inbound"].tolist() == ["1", "2"]  # 3 is of no group


def test_kinds_without_a_minimum_do_not_connect() -> None:
    arrivals = flights(("1", "W", "H", 600, "domestic", ""))
    departures = flights(("a", "H", "E", 690, "domestic", ""))
    rules = ConnectionRules({"international_international": 60}, 180)
    assert hub_connections(arrivals, departures, AIRPORTS, rules).empty
    assert hub_connections(arrivals.iloc[:0], departures, AIRPORTS, rules).empty


def test_trains_connect_to_flights() -> None:
    trains = flights(("G1", "W", "H", 600, "rail", ""), ("G3", "N", "H", 640, "rail", ""))
    departures = flights(
        ("a", "H", "E", 690, "international", ""),  # 90 min after G1, 50 after G3
        ("b", "H", "E", 660, "international", ""),  # 60 min after G1: too short
    )
    rules = ConnectionRules({"rail_international": 75, "international_international": 60}, 240)
    found = hub_connections(trains, departures, AIRPORTS, rules)
    assert found[["inbound", "outbound"]].to_numpy().tolist() == [["G1", "a"]]
    assert synchronised_share(found, departures) == 0.5
    assert np.isnan(synchronised_share(found, departures.iloc[:0]))


def test_units_of_a_connection_by_hand() -> None:
    # 1700 km: 40 + 120 = 160 min, NST 2.6667 h. MAXT = (3 − 0.2) · 2.6667 = 7.4667, room 4.8.
    # 240 min in the air and 60 on the ground: PTT = 4 + 3 = 7; Q = 1 − 4.3333 / 4.8 = 0.0972.
    bands = pd.DataFrame({"from_km": [0.0], "fixed_min": [40.0], "speed_kmh": [850.0]})
    table = pd.DataFrame({"transfer_min": [60], "flying_min": [240.0], "direct_km": [1700.0]})
    found = hub_units(table, bands, NetScanParameters(3, 0, 3, 0.075, 0, 1))
    assert found["quality"].tolist() == pytest.approx([0.46667 / 4.8], abs=1e-4)


def test_weighted_count_and_ratio() -> None:
    # 1 · 1 + 0.5 · 1 + 1 · 0.5 + 0.5 · 0.5
    assert (
        danesi_units([90, 91, 30, 170], [1.2, 1.0, 1.21, 1.5], ideal_min=90, ideal_detour=1.2)
        == 2.25
    )
    assert danesi_units([], [], ideal_min=90, ideal_detour=1.2) == 0.0
    # 40 · 40 · 150 / 10,080 = 23.81 by chance
    ratio = connectivity_ratio(50, 40, 40, window_min=150, period_min=WEEK)
    assert ratio == pytest.approx(50 / 23.8095, rel=1e-5)
    assert np.isnan(connectivity_ratio(0, 0, 5, window_min=150, period_min=WEEK))
