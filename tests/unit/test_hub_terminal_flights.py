"""The modelled list of flights: totals exact, hours and routes by hand."""

import numpy as np
import pytest

from sim.errors import DataError
from sim.hub.flow.whole_people import largest_remainder
from sim.hub.terminal.design_day import design_case
from sim.hub.terminal.examples import small_case, two_flights
from sim.hub.terminal.flight_day import AircraftShare, Bank, FlightRoute, modelled_flights
from sim.hub.terminal.flights import clock, filled
from sim.hub.terminal.whole_numbers import balanced, whole_table

PLANE = AircraftShare(False, 0.0, 150, 1.0, 0.8)
ABROAD = (
    AircraftShare(True, 0.0, 160, 1.0, 0.8),
    AircraftShare(True, 5000.0, 280, 1.0, 0.8),
)


def bank(departures, arrivals):
    def hours(shares):
        return tuple(shares.get(hour, 0.0) for hour in range(24))

    return Bank(hours(departures), hours(arrivals))


def test_movements_and_passengers_are_exact():
    some = bank({7: 0.5, 12: 0.3, 0: 0.2}, {9: 0.4, 23: 0.6})
    flights = modelled_flights((), (PLANE,), some, movements=617, passengers=77_701)
    assert len(flights) == 617
    assert flights.departs.sum() == 309  # the odd one departs
    assert flights.passengers[flights.departs].sum() == 38_851
    assert flights.passengers[~flights.departs].sum() == 38_850


def test_hours_follow_the_bank_and_the_night_ends_the_day():
    # 10 departures, 0.5 at seven: 5; 0.3 at noon: 3; 0.2 after midnight: 2, on the clock of 24 h+
    some = bank({7: 0.5, 12: 0.3, 0: 0.2}, {9: 1.0})
    flights = modelled_flights((), (PLANE,), some, movements=20, passengers=0)
    hours = np.floor(flights.time_s[flights.departs] / 3600).astype(int)
    assert sorted(hours.tolist()) == [7] * 5 + [12] * 3 + [24] * 2
    assert (np.diff(flights.time_s) >= 0).all()
    assert clock(flights.time_s[-1])[:2] == "00"


def test_flights_abroad_are_the_routes_frequency():
    # 7 + 10.5 a week are 2.5 a day: rounded to 2, of which the second route has the larger part
    routes = (FlightRoute("AAA", True, 7.0, 900.0), FlightRoute("BBB", True, 10.5, 9000.0))
    some = bank({8: 1.0}, {9: 1.0})
    flights = modelled_flights(routes, (PLANE, *ABROAD), some, movements=20, passengers=100)
    out = flights.international & flights.departs
    assert out.sum() == 2
    assert {flights.other_end[row] for row in np.flatnonzero(out)} == {"AAA", "BBB"}
    far = flights.other_end.index("BBB")
    assert flights.seats[far] == 280
    assert flights.seats[flights.other_end.index("AAA")] == 160


def test_aircraft_shares_are_met_to_a_flight():
    mixed = (AircraftShare(False, 0.0, 100, 0.25, 0.8), AircraftShare(False, 0.0, 200, 0.75, 0.8))
    flights = modelled_flights((), mixed, bank({8: 1.0}, {9: 1.0}), movements=16, passengers=0)
    assert (flights.seats[flights.departs] == 100).sum() == 2
    assert (flights.seats[~flights.departs] == 100).sum() == 2


def test_more_flights_abroad_than_movements_is_told():
    routes = (FlightRoute("AAA", True, 70.0, 900.0),)
    with pytest.raises(DataError, match="10 flights abroad a day each way, but only 4 movements"):
        modelled_flights(
            routes, (PLANE, *ABROAD), bank({8: 1.0}, {9: 1.0}), movements=8, passengers=0
        )


def test_passengers_without_flights_are_told():
    only_in = two_flights()
    nobody_leaves = filled(only_in, departing=0, arriving=2)
    assert nobody_leaves.passengers.tolist() == [2, 0]
    with pytest.raises(DataError, match="3 people cannot be spread over parts that are all zero"):
        modelled_flights((), (PLANE,), bank({8: 1.0}, {9: 1.0}), movements=0, passengers=6)


def test_design_day_has_the_factor_of_people_and_trips():
    design = design_case(small_case(), 2.0)
    assert design.flights.passengers.sum() == 10
    with pytest.raises(DataError, match="a design day has 0 times the people"):
        design_case(small_case(), 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_whole_table_meets_both_margins(seed):
    rng = np.random.default_rng(seed)
    table = rng.random((5, 7)) * (rng.random((5, 7)) > 0.3)
    rows = largest_remainder(rng.random(5), 400)
    columns = largest_remainder(rng.random(7), 400)
    whole = whole_table(balanced(table, rows, columns), rows, columns)
    assert (whole >= 0).all()
    assert whole.sum(axis=1).tolist() == rows.tolist()
    assert whole.sum(axis=0).tolist() == columns.tolist()


def test_impossible_zeros_lose_nobody():
    # nothing may go into the only cell that there is
    whole = whole_table(
        balanced(np.zeros((1, 1)), np.array([3]), np.array([3])), np.array([3]), np.array([3])
    )
    assert whole.tolist() == [[3]]


def test_margins_that_differ_are_refused():
    with pytest.raises(DataError, match="3 people by row and 4 by column do not match"):
        whole_table(np.zeros((1, 1)), np.array([3]), np.array([4]))
