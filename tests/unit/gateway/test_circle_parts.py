"""The circle by parts, and the smallest change: pulled, it brings the place in; less does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from circle_samples import DATA, whole_province

from sim.gateway.circle.door_to_door import Leg, median_parts, trips
from sim.gateway.circle.levers_by_train import RideCut
from sim.gateway.circle.parts import CIRCLE_PARTS_COLUMNS, change_texts, circle_parts
from sim.gateway.circle.place_model import (
    BY_TRAIN,
    NO_LEVER,
    CircleDefinition,
    CirclePlace,
    ClockFace,
    Lever,
)
from sim.gateway.circle.place_times import county_places, least_total_min, place_parts
from sim.gateway.circle.province import DIRECTIONS, Province, made_ready
from sim.gateway.circle.small_province import county, hub_town, on_the_map, ready
from sim.gateway.circle.smallest_change import Change, smallest_change
from sim.gateway.rail.departures import departures
from sim.gateway.rail.least_ride import least_ride_min
from sim.gateway.rail.train_calls import hub_stations
from sim.gateway.rail.ways import Ways, ways_by_feeder
from sim.indicators import Evidence, read_targets
from sim.indicators.circle_places import circle_cities, circle_definitions
from sim.indicators.one_hour_circle import compute
from sim.network.connectors import Point
from sim.network.model import StopId

PARTS = ["access_min", "station_min", "wait_min", "ride_min", "change_min", "egress_min"]
DEFINITIONS = (
    CircleDefinition("fastest", "fastest", 60.0),
    CircleDefinition("effective", "effective", 60.0),
    CircleDefinition("to_last", "effective", 60.0, overnight=False),
    CircleDefinition("door_60", "door_to_door", 60.0),
    CircleDefinition("door_90", "door_to_door", 90.0),
    CircleDefinition("people", "people", 60.0),
)


def hourly(ride_min: int, *, access_min: float = 10.0) -> Province:
    """A train an hour each way between H and X, 48 km apart; the county's seat is at X."""
    lines = ["mode rail: slack 900, alight 240"]
    for hour in range(24):
        end = hour * 60 + ride_min
        lines.append(f"train A{hour} rail: H {hour:02d}:00, X {end // 60:02d}:{end % 60:02d}")
        lines.append(f"train B{hour} rail: X {hour:02d}:00, H {end // 60:02d}:{end % 60:02d}")
    town = on_the_map(hub_town("\n".join(lines)), {"H": (120.0, 30.0), "X": (120.5, 30.0)})
    stops = dict(town.stops)
    stops[StopId("X")] = replace(stops[StopId("X")], county_id="330001")
    zone = county("330001", 120.5, 30.0)
    town = replace(town, stops=stops, zones={zone.zone_id: zone})
    ways = Ways(("home",), (StopId("H"),), np.array([[access_min]]), np.ones(1))
    return made_ready(town, ways, ways)


def _is_nothing(change: Change) -> bool:
    """No lever helps."""
    return (change.clock_face, change.ride_cut, change.access_cut_min) == (None, None, None)


def only(province: Province) -> CirclePlace:
    return county_places(province)[0]


# --- parts ---------------------------------------------------------------------------------------


def test_parts_of_each_family_by_hand() -> None:
    province = hourly(50)
    place = only(province)
    fastest, effective, _, door, _, people = (
        place_parts(province, place, definition, "from_hangzhou") for definition in DEFINITIONS
    )
    assert (fastest.ride_min, fastest.total_min) == (50.0, 50.0)
    # One train an hour: 30 min of waiting on average.
    assert (effective.wait_min, effective.ride_min) == pytest.approx((30.0, 50.0))
    # Departures every ten minutes past the hour: 10 min on the way and 15 to board, so the wait is
    # 60 - 25 - (0, 10 ... 50) = 35, 25, 15, 5, 55, 45; the third longest of six is the median: 25.
    # 10 + 15 + 25 + 50 + 4 and a walk of a second at the end.
    assert door.wait_min == pytest.approx(25.0)
    assert door.station_min == pytest.approx(19.0)
    assert door.total_min == pytest.approx(10 + 19 + 25 + 50 + 1 / 60)
    assert people == door


