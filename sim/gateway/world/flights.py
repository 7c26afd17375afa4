"""Flights as minutes: routes of all gateways together, each with its time from gate to gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.geometry import geodesic_m
from sim.network.air_vintages import routes_on
from sim.network.block_time import BlockBand, block_min
from sim.network.flight_assumptions import home_abroad
from sim.network.model import Network
from sim.network.quality import Quality

__all__ = [
    "GRADES",
    "Flights",
    "airport_positions",
    "flights",
    "gateway_routes",
    "home_routes",
    "world_flights",
]

GRADES: tuple[str, ...] = tuple(str(grade) for grade in Quality)
"""Grades of quality, best first: a journey has the worst grade of what it rests on."""

_ROUTE = ("origin", "destination", "weekly_frequency", "nonstop", "quality", "vintage")
_OPTIONAL = ("nonstop", "vintage")


@dataclass(frozen=True)
class Flights:
    """Flights with their times, and what could not be used.

    ``legs`` has origin, destination, weekly_frequency (NaN: not known), nonstop, distance_km,
    flight_min, quality, vintage (of the list the route stands in), and by `world_flights`
    home_abroad (between the home airport and a place abroad); one row per pair of airports, sorted.
    ``positions`` has the longitude and latitude of every airport known. ``issues`` name the
    airports whose position is not known: their routes are left out.
    """

    legs: pd.DataFrame
    positions: Mapping[str, tuple[float, float]]
    issues: tuple[Issue, ...] = ()


def home_routes(network: Network) -> pd.DataFrame:
    """Routes of the home airport as the network has them, in the columns of `flights`.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> home_routes(empty()).columns.tolist()
    ['origin', 'destination', 'weekly_frequency', 'nonstop', 'quality', 'vintage']
    """
    home, vintage = network.home_airport, network.air_vintage
    rows = [
        (home, code, route.weekly_frequency, route.nonstop, str(route.quality), vintage)
        for code, route in sorted(network.air_routes.items())
    ]
    return _typed(pd.DataFrame(rows, columns=list(_ROUTE)))


def gateway_routes(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Routes of ``air/gateway_flights``: the latest list begun by a day, else the earliest.

    Examples
    --------
    >>> table = pd.DataFrame({"gateway": ["PVG"], "vintage": ["2019"], "destination": ["FRA"],
    ...     "weekly_frequency": [None], "nonstop": [True], "quality": ["published"]})
    >>> found = gateway_routes(table, date(2016, 7, 1))
    >>> found[["origin", "destination", "vintage"]].values.tolist()
    [['PVG', 'FRA', '2019']]
    """
    chosen = routes_on(table, as_of, by="gateway")
    return _typed(chosen.rename(columns={"gateway": "origin"})[list(_ROUTE)])


def flights(
    routes: Iterable[pd.DataFrame],
    airports: pd.DataFrame,
    bands: tuple[BlockBand, ...],
) -> Flights:
    """All routes as flights with minutes; of repeated routes the first frame's row counts.

    Parameters
    ----------
    routes
        Frames with origin, destination, weekly_frequency, quality, nonstop if some land on the way,
        and vintage if the list is known.
    airports
        iata, lon, lat (WGS84). Distances are geodesics.

    Examples
    --------
    >>> where = pd.DataFrame({"iata": ["HGH", "HKG"], "lon": [120.434, 113.915],
    ...                       "lat": [30.2295, 22.3089]})
    >>> routes = pd.DataFrame({"origin": ["HGH"], "destination": ["HKG"],
    ...                        "weekly_frequency": [28.0], "quality": ["published"]})
    >>> found = flights([routes], where, (BlockBand(0, 30, 850),))
    >>> found.legs[["distance_km", "flight_min"]].round(0).values.tolist()
    [[1092.0, 107.0]]
    """
    own = _merged([_typed(frame) for frame in routes])
    place = {
        str(row["iata"]): (float(row["lon"]), float(row["lat"]))
        for row in airports[["iata", "lon", "lat"]].to_dict("records")
    }
    known = own["origin"].isin(place) & own["destination"].isin(place)
    lost = sorted({*own["origin"], *own["destination"]} - set(place))
    legs = own[known & (own["origin"] != own["destination"])].reset_index(drop=True)
    distance = np.array(
        [
            geodesic_m(place[origin], place[destination]) / 1000.0
            for origin, destination in zip(legs["origin"], legs["destination"], strict=True)
        ],
        np.float64,
    )
    legs["distance_km"] = distance
    legs["flight_min"] = block_min(distance, bands)
    return Flights(legs, place, _lost(lost, int((~known).sum())))


def airport_positions(network: Network, world_airports: pd.DataFrame) -> pd.DataFrame:
    """iata, lon and lat of every airport of the network and of ``air/world_airports``.

    Where both have one, the network's position counts.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> world = pd.DataFrame({"iata": ["FRA"], "lon": [8.5431], "lat": [50.0264]})
    >>> airport_positions(empty(), world)["iata"].tolist()
    ['FRA']
    """
    own = [(one.iata, one.lon, one.lat) for one in network.airports.values()]
    names = ["iata", "lon", "lat"]
    both = [
        frame for frame in (pd.DataFrame(own, columns=names), world_airports[names]) if len(frame)
    ]
    everything = pd.concat(both, ignore_index=True) if both else pd.DataFrame(columns=names)
    return everything.drop_duplicates("iata").sort_values("iata", ignore_index=True)


