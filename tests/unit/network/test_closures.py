"""Stations that close and open again: passed in between, whatever the timetable says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.network import records
from sim.network.build import build_network
from sim.network.closures import Closure, closed_on, closure_texts, closures, with_closures
from sim.network.examples import stop
from sim.network.model import Network, StopId
from sim.network.runs import stop_is_open
from sim.tables.reading import TablePackage, read_package

DATA = Path(__file__).parents[3] / "network_data"
A, B = StopId("R_a"), StopId("R_b")
FIRST = Closure(date(2010, 1, 1), date(2011, 1, 1))
SECOND = Closure(date(2015, 1, 1), None)


@pytest.fixture(scope="module")
def package() -> TablePackage:
    return read_package(DATA)


@pytest.fixture(scope="module")
def on(package: TablePackage) -> Callable[[str], Network]:
    built: dict[str, Network] = {}

    def network(day: str) -> Network:
        if day not in built:
            built[day] = build_network(package, date.fromisoformat(day), zones=())
        return built[day]

    return network


def test_a_closure_holds_from_its_first_day_to_the_day_before_it_ends() -> None:
    assert [FIRST.holds(date(2010, 1, 1)), FIRST.holds(date(2010, 12, 31))] == [True, True]
    assert [FIRST.holds(date(2009, 12, 31)), FIRST.holds(date(2011, 1, 1))] == [False, False]
    assert SECOND.holds(date(2099, 1, 1))  # no end


@pytest.mark.parametrize("empty", ["", pd.NaT, None, float("nan")])
def test_days_may_be_text_or_time_stamps_and_an_end_may_be_missing(empty: object) -> None:
    rows = [
        {"stop_id": "R_a", "closed_from": pd.Timestamp("2015-01-01"), "closed_until": empty},
        {"stop_id": "R_a", "closed_from": "2010-01-01", "closed_until": "2011-01-01"},
    ]
    assert closures(rows) == {A: (FIRST, SECOND)}


def test_a_hub_has_the_closure_in_force_else_the_next() -> None:
    known = {A: (FIRST, SECOND)}
    for day, found in (
        (date(2009, 1, 1), FIRST),
        (date(2010, 6, 1), FIRST),
        (date(2012, 1, 1), SECOND),
        (date(2020, 1, 1), SECOND),
    ):
        assert closed_on(known, ["M_a", A], day) == found
    assert closed_on({A: (FIRST,)}, [A], date(2012, 1, 1)) is None
    assert closed_on(known, [B], date(2020, 1, 1)) is None


def test_a_closed_stop_opens_when_the_closure_ends_or_never() -> None:
    stops = {A: stop(A, 0.0), B: stop(B, 100.0)}
    assert with_closures(stops, {A: (FIRST,)}, date(2010, 6, 1)) == {
        A: replace(stops[A], open_date=date(2011, 1, 1)),
        B: stops[B],
    }
    assert with_closures(stops, {A: (FIRST,)}, date(2011, 1, 1)) == stops
    assert with_closures(stops, {A: (SECOND,)}, date(2020, 1, 1))[A].open_date is None
    assert closure_texts(stops, {A: (SECOND,)}, date(2020, 1, 1)) == (
        "Rebuilt on the date, trains pass unless the scenario opens it: R_a R_a (end not known).",
    )
    assert closure_texts(stops, {A: (FIRST,)}, date(2020, 1, 1)) == ()


def test_yongjia_is_passed_while_it_is_rebuilt_although_trains_call(
    on: Callable[[str], Network],
) -> None:
    # Wikipedia: no passengers from 2021-09-15, Wenzhou North from 2024-09-06. Both timetables have
    # trains that call there.
    for day, is_open in (("2020-12-31", True), ("2022-12-31", False), ("2024-09-06", True)):
        network = on(day)
        called = {call.stop_id for train in network.trains.values() for call in train.calls}
        assert "R_wenzhou_north" in called
        assert stop_is_open(network, StopId("R_wenzhou_north")) == is_open


def test_every_closure_of_the_table_holds(on: Callable[[str], Network]) -> None:
    for day, closed in (
        ("2020-12-31", {"R_jiaxing"}),
        ("2022-12-31", {"R_wenzhou_north"}),
        ("2024-09-06", set()),
    ):
        network = on(day)
        named = ("R_hangzhou_east", "R_hangzhou_south", "R_jiaxing", "R_ningbo", "R_wenzhou_north")
        found = {name for name in named if not stop_is_open(network, StopId(name))}
        assert found == closed
        told = [text for text in network.assumptions if text.startswith("Rebuilt on the date")]
        assert len(told) == len(closed)


def test_a_main_station_is_shut_by_its_hub_so_that_a_scenario_can_take_it_back(
    package: TablePackage,
) -> None:
    south = records.hubs(package.tables, date(2016, 7, 1))["hangzhou_south"]  # type: ignore[index]
    assert (south.closed_from, south.closed_until) == (date(2013, 7, 1), date(2020, 7, 1))
    later = records.hubs(package.tables, date(2020, 7, 1))["hangzhou_south"]  # type: ignore[index]
    assert (later.closed_from, later.closed_until) == (None, None)


def test_a_package_without_the_table_has_no_closures(package: TablePackage) -> None:
    tables = {name: table for name, table in package.tables.items() if name != "rail/closures"}
    assert records.station_closures(tables) == {}
    assert records.hubs(tables, date(2016, 7, 1))["hangzhou_south"].closed_from is None  # type: ignore[index]
