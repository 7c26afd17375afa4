"""Other stations than the main ones: outer counties board at their own, levers name the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.gateway.circle.city_stations import city_stations, outer_units
from sim.gateway.circle.county_times import county_times
from sim.gateway.circle.levers_by_door import fewest_door_trains
from sim.gateway.circle.levers_by_train import fewest_trains, least_ride_cut
from sim.gateway.circle.parts import circle_by_zone, circle_parts
from sim.gateway.circle.place_model import CircleDefinition, CirclePlace, ClockFace, Lever
from sim.gateway.circle.place_times import county_places, own_places, place_parts
from sim.gateway.circle.province import DIRECTIONS, Direction, Province, made_ready, province_units
from sim.gateway.circle.small_province import county, hub_town, on_the_map
from sim.gateway.circle.smallest_change import smallest_change
from sim.gateway.rail.ways import Ways
from sim.network.model import StopId, Zone, ZoneId
from sim.network.runs import ADDED_CALLS

H, J, T, X = StopId("H"), StopId("J"), StopId("T"), StopId("X")
OUT: Direction = "from_hangzhou"
FASTEST = CircleDefinition("fastest", "fastest", 60.0)
EFFECTIVE = CircleDefinition("effective", "effective", 60.0)
DOOR = CircleDefinition("door", "door_to_door", 90.0)


def hourly(name: str, start: str, end: str, ride_min: int, *, at_min: int = 0) -> list[str]:
    """A train an hour from one station to another."""
    found = []
    for hour in range(24):
        leave = 60 * hour + at_min
        arrive = leave + ride_min
        found.append(
            f"train {name}{hour} rail: {start} {leave // 60:02d}:{leave % 60:02d}, "
            f"{end} {arrive // 60:02d}:{arrive % 60:02d}"
        )
    return found


def cell(name: str, county_id: str, lon: float, people: float) -> Zone:
    """People of the hub's own city."""
    return replace(
        county(county_id, lon, 30.0, people=people, prefecture="Hub"),
        zone_id=ZoneId(name),
        kind="cell",
    )


def town(*trains: str) -> Province:
    """Main stations H and J, station T of the city's outer county 330122, X in another city.

    48 km from H to X and 19 km from J, as the crow flies; T is 39 km west of H. A third of the
    people live at T, an hour from H; the others 10 min from H and 30 min from J.
    """
    network = hub_town("\n".join(["mode rail: slack 900, alight 240", *trains]), "H J")
    any_stop = next(iter(network.stops.values()))
    stops = {s: replace(any_stop, stop_id=s, name_zh=s, name_en=s) for s in (H, J, T, X)}
    network = on_the_map(
        replace(network, stops=stops),
        {"H": (120.0, 30.0), "J": (120.3, 30.0), "T": (119.6, 30.0), "X": (120.5, 30.0)},
    )
    stops = dict(network.stops)
    for stop_id, county_id in ((H, "330102"), (J, "330104"), (T, "330122"), (X, "330001")):
        stops[stop_id] = replace(stops[stop_id], county_id=county_id)
    zones = (
        cell("core", "330102", 120.0, 200.0),
        cell("outer", "330122", 119.6, 100.0),
        county("330001", 120.5, 30.0),
    )
    network = replace(network, stops=stops, zones={zone.zone_id: zone for zone in zones})
    minutes = np.array([[10.0, 30.0, np.nan], [60.0, 80.0, 5.0]])
    ways = Ways(("core", "outer"), (H, J, T), minutes, np.array([200.0, 100.0]))
    return made_ready(network, ways, ways)


EVERYWHERE = (
    *hourly("A", "H", "X", 30),
    *hourly("B", "J", "X", 40, at_min=30),
    *hourly("C", "T", "X", 50, at_min=15),
    *hourly("D", "H", "T", 20, at_min=45),
    *hourly("E", "X", "T", 50, at_min=5),
)


# --- who boards where ----------------------------------------------------------------------------


def test_stations_of_the_city_beside_the_main_ones() -> None:
    province = town(*EVERYWHERE)
    units = province_units(province.network)
    assert city_stations(province.network, units) == (T,)
    assert province.hub_ids == (H, J)
    assert province.city_ids == (H, J, T)


