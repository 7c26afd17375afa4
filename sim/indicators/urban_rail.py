"""Length of urban rail in service: ``urban_rail_km``, by four definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType

import pandas as pd

from sim.indicators.evidence import Evidence, Measure, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue, quality_mix
from sim.network.model import Network, Section

__all__ = ["MEASURES", "TARGET_ID", "compute", "length_by_line"]

TARGET_ID = "urban_rail_km"


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Kilometres of urban rail open on the network's date, one value per definition.

    Operating length is the sum over sections in the city's total, double track once, as in the
    annual statistics of the China Association of Metros. The other definitions count shared track
    once, metro only, or the part of every system inside the city's boundary. A network without
    sections gives 0 km. Details list every open section with the length that counts.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def length_by_line(network: Network) -> pd.DataFrame:
    """Operating length of each line on the network's date, in km.

    Columns: route_id, name_zh, name_en, system_class, sections, length_km, in_city_total. A line
    with sections of two classes has one row for each.

    Examples
    --------
    >>> from sim.network.examples import section, with_route, empty
    >>> town = with_route(empty(), "L", {"main": "A B"}, sections=[section("s", "L")])
    >>> length_by_line(town)[["route_id", "sections", "length_km"]].values.tolist()
    [['L', 1, 10.0]]
    """
    rows = [
        {
            "route_id": section.route_id,
            "system_class": section.system_class,
            "in_city_total": section.in_city_total,
            "sections": 1,
            "length_km": section.length_km,
        }
        for section in _open_sections(network)
    ]
    keys = ["route_id", "system_class", "in_city_total"]
    names = {route_id: (route.name_zh, route.name_en) for route_id, route in network.routes.items()}
    frame = pd.DataFrame(rows, columns=[*keys, "sections", "length_km"])
    lines = frame.groupby(keys, as_index=False, sort=False)[["sections", "length_km"]].sum()
    lines["length_km"] = lines["length_km"].round(6)
    for place, column in enumerate(("name_zh", "name_en")):
        lines.insert(
            1 + place, column, [names.get(route_id, ("", ""))[place] for route_id in lines.route_id]
        )
    return lines


def _open_sections(network: Network) -> tuple[Section, ...]:
    return tuple(section for section in network.sections.values() if network.is_open(section))


def _operating(sections: Sequence[Section]) -> Iterable[tuple[Section, float]]:
    return ((one, one.length_km) for one in sections if one.in_city_total)


def _unique_track(sections: Sequence[Section]) -> Iterable[tuple[Section, float]]:
    """Of the sections on one track only the longest counts."""
    longest: dict[str, Section] = {}
    for one in sections:
        if one.in_city_total and (
            one.track_id not in longest or one.length_km > longest[one.track_id].length_km
        ):
            longest[one.track_id] = one
    return ((one, one.length_km) for one in longest.values())


def _metro_only(sections: Sequence[Section]) -> Iterable[tuple[Section, float]]:
    return (
        (one, one.length_km)
        for one in sections
        if one.in_city_total and one.system_class == "metro"
    )


def _inside_boundary(sections: Sequence[Section]) -> Iterable[tuple[Section, float]]:
    return ((one, one.length_km * one.inside_share) for one in sections)


def _measure(
    counted_lengths: Callable[[Sequence[Section]], Iterable[tuple[Section, float]]],
) -> Measure:
    def measure(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
        sections = _open_sections(evidence.network)
        counted = [(one, length_km) for one, length_km in counted_lengths(sections) if length_km]
        return IndicatorValue(
            target_id=target.id,
            definition_id=definition.id,
            value=round(sum(length_km for _, length_km in counted), 6),
            unit=definition.unit,
            quality=quality_mix((one.quality, length_km) for one, length_km in counted),
            detail=_detail(sections, {one.section_id: length_km for one, length_km in counted}),
        )

    return measure


def _detail(sections: Sequence[Section], counted_km: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "section_id": one.section_id,
                "route_id": one.route_id,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "system_class": one.system_class,
                "open_date": one.open_date.isoformat() if one.open_date else "",
                "length_km": one.length_km,
                "counted_km": counted_km.get(one.section_id, 0.0),
                "quality": str(one.quality),
            }
            for one in sections
        ]
    )


MEASURES = MappingProxyType(
    {
        "operating_length": _measure(_operating),
        "unique_track": _measure(_unique_track),
        "metro_only": _measure(_metro_only),
        "inside_boundary": _measure(_inside_boundary),
    }
)
