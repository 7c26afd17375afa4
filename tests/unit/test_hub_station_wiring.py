"""From a network and the tables of a run to a day at a station, and the tables of facts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import toy
from sim.demand.special import special_attractions
from sim.demand.zone_examples import zones_of
from sim.errors import DataError
from sim.hub.station.template import template_of
from sim.hub.station.windows import Periods
from sim.network.examples import empty, hub, line
from sim.network.model import HubId, Network
from sim.network.operations import LaneSetting, Operations, ServiceSetting, VehicleSetting
from sim.study.day.station_lines import station_lines
from sim.study.day.stations import (
    STATION_FACTS,
    hub_passengers,
    replicate_station,
    station_assumptions,
    station_inputs,
)
from sim.tables import read_table

DATA = Path(__file__).parents[2] / "network_data"
PERIODS = Periods.of({"day": [(0.0, 86_400.0)]})


@pytest.fixture(scope="module")
def facts() -> dict[str, pd.DataFrame]:
    return {name: read_table(DATA, name) for name in STATION_FACTS}


def generators() -> pd.DataFrame:
    rows = [
        ("H", "station", 2015, 100.0, 0.8, True),
        ("H", "station", 2025, 300.0, 0.8, True),
        ("J", "station", 2015, 60.0, 0.8, False),
        ("K", "station", 2015, 40.0, 0.8, True),
    ]
    names = ["generator_id", "purpose_id", "year", "passengers_per_day", "in_city_share",
             "counts_in_total"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def town() -> Network:
    return replace(
        empty(),
        horizon_year=2020,
        hubs={HubId("H"): hub("H", "A"), HubId("J"): hub("J", "B")},
    )


def test_passengers_are_those_of_the_demand_model() -> None:
    """2020: H has 200, J 60; the city's total is H and K, 240; J shares it: 240 x 200 / 260."""
    found = hub_passengers(town(), generators(), "H")
    assert found == pytest.approx(240 * 200 / 260)
    zones = zones_of(people=[10.0], jobs=[5.0], stations=["H", "J"])
    trips = special_attractions(generators(), town(), zones, "station")
    assert trips[1] == pytest.approx(0.8 * found)


def test_a_station_that_is_not_open_is_told() -> None:
    with pytest.raises(DataError, match="station K is not open"):
        hub_passengers(town(), generators(), "K")


