"""From the tables of the project to a day in the terminal: what ties out, what a scenario sets."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import DataError
from sim.network.examples import empty
from sim.network.model import Airport, AirRoute, Place
from sim.network.operations import LaneSetting, Operations, ServiceSetting
from sim.network.quality import Quality
from sim.study.day.terminal import (
    TERMINAL_FACTS,
    replicate_closed_runway,
    replicate_terminal,
    terminal_assumptions,
    terminal_inputs,
)
from sim.study.settings import CITY_CENTRE
from sim.tables import read_table

DATA = Path(__file__).parents[2] / "network_data"
_PERIOD = "midday"


@pytest.fixture(scope="module")
def tables():
    found = {name: read_table(DATA, name) for name in TERMINAL_FACTS}
    # a small airport: 2,001 passengers a day
    found["demand/special_generators"] = pd.DataFrame(
        {"generator_id": ["HGH"], "year": [2015], "passengers_per_day": [2001.0]}
    )
    return found


def network(**changes):
    def airport(iata, lon, lat, kind):
        return Airport(iata, f"{iata}机场", f"{iata} airport", "", "CN", lon, lat, kind, "x")

    airports = {
        "HGH": airport("HGH", 120.434, 30.2295, "home"),
        "ICN": airport("ICN", 126.45, 37.46, "international"),
        "PEK": airport("PEK", 116.6, 40.1, "domestic"),
    }
    routes = {
        code: AirRoute(code, "", frequency, True, Quality.PUBLISHED, "x")
        for code, frequency in (("ICN", None), ("PEK", 70.0))
    }
    centre = Place(CITY_CENTRE, "武林", "Wulin", "centre", 120.16, 30.27, Quality.ESTIMATE, "x")
    return replace(
        empty(),
        as_of=date(2015, 12, 31),
        horizon_year=2015,
        home_airport="HGH",
        airports=airports,
        air_routes=routes,
        places={CITY_CENTRE: centre},
        **changes,
    )


def trips():
    rows = [
        ("HGH", _PERIOD, side, way, count)
        for side in ("to", "from")
        for way, count in (("car", 250.4), ("taxi", 349.6))
    ]
    columns = ["generator_id", "period", "direction", "alternative_id", "trips"]
    return pd.DataFrame(rows, columns=columns)


def test_the_day_ties_out_with_the_demand_model(tables):
    inputs = terminal_inputs(network(), tables, trips())
    # 2,001 x 232,079 movements / 28,354,435 passengers x 0.97 with passengers = 15.9
    assert len(inputs.case.flights) == 16
    assert inputs.passengers == inputs.case.flights.passengers.sum() == 2001
    # once a day each way, as 7 a week where no list says
    assert inputs.case.flights.international.sum() == 2
    measures, frames = replicate_terminal(inputs, 1, 0)
    checks = frames["operations_checks"].set_index("check")
    assert (checks["difference"] == 0).all()
    assert checks.loc["to_car", "model_total"] == 250
    assert checks.loc["from_taxi", "simulated_total"] == 350
    assert measures["passengers"] == 2001
    assert set(frames) == {
        "operations_checks",
        "operations_missed",
        "operations_queues",
        "operations_relief",
        "operations_service_levels",
        "operations_transfers",
    }
    assert "operations_queues" not in replicate_terminal(inputs, 1, 1)[1]
    assert frames["operations_service_levels"]["lanes_needed"].dropna().ge(0).all()


def test_flights_nobody_lists_follow_the_rule_of_journeys_and_connectivity(tables):
    rules = tables["air/journey_rules"].set_index("name")
    rules.loc["unknown_weekly_frequency_home_abroad", "value"] = 21.0
    changed = tables | {"air/journey_rules": rules.reset_index()}
    # three a day each way; the 70 a week inside the country are no matter
    flights = terminal_inputs(network(), changed, trips()).case.flights
    assert flights.international.sum() == 6


def test_every_assumption_is_told_in_both_languages(tables):
    told = terminal_assumptions(terminal_inputs(network(), tables, trips()))
    assert told[0] == (
        "模拟航班表：全日16个架次，国际及地区2个，平均客座率" + told[0][0].split("客座率")[1],
        "modelled list of flights: 16 movements, 2 of them abroad, "
        + told[0][1].split("abroad, ")[1],
    )
    assert any("1.15" in en for _, en in told)
    assert any("nobody gives up waiting" in en for _, en in told)


def test_bags_of_domestic_flights_have_the_standard_of_narrow_bodies(tables):
    case = terminal_inputs(network(), tables, trips()).case
    standards = {
        place: case.levels[case.terminal.processes[place]].standard_high_min
        for place in ("bags_domestic", "bags_international")
    }
    assert standards == {"bags_domestic": 15.0, "bags_international": 25.0}


def test_what_a_scenario_sets_reaches_the_terminal(tables):
    set_to = Operations(
        lanes=(
            LaneSetting("HGH/security_domestic", 2, 0, 86_400),
            LaneSetting("hangzhou_east/security", 9, 0, 86_400),
        ),
        service_times=(ServiceSetting("HGH/security_domestic", 99.0),),
    )
    inputs = terminal_inputs(network(operations=set_to), tables, trips())
    places = {place.place_id: place for place in inputs.case.terminal.places}
    assert places["security_domestic"].most == 2
    assert places["security_domestic"].service.mean_s == 99.0
    wrong = Operations(lanes=(LaneSetting("HGH/securty", 2, 0, 86_400),))
    with pytest.raises(DataError, match="terminal HGH has no place 'securty' with lanes"):
        terminal_inputs(network(operations=wrong), tables, trips())


def test_an_own_schedule_scales_the_city(tables, tmp_path):
    path = tmp_path / "day.csv"
    path.write_text(
        "flight,direction,international,time,seats,load_factor,other_end\n"
        "A,departure,0,10:00,150,1,PEK\nB,arrival,0,11:00,150,1,PEK\n",
        encoding="utf-8",
    )
    inputs = terminal_inputs(network(), tables, trips(), own=path)
    assert inputs.passengers == 300
    # 600 trips to the airport of 2,001 passengers: 90 of 300
    assert inputs.case.city.to_airport.sum() == pytest.approx(600 * 300 / 2001)
    _, frames = replicate_terminal(inputs, 1, 0)
    assert frames["operations_checks"]["difference"].abs().max() == 0
    told = terminal_assumptions(inputs)
    assert told[0][1].startswith("own schedule: 2 movements")


def test_a_closed_runway_is_a_disruption(tables):
    inputs = terminal_inputs(network(), tables, trips(), closures=[(43_200.0, 50_400.0)])
    measures, frames = replicate_closed_runway(inputs, 1, 0)
    row = frames["operations_disruptions"].iloc[0]
    assert row["closure_id"] == "runway_1200_1400"
    assert measures["person_minutes_lost/runway_1200_1400"] == row["person_minutes_lost"] > 0
    # 45 published, 97 % with passengers, 1.15 times as many at most (1.0 to 1.3)
    assert "runways take 50 movements an hour; at 57 to 44" in row["note"]
    assert replicate_closed_runway(terminal_inputs(network(), tables, trips()), 1, 0) == ({}, {})


def test_missing_facts_are_told(tables):
    some = dict(tables)
    some["operations/terminal_parameters"] = tables["operations/terminal_parameters"].query(
        "parameter not in ['taxi_in_min', 'day_factor']"
    )
    with pytest.raises(DataError, match="terminal_parameters has no day_factor, taxi_in_min; add"):
        terminal_inputs(network(), some, trips())
    some = dict(tables)
    some["demand/special_generators"] = tables["demand/special_generators"].assign(generator_id="X")
    with pytest.raises(DataError, match="has no passengers of HGH; add them for a day in its"):
        terminal_inputs(network(), some, trips())
    some = dict(tables)
    some["operations/terminal_facilities"] = tables["operations/terminal_facilities"].assign(
        facility_id="PVG"
    )
    with pytest.raises(DataError, match="has no lanes of HGH on 2015-12-31; add them"):
        terminal_inputs(network(), some, trips())