def test_the_way_back_has_its_parts_in_the_order_of_travel() -> None:
    back = place_parts(hourly(50), only(hourly(50)), DEFINITIONS[3], "to_hangzhou")
    assert back.access_min == pytest.approx(1 / 60)
    assert back.egress_min == pytest.approx(10.0)
    assert (back.from_stop_id, back.to_stop_id) == ("X", "H")


def test_weights_decide_the_median() -> None:
    # Two homes, 0 and 60 min from H: the heavier one is the median.
    province = hourly(50)
    for weights, access_min in (((3.0, 1.0), 0.0), ((1.0, 3.0), 60.0)):
        ways = Ways(("a", "b"), (StopId("H"),), np.array([[0.0], [60.0]]), np.array(weights))
        found = place_parts(
            replace(province, city_ways=ways), only(province), DEFINITIONS[3], "from_hangzhou"
        )
        assert found.access_min == access_min


def test_the_pair_that_arrives_first_is_taken() -> None:
    # Over A: 07:30 - 08:00 and 40 min more; over B: 07:50 - 08:10 and 10 min more.
    services = {
        ("H", "A"): departures([27_000], [28_800]),
        ("H", "B"): departures([28_200], [29_400]),
    }
    found = trips(
        Leg((StopId("H"),), np.array([[5.0]]), np.array([15.0])),
        Leg((StopId("A"), StopId("B")), np.array([[40.0, 10.0]]), np.array([4.0, 4.0])),
        services,  # type: ignore[arg-type]
        [25_200],
        weight=[1.0],
    )
    parts = median_parts((found,))
    assert parts.to_stop_id == "B"
    assert parts.total_min == 84.0  # 07:00 to 08:10, 4 and 10 min


def test_half_without_a_trip_has_no_median() -> None:
    province = hourly(50)
    ways = Ways(("a", "b"), (StopId("H"),), np.array([[0.0], [np.nan]]), np.array([1.0, 1.01]))
    found = place_parts(
        replace(province, city_ways=ways), only(province), DEFINITIONS[3], "from_hangzhou"
    )
    assert np.isnan(found.total_min)
    assert np.isnan(found.ride_min)


# --- the smallest change -------------------------------------------------------------------------


def test_trains_an_hour_by_the_formula() -> None:
    # 50 min of ride leave 10 of wait: 30 / n <= 10, n = 3. With 45 min: n = 2.
    for ride_min, needed in ((50, 3), (45, 2), (29, None), (58, 15)):
        province = hourly(ride_min)
        place, definition = only(province), DEFINITIONS[1]
        today = place_parts(province, place, definition, "from_hangzhou")
        found = smallest_change(province, place, definition, "from_hangzhou", today)
        clock = found.clock_face
        assert (None if clock is None else clock.trains_per_hour) == needed


def test_no_frequency_helps_a_ride_of_an_hour() -> None:
    province = hourly(60)
    place, definition = only(province), DEFINITIONS[1]
    today = place_parts(province, place, definition, "from_hangzhou")
    found = smallest_change(province, place, definition, "from_hangzhou", today)
    assert found.clock_face is None
    assert found.ride_needed_min == 30.0  # 60 + 30 - 60 too many


def test_no_ride_is_faster_than_the_straight_line_at_top_speed() -> None:
    # 48.25 km at 97.2 m/s: 496 s, and 97.2 / 0.5 = 194 s to gain and lose speed: 11.5 min.
    province = hourly(50)
    place = only(province)
    assert least_ride_min(province.network, (StopId("H"), StopId("X"))) == pytest.approx(
        11.51, abs=0.02
    )
    for limit_min, possible in ((11.0, False), (12.0, True)):
        definition = CircleDefinition("strict", "fastest", limit_min)
        today = place_parts(province, place, definition, "from_hangzhou")
        found = smallest_change(province, place, definition, "from_hangzhou", today)
        assert (found.ride_needed_min is not None) == possible
        assert (found.reason_en == "") == possible
    near = (StopId("H"), StopId("H"))
    assert least_ride_min(province.network, near) == 0.0


