"""What the animated day packs: whole numbers, trains, tracks, crowds, closures and hubs."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from sim.errors import DataError, OutputError
from sim.maps.day.closures import day_closures
from sim.maps.day.crowds import crowds_json
from sim.maps.day.examples import closed_section, crowding, two_trains, waiting
from sim.maps.day.hub_calls import hub_calls
from sim.maps.day.integers import packed_integers, unpacked_integers
from sim.maps.day.train_runs import legs_of, train_runs, trains_json
from sim.maps.day.ways import ways_of
from sim.maps.examples import empty_base, sectioned_line
from sim.maps.frame import Frame
from sim.network.examples import empty, hub
from sim.network.model import Call, ModeId, Quality, StopId, Train
from sim.network.operations import TimedClosure
from sim.scenario.operations_settings import ClosureSettings
from sim.study.day import page as operations_page_module
from sim.study.day.page import has_day, operations_page, placed_closures
from sim.study.prepare import Prepared

STOPS = {"A": 0, "B": 1, "C": 2}


def test_packed_bytes_by_hand() -> None:
    # Steps 7, 0, 293, -305; zigzag 14, 0, 586, 609; 586 = 4 * 128 + 74, 609 = 4 * 128 + 97, the
    # lower part first with its top bit set: 74 + 128 = 0xCA, 97 + 128 = 0xE1.
    packed = packed_integers([7, 7, 300, -5])
    assert isinstance(packed, dict)
    data = zlib.decompress(base64.b64decode(str(packed["deflated"])), -zlib.MAX_WBITS)
    assert data == bytes([0x0E, 0x00, 0xCA, 0x04, 0xE1, 0x04])
    assert (packed["count"], packed["size"]) == (4, 6)


def test_packed_numbers_come_back() -> None:
    numbers = np.random.default_rng(7).integers(-(2**29), 2**29, 500)
    assert unpacked_integers(packed_integers(numbers)).tolist() == numbers.tolist()
    assert unpacked_integers(packed_integers([])).tolist() == []


def test_number_too_large_for_the_page_is_refused() -> None:
    with pytest.raises(OutputError, match="cannot hold the number 4294967296; times are in sec"):
        packed_integers([1, 2**32])


def test_trains_in_columns() -> None:
    runs = train_runs(two_trains())
    assert legs_of(runs) == (("L", "A", "B"), ("L", "B", "C"), ("L", "C", "B"), ("L", "B", "A"))
    ways = dict(zip(legs_of(runs), (1, 2, -2, -1), strict=True))
    found = trains_json(runs, {"L": 0}, STOPS, ways)
    assert found["patterns"] == [
        {"line": 0, "direction": 0, "stops": [0, 1, 2], "ways": [1, 2]},
        {"line": 0, "direction": 1, "stops": [2, 1, 0], "ways": [-2, -1]},
    ]
    columns = {
        name: unpacked_integers(found[name]).tolist()
        for name in ("pattern", "starts", "places", "dwells", "runs", "loads")
    }
    assert columns == {
        "pattern": [0, 1],
        "starts": [21600, 21660],
        "places": [100, 100],
        # The last departure of the first train is not known: it is the arrival, a dwell of 0.
        "dwells": [20, 20, 0, 20, 20, 20],
        "runs": [100, 100, 0, 100, 100, 0],
        "loads": [30, 100, 0, 10, 60, 0],
    }
    assert found["names"] == ["out", "back"]


def test_order_of_the_table_does_not_matter() -> None:
    shuffled = two_trains().sample(frac=1.0, random_state=3)
    runs, other = train_runs(two_trains()), train_runs(shuffled)
    assert (runs.starts, runs.patterns, runs.pattern_of) == (
        other.starts,
        other.patterns,
        other.pattern_of,
    )


def test_trains_that_run_backwards_are_named() -> None:
    trains = two_trains()
    trains.loc[1, "arrive_s"] = 21_000.0
    with pytest.raises(DataError, match=r"1 calls run backwards in time \(out at B\)"):
        train_runs(trains)


def test_calls_without_any_time_are_named() -> None:
    trains = two_trains()
    trains.loc[4, ["arrive_s", "depart_s"]] = np.nan
    with pytest.raises(DataError, match=r"1 calls have neither arrival nor departure \(back\)"):
        train_runs(trains)


def test_train_that_passes_a_stop_keeps_to_the_track() -> None:
    # From A past B to C: the track has the point of B, a straight line had not.
    found = ways_of(sectioned_line(), empty_base(), Frame(), [("L", "A", "C"), ("L", "C", "A")])
    assert found.legs == {("L", "A", "C"): 1, ("L", "C", "A"): -1}
    stops = [sectioned_line().stops[StopId(one)] for one in "ABC"]
    assert found.paths == (Frame().path([(stop.lon, stop.lat) for stop in stops]),)


def test_way_off_the_line_is_straight() -> None:
    found = ways_of(sectioned_line(), empty_base(), Frame(), [("other", "A", "C")])
    stops = [sectioned_line().stops[StopId(one)] for one in "AC"]
    assert found.paths == (Frame().path([(stop.lon, stop.lat) for stop in stops]),)


def test_crowds_by_station_and_moment() -> None:
    people = waiting()
    people = people[~((people["station_id"] == "C") & (people["minute"] == 365))]
    found = crowds_json(people, crowding(), STOPS, {"L": 0})
    assert found["minutes"] == [360, 365, 370]
    # Tenths of a person; C has no value at 06:05.
    assert unpacked_integers(found["waiting"]).tolist() == [100, 200, 0, 300, 500, 50, 0, -1, 15]
    # Of the two platforms of B the denser one: 4 people a square metre, level E.
    assert unpacked_integers(found["density"]).tolist() == [20, 400, 5]
    assert unpacked_integers(found["level"]).tolist() == [0, 4, 0]
    assert unpacked_integers(found["most"]).tolist() == [25, 90, 6]
    assert unpacked_integers(found["line"]).tolist() == [-1, -1, -1]


def test_line_of_the_densest_platform() -> None:
    platforms = crowding().assign(route_id=["K", "K", "L", "gone"])
    found = crowds_json(waiting(), platforms, STOPS, {"K": 0, "L": 1})
    assert unpacked_integers(found["line"]).tolist() == [0, 1, -1]


def test_closure_knows_whether_trains_pass() -> None:
    # From 06:00 to 06:03 (21600 to 21780 s): the first train is between B and C from 21740 on.
    (found,) = day_closures(sectioned_line(), closed_section(), two_trains())
    assert found.trains_pass
    # The last train leaves the section at 21840: from 06:05 nothing runs through it.
    later = closed_section().assign(from_time="06:05", until_time="06:08")
    (quiet,) = day_closures(sectioned_line(), later, two_trains())
    assert not quiet.trains_pass


def test_closed_station_at_which_trains_call() -> None:
    table = closed_section().drop(columns=["route_id", "from_id", "to_id"])
    station = table.assign(kind="station", station_id="B", note="假设 assumed")
    (found,) = day_closures(sectioned_line(), station, two_trains())
    assert (found.stop_id, found.legs, found.trains_pass, found.note) == (
        "B",
        (),
        True,
        "假设 assumed",
    )
    # After 06:05 (21900 s) no train calls at B.
    later = station.assign(from_time="06:05", until_time="06:08")
    assert not day_closures(sectioned_line(), later, two_trains())[0].trains_pass


def test_facts_of_a_closure() -> None:
    table = closed_section().assign(
        low=800.0, high=1000.0, waited=70.0, rerouted=50.0, by_shuttle=0.0, gave_up=np.nan,
        recovered_time="06:40",
    )  # fmt: skip
    (found,) = day_closures(sectioned_line(), table, two_trains())
    rows = {row.en: (row.value, row.tail) for row in found.facts}
    assert rows["Person-minutes lost"] == ("900", " (800–1,000)")
    assert rows["People affected"] == ("120", "")
    assert rows["What they did"][0].en == "waited 70, rerouted 50"  # type: ignore[union-attr]
    assert rows["Back to normal"] == ("06:40", "")


def test_closure_without_a_place_is_listed_but_not_drawn() -> None:
    table = closed_section().drop(columns=["route_id", "from_id", "to_id"])
    (found,) = day_closures(sectioned_line(), table, two_trains())
    assert (found.legs, found.stop_id, found.title.zh) == ((), "", "乙—丙")


@pytest.mark.parametrize(
    ("wish", "kind", "place"),
    [
        (
            TimedClosure("section", ("B", "C"), 21_600, 21_780),
            "section",
            ["L", "B", "C", ""],
        ),
        (
            TimedClosure("station", ("B",), 21_600, 21_780),
            "station",
            ["", "", "", "B"],
        ),
        (
            TimedClosure("runway", (), 21_600, 21_780),
            "runway",
            ["", "", "", ""],
        ),
        (
            TimedClosure("section", ("B", "C"), 32_400, 36_000),
            "section",
            ["", "", "", ""],
        ),
        (
            TimedClosure("section", ("B", "nowhere"), 21_600, 21_780),
            "section",
            ["", "", "", ""],
        ),
    ],
    ids=["section", "station", "runway", "another time", "unknown stop"],
)
def test_closures_are_placed_by_what_the_scenario_asked_for(
    wish: TimedClosure, kind: str, place: list[str]
) -> None:
    table = closed_section().drop(columns=["route_id", "from_id", "to_id"]).assign(kind=kind)
    found = placed_closures(sectioned_line(), table, [wish])
    columns = ["route_id", "from_id", "to_id", "station_id"]
    assert found[columns].to_numpy().tolist() == [place]


def test_closures_that_say_where_they_lie_stay_as_they_are() -> None:
    assert placed_closures(sectioned_line(), closed_section(), []).equals(closed_section())


def test_trains_at_a_hub() -> None:
    def train(trip_id: str, *calls: tuple[str, int, int]) -> Train:
        return Train(
            trip_id, ModeId("rail"), trip_id, "G",
            tuple(Call(StopId(stop), arrive, leave) for stop, arrive, leave in calls),
            Quality.SCENARIO, "made by hand",
        )  # fmt: skip

    trains = (
        train("through", ("X", 0, 0), ("S", 3600, 3660), ("Y", 7200, 7200)),
        train("begins", ("S", 1800, 1800), ("Y", 7200, 7200)),
        # After midnight: there is yesterday's one at 600 s as well.
        train("ends", ("X", 80_000, 80_000), ("S", 87_000, 87_000)),
    )
    network = replace(empty(), trains={one.trip_id: one for one in trains})
    arrivals, departures = hub_calls(network, hub("H", "S"))
    assert arrivals == [600, 3600, 87_000]
    assert departures == [1800, 3660]


def prepared_by_hand() -> Prepared:
    """What the page asks of a prepared scenario, with a closure of B to C."""
    wish = ClosureSettings(section=("B", "C"), from_time="06:00", until_time="06:03")
    document = SimpleNamespace(
        scenario="toy", title="Toy", title_zh="玩具", operations=SimpleNamespace(closures=(wish,))
    )
    return cast(
        "Prepared",
        SimpleNamespace(
            name="toy", scenario=SimpleNamespace(document=document), data_dir=Path("nowhere")
        ),
    )


def test_run_is_handed_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations_page_module, "read_base_layers", lambda _: empty_base())
    tables = {
        "operations_trains": two_trains(),
        "operations_people_at_stations": waiting(),
        "operations_platforms": crowding().assign(quality="estimate"),
        "operations_disruptions": closed_section().drop(columns=["route_id", "from_id", "to_id"]),
    }
    page = operations_page(prepared_by_hand(), sectioned_line(), tables)
    for text in (
        "玩具",
        "Toy",
        "Platform areas and crowding are estimate.",
        "people of 2020",
        'href="map.html"',
    ):
        assert text in page
    # The closure found its place: the second way of the page, from B to C.
    assert '"ways":[2]' in page


def test_page_of_a_run_without_trains_says_what_to_do() -> None:
    with pytest.raises(DataError) as caught:
        operations_page(prepared_by_hand(), sectioned_line(), {})
    assert str(caught.value) == (
        "run toy has no trains to show; simulate its day with 'sim simulate toy'"
    )


def test_run_without_trains_has_no_day() -> None:
    assert not has_day({"operations_trains": two_trains().head(0)})
    assert has_day({"operations_trains": two_trains()})
    assert not has_day({"access": pd.DataFrame({"a": [1]})})