def world_flights(
    network: Network,
    *,
    gateway_flights: pd.DataFrame,
    world_routes: pd.DataFrame,
    world_airports: pd.DataFrame,
    bands: tuple[BlockBand, ...],
) -> Flights:
    """Flights of a network: its own routes, those of the other gateways, and those of the world.

    The home airport's routes abroad are the network's alone, so what a scenario closes is closed. A
    list of routes that has none inside the country (those of 2016 and 2019 have none) gets them
    from ``air/world_routes``: people change planes at home too. Routes of the other gateways are in
    ``air/gateway_flights`` (see `gateway_routes`), all others in ``air/world_routes``. Of several
    lists the latest begun by the day of the network counts, else the earliest, airport by airport
    (`sim.network.air_vintages.routes_on`); each flight tells its list in ``vintage``. The older of
    the two lists of the world has only flights abroad of two airports, so most flights are from
    the newer one whatever the day. `world_airports` has iata, lon, lat and country.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> routes = pd.DataFrame({"vintage": ["2021-08"], "origin": ["FRA"], "destination": ["LHR"],
    ...     "weekly_frequency": [None], "quality": ["published"]})
    >>> own = pd.DataFrame({"gateway": ["PVG"], "vintage": ["2019"], "destination": ["FRA"],
    ...     "weekly_frequency": [None], "nonstop": [True], "quality": ["published"]})
    >>> where = pd.DataFrame({"iata": ["FRA", "LHR", "PVG"], "lon": [8.54, -0.46, 121.8],
    ...     "lat": [50.03, 51.47, 31.14], "country": ["DE", "GB", "CN"]})
    >>> found = world_flights(empty(), gateway_flights=own, world_routes=routes,
    ...     world_airports=where, bands=(BlockBand(0, 30, 850),))
    >>> found.legs[["origin", "destination"]].values.tolist()
    [['FRA', 'LHR'], ['PVG', 'FRA']]
    """
    own = home_routes(network)
    others = gateway_routes(gateway_flights, network.as_of)
    others = others[others["origin"] != network.home_airport]
    settled = {network.home_airport, *others["origin"]}
    rest = routes_on(world_routes[~world_routes["origin"].isin(settled)], network.as_of)
    inland = _inland_routes(network, own, world_routes, world_airports)
    positions = airport_positions(network, world_airports)
    found = flights([own, inland, others, rest], positions, bands)
    between = home_abroad(
        found.legs["origin"],
        found.legs["destination"],
        home=network.home_airport,
        countries=_countries(network, world_airports),
    )
    return replace(found, legs=found.legs.assign(home_abroad=between))


def _countries(network: Network, world_airports: pd.DataFrame) -> dict[str, str]:
    country = dict(zip(world_airports["iata"], world_airports["country"], strict=True))
    return country | {code: airport.country for code, airport in network.airports.items()}


def _inland_routes(
    network: Network, own: pd.DataFrame, world_routes: pd.DataFrame, world_airports: pd.DataFrame
) -> pd.DataFrame:
    """Routes of the home airport within its country, where the network's list has none."""
    country = _countries(network, world_airports)
    here = country.get(network.home_airport)
    inside = {code for code, name in country.items() if name == here}
    if here is None or own["destination"].isin(inside).any():
        return own.iloc[:0]
    from_home = world_routes["origin"] == network.home_airport
    inland = world_routes[from_home & world_routes["destination"].isin(inside)]
    return routes_on(inland, network.as_of)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _ROUTE if name not in frame and name not in _OPTIONAL]
    if missing:
        raise DataError(f"a table of flights has no column {', '.join(missing)}")
    return frame.assign(
        nonstop=frame["nonstop"].astype(bool) if "nonstop" in frame else True,
        vintage=frame["vintage"].astype(str) if "vintage" in frame else "",
        weekly_frequency=pd.to_numeric(frame["weekly_frequency"]).astype(np.float64),
        origin=frame["origin"].astype(str),
        destination=frame["destination"].astype(str),
        quality=frame["quality"].astype(str),
    )[list(_ROUTE)]


def _merged(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return _typed(pd.DataFrame(columns=list(_ROUTE)))
    pairs = ["origin", "destination"]
    everything = pd.concat(filled, ignore_index=True)
    return everything.drop_duplicates(pairs).sort_values(pairs, ignore_index=True)


def _lost(codes: list[str], count: int) -> tuple[Issue, ...]:
    if not codes:
        return ()
    shown = ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
    return (
        Issue(
            Severity.WARNING,
            "airport-without-position",
            f"{count} routes are left out: no position is known of {shown}",
            "add the airports to air/world_airports.csv",
        ),
    )
