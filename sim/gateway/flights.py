"""Flights as minutes: routes of all gateways together, each with its time from gate to gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import DataError, Issue, Severity
from sim.geometry import Floats, geodesic_m
from sim.network.model import Network
from sim.network.quality import Quality

__all__ = [
    "GRADES",
    "BlockBand",
    "Flights",
    "airport_positions",
    "block_bands",
    "block_min",
    "flights",
    "gateway_routes",
    "home_routes",
    "world_flights",
]

GRADES: tuple[str, ...] = tuple(str(grade) for grade in Quality)
"""Grades of quality, best first: a journey has the worst grade of what it rests on."""

_ROUTE = ("origin", "destination", "weekly_frequency", "nonstop", "quality")


@dataclass(frozen=True, slots=True)
class BlockBand:
    """Flights of at least `from_km` take `fixed_min` and their distance at `speed_kmh`."""

    from_km: float
    fixed_min: float
    speed_kmh: float


@dataclass(frozen=True)
class Flights:
    """Flights with their times, and what could not be used.

    ``legs`` has origin, destination, weekly_frequency (NaN: not known), nonstop, distance_km,
    flight_min, quality; one row per pair of airports, sorted. ``positions`` has the longitude and
    latitude of every airport known. ``issues`` name the airports whose position is not known: their
    routes are left out.
    """

    legs: pd.DataFrame
    positions: Mapping[str, tuple[float, float]]
    issues: tuple[Issue, ...] = ()


def block_bands(table: pd.DataFrame) -> tuple[BlockBand, ...]:
    """Bands of the table ``air/block_time``, by distance.

    The first band must begin at 0 km, and a longer flight must never be the shorter one in time:
    else a `DataError`.

    Examples
    --------
    >>> block_bands(pd.DataFrame({"from_km": [0], "fixed_min": [30], "speed_kmh": [850]}))
    (BlockBand(from_km=0.0, fixed_min=30.0, speed_kmh=850.0),)
    """
    bands = tuple(
        BlockBand(float(row["from_km"]), float(row["fixed_min"]), float(row["speed_kmh"]))
        for row in table.sort_values("from_km").to_dict("records")
    )
    if not bands or bands[0].from_km != 0:
        raise DataError("air/block_time must have a band that begins at 0 km")
    for shorter, longer in pairwise(bands):
        before = shorter.fixed_min + longer.from_km / shorter.speed_kmh * 60
        after = longer.fixed_min + longer.from_km / longer.speed_kmh * 60
        if after < before:
            raise DataError(
                f"air/block_time: a flight of {longer.from_km:g} km takes {after:.0f} min, one "
                f"just shorter {before:.0f} min; raise fixed_min or lower speed_kmh of the longer "
                "band"
            )
    return bands


def block_min(distance_km: npt.ArrayLike, bands: tuple[BlockBand, ...]) -> Floats:
    """Minutes from gate to gate: ``fixed_min + 60 * km / speed_kmh`` of the distance's band.

    Symmetric: winds are not in it. Eastward flights over the Pacific are up to an hour shorter,
    westward ones up to an hour longer.

    Examples
    --------
    425 km at 850 km/h is half an hour, and half an hour on the ground and climbing.

    >>> block_min([425.0], (BlockBand(0, 30, 850),)).tolist()
    [60.0]
    """
    distance = np.asarray(distance_km, np.float64)
    starts = np.array([band.from_km for band in bands])
    own = np.searchsorted(starts, distance, side="right") - 1
    fixed = np.array([band.fixed_min for band in bands])
    speed = np.array([band.speed_kmh for band in bands])
    return np.asarray(fixed[own] + distance / speed[own] * 60.0, np.float64)


def home_routes(network: Network) -> pd.DataFrame:
    """Routes of the home airport as the network has them, in the columns of `flights`.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> home_routes(empty()).columns.tolist()
    ['origin', 'destination', 'weekly_frequency', 'nonstop', 'quality']
    """
    rows = [
        (network.home_airport, code, route.weekly_frequency, route.nonstop, str(route.quality))
        for code, route in sorted(network.air_routes.items())
    ]
    return _typed(pd.DataFrame(rows, columns=list(_ROUTE)))


def gateway_routes(table: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Routes of ``air/gateway_flights`` of one vintage, else of the nearest later, else earlier.

    Examples
    --------
    >>> table = pd.DataFrame({"gateway": ["PVG"], "vintage": ["2019"], "destination": ["FRA"],
    ...     "weekly_frequency": [None], "nonstop": [True], "quality": ["published"]})
    >>> gateway_routes(table, "2016")[["origin", "destination"]].values.tolist()
    [['PVG', 'FRA']]
    """
    years = sorted(table["vintage"].astype(str).unique())
    later = [year for year in years if year >= vintage]
    wanted = (later or years[-1:])[:1]
    chosen = table[table["vintage"].astype(str).isin(wanted)]
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
        Frames with origin, destination, weekly_frequency, quality and, if some land on the way,
        nonstop.
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
    ``air/gateway_flights`` (see `gateway_routes`), all others in ``air/world_routes``; of its
    vintages the latest that has a route counts. `world_airports` has iata, lon, lat and country.

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
    others = gateway_routes(gateway_flights, network.air_vintage)
    others = others[others["origin"] != network.home_airport]
    settled = {network.home_airport, *others["origin"]}
    latest_first = world_routes.sort_values("vintage", ascending=False, kind="stable")
    rest = latest_first[~latest_first["origin"].isin(settled)]
    inland = _inland_routes(network, own, latest_first, world_airports)
    positions = airport_positions(network, world_airports)
    return flights([own, inland, others, rest], positions, bands)


def _inland_routes(
    network: Network, own: pd.DataFrame, world_routes: pd.DataFrame, world_airports: pd.DataFrame
) -> pd.DataFrame:
    """Routes of the home airport within its country, where the network's list has none."""
    country = dict(zip(world_airports["iata"], world_airports["country"], strict=True))
    country |= {code: airport.country for code, airport in network.airports.items()}
    here = country.get(network.home_airport)
    inside = {code for code, name in country.items() if name == here}
    if here is None or own["destination"].isin(inside).any():
        return own.iloc[:0]
    from_home = world_routes["origin"] == network.home_airport
    return world_routes[from_home & world_routes["destination"].isin(inside)]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _ROUTE if name not in frame and name != "nonstop"]
    if missing:
        raise DataError(f"a table of flights has no column {', '.join(missing)}")
    nonstop = frame["nonstop"].astype(bool) if "nonstop" in frame else True
    return frame.assign(
        nonstop=nonstop,
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
