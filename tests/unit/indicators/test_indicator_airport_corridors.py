"""Minutes from the airport to the places that count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from indicator_samples import hub

from sim.indicators import Evidence, IndicatorValue
from sim.indicators.airport_corridors import compute
from sim.network.examples import empty
from sim.network.model import Network

MINUTES = {
    "wulin": 50.0,
    "qianjiang_new_city": 60.0,
    "hangzhou": 55.0,
    "hangzhou_east": 45.0,
    "hangzhou_west": 61.0,
    "hangzhou_south": 58.0,
    "huzhou": 120.0,
    "jiaxing": 85.0,
    "shaoxing": 90.0,
}


def by_id(evidence: Evidence) -> dict[str, IndicatorValue]:
    return {value.definition_id: value for value in compute(evidence)}


@pytest.fixture
def network() -> Network:
    hubs = [hub(name) for name in MINUTES if name.startswith("hangzhou")]
    return replace(empty(), hubs={one.hub_id: one for one in hubs})


@pytest.fixture
def times() -> pd.DataFrame:
    rows = [
        (place, 28_800 + 60 * number, (minutes + step) * 60)
        for place, minutes in MINUTES.items()
        for number, step in enumerate((0.0, 0.0, 10.0))
    ]
    return pd.DataFrame(rows, columns=["destination_id", "departure_s", "time_s"])


def test_definitions(
    network: Network, times: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    values = by_id(evidence_of(network, corridor_times=times))
    assert {key: value.value for key, value in values.items()} == {
        "within_60": 5.0,
        "within_90": 8.0,
        "centre_60": 2.0,
        "metropolitan_60": 0.0,
        "worst_median": 120.0,
    }
    assert values["within_60"].caveats == (
        "not within: Hangzhou West 61 min, Huzhou 120 min, Jiaxing 85 min, Shaoxing 90 min",
    )
    detail = values["within_60"].detail.set_index("place_id")
    assert detail.loc["wulin", ["median_min", "p95_min"]].tolist() == [50.0, 60.0]
    assert len(values["centre_60"].detail) == 2


def test_a_departure_that_never_arrives_is_the_longest(
    network: Network, times: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    # Two of three departures to Wulin never arrive.
    never = times.copy()
    never.loc[(never["destination_id"] == "wulin") & (never["departure_s"] > 28_800), "time_s"] = (
        float("nan")
    )
    values = by_id(evidence_of(network, corridor_times=never))
    assert values["within_60"].value == 4.0
    assert values["worst_median"].value == float("inf")
    row = values["within_60"].detail.set_index("place_id").loc["wulin"]
    assert row["status"] == "not reached"
    assert row["reached_share"] == pytest.approx(1 / 3)


def test_a_station_to_come_is_not_reached(
    network: Network, times: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    west = hub("hangzhou_west", open_date=date(2022, 9, 22))
    later = replace(network, hubs={**network.hubs, west.hub_id: west})
    without = times[times["destination_id"] != "hangzhou_west"]
    for frame in (times, without):
        values = by_id(evidence_of(later, corridor_times=frame))
        assert values["within_90"].value == 7.0
        assert "Hangzhou West not open" in values["within_90"].caveats[0]


def test_a_place_without_times_is_not_guessed(
    network: Network, times: pd.DataFrame, evidence_of: Callable[..., Evidence]
) -> None:
    values = by_id(evidence_of(network, corridor_times=times[times["destination_id"] != "huzhou"]))
    assert values["within_60"].value is None
    assert values["within_60"].caveats == ("not computed: no travel times to Huzhou",)
    assert values["centre_60"].value == 2.0


def test_without_times(network: Network, evidence_of: Callable[..., Evidence]) -> None:
    assert {value.value for value in compute(evidence_of(network))} == {None}
