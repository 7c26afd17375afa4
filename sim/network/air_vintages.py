"""Lists of routes of several years: which of them counts on a day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sim.network.build import vintage_for

__all__ = ["routes_on"]


def routes_on(routes: pd.DataFrame, as_of: date, *, by: str = "origin") -> pd.DataFrame:
    """Routes of each airport of departure from the list that counts on a day.

    That is the latest list begun by the day, else the earliest, among those that have a route from
    the airport: a list of a few airports says nothing of the others. Rows keep their order; the
    column vintage says which list a route is from. `by` names the column of the airport.

    Examples
    --------
    >>> table = pd.DataFrame({"vintage": ["2017-10", "2021-08", "2021-08"],
    ...     "origin": ["HGH", "HGH", "FRA"], "destination": ["AMS", "NRT", "LHR"]})
    >>> routes_on(table, date(2015, 12, 31))["destination"].tolist()
    ['AMS', 'LHR']
    >>> routes_on(table, date(2022, 6, 1))["destination"].tolist()
    ['NRT', 'LHR']
    """
    vintages, airports = routes["vintage"].astype(str), routes[by].astype(str)
    chosen = {
        code: vintage_for(own, as_of, None, "list of air routes")
        for code, own in vintages.groupby(airports)
    }
    return routes[vintages == airports.map(chosen).astype(str)]