def loads() -> pd.DataFrame:
    """Line L towards C: at B 8 of 10 places are taken from 07:00, of whom 3 boarded there."""
    rows = [
        ("L", 0, "B", "C", "day", "", 8.0, 10.0, 3.0, 8.0),
        ("L", 0, "B", "C", "day", "07:00", 8.0, 10.0, 3.0, 8.0),
        ("L", 0, "A", "B", "day", "", 5.0, 10.0, 5.0, 2.0),
        ("L", 1, "B", "A", "day", "", 1.0, 10.0, 1.0, 1.0),
        ("L", 1, "C", "B", "day", "", 4.0, 10.0, 4.0, 4.0),
    ]
    names = ["route_id", "direction", "from_stop_id", "to_stop_id", "period", "quarter_start",
             "load", "capacity", "boardings", "alightings"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def vehicles() -> pd.DataFrame:
    return pd.DataFrame([("train", "L", 4, 10)], columns=["mode_id", "route_id", "seats", "places"])


def test_vehicles_have_the_room_that_the_loads_leave() -> None:
    """Who boards at the stop is taken out: 8 - 3 = 5 of 10 places stay taken, 5 are free."""
    network = line("A B C")
    stop = replace(hub("H", "B"))
    found = station_lines(network, vehicles(), loads(), stop, PERIODS)
    assert [one.line_id for one in found] == ["L:0:B", "L:1:B"]
    onward = found[0]
    quarter = (onward.calls.depart_s >= 25_200) & (onward.calls.depart_s < 26_100)
    assert set(onward.calls.places[quarter]) == {5}
    assert set(onward.calls.places[~quarter]) == {10}
    assert (onward.boards.tolist(), onward.alights.tolist()) == ([3.0], [2.0])
    assert (found[1].boards.tolist(), found[1].alights.tolist()) == ([1.0], [4.0])
    assert (np.diff(onward.calls.depart_s) > 0).all()


def test_at_a_terminus_people_come_by_the_other_direction() -> None:
    """At C nobody goes on towards D; who alights there comes by the vehicles that go back."""
    found = station_lines(line("A B C"), vehicles(), loads(), hub("H", "C"), PERIODS)
    assert [one.line_id for one in found] == ["L:1:C"]
    assert found[0].alights.tolist() == [8.0]


def test_vehicles_that_a_scenario_sets_count() -> None:
    network = replace(line("A B C"), operations=Operations(vehicles=(VehicleSetting("L", 20),)))
    found = station_lines(network, vehicles(), loads(), hub("H", "B"), PERIODS)
    assert set(found[0].calls.places) == {20, 10}


def test_a_line_without_vehicle_is_told() -> None:
    with pytest.raises(DataError, match="line L has no vehicle — add a row"):
        station_lines(line("A B C"), vehicles().head(0), loads(), hub("H", "B"), PERIODS)


def run_tables(passengers: float) -> dict[str, pd.DataFrame]:
    """Public transport half, taxi half, in the middle of the day, as many each way."""
    rows = [
        ("hangzhou_east", "station", "midday", direction, way, passengers * 0.85 / 4)
        for direction in ("to", "from")
        for way in ("transit", "taxi")
    ]
    names = ["generator_id", "purpose_id", "period", "direction", "alternative_id", "trips"]
    flows = pd.DataFrame(columns=["station_id", "period", "entries", "exits"])
    return {
        "generator_trips": pd.DataFrame(rows, columns=names),
        "line_loads": loads().head(0),
        "station_flows": flows.astype({"entries": float, "exits": float}),
    }


def small_town(**more: object) -> Network:
    """Three trains at midday at a station without lines, under the name of a real one."""
    built = toy.build(
        """
        train T1 rail: D 09:50, E 10:20/10:25, F 11:00
        train T2 rail: D 11:20, E 12:00/12:05, F 12:50
        train T3 rail: D 13:20, E 14:00/14:05, F 14:50
        """
    ).network
    return replace(built, hubs={HubId("hangzhou_east"): hub("hangzhou_east", "E")}, **more)  # type: ignore[arg-type]


def test_a_whole_station_from_its_tables(facts: dict[str, pd.DataFrame]) -> None:
    """1,000 passengers of the day, 850 of them of the city; everything ties out, all at once."""
    network = small_town(horizon_year=2015)
    own = facts["demand/special_generators"]
    row = (own["generator_id"] == "hangzhou_east") & (own["year"] == 2015)
    table = own[row].assign(passengers_per_day=1000.0)
    given = {**facts, "demand/special_generators": table}
    inputs = station_inputs(network, given, run_tables(1000.0), "hangzhou_east")
    assert inputs.scene.totals.passengers == 1000
    assert inputs.scene.trains.listed.all()
    # no entries at the stops of lines: nobody of the public transport goes by them
    assert "metro" not in set(inputs.scene.totals.ground["kind"])
    measures, frames = replicate_station(inputs, 1, 0)
    assert measures["people"] == 1000 - inputs.scene.totals.changing
    checks = frames["operations_checks"]
    assert (checks["difference"] == 0).all()
    assert "市内出行·从列车·日间平峰·公共交通" in set(checks["title_zh"])
    assert set(frames) == {
        "operations_transfers",
        "operations_missed",
        "operations_checks",
        "operations_queues",
        "operations_relief",
    }
    ((zh, en),) = station_assumptions(inputs)
    assert "无人放弃等候" in zh
    assert "nobody gives up waiting" in en
    assert set(replicate_station(inputs, 1, 1)[1]) == {
        "operations_transfers",
        "operations_missed",
        "operations_checks",
    }


def test_places_that_a_scenario_sets(facts: dict[str, pd.DataFrame]) -> None:
    network = small_town(
        horizon_year=2015,
        operations=Operations(
            lanes=(
                LaneSetting("hangzhou_east/security", 3, 0, 86_400),
                LaneSetting("HGH/security", 99, 0, 86_400),
            ),
            service_times=(ServiceSetting("hangzhou_east/identity", 9.0),),
        ),
    )
    inputs = station_inputs(network, facts, run_tables(1000.0), "hangzhou_east")
    places = inputs.template.places
    assert places["security"].schedule.lanes_at(0.0) == 3
    assert places["identity"].service.mean_s == 9.0
    wrong = Operations(lanes=(LaneSetting("hangzhou_east/door", 3, 0, 86_400),))
    with pytest.raises(DataError, match="place 'door' is not known — known are"):
        station_inputs(
            replace(network, operations=wrong), facts, run_tables(1000.0), "hangzhou_east"
        )


def test_what_cannot_be_simulated_is_told(facts: dict[str, pd.DataFrame]) -> None:
    network = small_town(horizon_year=2015)
    with pytest.raises(DataError, match="station 'X' is not known; known are hangzhou_east"):
        station_inputs(network, facts, run_tables(1000.0), "X")
    none = run_tables(1000.0)
    none["generator_trips"] = none["generator_trips"].head(0)
    with pytest.raises(DataError, match="no trips to or from station hangzhou_east; a day"):
        station_inputs(network, facts, none, "hangzhou_east")
    asleep = replace(network, trains={})
    with pytest.raises(DataError, match="no train of the timetable calls there"):
        station_inputs(asleep, facts, run_tables(1000.0), "hangzhou_east")


def test_every_template_is_whole(facts: dict[str, pd.DataFrame]) -> None:
    """Each kind has a way in and out, lanes are open, and shares sum to one."""
    names = {name.partition("/")[2]: table for name, table in facts.items()}
    kinds = set(names["station_kinds"]["kind"])
    on = pd.Timestamp(2016, 7, 1).date()
    for hub_id in names["station_hubs"]["hub_id"]:
        template = template_of(names, hub_id=hub_id, on=on)
        ends = {(way.from_kind, way.to_kind) for way in template.ways}
        train = template.train_kind
        others = kinds - {train}
        assert ends == {(train, train)} | {
            pair for kind in others for pair in ((train, kind), (kind, train))
        }
        for spec in template.places.values():
            assert spec.kind != "lanes" or spec.schedule.most > 0
            assert spec.kind != "gate" or spec.opens_before_s > spec.closes_before_s
    onward = names["station_onward"]
    assert onward.groupby(["group", "alternative_id"])["share"].sum().round(9).eq(1).all()
    ways = set(facts["demand/alternatives"]["alternative_id"])
    assert ways == set(onward["alternative_id"]) - {""}
    assert names["walking"]["share"].sum() == pytest.approx(1)
    assert onward["share"].between(onward["low"], onward["high"]).all()
    values = names["station_parameters"]
    assert values["value"].between(values["low"], values["high"]).all()


def test_the_check_before_the_metro_ends_on_its_day(facts: dict[str, pd.DataFrame]) -> None:
    """Since 2019-09-25 arriving passengers are not checked again at Hangzhou East."""
    names = {name.partition("/")[2]: table for name, table in facts.items()}
    checked = []
    for day in ("2019-09-24", "2019-09-25"):
        on = pd.Timestamp(day).date()
        way = template_of(names, hub_id="hangzhou_east", on=on).way("rail", "metro")
        assert way is not None
        checked.append("metro_security" in way.places)
    assert checked == [True, False]
