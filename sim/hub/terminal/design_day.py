"""The design day: the average day with more people, for which a terminal is laid out."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import DataError
from sim.hub.terminal.case import CityTrips, TerminalCase
from sim.hub.terminal.flights import filled

__all__ = ["design_case"]


def design_case(case: TerminalCase, day_factor: float) -> TerminalCase:
    """The same day with `day_factor` times the passengers: fuller flights, trips of the city alike.

    The list of flights stays; each direction has the nearest whole number of people. Loads may
    pass the seats of the list: that tells that the design day needs more flights.

    Raises
    ------
    DataError
        If the factor is not positive.

    Examples
    --------
    >>> from sim.hub.terminal.examples import small_case
    >>> design_case(small_case(), 2.0).flights.passengers.tolist()
    [4, 6]
    """
    if not day_factor > 0:
        raise DataError(f"a design day has {day_factor:g} times the people; give more than 0")
    flights, city = case.flights, case.city
    leaving = int(flights.passengers[flights.departs].sum())
    landing = int(flights.passengers[~flights.departs].sum())
    more = filled(flights, round(leaving * day_factor), round(landing * day_factor))
    trips = CityTrips(city.windows, city.to_airport * day_factor, city.from_airport * day_factor)
    return replace(case, flights=more, city=trips)
