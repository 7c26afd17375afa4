"""Interchanges: which there are, and their minutes from door to door, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from interchange_samples import facts, town

from sim.errors import DataError
from sim.gateway.interchanges.facts import FACT_TABLE, facts_on
from sim.gateway.interchanges.index import walker_times
from sim.gateway.interchanges.pairs import stop_classes
from sim.gateway.interchanges.service import TRAINS, mean_wait_min, stop_services
from sim.gateway.interchanges.table import INTERCHANGE_COLUMNS, interchanges, wait_min
from sim.gateway.interchanges.walk import InterchangeSettings
from sim.modifications import SetTransferTime, apply_modifications
from sim.network.build import load_network
from sim.network.examples import empty
from sim.network.model import Barrier, Quality, RouteId, StopId, TransferTime
from sim.tables.reading import read_table

ROOT = Path(__file__).parents[3]


def one(table: pd.DataFrame, from_id: str, to_id: str, from_route: str = "") -> pd.Series:
    rows = table[(table["from_stop_id"] == from_id) & (table["to_stop_id"] == to_id)]
    if from_route:
        rows = rows[rows["from_route_id"] == from_route]
    assert len(rows) == 1, rows
    return rows.iloc[0]


# ------------------------------------------------------------------------- which there are


def test_which_interchanges_there_are() -> None:
    """L1-L2 at X; X, P and R near each other in both directions; nothing at A, B, C, D, Q, Z.

    P2 is 250 m from X, in reach (325 m of street), but P is nearer and has the same line. From R
    (1100) P (1050) is nearer than P2 (1250) as well.
    """
    table = interchanges(town())
    assert table[["from_stop_id", "to_stop_id"]].to_numpy().tolist() == [
        ["P", "R"],
        ["P", "X"],
        ["R", "P"],
        ["R", "X"],
        ["X", "P"],
        ["X", "R"],
        ["X", "X"],
        ["X", "X"],
    ]
    assert table.columns.tolist() == list(INTERCHANGE_COLUMNS)
    assert table["kind"].tolist()[1::2] == ["bus-train", "rail-train", "train-rail", "train-train"]
    assert one(table, "R", "X")["kind_zh"] == "rail→train"


def test_classes_of_stops() -> None:
    classes = stop_classes(town())
    assert [classes[StopId(name)] for name in "XPR"] == ["urban_rail", "street", "regional"]


def test_a_coach_stops_in_the_street_and_asks_for_its_lead() -> None:
    """The bus K as a coach: 65 m and 30 m at 1.25 m/s, two levels, a gate; 10 min before leaving."""
    network = town()
    coach = replace(network.modes["bus"], system="regional", boarding_slack_s=600)
    network = replace(network, modes={**network.modes, "bus": coach})
    row = one(interchanges(network), "X", "P")
    assert row["transfer_min"] == pytest.approx((95 / 1.25 + 50 + 6) / 60, abs=0.01)
    assert row["lead_min"] == pytest.approx((600 - 6) / 60)


def test_a_closed_station_and_a_river_have_no_interchange() -> None:
    closed = interchanges(town(open_date=date(2021, 1, 1)))
    assert not closed[["from_stop_id", "to_stop_id"]].isin(["R"]).any(axis=None)
    # A river of 34 m between P (1050) and X (1000): nobody walks there, R is on P's side.
    west, east = 120.0 + 1008 / 96_486, 120.0 + 1042 / 96_486
    ring = ((west, 29.9), (east, 29.9), (east, 30.1), (west, 30.1))
    wet = interchanges(replace(town(), barriers=(Barrier("river", (ring,)),)))
    pairs = set(zip(wet["from_stop_id"], wet["to_stop_id"], strict=True))
    assert ("P", "X") not in pairs
    assert ("P", "R") in pairs
    # One hub: joined whatever lies between.
    assert ("R", "X") in pairs


def test_an_empty_network_has_no_interchange() -> None:
    table = interchanges(empty())
    assert len(table) == 0
    assert table.columns.tolist() == list(INTERCHANGE_COLUMNS)


# ---------------------------------------------------------------------- minutes by hand


def test_two_lines_of_one_station() -> None:
    """30 + 60 + 30 = 120 m at 1.25 m/s = 96 s; one level up, one down by escalator = 50 s.

    No check inside the gates. L2 every 5 min each way: 2.5 min of waiting.
    """
    row = one(interchanges(town()), "X", "X", "L1")
    assert row["to_route_id"] == "L2"
    assert row["walk_m"] == 120.0
    assert row["transfer_min"] == pytest.approx(146 / 60)
    assert row["checks_min"] == 0
    assert row["wait_min"] == pytest.approx(2.5)
    assert row["with_wait_min"] == pytest.approx(146 / 60 + 2.5)
    assert row["perceived_min"] == pytest.approx(2 * 146 / 60 + 2 * 2.5)
    assert row[["within_3_min", "within_5_min"]].tolist() == [True, True]
    assert row["quality"] == "modelled"
    # The search: 60 s out, no walk, 60 s of slack.
    assert row["router_min"] == pytest.approx(2.0)


def test_from_the_metro_to_a_train() -> None:
    """100 m x 1.3 + 30 + 150 = 310 m with luggage = 310 s; 4 + 1 levels = 150 s; 198 s of checks.

    The mode asks for 900 s before the departure, of which 702 s are left to wait in the hall.
    Trains leave R at 07:00 and 10:00: from 06:00 on the mean wait is (1² + 3²) / (2 * 4) h.
    """
    row = one(interchanges(town()), "X", "R")
    assert row["walk_m"] == pytest.approx(310, abs=0.5)
    assert row["transfer_min"] == pytest.approx((310 + 150 + 198) / 60, abs=0.01)
    assert row["lead_min"] == pytest.approx(702 / 60)
    assert row["wait_min"] == pytest.approx(75.0)
    assert row["with_wait_min"] == pytest.approx(row["transfer_min"] + 11.7 + 75.0)
    # Twice the way and the wait, checks once and 5 min more for the one of them, the lead once.
    assert row["perceived_min"] == pytest.approx(2 * 460 / 60 + 3.3 + 5 + 11.7 + 150, abs=0.02)
    assert not row["within_8_min"]
    # The search: 60 s, the 240 s of a hub, 900 s.
    assert row["router_min"] == pytest.approx(20.0)


def test_from_a_train_to_the_metro_and_to_a_bus() -> None:
    table = interchanges(town())
    # 310 s, three levels down = 90 s, one check of 30 s and two gates = 42 s.
    assert one(table, "R", "X")["transfer_min"] == pytest.approx((310 + 90 + 42) / 60, abs=0.01)
    # 50 m x 1.3 + 150 = 215 s, up and down 60 s, a gate.
    assert one(table, "R", "P")["transfer_min"] == pytest.approx((215 + 60 + 6) / 60, abs=0.01)
    # Of L1 leave 12 an hour (5 min of waiting), of L2 24 (2.5 min): (60 + 60) / 36.
    assert one(table, "R", "X")["wait_min"] == pytest.approx(120 / 36, abs=0.01)


def test_service_is_what_comes_times_what_leaves() -> None:
    """Through X pass 2 x 6 trains of L1 and 2 x 12 of L2 an hour; P is an end of K: 4 an hour.

    A hair less, as the first trains reach X 100 s after the window opens.
    """
    table = interchanges(town())
    assert one(table, "X", "X", "L1")["service"] == pytest.approx(12 * 24, rel=0.01)
    assert one(table, "P", "X")["service"] == pytest.approx(4 * 36, rel=0.01)
    # Three trains in 16 hours, one of them comes to R.
    assert one(table, "R", "X")["service"] == pytest.approx(36 / 16, rel=0.01)
    room = {"train": 1000.0, "L2": 500.0, "bus": 80.0}
    table = interchanges(town(), places_per_vehicle=room)
    assert one(table, "X", "X", "L1")["service"] == pytest.approx(12 * 24 * 1000 * 500, rel=0.01)
    assert one(table, "P", "X")["service"] == pytest.approx(4 * 80 * 24_000, rel=0.01)
    assert one(table, "R", "X")["service"] == pytest.approx(600 / 16 * 24_000, rel=0.01)


def test_places_of_a_line_that_nobody_listed() -> None:
    with pytest.raises(DataError, match=r"line 'K' nor its mode 'bus' has any; add the mode to"):
        interchanges(town(), places_per_vehicle={"train": 1000.0})


# ---------------------------------------------------------- what is known goes before what is not


def test_a_transfer_time_replaces_walk_and_levels() -> None:
    """Two minutes from platform to platform; the 198 s of checks stay."""
    given = TransferTime(StopId("X"), StopId("R"), 120, Quality.PUBLISHED, "timed")
    itself = TransferTime(StopId("X"), StopId("X"), 45, Quality.OFFICIAL, "drawn")
    network = replace(
        town(), transfer_times={(x.from_stop_id, x.to_stop_id): x for x in (given, itself)}
    )
    table = interchanges(network, facts=facts({**_X_TO_R, "measured_s": 600.0}))
    row = one(table, "X", "R")
    assert row["transfer_min"] == pytest.approx((120 + 198) / 60)
    assert (row["quality"], row["source"], row["timed"]) == ("published", "timed", True)
    assert one(table, "X", "X", "L1")["transfer_min"] == 0.75
    assert one(table, "X", "X", "L2")["transfer_min"] == 0.75


def test_a_scenario_that_sets_a_transfer_time() -> None:
    change = SetTransferTime(type="set_transfer_time", stops=("X", "R"), time_min=1.5)
    network, _ = apply_modifications(town(), [change])
    table = interchanges(network)
    assert one(table, "R", "X")["transfer_min"] == pytest.approx(1.5 + 42 / 60)
    assert one(table, "R", "X")["quality"] == "scenario"


def test_a_far_pair_with_a_transfer_time_is_an_interchange() -> None:
    shuttle = TransferTime(StopId("X"), StopId("D"), 300, Quality.SCENARIO, "scenario")
    network = replace(town(), transfer_times={(StopId("X"), StopId("D")): shuttle})
    assert one(interchanges(network), "X", "D")["transfer_min"] == 5.0
    assert one(interchanges(network), "X", "D")["within_5_min"]


_X_TO_R: dict[str, object] = {"from_stop_id": "X", "to_stop_id": "R"}


def test_facts_measured_in_metres_or_by_levels_alone() -> None:
    timed = one(interchanges(town(), facts=facts({**_X_TO_R, "measured_s": 60.0})), "X", "R")
    assert timed["transfer_min"] == pytest.approx((60 + 198) / 60)
    metres = {**_X_TO_R, "walk_m": 100.0, "levels_up": 1.0, "levels_down": 0.0, "security": 0.0}
    row = one(interchanges(town(), facts=facts({**metres, "escalator": False})), "X", "R")
    # 100 s with luggage, 40 s of stairs, three gates.
    assert row["transfer_min"] == pytest.approx((100 + 40 + 18) / 60)
    assert (row["quality"], row["levels"]) == ("estimate", 1.0)
    row = one(interchanges(town(), facts=facts({**_X_TO_R, "levels_up": 0.0})), "X", "R")
    # Metres are not told: they stay modelled, and so does the grade.
    assert row["transfer_min"] == pytest.approx((310 + 30 + 198) / 60, abs=0.01)
    assert row["quality"] == "modelled"
    assert row["source"].startswith("by hand; metres: assumed")


def test_facts_of_two_lines_go_before_those_of_the_station_and_turn_round() -> None:
    station = {"from_stop_id": "X", "to_stop_id": "X", "measured_s": 300.0, "both_ways": True}
    lines = {**station, "from_route_id": "L1", "to_route_id": "L2", "measured_s": 30.0}
    table = interchanges(town(), facts=facts(station, {**lines, "both_ways": False}))
    assert one(table, "X", "X", "L1")["transfer_min"] == 0.5
    assert one(table, "X", "X", "L2")["transfer_min"] == 5.0
    table = interchanges(town(), facts=facts(station, {**lines, "both_ways": True}))
    assert one(table, "X", "X", "L2")["transfer_min"] == 0.5
    assert one(table, "X", "X", "L2")["within_3_min"]


def test_facts_hold_on_their_dates_only() -> None:
    """No second bag check from 2019-09-25 on: 30 s less for arriving passengers."""
    day = pd.Timestamp("2019-09-25")
    free = {"from_stop_id": "R", "to_stop_id": "X", "security": 0.0, "valid_from": day}
    checked = {**free, "security": 1.0, "valid_from": pd.NaT, "valid_to": day}
    rows = facts(checked, free)
    minutes = [
        one(interchanges(replace(town(), as_of=as_of), facts=rows), "R", "X")["checks_min"]
        for as_of in (date(2019, 9, 24), date(2019, 9, 25))
    ]
    assert minutes == pytest.approx([42 / 60, 12 / 60])


def test_two_rows_of_one_interchange_are_told() -> None:
    rows = facts(
        {**_X_TO_R, "interchange_id": "first"},
        {**_X_TO_R, "interchange_id": "second"},
    )
    with pytest.raises(DataError) as caught:
        interchanges(town(), facts=rows)
    assert "rows 'first' and 'second' both hold on 2020-12-31" in str(caught.value)
    assert "end one with valid_to before the other begins" in str(caught.value)


def test_the_airport_is_there_where_a_row_names_it() -> None:
    """200 m + no level, a gate: 206 s; the 90 min of the flight are lead, not transfer."""
    assert "ABC" not in interchanges(town())["to_stop_id"].tolist()
    row = {"from_stop_id": "X", "to_stop_id": "ABC", "walk_m": 200.0, "levels_up": 0.0}
    table = interchanges(town(), facts=facts(row))
    there = one(table, "X", "ABC")
    assert there["transfer_min"] == pytest.approx(206 / 60)
    assert there["lead_min"] == pytest.approx((5400 - 6) / 60)
    assert np.isnan(there["wait_min"])
    assert there["with_wait_min"] == pytest.approx(206 / 60 + 5394 / 60)
    assert there["service"] == 0
    unknown = one(interchanges(town(), facts=facts({**row, "walk_m": None})), "X", "ABC")
    assert np.isnan(unknown["transfer_min"])
    assert not unknown["within_8_min"]


def test_order_of_the_facts_does_not_matter() -> None:
    rows = facts(
        {**_X_TO_R, "interchange_id": "a", "walk_m": 100.0},
        {"interchange_id": "b", "from_stop_id": "P", "to_stop_id": "X", "walk_m": 30.0},
    )
    pd.testing.assert_frame_equal(
        interchanges(town(), facts=rows), interchanges(town(), facts=rows.iloc[::-1])
    )


# ---------------------------------------------------------------------- service and waiting


def test_mean_wait_by_hand() -> None:
    # Two services of 600 s and 300 s at once: 1 / (1/600 + 1/300) = 200 s, half of it.
    assert mean_wait_min([(0, 3600, 1 / 600), (0, 3600, 1 / 300)], (0, 3600)) == pytest.approx(
        100 / 60
    )
    assert np.isnan(mean_wait_min([], (0, 3600)))
    assert np.isnan(wait_min(()))


def test_services_at_an_end_and_of_trains() -> None:
    services = stop_services(town(), [StopId("A"), StopId("R"), StopId("Q")])
    (at_a,) = services[StopId("A")]
    # A is an end: half of the trains come, half leave. L1 arrives at A 200 s after leaving B.
    assert (at_a.departures_per_h, at_a.wait_min) == (6.0, 5.0)
    assert at_a.arrivals_per_h == pytest.approx(6.0 * (1 - 180 / 57_600), abs=0.01)
    (at_r,) = services[StopId("R")]
    assert at_r.route_id == TRAINS
    assert (at_r.departures_per_h, at_r.arrivals_per_h) == (2 / 16, 1 / 16)


def test_a_line_that_only_ends_here_is_not_boarded() -> None:
    network = town()
    route = network.routes[RouteId("L2")]
    oneway = replace(route, branches=(replace(route.branches[0], both_directions=False),))
    network = replace(network, routes={**network.routes, RouteId("L2"): oneway})
    (service,) = stop_services(network, [StopId("D")])[StopId("D")]
    assert service.departures_per_h == 0
    assert np.isnan(service.wait_min)


# ---------------------------------------------------------------------- walkers


def test_walkers_of_each_class() -> None:
    """120 m and two levels: 96 + 50 s, 120 + 60 s, 120 / 0.7 + 150 s."""
    times = walker_times(interchanges(town()))
    rows = times[(times["from_stop_id"] == "X") & (times["from_route_id"] == "L1")]
    assert rows["walker_id"].tolist() == ["commuter", "luggage", "reduced"]
    expected = [146 / 60, 3.0, (120 / 0.7 + 150) / 60]
    assert rows["transfer_min"].tolist() == pytest.approx(expected)


def test_layouts_of_both_directions_mirror_their_levels() -> None:
    """Between city lines, and to flights, the way back is the way there turned round."""
    settings = InterchangeSettings()
    for pair in (("urban_rail", "street"), ("urban_rail", "air"), ("regional", "air")):
        there, back = settings.layout(*pair), settings.layout(pair[1], pair[0])
        assert (there.levels_up, there.levels_down) == (back.levels_down, back.levels_up)


# ---------------------------------------------------------------------- the shipped table


def test_shipped_rows_never_contradict_each_other() -> None:
    table = read_table(ROOT / "network_data", FACT_TABLE)
    days = {
        day.date()
        for column in ("valid_from", "valid_to")
        for day in pd.to_datetime(table[column]).dropna()
    }
    for day in (*sorted(days), date(2050, 1, 1)):
        assert facts_on(table, day)
    ends = (StopId("R_hangzhou_east"), StopId("M_east_railway_station"), RouteId(""), RouteId(""))
    assert facts_on(table, date(2019, 9, 24))[ends].security == 1
    assert facts_on(table, date(2019, 9, 25))[ends].security == 0
    assert table.loc[table["measured_s"].notna(), "quality"].tolist() == ["published", "published"]


def test_every_shipped_row_meets_an_interchange_of_2022() -> None:
    """Lines and stations of all rows are open by the end of 2022; none is dropped in silence.

    No train of the timetable of 2019 calls at Hangzhou West, so its rows wait for a scenario.
    """
    data = ROOT / "network_data"
    table = read_table(data, FACT_TABLE)
    network = load_network(data, date(2022, 12, 31), zones=())
    found = interchanges(network, facts=table).set_index(
        ["from_stop_id", "to_stop_id", "from_route_id", "to_route_id"]
    )
    rows = facts_on(table, network.as_of)
    assert len(rows) > len(table) / 2
    missing = {key for key in rows if key not in found.index}
    assert {stop_id for key in missing for stop_id in key[:2]} == {
        "R_hangzhou_west",
        "M_west_railway_station",
    }
    # Published: less than half a minute from Line 16 to Line 5; a check no more after a train.
    lvting = ("M_lvting_road", "M_lvting_road", "metro_16", "metro_5")
    assert found.loc[lvting, "transfer_min"] == 0.5
    assert found.loc[lvting, "quality"] == "published"
    east = ("R_hangzhou_east", "M_east_railway_station", "", "")
    assert found.loc[east, ["security_checks", "levels_down"]].tolist() == [0, 3]