def test_outer_units_are_the_same_whether_their_station_is_open_or_not() -> None:
    network = town(*EVERYWHERE).network
    shut = replace(network, stops={**network.stops, T: replace(network.stops[T], open_date=None)})
    for one in (network, shut):
        assert outer_units(one, province_units(one)) == ("330122",)


def test_people_of_the_outer_county_board_at_their_own_station() -> None:
    # Heavier than the rest, they make the median: 5 min to T, 15 + 4 at the stations, 50 on the
    # train of every hour at 15. Leaving 10 k min past the hour they are ready 20 min later, at 20,
    # 30 ... 70, and wait 55, 45, 35, 25, 15, 5: the third of six by total is 25. 1 s to the seat.
    province = town(*EVERYWHERE)
    ways = replace(province.city_ways, weight=np.array([1.0, 9.0]))
    mostly = replace(province, city_ways=ways)
    parts = place_parts(mostly, county_places(province)[0], DOOR, OUT)
    assert (parts.from_stop_id, parts.to_stop_id) == (T, X)
    assert parts.total_min == pytest.approx(5 + 19 + 50 + 25 + 1 / 60)
    back = place_parts(mostly, county_places(province)[0], DOOR, "to_hangzhou")
    assert (back.from_stop_id, back.to_stop_id) == (X, T)


def test_main_stations_alone_count_from_station_to_station() -> None:
    # T to X takes 50 min, but T is no main station: without A and B there is no direct train.
    province = town(*hourly("C", "T", "X", 50))
    for definition in (FASTEST, EFFECTIVE):
        assert np.isnan(
            place_parts(province, county_places(province)[0], definition, OUT).total_min
        )
    ways = replace(province.city_ways, weight=np.array([1.0, 9.0]))
    mostly = replace(province, city_ways=ways)
    assert place_parts(mostly, county_places(province)[0], DOOR, OUT).from_stop_id == T


def test_a_main_station_that_does_not_count_is_not_boarded_at() -> None:
    province = town(*EVERYWHERE)
    only_j = made_ready(province.network, province.city_ways, province.centre_ways, hub_ids=("J",))
    assert only_j.city_ids == (J, T)
    found = place_parts(only_j, county_places(only_j)[0], DOOR, OUT)
    assert found.from_stop_id == J


def test_an_outer_county_is_a_place_and_its_own_people_do_not_travel_to_it() -> None:
    # To 330122 only those of the core travel: 10 min to H, 15 + 4, the train of minute 45 in 20
    # min. Ready 25 min after leaving at 0, 10 ... 50: at 25, 35, 45, 55, 65, 75, waits 20, 10, 0,
    # 50, 40, 30: the third of six is 20.
    province = town(*EVERYWHERE)
    (place,) = own_places(province)
    assert (place.place_id, place.kind, place.station_ids) == ("330122", "own_county", (T,))
    assert place_parts(province, place, FASTEST, OUT).total_min == 20.0
    found = place_parts(province, place, DOOR, OUT)
    assert (found.from_stop_id, found.to_stop_id) == (H, T)
    assert found.total_min == pytest.approx(10 + 19 + 20 + 20 + 1 / 60)
    # No train goes back from T to a main station.
    assert np.isnan(place_parts(province, place, DOOR, "to_hangzhou").total_min)


def test_tables_name_the_stations_and_keep_own_counties_apart() -> None:
    province = town(*EVERYWHERE)
    places = (*county_places(province), *own_places(province))
    table = circle_parts(province, places, [FASTEST, DOOR], names={X: "新站"})
    assert set(table["kind"]) == {"county", "own_county"}
    row = table[(table["place_id"] == "330001") & (table["direction"] == OUT)].iloc[0]
    named = row[["from_station_zh", "from_station_en", "to_station_zh", "to_station_en"]]
    assert named.tolist() == ["H", "H", "新站", "X"]
    assert row["via_station_zh"] == ""
    assert circle_by_zone(table)["zone_id"].tolist() == ["C_330001"]  # cells have no such zone
    roads = pd.DataFrame({"county_id": ["330122"], "drive_freeflow_min": [40.0]})
    times = county_times(province, table, roads.assign(quality="estimate", source="by hand"))
    own = times[times["county_id"] == "330122"]
    assert own.groupby("mode").size().to_dict() == {"rail": 4, "road": 2}
    assert set(own.loc[own["mode"] == "road", "from_station_zh"]) == {""}


