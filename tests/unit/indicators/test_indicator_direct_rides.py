"""Direct rides and the exact mean of waiting and riding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from indicator_samples import hub, train

from sim.indicators.direct_rides import direct_rides, mean_time
from sim.network.examples import stop
from sim.network.model import (
    Branch,
    HeadwayBand,
    LineStop,
    ModeId,
    Network,
    Quality,
    Route,
    RouteId,
    StopId,
)
from sim.network.runs import ADDED_CALLS, calls_are_assumed

H = 3600


def rides(*pairs: tuple[float, float]) -> pd.DataFrame:
    """Rides from pairs of departure and arrival in hours."""
    return pd.DataFrame(
        [(round(dep * H), round((arr - dep) * H)) for dep, arr in pairs],
        columns=["departure_s", "ride_s"],
    )


def test_rides_both_ways_and_not_among_main_stations(rail: Callable[..., Network]) -> None:
    network = rail(
        train("G1", "R_hangzhou 08:00", "R_hangzhou_east 08:10/08:12", "R_huzhou 08:33"),
        train("G2", "R_huzhou 10:00", "R_hangzhou_east 10:25"),
    )
    table = direct_rides(network)
    found = sorted(
        table[["direction", "hub_stop_id", "other_stop_id", "departure_s", "ride_s"]]
        .itertuples(index=False, name=None)
    )  # fmt: skip
    assert found == [
        ("from_hangzhou", "R_hangzhou", "R_huzhou", 8 * H, 33 * 60),
        ("from_hangzhou", "R_hangzhou_east", "R_huzhou", 8 * H + 720, 21 * 60),
        ("to_hangzhou", "R_hangzhou_east", "R_huzhou", 10 * H, 25 * 60),
    ]


def test_departure_after_midnight_is_wrapped(rail: Callable[..., Network]) -> None:
    network = rail(train("K1", "R_hangzhou 24:10", "R_huzhou 25:00"))
    assert direct_rides(network)["departure_s"].tolist() == [600]


def test_a_closed_station_is_passed(rail: Callable[..., Network]) -> None:
    network = rail(train("G1", "R_hangzhou 08:00", "R_hangzhou_east 08:10/08:12", "R_huzhou 08:33"))
    east = replace(
        network.hubs["hangzhou_east"],  # type: ignore[index]
        closed_from=date(2013, 7, 1),
        closed_until=None,
    )
    shut = replace(network, hubs={**network.hubs, east.hub_id: east})
    assert direct_rides(shut)["hub_stop_id"].tolist() == ["R_hangzhou"]


def test_a_line_run_at_headways_counts_as_trains(rail: Callable[..., Network]) -> None:
    network = rail(train("G1", "R_hangzhou 08:00", "R_huzhou 08:33"))
    line = Route(
        RouteId("new"), ModeId("rail"), "新线", "New line", "#000000",
        (
            Branch(
                "main",
                (
                    LineStop(StopId("R_hangzhou_east"), None, 0.0, 0, date(1900, 1, 1)),
                    LineStop(StopId("R_wenzhou_south"), None, 200_000.0, 3000, date(1900, 1, 1)),
                ),
                both_directions=False,
            ),
        ),
        (HeadwayBand("", 6 * H, 8 * H, H, Quality.SCENARIO, "planned"),),
        Quality.SCENARIO,
        "planned",
    )  # fmt: skip
    far = stop("R_wenzhou_south", 9000.0, mode_id="rail")
    with_line = replace(
        network, routes={line.route_id: line}, stops={**network.stops, far.stop_id: far}
    )
    table = direct_rides(with_line)
    own = table[table["service"] == "New line"]
    assert own["departure_s"].tolist() == [6 * H, 7 * H]
    # 3000 s departure to departure, less the dwell of 20 s at the end.
    assert set(own["ride_s"]) == {2980}
    assert set(own["quality"]) == {"scenario"}


def test_mean_of_one_train_an_hour() -> None:
    # Wait is uniform from 0 to 60 min, so 30 on average; then 20 min on the train.
    hourly = rides(*((hour, hour + 1 / 3) for hour in range(24)))
    mean = mean_time(hourly, start_s=6 * H, end_s=22 * H)
    assert mean is not None
    assert (mean.total_min, mean.wait_min, mean.ride_min) == pytest.approx((50.0, 30.0, 20.0))


def test_a_slow_train_overtaken_is_not_taken() -> None:
    # 07:00 arrives 10:00, 08:00 arrives 09:00: whoever comes by 08:00 takes the second.
    # Window 06:00-08:00: arrival 09:00 always; mean = 9 h - 7 h = 2 h, of which 1 h on the train.
    mean = mean_time(rides((7, 10), (8, 9)), start_s=6 * H, end_s=8 * H)
    assert mean is not None
    assert (mean.total_min, mean.wait_min, mean.ride_min) == pytest.approx((120.0, 60.0, 60.0))


def test_after_the_last_train_the_next_morning() -> None:
    # One train at 12:00, one hour. Window 11:00-13:00: half of it waits 30 min on average,
    # the other half until 12:00 of the next day, 23.5 h on average. (0.5 + 23.5) / 2 + 1 = 13 h.
    mean = mean_time(rides((12, 13)), start_s=11 * H, end_s=13 * H)
    assert mean is not None
    assert mean.total_min == pytest.approx(13 * 60)


def test_or_the_window_ends_with_the_last_train() -> None:
    # The same train at 12:00: until then the wait is 30 min on average, then an hour on board.
    one = rides((12, 13))
    mean = mean_time(one, start_s=11 * H, end_s=13 * H, overnight=False)
    assert mean is not None
    assert mean.total_min == pytest.approx(90.0)
    assert mean_time(one, start_s=12 * H, end_s=13 * H, overnight=False) is None


def test_mean_is_the_limit_of_minute_by_minute_waiting() -> None:
    # Brute force at the middle of every 6 s against the exact integral.
    rng = np.random.default_rng(7)
    departures = rng.integers(0, 86_400, 25)
    frame = pd.DataFrame({"departure_s": departures, "ride_s": rng.integers(1800, 9000, 25)})
    start_s, end_s = 6 * H, 22 * H
    moments = np.arange(start_s + 3, end_s, 6)
    leave = np.concatenate([departures, departures + 86_400])
    arrive = leave + np.concatenate([frame["ride_s"], frame["ride_s"]])
    total = [np.min(arrive[leave >= moment]) - moment for moment in moments]
    mean = mean_time(frame, start_s=start_s, end_s=end_s)
    assert mean is not None
    assert mean.total_min == pytest.approx(np.mean(total) / 60, rel=1e-4)


def test_no_ride_has_no_mean() -> None:
    assert mean_time(rides(), start_s=6 * H, end_s=22 * H) is None


def test_urban_stops_of_a_hub_are_no_railway(rail: Callable[..., Network]) -> None:
    network = rail(train("G1", "R_hangzhou 08:00", "R_huzhou 08:33"))
    metro = stop("M_chengzhan", 0.0)
    both = hub("hangzhou", "R_hangzhou", "M_chengzhan")
    network = replace(
        network,
        stops={**network.stops, metro.stop_id: metro},
        hubs={**network.hubs, both.hub_id: both},
    )
    assert set(direct_rides(network)["hub_stop_id"]) == {"R_hangzhou"}


def test_a_train_that_a_scenario_draws_counts_like_one_of_the_timetable() -> None:
    drawn = replace(train("G9", "R_hangzhou 12:00", "R_huzhou 12:15"), quality=Quality.SCENARIO)
    assert not calls_are_assumed(replace(drawn, source="scenario: sketch of a line"))
    assert calls_are_assumed(replace(drawn, source=ADDED_CALLS))
