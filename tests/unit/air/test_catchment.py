"""Catchment of the airport: shares, classes of zones, people; numbers by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.air.airport_choice import huff_shares, logit_shares
from sim.air.catchment import (
    catchment_people,
    catchment_zones,
    isochrone_people,
    isochrone_zones,
    parameter_range,
)
from sim.air.catchment_access import access_frame, modelled_road_access
from sim.air.catchment_parameters import CatchmentParameters, catchment_parameters
from sim.air.catchment_tables import catchment_change, catchment_of
from sim.errors import DataError
from sim.network.examples import empty
from sim.network.model import Airport, Network, Zone, ZoneId

STEADY = settings(max_examples=40, deadline=None, derandomize=True)

AIRPORTS = ("HGH", "NGB", "PVG")
PARAMETERS = CatchmentParameters()

minutes_matrix = st.lists(
    st.lists(st.floats(5.0, 300.0), min_size=3, max_size=3), min_size=1, max_size=6
).map(np.array)
attractions = st.lists(st.floats(0.1, 100.0), min_size=3, max_size=3).map(np.array)


# ----------------------------------------------------------------------------------- shares
@STEADY
@given(minutes_matrix, attractions, st.floats(0.5, 1.5), st.floats(0.5, 3.0))
def test_shares_add_up(
    minutes: np.ndarray, attraction: np.ndarray, alpha: float, beta: float
) -> None:
    shares = huff_shares(minutes, attraction, alpha=alpha, beta=beta)
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0).all()


@STEADY
@given(minutes_matrix, attractions)
def test_a_new_airport_takes_from_all_alike(minutes: np.ndarray, attraction: np.ndarray) -> None:
    """The ratio of two shares does not depend on a third airport."""
    two = huff_shares(minutes[:, :2], attraction[:2], alpha=1.0, beta=2.0)
    three = huff_shares(minutes, attraction, alpha=1.0, beta=2.0)
    assert (three[:, :2] <= two + 1e-12).all()
    assert three[:, 0] * two[:, 1] == pytest.approx(three[:, 1] * two[:, 0])


@STEADY
@given(minutes_matrix, attractions, st.floats(1.0, 60.0))
def test_a_faster_way_never_loses_travellers(
    minutes: np.ndarray, attraction: np.ndarray, saved: float
) -> None:
    before = huff_shares(minutes, attraction, alpha=1.0, beta=2.0, floor_min=1.0)
    faster = minutes.copy()
    faster[:, 0] = np.maximum(faster[:, 0] - saved, 1.0)
    after = huff_shares(faster, attraction, alpha=1.0, beta=2.0, floor_min=1.0)
    assert (after[:, 0] >= before[:, 0] - 1e-12).all()


def test_a_steep_decay_is_the_nearest_airport() -> None:
    shares = huff_shares(np.array([[50.0, 60.0, 55.0]]), np.ones(3), alpha=1.0, beta=400.0)
    assert shares.round(9).tolist() == [[1.0, 0.0, 0.0]]


def test_unreachable_airports_and_airports_without_service() -> None:
    minutes = np.array([[30.0, np.nan, 30.0], [np.nan, np.nan, np.nan]])
    shares = huff_shares(minutes, np.array([1.0, 1.0, 0.0]), alpha=1.0, beta=2.0)
    assert shares[0].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(shares[1]).all()


def test_the_floor_keeps_the_power_finite() -> None:
    shares = huff_shares(np.array([[0.0, 30.0]]), np.ones(2), alpha=1.0, beta=1.0, floor_min=15.0)
    assert shares.round(9).tolist() == [[round(2 / 3, 9), round(1 / 3, 9)]]
    with pytest.raises(ValueError, match="set floor_min above zero"):
        huff_shares(np.array([[0.0, 30.0]]), np.ones(2), alpha=1.0, beta=1.0)


def test_signs_are_checked() -> None:
    with pytest.raises(ValueError, match="not negative"):
        huff_shares(np.ones((1, 2)), np.array([-1.0, 1.0]), alpha=1.0, beta=1.0)
    with pytest.raises(ValueError, match="per_min is not positive"):
        logit_shares(np.ones((1, 2)), np.ones(2), per_min=0.1, log_frequency=1.0)


def test_logit_by_hand() -> None:
    # 20 min more at -0.03 a minute against three times the flights: exp(0.6) / 3 = 0.607.
    shares = logit_shares(
        np.array([[60.0, 80.0]]), np.array([100.0, 300.0]), per_min=-0.03, log_frequency=1.0
    )
    odds = math.exp(0.03 * 20) / 3
    assert shares[0, 0] == pytest.approx(odds / (1 + odds))
    none = logit_shares(
        np.array([[60.0, 80.0]]), np.array([0.0, 300.0]), per_min=-0.03, log_frequency=1.0
    )
    assert none.tolist() == [[0.0, 1.0]]


# ------------------------------------------------------------------------- zones and people
def test_classes_of_zones() -> None:
    shares = np.array([[0.75, 0.2, 0.05], [0.5, 0.1, 0.4], [0.25, 0.0, 0.75], [np.nan] * 3])
    zones = catchment_zones(shares, AIRPORTS, home="HGH", parameters=PARAMETERS)
    assert zones["zone_class"].tolist() == ["exclusive", "contested", "leaked", "unserved"]
    assert zones["rival"].tolist() == ["NGB", "PVG", "PVG", ""]
    assert zones["market_area"].tolist() == [True, True, False, False]
    people = catchment_people(zones, np.array([100.0, 200.0, 400.0, 10.0]))
    # Captured: 75 + 100 + 100 of 710.
    assert people == {
        "people": 710.0,
        "exclusive": 100.0,
        "contested": 200.0,
        "leaked": 400.0,
        "unserved": 10.0,
        "market_area": 300.0,
        "captured": 275.0,
        "captured_share": pytest.approx(275 / 710),
    }


def test_an_airport_alone_has_no_rival() -> None:
    zones = catchment_zones(np.array([[1.0]]), ["HGH"], home="HGH", parameters=PARAMETERS)
    assert zones[["rival", "rival_share", "zone_class"]].to_numpy().tolist() == [
        ["", 0.0, "exclusive"]
    ]


def test_the_home_airport_must_be_there() -> None:
    with pytest.raises(DataError, match="home airport HGH is not among NGB; add it"):
        catchment_zones(np.array([[1.0]]), ["NGB"], home="HGH", parameters=PARAMETERS)


@STEADY
@given(minutes_matrix, st.floats(10.0, 290.0))
def test_isochrones_never_count_anybody_twice(minutes: np.ndarray, cutoff: float) -> None:
    population = np.arange(1.0, len(minutes) + 1)
    table = isochrone_people(minutes, population, AIRPORTS, home="HGH", cutoffs_min=[cutoff])
    row = table.iloc[0]
    parts = row[["exclusive", "contested", "leaked", "unserved"]].sum()
    assert parts == pytest.approx(population.sum())
    assert row["within"] == pytest.approx(population[minutes[:, 0] <= cutoff].sum())


def test_a_longer_cutoff_reaches_more() -> None:
    minutes = np.array([[50.0, 130.0, np.nan], [85.0, 60.0, 200.0], [110.0, 90.0, 40.0]])
    table = isochrone_people(minutes, np.array([1.0, 2.0, 4.0]), AIRPORTS, home="HGH")
    assert table["within"].tolist() == [1.0, 3.0, 7.0]
    assert table["exclusive"].tolist() == [1.0, 1.0, 1.0]
    kinds = isochrone_zones(minutes, AIRPORTS, home="HGH", cutoff_min=60.0)
    assert kinds.tolist() == ["exclusive", "leaked", "leaked"]


def test_the_range_of_exponents() -> None:
    # At beta 1 the odds are 1/30 : 4/60, at beta 2 1/900 : 4/3600.
    table = parameter_range(
        np.array([[30.0, 60.0]]),
        np.array([300.0]),
        np.array([1.0, 4.0]),
        ["HGH", "PVG"],
        home="HGH",
        alphas=[1.0],
        betas=[1.0, 2.0],
        parameters=PARAMETERS,
    )
    assert table["captured"].tolist() == [pytest.approx(100.0), pytest.approx(150.0)]


# ------------------------------------------------------------------- access and parameters
def test_access_takes_the_shorter_of_two_ways() -> None:
    rows = pd.DataFrame(
        {
            "zone_id": ["b", "a", "a", "a"],
            "airport": ["HGH", "PVG", "HGH", "HGH"],
            "minutes": [20.0, np.nan, 50.0, 40.0],
        }
    )
    matrix = access_frame(rows)
    assert matrix.index.tolist() == ["a", "b"]
    assert matrix.loc["a", "HGH"] == 40.0
    assert np.isnan(matrix.loc["a", "PVG"])
    with pytest.raises(DataError, match="zone 'a' has negative minutes"):
        access_frame(rows.assign(minutes=-1.0).sort_values("zone_id"))


def test_modelled_access_by_hand() -> None:
    # One degree of latitude on the mean sphere is 111.195 km: x 1.3 / 70 km/h + 15 min.
    airport = Airport("HGH", "杭州", "Hangzhou", "Hangzhou", "CN", 120.0, 30.0, "home", "by hand")
    zone = Zone(ZoneId("z"), "cell", "", "", 120.0, 31.0, "", "", 10.0, 5.0)
    network = replace(empty(), airports={"HGH": airport}, zones={zone.zone_id: zone})
    table = modelled_road_access(network, ["HGH"], PARAMETERS)
    assert table["minutes"].tolist() == [pytest.approx(15 + 111.195 * 1.3 * 60 / 70, abs=0.01)]
    with pytest.raises(DataError, match="airport XXX is not in air/airports; add it there"):
        modelled_road_access(network, ["XXX"], PARAMETERS)


def test_parameters_of_the_table_are_complete() -> None:
    path = Path(__file__).parents[3] / "network_data" / "air" / "catchment_parameters.csv"
    table = pd.read_csv(path)
    read = catchment_parameters(table)
    assert (read.huff_alpha, read.huff_beta) == (1.0, 2.0)
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


def test_wrong_parameters_are_all_named() -> None:
    table = pd.DataFrame({"parameter": ["huff_gamma"], "value": [1.0]})
    with pytest.raises(DataError) as caught:
        catchment_parameters(table)
    assert "'huff_beta' is missing" in str(caught.value)
    assert "'huff_gamma' is not a parameter" in str(caught.value)


# ---------------------------------------------------------------------------- whole network
def table_of_parameters() -> pd.DataFrame:
    return pd.read_csv(
        Path(__file__).parents[3] / "network_data" / "air" / "catchment_parameters.csv"
    )


def two_airports() -> Network:
    """One degree of latitude apart, with a zone at each and one in the middle."""
    made = replace(empty(), home_airport="HGH")
    airports = {
        code: Airport(code, code, code, code, "CN", 120.0, lat, kind, "by hand")
        for code, lat, kind in (("HGH", 30.0, "home"), ("PVG", 31.0, "domestic"))
    }
    zones = {
        ZoneId(name): Zone(ZoneId(name), "cell", "", "", 120.0, lat, "", "", people, 0.0)
        for name, lat, people in (("a", 30.0, 100.0), ("b", 30.5, 200.0), ("c", 31.0, 400.0))
    }
    return replace(made, airports=airports, zones=zones)


ALIKE = pd.DataFrame({"iata": ["HGH", "PVG"], "year": 2015, "passengers": [10, 10]})


def test_two_airports_alike_share_the_middle() -> None:
    found = catchment_of(two_airports(), ALIKE, table_of_parameters())
    zones = found.zones.set_index("zone_id")
    assert zones.loc["b", ["huff_share", "logit_share"]].tolist() == pytest.approx([0.5, 0.5])
    assert zones["zone_class"].tolist() == ["exclusive", "contested", "leaked"]
    assert zones.loc["a", "home_min"] == pytest.approx(15.0)
    totals = found.totals.set_index("model")
    assert totals.loc["Huff", ["people", "exclusive", "contested", "leaked"]].tolist() == [
        700.0,
        100.0,
        200.0,
        400.0,
    ]
    # By symmetry: what is won at home is lost at the other's door, share by share.
    own = zones.loc["a", "huff_share"]
    assert totals.loc["Huff", "captured"] == pytest.approx(100 * own + 100 + 400 * (1 - own))
    assert totals.loc["Huff", "low"] < totals.loc["Huff", "captured"] < totals.loc["Huff", "high"]
    parts = totals[["exclusive", "contested", "leaked", "unserved"]].sum(axis=1)
    assert parts.tolist() == pytest.approx([700.0] * 5)


def test_a_faster_train_wins_the_middle() -> None:
    before = catchment_of(two_airports(), ALIKE, table_of_parameters())
    train = pd.DataFrame({"zone_id": ["b"], "airport": ["HGH"], "minutes": [20.0]})
    after = catchment_of(two_airports(), ALIKE, table_of_parameters(), access=train)
    change = catchment_change(before.zones, after.zones).set_index("zone_id")
    # Half way is 55.6 km x 1.3 / 70 km/h + 15 = 76.95 min: 76.95² / (76.95² + 20²) = 0.9367.
    assert change.loc["b", "share_change"] == pytest.approx(0.4367, abs=1e-4)
    assert change.loc["b", "people_won"] == pytest.approx(87.34, abs=0.02)
    assert change.loc[["a", "c"], "share_change"].tolist() == [0.0, 0.0]
    assert change.loc["b", "class_after"] == "exclusive"


def test_years_are_not_mixed() -> None:
    mixed = pd.concat([ALIKE, ALIKE.assign(year=2016)], ignore_index=True)
    with pytest.raises(DataError, match="airports of 2015, 2016 together; hand over the rows of"):
        catchment_of(two_airports(), mixed, table_of_parameters())
