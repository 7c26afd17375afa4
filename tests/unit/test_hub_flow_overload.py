"""Places that cannot settle are told with their utilisation, by hand-made tables of queues."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.hub.flow.overload import OVERLOAD_COLUMNS, overload_texts, overloaded
from sim.reports.operations import hours_of


def queues(place: str, arrivals: list[int], lanes: list[float], used: list[float]) -> pd.DataFrame:
    start = [f"{8 + one // 12:02}:{5 * (one % 12):02}" for one in range(len(arrivals))]
    return pd.DataFrame(
        {
            "part": "airport",
            "facility_id": "T",
            "place_id": place,
            "title_zh": "安检",
            "title_en": "Security",
            "start": start,
            "lanes": lanes,
            "arrivals": arrivals,
            "utilisation_pct": used,
        }
    )


def test_the_evening_before_goes_on_into_the_day() -> None:
    """Thirteen steps from -00:35: the busiest hour is the last twelve, -00:30 to 00:30."""
    table = queues("desk", [0] + [30] * 12, [2.0] * 13, [100.0] * 13)
    table["start"] = [clock_text(60 * minute) for minute in range(-35, 30, 5)]
    assert table["start"].tolist()[5:9] == ["-00:10", "-00:05", "00:00", "00:05"]
    (row,) = overloaded(table).to_dict("records")
    assert (row["start"], row["until"]) == ("-00:30", "00:30")
    assert np.allclose(np.diff(hours_of(table["start"])), 1 / 12)


def test_overload_is_what_comes_over_what_can_be_served() -> None:
    """Two lanes for two hours, busy throughout; 30 people a step in the first hour, none later.

    360 people take 24 steps x 2 lanes = 48 lane-steps, 0.1333 each. The first hour offers 24
    lane-steps and 48 are asked for: 200 %; 24 / 0.1333 = 180 of the 360 are left at its end.
    """
    table = queues("desk", [30] * 12 + [0] * 12, [2.0] * 24, [100.0] * 24)
    (row,) = overloaded(table).to_dict("records")
    assert (row["start"], row["until"]) == ("08:00", "09:00")
    assert math.isclose(row["utilisation_pct"], 200.0)
    assert math.isclose(row["growth_per_h"], 180.0)
    ((zh, en),) = overload_texts(table)
    assert en == (
        "Security overloaded 08:00–09:00, no steady state: utilisation 200 %, the queue grows by "
        "180 people an hour; at least 2.01 times the capacity is needed"
    )
    assert zh == (
        "安检08:00–09:00过载，无法达到稳态：利用率200 %，排队每小时增加180人，至少需要现有能力的2.01倍"
    )


def test_a_busy_place_that_settles_is_not_told() -> None:
    """Ten people a step take one lane of two: 50 %, however busy single steps are."""
    assert overloaded(queues("desk", [10] * 24, [2.0] * 24, [40.0, 60.0] * 12)).empty


def test_no_lane_all_day_is_infinite_use() -> None:
    table = queues("desk", [0] * 6 + [5] * 12, [0.0] * 18, [0.0] * 18)
    (row,) = overloaded(table).to_dict("records")
    assert math.isinf(row["utilisation_pct"])
    assert row["growth_per_h"] == 60
    assert "utilisation ∞" in overload_texts(table)[0][1]
    assert "nothing is open" in overload_texts(table)[0][1]


def test_who_comes_before_the_opening_is_no_overload() -> None:
    """Nothing runs before 09:00; six early people find room in the first of the vehicles."""
    lanes = [0.0] * 12 + [1.0] * 12
    used = [0.0] * 12 + [10.0] * 12
    assert overloaded(queues("stop", [0] * 6 + [1] * 6 + [2] * 12, lanes, used)).empty


def test_gates_and_places_without_people_are_left_out() -> None:
    gate = queues("gate", [9] * 12, [np.nan] * 12, [np.nan] * 12)
    empty = queues("desk", [0] * 12, [1.0] * 12, [0.0] * 12)
    found = overloaded(pd.concat([gate, empty]))
    assert found.empty
    assert list(found.columns) == list(OVERLOAD_COLUMNS)


def test_the_worst_comes_first() -> None:
    some = queues("a", [30] * 12 + [0] * 12, [2.0] * 24, [100.0] * 24)
    more = queues("b", [30] * 12 + [0] * 24, [2.0] * 36, [100.0] * 36)
    assert overloaded(pd.concat([some, more]))["place_id"].tolist() == ["b", "a"]
