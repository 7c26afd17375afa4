"""Ways between the main stations: questions, percentiles, matrix."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from station_samples import city

from sim.errors import DataError
from sim.gateway.stations.transfers import (
    direct_lines,
    hub_transfers,
    percentile_min,
    transfer_queries,
)
from sim.network.examples import hub, with_route
from sim.network.model import Network

NAN = float("nan")


@pytest.fixture
def network() -> Network:
    """East and West joined by line L (over the middle), South (closed) on it too."""
    town = with_route(city(), "L", {"main": "M_e M_mid M_w M_s"})
    hubs = {
        **town.hubs,
        "east": hub("east", "E M_e"),
        "west": hub("west", "W M_w"),
        "south": replace(town.hubs["south"], stop_ids=("S", "M_s")),  # type: ignore[index]
    }
    return replace(town, hubs=hubs)


def times(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from_hub", "to_hub", "departure_s", "time_s"])


def test_every_ordered_pair_of_open_stations_is_asked(network: Network) -> None:
    asked = transfer_queries(network)
    assert asked[["from_hub", "to_hub"]].to_numpy().tolist() == [["east", "west"], ["west", "east"]]
    assert asked.loc[0, ["from_lon", "from_lat"]].tolist() == [120.0, 30.0]


def test_one_open_station_has_nothing_to_ask(network: Network) -> None:
    alone = replace(network, hubs={"east": network.hubs["east"]})  # type: ignore[index]
    assert transfer_queries(alone).empty
    assert hub_transfers(alone, times()).empty


def test_median_and_p90_are_times_that_occur(network: Network) -> None:
    # Ten departures of 1 to 10 minutes: the fifth is the median, the ninth the P90.
    ten = times(*(("east", "west", 60 * n, 60.0 * n) for n in range(10, 0, -1)))
    found = hub_transfers(network, ten).set_index(["from_hub", "to_hub"])
    assert found.loc[("east", "west"), ["median_min", "p90_min", "n_departures"]].tolist() == [
        5,
        9,
        10,
    ]
    assert found.loc[("west", "east"), "n_departures"] == 0
    assert math.isnan(found.loc[("west", "east"), "median_min"])


def test_unreachable_is_the_longest_time_and_not_left_out(network: Network) -> None:
    some = times(*(("east", "west", n, 600.0 if n < 8 else NAN) for n in range(10)))
    found = hub_transfers(network, some).iloc[0]
    assert found["median_min"] == 10.0
    assert math.isnan(found["p90_min"])
    assert found["n_departures"] == 10


def test_percentiles_are_those_of_numpy_where_all_arrive() -> None:
    rng = np.random.default_rng(4)
    for size in (1, 2, 7, 100):
        values = rng.integers(60, 6_000, size).astype(float)
        for percentile in (10, 50, 90, 100):
            expected = np.percentile(values, percentile, method="inverted_cdf") / 60.0
            assert percentile_min(pd.Series(values), percentile) == pytest.approx(
                expected, abs=0.051
            )
    assert math.isnan(percentile_min(pd.Series([], dtype=float), 50))


def test_a_direct_line_joins_open_stations_without_a_change(network: Network) -> None:
    assert direct_lines(network) == {("east", "west"): ("L",), ("west", "east"): ("L",)}
    found = hub_transfers(network, times())
    assert found["direct_metro"].tolist() == [True, True]
    assert found["direct_lines"].tolist() == ["L", "L"]


def test_two_lines_that_need_a_change_are_not_direct() -> None:
    town = with_route(with_route(city(), "L", {"main": "M_e M_mid"}), "K", {"main": "M_mid M_w"})
    hubs = {"east": hub("east", "E M_e"), "west": hub("west", "W M_w")}
    apart = replace(town, hubs=hubs)  # type: ignore[arg-type]
    assert direct_lines(apart) == {}
    assert hub_transfers(apart, times())["direct_metro"].tolist() == [False, False]


def test_road_minutes_stand_beside(network: Network) -> None:
    road = pd.DataFrame({"from_hub": ["east"], "to_hub": ["west"], "road_min": [22.0]})
    found = hub_transfers(network, times(), road=road)
    assert found["road_min"].tolist()[0] == 22.0
    assert math.isnan(found["road_min"].tolist()[1])


def test_faulty_times_are_refused(network: Network) -> None:
    with pytest.raises(DataError, match=r"have no column 'time_s'; they need from_hub, to_hub"):
        hub_transfers(network, times().drop(columns="time_s"))
    with pytest.raises(DataError, match=r"a negative time; unreachable is an empty cell"):
        hub_transfers(network, times(("east", "west", 0, -1.0)))
