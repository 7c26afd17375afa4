"""Two levers together: enough, no further than needed, and what is missing where they are not."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest

from sim.gateway.circle.levers_by_pair import (
    DoorCase,
    Levers,
    Limits,
    lever_limits,
    lever_pairs,
    shortfall,
)
from sim.gateway.circle.parts import change_texts, circle_parts
from sim.gateway.circle.place_model import CircleDefinition, Lever
from sim.gateway.circle.place_times import county_places, place_parts
from sim.gateway.circle.province import Province, made_ready
from sim.gateway.circle.small_province import county, hub_town, on_the_map
from sim.gateway.circle.smallest_change import Change, smallest_change
from sim.gateway.rail.ways import Ways
from sim.network.model import StopId


def _hourly(ride_min: int, access_min: float) -> Province:
    """A train an hour from H to X, 48 km apart; the county's seat is at X."""
    lines = ["mode rail: slack 900, alight 240"]
    for hour in range(24):
        end = hour * 60 + ride_min
        lines.append(f"train A{hour} rail: H {hour:02d}:00, X {end // 60:02d}:{end % 60:02d}")
    town = on_the_map(hub_town("\n".join(lines)), {"H": (120.0, 30.0), "X": (120.5, 30.0)})
    stops = {**town.stops, StopId("X"): replace(town.stops[StopId("X")], county_id="330001")}
    zone = county("330001", 120.5, 30.0)
    town = replace(town, stops=stops, zones={zone.zone_id: zone})
    ways = Ways(("home",), (StopId("H"),), np.array([[access_min]]), np.ones(1))
    return made_ready(town, ways, ways)


def _case(ride_min: int, access_min: float, limit_min: float) -> tuple[DoorCase, Limits, Change]:
    province = _hourly(ride_min, access_min)
    place = county_places(province)[0]
    door = CircleDefinition("door", "door_to_door", limit_min)
    today = place_parts(province, place, door, "from_hangzhou")
    change = smallest_change(province, place, door, "from_hangzhou", today)
    limits = lever_limits(province, door, today)
    return DoorCase(province, place, door, "from_hangzhou"), limits, change


def test_ride_and_way_are_cut_alike_as_far_as_each_can() -> None:
    # 100 min of way, 19 at the stations, 50 of ride and a second; the ride can lose 38 (the line
    # takes 11.5). With 95 min off the way who leaves at 0, 10 ... 50 past is ready at 20, 30 ... 70
    # and waits 40, 30, 20, 10, 0, 50: the third of six is 20, so 5 + 19 + 20 + 12 = 56 in all. With
    # 94 off the waits are a minute less and 0 becomes 59: 29, so 66.
    _, limits, change = _case(50, 100.0, 60.0)
    assert (limits.ride_cut_min, limits.access_cut_min) == (38, 100)
    (both,) = change.together
    assert both.ride_cut is not None
    assert (both.ride_cut.cut_min, both.access_cut_min, both.clock_face) == (38.0, 95, None)
    assert change.levers_needed == 2
    assert change_texts(change, {"H": "杭", "X": "新"}, {"H": "Hang", "X": "Xin"}) == (
        "需两项并用：乘车缩至12分钟（现50，杭—新）并杭州端接驳缩短95分钟",
        "two together: ride in 12 min (50 today, Hang - Xin) with 95 min off the way in Hangzhou",
    )


@pytest.mark.parametrize(
    ("ride_min", "access_min", "limit_min"),
    [(50, 100.0, 60.0), (50, 40.0, 65.0), (40, 30.0, 58.0), (55, 25.0, 75.0), (50, 40.0, 75.0)],
)
def test_two_are_enough_and_less_is_not(ride_min: int, access_min: float, limit_min: float) -> None:
    case, limits, change = _case(ride_min, access_min, limit_min)
    pairs = lever_pairs(case, limits, shortfall(case, limits))
    assert pairs
    if change.levers_needed == 2:
        assert pairs == change.together
    for both in pairs:
        assert _total(case, both) <= limit_min + 1e-9
        for less in _a_step_less(both, limits):
            assert _total(case, less) > limit_min


def _total(case: DoorCase, levers: Levers) -> float:
    lever = Lever(
        ride_cut_min=levers.ride_cut.cut_min if levers.ride_cut else 0.0,
        access_cut_min=float(levers.access_cut_min or 0),
        clock_face=levers.clock_face,
    )
    case_of = (case.province, case.place, case.definition, case.direction)
    return place_parts(*case_of, lever=lever).total_min


def _a_step_less(both: Levers, limits: Limits) -> list[Levers]:
    ride = round(both.ride_cut.cut_min) if both.ride_cut else 0
    way = both.access_cut_min or 0
    if both.clock_face is None:
        whole = ride + way - 1
        off = min(limits.ride_cut_min, max(ceil(whole / 2), whole - limits.access_cut_min))
        return [limits.pulled(0, off, whole - off)]
    trains = both.clock_face.trains_per_hour
    most = (limits.ride_cut_min, 0) if ride else (0, limits.access_cut_min)
    less = limits.pulled(trains, ride - 1, 0) if ride else limits.pulled(trains, 0, way - 1)
    return [limits.pulled(trains - 1, *most), less] if trains > 1 else [less]


def test_where_two_are_not_enough_what_is_missing_is_told() -> None:
    # Without waiting: 100 + 19 + 12 of ride = 131, 91 too many for 40; without the way 19 + 50 = 69,
    # 29 too many; with both 31. But with hourly trains the third of six waits 25 min.
    _, _, change = _case(50, 100.0, 40.0)
    assert change.levers_needed is None
    assert change.reason_en == (
        "neither one change is enough nor two: even without waiting, 91 min are still missing with "
        "the fastest possible ride (12 min), 29 with 100 min off the way in Hangzhou, 0 with both"
    )
    assert change.reason_zh == (
        "单项、两项措施均不够：即使不候车，按可能最快的乘车（12分钟）仍差91分钟，"
        "杭州端接驳缩短100分钟仍差29分钟，两者并用仍差0分钟"
    )


def test_table_tells_how_many_levers_and_keeps_single_ones_empty() -> None:
    case, _, _ = _case(50, 100.0, 60.0)
    limits = (40.0, 60.0, 150.0, 300.0)
    definitions = [CircleDefinition(f"door_{n:.0f}", "door_to_door", n) for n in limits]
    table = circle_parts(case.province, [case.place], definitions)
    out = table[table["direction"] == "from_hangzhou"].set_index("definition")
    assert out["levers_needed"].fillna(0).tolist() == [0, 2, 1, 0]
    assert out.loc["door_60", ["trains_per_hour_needed", "access_cut_min"]].isna().all()
    assert np.isnan(out.loc["door_60", "ride_needed_min"])
