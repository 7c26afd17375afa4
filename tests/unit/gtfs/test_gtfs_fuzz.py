"""Whatever a feed says, reading it ends in a sound day or in issues, never in a traceback."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import DataError, has_errors
from sim.network.gtfs import ServiceDay, read_service_day
from sim.network.gtfs.examples import small_feed, write_feed

RICH = small_feed() | {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    'A,"Al, pha",30.0,120.00,0,S\nB,Beta,30.0,120.01,,\nC,Gamma,30.0,120.03,0,\n'
    "S,,30.0,120.0,1,\nE,,30.0,120.0,2,S\nN,,,,3,S\n",
    "trips.txt": "route_id,service_id,trip_id\nR,WD,T1\nR,WD,T2\nR,EX,F1\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
    "T1,07:00:00,07:00:00,A,1,0\nT1,,,B,2,\nT1,07:12:00,07:12:00,C,3,1\n"
    "T2,23:50:00,23:50:00,C,1,0\nT2,24:05:00,24:05:30,B,2,\nT2,24:12:00,24:12:00,A,3,\n"
    "F1,06:00:00,06:00:00,A,1,0\nF1,06:05:00,06:05:00,B,2,\n",
    "calendar_dates.txt": "service_id,date,exception_type\nWD,20190501,2\nEX,20190514,1\n"
    "EX,20190513,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\n"
    "F1,06:00:00,09:00:00,600,0\nF1,09:00:00,24:30:00,900,1\n",
    "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS,B,2,90\nB,C,3,\n",
    "pathways.txt": "from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length\n"
    "E,N,1,1,30,\nN,A,2,0,,12.5\n",
}
SCRAPS = (
    "", ",", ",,", '"', '""', "\n", "\r\n", "\r", " ", "\t", "\ufeff", "0", "-1", "1e9", "nan",
    "99999999999999999999", "25:10:00", "7:3:0", "20190229", "A", "T1", "杭州", "\u2028", "\x85",
    "\x00", "S",
)  # fmt: skip

edits = st.lists(
    st.tuples(
        st.sampled_from(sorted(RICH)),
        st.floats(0, 1, allow_nan=False),
        st.integers(0, 9),
        st.sampled_from(SCRAPS),
    ),
    min_size=1,
    max_size=4,
)


def changed(files: dict[str, str], changes) -> dict[str, str]:
    found = dict(files)
    for name, where, length, scrap in changes:
        text = found[name]
        at = int(where * len(text))
        found[name] = text[:at] + scrap + text[at + length :]
    return found


def assert_sound(day: ServiceDay) -> None:
    trips, stops = day.trips, day.stops
    assert trips.first[0] == 0
    assert trips.first[-1] == len(trips.stop) == len(trips.arrival_s) == len(trips.can_board)
    assert (np.diff(trips.first) >= 2).all()
    assert ((trips.stop >= 0) & (trips.stop < len(stops.ids))).all()
    assert ((trips.route >= 0) & (trips.route < len(day.routes.ids))).all()
    assert (trips.arrival_s <= trips.departure_s).all()
    assert (trips.arrival_s >= 0).all()
    inside = np.ones(len(trips.stop), dtype=bool)
    inside[trips.first[:-1]] = False
    later = np.flatnonzero(inside)
    assert (trips.departure_s[later - 1] <= trips.arrival_s[later]).all()
    assert (day.frequencies.headway_s > 0).all()
    assert (day.frequencies.start_s < day.frequencies.end_s).all()
    assert (trips.departure_s[trips.first[:-1]][day.is_template] == 0).all()
    for table in (day.transfers, day.pathways):
        assert ((table.from_stop >= 0) & (table.to_stop < len(stops.ids))).all()
    assert np.isfinite(stops.lon).all()
    assert list(stops.ids) == sorted(stops.ids)
    assert list(trips.ids) == sorted(trips.ids)


def test_the_rich_feed_is_sound() -> None:
    with tempfile.TemporaryDirectory() as folder:
        feed = write_feed(RICH, Path(folder) / "rich")
        day = read_service_day([feed], date(2019, 5, 14))
    assert_sound(day)
    assert day.trips.ids == ("F1", "F1@-1", "T1", "T2", "T2@-1")
    assert [issue.code for issue in day.issues] == ["pathway-times-assumed"]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=edits)
def test_a_damaged_feed_never_ends_in_a_traceback(changes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        feed = write_feed(changed(RICH, changes), Path(folder) / "rich")
        try:
            day = read_service_day([feed], date(2019, 5, 14))
        except DataError as error:
            issues = error.issues
            stopped = True
        else:
            issues = day.issues
            stopped = False
            assert_sound(day)
    assert stopped == has_errors(issues)
    assert all(issue.what and issue.fix and issue.code and issue.file for issue in issues)
