"""International and regional air destinations: ``air_destinations``, by airport, city, evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import MappingProxyType

import pandas as pd

from sim.air.destinations import (
    CountRule,
    DestinationCount,
    count,
    counted_units,
    network_destinations,
)
from sim.indicators.evidence import Evidence, Measure, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue, not_computed, quality_mix
from sim.network.model import AirRoute, Network, Quality

__all__ = ["DOCUMENTED", "MEASURES", "TARGET_ID", "compute"]

TARGET_ID = "air_destinations"

DOCUMENTED = frozenset({Quality.OFFICIAL, Quality.PUBLISHED, Quality.DERIVED})
"""Grades with a document behind them. What a scenario adds is an assumption, so it has none."""

_COUNTED_KINDS = frozenset({"international", "regional"})


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Count the places outside the mainland with a passenger route from the home airport.

    The unit is the airport, as in the official count of 2014. Quality gives the shares of the
    grades of the routes counted. A route to an airport that the airport table does not have is not
    counted, and the caveat says so. Details have one row per route abroad.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def _abroad(network: Network) -> tuple[list[AirRoute], list[str]]:
    """Routes to international and regional airports, and destinations without an airport."""
    routes, unknown = [], []
    for route in network.air_routes.values():
        airport = network.airports.get(route.destination)
        if airport is None:
            unknown.append(route.destination)
        elif airport.kind in _COUNTED_KINDS:
            routes.append(route)
    return routes, sorted(unknown)


def _airports(_network: Network, routes: Collection[AirRoute]) -> dict[str, AirRoute]:
    return {route.destination: route for route in routes}


def _cities(network: Network, routes: Collection[AirRoute]) -> dict[str, AirRoute]:
    found: dict[str, AirRoute] = {}
    for route in routes:
        airport = network.airports[route.destination]
        key = f"{airport.city}|{airport.country}"
        if key not in found or _rank(route) < _rank(found[key]):
            found[key] = route
    return found


def _nonstop(_network: Network, routes: Collection[AirRoute]) -> dict[str, AirRoute]:
    return {route.destination: route for route in routes if route.nonstop}


def _documented(_network: Network, routes: Collection[AirRoute]) -> dict[str, AirRoute]:
    return {route.destination: route for route in routes if route.quality in DOCUMENTED}


def _rank(route: AirRoute) -> int:
    return list(Quality).index(route.quality)


def _measure(
    counted_routes: Callable[[Network, Collection[AirRoute]], dict[str, AirRoute]],
) -> Measure:
    def measure(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
        network = evidence.network
        if not network.air_routes:
            reason = "the network has no air routes"
            return not_computed(target.id, definition.id, definition.unit, reason)
        routes, unknown = _abroad(network)
        counted = counted_routes(network, routes)
        caveats = _caveats(routes, network.air_vintage, definition)
        if unknown:
            caveats.append(f"not counted, as their airport is unknown: {', '.join(unknown[:5])}")
        return IndicatorValue(
            target_id=target.id,
            definition_id=definition.id,
            value=float(len(counted)),
            unit=definition.unit,
            quality=quality_mix((route.quality, 1.0) for route in counted.values()),
            detail=_detail(network, routes, {route.destination for route in counted.values()}),
            caveats=tuple(caveats),
        )

    return measure


def _weekly(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    """Places with so many departures a week as the list proves, and how many more there may be."""
    network = evidence.network
    if not network.air_routes:
        reason = "the network has no air routes"
        return not_computed(target.id, definition.id, definition.unit, reason)
    rule = CountRule(min_weekly=definition.parameter("min_weekly"))
    table, _ = network_destinations(network)
    found = count(table, rule)
    units = counted_units(table, rule)
    sure = set(units.loc[units["sure"], "destination"])
    routes, _ = _abroad(network)
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=float(found.lower),
        unit=definition.unit,
        quality=quality_mix((grade, float(number)) for grade, number in found.grades),
        detail=_detail(network, routes, sure),
        caveats=(_open_caveat(found), *_caveats(routes, network.air_vintage, definition)),
    )


def _open_caveat(found: DestinationCount) -> str:
    """Between which numbers the truth lies, and the grades of what could come on top."""
    unknown = found.upper - found.lower
    if unknown == 0:
        return "the frequency of every route is known"
    grades = quality_mix((grade, float(number)) for grade, number in found.open_grades)
    return (
        f"a lower bound: the frequency of {unknown} more is not known, so up to {found.upper} "
        f"(those: {grades.text()})"
    )


def _caveats(routes: Collection[AirRoute], vintage: str, definition: Definition) -> list[str]:
    """How much of the list has a document, is assumed, or is known to be missing from it."""
    listed = [route for route in routes if route.quality is not Quality.SCENARIO]
    documented = sum(route.quality in DOCUMENTED for route in listed)
    caveats = [f"of {len(listed)} places in the list of {vintage} {documented} have a document"]
    if len(listed) < len(routes):
        caveats.append(f"places assumed by the scenario: {len(routes) - len(listed)}")
    # The document may know an official number for a vintage, against which the list is short.
    official = [
        one.value for one in definition.parameters if one.name == f"official_count_{vintage}"
    ]
    if official and official[0] != len(listed):
        caveats.append(
            f"the official count of {vintage} is {official[0]:.0f}, so the list is incomplete"
        )
    return caveats


def _detail(
    network: Network, routes: Collection[AirRoute], counted: Collection[str]
) -> pd.DataFrame:
    rows = []
    for route in sorted(routes, key=lambda one: one.destination):
        airport = network.airports[route.destination]
        rows.append(
            {
                "iata": route.destination,
                "name_zh": airport.name_zh,
                "name_en": airport.name_en,
                "city": airport.city,
                "country": airport.country,
                "kind": airport.kind,
                "nonstop": route.nonstop,
                "weekly_frequency": route.weekly_frequency,
                "counted": route.destination in counted,
                "quality": str(route.quality),
            }
        )
    return pd.DataFrame(rows)


MEASURES = MappingProxyType(
    {
        "airports": _measure(_airports),
        "cities": _measure(_cities),
        "nonstop": _measure(_nonstop),
        "documented": _measure(_documented),
        "weekly": _weekly,
    }
)
