"""Connectivity of airports by NetScan in the world's network: direct, indirect, as a hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.netscan import NetScanParameters
from sim.air.onward import WorldNetwork
from sim.air.spread import SpreadRules, expected_units
from sim.network.quality import Quality

__all__ = ["Assumed", "connectivity_table"]

Floats: TypeAlias = npt.NDArray[np.float64]

_GRADES = tuple(str(grade) for grade in Quality)


@dataclass(frozen=True, slots=True)
class Assumed:
    """Flights a week of a route whose frequency is not known, with the bounds of the assumption.

    One number for all routes, or a square table by origin and destination in the world's order.
    """

    weekly: float | Floats
    low: float | Floats
    high: float | Floats


def connectivity_table(
    world: WorldNetwork,
    airports: Sequence[str],
    rules: SpreadRules,
    parameters: NetScanParameters,
    *,
    assumed: Assumed,
    longest_detour: float,
    minimum_min: Mapping[str, float] = MappingProxyType({}),
) -> pd.DataFrame:
    """Direct, indirect and hub connectivity of some airports, in CNU a week, modelled.

    Direct: flights a week of the airport's own non-stop routes, each of quality 1. Indirect: all
    connections at all hubs to places other than the airport itself. Hub: all connections between
    two other airports through this one. Connections come from frequencies spread evenly over the
    week (`sim.air.spread.expected_units`), not from clock times, and no alliance is asked for, so
    the numbers compare airports and networks and do not equal published ones. Where an origin and
    a destination have both non-stop flights and connections, both count, as in NetScan.
    `minimum_min` has the shortest transfer of hubs that differ from that of `rules`.

    Returns
    -------
    pandas.DataFrame
        airport, measure (``direct``, ``indirect``, ``hub``), cnu, cnu_low, cnu_high (unknown
        frequencies at the bounds of the assumption), destinations (routes out; places reached with
        one connection; pairs served as a hub), frequency_known (share of the airport's routes out
        that have one), list_quality (routes out by grade).

    Examples
    --------
    >>> from sim.air.onward import world_network
    >>> places = pd.DataFrame({"iata": ["A", "B"], "lon": [0.0, 40.0], "lat": [0.0, 0.0]})
    >>> routes = pd.DataFrame({"origin": ["A"], "destination": ["B"], "weekly_frequency": [3.0],
    ...     "quality": ["published"]})
    >>> bands = pd.DataFrame({"from_km": [0.0], "fixed_min": [30.0], "speed_kmh": [850.0]})
    >>> connectivity_table(world_network(places, routes, bands), ["A"], SpreadRules(60, 360),
    ...     NetScanParameters(3, 0, 3, 0.075, 0, 1), assumed=Assumed(7, 2, 28),
    ...     longest_detour=1.5)[["measure", "cnu"]].values.tolist()
    [['direct', 3.0], ['indirect', 0.0], ['hub', 0.0]]
    """
    rows = []
    own = [minimum_min.get(code, rules.minimum_min) for code in world.codes]
    at_hub = replace(rules, minimum_min=np.array(own, dtype=np.float64))
    for code in airports:
        place = world.place(code)
        values = [
            _measures(world, place, (at_hub, parameters, longest_detour), one)
            for one in (assumed.weekly, assumed.low, assumed.high)
        ]
        for measure, (middle, low, high) in zip(
            ("direct", "indirect", "hub"), zip(*values, strict=True), strict=True
        ):
            rows.append(
                {
                    "airport": code,
                    "measure": measure,
                    "cnu": middle[0],
                    "cnu_low": low[0],
                    "cnu_high": high[0],
                    "destinations": middle[1],
                    "frequency_known": _known_share(world, place),
                    "list_quality": _grades(world, place),
                }
            )
    return pd.DataFrame(rows)


def _measures(
    world: WorldNetwork,
    place: int,
    how: tuple[SpreadRules, NetScanParameters, float],
    assumed_weekly: float | Floats,
) -> tuple[tuple[float, int], ...]:
    """CNU and number of places, directly, indirectly and as a hub; a shortest transfer by place."""
    rules, parameters, longest_detour = how
    shortest = np.asarray(rules.minimum_min)
    flights = np.where(world.flown & np.isnan(world.weekly), assumed_weekly, world.weekly)
    out, into = world.flown[place], world.flown[:, place]
    # Indirect: rows are hubs, columns destinations.
    hubs = np.flatnonzero(out)
    served = world.flown[hubs].copy()
    served[:, place] = False
    indirect = _units(
        (
            world.block_min[place][hubs][:, None] + world.block_min[hubs],
            world.km[place][hubs][:, None] + world.km[hubs],
            world.block_min[place][None, :],
            world.km[place][None, :],
        ),
        served,
        (flights[place][hubs][:, None], flights[hubs]),
        (replace(rules, minimum_min=shortest[hubs][:, None]), parameters, longest_detour),
    )
    # Hub: rows are origins, columns destinations.
    come, go = np.flatnonzero(into), np.flatnonzero(out)
    pairs = np.ix_(come, go)
    hub = _units(
        (
            world.block_min[come, place][:, None] + world.block_min[place, go][None, :],
            world.km[come, place][:, None] + world.km[place, go][None, :],
            world.block_min[pairs],
            world.km[pairs],
        ),
        come[:, None] != go[None, :],
        (flights[come, place][:, None], flights[place, go][None, :]),
        (replace(rules, minimum_min=float(shortest[place])), parameters, longest_detour),
    )
    return (
        (float(flights[place].sum()), int(out.sum())),
        (float(indirect.sum()), int((indirect > 0).any(axis=0).sum())),
        (float(hub.sum()), int((hub > 0).sum())),
    )


def _units(
    times: tuple[Floats, Floats, Floats, Floats],
    served: npt.NDArray[np.bool_],
    weekly: tuple[Floats, Floats],
    how: tuple[SpreadRules, NetScanParameters, float],
) -> Floats:
    """Units of all pairs that are served and whose detour is allowed; 0 elsewhere."""
    legs, ways, direct_min, direct_km = times
    rules, parameters, longest_detour = how
    allowed = served & (ways <= longest_detour * direct_km)
    units = expected_units(direct_min / 60.0, legs / 60.0, weekly, rules, parameters)
    return np.where(allowed, units, 0.0)


def _known_share(world: WorldNetwork, place: int) -> float:
    own = world.weekly[place][world.flown[place]]
    return float(1.0 - np.isnan(own).mean()) if own.size else float("nan")


def _grades(world: WorldNetwork, place: int) -> str:
    own = world.grade[place][world.flown[place]]
    counts = [(grade, int((own == number).sum())) for number, grade in enumerate(_GRADES)]
    return ", ".join(f"{grade} {number}" for grade, number in counts if number)
