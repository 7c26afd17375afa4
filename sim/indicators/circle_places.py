"""What the one-hour circle's target asks for, in the terms of `sim.gateway.circle.parts`."""

from __future__ import annotations

from types import MappingProxyType

from sim.gateway.circle.place_model import CircleDefinition, CirclePlace, Family
from sim.indicators.target_model import Target
from sim.network.model import Network, StopId

__all__ = ["circle_cities", "circle_definitions"]


def circle_definitions(target: Target) -> tuple[CircleDefinition, ...]:
    """Definitions of the target that can be taken apart, in its order, for `circle_parts`.

    Those that only turn the direction round or count counties are left out: the parts are given in
    both directions, for cities and counties.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.indicators.targets import read_targets
    >>> targets = read_targets(Path("network_data/policy/targets.yaml"))
    >>> circle = next(one for one in targets if one.id == "one_hour_circle")
    >>> [one.definition_id for one in circle_definitions(circle) if one.family == "door_to_door"]
    ['door_to_door_60', 'door_to_door_90']
    """
    return tuple(
        CircleDefinition(
            definition.id,
            _FAMILIES[definition.measure_id],
            definition.parameter("cutoff_min"),
            overnight=definition.id not in _to_last_train(target),
        )
        for definition in target.definitions
        if definition.measure_id in _FAMILIES
    )


def circle_cities(target: Target, network: Network) -> tuple[CirclePlace, ...]:
    """Cities the target counts, with their main station and the counties whose people travel.

    Examples
    --------
    >>> from pathlib import Path
    >>> from sim.indicators.targets import read_targets
    >>> from sim.network.examples import empty
    >>> targets = read_targets(Path("network_data/policy/targets.yaml"))
    >>> circle = next(one for one in targets if one.id == "one_hour_circle")
    >>> [city.name_en for city in circle_cities(circle, empty())][:2]
    ['Jiaxing', 'Huzhou']
    """
    counties = [zone for zone in network.zones.values() if zone.kind == "county"]
    cities = []
    for item in target.items:
        names = (item.id, item.title_en, item.title_zh, f"{item.title_zh}市")
        own = sorted(zone.county_id for zone in counties if zone.prefecture in names)
        stations = tuple(StopId(part) for part in item.parts)
        if item.counted:
            cities.append(
                CirclePlace(
                    item.id, "city", item.title_zh, item.title_en, item.title_en, stations,
                    tuple(own),
                )
            )  # fmt: skip
    return tuple(cities)


def _to_last_train(target: Target) -> set[str]:
    """Definitions by which the window ends with the last train."""
    measure = "station_effective"
    effective = [one for one in target.definitions if one.measure_id == measure]
    return {one.id for one in effective if one.parameter("overnight") <= 0}


_FAMILIES: MappingProxyType[str, Family] = MappingProxyType(
    {
        "station_fastest": "fastest",
        "station_effective": "effective",
        "door_to_door": "door_to_door",
        "population_within": "people",
    }
)
