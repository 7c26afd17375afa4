"""The index of zero distance: weights, limits, and what can never happen."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interchange_samples import town

from sim.gateway.interchanges.index import (
    interchange_weights,
    mean_transfer_min,
    station_transfers,
    with_people,
    zero_distance_index,
)
from sim.gateway.interchanges.table import interchanges


def table_of(*rows: tuple[float, float]) -> pd.DataFrame:
    """Interchanges from (people, minutes on foot); no checks, one minute of waiting."""
    minutes = [row[1] for row in rows]
    return pd.DataFrame(
        {
            "people": [row[0] for row in rows],
            "service": 1.0,
            "walk_min": minutes,
            "level_min": 0.0,
            "transfer_min": minutes,
            "with_wait_min": [minute + 1 for minute in minutes],
        }
    )


def test_golden_index_by_hand() -> None:
    """60 people take 2 min, 30 take 5, 10 take 9: 60, 90 and 90 % within 3, 5 and 8 min.

    With a minute of waiting the 30 are out at 5 and in at 8. Mean: (120 + 150 + 90) / 100.
    """
    table = table_of((60, 2.0), (30, 5.0), (10, 9.0))
    assert [zero_distance_index(table, tau) for tau in (3, 5, 8, 9)] == [0.6, 0.9, 0.9, 1.0]
    assert [zero_distance_index(table, tau, with_wait=True) for tau in (5, 8)] == [0.6, 0.9]
    assert mean_transfer_min(table) == pytest.approx(3.6)
    # A tenth slower: 5 / 0.9 = 5.6 min.
    assert zero_distance_index(table, 5, pace=0.9) == 0.6
    assert zero_distance_index(table, 8.5, pace=1.1) == 1.0


def test_nobody_and_nothing() -> None:
    assert math.isnan(zero_distance_index(table_of(), 5))
    assert math.isnan(zero_distance_index(table_of((0, 2.0)), 5))
    assert math.isnan(mean_transfer_min(table_of()))
    unknown = table_of((1, float("nan")), (1, 2.0))
    assert zero_distance_index(unknown, 1000) == 0.5
    assert mean_transfer_min(unknown) == 2.0


def test_without_people_service_weighs() -> None:
    table = table_of((np.nan, 2.0), (np.nan, 9.0)).assign(service=[3.0, 1.0])
    assert interchange_weights(table).tolist() == [3.0, 1.0]
    assert zero_distance_index(table, 5) == 0.75


def test_people_go_to_the_pairs_of_two_stops_by_service() -> None:
    """X-X stands twice (L1 to L2 and back), with equal service; the street kinds have nobody.

    P-X is not in the frame, but X-P is: of its kind all is known, so nobody changes from P to X.
    R-X is of a kind that nobody counted.
    """
    people = pd.DataFrame(
        {
            "from_stop_id": ["X", "X", "Z"],
            "to_stop_id": ["X", "P", "Z"],
            "people": [100.0, 10.0, 99.0],
        }
    )
    table = with_people(interchanges(town()), people)
    found = table.groupby(["from_stop_id", "to_stop_id"])["people"].sum(min_count=1)
    assert found["X", "X"] == pytest.approx(100.0)
    assert table.loc[table["from_route_id"] == "L1", "people"].item() == pytest.approx(50, abs=0.5)
    assert (found["X", "P"], found["P", "X"]) == (10.0, 0.0)
    assert np.isnan(found["R", "X"])
    # R-X weighs its service at the rate of the known: 110 people for the service of X-X, X-P, P-X.
    known = table.loc[table["people"].notna(), "service"].sum()
    weight = interchange_weights(table)[table["from_stop_id"] == "R"]
    service = table.loc[table["from_stop_id"] == "R", "service"]
    assert weight.to_numpy() == pytest.approx(110 / known * service.to_numpy())


def test_transfers_of_stations() -> None:
    """Of a station's transfers all go to its own interchange of lines; other stops have none."""
    flows = pd.DataFrame(
        {
            "station_id": ["X", "X", "A"],
            "period": ["day", "am", "day"],
            "transfers": [80.0, 9.0, 5.0],
        }
    )
    found = station_transfers(interchanges(town()), flows, period="day")
    assert found.to_numpy().tolist() == [["X", "X", 80.0]]
    both = with_people(interchanges(town()), found)
    assert both["people"].sum() == pytest.approx(80.0)


minutes = st.floats(0, 30, allow_nan=False).map(lambda value: round(value, 2))
people = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 1))
rows = st.lists(st.tuples(people, minutes), min_size=1, max_size=12)


@given(rows, minutes, minutes)
def test_a_longer_limit_never_has_fewer(
    of_rows: list[tuple[float, float]], one: float, other: float
) -> None:
    table = table_of(*of_rows)
    low, high = (zero_distance_index(table, tau) for tau in sorted((one, other)))
    if math.isnan(low):
        assert sum(row[0] for row in of_rows) == 0
        return
    assert 0 <= low <= high <= 1
    assert zero_distance_index(table, one, with_wait=True) <= zero_distance_index(table, one)
    slow = zero_distance_index(table, one, pace=0.8)
    assert slow <= zero_distance_index(table, one) <= zero_distance_index(table, one, pace=1.3)


@given(rows, minutes, st.floats(0.1, 10))
def test_neither_the_order_nor_the_scale_of_people_matters(
    of_rows: list[tuple[float, float]], tau: float, scale: float
) -> None:
    table = table_of(*of_rows)
    index = zero_distance_index(table, tau)
    scaled = table.assign(people=table["people"] * scale).iloc[::-1]
    assert zero_distance_index(scaled, tau) == pytest.approx(index, abs=1e-9, nan_ok=True)
