"""Special generators: passengers of railway stations and of the airport as trip ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.demand.model import DemandZones, Floats64
from sim.network.model import HubId, Network
from sim.network.runs import hub_is_closed

__all__ = ["SPECIAL_TABLE", "special_attractions"]

SPECIAL_TABLE = "demand/special_generators"


def special_attractions(
    table: pd.DataFrame, network: Network, zones: DemandZones, purpose_id: str
) -> Floats64:
    """Daily trips between the city and the open stations or the airport, by zone.

    Passengers of a place in a year lie on a straight line between the years of the table, and are
    those of its first or last year outside them. The total of the city is that of the places that
    `counts_in_total`; it does not depend on what a scenario opens. The open places share it in
    proportion to their own passengers, and ``in_city_share`` of these travel within the city. A
    main station counts if it is open on the network's date and not closed for rebuilding. Where
    none is open there are no trips.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.demand.zone_examples import zones_of
    >>> from sim.network.examples import empty, hub
    >>> network = replace(empty(), hubs={HubId("H"): hub("H", "A")})
    >>> rows = [("H", "rail", 2015, 100.0, 0.8, True), ("H", "rail", 2025, 300.0, 0.8, True)]
    >>> columns = ["generator_id", "purpose_id", "year", "passengers_per_day", "in_city_share",
    ...            "counts_in_total"]
    >>> zones = zones_of(people=[10.0], jobs=[5.0], stations=["H"])
    >>> special_attractions(pd.DataFrame(rows, columns=columns), network, zones, "rail").tolist()
    [0.0, 160.0]
    """
    rows = table[table["purpose_id"] == purpose_id].sort_values("year", kind="stable")
    places = {str(place): of_place for place, of_place in rows.groupby("generator_id")}
    own = {place: _passengers(of_place, network.horizon_year) for place, of_place in places.items()}
    total = sum(own[place] for place in own if places[place]["counts_in_total"].any())
    row_of = {
        zone_id.partition(":")[2]: row
        for row, zone_id in enumerate(zones.zone_ids)
        if zones.kind[row] != "area"
    }
    open_ones = [place for place in own if place in row_of and _is_open(network, place)]
    among = sum(own[place] for place in open_ones)
    result = np.zeros(len(zones), dtype=np.float64)
    for place in open_ones if among > 0 else ():
        in_city = float(places[place]["in_city_share"].iloc[-1])
        result[row_of[place]] += total * own[place] / among * in_city
    return result


def _passengers(of_place: pd.DataFrame, year: int) -> float:
    years = of_place["year"].to_numpy(dtype=np.float64)
    return float(np.interp(year, years, of_place["passengers_per_day"].to_numpy(dtype=np.float64)))


def _is_open(network: Network, place: str) -> bool:
    hub = network.hubs.get(HubId(place))
    if hub is None:
        return place == network.home_airport
    opened = hub.open_date is not None and hub.open_date <= network.as_of
    return opened and not hub_is_closed(network, hub)
