"""People need years to get used to a new station: what that costs, and whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp

import numpy as np
import pytest
from transit_towns import PLAIN, graph_of, network_of

from sim.demand.transit.assign import solve_transit
from sim.network.model import Network, StopId

LINE = "line one rail every 10 06:00-10:00: A +0, B +10, C +20"
NEW = PLAIN | {"new_station_min": 10.0, "new_station_years": 1.2}


def town(opened: dict[str, date], *, as_of: date, year: int) -> Network:
    network = network_of(LINE, rail="rail")
    stops = {
        stop_id: replace(stop, open_date=opened.get(stop_id, stop.open_date))
        for stop_id, stop in network.stops.items()
    }
    return replace(network, stops=stops, as_of=as_of, horizon_year=year)


def cost_min(network: Network, weights: dict[str, float]) -> np.ndarray:
    return solve_transit([graph_of(network, "A B C", weights)], weights).skims.cost_min[0]


def test_both_ends_are_charged_by_their_own_age() -> None:
    opened = {"A": date(2014, 7, 1), "B": date(2015, 7, 1)}
    network = town(opened, as_of=date(2015, 12, 31), year=2015)
    old = cost_min(network, NEW | {"new_station_min": 0.0})
    new = cost_min(network, NEW)
    a, b = 10 * exp(-365 / 365.25 / 1.2), 10.0  # a year old in the middle of 2015, and new
    added = {pair: new[pair] - old[pair] for pair in [(0, 1), (1, 0), (0, 2), (1, 2)]}
    wanted = {(0, 1): a + b, (1, 0): a + b, (0, 2): a, (1, 2): b}  # C has always been there
    assert added == pytest.approx(wanted, abs=1e-4)


def test_who_only_rides_through_is_not_charged() -> None:
    network = town({"B": date(2015, 6, 1)}, as_of=date(2015, 12, 31), year=2015)
    assert cost_min(network, NEW)[0, 2] == cost_min(network, NEW | {"new_station_min": 0.0})[0, 2]


def test_what_a_plan_opens_is_taken_as_known() -> None:
    planned = town({"B": date(2019, 6, 1)}, as_of=date(2016, 7, 1), year=2020)
    assert (graph_of(planned, "A B C").open_years == np.inf).all()


def test_by_the_year_looked_at_a_station_of_today_has_grown_old() -> None:
    later = town({"B": date(2015, 7, 1)}, as_of=date(2016, 7, 1), year=2020)
    ages = graph_of(later, "A B C").open_years
    assert np.sort(ages)[0] == pytest.approx(5, abs=0.01)


def test_stops_without_gates_have_no_age() -> None:
    street = network_of(LINE)
    stop = replace(street.stops[StopId("A")], open_date=date(2015, 6, 1))
    street = replace(street, stops={**street.stops, StopId("A"): stop}, as_of=date(2015, 12, 31))
    assert (graph_of(street, "A B C").open_years == np.inf).all()