def test_reasons_where_nothing_helps() -> None:
    province = ready()
    alone = county_places(province)[1]  # no station, none in reach
    for definition, reason in (
        (DEFINITIONS[0], "no railway station"),
        (DEFINITIONS[1], "no railway station"),
        (DEFINITIONS[3], "no station in reach of its seat"),
    ):
        today = place_parts(province, alone, definition, "from_hangzhou")
        found = smallest_change(province, alone, definition, "from_hangzhou", today)
        assert found.reason_en == reason
        assert found.reason_zh
        assert _is_nothing(found)
    other = replace(alone, station_ids=(StopId("Z"),))  # reached with a change only
    today = place_parts(province, other, DEFINITIONS[0], "from_hangzhou")
    found = smallest_change(province, other, DEFINITIONS[0], "from_hangzhou", today)
    assert found.reason_en.startswith("no direct train; one along the straight line")


def test_trains_that_cannot_be_fast_enough_say_so() -> None:
    # Wait 30 and ride 50 against 30: 50 min too many, and less than the 11.5 min of the line.
    province = hourly(50)
    place, definition = only(province), CircleDefinition("strict", "effective", 30.0)
    today = place_parts(province, place, definition, "from_hangzhou")
    found = smallest_change(province, place, definition, "from_hangzhou", today)
    assert _is_nothing(found)
    assert found.reason_en == (
        "no single change is enough: wait 30 and ride 50 min against 30; "
        "the straight line at top speed takes 12"
    )
    assert found.reason_zh == (
        "单项措施均不够：候车30、乘车50分钟，限30分钟；按最高速度直线行驶需12分钟"
    )


def test_who_is_within_needs_nothing() -> None:
    province = hourly(50)
    today = place_parts(province, only(province), DEFINITIONS[0], "from_hangzhou")
    found = smallest_change(province, only(province), DEFINITIONS[0], "from_hangzhou", today)
    assert found == Change()
    assert change_texts(found, {}, {}) == ("", "")


def test_way_in_the_city_is_cut_by_whole_minutes() -> None:
    # Trains at the full hour, 35 min to be ready. Who leaves the door at minute 0, 10 ... 50 rides
    # after 60, 50, 40, 90, 80, 70 min; the third of six is 60, and 34 min and a second follow.
    # For a limit of 90 somebody more must catch the next train: who leaves at 30 needs 5 min less.
    province = hourly(30, access_min=20.0)
    place, definition = only(province), CircleDefinition("door", "door_to_door", 90.0)
    today = place_parts(province, place, definition, "from_hangzhou")
    found = smallest_change(province, place, definition, "from_hangzhou", today)
    assert found.access_cut_min == 5
    for cut_min, is_within in ((5, True), (4, False)):
        lever = Lever(access_cut_min=float(cut_min))
        tried = place_parts(province, place, definition, "from_hangzhou", lever=lever)
        assert (tried.total_min <= 90.0) == is_within


