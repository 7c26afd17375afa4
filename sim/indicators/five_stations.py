"""Main railway stations of the plan: ``five_stations``, open, served and joined to the metro."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from sim.gateway.stations.roles import hub_neighbours
from sim.indicators.direct_rides import direct_rides
from sim.indicators.evidence import Evidence, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue, not_computed, quality_mix
from sim.network.model import Hub, HubId, Network, Quality, StopId
from sim.network.runs import open_runs, stop_is_open

__all__ = ["MEASURES", "TARGET_ID", "compute", "hub_is_open", "hub_table", "main_hub"]

TARGET_ID = "five_stations"


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Count the plan's main stations that are open, served by trains, joined to the metro.

    Details have one row per station: opening, trains a day, stations of other cities with a direct
    train, urban rail lines at its door.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def hub_is_open(hub: Hub, on: date) -> bool:
    """Whether a hub is open on a date, and not closed for rebuilding.

    Examples
    --------
    >>> south = Hub(HubId("hangzhou_south"), "杭州南", "Hangzhou South", "axis", 120.29, 30.17, (),
    ...             date(1931, 1, 1), date(2013, 7, 1), date(2020, 7, 1), Quality.PUBLISHED, "")
    >>> hub_is_open(south, date(2018, 12, 31)), hub_is_open(south, date(2020, 12, 31))
    (False, True)
    """
    if hub.open_date is None or hub.open_date > on:
        return False
    closed = hub.closed_from is not None and hub.closed_from <= on
    return not closed or (hub.closed_until is not None and hub.closed_until <= on)


def hub_table(network: Network, target: Target) -> pd.DataFrame:
    """One row per station of the target: open, trains a day, direct stations, metro lines.

    Columns: hub_id, name_zh, name_en, role, known, open, trains_per_day, direct_stations,
    metro_lines, metro_connected, quality, train_quality (the commonest grade of its trains).
    Trains are those of the timetable's reference day.
    """
    rides = direct_rides(network)
    rows = []
    for item in target.items:
        hubs = [network.hubs[HubId(part)] for part in item.parts if HubId(part) in network.hubs]
        stop_ids = frozenset(stop_id for hub in hubs for stop_id in hub.stop_ids)
        lines = _metro_lines(network, stop_ids)
        grades = [hub.quality for hub in hubs]
        grades_of_trains = _train_grades(network, stop_ids)
        rows.append(
            {
                "hub_id": item.id,
                "name_zh": item.title_zh,
                "name_en": item.title_en,
                "role": item.group,
                "known": bool(hubs),
                "open": bool(hubs) and all(hub_is_open(hub, network.as_of) for hub in hubs),
                "trains_per_day": len(grades_of_trains),
                "direct_stations": rides.loc[
                    rides["hub_stop_id"].isin(list(stop_ids)), "other_stop_id"
                ].nunique(),
                "metro_lines": " ".join(lines),
                "metro_connected": bool(lines),
                "quality": str(grades[0] if grades else item.quality),
                "train_quality": max(
                    sorted(set(grades_of_trains)), key=grades_of_trains.count, default=""
                ),
            }
        )
    return pd.DataFrame(rows)


def _train_grades(network: Network, stop_ids: frozenset[StopId]) -> list[str]:
    """Grade of every train that calls at one of the stops."""
    open_stops = {stop_id for stop_id in stop_ids if stop_is_open(network, stop_id)}
    return [
        str(train.quality)
        for train in network.trains.values()
        if any(call.stop_id in open_stops for call in train.calls)
    ]


def _metro_lines(network: Network, stop_ids: frozenset[StopId]) -> list[str]:
    """Lines that have sections, so urban rail, and a run that serves one of the stops."""
    rail = {section.route_id for section in network.sections.values()}
    return sorted(
        route.route_id
        for route in network.routes.values()
        if route.route_id in rail
        and any(stop_ids.intersection(run.stop_ids) for run in open_runs(network, route))
    )


def _value(
    target: Target, definition: Definition, table: pd.DataFrame, counted: pd.Series[bool]
) -> IndicatorValue:
    unknown = table.loc[~table["known"], "name_en"].tolist()
    missing = table.loc[~counted, "name_en"].tolist()
    caveats = []
    if missing:
        caveats.append(f"not counted: {', '.join(missing)}")
    if unknown:
        caveats.append(f"not in the network's hubs: {', '.join(unknown)}")
    return IndicatorValue(
        target_id=target.id,
        definition_id=definition.id,
        value=float(counted.sum()),
        unit=definition.unit,
        quality=quality_mix((Quality(grade), 1.0) for grade in table["quality"]),
        detail=table.assign(counted=counted),
        caveats=tuple(caveats),
    )


def _open(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = hub_table(evidence.network, target)
    return _value(target, definition, table, table["open"])


def _functional(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    if not evidence.network.trains:
        reason = "the network has no trains"
        return not_computed(target.id, definition.id, definition.unit, reason)
    table = hub_table(evidence.network, target)
    enough = table["trains_per_day"] >= definition.parameter("min_trains_per_day")
    served = table["open"] & enough
    graded = table.assign(quality=table["train_quality"].where(served, table["quality"]))
    return _value(target, definition, graded, served)


def _metro_connected(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    table = hub_table(evidence.network, target)
    return _value(target, definition, table, table["open"] & table["metro_connected"])


def main_hub(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
    """Stations that work as a main hub: open, often served, in several directions, on the metro.

    A direction is one of eight compass sectors in which the next stations of its trains lie
    (`sim.gateway.stations.roles.hub_neighbours`), with at least ``min_trains_per_direction`` trains
    a day both ways together. Parameters: ``min_trains_per_day``, ``min_directions``,
    ``min_trains_per_direction``. The caveat names the directions of every open station. Not
    computed for a network without trains.

    Examples
    --------
    >>> from sim.indicators.targets import read_targets
    >>> from sim.network.examples import empty
    >>> from pathlib import Path
    >>> targets = read_targets(Path("network_data/policy/targets.yaml"))
    >>> target = next(one for one in targets if one.id == TARGET_ID)
    >>> main_hub(Evidence(empty(), targets), target, target.definitions[0]).caveats
    ('not computed: the network has no trains',)
    """
    if not evidence.network.trains:
        reason = "the network has no trains"
        return not_computed(target.id, definition.id, definition.unit, reason)
    table = hub_table(evidence.network, target)
    directions = _directions(
        evidence.network, target, definition.parameter("min_trains_per_direction")
    )
    enough = table["trains_per_day"] >= definition.parameter("min_trains_per_day")
    several = table["hub_id"].map(directions) >= definition.parameter("min_directions")
    counted = table["open"] & enough & several & table["metro_connected"]
    graded = table.assign(quality=table["train_quality"].where(counted, table["quality"]))
    value = _value(target, definition, graded, counted)
    is_open = table.loc[table["open"]]
    names = zip(is_open["name_en"], is_open["hub_id"].map(directions), strict=True)
    shown = [f"{name} {number}" for name, number in names]
    return replace(value, caveats=(*value.caveats, f"directions: {', '.join(shown) or 'none'}"))


def _directions(
    network: Network, target: Target, min_trains_per_direction: float
) -> dict[str, int]:
    """Compass sectors with enough trains, by item of the target."""
    neighbours = hub_neighbours(network)
    found = {}
    for item in target.items:
        own = neighbours.loc[neighbours["hub_id"].isin(item.parts)]
        trains = own.groupby("sector")["trains_per_day"].sum()
        found[item.id] = int((trains >= min_trains_per_direction).sum())
    return found


MEASURES = MappingProxyType(
    {
        "open": _open,
        "functional": _functional,
        "metro_connected": _metro_connected,
        "main_hub": main_hub,
    }
)
