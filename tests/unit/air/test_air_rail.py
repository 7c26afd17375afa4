"""Trains and flights that meet, against a plain loop over minutes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.air.air_rail import AIR_RAIL_COLUMNS, air_rail
from sim.errors import DataError

EVEN = pd.DataFrame({"hour": range(24), "departures_share": 1 / 24, "arrivals_share": 1 / 24})


def trains(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["place_id", "direction", "minute", "transfer_min"])
    return table.assign(station_s=table["minute"] * 60)


def test_to_a_flight_and_from_one() -> None:
    """An hour between station and terminal, an hour to two hours there.

    A train of 08:00 meets the flights that leave from 10:00 to 11:00; one that leaves at 20:00 those
    that land from 17:00 to 18:00.
    """
    bank = pd.DataFrame(
        {"hour": [10, 17], "departures_share": [0.25, 0.75], "arrivals_share": [0.6, 0.4]}
    )
    found = air_rail(
        trains(("a", "to_flight", 480, 60.0), ("a", "from_flight", 1200, 60.0)),
        bank,
        minimum_min=60,
        longest_min=120,
    )
    assert found.columns.tolist() == list(AIR_RAIL_COLUMNS)
    shares = found.set_index("direction")["synchronised_share"]
    assert shares["to_flight"] == pytest.approx(0.25)
    assert shares["from_flight"] == pytest.approx(0.4)


def test_two_trains_meet_a_flight_twice_and_the_day_is_a_circle() -> None:
    """Two hours of flights each, half of them the same: 3 h of 24 met, 4 h in all.

    At 23:00 and 00:00, with no way between: flights from 00:00 to 02:00 and from 01:00 to 03:00.
    """
    found = air_rail(
        trains(("a", "to_flight", 1380, 0.0), ("a", "to_flight", 0, 0.0)),
        EVEN,
        minimum_min=60,
        longest_min=180,
    )
    assert found.loc[0, "synchronised_share"] == pytest.approx(3 / 24)
    assert found.loc[0, "trains_per_flight"] == pytest.approx(4 / 24)


def test_a_station_without_a_way_meets_nothing() -> None:
    found = air_rail(
        trains(("a", "to_flight", 480, float("nan"))), EVEN, minimum_min=60, longest_min=120
    )
    assert found.loc[0, ["trains_per_day", "synchronised_share"]].tolist() == [1, 0.0]
    assert np.isnan(found.loc[0, "transfer_min"])


def test_no_train_no_row_and_wrong_words_are_told() -> None:
    assert air_rail(trains(), EVEN, minimum_min=60, longest_min=120).empty
    with pytest.raises(DataError, match="direction 'up' of a train: use to_flight or from_flight"):
        air_rail(trains(("a", "up", 0, 0.0)), EVEN, minimum_min=60, longest_min=120)
    with pytest.raises(DataError, match="need 0 <= minimum < longest < a day"):
        air_rail(trains(), EVEN, minimum_min=120, longest_min=60)


def test_against_minutes_one_by_one() -> None:
    rng = np.random.default_rng(7)
    bank = pd.DataFrame(
        {
            "hour": range(24),
            "departures_share": rng.dirichlet(np.ones(24)),
            "arrivals_share": rng.dirichlet(np.ones(24)),
        }
    )
    rows = [
        (place, direction, int(rng.integers(1440)), float(rng.integers(5, 90)))
        for place in "ab"
        for direction in ("to_flight", "from_flight")
        for _ in range(5)
    ]
    found = air_rail(trains(*rows), bank, minimum_min=75, longest_min=180)
    for row in found.itertuples():
        column = "departures_share" if row.direction == "to_flight" else "arrivals_share"
        met = np.zeros(1440)
        for place, direction, minute, transfer in rows:
            if (place, direction) != (row.place_id, row.direction):
                continue
            for flight in range(1440):
                middle = flight + 0.5  # flights of a minute, on average half of it later
                gap = middle - minute if direction == "to_flight" else minute - middle
                gap = (gap - transfer) % 1440
                met[flight] += 75 <= gap <= 180
        share = np.repeat(bank[column].to_numpy() / 60, 60)
        assert row.synchronised_share == pytest.approx(share[met > 0].sum())
        assert row.trains_per_flight == pytest.approx((share * met).sum())
