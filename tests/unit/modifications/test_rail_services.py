"""Railway lines from a sketch, more trains, retimed trains, trains moved between stations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from sim.errors import ScenarioError, Severity
from sim.modifications import (
    AddRailLine,
    AddRailService,
    CloseRailStation,
    MoveService,
    OpenRailStation,
    Retime,
    apply_modifications,
)
from sim.modifications.draft import Draft
from sim.modifications.examples import two_line_network
from sim.modifications.train_choice import KNOWN_NUMBERS
from sim.network.model import Call, ModeId, Network, Quality, Stop, StopId, Train
from sim.network.rail_sketch import RailService, RailSketch, SketchStop
from sim.network.runs import stop_is_open

OLD = date(2000, 1, 1)


def town(*trains: Train, sketches: Mapping[str, RailSketch] | None = None) -> Network:
    """The example network with a town Shaoxing on the way to Ningbo, and further trains.

    G1 leaves Central at 8:00 for Ningbo (9:00); G2 leaves Ningbo at 10:00.
    """
    base = two_line_network()
    shaoxing = Stop(
        StopId("R_shaoxing"),
        ModeId("fast_train"),
        "绍兴",
        "Shaoxing",
        120.60,
        30.10,
        OLD,
        None,
        Quality.PUBLISHED,
        "x",
    )
    changed = replace(
        base,
        stops={**base.stops, "R_shaoxing": shaoxing},
        trains={**base.trains, **{train.trip_id: train for train in trains}},
    )
    return changed if sketches is None else replace(changed, rail_sketches=sketches)


def train(number: str, *calls: tuple[str, int, int]) -> Train:
    return Train(
        f"t_{number}",
        ModeId("fast_train"),
        number,
        "G",
        tuple(
            Call(StopId(stop), 60 * arrival, 60 * departure) for stop, arrival, departure in calls
        ),
        Quality.PUBLISHED,
        "x",
    )


def line(**keys: object) -> AddRailLine:
    plain = {
        "type": "add_rail_line",
        "line": "new",
        "name_zh": "新线",
        "name_en": "New Line",
        "short_zh": "新",
        "design_speed_kmh": 300,
        "operating_speed_kmh": 180,
        "stations": [
            {"station": "Central", "at_km": 0},
            {"station": "Shaoxing", "at_km": 50},
            {"station": "Ningbo", "at_km": 150},
        ],
    }
    return AddRailLine.model_validate(plain | keys)


def service(**keys: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "service": "fast",
        "calls": ["Central", "Shaoxing", "Ningbo"],
        "headway_min": 60,
        "first_departure": "07:00",
        "last_departure": "09:59",
    }
    return plain | keys


def more(**keys: object) -> AddRailService:
    return AddRailService.model_validate({"type": "add_rail_service"} | service(**keys))


def retime(**keys: object) -> Retime:
    return Retime.model_validate({"type": "retime", "between": ["Central", "Ningbo"]} | keys)


def move(**keys: object) -> MoveService:
    plain = {"type": "move_service", "from_station": "central", "to_station": "west"}
    return MoveService.model_validate(plain | keys)


def applied(network: Network, *modifications: object) -> tuple[Network, list[str]]:
    before = network.fingerprint
    changed, report = apply_modifications(network, modifications)
    assert network.fingerprint == before
    return changed, [change.sentence for change in report.changes]


def problems(network: Network, *modifications: object) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        apply_modifications(network, modifications)
    assert all(issue.fix for issue in caught.value.issues)
    return [
        (issue.code, issue.what)
        for issue in caught.value.issues
        if issue.severity is Severity.ERROR
    ]


def minutes(one: Train) -> list[tuple[str, int, int]]:
    return [(call.stop_id, call.arrival_s // 60, call.departure_s // 60) for call in one.calls]


def numbers(network: Network) -> list[str]:
    return sorted(one.number for one in network.trains.values() if one.number.startswith("S-"))


class TestLine:
    def test_trains_by_kinematics(self):
        network, told = applied(town(), line(services=[service()]))
        # 50 km at 50 m/s and 0.3 m/s²: 1000 + 166.7 s; 2 % more 1190 s, and 210 s at the end of
        # the line: 23 min. 100 km: 2000 + 166.7 s, 2 % more 2210 s, and the other end: 40 min.
        # Dwell of the mode: 2 min.
        out = network.trains["S_fast_1"]
        start = out.calls[0].departure_s // 60
        assert minutes(out) == [
            ("R_central", start, start),
            ("R_shaoxing", start + 23, start + 25),
            ("R_ningbo", start + 65, start + 65),
        ]
        # G1 leaves at 8:00 the same way: the middle of the hour is furthest from it.
        assert start == 7 * 60 + 30
        assert numbers(network) == ["S-新-1", "S-新-2", "S-新-3", "S-新-4", "S-新-5", "S-新-6"]
        back = network.trains["S_fast_2"]
        assert [call.stop_id for call in back.calls] == ["R_ningbo", "R_shaoxing", "R_central"]
        assert back.calls[-1].arrival_s - back.calls[0].departure_s == 65 * 60
        assert out.quality is Quality.SCENARIO
        assert out.source == "scenario: sketch of New Line"
        assert told == [
            (
                "adds New Line (新线): 3 stations, 150.0 km, 6 trains a day; "
                "Central to Ningbo 3 there and 3 back, 65 min"
            )
        ]

    def test_default_speed_is_a_share_of_the_design_speed(self):
        network, _ = applied(
            town(), line(operating_speed_kmh=None, services=[service(calls=["Central", "Ningbo"])])
        )
        # 0.85 of 300 is 255 km/h = 70.83 m/s: 150 km in 2117.6 + 236.1 s, 2 % more 2400.8; 420 s
        # at the two ends of the line: 47 min.
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 47 * 60

    def test_large_station_and_slow_track_cost_time(self):
        stations = [
            {"station": "Central", "at_km": 0, "large_station": True},
            {"station": "Shaoxing", "at_km": 50, "speed_kmh": 90, "large_station": False},
        ]
        network, _ = applied(
            town(), line(stations=stations, services=[service(calls=["Central", "Shaoxing"])])
        )
        # 50 km at 25 m/s: 2000 + 83.3 s, 2 % more 2125 s, and 210 s at Central: 2335 s, 39 min.
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 39 * 60

    def test_closed_stations_open(self):
        stations = [{"station": "South", "at_km": 0}, {"station": "Ningbo", "at_km": 140}]
        network, told = applied(
            town(), line(stations=stations, services=[service(calls=["South", "Ningbo"])])
        )
        assert stop_is_open(network, StopId("R_south"))
        assert told[0].endswith("; opens South")

    def test_peak_runs_denser(self):
        network, _ = applied(
            town(),
            line(
                services=[service(headway_min={"all_day": 60, "peak": 30}, first_departure="06:00")]
            ),
        )
        starts = [network.trains[f"S_fast_{n}"].calls[0].departure_s // 60 for n in (1, 3, 5, 7, 9)]
        gaps = [b - a for a, b in pairwise(starts)]
        assert set(gaps) == {30, 60}

    def test_without_trains_it_says_so(self):
        network, report = apply_modifications(town(), [line()])
        assert [issue.code for issue in report.issues] == ["no-trains"]
        assert numbers(network) == []

    def test_line_of_the_tables(self):
        sketch = RailSketch(
            "known",
            "旧图",
            "Known Line",
            "旧",
            250,
            (SketchStop(StopId("R_central"), 0, 0), SketchStop(StopId("R_ningbo"), 150, 180)),
            Quality.ESTIMATE,
            "x",
            (
                RailService(
                    "known_all",
                    "known",
                    (StopId("R_central"), StopId("R_ningbo")),
                    60,
                    7 * 3600,
                    9 * 3600,
                    Quality.ESTIMATE,
                    "x",
                ),
            ),
        )
        network = town(sketches={"known": sketch})
        one = AddRailLine(type="add_rail_line", line="known")
        changed, _ = applied(network, one)
        # 150 km at 50 m/s: 3000 + 166.7 s, 2 % more 3230 s: 54 min.
        calls = changed.trains["S_known_all_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 54 * 60
        twice = ("duplicate-line", "an earlier entry adds the line 'known'")
        assert twice in problems(network, one, one)
        wrong = AddRailLine(type="add_rail_line", line="knwon")
        assert problems(network, wrong) == [
            ("unknown-line", "there is no sketch of a line 'knwon'")
        ]

    def test_all_mistakes_at_once(self):
        wrong = line(
            operating_speed_kmh=320,
            stations=[
                {"station": "Central", "at_km": 0},
                {"station": "Ningbo", "at_km": 60},
                {"station": "Shaoxing", "at_km": 50},
                {"station": "Nowhere", "at_km": 70},
            ],
        )
        assert problems(town(), wrong) == [
            ("unknown-station", "there is no railway station 'Nowhere'")
        ]
        known = wrong.model_copy(update={"stations": wrong.stations[:3]})
        assert problems(town(), known) == [
            (
                "sketch-too-fast",
                "trains would run to Ningbo at 320 km/h on a line designed for 300 km/h",
            ),
        ]
        ordered = known.model_copy(update={"operating_speed_kmh": 200.0})
        assert problems(town(), ordered) == [
            (
                "sketch-too-short",
                (
                    "60.0 km of track lead from Central to Ningbo, less than the straight line of "
                    "141.8 km"
                ),
            ),
            ("stop-order", "Shaoxing lies at km 50, not after Ningbo at km 60"),
        ]

    def test_faster_than_the_trains_of_the_mode(self):
        # The example's trains run at 350 km/h at the most, whatever the line is designed for.
        found = problems(town(), line(design_speed_kmh=500, operating_speed_kmh=400))
        assert [code for code, _ in found] == ["sketch-too-fast"]

    def test_missing_keys(self):
        found = problems(town(), line(name_en="", design_speed_kmh=None))
        assert found == [
            (
                "missing-key",
                "a line written with its stations also needs name_en, design_speed_kmh",
            )
        ]


class TestService:
    def test_times_come_from_the_timetable(self):
        network, told = applied(town(), more(calls=["Central", "Ningbo"], name_zh="甬"))
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 60 * 60  # as G1
        assert told == [
            "adds trains Central to Ningbo 3 there and 3 back, 60 min; run times: timetable"
        ]
        assert numbers(network)[0] == "S-甬-1"

    def test_times_given(self):
        network, _ = applied(town(), more(run_min=[20, 35], dwell_min=3))
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == (20 + 3 + 35) * 60

    def test_departures_given(self):
        network, _ = applied(
            town(),
            more(
                calls=["Central", "Ningbo"],
                headway_min=None,
                departures=["08:10", "12:00"],
                return_departures=["25:00"],
            ),
        )
        starts = {t.number: t.calls[0].departure_s // 60 for t in network.trains.values()}
        assert starts["S-fast-1"] == 490
        assert starts["S-fast-3"] == 720
        assert starts["S-fast-2"] == 1500

    def test_over_a_line_added_before_and_on_over_the_timetable(self):
        stations = [{"station": "Central", "at_km": 0}, {"station": "Shaoxing", "at_km": 50}]
        trains = [train("G9", ("R_shaoxing", 600, 600), ("R_ningbo", 641, 641))]
        network, _ = applied(town(*trains), line(stations=stations), more())
        # 1190 + 420 s, 27 min, by kinematics, 2 min dwell, 41 min as G9.
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 70 * 60

    def test_median_instead_of_the_fastest(self):
        slow = [
            train(f"G{n}", ("R_central", n, n), ("R_ningbo", n + 70, n + 70)) for n in (660, 720)
        ]
        one = more(calls=["Central", "Ningbo"], timetable_runs="median")
        network, _ = applied(town(*slow), one)
        # 60, 70 and 70 min.
        calls = network.trains["S_fast_1"].calls
        assert calls[-1].arrival_s - calls[0].departure_s == 70 * 60

    def test_no_time_known(self):
        found = problems(town(), more())
        assert found == [
            ("no-run-time", "nothing says how long a train takes from Central to Shaoxing")
        ]

    @pytest.mark.parametrize(
        ("keys", "code", "what"),
        [
            (
                {"calls": ["Central", "South"]},
                "station-not-open",
                "South is not open on 2016-07-01",
            ),
            ({"calls": ["Central", "Atlantis"]}, "unknown-station", "'Atlantis'"),
            (
                {"calls": ["Central", "Ningbo", "Central"]},
                "stop-order",
                "Central stands among the calls twice",
            ),
            ({"calls": ["Central"]}, "list-too-short", "needs two stations"),
            ({"run_min": [10, 10, 10]}, "run-times-count", "3 run times for 3 stations"),
            ({"headway_min": None}, "service-frequency", "either a headway or a list"),
            ({"headway_min": 7.5}, "not-clock-face", "every 7.5 min"),
            ({"last_departure": "06:00"}, "window-reversed", "06:00 is not after"),
            ({"return_departures": ["09:00"]}, "service-frequency", "without departures"),
        ],
    )
    def test_mistakes(self, keys, code, what):
        found = problems(town(), more(**({"run_min": [20, 30]} | keys)))
        assert code in [one for one, _ in found]
        assert any(what in text for _, text in found)

    def test_the_same_service_twice(self):
        one = more(calls=["Central", "Ningbo"])
        assert problems(town(), one, one) == [
            ("duplicate-service", "there is a service 'fast' already")
        ]

    def test_numbers_go_on_after_another_service_of_the_name(self):
        one = more(calls=["Central", "Ningbo"], name_zh="甬")
        network, _ = applied(town(), one, one.model_copy(update={"service": "slow"}))
        found = numbers(network)
        assert len(found) == len(set(found)) == 12
        assert network.trains["S_slow_7"].number == "S-甬-7"


class TestRetime:
    def test_faster_by_minutes_moves_what_follows(self):
        through = train(
            "G5",
            ("R_central", 600, 600),
            ("R_shaoxing", 620, 622),
            ("R_ningbo", 662, 664),
            ("R_south", 700, 700),
        )
        network, told = applied(town(through), retime(faster_min=6))
        # 60 min in motion become 54: 18 + 36; the stop keeps its 2 min; all later 6 min earlier.
        assert minutes(network.trains["t_G5"]) == [
            ("R_central", 600, 600),
            ("R_shaoxing", 618, 620),
            ("R_ningbo", 656, 658),
            ("R_south", 694, 694),
        ]
        assert minutes(network.trains["2016-03_G1"])[1] == ("R_ningbo", 534, 534)
        assert minutes(network.trains["2016-03_G2"])[1] == ("R_central", 654, 654)
        assert network.trains["t_G5"].quality is Quality.SCENARIO
        assert told == ["retimes 3 trains between Central and Ningbo: 6.0 min faster on average"]

    def test_only_the_trains_named(self):
        network, _ = applied(town(), retime(trains=["G2"], run_min=50))
        assert minutes(network.trains["2016-03_G1"])[1][1] == 540
        assert minutes(network.trains["2016-03_G2"])[1][1] == 650

    def test_slower(self):
        _, told = applied(town(), retime(faster_min=-5))
        assert told == ["retimes 2 trains between Central and Ningbo: 5.0 min slower on average"]

    def test_new_speed(self):
        network, _ = applied(town(), retime(from_speed_kmh=180, speed_kmh=270, distance_km=150))
        # 150 km: 50 m/s 3000 + 166.7 s, 75 m/s 2000 + 250 s: 916.7 s less, 2 % more 935 s.
        # 3600 - 935 = 2665 s: 44 min.
        assert minutes(network.trains["2016-03_G1"])[1] == ("R_ningbo", 524, 524)

    @pytest.mark.parametrize(
        ("keys", "code", "what"),
        [
            ({"faster_min": 60}, "arrives-before-leaving", "G1, G2 would arrive before leaving"),
            ({"run_min": 10}, "speed-too-high", "faster than 350 km/h"),
            ({}, "one-change", "no change of run times"),
            ({"faster_min": 1, "run_min": 40}, "one-change", "faster_min and run_min"),
            ({"speed_kmh": 250}, "missing-key", "needs the old one"),
            ({"faster_min": 1, "trains": ["G99"]}, "unknown-train", "no train 'G99'"),
            (
                {"faster_min": 1, "between": ["Central", "central"]},
                "same-station",
                "both ends are Central",
            ),
            ({"faster_min": 1, "between": ["Central", "Shaoxing"]}, "no-effect", "changes nothing"),
        ],
    )
    def test_mistakes(self, keys, code, what):
        found = problems(town(), retime(**keys))
        assert code in [one for one, _ in found]
        assert any(what in text for _, text in found)


WEST = OpenRailStation(type="open_rail_station", station="west")


class TestMove:
    def test_trains_that_begin_and_end_there(self):
        network, told = applied(town(), WEST, move(run_min=70))
        # The time in Ningbo stays: 9:00 for G1, 10:00 for G2.
        assert minutes(network.trains["2016-03_G1"]) == [
            ("R_west", 470, 470),
            ("R_ningbo", 540, 540),
        ]
        assert minutes(network.trains["2016-03_G2"]) == [
            ("R_ningbo", 600, 600),
            ("R_west", 670, 670),
        ]
        assert told[1] == "moves 2 trains from Central to West"

    def test_from_the_junction_on(self):
        trains = [
            train(
                "G5",
                ("R_central", 600, 600),
                ("R_south", 610, 612),
                ("R_shaoxing", 630, 632),
                ("R_ningbo", 670, 670),
            )
        ]
        network, told = applied(
            town(*trains), WEST, move(junction="Shaoxing", trains=["G5"], run_min=40)
        )
        assert minutes(network.trains["t_G5"]) == [
            ("R_west", 590, 590),
            ("R_shaoxing", 630, 632),
            ("R_ningbo", 670, 670),
        ]
        assert told[1] == "moves 1 train from Central to West; some no longer call at South"

    def test_chosen_by_where_they_go(self):
        network, _ = applied(town(), WEST, move(destination="Ningbo", run_min=70))
        assert network.trains["2016-03_G1"].calls[0].stop_id == "R_west"
        assert network.trains["2016-03_G2"].calls[-1].stop_id == "R_central"

    def test_through_trains_stay(self):
        through = train(
            "G7", ("R_shaoxing", 600, 600), ("R_central", 620, 622), ("R_ningbo", 680, 680)
        )
        network, told = applied(town(through), WEST, move(run_min=70))
        assert network.trains["t_G7"] == through
        assert told[1].endswith("; 1 that run through stay")
        assert problems(town(through), WEST, move(run_min=70, trains=["G7"])) == [
            ("train-runs-through", "G7 neither begins nor ends at central")
        ]

    def test_time_by_kinematics_or_from_an_added_line(self):
        by_speed, _ = applied(town(), WEST, move(speed_kmh=180, distance_km=150))
        # 54 min as in the sketch above and 3.5 min at a large station: 3230 + 210 s, 57 min.
        assert minutes(by_speed.trains["2016-03_G1"])[0] == ("R_west", 483, 483)
        # 160 km at 50 m/s: 3200 + 166.7 s, 2 % more 3434 s; 420 s at the ends of the line: 64 min.
        stations = [{"station": "west", "at_km": 0}, {"station": "Ningbo", "at_km": 160}]
        by_line, _ = applied(town(), WEST, line(stations=stations), move())
        assert minutes(by_line.trains["2016-03_G1"])[0] == ("R_west", 476, 476)

    def test_before_midnight_the_train_belongs_to_the_day_before(self):
        early = train("G3", ("R_central", 5, 5), ("R_ningbo", 65, 65))
        network, _ = applied(town(early), WEST, move(run_min=80, trains=["G3"]))
        # 65 - 80 is before the day: a day later, 1425 and 1505.
        assert minutes(network.trains["t_G3"]) == [
            ("R_west", 1425, 1425),
            ("R_ningbo", 1505, 1505),
        ]

    @pytest.mark.parametrize(
        ("keys", "code", "what"),
        [
            ({"to_station": "South", "run_min": 60}, "station-not-open", "South is not open"),
            ({"to_station": "central", "run_min": 60}, "same-station", "are at Central already"),
            ({}, "no-run-time", "between west and Ningbo"),
            ({"run_min": 60, "trains": ["X1"]}, "unknown-train", "no train 'X1'"),
            ({"distance_km": 20}, "missing-key", "a distance alone"),
            ({"run_min": 60, "origin": "Shaoxing"}, "no-effect", "changes nothing"),
        ],
    )
    def test_mistakes(self, keys, code, what):
        found = problems(town(), WEST, move(**keys))
        assert code in [one for one, _ in found]
        assert any(what in text for _, text in found)

    def test_to_a_station_that_an_earlier_entry_closes(self):
        closing = CloseRailStation(type="close_rail_station", station="Ningbo")
        found = problems(town(), closing, move(to_station="Ningbo", run_min=60))
        assert ("station-not-open", "Ningbo is not open on 2016-07-01") in found


# --- what no train can do --------------------------------------------------------------------------


def test_calls_follow_the_line_in_either_direction() -> None:
    there_and_back = line(
        services=[service(calls=["Central", "Ningbo", "Shaoxing"]), service(service="back")]
    )
    told = (
        "the train would turn back: Shaoxing lies at km 50 of New Line, before Ningbo at km 150 "
        "as one comes from Central at km 0"
    )
    assert problems(town(), there_and_back) == [("stop-order", told)]
    down = service(calls=["Ningbo", "Shaoxing", "Central"])
    applied(town(), line(services=[down]))  # against the kilometres is fine


def test_a_later_service_follows_the_line_too() -> None:
    wrong = more(calls=["Shaoxing", "Central", "Ningbo"])
    codes = [code for code, _ in problems(town(), line(services=[]), wrong)]
    assert codes == ["stop-order"]


def test_a_given_run_is_not_faster_than_the_line_is_designed_for() -> None:
    # 50 km at 300 km/h take 10 min, 100 km 20.
    for minutes, faults in (([10, 20], []), ([9, 20], ["fast"]), ([9, 19], ["fast", "fast"])):
        added = line(services=[service(run_min=minutes)])
        if not faults:
            applied(town(), added)
            continue
        found = problems(town(), added)
        assert [code for code, _ in found] == ["sketch-too-fast"] * len(faults)
        assert found[0][1] == (
            "50 km from Central to Shaoxing in 9 min are 333 km/h on a line designed for 300 km/h"
        )


def test_without_a_line_the_straight_line_at_top_speed_is_the_limit() -> None:
    found = problems(town(), more(calls=["Central", "Ningbo"], run_min=[10]))
    assert [code for code, _ in found] == ["speed-too-high"]
    assert "along the straight line of" in found[0][1]
    applied(town(), more(calls=["Central", "Ningbo"], run_min=[60]))


def test_a_train_is_not_moved_faster_than_trains_run() -> None:
    found = problems(town(), WEST, move(run_min=5))
    assert [code for code, _ in found] == ["speed-too-high"]
    assert found[0][1].startswith("from Ningbo to West in 5 min is ")


def test_a_line_of_the_tables_is_looked_at_too() -> None:
    stops = (SketchStop(StopId("R_central"), 0, 0), SketchStop(StopId("R_ningbo"), 150, 300))
    wrong = (stops[0], SketchStop(StopId("R_ningbo"), 90, 300))
    for places, said in (
        (stops, "trains would run to Ningbo at 300 km/h on a line designed for 250 km/h"),
        (wrong, "90.0 km of track lead from Central to Ningbo, less than the straight line of"),
        (stops[::-1], "Central lies at km 0, not after Ningbo at km 150"),
    ):
        sketch = RailSketch("known", "旧图", "Known Line", "旧", 250, places, Quality.ESTIMATE, "x")
        with pytest.raises(ScenarioError) as caught:
            apply_modifications(
                town(sketches={"known": sketch}),
                [AddRailLine(type="add_rail_line", line="known")],
            )
        texts = [issue.what for issue in caught.value.issues]
        assert any(text.startswith(said) for text in texts), texts
        assert all(
            issue.fix.endswith("rows of 'known' in rail/sketch_stops.csv")
            for issue in caught.value.issues
        )


def test_a_built_line_stands_in_the_network_with_the_grade_of_the_scenario() -> None:
    network, _ = applied(town(), line(services=[service()]))
    assert network.rail_sketches["new"].quality is Quality.SCENARIO
    assert town().rail_sketches == {}


def test_a_far_junction_asks_for_the_distance() -> None:
    found = apply_modifications(town(), [WEST, move(speed_kmh=250)])[1].issues
    assert [issue.code for issue in found] == ["far-junction"]
    # 155.4 km along the straight line, 1.15 times that: 178.7 km.
    assert found[0].what == (
        "Ningbo is 155 km from West: the way there is taken as 1.15 times the straight line, "
        "179 km, all of it at 250 km/h"
    )
    assert found[0].fix == "give distance_km, or name a junction within 50 km"
    for keys in ({"speed_kmh": 250, "distance_km": 170}, {"run_min": 70}):
        assert apply_modifications(town(), [WEST, move(**keys)])[1].issues == ()


class TestNumbers:
    PAIR = train("G1221/G1224", ("R_central", 600, 600), ("R_ningbo", 660, 660))

    @pytest.mark.parametrize("number", ["G1221", "G1224", "G1221/G1224"])
    def test_either_half_of_a_pair_will_do(self, number):
        faster, _ = applied(town(self.PAIR), retime(trains=[number], faster_min=5))
        assert minutes(faster.trains["t_G1221/G1224"])[1] == ("R_ningbo", 655, 655)
        moved, told = applied(town(self.PAIR), WEST, move(trains=[number], run_min=70))
        assert moved.trains["t_G1221/G1224"].calls[0].stop_id == "R_west"
        assert told[1] == "moves 1 train from Central to West"

    def test_part_of_a_number_will_not(self):
        found = problems(town(self.PAIR), retime(trains=["G122"], faster_min=5))
        assert found == [("unknown-train", "the timetable has no train 'G122'")]

    def test_without_trains_the_numbers_of_the_timetable_count(self):
        base = replace(town(), trains={})
        one = retime(trains=["G1224", "G99", "S-新-1"], faster_min=5)
        assert [*one.references(Draft(base))] == []  # nothing is known, nothing is told
        base.derived[KNOWN_NUMBERS] = frozenset({"G1221/G1224"})
        found = [*one.references(Draft(base))]
        assert [(problem.what, problem.path) for problem in found] == [
            ("the timetable has no train 'G99'", ("trains", 1))
        ]
