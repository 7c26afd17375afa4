"""Connections at a hub: arrivals and departures of a week that fit together.

Trains take part like flights: they are arrivals or departures with a kind of their own, stations
stand among the airports, and the rules give the shortest transfer of ``"rail_international"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.flight_times import WEEK_MIN, great_circle_km
from sim.air.netscan import NetScanParameters, quality
from sim.network.block_time import block_bands, block_min

__all__ = [
    "ConnectionRules",
    "Pairs",
    "connecting_pairs",
    "connectivity_ratio",
    "danesi_units",
    "hub_connections",
    "hub_units",
    "synchronised_share",
]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ConnectionRules:
    """What counts as a connection.

    ``minimum_min`` gives the shortest transfer by kinds of the two flights, as
    ``"international_domestic"``; ``maximum_min`` is the longest. ``longest_detour`` bounds the two
    distances together over the direct one. With ``same_group`` both flights must be of one group
    (alliance or airline); flights without a group never connect then.
    """

    minimum_min: Mapping[str, float]
    maximum_min: float
    longest_detour: float = 1.5
    same_group: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of arrivals and departures that meet, and the minutes between them."""

    arrival: Ints
    departure: Ints
    transfer_min: Ints


def connecting_pairs(
    arrival_min: npt.ArrayLike,
    departure_min: npt.ArrayLike,
    *,
    minimum_min: int,
    maximum_min: int,
    period_min: int = WEEK_MIN,
) -> Pairs:
    """All pairs with ``minimum ≤ departure − arrival ≤ maximum``, the week being a circle.

    Times are whole minutes of the week; Sunday night meets Monday morning. Pairs come by arrival,
    then by transfer time. Work grows with the pairs found, not with all that could be.

    Examples
    --------
    >>> pairs = connecting_pairs([10_050, 600], [30, 700], minimum_min=60, maximum_min=180)
    >>> pairs.arrival.tolist(), pairs.departure.tolist(), pairs.transfer_min.tolist()
    ([0, 1], [0, 1], [60, 100])
    """
    if not 0 <= minimum_min <= maximum_min < period_min:
        raise ValueError("transfers need 0 <= minimum <= maximum < period")
    arrivals = np.asarray(arrival_min, dtype=np.int64) % period_min
    departures = np.asarray(departure_min, dtype=np.int64) % period_min
    order = np.argsort(departures, kind="stable")
    line = np.concatenate([departures[order], departures[order] + period_min])
    first = np.searchsorted(line, arrivals + minimum_min, side="left")
    counts = np.searchsorted(line, arrivals + maximum_min, side="right") - first
    rows = np.repeat(np.arange(arrivals.size, dtype=np.int64), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    places = first[rows] + np.arange(rows.size) - before
    found = order[places % departures.size] if departures.size else places
    return Pairs(rows, found.astype(np.int64), line[places] - arrivals[rows])


def hub_connections(
    arrivals: pd.DataFrame,
    departures: pd.DataFrame,
    airports: pd.DataFrame,
    rules: ConnectionRules,
) -> pd.DataFrame:
    """Viable connections at one hub in a week, one row per pair of flights.

    Both tables have flight_id, origin, destination, block_min, kind, and group where the rules ask
    for it; arrivals have arrival_min, departures departure_min. `airports`: iata, lon, lat.
    The way back to where the traveller came from is no connection. Gives inbound, outbound, origin,
    destination, transfer_min, flying_min, direct_km, detour; no row where nothing connects.

    Examples
    --------
    >>> airports = pd.DataFrame(
    ...     {"iata": ["A", "H", "B"], "lon": [0.0, 5.0, 10.0], "lat": [0.0, 0.0, 0.0]})
    >>> came = pd.DataFrame({"flight_id": ["1"], "origin": ["A"], "destination": ["H"],
    ...     "arrival_min": [600], "block_min": [60.0], "kind": ["international"]})
    >>> goes = pd.DataFrame({"flight_id": ["2"], "origin": ["H"], "destination": ["B"],
    ...     "departure_min": [700], "block_min": [65.0], "kind": ["international"]})
    >>> rules = ConnectionRules({"international_international": 60}, 180)
    >>> found = hub_connections(came, goes, airports, rules)
    >>> found[["inbound", "outbound", "transfer_min", "flying_min", "detour"]].values.tolist()
    [['1', '2', 100, 125.0, 1.0]]
    """
    pairs = connecting_pairs(
        arrivals["arrival_min"].to_numpy(),
        departures["departure_min"].to_numpy(),
        minimum_min=int(min(rules.minimum_min.values(), default=0)),
        maximum_min=int(rules.maximum_min),
    )
    came = arrivals.take(pairs.arrival).reset_index(drop=True)
    goes = departures.take(pairs.departure).reset_index(drop=True)
    minimum = (came["kind"] + "_" + goes["kind"]).map(dict(rules.minimum_min)).astype(float)
    fits = (came["origin"] != goes["destination"]) & (pairs.transfer_min >= minimum)
    if rules.same_group:
        fits &= (came["group"] == goes["group"]) & (came["group"] != "")
    first_km = _km(airports, came["origin"], came["destination"])
    second_km = _km(airports, goes["origin"], goes["destination"])
    direct_km = _km(airports, came["origin"], goes["destination"])
    with np.errstate(divide="ignore", invalid="ignore"):
        detour = (first_km + second_km) / direct_km
    found = pd.DataFrame(
        {
            "inbound": came["flight_id"],
            "outbound": goes["flight_id"],
            "origin": came["origin"],
            "destination": goes["destination"],
            "transfer_min": pairs.transfer_min,
            "flying_min": came["block_min"] + goes["block_min"],
            "direct_km": direct_km,
            "detour": detour.round(6),
        }
    )
    return found[fits & (detour <= rules.longest_detour)].reset_index(drop=True)


def hub_units(
    connections: pd.DataFrame, bands: pd.DataFrame, parameters: NetScanParameters
) -> pd.DataFrame:
    """NetScan quality of every connection: the table with nonstop_h and quality added.

    The sum of ``quality`` is the hub's connectivity in CNU a week; by origin it is the indirect
    connectivity of that airport through this hub. `bands` gives the non-stop time.

    Examples
    --------
    >>> bands = pd.DataFrame({"from_km": [0.0], "fixed_min": [30.0], "speed_kmh": [850.0]})
    >>> found = pd.DataFrame(
    ...     {"transfer_min": [60], "flying_min": [210.0], "direct_km": [1275.0]})
    >>> hub_units(found, bands, NetScanParameters(3, 0, 3, 0.075, 0, 1))["quality"].tolist()
    [0.0]
    """
    nonstop_h = block_min(connections["direct_km"], block_bands(bands)) / 60.0
    index = quality(
        nonstop_h,
        connections["flying_min"].to_numpy(dtype=np.float64) / 60.0,
        connections["transfer_min"].to_numpy(dtype=np.float64) / 60.0,
        parameters,
    )
    return connections.assign(nonstop_h=nonstop_h, quality=index)


def danesi_units(
    transfer_min: npt.ArrayLike, detour: npt.ArrayLike, *, ideal_min: float, ideal_detour: float
) -> float:
    """Weighted number of connections after Danesi (2006): half for each shortfall.

    Weight 1 for a transfer up to `ideal_min` and 0.5 beyond, times 1 for a detour up to
    `ideal_detour` and 0.5 beyond. Give it viable connections only. None at all give 0.

    Examples
    --------
    >>> danesi_units([60, 120, 150], [1.1, 1.1, 1.4], ideal_min=90, ideal_detour=1.2)
    1.75
    """
    time = np.where(np.asarray(transfer_min, dtype=np.float64) <= ideal_min, 1.0, 0.5)
    way = np.where(np.asarray(detour, dtype=np.float64) <= ideal_detour, 1.0, 0.5)
    return float((time * way).sum())


def connectivity_ratio(
    viable: float, arrivals: int, departures: int, *, window_min: float, period_min: float
) -> float:
    """Connections over those of a random timetable (Doganis and Dennis 1989).

    Random flights meet ``arrivals · departures · window / period`` times; `window_min` is longest
    less shortest transfer. Above 1 the flights are timed to connect. NaN without flights.

    Examples
    --------
    >>> round(connectivity_ratio(30, 20, 20, window_min=120, period_min=1440), 6)
    0.9
    """
    expected = arrivals * departures * window_min / period_min
    return viable / expected if expected > 0 else float("nan")


def synchronised_share(connections: pd.DataFrame, flights: pd.DataFrame) -> float:
    """Share of the departing flights that at least one arrival connects to, 0 to 1.

    `connections` come from `hub_connections`, with trains as arrivals for the meeting of rail and
    air; `flights` are the departures. NaN without departures.

    Examples
    --------
    >>> found = pd.DataFrame({"inbound": ["G1", "G3"], "outbound": ["T1", "T1"]})
    >>> synchronised_share(found, pd.DataFrame({"flight_id": ["T1", "T2"]}))
    0.5
    """
    if flights.empty:
        return float("nan")
    return float(flights["flight_id"].isin(connections["outbound"]).mean())


def _km(airports: pd.DataFrame, start: pd.Series, end: pd.Series) -> Floats:
    """Distances between airports named by their codes; NaN where one is not known."""
    places = airports.set_index("iata")[["lon", "lat"]].astype(float)
    a, b = places.reindex(start), places.reindex(end)
    return great_circle_km(
        a["lon"].to_numpy(), a["lat"].to_numpy(), b["lon"].to_numpy(), b["lat"].to_numpy()
    )
