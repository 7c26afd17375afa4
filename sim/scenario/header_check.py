"""What can be wrong with a scenario apart from its modifications: names, years, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sim.errors import DataError
from sim.modifications.base import Problem, error, warning
from sim.modifications.names import did_you_mean
from sim.network.census import CENSUS_YEARS
from sim.network.model import Network
from sim.scenario.access_check import access_problems
from sim.scenario.demand_check import ParameterBounds, demand_parameters, demand_problems
from sim.scenario.document import ScenarioHeader
from sim.scenario.offers import Vintages, last_change, opportunity_ids, vintages
from sim.scenario.operations_check import facility_places
from sim.scenario.table_rows import unsound
from sim.scenario.targets import target_ids

__all__ = ["KnownIds", "header_problems", "known_ids"]

LAYER_FOLDER = Path(__file__).parents[1] / "maps" / "layers"
"""One file per map layer, named after it: read as a list of names, as drawing libraries are slow
to import and a check has two seconds."""

_FASTEST_WALK_KMH = 6.5
_LONG_WALK_M = 3000


@dataclass(frozen=True, slots=True)
class KnownIds:
    """Ids that a document names outside its modifications, and how far the tables reach.

    An empty set of targets, layers, opportunities or parameters is not checked. ``last_change`` is
    the date of the last opening or closing that the tables know; ``places`` are those of a station
    or terminal, by its id.
    """

    vintages: Vintages
    targets: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    opportunities: frozenset[str] = frozenset()
    last_change: date | None = None
    parameters: Mapping[str, ParameterBounds] = field(default_factory=dict)
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)


def known_ids(data_dir: Path) -> KnownIds:
    """Ids that the tables and the map's catalogue offer.

    Raises
    ------
    DataError
        If a table cannot be read, with what `sim data` says of it.
    """
    try:
        return KnownIds(
            vintages(data_dir),
            target_ids(data_dir / "policy" / "targets.yaml"),
            frozenset(path.stem for path in LAYER_FOLDER.glob("[a-z]*.py")),
            opportunity_ids(data_dir),
            last_change(data_dir),
            demand_parameters(data_dir),
            facility_places(data_dir),
        )
    except (ValueError, IndexError) as problem:
        if isinstance(problem, DataError):
            raise
        raise unsound(data_dir, str(problem)) from problem


def header_problems(
    header: ScenarioHeader, network: Network, known: KnownIds | None
) -> Iterator[Problem]:
    """Names that the tables or the catalogues lack, years beyond the data, walks that are runs.

    Without `known` only what the network itself can tell is checked.
    """
    if known is not None:
        for key, value, offered in (
            ("rail_timetable", header.rail_timetable, known.vintages.rail_timetables),
            ("air_vintage", header.air_vintage, known.vintages.air_vintages),
        ):
            if value is not None and value not in offered:
                yield error(
                    "unknown-vintage",
                    f"{key}: the tables have no '{value}'",
                    f"use one of: {', '.join(offered)}",
                    key,
                )
        yield from _id_problems("unknown-target", header.targets, known.targets, "targets")
        yield from _id_problems("unknown-layer", header.map.layers, known.layers, "map", "layers")
    yield from _id_problems(
        "unknown-hub",
        header.one_hour_circle.origins,
        frozenset(network.hubs),
        "one_hour_circle",
        "origins",
    )
    yield from _year_problems(header, known)
    yield from _walk_problems(header)
    longest = max(header.accessibility.cutoffs_min)
    if longest > header.routing.max_time_min:
        yield error(
            "cutoff-beyond-search",
            f"the cutoff of {longest} min is beyond the search of "
            f"{header.routing.max_time_min} min",
            "raise routing.max_time_min, or drop the cutoff",
            *(
                ("accessibility", "cutoffs_min")
                if "cutoffs_min" in header.accessibility.model_fields_set
                else ("routing", "max_time_min")
            ),
        )
    yield from access_problems(header, known.opportunities if known is not None else ())
    yield from demand_problems(header, known.parameters if known is not None else {})


def _year_problems(header: ScenarioHeader, known: KnownIds | None) -> Iterator[Problem]:
    if header.horizon_year < header.as_of.year:
        yield warning(
            "horizon-before-as-of",
            f"the people of {header.horizon_year} would use the network of {header.as_of.year}",
            "move horizon_year, or leave it out",
            "horizon_year",
        )
    first, last = CENSUS_YEARS
    year = header.horizon_year
    if known is not None and not first <= year <= last:
        beyond, census = (year - last, last) if year > last else (first - year, first)
        given = "horizon_year" if "horizon_year" in header.model_fields_set else "as_of"
        yield warning(
            "horizon-beyond-data",
            f"people and jobs of {year} are not counted but drawn on: the straight line from the "
            f"census of {first} to that of {last} goes on for {beyond} years "
            f"{'after' if year > last else 'before'} {census}",
            f"take a horizon_year from {first} to {last}, or report them as an assumption",
            given,
        )
    if known is not None and known.last_change and header.as_of.year > known.last_change.year:
        yield warning(
            "as-of-beyond-data",
            f"the tables know of no opening after {known.last_change}: the network of "
            f"{header.as_of} is that of then",
            "add what opens later as modifications, or take an earlier as_of",
            "as_of",
        )


def _walk_problems(header: ScenarioHeader) -> Iterator[Problem]:
    if header.routing.walk_speed_kmh > _FASTEST_WALK_KMH:
        yield warning(
            "walk-fast",
            f"{header.routing.walk_speed_kmh:g} km/h is a run",
            "people walk at 4 to 5 km/h",
            "routing",
            "walk_speed_kmh",
        )
    if header.routing.max_access_walk_m > _LONG_WALK_M:
        yield warning(
            "walk-long",
            f"{header.routing.max_access_walk_m} m is a long walk to a stop",
            "800 to 2000 m are usual",
            "routing",
            "max_access_walk_m",
        )


def _id_problems(
    code: str, names: str | tuple[str, ...], known: frozenset[str] | frozenset[object], *path: str
) -> Iterator[Problem]:
    offered = sorted(str(one) for one in known)
    if isinstance(names, str) or not offered:
        return
    for place, name in enumerate(names):
        if name not in offered:
            yield error(
                code,
                f"there is no '{name}'",
                did_you_mean(name, offered, "known: " + ", ".join(offered)),
                *path,
                place,
            )
