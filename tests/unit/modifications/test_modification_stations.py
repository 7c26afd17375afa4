"""New stations, railway stations and destinations by air."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sim.errors import ScenarioError, Severity
from sim.modifications import (
    AddAirRoutes,
    AddLine,
    AddStation,
    AdjustSpeed,
    CloseRailStation,
    OpenRailStation,
    RemoveAirRoutes,
    apply_modifications,
)
from sim.modifications.examples import two_line_network
from sim.network.model import Call, Quality, StopId
from sim.network.runs import stop_is_open


def station(**keys: object) -> AddStation:
    plain = {
        "type": "add_station",
        "stop_id": "M_new",
        "name_zh": "新站",
        "name_en": "New",
        "mode": "train",
    }
    return AddStation(**(plain | keys))


def opening(name: str, **keys: object) -> OpenRailStation:
    return OpenRailStation(type="open_rail_station", station=name, **keys)


def closing(name: str, **keys: object) -> CloseRailStation:
    return CloseRailStation(type="close_rail_station", station=name, **keys)


def codes(*modifications: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), modifications)
    assert all(issue.fix for issue in caught.value.issues)
    return [issue.code for issue in caught.value.issues]


def test_infill_station_splits_the_hop_and_costs_time():
    network, _ = apply_modifications(
        two_line_network(),
        [station(route="Line 1", between=("West Lake", "Market"), stop_loss_s=40)],
    )
    stops = network.routes["t_1"].branches[0].stops
    # Midway on 3000 m and 240 s: 1500 m each; 120 + 40 s, then 120 s.
    assert [(s.stop_id, s.distance_m, s.run_time_s) for s in stops[:3]] == [
        ("M_west_lake", 0.0, 0),
        ("M_new", 1500.0, 160),
        ("M_market", 1500.0, 120),
    ]
    assert sum(stop.run_time_s for stop in stops) == 3 * 240 + 40
    assert network.stops["M_new"].quality is Quality.ESTIMATE  # its place is only midway


def test_the_two_neighbours_may_be_named_in_either_order():
    one, _ = apply_modifications(
        two_line_network(), [station(route="t_1", between=("West Lake", "Market"))]
    )
    other, _ = apply_modifications(
        two_line_network(), [station(route="t_1", between=("Market", "West Lake"))]
    )
    assert one.routes["t_1"] == other.routes["t_1"]


def test_station_of_its_own_takes_the_county_of_the_nearest_stop():
    base = two_line_network()
    stops = {**base.stops, "M_park": replace(base.stops["M_park"], county_id="330105")}
    network, _ = apply_modifications(replace(base, stops=stops), [station(lon=120.135, lat=30.285)])
    assert network.stops["M_new"].county_id == "330105"
    assert network.stops["M_new"].open_date == date(2016, 7, 1)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "position-missing"),
        ({"lon": 120.1}, "position-incomplete"),
        ({"lon": 30.2, "lat": 120.1}, "outside-province"),
        ({"lon": 120.1, "lat": 30.2, "stop_id": "M_park"}, "duplicate-stop"),
        ({"lon": 120.1, "lat": 30.2, "mode": "trian"}, "unknown-mode"),
        ({"route": "t_1"}, "position-missing"),
        ({"route": "t_1", "between": ("West Lake", "Hospital")}, "not-neighbours"),
        ({"route": "t_1", "between": ("West Lake", "Markt")}, "unknown-station"),
        ({"route": "t_8", "between": ("West Lake", "Market")}, "unknown-route"),
    ],
)
def test_station_mistakes(keys, code):
    assert code in codes(station(**keys))


def test_swapped_coordinates_are_told_as_such():
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [station(lon=30.2, lat=120.1)])
    assert "swapped" in caught.value.issues[0].fix


def test_station_where_one_stands_asks_to_be_read():
    _, report = apply_modifications(two_line_network(), [station(lon=120.13, lat=30.28)])
    assert [issue.code for issue in report.issues] == ["station-exists", "station-without-line"]


def test_a_station_no_line_calls_at_asks_to_be_read():
    _, report = apply_modifications(two_line_network(), [station(lon=120.19, lat=30.22)])
    (issue,) = report.issues
    assert (issue.severity, issue.code) == (Severity.WARNING, "station-without-line")
    assert issue.what == "no line calls at New (M_new)"
    assert issue.fix == (
        "name it in the stops of an add_line or extend_line entry below this one, or give route "
        "and between"
    )


def test_a_station_that_a_later_entry_calls_at_is_in_use():
    line = AddLine(
        type="add_line",
        route_id="t_9",
        mode="train",
        name_zh="9号线",
        name_en="Line 9",
        stops=("M_park", "M_new"),
        speed_kmh=36.0,
        headway_min=6.0,
    )
    _, report = apply_modifications(two_line_network(), [station(lon=120.19, lat=30.22), line])
    assert "station-without-line" not in {issue.code for issue in report.issues}


def test_reopened_station_gets_calls_of_passing_trains():
    calls = {"between": ("Central", "Ningbo"), "extra_min": 4.0, "dwell_min": 2.0}
    network, report = apply_modifications(
        two_line_network(), [opening("South", trains_call=(calls,))]
    )
    hub = network.hubs["south"]
    assert (hub.closed_from, hub.closed_until) == (None, None)
    train = network.trains["2016-03_G1"]
    assert [call.stop_id for call in train.calls] == ["R_central", "R_south", "R_ningbo"]
    # Two minutes at the platform, four in all: Ningbo at 09:04 instead of 09:00.
    assert train.calls[1].departure_s - train.calls[1].arrival_s == 120
    assert train.calls[2].arrival_s == (9 * 60 + 4) * 60
    assert report.changes[0].counts == {"stations": 1, "trains": 2}


def test_every_second_train_counts_in_each_direction():
    base = two_line_network()
    trains = dict(base.trains)
    for number in range(3, 6):
        trains[f"x{number}"] = replace(
            trains["2016-03_G1"],
            trip_id=f"x{number}",
            calls=tuple(
                replace(
                    call,
                    arrival_s=call.arrival_s + number * 3600,
                    departure_s=call.departure_s + number * 3600,
                )
                for call in trains["2016-03_G1"].calls
            ),
        )
    calls = {"between": ("Ningbo", "Central"), "every": 2}
    _, report = apply_modifications(
        replace(base, trains=trains), [opening("south", trains_call=(calls,))]
    )
    # Of the four trains to Ningbo the first and third; of the one back the first.
    assert report.changes[0].touched["trains"] == ("2016-03_G1", "2016-03_G2", "x4")


def test_planned_station_is_built_at_the_place_of_its_hub():
    network, report = apply_modifications(two_line_network(), [opening("西站")])
    stop = network.stops["R_west"]
    assert (stop.lon, stop.lat, stop.mode_id) == (120.0, 30.30, "fast_train")
    assert network.hubs["west"].stop_ids == ("R_west",)
    assert network.hubs["west"].open_date == date(2016, 7, 1)
    assert report.changes[0].sentence == "opens West (西站) station: no train calls"


@pytest.mark.parametrize("name", ["south", "west"])
def test_closing_takes_an_opening_back_to_the_last_bit(name):
    base = two_line_network()
    calls = ({"between": ("Central", "Ningbo")},) if name == "south" else ()
    network, _ = apply_modifications(base, [opening(name, trains_call=calls), closing(name)])
    assert network.fingerprint == base.fingerprint


def test_closing_a_station_takes_its_calls_out_and_cancels_what_is_left_with_one():
    network, report = apply_modifications(two_line_network(), [closing("Central")])
    assert network.trains == {}
    assert network.hubs["central"].closed_from == date(2016, 7, 1)
    assert network.is_open(network.stops["M_market"])
    assert report.changes[0].sentence == (
        "closes Central station: 0 trains no longer stop, 2 cancelled"
    )


def stopping():
    """Trains G1 and G2 call at South as well, which is open."""
    base = two_line_network()
    south = Call(StopId("R_south"), 30_000, 30_120)
    train = base.trains["2016-03_G1"]
    longer = replace(train, calls=(train.calls[0], south, train.calls[1]))
    return replace(
        base,
        trains={train.trip_id: longer},
        stops={**base.stops, "R_south": replace(base.stops["R_south"], close_date=None)},
        hubs={**base.hubs, "south": replace(base.hubs["south"], closed_from=None)},
    )


def test_a_train_that_passes_a_closed_station_keeps_its_times_and_their_quality():
    base = stopping()
    network, _ = apply_modifications(base, [closing("South")])
    before, after = base.trains["2016-03_G1"], network.trains["2016-03_G1"]
    assert after.calls == (before.calls[0], before.calls[2])
    assert (after.quality, after.source) == (before.quality, before.source)


def test_a_station_closed_opened_and_closed_again_is_closed():
    base = stopping()
    network, _ = apply_modifications(base, [closing("South"), opening("South"), closing("South")])
    assert not stop_is_open(network, StopId("R_south"))
    once, _ = apply_modifications(base, [closing("South")])
    assert network.trains == once.trains


def test_taking_a_station_back_keeps_other_changes_of_its_trains():
    base = two_line_network()
    speed = AdjustSpeed(type="adjust_speed", modes=("fast_train",), run_time_factor=1.2)
    calls = ({"between": ("Central", "Ningbo")},)
    network, _ = apply_modifications(
        base, [opening("South", trains_call=calls), speed, closing("South")]
    )
    slower, _ = apply_modifications(base, [speed])
    # 08:00 to 09:00 become 72 minutes; the 4 minutes of the call are given back
    assert network.trains["2016-03_G1"].calls[-1].arrival_s == (8 * 60 + 72) * 60
    assert {t: x.calls for t, x in network.trains.items()} == {
        t: x.calls for t, x in slower.trains.items()
    }


@pytest.mark.parametrize(
    ("modification", "code"),
    [
        (opening("Sauth"), "unknown-station"),
        (opening("Central"), "station-already-open"),
        (closing("south"), "station-not-open"),
        (closing("Suoth"), "unknown-station"),
        (
            opening("south", trains_call=({"between": ("Central", "Ningpo")},)),
            "unknown-station",
        ),
        (
            opening(
                "south",
                trains_call=(
                    {"between": ("Central", "Ningbo"), "extra_min": 1.0, "dwell_min": 2.0},
                ),
            ),
            "dwell-too-long",
        ),
    ],
)
def test_railway_mistakes(modification, code):
    assert codes(modification) == [code]


def test_stations_no_train_passes_between_ask_to_be_read():
    calls = ({"between": ("Central", "South")},)
    _, report = apply_modifications(two_line_network(), [opening("west", trains_call=calls)])
    assert [issue.code for issue in report.issues] == ["no-passing-train"]


def test_air_routes_come_and_go():
    base = two_line_network()
    adding = AddAirRoutes(
        type="add_air_routes", destinations=("SFO",), weekly_frequency=3.0, note="announced"
    )
    network, report = apply_modifications(base, [adding])
    route = network.air_routes["SFO"]
    assert (route.weekly_frequency, route.nonstop, route.quality) == (3.0, True, Quality.SCENARIO)
    assert route.source == "scenario: announced"
    assert report.changes[0].sentence == "adds 1 destination: San Francisco"
    removing = RemoveAirRoutes(type="remove_air_routes", destinations=("SFO",))
    network, _ = apply_modifications(base, [adding, removing])
    assert network.fingerprint == base.fingerprint


@pytest.mark.parametrize(
    ("kind", "destinations", "code", "advice"),
    [
        (AddAirRoutes, ("XXX",), "unknown-airport", "3 codes"),
        (AddAirRoutes, ("San Francisco",), "unknown-airport", "write SFO"),
        (AddAirRoutes, ("旧金山",), "unknown-airport", "write SFO"),
        (AddAirRoutes, ("SIN",), "route-already-flown", "remove it"),
        (AddAirRoutes, ("HGH",), "home-airport", "destinations only"),
        (AddAirRoutes, ("SFO", "SFO"), "repeated-destination", "one of the two"),
        (RemoveAirRoutes, ("SFO",), "route-not-flown", "remove it"),
    ],
)
def test_air_mistakes(kind, destinations, code, advice):
    word = "add_air_routes" if kind is AddAirRoutes else "remove_air_routes"
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(two_line_network(), [kind(type=word, destinations=destinations)])
    assert [issue.code for issue in caught.value.issues] == [code]
    assert advice in caught.value.issues[0].fix