# --- the pair that needs least -------------------------------------------------------------------


def only_place(province: Province) -> CirclePlace:
    return county_places(province)[0]


def test_the_ride_is_shortened_where_least_is_missing_and_physics_allows() -> None:
    # H: 30 min today, never below 11.5; J: 40 min today, never below 6.6 (19.3 km at 97.2 m/s and
    # 194 s to gain and lose speed). In 20 min H needs 10 off; in 9 min only J can: 31 off.
    province = town(*EVERYWHERE)
    for limit_min, cut_min, pair in ((20.0, 10.0, (H, X)), (9.0, 31.0, (J, X))):
        strict = CircleDefinition("strict", "fastest", limit_min)
        cut = least_ride_cut(province, only_place(province), strict, OUT)
        assert cut is not None
        assert (cut.cut_min, cut.pair) == (cut_min, pair)
        lever = Lever(ride_cut_min=cut.cut_min, ride_pair=cut.pair)
        with_it = place_parts(province, only_place(province), strict, OUT, lever=lever)
        assert with_it.total_min == limit_min
        assert (with_it.from_stop_id, with_it.to_stop_id) == pair
    never = CircleDefinition("never", "fastest", 6.0)
    assert least_ride_cut(province, only_place(province), never, OUT) is None


def test_trains_are_added_where_fewest_do() -> None:
    # Alone, H with 58 min needs 30 / 2 = 15 trains an hour and J with 45 min 30 / 15 = 2.
    province = town(*hourly("A", "H", "X", 58), "train B rail: J 05:00, X 05:45")
    clock = fewest_trains(province, only_place(province), EFFECTIVE, OUT)
    assert clock == ClockFace(2, 45.0, (J, X))
    only_h = town(*hourly("A", "H", "X", 58))
    assert fewest_trains(only_h, only_place(only_h), EFFECTIVE, OUT) == ClockFace(15, 58.0, (H, X))


def test_trains_of_the_other_pair_help() -> None:
    # From J alone 62.5 min need two an hour: 40 + 30 / 2 = 55. With H's at 15 one is enough.
    province = town(*hourly("A", "H", "X", 50, at_min=15), "train B rail: J 05:00, X 05:40")
    limit = CircleDefinition("limit", "effective", 62.5)
    clock = fewest_trains(province, only_place(province), limit, OUT)
    # One an hour from J at 0 (arrives 40) and H at 15 (arrives 65): who comes in 0-15 arrives at
    # 65, mean 57.5; who comes in 15-60 arrives at 100, mean 62.5: 15/60 and 45/60, 61.25 in all.
    assert clock == ClockFace(1, 40.0, (J, X))
    lever = Lever(clock_face=clock)
    with_it = place_parts(province, only_place(province), limit, OUT, lever=lever)
    assert with_it.total_min == pytest.approx(61.25)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("limit_min", [70.0, 85.0])
def test_fewest_trains_door_to_door_are_those_of_trying_all(
    direction: Direction, limit_min: float
) -> None:
    back = [line for name, hub, at in (("F", "H", 20), ("G", "J", 40), ("K", "T", 0))
            for line in hourly(name, "X", hub, 35, at_min=at)]  # fmt: skip
    province = town(*EVERYWHERE, *back)
    place = only_place(province)
    definition = CircleDefinition("door", "door_to_door", limit_min)
    parts = place_parts(province, place, definition, direction)
    found = fewest_door_trains(province, place, definition, direction, parts)
    ride_min = {(H, X): 30.0, (J, X): 40.0, (T, X): 50.0, (X, H): 35.0, (X, J): 35.0}
    # From X to T some trains take 50 and as many 35 min.
    ride_min[X, T] = 42.5
    # 16 hours of departures: H, J, T and X have a train an hour to wherever they go; X has two to T.
    today = dict.fromkeys(ride_min, 1.0) | {(X, T): 2.0}
    enough = {
        pair: min(
            (
                n
                for n in range(1, 21)
                if place_parts(
                    province,
                    place,
                    definition,
                    direction,
                    lever=Lever(clock_face=ClockFace(n, ride_min[pair], pair)),
                ).total_min
                <= limit_min + 1e-9
            ),
            default=None,
        )
        for pair in sorted(ride_min)
        if (pair[0] == X) == (direction == "to_hangzhou")
    }
    added = {pair: n - today[pair] for pair, n in enough.items() if n is not None}
    assert (found is None) == (not added)
    if found is not None:
        assert found.trains_per_hour == enough[found.pair]
        assert added[found.pair] == min(added.values())
        assert found.ride_min == ride_min[found.pair]


