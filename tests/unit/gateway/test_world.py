"""Door to world: the arrays find what a search by hand finds, and every part adds up."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from circle_samples import slow_mean
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import DataError
from sim.gateway.circle.small_province import hub_town
from sim.gateway.rail.legs import rail_legs
from sim.gateway.world.air_journeys import air_journeys, half_headway_min
from sim.gateway.world.doorsteps import (
    DoorToWorld,
    best_gateways,
    door_to_world,
    hours_by_gateway,
    hours_to,
    journeys,
)
from sim.gateway.world.examples import RULES, two_gateways
from sim.gateway.world.flights import (
    Flights,
    flights,
    gateway_routes,
    home_routes,
    world_flights,
)
from sim.gateway.world.gateways import Gateway, gateways, ground_access, station_transfers
from sim.gateway.world.local_time import elapsed_min, landing
from sim.gateway.world.people import (
    cell_gains,
    destination_gains,
    destination_hours,
    gateway_shares,
)
from sim.geometry import geodesic_m
from sim.indicators.direct_rides import direct_rides
from sim.network.block_time import BlockBand, block_bands, block_min
from sim.network.examples import empty
from sim.network.flight_assumptions import JourneyRules
from sim.network.model import Airport, AirRoute, Network, Quality
from sim.tables import read_table

DATA = Path(__file__).parents[3] / "network_data"
GRADES = ("official", "published", "derived", "estimate", "unverified", "scenario", "modelled")
BANDS = (BlockBand(0, 30, 850), BlockBand(1500, 40, 850), BlockBand(4000, 50, 850))

# ---------------------------------------------------------------- random worlds, searched by hand


def random_world(seed: int) -> dict[str, object]:
    """Five cells, three gateways, three stations, seven airports, and half of all flights."""
    rng = np.random.default_rng(seed)
    codes = [f"G{i}X" for i in range(3)] + [f"H{i}X" for i in range(7)]
    where = {code: (float(rng.uniform(-180, 180)), float(rng.uniform(-60, 70))) for code in codes}
    gates = tuple(
        Gateway(code, code, code, *where[code], 40 + 5 * i, 45, 60 + 30 * i, "published")
        for i, code in enumerate(codes[:3])
    )
    rows = [
        (a, b, float(rng.choice([np.nan, 3.0, 14.0, 70.0])), bool(rng.random() < 0.8), grade)
        for a in codes
        for b in codes
        if a != b and rng.random() < 0.5
        for grade in [str(rng.choice(GRADES[:5]))]
    ]
    routes = pd.DataFrame(
        rows, columns=["origin", "destination", "weekly_frequency", "nonstop", "quality"]
    )
    airports = pd.DataFrame(
        [(code, *place) for code, place in where.items()], columns=["iata", "lon", "lat"]
    )
    cells = [f"c{i}" for i in range(5)]
    stations, railheads = ["s0", "s1", "s2"], ["r0", "r1"]

    def pairs(left: list[str], right: list[str], names: tuple[str, str]) -> pd.DataFrame:
        kept = [
            (a, b, float(rng.integers(5, 200))) for a in left for b in right if rng.random() < 0.6
        ]
        return pd.DataFrame(kept, columns=[*names, "minutes"])

    rail = pd.DataFrame(
        [
            (s, r, *(float(x) for x in rng.integers(1, 60, 4)))
            for s in stations
            for r in railheads
            if rng.random() < 0.8
        ],
        columns=["station_id", "railhead_id", "board_min", "wait_min", "ride_min", "alight_min"],
    )
    transfers = pd.DataFrame(
        [
            (g.iata, r, float(rng.integers(5, 90)), "derived")
            for g in gates
            for r in railheads
            if rng.random() < 0.7
        ],
        columns=["gateway", "stop_id", "transfer_min", "quality"],
    )
    return {
        "cells": cells,
        "gates": gates,
        "flown": flights([routes], airports, BANDS),
        "by_pair": {(row.origin, row.destination): row for row in routes.itertuples(index=False)},
        "where": where,
        "direct": pairs(cells, codes[:3], ("cell_id", "gateway")),
        "to_stations": pairs(cells, stations, ("cell_id", "station_id")),
        "rail": rail,
        "transfers": transfers,
        "destinations": tuple(codes[3:]),
        "rules": JourneyRules(75, 28, 10, 720, 1.6, 90, float(rng.choice([0.0, 0.5]))),
    }


def searched(world: dict[str, object]) -> DoorToWorld:
    ground = ground_access(
        world["cells"],
        world["gates"],
        direct=world["direct"],
        to_stations=world["to_stations"],
        rail=world["rail"],
        transfers=world["transfers"],
    )
    air = air_journeys(
        world["flown"],
        world["gates"],
        world["destinations"],
        rules=world["rules"],
        connection_min={"H0X": 45.0},
    )
    return door_to_world(ground, air)


def ways_by_hand(world: dict[str, object], cell: str, gate: Gateway) -> list[float]:
    """Minutes of every way to a terminal, one after the other."""
    direct, to_stations, rail, transfers = (
        list(world[name].itertuples(index=False))
        for name in ("direct", "to_stations", "rail", "transfers")
    )
    found = [row.minutes for row in direct if (row.cell_id, row.gateway) == (cell, gate.iata)]
    for access, train, link in product(to_stations, rail, transfers):
        chain = (access.cell_id, access.station_id, link.stop_id, link.gateway)
        if chain == (cell, train.station_id, train.railhead_id, gate.iata):
            ride = train.board_min + train.wait_min + train.ride_min + train.alight_min
            found.append(access.minutes + ride + link.transfer_min)
    return found


def flights_by_hand(world: dict[str, object], gate: Gateway, destination: str) -> list[float]:
    """Minutes of every journey by air, one after the other."""
    rules, where, legs = world["rules"], world["where"], world["by_pair"]
    shortest = {one.iata: one.connection_min for one in world["gates"]} | {"H0X": 45.0}

    def km(a: str, b: str) -> float:
        return geodesic_m(where[a], where[b]) / 1000

    def flown(a: str, b: str) -> float:
        fixed = 30 if km(a, b) < 1500 else 40 if km(a, b) < 4000 else 50
        return fixed + km(a, b) / 850 * 60 + (0 if legs[a, b].nonstop else rules.stopover_min)

    def wait(a: str, b: str) -> float:
        weekly = legs[a, b].weekly_frequency
        weekly = rules.unknown_weekly_frequency if np.isnan(weekly) else weekly
        return min(10_080 / weekly / 2, rules.longest_wait_min)

    start, found = gate.iata, []
    if (start, destination) in legs:
        delay = rules.schedule_delay_weight * wait(start, destination)
        found.append(delay + flown(start, destination))
    for hub in where:
        if (start, hub) not in legs or (hub, destination) not in legs:
            continue
        if km(start, hub) + km(hub, destination) > rules.longest_detour * km(start, destination):
            continue
        first = rules.schedule_delay_weight * wait(start, hub) + flown(start, hub)
        change = shortest.get(hub, rules.connection_min) + wait(hub, destination)
        found.append(first + change + flown(hub, destination))
    return found


def by_hand(world: dict[str, object], destination: str) -> list[float]:
    """Quickest chain of links from each cell, without arrays."""
    onward = {gate: flights_by_hand(world, gate, destination) for gate in world["gates"]}
    found = []
    for cell in world["cells"]:
        ways = {gate: ways_by_hand(world, cell, gate) for gate in onward}
        totals = [
            min(ways[gate]) + gate.lead_min + min(onward[gate])
            for gate in onward
            if ways[gate] and onward[gate]
        ]
        found.append(min(totals, default=float("nan")))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_quickest_journey_is_that_of_a_search_by_hand(seed: int) -> None:
    world = random_world(seed)
    found = searched(world)
    hand = [by_hand(world, destination) for destination in world["destinations"]]
    np.testing.assert_allclose(found.minutes.T, hand, rtol=1e-12)


def test_random_worlds_hold_what_they_should() -> None:
    """Trains and connections are chosen, and some pairs cannot be reached: nothing is idle."""
    tables = [journeys(searched(random_world(seed))) for seed in range(20)]
    everything = pd.concat(tables)
    assert (everything["rail_min"] > 0).any()
    assert (everything["stops"] == 0).any()
    assert (everything["stops"] == 2).any()
    assert everything["hours"].isna().any()


@pytest.mark.parametrize("seed", range(10))
def test_parts_add_up_to_the_hours(seed: int) -> None:
    table = journeys(searched(random_world(seed)))
    parts = [
        "access_min", "rail_min", "airport_min", "wait_min", "flight_min", "connection_min",
    ]  # fmt: skip
    whole = table[parts].sum(axis=1, skipna=False) / 60
    pd.testing.assert_series_equal(whole, table["hours"], check_names=False, rtol=1e-12)
    lost = table["hours"].isna()
    assert table.loc[lost, [*parts, "gateway", "via", "stops", "quality"]].isna().all().all()
    assert table.loc[~lost, ["gateway", "stops", "quality"]].notna().all().all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 300))
def test_more_never_hurts_and_slower_never_helps(seed: int, later_min: float) -> None:
    world = random_world(seed)
    before = searched(world).minutes
    legs = world["flown"].legs
    new = legs.iloc[:1].assign(origin="G0X", destination="H5X", flight_min=30.0, distance_km=100.0)
    more = pd.concat([legs, new]).drop_duplicates(["origin", "destination"])
    added = searched(world | {"flown": replace(world["flown"], legs=more)}).minutes
    slow = world["rail"].assign(ride_min=world["rail"]["ride_min"] + later_min)
    slower = searched(world | {"rail": slow}).minutes
    assert not (np.nan_to_num(added, nan=np.inf) > np.nan_to_num(before, nan=np.inf)).any()
    assert not (np.nan_to_num(slower, nan=np.inf) < np.nan_to_num(before, nan=np.inf)).any()


def test_four_thousand_cells_and_two_hundred_airports_take_seconds() -> None:
    rng = np.random.default_rng(5)
    codes = [f"{a}{b}Z" for a in "ABCDEFGHIJKLMNOP" for b in "ABCDEFGHIJKLM"][:206]
    where = {code: (float(rng.uniform(-180, 180)), float(rng.uniform(-60, 70))) for code in codes}
    gates = tuple(Gateway(c, c, c, *where[c], 50, 45, 90, "published") for c in codes[:6])
    rows = [
        (a, b, float("nan"), "published")
        for a in codes
        for b in codes
        if a != b and rng.random() < 0.25
    ]
    routes = pd.DataFrame(rows, columns=["origin", "destination", "weekly_frequency", "quality"])
    airports = pd.DataFrame(
        [(code, *place) for code, place in where.items()], columns=["iata", "lon", "lat"]
    )
    cells = [f"{i:05d}" for i in range(4000)]
    started = time.perf_counter()
    flown = flights([routes], airports, BANDS)
    ground = ground_access(
        cells,
        gates,
        direct=pd.DataFrame({"cell_id": cells, "gateway": codes[0], "minutes": 60.0}),
        to_stations=pd.DataFrame({"cell_id": cells, "station_id": "s", "minutes": 30.0}),
        rail=pd.DataFrame(
            {"station_id": ["s"], "railhead_id": ["r"], "board_min": [15.0], "wait_min": [5.0],
             "ride_min": [50.0], "alight_min": [4.0]}
        ),
        transfers=pd.DataFrame(
            {"gateway": codes[1:6], "stop_id": "r", "transfer_min": 50.0, "quality": "derived"}
        ),
    )  # fmt: skip
    air = air_journeys(flown, gates, tuple(codes[6:]), rules=RULES, connection_min={})
    assert len(journeys(door_to_world(ground, air))) == 4000 * 200
    assert time.perf_counter() - started < 30


# ---------------------------------------------------------------- ways to the gateways


def test_straight_way_counts_where_it_is_as_quick_as_the_train() -> None:
    ground, _ = two_gateways()
    assert ground.station.tolist() == [[-1, 0], [-1, 0]]
    assert ground.rail_min.tolist() == [[0.0, 50.0], [0.0, 50.0]]


def test_cells_without_a_way_stay_empty() -> None:
    gate = Gateway("HGH", "杭州", "Hangzhou", 120.4, 30.2, 50, 45, 90, "published")
    empty_rail = pd.DataFrame(
        columns=[
            "station_id", "railhead_id", "board_min", "wait_min", "ride_min", "alight_min",
        ]
    )  # fmt: skip
    found = ground_access(
        ["a", "b", "c"],
        (gate,),
        direct=pd.DataFrame({"cell_id": ["a", "b"], "gateway": "HGH", "minutes": [60.0, np.nan]}),
        to_stations=pd.DataFrame(columns=["cell_id", "station_id", "minutes"]),
        rail=empty_rail,
        transfers=pd.DataFrame(columns=["gateway", "stop_id", "transfer_min", "quality"]),
    )
    assert found.total_min[0, 0] == 60
    assert np.isnan(found.total_min[1:]).all()


def test_minutes_below_zero_are_refused() -> None:
    gate = Gateway("HGH", "杭州", "Hangzhou", 120.4, 30.2, 50, 45, 90, "published")
    with pytest.raises(DataError, match="hold numbers below 0; unreachable is NaN"):
        ground_access(
            ["a"],
            (gate,),
            direct=pd.DataFrame({"cell_id": ["a"], "gateway": ["HGH"], "minutes": [-1.0]}),
            to_stations=pd.DataFrame(columns=["cell_id", "station_id", "minutes"]),
            rail=pd.DataFrame(columns=["station_id"]),
            transfers=pd.DataFrame(),
        )


def test_a_table_without_its_columns_is_named() -> None:
    gate = Gateway("HGH", "杭州", "Hangzhou", 120.4, 30.2, 50, 45, 90, "published")
    with pytest.raises(DataError, match="cell_id and gateway has no column minutes"):
        ground_access(
            ["a"],
            (gate,),
            direct=pd.DataFrame({"cell_id": ["a"], "gateway": ["HGH"]}),
            to_stations=pd.DataFrame(),
            rail=pd.DataFrame(),
            transfers=pd.DataFrame(),
        )


def test_ways_of_the_day() -> None:
    """Hongqiao to Pudong: the link railway of December 2024 is the quickest once it is open."""
    table = read_table(DATA, "air/gateway_access")
    for day, minutes in ((date(2016, 7, 1), 80.0), (date(2025, 1, 1), 60.0)):
        ways = station_transfers(table, day).set_index(["gateway", "stop_id"])
        assert ways.loc[("PVG", "R_shanghai_hongqiao"), "transfer_min"] == minutes
    assert set(station_transfers(table, date(2015, 1, 1))["way_en"]) >= {"Taxi"}


def test_trains_wait_and_ride_as_the_indicators_say() -> None:
    """Same means as the exact measure of the targets, and the slack of the mode: 900 s, 240 s."""
    network = hub_town()
    legs = rail_legs(network, ["X", "Y"]).set_index("railhead_id")
    rides = direct_rides(network).query("direction == 'from_hangzhou'")
    for railhead in ("X", "Y"):
        own = rides[rides["other_stop_id"] == railhead]
        mean = slow_mean(own, start_s=6 * 3600, end_s=22 * 3600)
        assert mean is not None
        assert legs.loc[railhead, "wait_min"] == pytest.approx(mean.wait_min)
        assert legs.loc[railhead, "ride_min"] == pytest.approx(mean.ride_min)
        assert legs.loc[railhead, ["board_min", "alight_min"]].tolist() == [15.0, 4.0]


def test_without_trains_there_is_no_way_by_train() -> None:
    assert rail_legs(replace(hub_town(), trains={}), ["X"]).empty
    assert rail_legs(hub_town(), ["Z"]).empty


def test_a_faster_train_is_a_gain_for_those_who_ride_it() -> None:
    """Ten minutes less on the train to PVG: 10 min for FRA in both cells, nothing for SIN."""
    now, then = (door_to_world(*two_gateways(ride_min=ride)) for ride in (50.0, 40.0))
    assert cell_gains(now, then, "FRA")["gain_h"].tolist() == pytest.approx([1 / 6, 1 / 6])
    assert cell_gains(now, then, "SIN")["gain_h"].tolist() == [0.0, 0.0]


# ---------------------------------------------------------------- flights


def routes_of(*pairs: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["origin", "destination", "weekly_frequency"])
    return frame.assign(quality="published")


PLACES = pd.DataFrame(
    {
        "iata": ["HGH", "PVG", "FRA", "PEK"],
        "lon": [120.4, 121.8, 8.5, 116.6],
        "lat": [30.2, 31.1, 50.0, 40.1],
        "country": ["CN", "CN", "DE", "CN"],
    }
)


def test_of_repeated_routes_the_first_list_counts() -> None:
    found = flights([routes_of(("HGH", "FRA", 3)), routes_of(("HGH", "FRA", 7))], PLACES, BANDS)
    assert found.legs["weekly_frequency"].tolist() == [3.0]


def test_routes_of_unknown_airports_are_told() -> None:
    found = flights([routes_of(("HGH", "FRA", 3), ("HGH", "XXX", 3))], PLACES, BANDS)
    assert found.legs["destination"].tolist() == ["FRA"]
    (issue,) = found.issues
    assert issue.text() == (
        "warning airport-without-position — 1 routes are left out: no position is known of XXX — "
        "add the airports to air/world_airports.csv"
    )


def test_longer_flights_take_longer() -> None:
    minutes = block_min(np.arange(0, 15_000, 10.0), block_bands(read_table(DATA, "air/block_time")))
    assert (np.diff(minutes) > 0).all()


def test_a_band_in_which_flights_get_quicker_is_refused() -> None:
    table = pd.DataFrame({"from_km": [0, 1000], "fixed_min": [40, 20], "speed_kmh": [850, 850]})
    with pytest.raises(DataError, match="1000 km takes 91 min, one just shorter 111 min; raise"):
        block_bands(table)


def test_bands_begin_at_zero() -> None:
    table = pd.DataFrame({"from_km": [100], "fixed_min": [40], "speed_kmh": [850]})
    with pytest.raises(DataError, match="begins at 0 km"):
        block_bands(table)


def flying(*codes: str, home: str = "HGH") -> Network:
    here = {
        code: Airport(code, code, code, code, country, lon, lat, "international", "made by hand")
        for code, lon, lat, country in PLACES.itertuples(index=False)
    }
    routes = {
        code: AirRoute(code, "", 7.0, True, Quality.PUBLISHED, "made by hand") for code in codes
    }
    return replace(empty(), home_airport=home, air_vintage="2019", airports=here, air_routes=routes)


WORLD = pd.DataFrame(
    {
        "vintage": ["2021-08", "2021-08", "2017-10", "2021-08"],
        "origin": ["HGH", "HGH", "PEK", "PVG"],
        "destination": ["FRA", "PEK", "FRA", "PEK"],
        "weekly_frequency": np.nan,
        "quality": "published",
    }
)
PUDONG = pd.DataFrame(
    {
        "gateway": ["PVG"],
        "vintage": ["2019"],
        "destination": ["FRA"],
        "weekly_frequency": [np.nan],
        "nonstop": [True],
        "quality": ["published"],
    }
)


def pairs_of(network: Network) -> list[tuple[str, str]]:
    found = world_flights(
        network,
        gateway_flights=PUDONG,
        world_routes=WORLD,
        world_airports=PLACES,
        bands=BANDS,
    )
    return list(found.legs[["origin", "destination"]].itertuples(index=False, name=None))


def test_what_a_scenario_closes_no_other_list_opens() -> None:
    """Without HGH-FRA in the network the list of the world does not bring it back."""
    assert ("HGH", "FRA") in pairs_of(flying("FRA"))
    assert ("HGH", "FRA") not in pairs_of(flying())


def test_inland_routes_come_from_the_world_where_the_network_has_none() -> None:
    assert ("HGH", "PEK") in pairs_of(flying("FRA"))
    assert ("HGH", "PEK") not in pairs_of(flying("PVG"))


def test_gateways_have_their_own_list_only() -> None:
    assert [pair for pair in pairs_of(flying()) if pair[0] == "PVG"] == [("PVG", "FRA")]


def test_home_routes_carry_frequency_and_grade() -> None:
    (row,) = home_routes(flying("FRA")).itertuples(index=False, name=None)
    assert row == ("HGH", "FRA", 7.0, True, "published", "2019")


def test_nearest_vintage() -> None:
    """Lists of 2014 and 2019: the latest begun by the day, before the first the earliest."""
    table = pd.concat([PUDONG.assign(vintage="2014"), PUDONG.assign(destination="PEK")])
    for year, destination in ((2012, "FRA"), (2014, "FRA"), (2018, "FRA"), (2019, "PEK")):
        assert gateway_routes(table, date(year, 7, 1))["destination"].tolist() == [destination]


def test_the_list_of_the_world_looks_back_airport_by_airport() -> None:
    """Peking has two lists, Frankfurt one: in 2019 the older one and the only one count."""
    world = pd.DataFrame(
        {
            "vintage": ["2017-10", "2021-08", "2021-08"],
            "origin": ["PEK", "PEK", "FRA"],
            "destination": ["FRA", "PVG", "PEK"],
            "weekly_frequency": np.nan,
            "quality": "published",
        }
    )
    for day, expected in (
        (date(2019, 1, 1), {("PEK", "FRA"): "2017-10", ("FRA", "PEK"): "2021-08"}),
        (date(2021, 8, 1), {("PEK", "PVG"): "2021-08", ("FRA", "PEK"): "2021-08"}),
        (date(2010, 1, 1), {("PEK", "FRA"): "2017-10", ("FRA", "PEK"): "2021-08"}),
    ):
        found = world_flights(
            replace(flying("FRA"), as_of=day),
            gateway_flights=PUDONG,
            world_routes=world,
            world_airports=PLACES,
            bands=BANDS,
        ).legs
        pairs = zip(found["origin"], found["destination"], strict=True)
        vintages = dict(zip(pairs, found["vintage"], strict=True))
        own = {("HGH", "FRA"): "2019", ("PVG", "FRA"): "2019"}  # the home airport's and Pudong's
        assert vintages == {**expected, **own}


# ---------------------------------------------------------------- journeys by air

GATE = Gateway("HGH", "杭州", "Hangzhou", 120.4, 30.2, 50, 45, 90, "published")
LINE = {"HGH": (120.0, 30.0), "MID": (100.0, 30.0), "END": (80.0, 30.0), "FAR": (-60.0, 30.0)}


def leg(
    origin: str, destination: str, flight_min: float, *, nonstop: bool = True, weekly: float = 28.0
) -> dict[str, object]:
    return {
        "origin": origin,
        "destination": destination,
        "weekly_frequency": weekly,
        "nonstop": nonstop,
        "distance_km": geodesic_m(LINE[origin], LINE[destination]) / 1000,
        "flight_min": flight_min,
        "quality": "published",
    }


def to_end(*legs: dict[str, object], rules: JourneyRules = RULES) -> tuple[float, int, str]:
    flown = Flights(pd.DataFrame(list(legs)), LINE)
    found = air_journeys(flown, (GATE,), ("END",), rules=rules, connection_min={})
    via = found.via[0, 0]
    name = found.airports[via] if via >= 0 else ""
    return float(found.total_min[0, 0]), int(found.stops[0, 0]), name


def test_non_stop_wins_when_it_is_as_quick() -> None:
    """100 + 90 + 180 + 100 = 470 either way."""
    legs = leg("HGH", "MID", 100), leg("MID", "END", 100)
    assert to_end(*legs) == (470.0, 1, "MID")
    assert to_end(*legs, leg("HGH", "END", 470)) == (470.0, 0, "")


def test_a_landing_on_the_way_costs_time_and_counts_as_a_stop() -> None:
    assert to_end(leg("HGH", "END", 300, nonstop=False)) == (390.0, 1, "")


def test_detours_are_not_offered() -> None:
    """Round the world the other way: far over 1.5 times the direct line."""
    total, stops, via = to_end(leg("HGH", "FAR", 10), leg("FAR", "END", 10))
    assert np.isnan(total)
    assert (stops, via) == (-1, "")


def test_rare_flights_count_when_the_rules_say_so() -> None:
    """Twice a week: half the headway is 2520 min, of which 720 count; a half of them is 360."""
    rare = leg("HGH", "END", 300, weekly=2.0)
    assert to_end(rare) == (300.0, 0, "")
    assert to_end(rare, rules=replace(RULES, schedule_delay_weight=0.5)) == (660.0, 0, "")


def test_unknown_destination_is_named() -> None:
    flown = Flights(pd.DataFrame([leg("HGH", "END", 300)]), LINE)
    with pytest.raises(DataError, match="no position is known of QQQ; check the codes"):
        air_journeys(flown, (GATE,), ("QQQ",), rules=RULES, connection_min={})


def test_a_connection_is_an_estimate_at_best() -> None:
    flown = Flights(pd.DataFrame([leg("HGH", "MID", 100), leg("MID", "END", 100)]), LINE)
    found = air_journeys(flown, (GATE,), ("MID", "END"), rules=RULES, connection_min={})
    assert [GRADES[grade] for grade in found.grade[0]] == ["published", "estimate"]


def test_a_flight_that_never_flies_is_refused() -> None:
    with pytest.raises(DataError, match="weekly frequency of 0 or less"):
        half_headway_min([0.0], RULES)


def test_bounds_of_a_rule_show_what_rests_on_it() -> None:
    """100 + 90 + 100 min and half a headway: of twice a day 360, of once 720, of four times 180."""
    legs = leg("HGH", "MID", 100), leg("MID", "END", 100, weekly=float("nan"))
    assert to_end(*legs)[0] == 650.0
    for weekly, total in ((7, 1010.0), (28, 470.0)):
        assert to_end(*legs, rules=replace(RULES, unknown_weekly_frequency=weekly))[0] == total


def test_a_flight_between_home_and_abroad_has_its_own_unknown_frequency() -> None:
    """Of once a day one waits 720 min, of twice 360; a known frequency stays."""
    nan = float("nan")
    found = half_headway_min([nan, nan, 14.0], RULES, home_abroad=[True, False, True])
    assert found.tolist() == [720.0, 360.0, 360.0]
    # 100 + 90 + 100 min and the wait, where the second flight counts as one of home
    legs = leg("HGH", "MID", 100), leg("MID", "END", 100, weekly=nan)
    assert to_end(*legs)[0] == 650.0
    assert to_end(*({**one, "home_abroad": one is legs[1]} for one in legs))[0] == 1010.0


# ---------------------------------------------------------------- results


def test_gateways_of_ground_and_air_must_agree() -> None:
    ground, air = two_gateways()
    with pytest.raises(DataError, match="ways to the gateways are for HGH, PVG, the flights for"):
        door_to_world(ground, replace(air, gateways=("PVG", "HGH")))


def test_destinations_that_were_not_searched_are_named() -> None:
    found = door_to_world(*two_gateways())
    with pytest.raises(DataError, match="'LAX' is not among the 2 airports searched"):
        hours_to(found, "LAX")


def test_table_has_its_columns_and_rows_in_order() -> None:
    table = journeys(door_to_world(*two_gateways()))
    assert table.columns.tolist() == [
        "cell_id", "destination", "gateway", "hours", "access_min", "rail_min", "airport_min",
        "wait_min", "flight_min", "connection_min", "stops", "via", "vintage", "quality",
    ]  # fmt: skip
    assert table["cell_id"].tolist() == ["a", "a", "b", "b"]
    assert table["destination"].tolist() == ["FRA", "SIN", "FRA", "SIN"]
    # PVG rests on a transfer that is derived, HGH on nothing but the flight
    assert table["quality"].tolist() == ["derived", "published", "derived", "published"]


def test_every_gateway_can_be_asked() -> None:
    """Cell a to FRA through HGH: nobody flies; through PVG 170 + 50 + 800 = 1020 min."""
    found = door_to_world(*two_gateways())
    assert np.isnan(found.through(0)[0, 0])
    assert found.through(1)[0, 0] == 1020
    table = hours_by_gateway(found, "FRA")
    assert table["hours"].round(6).tolist()[1::2] == [17.0, 17.5]
    assert table["is_best"].tolist() == [False, True, False, True]


def test_median_is_the_time_half_of_the_people_need() -> None:
    """Cell a (17 h, 4 h) has 300 people, b (17.5 h, 3.5 h) has 100; then 100 and 300."""
    found = door_to_world(*two_gateways())
    assert destination_hours(found, [300, 100])["median_hours"].tolist() == [17.0, 4.0]
    assert destination_hours(found, [100, 300])["median_hours"].tolist() == [17.5, 3.5]
    # exactly half of the people in the quicker cell: its time is enough
    assert destination_hours(found, [200, 200])["median_hours"].tolist() == [17.0, 3.5]


def test_people_who_cannot_get_there_count_as_never() -> None:
    ground, air = two_gateways()
    cut = replace(ground, access_min=np.array([[70.0, 35.0], [40.0, np.nan]]))
    found = door_to_world(cut, air)
    table = destination_hours(found, [100.0, 300.0]).set_index("destination")
    assert np.isnan(table.loc["FRA", "median_hours"])
    assert table.loc["FRA", "reached_share"] == 0.25
    shares = gateway_shares(found, [100.0, 300.0]).set_index(["destination", "gateway"])
    assert shares.loc[("FRA", "PVG"), ["people", "share"]].tolist() == [100.0, 1.0]


def test_people_must_fit_the_cells() -> None:
    found = door_to_world(*two_gateways())
    with pytest.raises(DataError, match="people are given for 3 cells, journeys for 2"):
        destination_hours(found, [1, 2, 3])
    with pytest.raises(DataError, match="people must be 0 or more in every cell"):
        gateway_shares(found, [1, -2])


def test_best_gateway_of_a_cell_that_reaches_nothing_is_missing() -> None:
    ground, air = two_gateways()
    found = door_to_world(replace(ground, access_min=np.full((2, 2), np.nan)), air)
    assert best_gateways(found)["gateway"].isna().all()
    assert best_gateways(found)["share"].isna().all()


def test_gains_tell_new_and_lost_people_apart() -> None:
    ground, air = two_gateways()
    before = door_to_world(replace(ground, access_min=ground.access_min * [[1], [np.nan]]), air)
    after = door_to_world(replace(ground, access_min=ground.access_min * [[np.nan], [1]]), air)
    table = destination_gains(before, after, [300.0, 100.0]).set_index("destination")
    assert table.loc["SIN", ["people_new", "people_lost"]].tolist() == [100.0, 300.0]
    assert table.loc["SIN", ["people_gaining", "people_losing"]].tolist() == [0.0, 0.0]
    assert table["mean_gain_h"].isna().all()
    assert cell_gains(before, after, "SIN")["gain_h"].isna().all()


def test_a_new_destination_is_new_for_everyone() -> None:
    ground, air = two_gateways()
    after = door_to_world(ground, air)
    fewer = replace(
        air,
        destinations=("FRA",),
        **{
            name: getattr(air, name)[:, :1]
            for name in ("flight_min", "connection_min", "wait_min", "stops", "via", "grade")
        },
    )
    table = destination_gains(door_to_world(ground, fewer), after, [300.0, 100.0])
    assert table.set_index("destination").loc["SIN", "people_new"] == 400.0


def test_changes_are_compared_cell_by_cell() -> None:
    ground, air = two_gateways()
    found = door_to_world(ground, air)
    other = door_to_world(replace(ground, cell_ids=("a", "x")), air)
    with pytest.raises(DataError, match="of different cells; use the same ones"):
        cell_gains(found, other, "SIN")


# ---------------------------------------------------------------- clocks


def test_a_flight_does_not_arrive_before_it_departs() -> None:
    with pytest.raises(DataError, match="arrives 60 min before that"):
        elapsed_min(
            datetime.fromisoformat("2019-07-01 13:00"),
            datetime.fromisoformat("2019-07-01 12:00"),
            origin_zone="Asia/Shanghai",
            destination_zone="Asia/Singapore",
        )


def test_unknown_zones_are_named() -> None:
    with pytest.raises(DataError, match="no time zone 'Asia/Hangzhou'; use a name"):
        landing(
            datetime.fromisoformat("2019-07-01"),
            60,
            origin_zone="Asia/Hangzhou",
            destination_zone="Asia/Tokyo",
        )


@given(
    st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2030-01-01")),
    st.integers(0, 2000),
    st.sampled_from(["Europe/London", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_landing_and_elapsed_time_agree(leaves: datetime, minutes: int, zone: str) -> None:
    there = landing(leaves, minutes, origin_zone="Asia/Shanghai", destination_zone=zone)
    if there.local.fold:  # the hour that the clock shows twice in autumn cannot be told back
        return
    back = elapsed_min(leaves, there.local, origin_zone="Asia/Shanghai", destination_zone=zone)
    assert back == pytest.approx(minutes)


# ---------------------------------------------------------------- the tables


def test_every_gateway_has_flights_or_is_home_and_a_way() -> None:
    gates = gateways(read_table(DATA, "air/gateways"))
    assert [gate.iata for gate in gates] == ["HGH", "PVG", "SHA", "NGB", "WNZ", "YIW"]
    others = {gate.iata for gate in gates[1:]}
    assert set(read_table(DATA, "air/gateway_flights")["gateway"]) == others
    ways = read_table(DATA, "air/gateway_access")
    assert set(ways["gateway"]) == others
    assert (ways["transfer_low_min"] <= ways["transfer_min"]).all()
    assert (ways["transfer_min"] <= ways["transfer_high_min"]).all()
