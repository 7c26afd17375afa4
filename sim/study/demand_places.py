"""Zones of a result with their trips, the desire lines between them, and who cannot travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.model import DemandResult, Floats64, TripEnds
from sim.network.model import Network
from sim.study.demand_sums import ZoneSums

__all__ = [
    "LARGEST",
    "UNCONNECTED_COLUMNS",
    "county_names",
    "demand_cell_table",
    "demand_zone_table",
    "desire_lines",
    "unconnected_zones",
]

LARGEST = 400
"""How many pairs of zones have desire lines."""

UNCONNECTED_COLUMNS = ("zone_id", "name_zh", "name_en", "population", "trips", "reason")
_REASON = "步行、乘车与驾车均不可达；no walk, ride or road leads from here to anywhere"
_LEAST = 0.001
"""Trips a day below this are what is left of rounding."""

_ALL = "all"

Names = Mapping[str, tuple[str, str]]


def county_names(network: Network) -> Names:
    """Chinese and English name of every county that has cells, by its id.

    Examples
    --------
    >>> from sim.study.demand_examples import small_network
    >>> county_names(small_network())
    {'1': ('1区', 'District 1'), '2': ('2区', 'District 2')}
    """
    return {
        zone.county_id: (zone.name_zh, zone.name_en)
        for zone in network.zones.values()
        if zone.kind == "cell"
    }


def demand_zone_table(result: DemandResult, sums: ZoneSums, ends: TripEnds) -> pd.DataFrame:
    """Zones with people, trip ends and the share of public transport, one row each.

    ``productions`` are the trips of a day with their home end here, ``attractions`` those with
    their other end here, both from `ends`. ``transit_trips`` and ``motorised_trips`` begin or end
    here, half each, everybody's, whole day; ``pt_share_pct`` is their quotient, missing where there
    are none.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_ends, small_result
    >>> from sim.study.demand_sums import zone_sums
    >>> result = small_result()
    >>> table = demand_zone_table(result, zone_sums(result, parameters=PARAMETERS), small_ends())
    >>> table[["zone_id", "productions", "attractions"]].head(2).round(1).values.tolist()
    [['z0', 66.0, 95.0], ['z1', 132.0, 135.0]]
    """
    zones = result.zones
    by_alternative = sums.trips.sum(axis=(0, 1))
    public = _chosen(by_alternative, [a.is_public_transport for a in result.alternatives])
    motorised = _chosen(by_alternative, [a.is_motorised for a in result.alternatives])
    return pd.DataFrame(
        {
            "zone_id": list(zones.zone_ids),
            "name_zh": list(zones.names_zh),
            "name_en": list(zones.names_en),
            "county_id": list(zones.county_ids),
            "kind": list(zones.kind),
            "lon": zones.lon,
            "lat": zones.lat,
            "population": zones.population,
            "jobs": zones.jobs,
            "car_share": zones.car_share,
            "parking_id": list(zones.parking_id),
            "productions": ends.productions.sum(axis=0),
            "attractions": ends.attractions.sum(axis=0),
            "transit_trips": public,
            "motorised_trips": motorised,
            "pt_share_pct": 100 * public / np.where(motorised > 0, motorised, np.nan),
        }
    )


def _chosen(by_alternative: Floats64, chosen: Sequence[bool]) -> Floats64:
    found: Floats64 = by_alternative[np.array(chosen, dtype=np.bool_)].sum(axis=0)
    return found


def demand_cell_table(result: DemandResult) -> pd.DataFrame:
    """Zone of every cell, one row per cell.

    Examples
    --------
    >>> from sim.study.demand_examples import small_result
    >>> demand_cell_table(small_result()).values.tolist()[:2]
    [['c0', 'z0'], ['c1', 'z1']]
    """
    zones = result.zones
    ids = np.array(zones.zone_ids, dtype=object)
    return pd.DataFrame({"cell_id": list(zones.cell_ids), "zone_id": ids[zones.cell_row]})


def unconnected_zones(result: DemandResult, ends: TripEnds) -> pd.DataFrame:
    """Zones whose trips have no way to travel, with these trips; no rows where all have one.

    They are what the zone produces less the trips it makes: in no matrix and no share, and with
    them all trips add up to the productions.

    Examples
    --------
    >>> from sim.study.demand_examples import small_ends, small_result
    >>> unconnected_zones(small_result(), small_ends())[["zone_id", "trips"]].values.tolist()
    [['z5', 5.0]]
    """
    zones = result.zones
    lost = ends.productions.sum(axis=0) - result.logsum_trips.sum(axis=(0, 1))
    rows = np.flatnonzero(lost > _LEAST)
    return pd.DataFrame(
        {
            "zone_id": [zones.zone_ids[row] for row in rows],
            "name_zh": [zones.names_zh[row] for row in rows],
            "name_en": [zones.names_en[row] for row in rows],
            "population": zones.population[rows],
            "trips": lost[rows],
            "reason": [_REASON for _ in rows],
        },
        columns=list(UNCONNECTED_COLUMNS),
    ).astype({"zone_id": "str", "name_zh": "str", "name_en": "str", "reason": "str"})


@dataclass(frozen=True)
class _Places:
    """Ends of desire lines, with their positions."""

    ids: Sequence[str]
    names: Sequence[tuple[str, str]]
    lon: Floats64
    lat: Floats64


def desire_lines(
    result: DemandResult, sums: ZoneSums, counties: Names, *, largest: int = LARGEST
) -> pd.DataFrame:
    """Trips of a day between places, both directions together, ``from_id <= to_id``.

    Level ``district`` has every pair of counties and each county with itself; level ``zone`` the
    `largest` pairs of different zones by trips of all alternatives. Each pair has a row for ``all``
    and one for every alternative. A county lies at the mean place of its people.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> from sim.study.demand_sums import zone_sums
    >>> result = small_result()
    >>> sums = zone_sums(result, parameters=PARAMETERS)
    >>> table = desire_lines(result, sums, {"1": ("一区", "One"), "2": ("二区", "Two")}, largest=1)
    >>> table.loc[table["alternative"] == "all", ["level", "from_id", "to_id"]].values.tolist()
    [['district', '1', '1'], ['district', '1', '2'], ['district', '2', '2'], ['zone', 'hub', 'z3']]
    """
    zones = result.zones
    alternatives = [_ALL, *(one.alternative_id for one in result.alternatives)]
    trips = np.concatenate([sums.day.sum(axis=0, keepdims=True), sums.day])
    ids = sorted(set(zones.county_ids))
    member = np.array([[one == county for one in zones.county_ids] for county in ids])
    between = np.stack([_grouped(matrix, member.astype(np.float64)) for matrix in trips])
    districts = _Places(
        ids,
        [counties.get(one, (one, one)) for one in ids],
        _centre(zones.lon, zones.population, member),
        _centre(zones.lat, zones.population, member),
    )
    single = _Places(
        zones.zone_ids, list(zip(zones.names_zh, zones.names_en, strict=True)), zones.lon, zones.lat
    )
    rows, columns = np.triu_indices(len(zones), k=1)
    both = trips[0][rows, columns] + trips[0][columns, rows]
    order = np.argsort(-both, kind="stable")[:largest]
    order = order[both[order] > 0]
    return pd.concat(
        [
            _lines("district", districts, between, np.triu_indices(len(ids)), alternatives),
            _lines("zone", single, trips, (rows[order], columns[order]), alternatives),
        ],
        ignore_index=True,
    )


def _grouped(trips: Floats64, member: Floats64) -> Floats64:
    """Trips between groups of zones [G, G]."""
    rows = np.einsum("gi,ij->gj", member, trips)
    found: Floats64 = np.einsum("gj,hj->gh", rows, member)
    return found


def _centre(values: Floats64, people: Floats64, member: npt.NDArray[np.bool_]) -> Floats64:
    """Mean of a coordinate over the people of each group; over its zones where nobody lives."""
    weight = np.where(member, people, 0.0)
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, member)
    return np.asarray((weight * values).sum(axis=1) / weight.sum(axis=1))


def _lines(
    level: str,
    places: _Places,
    trips: Floats64,
    pairs: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
    alternatives: Sequence[str],
) -> pd.DataFrame:
    ids = np.array(places.ids, dtype=object)
    swap = np.array([a > b for a, b in zip(ids[pairs[0]], ids[pairs[1]], strict=True)], dtype=bool)
    first = np.where(swap, pairs[1], pairs[0])
    second = np.where(swap, pairs[0], pairs[1])
    both = trips[:, first, second] + np.where(first != second, trips[:, second, first], 0.0)
    columns: dict[str, npt.NDArray[np.object_] | Floats64] = {}
    for end, row in (("from", first), ("to", second)):
        columns[f"{end}_id"] = ids[row]
        columns[f"{end}_zh"] = np.array([places.names[one][0] for one in row], dtype=object)
        columns[f"{end}_en"] = np.array([places.names[one][1] for one in row], dtype=object)
        columns[f"{end}_lon"], columns[f"{end}_lat"] = places.lon[row], places.lat[row]
    repeated = {name: np.repeat(values, len(alternatives)) for name, values in columns.items()}
    return pd.DataFrame(
        {
            "level": np.full(both.size, level, dtype=object),
            **repeated,
            "alternative": np.tile(np.array(alternatives, dtype=object), len(first)),
            "trips": both.T.ravel(),
        }
    )
