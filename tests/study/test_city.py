"""A city from files: times by hand, and what is told of points, streets and hours left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from city_files import feed, points, street

from sim.clock import Window
from sim.errors import DataError, Issue, Severity
from sim.network.gtfs import read_service_day
from sim.network.gtfs.examples import small_feed
from sim.routing.matrix import travel_times
from sim.routing.settings import Query
from sim.study import city as city_module
from sim.study.city import City, CityFiles, Walking, build_city, window_issues

MONDAY = date(2019, 5, 13)
SERVICE = "service of bus on 2019-05-13 is from 07:00 to 07:12"
NEXT_DATE = "trips that bus only begins on the next date are not searched"
HOME, WORK = ("home", 120.0, 30.0), ("work", 120.03, 30.0)


@pytest.fixture
def files(tmp_path: Path) -> CityFiles:
    folder = tmp_path / "my city"
    folder.mkdir()
    return CityFiles((feed(folder),), MONDAY, points(folder, HOME, WORK), osm=street(folder))


def built(files: CityFiles, walking: Walking | None = None) -> City:
    return build_city(files, walking or Walking(), max_time_s=7200, threads=1)


def at(city: City, query: Query) -> list[list[int]]:
    found = travel_times(city.timetable, city.access, city.egress, city.direct, query, threads=1)
    return found.times_s[:, :, 0].tolist()


def problems(files: CityFiles) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        built(files)
    return caught.value.issues


def test_times_by_hand_and_nothing_to_tell(files: CityFiles) -> None:
    city = built(files)
    assert city.issues == ()
    # The bus leaves home's stop at 07:00:00 and is at work's at 07:12. From 06:58 that is 14 min;
    # from 06:59 one is at the stop just 60 s before it leaves: 13 min; from 07:00 it is gone, and
    # the walk of 0.03 degrees (111 195 m · cos 30° a degree: 2889 m, at 1 m/s) is left.
    assert at(city, Query((25080,)))[0] == [0, 840]
    assert at(city, Query((25140,)))[0] == [0, 780]
    walk_s = at(city, Query((25200,)))[0][1]
    assert walk_s == pytest.approx(0.03 * 111_195 * 0.866025, abs=3)


def test_the_first_compilation_is_told_after_the_files_are_read(
    files: CityFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages: list[str] = []
    monkeypatch.setattr(city_module, "kernels_are_compiled", lambda: False)
    monkeypatch.setattr(city_module, "compile_kernels", lambda share: share(1.0))
    build_city(
        files, Walking(), max_time_s=7200, threads=1, report=lambda title, _: stages.append(title)
    )
    assert list(dict.fromkeys(stages)) == [
        "read points",
        "read timetables",
        "read streets",
        "compile, only once (about a minute)",
        "walk between stops and points",
        "build the timetable",
    ]


def test_the_walk_of_the_options_is_kept(files: CityFiles) -> None:
    # At twice the speed the walk takes half the time; with no walk to stops there is but the walk.
    slow = at(built(files), Query((25200,)))[0][1]
    fast = at(built(files, Walking(speed_kmh=7.2)), Query((25200,)))[0][1]
    assert fast == pytest.approx(slow / 2, abs=1)


def test_destinations_with_the_same_ids_elsewhere_are_places_of_their_own(
    files: CityFiles,
) -> None:
    ends = points(files.points.parent, HOME, ("work", 120.001, 30.0), name="ends.csv")
    city = built(replace(files, destinations=ends))
    # home is the same place in both files: 0 s. Work of the one file to work of the other: 0.029°.
    times = at(city, Query((25200,)))
    assert times[0][0] == 0
    assert times[1][1] == pytest.approx(0.029 * 111_195 * 0.866025, abs=3)
    assert city.egress.from_ids == ("home", "work")


def test_a_copy_of_the_points_as_destinations_changes_nothing(files: CityFiles) -> None:
    copy = points(files.points.parent, HOME, WORK, name="copy.csv")
    one, other = built(files), built(replace(files, destinations=copy))
    assert at(one, Query((25080,))) == at(other, Query((25080,)))


def test_both_files_of_points_are_checked_at_once(files: CityFiles) -> None:
    bad = replace(files, points=files.gtfs[0], destinations=files.points.parent / "none.csv")
    found = problems(bad)
    assert [issue.file for issue in found] == [bad.points, bad.destinations]


def test_some_points_off_the_streets_are_listed_with_distance(files: CityFiles) -> None:
    path = points(files.points.parent, HOME, ("farm", 120.0, 30.1), name="some.csv")
    (issue,) = built(replace(files, points=path)).issues
    assert (issue.severity, issue.code, issue.file) == (
        Severity.WARNING, "point-off-network", path,
    )  # fmt: skip
    # 0.1 degrees of latitude: 11 119 m
    assert issue.what.startswith("1 of 2 points lie more than 1,600 m from any street: farm (11,1")


def test_all_points_off_the_streets_stop_the_work(files: CityFiles) -> None:
    exchanged = points(
        files.points.parent, ("home", 30.0, 80.0), ("work", 30.0, 81.0), name="x.csv"
    )
    (issue,) = problems(replace(files, points=exchanged))
    assert (issue.severity, issue.code, issue.file) == (
        Severity.ERROR, "points-off-network", exchanged,
    )  # fmt: skip
    assert issue.what.startswith(
        "none of the 2 points lies within 1600 m of a street of town.osm; the nearest, home, is "
    )
    assert issue.what.endswith(" km away")
    assert "lon and lat are in place" in issue.fix
    (issue,) = problems(replace(files, destinations=exchanged))
    assert issue.file == exchanged


def test_points_without_a_stop_are_told_with_the_way_to_the_nearest(files: CityFiles) -> None:
    # On the street, 0.01 degrees beyond the last stop: 963 m, too far for a walk of 500 m.
    path = points(files.points.parent, HOME, ("end", 120.04, 30.0), name="end.csv")
    (issue,) = built(replace(files, points=path), Walking(max_access_m=500)).issues
    assert (issue.severity, issue.code, issue.file) == (
        Severity.INFO, "points-without-stop", path,
    )  # fmt: skip
    assert issue.what == (
        "1 of 2 points have no served stop within the longest walk; straight to the nearest one: "
        "end (1.0 km)"
    )
    assert "--max-access-m" in issue.fix
    (issue,) = built(
        replace(files, points=points(path.parent, ("end", 120.04, 30.0), name="e.csv")),
        Walking(max_access_m=500),
    ).issues
    assert issue.severity is Severity.WARNING


def test_stops_off_the_streets(files: CityFiles) -> None:
    far = small_feed()["stops.txt"].replace("120.03", "121.03")
    some = feed(files.points.parent, {"stops.txt": far}, "far")
    (issue,) = built(replace(files, gtfs=(some,))).issues
    assert (issue.severity, issue.code, issue.file) == (
        Severity.INFO, "stops-off-network", files.osm,
    )  # fmt: skip
    assert issue.what == "1 of 3 served stops lie more than 1,600 m from any street"
    away = small_feed()["stops.txt"].replace("120.", "110.")
    everyone = feed(files.points.parent, {"stops.txt": away}, "away")
    stops, alone = built(replace(files, gtfs=(everyone,))).issues
    assert (stops.severity, alone.severity) == (Severity.WARNING, Severity.WARNING)
    assert stops.fix == "take an extract of the feed's city; as it is, nobody can board anything"
    assert alone.code == "points-without-stop"


def test_streets_for_cars_only(files: CityFiles) -> None:
    motorway = street(files.points.parent, highway="motorway", name="motorway.osm")
    (issue,) = problems(replace(files, osm=motorway))
    assert (issue.code, issue.file) == ("no-walkable-street", motorway)
    assert issue.what == "no street of the file can be walked on"


def test_several_feeds_and_one_that_rests(files: CityFiles) -> None:
    calendar = small_feed()["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,1")
    weekend = feed(files.points.parent, {"calendar.txt": calendar}, "weekend")
    (issue,) = built(replace(files, gtfs=(*files.gtfs, weekend))).issues
    assert (issue.code, issue.file) == ("no-service", weekend)
    assert issue.what == (
        "nothing runs on 2019-05-13; the feed has service from 2019-05-04 to 2019-05-26"
    )
    # Sunday the 12th is a day before, Saturday the 18th five days after.
    assert issue.fix == "the nearest date with service is 2019-05-12"


def window_text(files: CityFiles, window: str, *, arrive_by: bool = False) -> list[tuple[str, str]]:
    day = read_service_day(list(files.gtfs), MONDAY)
    found = window_issues(day, Window.parse(window), 7200, arrive_by=arrive_by)
    assert all(issue.severity is Severity.WARNING for issue in found)
    return [(issue.what, issue.fix) for issue in found]


def test_windows_in_and_out_of_service(files: CityFiles) -> None:
    # Calls leave from 07:00 to 07:12; two hours may pass until then, or since then.
    assert window_text(files, "05:00-05:01") == []
    assert window_text(files, "09:00-09:01", arrive_by=True) == []
    assert window_text(files, "04:00-04:30") == [
        (
            f"nothing runs 04:00-04:30 or in the 120 min after it: {SERVICE}",
            "choose a window inside the service; as it is, only walks are found",
        )
    ]
    assert len(window_text(files, "07:13-07:14")) == 1
    assert "in the 120 min before it" in window_text(files, "09:13-09:14", arrive_by=True)[0][0]
    assert len(window_text(files, "06:00-06:59", arrive_by=True)) == 1
    assert window_text(files, "25:00-25:10")[0][1].endswith(
        "for trips of the next date write --date 2019-05-14 --window 01:00-01:10"
    )


def test_a_window_over_midnight_names_the_other_date(files: CityFiles) -> None:
    assert window_text(files, "07:00-24:30") == [
        (
            f"the window 07:00-24:30 passes midnight: {NEXT_DATE}",
            "ask for them by themselves, with --date 2019-05-14 --window 00:00-00:30",
        )
    ]


def test_service_by_frequency_counts_for_the_window(files: CityFiles) -> None:
    rows = "trip_id,start_time,end_time,headway_secs\nT1,12:00:00,13:00:00,600\n"
    often = feed(files.points.parent, {"frequencies.txt": rows}, "often")
    assert window_text(replace(files, gtfs=(often,)), "12:30-12:40") == []
    # The template's own times, 07:00 to 07:12, are no service.
    (told,) = window_text(replace(files, gtfs=(often,)), "07:00-07:12")
    assert "from 12:00 to 13:00" in told[0]
