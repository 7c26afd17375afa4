"""Direct rides of the main stations, as indicators ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from indicator_samples import hub, train

from sim.indicators.direct_rides import direct_rides
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