def _real() -> tuple[Province, tuple[CirclePlace, ...]]:
    network = whole_province()
    cells = sorted((z for z in network.zones.values() if z.kind == "cell"), key=lambda z: z.zone_id)
    some = cells[:: len(cells) // 8]
    points = [Point(z.zone_id, z.lon, z.lat, 30.0) for z in some]
    hubs = hub_stations(network)
    people = [zone.population for zone in some]
    city = ways_by_feeder(network, points, hubs, weight=people)
    wulin = network.places["wulin"]
    centre = ways_by_feeder(network, [Point("wulin", wulin.lon, wulin.lat, 30.0)], hubs)
    province = made_ready(network, city, centre)
    return province, county_places(province)


@pytest.fixture(scope="module")
def real() -> tuple[Province, tuple[CirclePlace, ...]]:
    return _real()


def _levers(change: Change, *, by_train: bool) -> list[tuple[Lever, Lever]]:
    """Each lever as far as it must go, and a step less."""
    found = []
    if change.clock_face is not None:
        clock = change.clock_face
        fewer = replace(clock, trains_per_hour=clock.trains_per_hour - 1)
        less = Lever(clock_face=fewer) if fewer.trains_per_hour else NO_LEVER
        found.append((Lever(clock_face=clock), less))
    if change.ride_cut is not None:
        cut = change.ride_cut
        pair = cut.pair if by_train else None  # door to door all rides are shortened
        step_min = 1 / 60 if by_train else 1.0  # whole seconds, whole minutes
        enough = Lever(ride_cut_min=cut.cut_min, ride_pair=pair)
        found.append((enough, replace(enough, ride_cut_min=cut.cut_min - step_min)))
    if change.access_cut_min is not None:
        minutes = float(change.access_cut_min)
        found.append((Lever(access_cut_min=minutes), Lever(access_cut_min=minutes - 1.0)))
    return found


LEVERS_IN_USE = (
    *DEFINITIONS[:3],
    CircleDefinition("door_150", "door_to_door", 150.0),
    CircleDefinition("people_110", "people", 110.0),
)
"""With 60 or 90 min from door to door no single lever brings any county in."""


@pytest.mark.parametrize("definition", LEVERS_IN_USE, ids=lambda one: one.definition_id)
def test_every_change_brings_its_county_in_and_less_does_not(
    real: tuple[Province, Sequence[CirclePlace]], definition: CircleDefinition
) -> None:
    province, places = real
    tried = 0
    for place in places[::3]:
        for direction in DIRECTIONS:
            today = place_parts(province, place, definition, direction)
            change = smallest_change(province, place, definition, direction, today)
            for enough, less in _levers(change, by_train=definition.family in BY_TRAIN):
                tried += 1
                with_it = place_parts(province, place, definition, direction, lever=enough)
                assert with_it.total_min <= definition.limit_min + 1e-9
                without = place_parts(province, place, definition, direction, lever=less)
                assert without.total_min > definition.limit_min
    assert tried > 3


# --- the table -----------------------------------------------------------------------------------


def test_table_adds_up(real: tuple[Province, Sequence[CirclePlace]]) -> None:
    province, places = real
    table = circle_parts(province, places, DEFINITIONS, with_changes=False)
    assert tuple(table.columns) == CIRCLE_PARTS_COLUMNS
    assert len(table) == 2 * len(DEFINITIONS) * len(places)
    reached = table[table["status"] == "reached"]
    assert np.allclose(reached[PARTS].sum(axis=1), reached["total_min"])
    assert (reached[PARTS] >= -1e-9).all(axis=None)
    rest = table[table["status"] != "reached"]
    assert rest["total_min"].isna().all()
    assert not rest["within"].any()
    over = np.maximum(0.0, reached["total_min"] - reached["limit_min"])
    assert np.allclose(over, reached["short_by_min"])
    assert (table["change_en"] == "").all()


def test_each_family_is_no_shorter_than_the_one_before(
    real: tuple[Province, Sequence[CirclePlace]],
) -> None:
    table = circle_parts(real[0], real[1], DEFINITIONS, with_changes=False)
    wide = table.pivot_table("total_min", ["place_id", "direction"], "definition", dropna=False)
    both = wide.dropna()
    assert (both["fastest"] <= both["effective"] + 1e-9).all()
    assert np.allclose(both["door_60"], both["door_90"])


def test_every_missed_place_has_a_change_or_a_reason_in_both_languages(
    real: tuple[Province, Sequence[CirclePlace]],
) -> None:
    table = circle_parts(real[0], real[1][::4], DEFINITIONS[:2])
    missed = table[~table["within"]]
    assert len(missed) > 5
    assert (missed["change_zh"] != "").all()
    assert (missed["change_en"] != "").all()
    assert (table.loc[table["within"], "change_en"] == "").all()


@pytest.mark.parametrize("definition", [DEFINITIONS[3], DEFINITIONS[5]])
def test_no_trip_is_shorter_than_without_waiting(
    real: tuple[Province, Sequence[CirclePlace]], definition: CircleDefinition
) -> None:
    province, places = real
    for place in places[::3]:
        for direction in DIRECTIONS:
            for lever in (Lever(), Lever(ride_cut_min=20.0), Lever(access_cut_min=15.0)):
                case = (province, place, definition, direction)
                total = place_parts(*case, lever=lever).total_min
                least = least_total_min(*case, lever=lever)
                assert np.isinf(least) == np.isnan(total)
                assert np.isnan(total) or least <= total + 1e-9


def test_cities_take_the_people_of_their_counties(
    real: tuple[Province, Sequence[CirclePlace]],
) -> None:
    province, places = real
    own = [place for place in places if place.prefecture == "Jiaxing"]
    city = CirclePlace(
        "jiaxing", "city", "嘉兴", "Jiaxing", "Jiaxing", (StopId("R_jiaxing_south"),),
        tuple(place.place_id for place in own),
    )  # fmt: skip
    table = circle_parts(province, [city], DEFINITIONS, with_changes=False)
    out = table[table["direction"] == "from_hangzhou"].set_index("definition")["total_min"]
    assert out["fastest"] == 23.0  # timetable of 2019, domain facts
    counties = circle_parts(province, own, DEFINITIONS[3:4], with_changes=False)
    minutes = counties.loc[counties["direction"] == "from_hangzhou", "total_min"]
    assert minutes.min() <= out["door_60"] <= minutes.max()


def test_cities_equal_the_board(real: tuple[Province, Sequence[CirclePlace]]) -> None:
    """Fastest and effective minutes are those of the indicator, which has its own rides."""
    network = whole_province()
    targets = read_targets(DATA / "policy" / "targets.yaml")
    target = next(one for one in targets if one.id == "one_hour_circle")
    table = circle_parts(
        real[0], circle_cities(target, network), circle_definitions(target), with_changes=False
    )
    assert table["place_id"].nunique() == 10
    table = table.set_index(["definition", "direction", "place_id"])["total_min"]
    compared = 0
    for value in compute(Evidence(network, targets)):
        direction = "to_hangzhou" if value.definition_id.endswith("_to") else "from_hangzhou"
        name = value.definition_id.removesuffix("_to")
        if value.detail is None or not name.startswith("station"):
            continue
        for row in value.detail[value.detail["kind"] == "city"].itertuples():
            mine = float(table.loc[name, direction, row.place_id])
            assert mine == pytest.approx(row.minutes, nan_ok=True)
            compared += 1
    assert compared == 40  # ten cities: fastest both ways, effective by two windows


def test_texts_name_every_lever_and_its_stations() -> None:
    change = Change(
        clock_face=ClockFace(1, 60.0, (StopId("H"), StopId("X"))),
        ride_cut=RideCut(12.5, 60.0, (StopId("J"), StopId("X"))),
        access_cut_min=12,
    )
    zh, en = change_texts(
        change,
        {StopId("H"): "杭", StopId("J"): "江", StopId("X"): "新"},
        {StopId("H"): "Hang", StopId("J"): "Jiang", StopId("X"): "Xin"},
    )
    assert en == (
        "1 train an hour (Hang - Xin); or ride in 47.5 min (60 today, Jiang - Xin); "
        "or 12 min off the way in Hangzhou"
    )
    assert zh == "每小时1班（杭—新）；或乘车缩至47.5分钟（现60，江—新）；或杭州端接驳缩短12分钟"


def test_same_inputs_give_the_same_table(real: tuple[Province, Sequence[CirclePlace]]) -> None:
    again = _real()
    few = [place.place_id for place in real[1][:6]]
    tables = [
        circle_parts(province, [p for p in places if p.place_id in few], DEFINITIONS)
        for province, places in (real, again)
    ]
    pd.testing.assert_frame_equal(*tables)


def test_clock_face_of_another_pair_changes_nothing_here() -> None:
    province = hourly(50)
    clock = ClockFace(12, 10.0, (StopId("X"), StopId("H")))
    base, tried = (
        place_parts(province, only(province), DEFINITIONS[3], "from_hangzhou", lever=lever)
        for lever in (Lever(), Lever(clock_face=clock))
    )
    assert base == tried
