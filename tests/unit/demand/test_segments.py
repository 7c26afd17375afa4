"""Periods, purposes, alternatives and quarters of an hour as the tables give them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.errors import DataError
from sim.tables import read_table

DATA = Path(__file__).parents[3] / "network_data"


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    return {name: read_table(DATA, name).copy() for name in SEGMENT_TABLES}


@pytest.fixture
def segments(tables: dict[str, pd.DataFrame]) -> Segments:
    return read_segments(tables)


def test_periods_follow_each_other_and_rest_is_in_two_pieces(segments: Segments) -> None:
    # 06-07 and 19-23 are 1 + 4 hours; the day of service has 2 + 8 + 2 + 5 = 17.
    assert [period.hours for period in segments.periods] == [2, 8, 2, 5]
    assert segments.periods[3].windows_s == ((21600, 25200), (68400, 82800))


def test_every_purpose_sends_all_its_trips_somewhere_in_the_day(segments: Segments) -> None:
    for purpose in segments.purposes:
        assert sum(purpose.out_share) + sum(purpose.back_share) == pytest.approx(1, abs=1e-12)
        assert len(purpose.out_share) == len(purpose.back_share) == len(segments.periods)


def test_people_go_to_work_in_the_morning_and_come_back_in_the_evening(segments: Segments) -> None:
    work = next(p for p in segments.purposes if p.is_commuting)
    assert work.out_share[0] > 10 * work.back_share[0]
    assert work.back_share[2] > 10 * work.out_share[2]


def test_residents_make_the_trips_that_are_not_special(segments: Segments) -> None:
    for purpose in segments.purposes:
        assert (purpose.resident_share == 1) == (purpose.kind != "special")


def test_one_alternative_needs_a_car_and_one_is_public_transport(segments: Segments) -> None:
    ways = segments.alternatives
    assert [way.kind for way in ways] == ["walk", "cycle", "transit", "drive", "hire"]
    assert [way.needs_car for way in ways] == [False, False, False, True, False]
    assert [way.is_public_transport for way in ways] == [False, False, True, False, False]
    # By the official definition bicycles and e-bikes are not motorised.
    assert [way.is_motorised for way in ways] == [False, False, True, True, True]


def test_quarters_of_an_hour_fill_the_periods(segments: Segments) -> None:
    # 17 hours of 4 quarters.
    assert len(segments.quarter_hours) == 68
    assert sum(q.share_of_day for q in segments.quarter_hours) == pytest.approx(1, abs=1e-9)
    for period in segments.periods:
        inside = [q for q in segments.quarter_hours if q.period_id == period.period_id]
        assert sum(q.share_of_period for q in inside) == pytest.approx(1, abs=1e-12)
        assert len(inside) == 4 * period.hours


def test_quarters_agree_with_departures_of_residents(tables: dict[str, pd.DataFrame]) -> None:
    rates = read_table(DATA, "demand/trip_rates").set_index("purpose_id")["share_of_trips"]
    found = read_segments(tables)
    for number, period in enumerate(found.periods):
        of_departures = sum(
            rates[p.purpose_id] * (p.out_share[number] + p.back_share[number])
            for p in found.purposes
            if p.kind != "special"
        )
        quarters = [q for q in found.quarter_hours if q.period_id == period.period_id]
        assert sum(q.share_of_day for q in quarters) == pytest.approx(of_departures, abs=2e-4)


def test_shares_that_do_not_sum_to_one_are_told_for_every_purpose(
    tables: dict[str, pd.DataFrame],
) -> None:
    table = tables["demand/departures"]
    table.loc[table["purpose_id"].isin(["work", "other"]), "share"] *= 0.5
    with pytest.raises(DataError) as told:
        read_segments(tables)
    assert [issue.code for issue in told.value.issues] == ["shares-not-one", "shares-not-one"]
    assert told.value.issues[0].text() == (
        "demand/departures.csv error shares-not-one — the shares of purpose 'work' sum to 0.5000, "
        "not to 1 — correct the shares so that they sum to 1"
    )


def test_a_missing_share_and_overlapping_periods_are_told_together(
    tables: dict[str, pd.DataFrame],
) -> None:
    tables["demand/departures"] = tables["demand/departures"].iloc[1:]
    tables["demand/periods"].loc[0, "windows"] = "07:00-09:30"
    with pytest.raises(DataError) as told:
        read_segments(tables)
    assert [issue.code for issue in told.value.issues] == [
        "overlapping-periods",
        "missing-departures",
    ]
    assert "lacks 1 of its 8 shares" in told.value.issues[1].what


def test_quarters_outside_every_period_and_missing_ones_are_told(
    tables: dict[str, pd.DataFrame],
) -> None:
    tables["demand/quarter_hours"].loc[0, "start"] = "03:00"
    with pytest.raises(DataError) as told:
        read_segments(tables)
    assert [issue.code for issue in told.value.issues] == ["quarter-outside", "quarter-missing"]
    assert told.value.issues[0].what == "quarters of an hour outside every period: 03:00"


def test_a_window_that_ends_before_it_begins_is_told(tables: dict[str, pd.DataFrame]) -> None:
    tables["demand/periods"].loc[2, "windows"] = "19:00-17:00"
    with pytest.raises(DataError, match="period 'pm_peak' has a window that ends before it begins"):
        read_segments(tables)
