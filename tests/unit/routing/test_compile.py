"""Arrays of a timetable, and the patterns that are refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import toy
from sim.errors import RoutingError
from sim.network.connectors import Links
from sim.network.model import HeadwayBand, ModeId, Quality, StopId
from sim.network.patterns import Pattern
from sim.routing import TimetableArrays, compile_links, compile_timetable

TOWN = toy.build("mode rail: slack 300, alight 60\ntrain T1 rail: A 07:10, B 07:40")
TRAINS = Pattern(
    "p1", "T", ModeId("rail"), 0, (StopId("A"), StopId("B")), (), (), (),
    ("T1", "T2"), ((100, 200), (150, 250)), ((110, 200), (160, 250)),
)  # fmt: skip
TRAM = Pattern(
    "p2", "L", ModeId("rail"), 0, (StopId("A"), StopId("B")), (0, 90), (0, 95),
    (HeadwayBand("", 0, 600, 61, Quality.MODELLED, ""), HeadwayBand("", 600, 900, 30, Quality.MODELLED, "")),
    (), (), (),
)  # fmt: skip


def compiled(*services: Pattern, walks: Links = TOWN.transfers) -> TimetableArrays:
    return compile_timetable(services, walks, stop_ids=("A", "B"), modes=TOWN.network.modes)


def columns(*rows: tuple[int, int, int]) -> Links:
    table = np.array(rows, dtype=np.int32)
    return Links(table[:, 0], table[:, 1], table[:, 2])


def test_layout() -> None:
    arrays = compiled(TRAM, TRAINS)
    data = arrays.data
    assert arrays.pattern_ids == ("p2", "p1")
    assert arrays.trip_ids == ("T1", "T2")
    assert data.pattern_first.tolist() == [0, 2, 4]
    assert data.pattern_stop.tolist() == [0, 1, 0, 1]
    assert data.time_first.tolist() == [0, 2, 6]
    assert data.arrival_s.tolist() == [0, 90, 100, 200, 150, 250]
    assert data.departure_s.tolist() == [0, 95, 110, 200, 160, 250]
    assert data.trip_first.tolist() == [0, 0, 2]
    assert data.band_first.tolist() == [0, 2, 2]
    assert data.bands.wait_s.tolist() == [31, 15]
    assert data.boarding_slack_s.tolist() == [300, 300]
    assert data.alighting_s.tolist() == [60, 60]
    # Nobody boards at the last stop.
    assert data.boarding_first.tolist() == [0, 2, 2]
    assert data.boarding_pattern.tolist() == [0, 1]
    assert data.boarding_position.tolist() == [0, 0]


def test_staying_takes_no_time_unless_it_is_given() -> None:
    transfers = compiled(TRAINS, walks=columns((0, 1, 9), (1, 1, 120))).data.transfers
    assert transfers.first.tolist() == [0, 2, 3]
    assert transfers.target.tolist() == [0, 1, 1]
    assert transfers.time_s.tolist() == [0, 9, 120]


def test_links_both_ways() -> None:
    arrays = compile_links(columns((0, 1, 5), (1, 0, 7), (1, 1, 9)), ("x", "y"), ("A", "B", "C"))
    assert arrays.forward.first.tolist() == [0, 1, 3]
    assert arrays.forward.target.tolist() == [1, 0, 1]
    assert arrays.backward.first.tolist() == [0, 1, 3, 3]
    assert arrays.backward.target.tolist() == [1, 0, 1]
    assert arrays.backward.time_s.tolist() == [7, 5, 9]


def test_arrays_cannot_be_written_into() -> None:
    for part in compiled(TRAM, TRAINS).data:
        for array in part if isinstance(part, tuple) else (part,):
            assert not array.flags.writeable
            assert array.dtype in (np.int32, np.bool_)


def test_no_service_at_all() -> None:
    assert repr(compiled()) == (
        "<TimetableArrays 2 stops · 0 patterns · 0 trips · 0 headway bands · 2 transfers>"
    )


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (replace(TRAINS, stop_ids=("A", "Q")), "stop Q is not among the stops"),
        (replace(TRAINS, mode_id=ModeId("boat")), "mode boat is not known"),
        (replace(TRAM, trip_ids=("T",)), "make two patterns of it"),
        (replace(TRAM, arrival_offset_s=(0,)), "one arrival and one departure offset per stop"),
        (replace(TRAM, departure_offset_s=(5, 95)), "which is not 5 s"),
        (replace(TRAM, arrival_offset_s=(0, 96)), "its offsets go backwards in time"),
        (replace(TRAM, bands=TRAM.bands[::-1]), "overlap or are not in order at 0 s"),
        (
            replace(TRAM, bands=(replace(TRAM.bands[0], headway_s=0),)),
            "band 0-600 s every 0 s is not possible",
        ),
        (replace(TRAM, bands=(replace(TRAM.bands[0], end_s=0),)), "band 0-0 s every 61 s"),
        (replace(TRAINS, trip_ids=("T1",)), "one row of arrivals and of departures per trip"),
        (replace(TRAINS, trip_arrival_s=((100,), (150, 250))), "trip T1 needs one arrival"),
        (
            replace(TRAINS, trip_arrival_s=((100, 200), (161, 250))),
            "trip T2 goes backwards in time",
        ),
        (
            replace(TRAINS, trip_departure_s=((110, 10**8), (160, 10**8))),
            "trip T1 lies outside the days",
        ),
        (
            replace(TRAINS, trip_arrival_s=((100, 200), (150, 190)), trip_departure_s=((110, 200), (160, 190))),
            "trip T2 overtakes the trip before it",
        ),
    ],
)  # fmt: skip
def test_patterns_that_cannot_be_searched(pattern: Pattern, message: str) -> None:
    with pytest.raises(RoutingError, match=rf"pattern {pattern.pattern_id} .*{message}"):
        compiled(pattern)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((0, 2, 5), "names place 2 of 2"),
        ((2, 0, 5), "names place 2 of 2"),
        ((0, 1, -5), "takes -5 … 0 seconds"),
    ],
)
def test_walks_that_cannot_be(row: tuple[int, int, int], message: str) -> None:
    with pytest.raises(RoutingError, match=message):
        compiled(TRAINS, walks=columns(row))
