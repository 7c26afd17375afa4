"""Taking a list of modifications apart: what falls with what, what runs, whose time moves."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.modifications import (
    AddAirRoutes,
    AddLine,
    AdjustHeadway,
    CloseSection,
    OpenSection,
    apply_modifications,
)
from sim.modifications.examples import two_line_network
from sim.study.compare_service import open_km, route_km_per_day
from sim.study.contributions import contribution_rows, leave_one_out
from sim.study.ledger import PEOPLE_COLUMNS, moved_people, step_table

LINE = AddLine(
    type="add_line",
    route_id="t_3",
    mode="train",
    name_zh="3号线",
    name_en="Line 3",
    stops=("Park", "Hospital"),
    run_time_min=(5,),
    headway_min=6,
    length_km=4.0,
)
MORE_TRAINS = AdjustHeadway(type="adjust_headway", routes=("t_3",), headway_min=3)
FLIGHT = AddAirRoutes(type="add_air_routes", destinations=("SFO",))
OPEN = OpenSection(type="open_section", sections=("1b",))
CLOSE = CloseSection(type="close_section", sections=("1b",))


def test_a_headway_falls_with_the_line_it_is_for() -> None:
    variant = leave_one_out(two_line_network(), [LINE, FLIGHT, MORE_TRAINS], 0)
    assert (variant.kept, variant.fallen) == ((1,), (2,))


def test_a_line_stands_without_its_later_headway() -> None:
    variant = leave_one_out(two_line_network(), [LINE, FLIGHT, MORE_TRAINS], 2)
    assert (variant.kept, variant.fallen) == ((0, 1), ())


def test_a_chain_falls_as_a_whole() -> None:
    """Without the line the headway fails, and so does the second headway after it."""
    factor = AdjustHeadway(type="adjust_headway", routes=("t_3",), headway_factor=0.5)
    variant = leave_one_out(two_line_network(), [LINE, MORE_TRAINS, factor, OPEN], 0)
    assert (variant.kept, variant.fallen) == ((3,), (1, 2))


def test_an_entry_without_effect_falls_too() -> None:
    """Closing a section that was never opened changes nothing."""
    variant = leave_one_out(two_line_network(), [OPEN, CLOSE, FLIGHT], 0)
    assert (variant.kept, variant.fallen) == ((2,), (1,))


def test_what_is_kept_can_be_applied() -> None:
    base = two_line_network()
    every = [LINE, OPEN, MORE_TRAINS, FLIGHT, CLOSE]
    for place in range(len(every)):
        variant = leave_one_out(base, every, place)
        apply_modifications(base, [every[number] for number in variant.kept])
        assert sorted((*variant.kept, *variant.fallen, place)) == list(range(len(every)))


def test_train_km_by_hand() -> None:
    """Line 1 is open over 6 km: every 6 min from 06:00 to 22:00 are 160 trains a way.

    160 * 6 km * 2 ways = 1920 km. With section 1b (3 km) it is 160 * 9 * 2 = 2880 km.
    """
    base = two_line_network()
    assert route_km_per_day(base, base.routes["t_1"]) == 1920.0  # type: ignore[index]
    longer, _ = apply_modifications(base, [OPEN])
    assert route_km_per_day(longer, longer.routes["t_1"]) == 2880.0  # type: ignore[index]
    assert open_km(longer) - open_km(base) == 3.0


def test_steps_add_up_to_the_whole_list() -> None:
    base = two_line_network()
    every = [OPEN, LINE, MORE_TRAINS, FLIGHT]
    steps = step_table(base, every)
    after, _ = apply_modifications(base, every)
    assert steps["km"].tolist() == [3.0, 4.0, 0.0, 0.0]
    # Line 3: 06:00 to 22:30 every 6 min are 165 trains a way, 165 * 4 km * 2 = 1320 km; every
    # 3 min twice as many
    assert steps["train_km_per_day"].tolist() == [960.0, 1320.0, 1320.0, 0.0]
    total = sum(route_km_per_day(after, route) for route in after.routes.values())
    before = sum(route_km_per_day(base, route) for route in base.routes.values())
    assert steps["train_km_per_day"].sum() == pytest.approx(total - before)
    assert open_km(after) - open_km(base) == pytest.approx(steps["km"].sum())
    assert base.fingerprint == two_line_network().fingerprint, "the base stays as it is"


def test_steps_name_what_was_touched() -> None:
    steps = step_table(two_line_network(), [OPEN])
    assert steps["routes"].iloc[0] == "1号线 Line 1"
    assert steps["stations"].iloc[0] == "江东 River East"


def test_steps_of_nothing() -> None:
    assert step_table(two_line_network(), []).empty


def places(hub: list[float], airport: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": ["a", "b", "c", "far"],
            "kind": ["cell", "cell", "cell", "county"],
            "population": [10.0, 20.0, 40.0, 80.0],
            "minutes_from_hub": hub,
            "minutes_from_airport": airport,
        }
    )


def test_moved_people_by_hand() -> None:
    """a gains 6 min to the hub, b loses 2 to the airport, c is reached only with the entry.

    The county is not counted. Mean gain (10 * 6 - 20 * 2) / 30 = 0.6667 min.
    """
    nan = float("nan")
    moved = moved_people(
        places([20.0, 30.0, 50.0, 10.0], [60.0, 62.0, 70.0, 10.0]),
        places([26.0, 30.0, nan, 90.0], [60.0, 60.0, 70.0, 90.0]),
    )
    assert moved == {
        "people_changed": 70.0,
        "people_faster": 50.0,
        "people_slower": 20.0,
        "mean_gain_min": 0.6667,
        "people_changed_hub": 50.0,
        "people_changed_airport": 20.0,
        "mean_gain_hub_min": 6.0,
        "mean_gain_airport_min": -2.0,
    }
    assert list(moved) == list(PEOPLE_COLUMNS)


def test_nobody_moved() -> None:
    same = places([20.0] * 4, [60.0] * 4)
    moved = moved_people(same, same)
    assert moved["people_changed"] == 0.0
    assert math.isnan(moved["mean_gain_min"]), "no mean of nobody"


def test_a_missing_value_gives_no_contribution() -> None:
    row = {
        "target_id": "t",
        "definition": "d",
        "headline": True,
        "unit": "min",
        "value": 60.0,
        "verdict": "met",
    }
    without = {**row, "value": float("nan"), "verdict": "missed"}
    entry: dict[str, str | int] = {
        "alternative": "a",
        "position": 1,
        "type": "x",
        "sentence": "",
        "falls_with": "",
    }
    found = contribution_rows(pd.DataFrame([row]), pd.DataFrame([without]), entry)
    assert found["contribution"].isna().all()
    assert found["verdict_without"].tolist() == ["missed"]


def test_targets_that_are_not_modelled_have_no_rows() -> None:
    row = {
        "target_id": "t",
        "definition": "d",
        "headline": True,
        "unit": "%",
        "value": float("nan"),
        "verdict": "not_modelled",
    }
    entry: dict[str, str | int] = {
        "alternative": "a",
        "position": 1,
        "type": "x",
        "sentence": "",
        "falls_with": "",
    }
    assert contribution_rows(pd.DataFrame([row]), pd.DataFrame([row]), entry).empty
