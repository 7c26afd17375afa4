"""Trip ends: how many trips a day begin at home and end elsewhere, by purpose and zone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.demand.model import DemandZones, Floats64, Purpose, TripEnds
from sim.demand.parameters import Parameters
from sim.demand.poi import POI_TABLE, poi_amounts
from sim.demand.special import SPECIAL_TABLE, special_attractions
from sim.errors import DataError, Issue, Severity
from sim.geometry import distances_m, to_metres
from sim.network.model import Network, ZoneId
from sim.network.opportunities import OpportunityLayer

__all__ = ["TRIP_END_TABLES", "layer_amounts", "trip_ends"]

_RATES = "demand/trip_rates"
_ATTRACTIONS = "demand/attractions"

TRIP_END_TABLES: tuple[str, ...] = (_RATES, _ATTRACTIONS, SPECIAL_TABLE, POI_TABLE)
"""What the trip ends are computed from besides zones and layers of opportunities."""

_MAX_AWAY_M = 5000.0
_TOLERANCE = 1e-6


def trip_ends(
    network: Network,
    zones: DemandZones,
    purposes: Sequence[Purpose],
    *,
    tables: Mapping[str, pd.DataFrame],
    layers: Sequence[OpportunityLayer],
    parameters: Parameters,
) -> TripEnds:
    """Daily productions and attractions by purpose and zone, equal in sum.

    Residents make ``trip_rate_per_person_day`` trips; ``demand/trip_rates`` divides them among the
    purposes, whose productions lie where people, employed residents and jobs are (weights of the
    table). Employed residents of a zone are its people times the county's jobs per person, since
    the jobs of a county are its employed residents. Attractions lie where the layers of
    ``demand/attractions`` are, and firms and services where the points of interest are
    (`poi_amounts`), scaled to the productions. Trips that do not touch home begin where
    they could as well end. Passengers of stations and the airport (`special_attractions`) come on
    top; their other end lies as ``demand/trip_rates`` says. Trips out and back both count.

    Raises
    ------
    DataError
        With every purpose that cannot be balanced (trips that nothing attracts or produces) and
        every mistake in the tables.
    """
    amounts = dict(layer_amounts(network, zones, layers))
    if POI_TABLE in tables:
        amounts |= poi_amounts(tables[POI_TABLE], network, zones)
    issues = _table_issues(purposes, tables, amounts)
    if issues:
        raise DataError("trip ends cannot be computed", issues)
    rates = {str(row["purpose_id"]): row for row in tables[_RATES].to_dict("records")}
    residents = parameters["trip_rate_per_person_day"] * float(zones.population.sum())
    made = np.zeros((len(purposes), len(zones)), dtype=np.float64)
    drawn = np.zeros_like(made)
    for row, purpose in enumerate(purposes):
        rate = rates[purpose.purpose_id]
        if purpose.kind == "special":
            drawn[row] = special_attractions(
                tables[SPECIAL_TABLE], network, zones, purpose.purpose_id
            )
            total = float(drawn[row].sum())
        else:
            drawn[row] = _attractions(tables[_ATTRACTIONS], amounts, purpose.purpose_id)
            total = residents * float(rate["share_of_trips"])
        made[row] = drawn[row] if purpose.kind == "non_home" else _production_weights(zones, rate)
        issues += _balance_issues(purpose, total, made[row], drawn[row])
        made[row], drawn[row] = _scaled(made[row], total), _scaled(drawn[row], total)
    if issues:
        raise DataError("demand cannot be balanced", issues)
    return TripEnds(productions=made, attractions=drawn)


def layer_amounts(
    network: Network, zones: DemandZones, layers: Sequence[OpportunityLayer]
) -> Mapping[str, Floats64]:
    """Amount of each layer of opportunities in every zone.

    People and jobs are those of the cells; a named place counts in the zone of the nearest cell,
    and not at all farther than 5 km from one: it lies outside the city. Special places hold none.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.demand.zone_examples import zones_of
    >>> from sim.network.examples import empty
    >>> layer_amounts(empty(), zones_of(people=[], jobs=[]), ())
    {}
    """
    cells = [network.zones[ZoneId(cell)] for cell in zones.cell_ids] if layers else []
    xy = to_metres([cell.lon for cell in cells], [cell.lat for cell in cells])
    result: dict[str, Floats64] = {}
    for layer in layers:
        at_cells = np.zeros(len(cells), dtype=np.float64)
        if layer.zone_amount is not None:
            at_cells = np.array([layer.zone_amount(cell) for cell in cells], dtype=np.float64)
        for place in layer.places if cells else ():
            away = distances_m(xy, to_metres(place.lon, place.lat))
            nearest = int(np.argmin(away))
            at_cells[nearest] += place.amount if away[nearest] <= _MAX_AWAY_M else 0.0
        result[layer.layer_id] = np.bincount(
            zones.cell_row, weights=at_cells, minlength=len(zones)
        ).astype(np.float64)
    return result


def _production_weights(zones: DemandZones, rate: Mapping[Hashable, float]) -> Floats64:
    return np.asarray(
        float(rate["by_people"]) * zones.population
        + float(rate["by_workers"]) * _workers(zones)
        + float(rate["by_jobs"]) * zones.jobs,
        dtype=np.float64,
    )


def _workers(zones: DemandZones) -> Floats64:
    """Employed residents: people of the zone times jobs per person of its county."""
    names, county = np.unique(np.array(zones.county_ids), return_inverse=True)
    people = np.bincount(county, weights=zones.population, minlength=len(names))
    jobs = np.bincount(county, weights=zones.jobs, minlength=len(names))
    ratio = np.divide(jobs, people, out=np.zeros(len(names)), where=people > 0)
    return np.asarray(zones.population * ratio[county], dtype=np.float64)


def _attractions(table: pd.DataFrame, amounts: Mapping[str, Floats64], purpose_id: str) -> Floats64:
    rows = table[table["purpose_id"] == purpose_id]
    size = len(next(iter(amounts.values()), np.zeros(0)))
    parts = (
        float(weight) * amounts[str(layer)]
        for layer, weight in zip(rows["layer"], rows["weight"], strict=True)
    )
    return np.asarray(sum(parts, np.zeros(size)), dtype=np.float64)


def _scaled(weights: Floats64, total: float) -> Floats64:
    sums = float(weights.sum())
    return weights * (total / sums) if sums > 0 else np.zeros_like(weights)


def _balance_issues(purpose: Purpose, total: float, made: Floats64, drawn: Floats64) -> list[Issue]:
    if total <= 0:
        return []
    issues = []
    for weights, what, table in (
        (made, "but no zone produces any", _RATES),
        (drawn, "but no zone attracts any", _ATTRACTIONS),
    ):
        if not float(weights.sum()) > 0:
            issues.append(
                _issue(
                    "unbalanced-demand",
                    f"purpose '{purpose.purpose_id}' has {total:.0f} trips a day, {what}",
                    "give it a layer or a weight that is not zero where people live and work",
                    table,
                )
            )
    return issues


def _table_issues(
    purposes: Sequence[Purpose],
    tables: Mapping[str, pd.DataFrame],
    amounts: Mapping[str, Floats64],
) -> list[Issue]:
    rates, drawn = tables[_RATES], tables[_ATTRACTIONS]
    shares = dict(zip(rates["purpose_id"], rates["share_of_trips"], strict=True))
    issues = [
        _issue(
            "no-trip-rate",
            f"purpose '{purpose.purpose_id}' has no row",
            "add one; trips counted elsewhere have an empty share",
            _RATES,
        )
        for purpose in purposes
        if purpose.purpose_id not in shares
    ]
    own = [purpose.purpose_id for purpose in purposes if purpose.kind != "special"]
    total = sum(float(shares.get(purpose_id, 0.0)) for purpose_id in own)
    if own and not abs(total - 1) <= _TOLERANCE:
        issues.append(
            _issue(
                "shares-not-one",
                f"the shares of residents' trips sum to {total:.4f}, not to 1",
                "correct share_of_trips; only trips of stations and the airport have none",
                _RATES,
            )
        )
    return issues + [
        _issue(
            "unknown-layer",
            f"there is no layer '{layer}' of opportunities",
            f"use one of {', '.join(amounts)}",
            _ATTRACTIONS,
        )
        for layer in dict.fromkeys(drawn["layer"])
        if layer not in amounts
    ]


def _issue(code: str, what: str, fix: str, table: str) -> Issue:
    return Issue(Severity.ERROR, code, what, fix, Path(f"{table}.csv"))