def test_the_pair_that_needs_fewest_more_is_taken_not_that_with_the_lower_number() -> None:
    # In 61 min with 57 on the train a wait of 4 is left. From H two an hour run, at 0 and 30: 8 are
    # enough (30 / 8 = 3.75), 6 more. From J none by day: 7 an hour beside H's two. Their gaps of
    # 60 / 7 make 4.29, but H's at 30 halves one: (6 (60 / 7)^2 + 2 (30 / 7)^2) / 120 = 3.98. 7 more.
    two_an_hour = [*hourly("A", "H", "X", 57), *hourly("C", "H", "X", 57, at_min=30)]
    province = town(*two_an_hour, "train B rail: J 05:00, X 05:57")
    limit = CircleDefinition("limit", "effective", 61.0)
    clock = fewest_trains(province, only_place(province), limit, OUT)
    assert clock == ClockFace(8, 57.0, (H, X))
    lever = Lever(clock_face=ClockFace(7, 57.0, (J, X)))
    other = place_parts(province, only_place(province), limit, OUT, lever=lever)
    assert other.total_min == pytest.approx(57 + 3.98, abs=0.02)


def test_calls_that_a_scenario_adds_do_not_make_the_fastest_train() -> None:
    province = town(*EVERYWHERE)
    trains = {
        trip_id: replace(train, source=ADDED_CALLS) if trip_id.startswith("A") else train
        for trip_id, train in province.network.trains.items()
    }
    assumed = made_ready(
        replace(province.network, trains=trains), province.city_ways, province.centre_ways
    )
    strict = CircleDefinition("strict", "fastest", 20.0)
    assert place_parts(assumed, only_place(assumed), strict, OUT).total_min == 40.0  # from J
    cut = least_ride_cut(assumed, only_place(assumed), strict, OUT)
    assert cut is not None
    assert (cut.cut_min, cut.pair) == (20.0, (J, X))


def test_what_is_named_is_in_the_table() -> None:
    province = town(*hourly("A", "H", "X", 58), "train B rail: J 05:00, X 05:45")
    table = circle_parts(province, county_places(province), [EFFECTIVE])
    row = table[table["direction"] == OUT].iloc[0]
    assert (row["trains_per_hour_needed"], row["trains_from_station_id"]) == (2, "J")
    assert row["trains_to_station_id"] == "X"
    # 58 min from H and 30 of waiting: 28 off; the single train from J changes next to nothing.
    assert row["ride_today_min"] - row["ride_needed_min"] == pytest.approx(28.0, abs=1.5)
    assert row["ride_from_station_id"] == "H"
    assert row["change_en"].startswith("2 trains an hour (J - X); or ride in ")
    assert row["change_zh"].startswith("每小时2班（J—X）；或乘车缩至")


def test_within_needs_nothing_and_names_nothing() -> None:
    province = town(*EVERYWHERE)
    table = circle_parts(province, county_places(province), [FASTEST])
    row = table[table["direction"] == OUT].iloc[0]
    assert row["within"]
    assert row["change_en"] == ""
    assert row["trains_from_station_id"] == row["ride_from_station_id"] == ""
    today = place_parts(province, only_place(province), FASTEST, OUT)
    assert smallest_change(province, only_place(province), FASTEST, OUT, today).reason_en == ""
