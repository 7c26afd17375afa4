"""The onward network of the world: airports, routes, and journeys with at most one connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.flight_times import great_circle_km
from sim.air.spread import SpreadRules, expected_transfer_min
from sim.errors import DataError, Issue, Severity
from sim.network.block_time import block_bands, block_min
from sim.network.quality import Quality

__all__ = ["WorldNetwork", "journeys", "replaced_routes", "world_network"]

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Grades: TypeAlias = npt.NDArray[np.int8]

_GRADES = tuple(str(grade) for grade in Quality)


@dataclass(frozen=True)
class WorldNetwork:
    """Airports in the order of their codes, and square tables from row to column.

    ``km`` and ``block_min`` hold for every pair, flown or not; ``weekly`` is NaN where a route is
    flown and its frequency not known, and 0 where no route is; ``grade`` is the place of the
    route's quality among `Quality`, −1 without a route.
    """

    codes: tuple[str, ...]
    km: Floats
    block_min: Floats
    flown: Bools
    weekly: Floats
    grade: Grades

    def place(self, code: str) -> int:
        """Row and column of an airport; `DataError` where it is not there."""
        if code not in self.codes:
            raise DataError(f"airport '{code}' is not in the network of the world")
        return self.codes.index(code)

    def __repr__(self) -> str:
        return f"<WorldNetwork {len(self.codes)} airports · {int(self.flown.sum())} routes>"


def world_network(
    airports: pd.DataFrame, routes: pd.DataFrame, bands: pd.DataFrame
) -> WorldNetwork:
    """Build the network from ``air/world_airports``, routes of one or more lists and block times.

    `routes`: origin, destination, weekly_frequency (may be missing), quality. A route that several
    lists have gets its largest known frequency and its best grade.

    Raises
    ------
    DataError
        With every airport that a route names and `airports` does not have, and every route that
        ends where it begins.

    Examples
    --------
    >>> airports = pd.DataFrame({"iata": ["A", "B"], "lon": [0.0, 10.0], "lat": [0.0, 0.0]})
    >>> routes = pd.DataFrame({"origin": ["A"], "destination": ["B"], "weekly_frequency": [7.0],
    ...     "quality": ["published"]})
    >>> bands = pd.DataFrame({"from_km": [0.0], "fixed_min": [30.0], "speed_kmh": [850.0]})
    >>> world_network(airports, routes, bands)
    <WorldNetwork 2 airports · 1 routes>
    """
    ordered = airports.sort_values("iata", ignore_index=True)
    codes = tuple(ordered["iata"])
    _check(routes, set(codes))
    lon, lat = (ordered[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    km = great_circle_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    size = (len(codes), len(codes))
    weekly = np.zeros(size)
    grade = np.full(size, -1, dtype=np.int8)
    place = {code: number for number, code in enumerate(codes)}
    ranked = routes.assign(
        known=routes["weekly_frequency"].astype("float64"),
        rank=[_GRADES.index(quality) for quality in routes["quality"]],
    )
    merged = ranked.groupby(["origin", "destination"], sort=True).agg(
        known=("known", "max"), rank=("rank", "min")
    )
    rows = [place[code] for code in merged.index.get_level_values(0)]
    columns = [place[code] for code in merged.index.get_level_values(1)]
    weekly[rows, columns] = merged["known"].to_numpy()
    grade[rows, columns] = merged["rank"].to_numpy()
    return WorldNetwork(codes, km, block_min(km, block_bands(bands)), grade >= 0, weekly, grade)


def replaced_routes(routes: pd.DataFrame, airport: str, own: pd.DataFrame) -> pd.DataFrame:
    """Exchange the routes of one airport, in both directions, for its own list.

    `own`: destination, weekly_frequency, quality. So a scenario's list of the home airport, or
    another vintage of a gateway, goes into the world's network; flights back are taken to equal
    those out. The index begins anew.

    Examples
    --------
    >>> routes = pd.DataFrame({"origin": ["A", "B"], "destination": ["B", "C"],
    ...     "weekly_frequency": [7.0, 7.0], "quality": "published"})
    >>> own = pd.DataFrame(
    ...     {"destination": ["C"], "weekly_frequency": [2.0], "quality": ["scenario"]})
    >>> replaced_routes(routes, "A", own)[["origin", "destination"]].values.tolist()
    [['B', 'C'], ['A', 'C'], ['C', 'A']]
    """
    names = ["origin", "destination", "weekly_frequency", "quality"]
    others = routes[(routes["origin"] != airport) & (routes["destination"] != airport)]
    out = own.assign(origin=airport)[names]
    back = out.rename(columns={"origin": "destination", "destination": "origin"})[names]
    return pd.concat([others[names], out, back], ignore_index=True)


def journeys(
    world: WorldNetwork,
    origins: Sequence[str],
    rules: SpreadRules,
    *,
    assumed_weekly: float | Floats,
    longest_detour: float,
    minimum_min: Mapping[str, float] = MappingProxyType({}),
) -> pd.DataFrame:
    """Quickest journey from each origin to every airport, non-stop or with one connection.

    From take-off of the first flight to landing of the last, modelled: block times and, at the hub,
    the shortest transfer and half the headway onward (`expected_transfer_min`); a frequency that is
    not known is `assumed_weekly`: one number, or a square table in the world's order. Hubs that
    make the way more than `longest_detour` times the direct one are left out. `minimum_min` has the
    shortest transfer of hubs that differ from that of `rules`; the longest moves along with it.
    Check-in, the wait for the first flight and the ways to and from the airports are not in it.

    Returns
    -------
    pandas.DataFrame
        origin, destination, stops (0 or 1; NA: not reached), hub, hours (NaN: not reached),
        flying_min, transfer_min, detour, hubs (that connect the two at all), frequency_known (of
        the flight onward), list_quality (the worse grade of the routes used).

    Examples
    --------
    >>> airports = pd.DataFrame(
    ...     {"iata": ["A", "B", "C"], "lon": [0.0, 8.0, 16.0], "lat": [0.0, 0.0, 0.0]})
    >>> routes = pd.DataFrame({"origin": ["A", "B"], "destination": ["B", "C"],
    ...     "weekly_frequency": [7.0, 42.0], "quality": ["published", "estimate"]})
    >>> bands = pd.DataFrame({"from_km": [0.0], "fixed_min": [30.0], "speed_kmh": [890.555]})
    >>> found = journeys(world_network(airports, routes, bands), ["A"], SpreadRules(60, 720),
    ...                  assumed_weekly=7, longest_detour=1.5)
    >>> found[["destination", "stops", "hub", "hours"]].round(1).values.tolist()
    [['B', 0, '', 1.5], ['C', 1, 'B', 6.0]]
    """
    flights = np.where(world.flown & np.isnan(world.weekly), assumed_weekly, world.weekly)
    longer = [minimum_min.get(code, rules.minimum_min) - rules.minimum_min for code in world.codes]
    transfer = expected_transfer_min(flights, rules) + np.array(longer)[:, None]
    parts = [_from_one(world, world.place(code), transfer, longest_detour) for code in origins]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _from_one(
    world: WorldNetwork, origin: int, transfer: Floats, longest_detour: float
) -> pd.DataFrame:
    """Journeys from one airport: hubs are rows, destinations columns."""
    flying = world.block_min[origin][:, None] + world.block_min
    with np.errstate(divide="ignore", invalid="ignore"):
        detour = (world.km[origin][:, None] + world.km) / world.km[origin][None, :]
    offered = world.flown[origin][:, None] & world.flown & (detour <= longest_detour)
    offered[origin] = False
    minutes = np.where(offered, flying + transfer, np.inf)
    hub = minutes.argmin(axis=0)
    everyone = np.arange(len(world.codes))
    by_hub = minutes[hub, everyone]
    nonstop = np.where(world.flown[origin], world.block_min[origin], np.inf)
    direct = nonstop <= by_hub
    reached = np.isfinite(np.minimum(nonstop, by_hub))
    worse = np.where(
        direct,
        world.grade[origin],
        np.maximum(world.grade[origin][hub], world.grade[hub, everyone]),
    )
    onward_known = np.where(direct, world.weekly[origin], world.weekly[hub, everyone])
    codes = np.array(world.codes, dtype=object)
    table = pd.DataFrame(
        {
            "origin": world.codes[origin],
            "destination": codes,
            "stops": pd.array(np.where(direct, 0, 1), dtype="Int64"),
            "hub": np.where(direct, "", codes[hub]),
            "hours": np.minimum(nonstop, by_hub) / 60.0,
            "flying_min": np.where(direct, nonstop, flying[hub, everyone]),
            "transfer_min": np.where(direct, 0.0, transfer[hub, everyone]),
            "detour": np.where(direct, 1.0, detour[hub, everyone]),
            "hubs": offered.sum(axis=0),
            "frequency_known": ~np.isnan(onward_known),
            "list_quality": [_GRADES[grade] if grade >= 0 else "" for grade in worse],
        }
    )
    table.loc[~reached, ["stops"]] = pd.NA
    table.loc[~reached, ["hours", "flying_min", "transfer_min", "detour"]] = np.nan
    table.loc[~reached, ["hub", "list_quality"]] = ""
    table.loc[~reached, "frequency_known"] = False
    others: pd.DataFrame = table[everyone != origin].reset_index(drop=True)
    return others


def _check(routes: pd.DataFrame, known: set[str]) -> None:
    named = set(routes["origin"]) | set(routes["destination"])
    issues = [
        Issue(
            Severity.ERROR,
            "unknown-airport",
            f"a route names airport '{code}', which has no position",
            "add it to air/world_airports, or correct the code",
        )
        for code in sorted(named - known)
    ]
    loops = routes.loc[routes["origin"] == routes["destination"], "origin"]
    issues += [
        Issue(
            Severity.ERROR,
            "route-to-itself",
            f"a route leads from '{code}' to itself",
            "correct one of its ends",
        )
        for code in sorted(set(loops))
    ]
    if issues:
        raise DataError("the routes of the world cannot be used", issues)
