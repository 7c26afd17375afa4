"""A schedule of one's own: what is read, and every fault with its line and advice."""

import pytest

from sim.errors import DataError
from sim.hub.terminal.own_schedule import own_schedule

HEAD = "flight,direction,international,time,seats,load_factor,other_end"


def written(tmp_path, *lines, head=HEAD):
    path = tmp_path / "day.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return path


def faults(path, airports=("PEK", "CAN")):
    with pytest.raises(DataError, match="the schedule of flights cannot be used") as error:
        own_schedule(path, airports)
    return [(one.line, one.code, one.what, one.fix) for one in error.value.issues]


def test_flights_are_read_in_the_order_of_time(tmp_path):
    path = written(
        tmp_path,
        "CA1,departure,0,07:05,180,0.8,PEK",
        "CA2,departure,1,1:30,180,0.5,",
        "",
        "CA0,arrival,0,06:00,101,0.5,CAN",
    )
    flights = own_schedule(path, {"PEK", "CAN"})
    assert flights.flight_id == ("CA0", "CA1", "CA2")
    # 01:30 ends the day before: 25:30
    assert flights.time_s.tolist() == [21_600.0, 25_500.0, 91_800.0]
    # 101 x 0.5 = 50.5, half up
    assert flights.passengers.tolist() == [51, 144, 90]
    assert flights.international.tolist() == [False, False, True]


def test_all_faults_of_the_lines_are_told_at_once(tmp_path):
    path = written(
        tmp_path,
        "CA1,departure,0,7.05,180,0.8,PEK",
        "CA2,leaving,2,07:05,-5,0.8,PEK",
        "CA3,departure,0,07:05,180,80,XXX",
        "CA4,departure,0,07:05,180,0.8",
        ",arrival,0,07:05,180,0.8,PEK",
    )
    assert faults(path) == [
        (5, "ragged-row", "6 cells where the heading has 7", "check the commas of the line"),
    ]
    good = path.read_text(encoding="utf-8").replace("CA4,departure,0,07:05,180,0.8\n", "")
    path.write_text(good, encoding="utf-8")
    assert faults(path) == [
        (2, "bad-clock", "flight 'CA1': time '7.05'", "write it as 07:05, 00:00 to 23:59"),
        (3, "bad-direction", "flight 'CA2': direction 'leaving'", "write departure or arrival"),
        (3, "bad-flag", "flight 'CA2': international '2'", "write 1 or 0"),
        (3, "bad-seats", "flight 'CA2': seats '-5'", "write a whole number from 1 to 900"),
        (
            4,
            "bad-load-factor",
            "flight 'CA3': load_factor '80'",
            "write a share from 0 to 1, 0.82 for 82 %",
        ),
        (
            4,
            "unknown-airport",
            "flight 'CA3': airport 'XXX' is not in the table of airports",
            "correct the code, or leave the cell empty",
        ),
        (
            5,
            "no-name",
            "a flight has no name",
            "write the number of the flight in column flight",
        ),
    ]


def test_an_aircraft_cannot_leave_before_it_lands(tmp_path):
    path = written(
        tmp_path,
        "CA1,arrival,0,09:00,180,0.8,PEK,",
        "CA2,departure,0,08:30,180,0.8,CAN,CA1",
        "CA1,departure,0,08:00,180,0.8,CAN,",
        "CA3,departure,0,08:00,180,0.8,CAN,CA9",
        "CA4,arrival,0,10:00,180,0.8,CAN,CA1",
        "CA1,arrival,0,11:00,180,0.8,PEK,",
        head=HEAD + ",turns_from",
    )
    assert [(line, code, what) for line, code, what, _ in faults(path)] == [
        (7, "flight-twice", "flight 'CA1', arrival, stands in line 2 already"),
        (
            3,
            "departs-before-landing",
            "flight 'CA2' departs at 08:30, before its aircraft lands ('CA1' at 09:00)",
        ),
        (
            4,
            "departs-before-landing",
            "flight 'CA1' departs at 08:00, before its aircraft lands ('CA1' at 09:00)",
        ),
        (
            5,
            "unknown-landing",
            "flight 'CA3': turns_from 'CA9' is not an arrival of the file",
        ),
        (6, "bad-turn", "flight 'CA4': an arrival has no turns_from"),
    ]


def test_a_departure_knows_its_landing(tmp_path):
    path = written(
        tmp_path,
        "CA1,arrival,0,09:00,180,0.8,PEK,",
        "CA2,departure,0,10:30,180,0.8,CAN,CA1",
        head=HEAD + ",turns_from",
    )
    assert own_schedule(path, {"PEK", "CAN"}).turns_from.tolist() == [-1, 0]


def test_the_heading_is_checked(tmp_path):
    path = written(tmp_path, "x", head="flight,direction,time,seats,load_factor,other_end,gate")
    assert [what for _, _, what, _ in faults(path)] == [
        "no column international",
        "column gate is not known",
    ]


def test_a_missing_and_an_empty_file_are_told(tmp_path):
    (line, code, what, fix), *rest = faults(tmp_path / "none.csv")
    assert (line, code, what, rest) == (None, "missing-file", "there is no such file", [])
    assert fix == "correct flight_schedule; paths are relative to the scenario file"
    assert faults(written(tmp_path))[0][1:3] == ("no-flights", "the file has no flights")
