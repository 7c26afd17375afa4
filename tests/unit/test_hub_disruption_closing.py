"""What can be closed, what is said when it cannot, and the buses that run instead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.disruption.closing import ClosureRequest, check_requests, close, routes_between
from sim.hub.disruption.examples import small_town
from sim.hub.disruption.shuttle import ShuttleSettings

SECTION = ClosureRequest("x", "section", ("A", "B"), 3600, 7200)


def told(request: ClosureRequest, names: dict[str, tuple[str, str]] | None = None) -> list[str]:
    return [issue.text() for issue in check_requests([request], small_town()[0], names)]


def test_what_is_right_is_not_told() -> None:
    assert told(SECTION) == []
    assert told(ClosureRequest("x", "station", ("C",), 3600, 7200)) == []


def test_an_unknown_station_is_told_with_near_names() -> None:
    names = {"A": ("凤起路", "Fengqi Road")}
    assert told(ClosureRequest("x", "station", ("Fengqi Rd",), 3600, 7200), names) == [
        ("error closure-unknown — closure x: no train calls at 'Fengqi Rd' — did you mean A?")
    ]
    assert told(ClosureRequest("x", "station", ("nowhere",), 3600, 7200)) == [
        (
            "error closure-unknown — closure x: no train calls at 'nowhere' — "
            "take the id of a station of the lines"
        )
    ]


def test_times_are_told() -> None:
    assert told(replace(SECTION, until_s=3600)) == [
        (
            "error closure-time — closure x: until 01:00 is not after from 01:00 — "
            "put the earlier time first"
        )
    ]
    assert told(replace(SECTION, from_s=80000, until_s=82800)) == [
        (
            "error closure-service-hours — closure x: no train runs there between 22:13:20 and 23:00 — "
            "close it while trains run"
        )
    ]


def test_a_section_has_two_ends_on_one_line() -> None:
    assert (
        "a section is named by 2 different stops" in told(replace(SECTION, stop_ids=("A", "A")))[0]
    )
    services, lines, _ = small_town()
    assert routes_between(replace(SECTION, route_id="other"), services) == []
    assert told(replace(SECTION, route_id="other")) == [
        (
            "error closure-section — closure x: no line runs from A to B — "
            "name two stops of the same line"
        )
    ]
    assert len(lines.station_ids) == 3


def test_all_problems_come_at_once() -> None:
    wrong = [replace(SECTION, until_s=0), ClosureRequest("y", "station", ("Z",), 3600, 7200)]
    with pytest.raises(DataError) as caught:
        close(replace(wrong[1], until_s=0), *small_town())
    assert [issue.code for issue in caught.value.issues] == ["closure-unknown", "closure-time"]
    assert len(check_requests(wrong, small_town()[0])) == 2


def test_both_directions_are_closed() -> None:
    closed = close(SECTION, *small_town())
    assert closed.sections == frozenset({(0, 0, 1), (1, 1, 0)})
    assert closed.stations == frozenset()
    assert close(ClosureRequest("x", "station", ("B",), 3600, 7200), *small_town()).stations == {1}


def test_the_shuttle_by_hand() -> None:
    # 1 km x 1.3 at 18 km/h (5 m/s): 260 s with the stop of 60 s, so 200 s of driving; from 3600 +
    # 900 = 4500 until 7200 + 1800 = 9000, every 90 s: 50 buses.
    closed = close(SECTION, *small_town(), ShuttleSettings(headway_s=90, speed_kmh=18))
    there, back = closed.services[closed.n_own :]
    assert (there.stop_ids, back.stop_ids) == (("A", "B"), ("B", "A"))
    assert there.patterns[0].run_s == (200.0,)
    departures = there.patterns[0].departures_s
    assert (departures[0], departures[-1], len(departures)) == (4500.0, 8910.0, 50)
    assert closed.lines.street_groups == {2, 3}
    assert np.array_equal(closed.lines.group_stops[3], [1, 0])
